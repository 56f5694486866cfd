"""Pages as Markdown (CommonMark with GitHub's tables) that reads well on a code host and in any site generator.

Text from data is never trusted: ``starmap.telling.markdown`` keeps it text.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import quote

from jinja2 import Environment

from starmap.pages import paths
from starmap.pages.blocks import Answer, Away, Cell, Code, Day, Figure, Inline, Link, NotKnown, Page, Stage, Strong
from starmap.telling.figures import UNKNOWN, answer
from starmap.telling.markdown import code, text
from starmap.telling.texts import printable

__all__ = ["Writer", "markdown_of"]

_SIGNS = {True: "✓ ", False: "✗ ", None: "? "}
_ADDRESS = ":/?#[]@!$&'*+,;=%-._~"


def markdown_of(page: Page, environment: Environment, edition: str) -> str:
    """The page as a text that ends with a line break."""
    write = Writer(page.path)
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


class Writer:
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
                return code(piece.text)
            case Link():
                shown = code(piece.text) if piece.code else text(piece.text)
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


def _away(link: Away) -> str:
    if not link.url.startswith(("https://", "http://")):
        return text(link.text)
    address = quote(printable(link.url), safe=_ADDRESS)
    return f"<{address}>" if link.text == address else f"[{text(link.text)}]({address})"


def _yaml(said: str) -> str:
    """A text in double quotes, as YAML and JSON both have it."""
    return json.dumps(printable(said), ensure_ascii=False)


def _kind(block: object) -> str:
    return type(block).__name__
