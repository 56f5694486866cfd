"""The facts of every offering in columns: what choosing among all of them reads instead of records.

A column holds each distinct value once, and for every offering the place of its value. A question is put to some
thousand values instead of seventeen thousand records, and its answers are spread over the rows without a further look.
Rows are numbered in the order of the offerings' ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fnmatch import translate
from functools import cached_property, partial
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from starmap.charging import cost_of
from starmap.costs import times
from starmap.lifecycle import Lifecycle
from starmap.limits import Limits
from starmap.model import Offering
from starmap.pricing import Pricing, Rates
from starmap.usage import COUNTERS, TOKENS, Usage
from starmap.vocabulary import Kind, Modality, Status

__all__ = ["DOLLARS", "Charge", "Column", "Columns", "PriceList"]

T = TypeVar("T")
U = TypeVar("U")

Charge = int | Decimal | None
"""A cost in a unit so small that it is whole for most cards: exact, made to be compared; ``None`` if not known."""

DOLLARS = "USD"
"""The only currency whose amounts are compared."""

_HELD = 8  # price lists, each of which holds from one change of any price to the next
_MOST_GLOBS = 64  # sets of globs whose matches are kept: a program asks with the same ones again and again


class Column(Generic[T]):
    """One fact of every offering."""

    __slots__ = ("codes", "values")

    def __init__(self, values: Sequence[T], codes: Sequence[int]) -> None:
        self.values = values
        """Each distinct value."""
        self.codes = codes
        """For each row, the place of its value."""

    def at(self, row: int) -> T:
        """The value of a row."""
        return self.values[self.codes[row]]

    def mapped(self, function: Callable[[T], U]) -> Column[U]:
        """What the function makes of each value; what it makes must be hashable."""
        held: dict[U, int] = {}
        places = [held.setdefault(function(value), len(held)) for value in self.values]
        return Column(list(held), list(map(places.__getitem__, self.codes)))


class Columns:
    """Every offering's facts, read in one pass, and the price lists of the days that were asked about."""

    def __init__(self, offerings: Iterable[Offering], day: date) -> None:
        self._offerings = offerings
        self._supports: dict[str, Column[bool | None]] = {}
        self._statuses: tuple[date, Column[Status | None]] | None = None
        self.offerings: list[str] = []
        self._globs: dict[tuple[str, ...], bytes] = {}
        model = _Growing[str | None]()
        provider, author, kind = _Growing[str](), _Growing[str | None](), _Growing[Kind | None]()
        limits, abilities, life = _Growing[Limits](), _Growing[Offering](), _Growing[Lifecycle]()
        weights, licences = _Growing[bool | None](), _Growing[str | None]()
        released, cutoff = _Growing[str | None](), _Growing[str | None]()
        prices = _GrowingPrices(day)
        for one in offerings:
            self.offerings.append(one.id)
            model.add(one.model_ref, one.model_ref)
            provider.add(one.provider_id, one.provider_id)
            author.add(one.author_id, one.author_id)
            kind.add(one.kind, one.kind)
            limits.add(_LIMITS(one.limits.__dict__), one.limits)
            # Records that many offerings have are one object each, and told apart by that: their hashes are slow.
            able = one.capabilities, one.parameters, one.modalities
            key = tuple(map(id, able))
            abilities.add(key, one if key in abilities.held else _able(one))
            life.add(id(one.lifecycle), one.lifecycle)
            weights.add(one.open_weights, one.open_weights)
            licences.add(one.license, one.license)
            released.add(one.release_date, None if one.release_date is None else one.release_date.isoformat())
            cutoff.add(one.knowledge_cutoff, one.knowledge_cutoff)
            prices.add(one)
        self.model = model.column()
        self.provider, self.author, self.kind = provider.column(), author.column(), kind.column()
        self.limits, self.lifecycle = limits.column(), life.column()
        self.open_weights, self.license = weights.column(), licences.column()
        self.release_date, self.knowledge_cutoff = released.column(), cutoff.column()
        self._abilities = abilities.column()
        self._lists = [prices.made()]

    def __len__(self) -> int:
        return len(self.offerings)

    @cached_property
    def input(self) -> Column[frozenset[Modality] | None]:
        """The modalities that go in."""
        return self._abilities.mapped(lambda able: able.modalities.input)

    @cached_property
    def output(self) -> Column[frozenset[Modality] | None]:
        """The modalities that come out."""
        return self._abilities.mapped(lambda able: able.modalities.output)

    def supports(self, name: str) -> Column[bool | None]:
        """Whether each offering supports a capability or parameter. Raises ``UnknownFieldError`` for neither."""
        known = self._supports.get(name)
        if known is None:
            _NOBODY.supports(name)
            known = self._supports[name] = self._abilities.mapped(lambda able: able.supports(name))
        return known

    def matching(self, globs: tuple[str, ...]) -> bytes:
        """For each row 1 if any of the globs matches the offering's id or its model's, else 0."""
        known = self._globs.get(globs)
        if known is None:
            meets = _matcher(globs)
            models = [model is not None and meets(model) for model in self.model.values]
            own = map(meets, self.offerings)
            known = bytes(one or models[code] for one, code in zip(own, self.model.codes, strict=True))
            if len(self._globs) >= _MOST_GLOBS:
                self._globs.clear()
            self._globs[globs] = known
        return known

    def status(self, day: date) -> Column[Status | None]:
        """The status of each offering on a day; that of the last day asked about is kept."""
        known = self._statuses
        if known is None or known[0] != day:
            known = self._statuses = day, self.lifecycle.mapped(lambda life: life.status_on(day))
        return known[1]

    def prices(self, day: date) -> PriceList:
        """The rate cards of a day; read again only if any price has changed between it and the days known."""
        for known in self._lists:
            if known.holds_on(day):
                return known
        growing = _GrowingPrices(day)
        for offering in self._offerings:
            growing.add(offering)
        made = growing.made()
        self._lists = [made, *self._lists[: _HELD - 1]]
        return made


