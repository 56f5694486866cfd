"""Choosing among offerings: those that meet every requirement, best first, and why the others do not."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property, partial
from typing import NamedTuple, Protocol, overload

from starmap.charging import moment
from starmap.costs import Cost
from starmap.errors import StarmapError
from starmap.markup import SHOWN, html_table
from starmap.model import Offering
from starmap.selection.columns import Columns
from starmap.selection.ranking import RankBy, Sorter, Workload, by_key, by_preference
from starmap.selection.reasons import Reason, Requirement, Value, said
from starmap.selection.requirements import Filter, Requirements
from starmap.usage import Usage

__all__ = ["Hurdle", "NoneSelectedError", "NotSelectedError", "Ranked", "Rejected", "Selection", "Source", "choose"]


class Shelf(Protocol):
    """Offerings by id."""

    def __getitem__(self, key: str, /) -> Offering: ...


class Source(Protocol):
    """What offerings are read from: a catalog."""

    @property
    def offerings(self) -> Shelf: ...
    def offering(self, ref: str) -> Offering: ...


class Hurdle(NamedTuple):
    """One requirement, and how much stands behind it."""

    requirement: Requirement
    wanted: Value
    rejected: int
    """How many offerings do not meet it."""

    alone: int
    """How many meet everything but it."""

    unknown: int
    """Of those that it alone keeps out, how many are only not known to meet it."""

    def __str__(self) -> str:
        return f"{self.requirement} {said(self.wanted)}"


class NoneSelectedError(StarmapError, LookupError):
    """No offering meets every requirement. ``hurdles`` tells how many each keeps out, the greatest first."""

    def __init__(self, count: int, hurdles: Sequence[Hurdle]) -> None:
        super().__init__(count, tuple(hurdles))
        self.count = count
        self.hurdles = tuple(hurdles)

    def __str__(self) -> str:
        if not self.count:
            return "there is nothing to select from: the catalog has no offerings"
        kept_out = ", ".join(f"{hurdle} ({hurdle.rejected:,})" for hurdle in self.hurdles[:4])
        told = f"none of {self.count:,} offerings meets every requirement; most are kept out by {kept_out}"
        loosest = max(self.hurdles, key=lambda hurdle: hurdle.alone)
        if not loosest.alone:
            return f"{told}; leave out more than one of them"
        told = f"{told}; without {loosest} {loosest.alone:,} would be left"
        if loosest.unknown:
            told = f"{told}, {loosest.unknown:,} of them with allow_unknown={{{str(loosest.requirement)!r}}}"
        return told


class NotSelectedError(StarmapError, LookupError):
    """An offering was to be one of the selected, and is not; ``reasons`` says why."""

    def __init__(self, offering: str, reasons: Sequence[Reason]) -> None:
        super().__init__(offering, tuple(reasons))
        self.offering = offering
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        return f"{self.offering} is not selected: {'; '.join(map(str, self.reasons))}"


class Ranked(Sequence[Offering]):
    """Offerings in order, each read when asked for."""

    def __init__(self, ids: Sequence[str], read: Callable[[str], Offering]) -> None:
        self.ids = ids
        """The offerings' ids, in order."""
        self._read = read

    def __len__(self) -> int:
        return len(self.ids)

    @overload
    def __getitem__(self, place: int) -> Offering: ...
    @overload
    def __getitem__(self, place: slice) -> Ranked: ...
    def __getitem__(self, place: int | slice) -> Offering | Ranked:
        return Ranked(self.ids[place], self._read) if isinstance(place, slice) else self._read(self.ids[place])

    def __eq__(self, other: object) -> bool:
        return list(self.ids) == list(other.ids) if isinstance(other, Ranked) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self.ids))

    def __repr__(self) -> str:
        return f"<{len(self):,} offerings, ranked>"


class Rejected(Mapping[str, tuple[Reason, ...]]):
    """The ids of all that is not selected, each with its reasons, worked out when they are read."""

    def __init__(
        self, ids: Sequence[str], selected: frozenset[int], reasons: Callable[[int], tuple[Reason, ...]]
    ) -> None:
        self._ids = ids
        self._selected = selected
        self._reasons = reasons

    def __getitem__(self, key: str) -> tuple[Reason, ...]:
        place = bisect_left(self._ids, key) if isinstance(key, str) else len(self._ids)
        if place == len(self._ids) or self._ids[place] != key or place in self._selected:
            raise KeyError(key)
        return self._reasons(place)

    def __iter__(self) -> Iterator[str]:
        return (key for row, key in enumerate(self._ids) if row not in self._selected)

    def __len__(self) -> int:
        return len(self._ids) - len(self._selected)

    def __repr__(self) -> str:
        return f"<{len(self):,} offerings, rejected>"


