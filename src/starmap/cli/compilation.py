"""``starmap compile``: make the data from its sources, or check that it is what they make."""

from __future__ import annotations

from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console

from starmap.changes import find_changes
from starmap.cli.differences import markdown
from starmap.cli.grids import print_line, screen
from starmap.cli.progress import progress_bar
from starmap.cli.summaries import print_summary, report_of
from starmap.compiling.running import Summary, check_data, compile_catalog
from starmap.errors import DataError
from starmap.lifecycle import today
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog
from starmap.sources.adapters import ADAPTERS
from starmap.sources.fetching import refresh

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_STEPS = len(ADAPTERS) + 3
"""What a compile tells its progress: each source, the curated facts, merging and writing."""


@commands.command("compile", epilog="Example: `starmap compile --check`")
def compile_data(
    sources: Annotated[
        Path | None, typer.Option(help="The directory of sources; it holds MANIFEST.json.", metavar="DIR")
    ] = None,
    facts: Annotated[Path, typer.Option(help="The project's own facts.", metavar="DIR")] = Path("facts"),
    out: Annotated[Path, typer.Option(help="The directory of data to write or to check.", metavar="DIR")] = Path(
        "src/starmap/data"
    ),
    accept: Annotated[
        bool, typer.Option("--accept", help="Also write the baseline that the next compile is held against.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; verify that the data is what its inputs make.")
    ] = False,
    report: Annotated[
        Path | None, typer.Option(help="Write all quarantined claims and unplaced offerings here.", metavar="FILE")
    ] = None,
    changes: Annotated[
        Path | None, typer.Option(help="Write what changed since the data replaced here, as Markdown.", metavar="FILE")
    ] = None,
    refresh_sources: Annotated[bool, typer.Option("--refresh", help="Fetch the live sources first.")] = False,
) -> None:
    """Compile the data from the sources and the curated facts, and say what came of it.

    With --check nothing is written: the data is compiled again and compared or, without --sources, its hashes are
    verified.

    Exit code 2 where a source, a fact or the baseline refuses, or the check fails; the data is then as it was.
    """
    if check and (accept or report is not None or changes is not None or refresh_sources):
        raise typer.BadParameter("--check writes nothing: leave out --accept, --report, --changes and --refresh")
    if not check and sources is None:
        raise typer.BadParameter("a compile needs --sources DIR; only --check can do without")
    for file in (report, changes):
        if file is not None and not file.absolute().parent.is_dir():
            raise typer.BadParameter(f"{file.parent} is not a directory, so no report can be written there")
    console = screen()
    if sources is None:
        print_line(console, check_data(out, facts, None))
        return
    if check:
        with progress_bar() as progress:
            progress.add_task("compiling again", total=None)
            found = check_data(out, facts, sources)
        print_line(console, found)
        return
    if refresh_sources:
        _refresh(console, sources)
    with TemporaryDirectory() as aside:
        before = _set_aside(out, Path(aside)) if changes is not None else None
        summary = _compile(sources, facts, out, accept)
        told = "" if before is None else markdown(find_changes(before, Catalog(DirectoryStore(out))))
    if report is not None:  # files first: a reader of the summary may close the pipe
        report.write_text(report_of(summary), encoding="utf-8")
    if changes is not None:
        changes.write_text(told or "There was no data to compare with.\n", encoding="utf-8")
    print_summary(console, summary, out)
    if accept:
        print_line(console, f"the baseline in {facts / 'baseline'} is that of this compile")
    if report is not None:
        print_line(console, f"the full report is in {report}")
    if changes is not None:
        print_line(console, f"what changed is in {changes}")


def _set_aside(out: Path, aside: Path) -> Catalog | None:
    """A copy of the data that the compile replaces; ``None`` where there is none that can be read."""
    for file in sorted(out.glob("*.txt")):
        copyfile(file, aside / file.name)
    catalog = Catalog(DirectoryStore(aside))
    try:
        return catalog if len(catalog.offerings) else None
    except DataError:
        return None


def _refresh(console: Console, sources: Path) -> None:
    with progress_bar() as progress:
        progress.add_task("fetching live sources", total=None)
        done = refresh(sources, None, today())
    for source in done:
        print_line(console, f"{source.name}: {'fetched ' if source.changed else 'unchanged, '}{source.file}")


def _compile(sources: Path, facts: Path, out: Path, accept: bool) -> Summary:
    with progress_bar() as progress:
        task = progress.add_task("reading", total=_STEPS)
        return compile_catalog(
            sources,
            facts,
            out,
            accept=accept,
            progress=lambda step: progress.update(task, description=step, advance=1),
        )
