"""Facts and tables on a console: folded to a terminal's width, one line a record in a pipe."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import NamedTuple

from rich.cells import cell_len, chop_cells
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from starmap.telling.texts import printable

__all__ = ["Column", "Row", "print_facts", "print_heading", "print_line", "print_table", "screen"]

Row = Sequence[str]
_NARROWEST = 8
_EASY = 24
_WIDEST = 60
_ANSWERS = {"yes": "green", "no": "red"}


class _Screen(Console):
    """A console that lets the program deal with a reader that has gone; Rich would exit with 1, which is taken."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


class Column(NamedTuple):
    """One column of a table."""

    title: str
    number: bool = False
    """Whether it is set to the right and never folded."""

    spare: bool = False
    """Whether it is left out on a terminal that is too narrow for all columns."""

    code: bool = False
    """Whether it holds ids, which Markdown sets as code."""


def screen(*, stderr: bool = False) -> Console:
    """Standard output or standard error. Nothing that is printed is read as markup."""
    console = _Screen(stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        # A pipe or a file has no width to fit: nothing is folded, so that a line stays a record.
        console.width = 100_000
    return console


def print_line(console: Console, text: str = "", style: str = "") -> None:
    """A line of text."""
    if console.is_terminal:
        console.print(Text(printable(text), style=style))
    else:
        console.file.write(printable(text).rstrip() + "\n")


def print_heading(console: Console, text: str) -> None:
    """A heading, with an empty line above it."""
    print_line(console)
    print_line(console, text, "bold cyan")


def print_facts(console: Console, facts: Iterable[tuple[str, str]], indent: int = 0) -> None:
    """Labels and values, the values set under each other."""
    rows = [(printable(label), printable(value)) for label, value in facts]
    if not rows:
        return
    width = max(len(label) for label, _ in rows)
    if not console.is_terminal:
        for label, value in rows:
            print_line(console, f"{' ' * indent}{label:<{width}}  {value}")
        return
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, width=width)
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(Text(label, style=_ANSWERS.get(label, "dim")), value)
    console.print(Padding(grid, (0, 0, 0, indent), expand=False))


def print_table(console: Console, columns: Sequence[Column], rows: Sequence[Row]) -> None:
    """A table with a header. On a terminal wide cells are folded; nothing is ever cut off."""
    cleaned = [[printable(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, cells)) for cells in zip(*([c.title for c in columns], *cleaned), strict=True)]
    if not console.is_terminal:
        widths = [
            width if column.number else min(width, _WIDEST) for column, width in zip(columns, widths, strict=True)
        ]
    else:
        spare = _first_spare(columns, widths, console.width)
        if spare is not None:
            left = [[*row[:spare], *row[spare + 1 :]] for row in cleaned]
            print_table(console, [*columns[:spare], *columns[spare + 1 :]], left)
            return
        widths = _fitted(columns, widths, console.width)
    _print_row(console, [c.title for c in columns], widths, columns, style="bold")
    for row in cleaned:
        _print_row(console, row, widths, columns)


def _print_row(console: Console, row: Row, widths: Sequence[int], columns: Sequence[Column], style: str = "") -> None:
    """A row, in as many lines as its widest cell is folded into.

    Rich's own tables take milliseconds for each row, and measure all rows before they print the first.
    """
    if console.is_terminal:
        cells = [chop_cells(cell, width) if cell else [""] for cell, width in zip(row, widths, strict=True)]
    else:
        cells = [[cell] for cell in row]
    for parts in zip_longest(*cells, fillvalue=""):
        line = "  ".join(_set(*part) for part in zip(parts, widths, columns, strict=True)).rstrip()
        if style:
            print_line(console, line, style)
        else:
            console.file.write(line + "\n")


def _set(cell: str, width: int, column: Column) -> str:
    blank = " " * (width - cell_len(cell))
    return blank + cell if column.number else cell + blank


def _first_spare(columns: Sequence[Column], widths: Sequence[int], room: int) -> int | None:
    """The first column that can be left out, where the others are read more easily without it."""
    easy = [width if column.number else min(width, _EASY) for column, width in zip(columns, widths, strict=True)]
    if sum(easy) + 2 * (len(easy) - 1) <= room:
        return None
    return next((place for place, column in enumerate(columns) if column.spare), None)


def _fitted(columns: Sequence[Column], widths: Sequence[int], room: int) -> list[int]:
    """The widths, the widest texts made narrower until all fit."""
    fitted = list(widths)
    folding = [place for place, column in enumerate(columns) if not column.number]
    while sum(fitted) + 2 * (len(fitted) - 1) > room:
        widest = max(folding, key=lambda place: fitted[place], default=None)
        if widest is None or fitted[widest] <= _NARROWEST:
            break
        fitted[widest] -= 1
    return fitted