class Selection:
    """The offerings that meet every requirement, best first. Iteration, indexing and ``len`` are over these.

    It answers for the moment at which it was made, and does not change.
    """

    def __init__(
        self,
        source: Source,
        ids: Sequence[str],
        filters: Sequence[Filter],
        rows: Sequence[int],
        day: date,
        workload: Workload | None,
    ) -> None:
        self.on = day
        """The day (UTC) of the prices and of the status."""
        self._source = source
        self._ids = ids
        self._filters = filters
        self._rows = rows
        self._workload = workload

    @property
    def best(self) -> Offering:
        """The first of the ranking. Raises ``NoneSelectedError`` if there is none, and says what to loosen."""
        if not self._rows:
            raise NoneSelectedError(len(self._ids), self._hurdles())
        return self.ranked[0]

    @cached_property
    def ranked(self) -> Ranked:
        """Every offering selected, best first."""
        return Ranked([self._ids[row] for row in self._rows], self._source.offerings.__getitem__)

    @cached_property
    def rejected(self) -> Rejected:
        """Every other offering's id, with the reasons."""
        return Rejected(self._ids, frozenset(self._rows), self._reasons)

    def after(self, offering: Offering | str, *, except_provider: bool = False) -> Offering | None:
        """The next best, for when one refuses; ``None`` after the last. ``except_provider`` passes over its provider.

        Raises ``NotSelectedError`` for an offering that was not selected, and as ``Catalog.offering`` does.
        """
        key = self._key(offering)
        place = self._places.get(key)
        if place is None:
            raise NotSelectedError(key, self.rejected[key])
        own = f"{key.partition(':')[0]}:"
        following = (
            at for at in range(place + 1, len(self)) if not (except_provider and self.ranked.ids[at].startswith(own))
        )
        return next((self.ranked[at] for at in following), None)

    def cost_of(self, offering: Offering | str) -> Cost:
        """What the workload costs at an offering, selected or not. Raises ``ValueError`` without a workload."""
        if self._workload is None:
            raise ValueError("there is no workload to price: select with rank_by=Usage(...)")
        return self._workload.cost_at(self._source.offerings[self._key(offering)])

    def explain(self, offering: Offering | str) -> str:
        """Why an offering is selected or not, in a sentence."""
        key = self._key(offering)
        place = self._places.get(key)
        if place is None:
            return str(NotSelectedError(key, self.rejected[key]))
        cost = "" if self._workload is None else f", at a cost of {self.cost_of(key)}"
        return f"{key} is number {place + 1:,} of {len(self):,}{cost}"

    def table(self, limit: int = 20) -> str:
        """The best as a table of plain text, prices in dollars per million tokens."""
        rows = [self._heads(), *self._cells(limit)]
        widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
        lines = [
            "  ".join(
                text.ljust(width) if place == 1 else text.rjust(width) for place, (text, width) in enumerate(pairs)
            )
            for pairs in (zip(row, widths, strict=True) for row in rows)
        ]
        return "\n".join([*lines, self._summary(limit)])

    def as_dict(self, *, rejected: bool = False) -> dict[str, object]:
        """What JSON can hold: the day, the ids selected with their costs, and, if asked for, all reasons."""
        chosen = [
            {"id": key, **({} if self._workload is None else {"cost": _plain(self.cost_of(key).total)})}
            for key in self.ranked.ids
        ]
        held: dict[str, object] = {"on": self.on.isoformat(), "offerings": len(self._ids), "ranked": chosen}
        if rejected:
            held["rejected"] = {key: list(map(_as_object, reasons)) for key, reasons in self.rejected.items()}
        return held

    def to_json(self, *, rejected: bool = False) -> str:
        """The same as JSON text."""
        return json.dumps(self.as_dict(rejected=rejected), ensure_ascii=False, indent=1)

    def __len__(self) -> int:
        return len(self._rows)

    def __bool__(self) -> bool:
        return bool(self._rows)

    def __iter__(self) -> Iterator[Offering]:
        return iter(self.ranked)

    @overload
    def __getitem__(self, place: int) -> Offering: ...
    @overload
    def __getitem__(self, place: slice) -> Ranked: ...
    def __getitem__(self, place: int | slice) -> Offering | Ranked:
        return self.ranked[place]

    def __contains__(self, offering: object) -> bool:
        key = offering.id if isinstance(offering, Offering) else offering
        return key in self._places

    def __repr__(self) -> str:
        best = f", best {self.ranked.ids[0]!r}" if self else ""
        return f"<Selection of {len(self):,} from {len(self._ids):,} offerings{best}>"

    def _repr_html_(self) -> str:
        """A table for notebooks; every text in it is escaped."""
        return html_table(self._summary(SHOWN), self._cells(SHOWN), self._heads())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {key: place for place, key in enumerate(self.ranked.ids)}

    def _key(self, offering: Offering | str) -> str:
        return offering.id if isinstance(offering, Offering) else self._source.offering(offering).id

    def _reasons(self, row: int) -> tuple[Reason, ...]:
        found = (one.reason(row) for one in self._filters)
        return tuple(reason for reason in found if reason is not None)

    def _hurdles(self) -> list[Hurdle]:
        """Each requirement with what it keeps out, and what it alone keeps out."""
        everything = range(len(self._ids))
        hurdles = []
        for one in self._filters:
            alone = _passing([other for other in self._filters if other is not one], everything)
            reasons = [one.reason(row) for row in alone]
            unknown = sum(1 for reason in reasons if reason is not None and not reason.known)
            rejected = len(everything) - len(one.kept(everything))
            if rejected:
                hurdles.append(Hurdle(one.requirement, one.wanted, rejected, len(alone), unknown))
        return sorted(hurdles, key=lambda hurdle: -hurdle.rejected)

    def _heads(self) -> tuple[str, ...]:
        cost = () if self._workload is None else ("cost",)
        return "", "offering", *cost, "context", "output", "input $/M", "output $/M"

    def _cells(self, limit: int) -> Iterator[tuple[str, ...]]:
        for place, offering in enumerate(self.ranked[:limit], 1):
            card = offering.pricing_on(self.on)
            cost = () if self._workload is None else (_amount(self.cost_of(offering)),)
            limits = offering.context_window, offering.max_output_tokens
            rates = (None, None) if card is None else (card.input, card.output)
            counts = (_unknown if count is None else f"{count:,}" for count in limits)
            prices = (_unknown if rate is None else f"{rate:f}" for rate in rates)
            yield f"{place}", offering.id, *cost, *counts, *prices

    def _summary(self, limit: int) -> str:
        more = f"; {len(self) - limit:,} more" if len(self) > limit else ""
        return f"{len(self):,} of {len(self._ids):,} offerings on {self.on}{more}"


