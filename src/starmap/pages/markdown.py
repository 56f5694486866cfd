"""Pages as Markdown (CommonMark with GitHub's tables) that reads well on a code host and in any site generator.

Text from data is never trusted: whatever Markdown, HTML or a template language of a generator would read as its own is
written as a character reference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

from jinja2 import Environment

from starmap.pages import paths
from starmap.pages.blocks import Answer, Away, Cell, Code, Day, Figure, Inline, Link, NotKnown, Page, Stage, Strong
from starmap.telling.figures import UNKNOWN, answer
from starmap.telling.texts import printable

__all__ = ["markdown_of", "text"]

_SIGNS = {True: "✓ ", False: "✗ ", None: "? "}
_SPECIAL = {c: f"&#{ord(c)};" for c in "\\`*_[]<>|~#{}"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TEXT = str.maketrans(_SPECIAL)
_BEGINNINGS = frozenset(" +-=0123456789")
_BEGINNING = re.compile(r"^( {0,3}|\d+| {0,3}\d+)([-+=]|(?<=\d)[.)](?!\d)| (?<=    ))")
"""What makes a list, a rule, a heading or code of a line that begins so: the character to write out comes second."""

_MATHS = re.compile(r"\$(?!\d)")
_ODD_IN_CODE = frozenset("`|{}<>&\\")
_CODE = str.maketrans({c: f"&#{ord(c)};" for c in _ODD_IN_CODE})
_ADDRESS = ":/?#[]@!$&'*+,;=%-._~"


def markdown_of(page: Page, environment: Environment, edition: str) -> str:
    """The page as a text that ends with a line break."""
    write = _Writer(page.path)
    return environment.get_template("page.md.j2").render(
        page=page,
        front={"title": page.title, "type": page.kind, **{k: v for k, v in page.front.items() if v}},
        yaml=_yaml,
        inline=write.inline,
        row=write.row,
        text=text,
        crumbs=[write.inline(Link(*crumb)) for crumb in page.crumbs],
        edition=edition,
        kind=_kind,
    )


@lru_cache(maxsize=16_384)
def text(said: str) -> str:
    """The text, with nothing in it that means anything but itself."""
    safe = printable(said).translate(_TEXT)
    if "$" in safe:
        safe = _MATHS.sub("&#36;", safe)
    if safe[:1] in _BEGINNINGS:
        safe = _BEGINNING.sub(_written_out, safe, count=1)
    if "://" in safe or "www." in safe or "@" in safe:
        # What looks like an address would become a link of its own.
        safe = safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")
    return safe


def _written_out(found: re.Match[str]) -> str:
    return f"{found[1]}&#{ord(found[2])};"


class _Writer:
    """Writes lines of one page, whose place the links start from."""

    def __init__(self, path: str) -> None:
        self._path = path

    def inline(self, cell: Cell) -> str:
        """A line, or the cell of a table."""
        if isinstance(cell, tuple):
            return "".join(map(self._piece, cell))
        return self._piece(cell)

    def row(self, cells: Sequence[Cell]) -> str:
        """A row of a table."""
        return f"| {' | '.join(self.inline(cell) or ' ' for cell in cells)} |"

    def _piece(self, piece: Inline) -> str:
        match piece:
            case str():
                return text(piece)
            case Code():
                return _code(piece.text)
            case Link():
                shown = _code(piece.text) if piece.code else text(piece.text)
                return f"[{shown}]({paths.link(self._path, piece.page)}.md)"
            case NotKnown():
                return UNKNOWN
            case Figure():
                return f'<abbr title="{piece.exact}">{piece.short}</abbr>'
            case Answer():
                return f"{_SIGNS[piece.known]}{answer(piece.known)}"
            case Day():
                return piece.date
            case Stage():
                return piece.status
            case Strong():
                return f"**{text(piece.text)}**"
            case Away():
                return _away(piece)


@lru_cache(maxsize=16_384)
def _code(said: str) -> str:
    """The text as code; as HTML where it holds what a code span or a table would read as its own."""
    safe = printable(said)
    if not _ODD_IN_CODE.isdisjoint(safe) or safe != safe.strip() or not safe:
        return f"<code>{safe.translate(_CODE)}</code>"
    return f"`{safe}`"


def _away(link: Away) -> str:
    if not link.url.startswith(("https://", "http://")):
        return text(link.text)
    return f"[{text(link.text)}]({quote(printable(link.url), safe=_ADDRESS)})"


def _yaml(said: str) -> str:
    """A text in double quotes, as YAML and JSON both have it."""
    return json.dumps(printable(said), ensure_ascii=False)


def _kind(block: object) -> str:
    return type(block).__name__
