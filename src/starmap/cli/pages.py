"""``starmap pages build``: the catalog as Markdown pages or as a static site."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from threading import active_count
from typing import Annotated

import typer

from starmap.cli.completing import complete_party
from starmap.cli.grids import print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import day_of
from starmap.cli.progress import progress_bar
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")
_pages = typer.Typer(
    rich_markup_mode="markdown",
    no_args_is_help=True,
    help="Make pages of the catalog: `starmap pages build OUT`.",
    epilog="Example: `starmap pages build build/site --html --only groq`",
)
commands.add_typer(_pages, name="pages")


@_pages.callback()
def _begin() -> None:
    pass


@_pages.command("build", epilog="Example: `starmap pages build build/site --html --only groq`")
def build_pages(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder: new, empty, or with an earlier build.")],
    html: Annotated[bool, typer.Option("--html", help="Make a static site instead of Markdown.")] = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only this author's models and this provider's offerings; repeatable.",
            autocompletion=complete_party,
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="DATA", help="An older directory of data, to tell what changed.", exists=True, file_okay=False
        ),
    ] = None,
    on: Annotated[
        date | None,
        typer.Option(parser=day_of, metavar="DATE", help="The day of prices and statuses; the data's own if left out."),
    ] = None,
) -> None:
    """Write a page for every author, model, provider and offering, with indexes, a comparison and what changed.

    Markdown reads well on a code host and in any site generator. With --html it is a site that works from the folder:
    open `index.html`, no server or network is needed. Files of an earlier build that are no longer written are removed.

    The same data gives the same bytes. Needs the extra: `pip install "starmap[pages]"`.
    """
    if find_spec("jinja2") is None:
        raise typer.BadParameter('the pages need Jinja2, which is not installed: pip install "starmap[pages]"')
    # Imported here, because it needs the extra, and the help of the command should not.
    from starmap.pages.building import build

    invocation = invocation_of(ctx)
    older = None if since is None else Catalog(DirectoryStore(since))
    with _without_garbage(), progress_bar(threaded=False) as bar:
        task = bar.add_task("reading", total=None)

        def tell(number: int, total: int) -> None:
            bar.update(task, description="writing pages", completed=number, total=total, refresh=True)

        built = build(
            invocation.catalog,
            out,
            html=html,
            only=only or (),
            since=older,
            on=on or invocation.stated,
            workers=_workers(),
            progress=tell,
        )
    said = f"{built.pages:,} pages in {out}, {built.size / 1e6:,.1f} MB"
    if built.removed:
        said += f"; {built.removed:,} files of an earlier build removed"
    print_line(screen(), said)
    print_line(screen(), f"begin with {out / ('index.html' if html else 'README.md')}")


def _workers() -> int:
    """As many processes as processors, where forking is safe: on Linux, and while no other thread runs."""
    return (os.cpu_count() or 1) if sys.platform == "linux" and active_count() == 1 else 1


@contextmanager
def _without_garbage() -> Iterator[None]:
    """No looking for garbage among all the records: it takes a third of the time, and finds none."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