_unknown = "not known"


def choose(
    source: Source,
    columns: Columns,
    requirements: Requirements,
    *,
    prefer: Collection[str] = (),
    rank_by: RankBy | Sequence[RankBy] | None = None,
    free: bool = False,
    on: date | datetime | None = None,
) -> Selection:
    """What meets the requirements, ranked; ``Catalog.select`` says what the arguments mean."""
    day, hour = moment(on)
    prices = columns.prices(day)
    filters = requirements.filters(columns, prices, day)
    sorters: list[Sorter] = [by_preference(prefer, columns)] if prefer else []
    ids = columns.offerings
    workload = None
    for one in _several(rank_by):
        if isinstance(one, Usage):
            lenient = requirements.lenient(Requirement.COST)
            priced = Workload(prices, one, day, hour, free=free, lenient=lenient)
            workload = workload or priced
            filters.append(priced)
            sorters.append(priced.sort)
        elif isinstance(one, str):
            sorters.append(by_key(one, columns, prices, free=free))
        elif callable(one):
            sorters.append(partial(_sort_by, one, source.offerings, ids))
        else:
            raise TypeError(f"rank_by is a Usage, a key, a function or several of them, not {type(one).__name__}")
    rows = list(_passing(filters, range(len(columns))))
    for sort in reversed(sorters):
        sort(rows)
    return Selection(source, ids, filters, rows, day, workload)


def _several(rank_by: RankBy | Sequence[RankBy] | None) -> Iterable[RankBy]:
    if rank_by is None:
        return ()
    return rank_by if isinstance(rank_by, Sequence) and not isinstance(rank_by, str) else (rank_by,)


def _passing(filters: Sequence[Filter], rows: Sequence[int]) -> Sequence[int]:
    for one in filters:
        rows = one.kept(rows)
    return rows


def _sort_by(function: Callable[[Offering], object], offerings: Shelf, ids: Sequence[str], rows: list[int]) -> None:
    rows.sort(key=lambda row: function(offerings[ids[row]]))  # type: ignore[arg-type, return-value]


def _amount(cost: Cost) -> str:
    return _unknown if cost.total is None else str(cost)


def _plain(value: object) -> object:
    """A value as JSON has it: exact numbers and days are texts."""
    if isinstance(value, tuple) and type(value) is tuple:
        return list(value)
    return (
        value
        if value is None or isinstance(value, bool | int)
        else f"{value:f}"
        if isinstance(value, Decimal)
        else str(value)
    )


def _as_object(reason: Reason) -> dict[str, object]:
    return {**{name: _plain(value) for name, value in reason._asdict().items()}, "says": str(reason)}
