"""Small tables of HTML for notebooks, in which every text is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

__all__ = ["SHOWN", "escaped", "html_table"]

SHOWN = 20
"""The most rows that a notebook is shown of anything."""

_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"})


def escaped(text: str) -> str:
    """The text with what HTML would read as markup escaped (``html`` costs more to import than this)."""
    return text.translate(_ESCAPES)


def html_table(caption: str, rows: Iterable[Sequence[str]], head: Sequence[str] = ()) -> str:
    """A table with a caption. Without a head, the first cell of each row is the row's own heading."""
    top = f"<tr>{''.join(f'<th>{escaped(text)}</th>' for text in head)}</tr>" if head else ""
    body = "".join(f"<tr>{_cells(row, headed=not head)}</tr>" for row in rows)
    return f"<table><caption>{escaped(caption)}</caption>{top}{body}</table>"


def _cells(row: Sequence[str], *, headed: bool) -> str:
    names = ["th" if headed and place == 0 else "td" for place in range(len(row))]
    return "".join(f"<{name}>{escaped(text)}</{name}>" for name, text in zip(names, row, strict=True))
