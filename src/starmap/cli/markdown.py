"""Tables in Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starmap.cli.grids import Column, Row
from starmap.telling.figures import UNKNOWN
from starmap.telling.markdown import code, text

__all__ = ["table"]

_ADDRESS = re.compile(r"https?://[^\s<>|`\\]+")


def table(columns: Sequence[Column], rows: Sequence[Row]) -> list[str]:
    """The lines of a table: ids as code, figures to the right."""
    lines = [_line([text(column.title) for column in columns])]
    lines.append(_line(["---:" if column.number else "---" for column in columns]))
    for row in rows:
        lines.append(_line([_cell(column, said) for column, said in zip(columns, row, strict=True)]))
    return lines


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(column: Column, said: str) -> str:
    if _ADDRESS.fullmatch(said):
        return f"<{said}>"
    return code(said) if column.code and said and said != UNKNOWN else text(said)
