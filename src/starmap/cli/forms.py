"""The forms in which a command answers: text for a person, JSON and CSV for a program, Markdown for a page.

Text and Markdown say what a person reads; JSON and CSV hold exact values. There ``null`` or nothing is not known, money
is a decimal text, a day is in ISO's form.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Generic, NamedTuple, TypeVar

import typer

from starmap.cli.grids import Column, Row, print_facts, print_heading, print_line, print_table, screen
from starmap.cli.markdown import table
from starmap.telling.figures import UNKNOWN, answer, count
from starmap.telling.markdown import code, text
from starmap.telling.rates import strips

__all__ = [
    "Field",
    "Form",
    "Page",
    "Records",
    "Report",
    "Section",
    "flat",
    "form_of",
    "page_lines",
    "print_json",
    "print_listing",
    "print_page",
    "print_report",
]

T = TypeVar("T")


class Form(StrEnum):
    """How an answer is written."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


def form_of(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV instead, with a header.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown instead.")] = False,
) -> Form:
    """The form asked for. Raises ``BadParameter`` for several."""
    asked = [
        form for form, wanted in ((Form.JSON, as_json), (Form.CSV, as_csv), (Form.MARKDOWN, as_markdown)) if wanted
    ]
    if len(asked) > 1:
        raise typer.BadParameter(f"take one of {' and '.join(f'--{form}' for form in asked)}")
    return asked[0] if asked else Form.TEXT


class Section(NamedTuple):
    """A part of a page: a table or, without columns, facts with their labels."""

    heading: str
    """Nothing for a part that goes on with the one before."""

    rows: Sequence[Row]
    columns: Sequence[Column] = ()
    cut: bool = False
    """Whether a table that is too wide is cut between its columns instead of folded."""

    lines: Row = ()
    """Sentences below the rows."""


class Page(NamedTuple):
    """What a person reads."""

    title: str
    sections: Sequence[Section]


class Records(NamedTuple):
    """What CSV holds: names of columns, and rows of exact values."""

    header: Row
    rows: Iterable[Sequence[object]]


@dataclass(frozen=True, slots=True)
class Report:
    """What a command has to say, in each form; only the one asked for is worked out."""

    document: Callable[[], object]
    """For JSON."""

    records: Callable[[], Records]
    """For CSV."""

    page: Callable[[], Page]
    """For Markdown, and for text that is set no other way."""

    text: Callable[[], None] | None = None
    """Prints the text where it is set another way than the page."""


@dataclass(frozen=True, slots=True)
class Field(Generic[T]):
    """One column of a listing."""

    name: str
    """What JSON and CSV call it."""

    column: Column
    value: Callable[[T], object]
    text: Callable[[T], str] | None = None
    """What a person reads, where the value by itself does not tell."""

    def told(self, record: T) -> str:
        """What a person reads."""
        return _told(self.value(record)) if self.text is None else self.text(record)


def print_report(form: Form, report: Report) -> None:
    """Write a report in the form asked for."""
    if form is Form.JSON:
        print_json(report.document())
    elif form is Form.CSV:
        _print_csv(report.records())
    elif form is Form.MARKDOWN:
        sys.stdout.write("\n".join(page_lines(report.page())) + "\n")
    elif report.text is not None:
        report.text()
    else:
        print_page(report.page())


def print_listing(form: Form, fields: Sequence[Field[T]], records: Sequence[T]) -> None:
    """Write records of one sort, a row for each."""
    print_report(
        form,
        Report(
            document=lambda: [{field.name: field.value(record) for field in fields} for record in records],
            records=lambda: Records(
                [field.name for field in fields], ([field.value(record) for field in fields] for record in records)
            ),
            page=lambda: Page(
                "",
                [
                    Section(
                        "",
                        [[field.told(record) for field in fields] for record in records],
                        [field.column for field in fields],
                    )
                ],
            ),
        ),
    )


def print_json(document: object) -> None:
    """One JSON document on standard output, without a terminal library between."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False, default=_exact) + "\n")


def print_page(page: Page) -> None:
    """The page as text."""
    console = screen()
    if page.title:
        print_line(console, page.title, "bold")
    for section in page.sections:
        if section.heading:
            print_heading(console, section.heading)
        if not section.columns:
            print_facts(console, [(row[0], row[1]) for row in section.rows])
        elif section.cut and console.is_terminal:
            columns = {column.title: column for column in section.columns}
            titles = [column.title for column in section.columns]
            for number, (kept, rows) in enumerate(strips(titles, section.rows, console.width)):
                if number:
                    print_line(console)
                print_table(console, [columns[title] for title in kept], rows)
        else:
            print_table(console, section.columns, section.rows)
        for line in section.lines:
            print_line(console, line)


def page_lines(page: Page) -> Iterator[str]:
    """The page as lines of Markdown."""
    begun = bool(page.title)
    if begun:
        yield f"# {text(page.title)}"
    for section in page.sections:
        parts = [f"## {text(section.heading)}"] if section.heading else []
        lists = len(section.columns) == 1 and section.columns[0].code
        lines = (
            [f"- {code(row[0])}" for row in section.rows]
            if lists
            else table(section.columns or _FACTS, section.rows)
            if section.rows or section.columns
            else []
        )
        for block in (parts, lines, [text(line) for line in section.lines]):
            if block:
                if begun:
                    yield ""
                begun = True
                yield from block


def flat(document: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    """Every value of a document that holds no others, with its path."""
    for name, value in document.items():
        if isinstance(value, Mapping) and value:
            yield from flat(value, f"{path}{name}.")
        elif isinstance(value, list) and any(isinstance(item, Mapping) for item in value):
            yield from flat({str(place): item for place, item in enumerate(value)}, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


_FACTS = (Column("fact"), Column("value"))


def _print_csv(records: Records) -> None:
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(records.header)
    writer.writerows([_cell(value) for value in row] for row in records.rows)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=_exact).strip('"')


def _exact(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Iterable):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    raise TypeError(f"{type(value).__name__} has no exact form")


def _told(value: object) -> str:
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return answer(value)
    if isinstance(value, int):
        return count(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(_told, value)) or "none"
    return str(value)