_COUNTED = ("input", "output", "cache_read", "cache_write", "cache_write_1h")
_SIMPLE = frozenset(
    {"input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens"}
    | {"reasoning_tokens", "requests"}
)
_RARE = tuple(name for name in (*TOKENS, *COUNTERS) if name not in _SIMPLE)


# What is counted apart: its rate, those of it that were cached, and the count that may stand for it.
_APART = (
    ("input_audio_tokens", "input_audio", "cache_read_audio_tokens", "input_seconds"),
    ("input_image_tokens", "input_image", "cache_read_image_tokens", "input_images"),
    ("input_video_tokens", "input_video", "cache_read_video_tokens", None),
    ("output_audio_tokens", "output_audio", None, "output_seconds"),
    ("output_image_tokens", "output_image", None, "images"),
    ("images", "per_image", None, "output_image_tokens"),
    ("input_images", "per_input_image", None, "input_image_tokens"),
    ("input_seconds", "per_second_input", None, "input_audio_tokens"),
    ("output_seconds", "per_second_output", None, "output_audio_tokens"),
    ("characters", "per_character", None, "input_tokens"),
    ("pages", "per_page", None, None),
    ("searches", "per_search", None, None),
)


def _needed(counts: Mapping[str, int | Decimal]) -> tuple[str, ...]:
    """The rates without which a usage has no known price, on a card where nothing else may stand for them."""
    return tuple(
        rate
        for unit, rate, cached, instead in _APART
        if counts[unit] > (counts[cached] if cached else 0) and not (instead and counts[instead])
    )


class _Swift(NamedTuple):
    """What a plain usage costs on a card that has no hours and no fee for a request."""

    rates: tuple[int | None, ...]
    """Whole numbers of the price list's unit, in the order of ``_COUNTED``."""

    below: int | None
    """The longest prompt that these rates hold for; ``None`` for any."""

    reasoning: bool
    """Whether reasoning is priced apart from output."""


class PriceList:
    """Every offering's rate card, on all days between two changes of any price."""

    def __init__(self, cards: Column[Pricing | None], since: date, until: date) -> None:
        self.cards = cards
        """The card of each offering; cards that charge alike are one."""
        self._since, self._until = since, until
        self._rates: dict[str, Column[Decimal | None]] = {}

    def holds_on(self, day: date) -> bool:
        """Whether these are the cards of the day."""
        return self._since <= day < self._until

    def dearest(self, rate: str) -> Column[Decimal | None]:
        """A rate at its dearest hour, in dollars per million tokens, below all long-context tiers."""
        known = self._rates.get(rate)
        if known is None:
            known = self._rates[rate] = self.cards.mapped(partial(_dearest, rate))
        return known

    def charges(self, usage: Usage, day: date, hour: datetime | None, codes: Iterable[int]) -> dict[int, Charge]:
        """What a usage costs on each of the cards, by the cards' codes: ordered exactly as the totals of costs are."""
        counts = usage.__dict__
        plain, asked, reasons = not any(counts[name] for name in _RARE), usage.input_tokens, usage.reasoning_tokens
        read, write, write_1h = usage.cache_read_tokens, usage.cache_write_tokens, usage.cache_write_1h_tokens
        quantities = (asked - read - write - write_1h, usage.output_tokens, read, write, write_1h)
        used = [(place, quantity) for place, quantity in enumerate(quantities) if quantity]
        rare = () if plain else _needed(counts)
        cards, swift = self.cards.values, self._swift
        found: dict[int, Charge] = {}
        for code in codes:
            quick, card = swift[code], cards[code]
            if card is None or quick is None or (quick.below is not None and asked > quick.below):
                found[code] = self._exactly(card, usage, day, hour)
            elif rare and not card.billed_as_text and any(card.__dict__[rate] is None for rate in rare):
                found[code] = None
            elif plain and not (reasons and quick.reasoning):
                rates, total = quick.rates, 0
                for place, quantity in used:
                    rate = rates[place]
                    if rate is None:
                        found[code] = None
                        break
                    total += rate * quantity
                else:
                    found[code] = total
            else:
                found[code] = self._exactly(cards[code], usage, day, hour)
        return found

    def _exactly(self, card: Pricing | None, usage: Usage, day: date, hour: datetime | None) -> Charge:
        if card is not None and card.currency != DOLLARS:
            return None
        total = cost_of("", card, usage, day, hour).total
        return None if total is None else times(total, self._unit * 1_000_000)

    @cached_property
    def _unit(self) -> int:
        """How many of the unit make a dollar for a million tokens: enough that no rate has a fraction."""
        rates = (card.__dict__[name] for card in self.cards.values if card is not None for name in _COUNTED)
        return int(10 ** max((_decimals(rate) for rate in rates if rate is not None), default=0))

    @cached_property
    def _swift(self) -> list[_Swift | None]:
        return [None if card is None else _swift(card, self._unit) for card in self.cards.values]


