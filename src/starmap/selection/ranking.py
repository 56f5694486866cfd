"""Ranking: by what a workload costs, by facts, or by a function; always in full, ties by the offering's id."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from starmap.charging import cost_of
from starmap.costs import Cost, unit_label
from starmap.errors import UnknownFieldError
from starmap.model import Offering
from starmap.nearness import near_matches
from starmap.selection.columns import Charge, Column, Columns, PriceList
from starmap.selection.reasons import Reason, Requirement, Value
from starmap.selection.requirements import as_names
from starmap.usage import COUNTERS, TOKENS, Usage
from starmap.vocabulary import Modality

__all__ = ["Key", "RankBy", "Sorter", "Workload", "by_key", "by_preference"]

T = TypeVar("T", int, str, Decimal)


RankBy = Usage | str | Callable[[Offering], object]
"""A workload, whose cost decides; the name of a fact; or a function of an offering, the least first."""

Sorter = Callable[[list[int]], None]
"""Sorts rows in place and leaves those that are equal as they stand."""


class Key(StrEnum):
    """A fact to rank by."""

    CONTEXT_WINDOW = "context_window"
    MAX_INPUT_TOKENS = "max_input_tokens"
    MAX_OUTPUT_TOKENS = "max_output_tokens"
    RELEASE_DATE = "release_date"
    KNOWLEDGE_CUTOFF = "knowledge_cutoff"
    INPUT_PRICE = "input_price"
    OUTPUT_PRICE = "output_price"


class Workload:
    """What a usage costs at each offering, worked out for the rows that are asked about.

    It is a requirement as well: an offering whose cost is not known cannot be said to be cheap.
    """

    requirement = Requirement.COST

    def __init__(
        self, prices: PriceList, usage: Usage, day: date, hour: datetime | None, *, free: bool, lenient: bool
    ) -> None:
        self.usage = usage
        self._prices = prices
        self._day, self._hour = day, hour
        self._free = free
        self._lenient = lenient
        self._charges: dict[int, Charge] = {}
        self._reasons: dict[int, Reason | None] = {}

    @property
    def wanted(self) -> Value:
        """The workload in words."""
        counts = ((name, getattr(self.usage, name)) for name in (*TOKENS, *COUNTERS))
        return " and ".join(f"{count:,} {unit_label(name)}" for name, count in counts if count)

    def kept(self, rows: Sequence[int]) -> Sequence[int]:
        """The rows of which the cost is known; all, if what is not known will do."""
        if self._lenient:
            return rows
        charges, codes = self._charged(rows), self._prices.cards.codes
        return [row for row in rows if charges[codes[row]] is not None]

    def reason(self, row: int) -> Reason | None:
        """Why what a row costs is not known."""
        code = self._prices.cards.codes[row]
        if code not in self._reasons:
            self._reasons[code] = self._unpriced(row, code)
        return self._reasons[code]

    def _unpriced(self, row: int, code: int) -> Reason | None:
        if self._lenient or self._charged((row,))[code] is not None:
            return None
        cost = cost_of("", self._prices.cards.values[code], self.usage, self._day, self._hour)
        found = str(cost) if cost.total is None else f"in {cost.currency}, not in dollars"
        return Reason(self.requirement, self.wanted, found, known=False)

    def sort(self, rows: list[int]) -> None:
        """Cheapest first; what costs nothing after all that has a price, unless it may win; what is not known last."""
        charges, codes = self._charged(rows), self._prices.cards.codes
        most = max((charge for charge in charges.values() if charge is not None), default=0)
        free = 0 if self._free else most + 1
        keys = {code: most + 2 if charge is None else charge or free for code, charge in charges.items()}
        rows.sort(key=lambda row: keys[codes[row]])

    def cost_at(self, offering: Offering) -> Cost:
        """The cost at an offering, line by line."""
        return offering.cost(self.usage, self._day if self._hour is None else self._hour)

    def _charged(self, rows: Iterable[int]) -> dict[int, Charge]:
        codes = self._prices.cards.codes
        missing = {codes[row] for row in rows} - self._charges.keys()
        if missing:
            self._charges.update(self._prices.charges(self.usage, self._day, self._hour, missing))
        return self._charges


def by_key(name: str, columns: Columns, prices: PriceList, *, free: bool) -> Sorter:
    """By a fact: the greatest limit, the newest date, the lowest price first; with ``-`` before it the other way.

    What is not known stands last either way, and so does a price of zero before it, unless free offerings may win.
    Raises ``UnknownFieldError`` with near matches.
    """
    key = name.removeprefix("-")
    turned = key != name
    limits = columns.limits
    if key == Key.CONTEXT_WINDOW:
        return _by(limits.mapped(lambda known: known.context_window), descending=not turned)
    if key == Key.MAX_INPUT_TOKENS:
        return _by(limits.mapped(lambda known: known.max_input_tokens), descending=not turned)
    if key == Key.MAX_OUTPUT_TOKENS:
        return _by(limits.mapped(lambda known: known.max_output_tokens), descending=not turned)
    if key == Key.RELEASE_DATE:
        return _by(columns.release_date, descending=not turned)
    if key == Key.KNOWLEDGE_CUTOFF:
        return _by(columns.knowledge_cutoff, descending=not turned)
    if key in (Key.INPUT_PRICE, Key.OUTPUT_PRICE):
        rates = prices.dearest(key.removesuffix("_price"))
        return _by(rates, descending=turned, second_last=None if free else Decimal(0))
    raise UnknownFieldError("key to rank by", name, near_matches(key, tuple(Key)) or tuple(map(str, Key)))


def by_preference(names: Collection[str], columns: Columns) -> Sorter:
    """By how many of the names are known to be there: capabilities, parameters, or modalities of the input.

    Raises ``UnknownFieldError`` for a name that is none of them.
    """
    missing = [0] * len(columns)
    for name in as_names("prefer", names):
        column = _taking(columns, name) if name in set(Modality) else columns.supports(name)
        counted = [answer is not True for answer in column.values]
        missing = [count + counted[code] for count, code in zip(missing, column.codes, strict=True)]

    def sort(rows: list[int]) -> None:
        rows.sort(key=missing.__getitem__)

    return sort


def _taking(columns: Columns, modality: str) -> Column[bool | None]:
    return columns.input.mapped(lambda known: None if known is None else modality in known)


def _by(column: Column[T | None], *, descending: bool, second_last: T | None = None) -> Sorter:
    ranked = sorted({value for value in column.values if value is not None}, reverse=descending)
    places: dict[T | None, int] = {value: place for place, value in enumerate(ranked)}
    if second_last is not None and second_last in places:
        places[second_last] = len(places)
    places[None] = len(ranked) + 1
    by_code, codes = [places[value] for value in column.values], column.codes

    def sort(rows: list[int]) -> None:
        rows.sort(key=lambda row: by_code[codes[row]])

    return sort
