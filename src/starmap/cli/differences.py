"""``starmap diff``: what changed between two directories of data, as text, JSON or Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from starmap.changes import Changed, Changes, Retired, Value, find_changes
from starmap.cli.grids import Column, print_heading, print_line, print_table, screen
from starmap.cli.invocation import print_json
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog
from starmap.telling.figures import UNKNOWN, answer, count, money

__all__ = ["commands", "markdown"]

commands = typer.Typer(rich_markup_mode="markdown")

Section: TypeAlias = tuple[str, tuple[str, ...], list[list[str]]]
"""A heading, the titles of its columns, and its rows."""


@commands.command("diff", epilog="Example: `starmap diff data-october src/starmap/data --markdown`")
def print_differences(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A directory of data.", exists=True, file_okay=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A later one.", exists=True, file_okay=False)],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown instead.")] = False,
) -> None:
    """Show what changed between two states of the data: models, retirements, prices and limits.

    Prices and statuses are those of each data's own date. Exit code 0 whether or not anything changed.
    """
    if as_json and as_markdown:
        raise typer.BadParameter("take one of --json and --markdown")
    changes = find_changes(Catalog(DirectoryStore(old)), Catalog(DirectoryStore(new)))
    if as_json:
        print_json(_document(changes))
    elif as_markdown:
        typer.echo(markdown(changes))
    else:
        _print_text(changes)


def markdown(changes: Changes) -> str:
    """The changes as a Markdown page."""
    return "\n".join(_markdown(changes))


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
    for heading, what, keys in lists[:2]:
        if keys:
            yield heading, (what,), [[key] for key in keys]
    if changes.retired:
        yield "Retired", ("id", "since", "replacement"), [_retired(entry) for entry in changes.retired]
    for heading, moved in (("Prices moved", changes.prices), ("Limits changed", changes.limits)):
        if moved:
            yield heading, ("offering", "field", "old", "new"), [_moved(change) for change in moved]
    for heading, what, keys in lists[2:]:
        if keys:
            yield heading, (what,), [[key] for key in keys]


def _retired(entry: Retired) -> list[str]:
    return [entry.id, str(entry.retires_on or UNKNOWN), entry.replacement or UNKNOWN]


def _moved(change: Changed) -> list[str]:
    return [change.id, change.field, _figure(change.field, change.old), _figure(change.field, change.new)]


def _figure(field: str, value: Value) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return answer(value)
    if isinstance(value, int):
        return count(value)
    is_rate = field.startswith("pricing.") and field != "pricing.currency"
    return money(Decimal(value)) if is_rate else value


def _print_text(changes: Changes) -> None:
    console = screen()
    print_line(console, _title(changes), "bold")
    if not changes:
        print_line(console, "nothing changed")
    for heading, titles, rows in _sections(changes):
        print_heading(console, f"{heading} ({len(rows):,})")
        print_table(console, [Column(title) for title in titles], rows)


def _markdown(changes: Changes) -> Iterator[str]:
    yield f"# {_title(changes)}"
    if not changes:
        yield "\nNothing changed."
    for heading, titles, rows in _sections(changes):
        yield f"\n## {heading} ({len(rows):,})\n"
        if len(titles) == 1:
            yield from (f"- {_code(row[0])}" for row in rows)
            continue
        yield f"| {' | '.join(titles)} |"
        yield f"|{' --- |' * len(titles)}"
        for row in rows:
            cells = [*map(_code, row[:-2]), *map(_plain, row[-2:])]
            yield f"| {' | '.join(cells)} |"


def _code(text: str) -> str:
    """The text as code: an id may hold what Markdown would read as its own."""
    fence = "``" if "`" in text else "`"
    return f"{fence}{text.replace('|', chr(92) + '|')}{fence}"


def _plain(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\`*_[]<>|~#" else c for c in text)


def _document(changes: Changes) -> dict[str, Any]:
    return asdict(changes, dict_factory=lambda pairs: {name: _json(value) for name, value in pairs})


def _json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