def _decimals(rate: Decimal) -> int:
    """The digits of a price behind the point."""
    exponent = rate.as_tuple().exponent
    return max(-exponent, 0) if isinstance(exponent, int) else 0


def _swift(card: Pricing, unit: int) -> _Swift | None:
    if card.windows or card.per_request or card.currency != DOLLARS:
        return None
    rates = [card.__dict__[name] for name in _COUNTED]
    whole = tuple([None if rate is None else int(times(rate, unit)) for rate in rates])
    return _Swift(whole, min((tier.above for tier in card.tiers), default=None), card.reasoning is not None)


def _dearest(name: str, card: Pricing | None) -> Decimal | None:
    base: Decimal | None = None if card is None or card.currency != DOLLARS else card.__dict__[name]
    if card is None or base is None:
        return None
    hours: list[Decimal] = [rate for window in card.windows if (rate := window.__dict__[name]) is not None]
    return max([base, *hours])


class _Growing(Generic[T]):
    """A column that is being read."""

    def __init__(self) -> None:
        self.held: dict[Hashable, int] = {}
        self._values: list[T] = []
        self._codes: list[int] = []

    def add(self, key: Hashable, value: T) -> None:
        """The next row's value; what has the same key is the same."""
        code = self.held.get(key)
        if code is None:
            code = self.held[key] = len(self._values)
            self._values.append(value)
        self._codes.append(code)

    def column(self) -> Column[T]:
        return Column(self._values, self._codes)


def _matcher(globs: tuple[str, ...]) -> Callable[[str], bool]:
    """Whether any glob matches a name. One that is a beginning and a star needs no regular expression."""
    begun = [glob for glob in globs if glob.endswith("*") and not _MAGIC.intersection(glob[:-1])]
    heads = tuple(glob[:-1] for glob in begun)
    others = [translate(glob) for glob in globs if glob not in begun]
    if not others:
        return lambda name: name.startswith(heads)
    match = re.compile("|".join(others)).match
    return lambda name: name.startswith(heads) or match(name) is not None


_MAGIC = frozenset("*?[")
_LIMITS = itemgetter(*Limits.model_fields)
# What decides on a cost in standard processing; modes, regions, days and sources do not.
_CHARGING = itemgetter(*Rates.model_fields, "tiers", "windows", "billed_as_text", "currency")


class _GrowingPrices:
    """A price list that is being read."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._since, self._until = date.min, date.max
        self._cards = _Growing[Pricing | None]()

    def add(self, offering: Offering) -> None:
        """The next row's card, and the days on which it begins and ends."""
        card = offering.pricing_on(self._day)
        self._cards.add(None if card is None else _CHARGING(card.__dict__), card)
        turns = [offering.lifecycle.retires_on]  # after it the last card holds on
        for dated in offering.price_history:
            turns += dated.valid_from, dated.valid_until
        for turn in turns:
            if turn is not None:
                if turn <= self._day:
                    self._since = max(self._since, turn)
                else:
                    self._until = min(self._until, turn)

    def made(self) -> PriceList:
        return PriceList(self._cards.column(), self._since, self._until)


def _able(offering: Offering) -> Offering:
    """An offering of which only what it supports is kept."""
    return _NOBODY.model_copy(
        update={
            "capabilities": offering.capabilities,
            "parameters": offering.parameters,
            "modalities": offering.modalities,
        }
    )


_NOBODY = Offering.trusted({"id": ":", "provider_id": "", "model_id": ""})
