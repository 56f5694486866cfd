"""The strings of documents that hold code: Jupyter notebooks and Markdown."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from starmap.scanning.literals import UNREADABLE, Literal, Wanted
from starmap.scanning.python_strings import python_literals
from starmap.scanning.script_strings import PYTHON, script_literals
from starmap.scanning.setting_strings import json_strings

__all__ = ["Reader", "markdown_literals", "notebook_literals"]

Reader = Callable[[str, Wanted], Iterator[Literal]]

_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})\s*(?P<language>[\w+-]*)")
_SPAN = re.compile(r"(?<!`)`(?P<text>[^`\s]+)`(?!`)")
_MAGIC = re.compile(r"^\s*[%!?].*$", re.MULTILINE)


def notebook_literals(source: str, wanted: Wanted) -> Iterator[Literal]:
    """Every string in the code cells of a notebook, at its line of the file.

    Raises ``ValueError`` where the source is not a notebook. A cell that is not Python is read by the tokenizer.
    """
    notebook = json.loads(source)
    cells = notebook.get("cells") if isinstance(notebook, dict) else None
    if not isinstance(cells, list):
        raise ValueError("it has no cells")
    places = [literal for literal in json_strings(source) if literal.context == "source"]
    lines, at = source.split("\n"), 0
    for cell in cells:
        written = cell.get("source", []) if isinstance(cell, dict) else []
        parts = [written] if isinstance(written, str) else written
        mine, at = places[at : at + len(parts)], at + len(parts)
        if isinstance(cell, dict) and cell.get("cell_type") == "code" and len(mine) == len(parts):
            yield from _cell(parts, mine, lines, wanted)


def markdown_literals(source: str, wanted: Wanted, reader_of: Callable[[str], Reader | None]) -> Iterator[Literal]:
    """Every code span that is wanted, and what the fenced blocks of a known language hold."""
    fence, language, block, first = "", "", list[str](), 0
    for number, line in enumerate(source.split("\n"), 1):
        mark = _FENCE.match(line)
        if fence:
            if mark is not None and mark["fence"].startswith(fence) and not mark["language"]:
                reader = reader_of(language)
                yield from _block("\n".join(block), first, wanted, reader)
                fence = ""
            else:
                block.append(line)
        elif mark is not None:
            fence, language, block, first = mark["fence"], mark["language"].lower(), [], number
        else:
            for span in _SPAN.finditer(line):
                if wanted(span["text"]):
                    yield Literal(span["text"], number, span.start("text") + 1)


def _cell(parts: list[str], places: list[Literal], lines: list[str], wanted: Wanted) -> Iterator[Literal]:
    """The strings of one cell. Each part of its source stands as one string of the file."""
    starts, begun = list[int](), 1
    for part in parts:
        starts.append(begun)
        begun += part.count("\n")
    code = _MAGIC.sub("", "".join(parts))
    try:
        found = list(python_literals(code, wanted))
    except UNREADABLE:
        found = list(script_literals(code, PYTHON, wanted))
    for literal in found:
        place = places[max(bisect_right(starts, literal.line) - 1, 0)]
        column = lines[place.line - 1].find(literal.text, place.column - 1)
        yield Literal(literal.text, place.line, column + 1 if column >= 0 else place.column, literal.context)


def _block(code: str, first: int, wanted: Wanted, reader: Reader | None) -> Iterator[Literal]:
    """The strings of a fenced block; none where its language is not known or it is not written in it."""
    if reader is None:
        return
    try:
        for literal in reader(code, wanted):
            yield literal._replace(line=literal.line + first)
    except UNREADABLE:
        return
