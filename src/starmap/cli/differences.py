"""``starmap diff``: what changed between two directories of data, as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from starmap.changes import Changed, Changes, Retired, find_changes
from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, page_lines, print_report
from starmap.cli.grids import Column, Row
from starmap.cli.options import bundled
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog
from starmap.telling.figures import UNKNOWN, leaf

__all__ = ["commands", "markdown"]

commands = typer.Typer(rich_markup_mode="markdown")


@commands.command("diff", epilog="Example: `starmap diff tests/sample src/starmap/data --markdown`")
@bundled(form=form_of)
def print_differences(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A directory of data.", exists=True, file_okay=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.", exists=True, file_okay=False)],
    form: Form = Form.TEXT,
) -> None:
    """Show what changed between two states of the data: models, retirements, prices and limits.

    Prices and statuses are those of each data's own date. Exit code 0 whether or not anything changed.
    """
    changes = find_changes(Catalog(DirectoryStore(old)), Catalog(DirectoryStore(new)))
    print_report(
        form,
        Report(
            document=lambda: _document(changes),
            records=lambda: Records(("change", "id", "field", "old", "new"), _records(changes)),
            page=lambda: _page(changes),
        ),
    )


def markdown(changes: Changes) -> str:
    """The changes as a Markdown page."""
    return "\n".join(page_lines(_page(changes)))


def _page(changes: Changes) -> Page:
    sections = list(_sections(changes))
    return Page(_title(changes), sections or [Section("", (), lines=["nothing changed"])])


def _title(changes: Changes) -> str:
    old, new = changes.old, changes.new
    return f"Data of {old.date} ({old.version}) to data of {new.date} ({new.version})"


def _sections(changes: Changes) -> Iterator[Section]:
    """The sections that have anything to say."""
    lists = (
        ("Models added", "model", changes.models_added),
        ("Models removed", "model", changes.models_removed),
        ("Offerings added", "offering", changes.offerings_added),
        ("Offerings removed", "offering", changes.offerings_removed),
    )
    yield from (_list(heading, what, keys) for heading, what, keys in lists[:2] if keys)
    if changes.retired:
        titles = (Column("id", code=True), Column("since"), Column("replacement"))
        yield _table("Retired", titles, [_retired(entry) for entry in changes.retired])
    for heading, moved in (("Prices moved", changes.prices), ("Limits changed", changes.limits)):
        if moved:
            columns = (Column("offering", code=True), Column("field", code=True), Column("old"), Column("new"))
            yield _table(heading, columns, [_moved(change) for change in moved])
    yield from (_list(heading, what, keys) for heading, what, keys in lists[2:] if keys)


def _list(heading: str, what: str, keys: Sequence[str]) -> Section:
    return _table(heading, (Column(what, code=True),), [[key] for key in keys])


def _table(heading: str, columns: Sequence[Column], rows: Sequence[Row]) -> Section:
    return Section(f"{heading} ({len(rows):,})", rows, columns)


def _records(changes: Changes) -> Iterator[tuple[object, ...]]:
    """A row for each change."""
    for what in ("models_added", "models_removed", "offerings_added", "offerings_removed"):
        yield from ((what, key, None, None, None) for key in getattr(changes, what))
    for entry in changes.retired:
        yield "retired", entry.id, "lifecycle.retires_on", None, entry.retires_on
    for what in ("prices", "limits"):
        yield from ((what, one.id, one.field, one.old, one.new) for one in getattr(changes, what))


def _retired(entry: Retired) -> list[str]:
    return [entry.id, str(entry.retires_on or UNKNOWN), entry.replacement or UNKNOWN]


def _moved(change: Changed) -> list[str]:
    return [change.id, change.field, leaf(change.field, change.old), leaf(change.field, change.new)]


def _document(changes: Changes) -> dict[str, Any]:
    return asdict(changes, dict_factory=lambda pairs: {name: _json(value) for name, value in pairs})


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
