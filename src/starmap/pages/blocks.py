"""What a page is made of, whatever it is written in: a page says what is to be said, a writer how it looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

from starmap.telling.figures import UNKNOWN, count, money, tokens

__all__ = [
    "NOT_KNOWN",
    "Answer",
    "Away",
    "Block",
    "Cell",
    "Chart",
    "Code",
    "Column",
    "Day",
    "Facts",
    "Figure",
    "Inline",
    "Items",
    "Link",
    "Listing",
    "NotKnown",
    "Page",
    "Paragraph",
    "Part",
    "Section",
    "Stage",
    "Strong",
    "Table",
    "exact",
    "or_not_known",
    "price",
    "short",
]


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be typed or sent exactly so."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Text that stands out."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A way to another page of the catalog."""

    text: str
    page: str
    """The page, named from the root and without an ending."""

    code: bool = False
    """Whether the text is code."""


@dataclass(frozen=True, slots=True)
class Away:
    """A way out of the catalog; plain text where the address is not one of the web."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in short, with the exact one to look up."""

    short: str
    exact: str


@dataclass(frozen=True, slots=True)
class Day:
    """A date in the precision that is known, never broken across lines."""

    date: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes, no or not known."""

    known: bool | None


@dataclass(frozen=True, slots=True)
class Stage:
    """A status: preview, active, deprecated or retired."""

    status: str


@dataclass(frozen=True, slots=True)
class NotKnown:
    """Where a value would stand that is not known."""


NOT_KNOWN = NotKnown()

Inline: TypeAlias = str | Code | Strong | Link | Away | Figure | Day | Answer | Stage | NotKnown
"""A piece of a line."""

Cell: TypeAlias = Inline | tuple[Inline, ...]
"""What stands in a line or in the cell of a table: one piece, or several side by side."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table."""

    title: str
    number: bool = False
    """Whether it is set to the right."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    line: Cell
    lead: bool = False
    """Whether it is the first sentence of its page."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values."""

    title: str
    """What they are about, for those who do not see the page."""

    rows: Sequence[tuple[Cell, Cell]]
    titles: tuple[str, str] = ("Fact", "Value")


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose first column names its rows."""

    title: str
    """What it shows, for those who do not see the page."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: Sequence[Cell]
    in_columns: bool = False
    """Whether the items are short enough to stand side by side."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of code to copy."""

    language: str
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Prices over time; drawn in the site only, where the same figures stand in a table beside it."""

    title: str
    unit: str
    days: Sequence[str]
    """The first day of each price."""

    until: str
    """The last day of the drawing."""

    series: Sequence[tuple[str, Sequence[str | None]]]
    """A name and its rates, as decimal texts; ``None`` where none is known."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part that only the site has: a template of that name."""

    template: str


Block: TypeAlias = "Paragraph | Facts | Table | Items | Listing | Chart | Part"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    blocks: Sequence[Block]
    level: int = 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page."""

    path: str
    """Where it lies, named from the root and without an ending."""

    title: str
    description: str
    """One sentence for search engines and link previews."""

    kind: str
    """What it is: catalog, providers, provider, offering, authors, author, model, comparison or changes."""

    crumbs: Sequence[tuple[str, str]]
    """The pages above it: text and page."""

    opening: Sequence[Block]
    """What stands below the title."""

    sections: Sequence[Section]
    front: Mapping[str, str] = field(default_factory=dict)
    """Further lines of the front matter."""

    scripts: Sequence[str] = ()
    """Scripts that the page needs in the site."""


def short(number: int | None) -> Inline:
    """A count of tokens in short."""
    return NOT_KNOWN if number is None else Figure(tokens(number), f"{number:,} tokens")


def exact(number: int | None) -> Inline:
    """A count of tokens in full."""
    return NOT_KNOWN if number is None else count(number)


def price(rate: Decimal | None, currency: str = "USD") -> Inline:
    """A rate with every digit that it has."""
    return NOT_KNOWN if rate is None else money(rate, currency)


def or_not_known(text: str) -> Inline:
    """A text of the command line's, which has a dash where something is not known."""
    return NOT_KNOWN if text == UNKNOWN else text
