"""Markdown in which a text stays text, whatever it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starmap.cli.grids import Column, Row, clean

__all__ = ["code", "plain", "table"]

_MARKS = frozenset("\\`*_[]<>|~#&")


def plain(text: str) -> str:
    """The text as text: nothing in it is read as Markdown or HTML."""
    return "".join(f"\\{c}" if c in _MARKS else c for c in _on_one_line(text))


def code(text: str, *, cell: bool = False) -> str:
    """The text as code. In a cell of a table a bar would end the cell, so it is escaped there."""
    line = _on_one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    edge = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{edge}{line.replace('|', chr(92) + '|') if cell else line}{edge}{fence}"


def table(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    """The lines of a table: ids as code, figures to the right."""
    lines = [_line([plain(column.title) for column in columns])]
    lines.append(_line(["---:" if column.number else "---" for column in columns]))
    for row in rows:
        lines.append(_line([_cell(column, text) for column, text in zip(columns, row, strict=True)]))
    return lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(column: Column, text: str) -> str:
    return code(text, cell=True) if column.code and text and text != "—" else plain(text)


def _on_one_line(text: str) -> str:
    return clean(" ".join(text.split())) if any(c.isspace() for c in text) else clean(text)
