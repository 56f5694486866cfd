"""Pages as HTML that works from a folder: relative links, no server, no network. Every text of the data is escaped."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape

from jinja2 import Environment
from markupsafe import Markup

from starmap.pages import paths
from starmap.pages.blocks import (
    Answer,
    Away,
    Cell,
    Chart,
    Code,
    Column,
    Day,
    Figure,
    Inline,
    Link,
    NotKnown,
    Page,
    Stage,
    Strong,
)
from starmap.telling.figures import UNKNOWN, answer
from starmap.telling.texts import printable

__all__ = ["Writer", "chart_data", "html_of", "site_path"]

_NOT_KNOWN = f'<span aria-hidden="true">{UNKNOWN}</span><span class="hidden-text">not known</span>'
_ANSWERS = {
    known: f'<span class="{style}">{answer(known)}</span>'
    for known, style in ((True, "yes"), (False, "no"), (None, "unknown"))
}
_ROW, _NUMBER = ' scope="row"', ' class="num"'
_SECTIONS = {
    "catalog": "home",
    "providers": "providers",
    "provider": "providers",
    "offering": "providers",
    "authors": "authors",
    "author": "authors",
    "model": "authors",
    "comparison": "comparison",
    "changes": "changes",
}


def html_of(page: Page, environment: Environment, edition: str) -> str:
    """The page as a document that ends with a line break."""
    write = Writer(page.path)
    taken: set[str] = {"main", "search", "theme"}
    regions: set[str] = set()
    return environment.get_template("page.html.j2").render(
        page=page,
        title=printable(page.title) if page.kind == "catalog" else f"{printable(page.title)} · starmap",
        description=printable(page.description),
        root="../" * page.path.count("/"),
        section=_SECTIONS[page.kind],
        scripts=page.scripts,
        crumbs=[write.inline(Link(*crumb)) for crumb in page.crumbs],
        anchors=[_anchor(section.title, taken) for section in page.sections],
        edition=edition,
        inline=write.inline,
        row=write.row,
        chart=chart_data,
        kind=_kind,
        region=lambda title: _once(printable(title), regions),
    )


def site_path(page: str) -> str:
    """The file of a page in the site."""
    folder, slash, name = page.rpartition("/")
    return f"{folder}{slash}{'index' if name == paths.HOME else name}.html"


class Writer:
    """Writes lines of one page, whose place the links start from."""

    def __init__(self, path: str) -> None:
        self._path = path

    def inline(self, cell: Cell) -> Markup:
        """A line, or the cell of a table."""
        return Markup(self._cell(cell))  # noqa: S704 - each piece is escaped

    def row(self, cells: Sequence[Cell], columns: Sequence[Column]) -> Markup:
        """A row of a table, named by its first cell."""
        parts = ["<tr>"]
        for place, (cell, column) in enumerate(zip(cells, columns, strict=True)):
            tag = "td" if place else "th"
            style = _NUMBER if column.number else ""
            parts.append(f"<{tag}{'' if place else _ROW}{style}>{self._cell(cell)}</{tag}>")
        parts.append("</tr>")
        return Markup("".join(parts))  # noqa: S704 - each piece is escaped

    def _cell(self, cell: Cell) -> str:
        return "".join(map(self._piece, cell)) if isinstance(cell, tuple) else self._piece(cell)

    def _piece(self, piece: Inline) -> str:
        """One piece, escaped. Plain text, for there are millions: markup that checks itself takes twice as long."""
        match piece:
            case str():
                return _escaped(piece)
            case Code():
                return f"<code>{_escaped(piece.text)}</code>"
            case Link():
                shown = _escaped(piece.text)
                if piece.code:
                    shown = f"<code>{shown}</code>"
                return f'<a href="{_escaped(site_path(paths.link(self._path, piece.page)))}">{shown}</a>'
            case NotKnown():
                return _NOT_KNOWN
            case Figure():
                return f'<abbr title="{_escaped(piece.exact)}">{_escaped(piece.short)}</abbr>'
            case Answer():
                return _ANSWERS[piece.known]
            case Day():
                return f"<time>{_escaped(piece.date)}</time>"
            case Stage():
                return f'<span class="status-{_escaped(piece.status)}">{_escaped(piece.status)}</span>'
            case Strong():
                return f"<strong>{_escaped(piece.text)}</strong>"
            case Away():
                shown = _escaped(piece.text)
                if not piece.url.startswith(("https://", "http://")):
                    return shown
                return f'<a href="{_escaped(piece.url)}" rel="noopener noreferrer">{shown}</a>'


@lru_cache(maxsize=16_384)
def _escaped(said: str) -> str:
    return escape(printable(said))


def _anchor(title: str, taken: set[str]) -> str:
    return _once(re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "section", taken, "-")


def _once(name: str, taken: set[str], between: str = " ") -> str:
    """The name, with a number behind it if it was used before."""
    chosen, number = name, 1
    while chosen in taken:
        number += 1
        chosen = f"{name}{between}{number}"
    taken.add(chosen)
    return chosen


def chart_data(block: Chart) -> Markup:
    """What the chart is drawn from, as JSON in which nothing ends the script that holds it."""
    series = [{"label": label, "rates": list(rates)} for label, rates in block.series]
    document = {"unit": block.unit, "until": block.until, "days": list(block.days), "series": series}
    return Markup(json.dumps(document, separators=(",", ":")).replace("<", "\\u003c"))  # noqa: S704 - made safe here


def _kind(block: object) -> str:
    return type(block).__name__
