"""The pages: how long a build takes, how many pages and bytes it gives, and how soon the site is seen in a browser."""

from __future__ import annotations

import shutil
import tempfile
from importlib.util import find_spec
from pathlib import Path

from cold import interpreter, run_alone
from yardsticks import Row

__all__ = ["page_rows"]

MB = 1_000_000
_BUILD = "from starmap.cli.app import main; import sys; sys.argv = ['starmap', *sys.argv[1:]]; main()"


def page_rows() -> list[Row]:
    """A build in each form, in processes of its own, and the first view; what is missing for one is said."""
    if find_spec("jinja2") is None or find_spec("typer") is None:
        return [Row("pages", "", "the bound", None, 60, "s", note="needs the extras cli and pages")]
    with tempfile.TemporaryDirectory() as folder:
        markdown, site = Path(folder) / "markdown", Path(folder) / "site"
        return [*_built("pages as Markdown", markdown), *_built("pages as a site", site, "--html"), _view(site)]


def _built(what: str, out: Path, *options: str) -> list[Row]:
    process = run_alone(interpreter(_BUILD, "pages", "build", str(out), *options))
    files = [file for file in out.rglob("*") if file.is_file()]
    pages = sum(file.suffix == (".html" if options else ".md") and "vendor" not in file.parts for file in files)
    size = sum(file.stat().st_size for file in files) / MB
    wall = process.spent.wall
    return [Row(f"{what}: {pages:,} of them, {size:,.0f} MB", f"{wall:.1f} s", "the bound", wall, 60, "s")]


def _view(site: Path) -> Row:
    """The first rows of the table of all offerings, from disk."""
    what = "first view of the site, all offerings"
    if find_spec("playwright") is None or shutil.which("chromium") is None:
        return Row(what, "", "the bound", None, 1, "s", note="needs playwright and chromium")
    # Imported here, because it needs what may not be there.
    from first_view import first_view

    seconds = first_view(site) / 1000
    return Row(what, f"{seconds * 1000:.0f} ms", "the bound", seconds, 1, "s")
