"""Entries side by side: a row for each fact, with what each of them has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from starmap.fields import RATE_NAMES
from starmap.model import CAPABILITY_NAMES, Entry, Offering
from starmap.pricing import Pricing
from starmap.telling.figures import answer, count, money, words
from starmap.telling.rates import rate_label
from starmap.vocabulary import Modality, ParameterName

__all__ = ["Line", "lines_of"]

_UNKNOWN = "not known"


class Line(NamedTuple):
    """One fact of several entries."""

    group: str
    """What the fact belongs to: identity, limits, prices, ..."""

    name: str
    """What programs call it."""

    label: str
    """What a person calls it."""

    values: tuple[object, ...]
    """What each entry has, exact; ``None`` is not known."""

    texts: tuple[str, ...]
    """The same in words."""

    @property
    def differs(self) -> bool:
        """Whether the entries are told apart by it."""
        return any(value != self.values[0] for value in self.values)


def lines_of(entries: Sequence[Entry], day: date) -> Iterator[Line]:
    """Every fact that is worth comparing, on a day; a rate that none of them has is left out."""
    for group, name, read, told in _FACTS:
        yield _line(group, name, [read(entry) for entry in entries], told)
    yield _line("lifecycle", "status", [entry.lifecycle.status_on(day) for entry in entries], _said)
    for group, name, read, told in _DATES:
        yield _line(group, name, [read(entry) for entry in entries], told)
    yield from _prices([entry.pricing_on(day) for entry in entries])
    for group, names in (("capabilities", sorted(CAPABILITY_NAMES)), ("parameters", list(map(str, ParameterName)))):
        for name in names:
            yield _line(group, name, [entry.supports(name) for entry in entries], answer, name)


def _said(value: object) -> str:
    return _UNKNOWN if value is None else str(value)


def _announced(value: object) -> str:
    return "none announced" if value is None else str(value)


def _tokens(value: int | None) -> str:
    return _UNKNOWN if value is None else count(value)


def _sorted(known: frozenset[Modality] | None) -> list[Modality] | None:
    return None if known is None else sorted(known)


Read = Callable[[Entry], Any]
Told = Callable[[Any], str]
_FACTS: tuple[tuple[str, str, Read, Told], ...] = (
    ("identity", "what", lambda one: "offering" if isinstance(one, Offering) else "model", _said),
    ("identity", "name", lambda one: one.name, _said),
    ("identity", "author", lambda one: one.author_id, _said),
    ("identity", "kind", lambda one: one.kind, _said),
    ("identity", "open_weights", lambda one: one.open_weights, answer),
    ("identity", "license", lambda one: one.license, _said),
    ("limits", "context_window", lambda one: one.context_window, _tokens),
    ("limits", "max_input_tokens", lambda one: one.max_input_tokens, _tokens),
    ("limits", "max_output_tokens", lambda one: one.max_output_tokens, _tokens),
    ("limits", "output_shares_context", lambda one: one.output_shares_context, answer),
    ("modalities", "takes", lambda one: _sorted(one.modalities.input), words),
    ("modalities", "gives", lambda one: _sorted(one.modalities.output), words),
)
_DATES: tuple[tuple[str, str, Read, Told], ...] = (
    ("lifecycle", "release_date", lambda one: one.release_date, _said),
    ("lifecycle", "knowledge_cutoff", lambda one: one.knowledge_cutoff, _said),
    ("lifecycle", "deprecated_on", lambda one: one.lifecycle.deprecated_on, _announced),
    ("lifecycle", "retires_on", lambda one: one.lifecycle.retires_on, _announced),
    ("lifecycle", "replacement", lambda one: one.lifecycle.replacement, _announced),
)


def _line(group: str, name: str, values: Sequence[object], told: Told, label: str = "") -> Line:
    return Line(group, name, label or name.replace("_", " "), tuple(values), tuple(map(told, values)))


def _prices(cards: Sequence[Pricing | None]) -> Iterator[Line]:
    """A row for each rate that any of the cards has, and from how long a prompt on dearer ones hold."""
    for name in RATE_NAMES:
        rates = [None if card is None else getattr(card, name) for card in cards]
        if any(rate is not None for rate in rates):
            texts = [
                _UNKNOWN if card is None or rate is None else money(rate, card.currency)
                for card, rate in zip(cards, rates, strict=True)
            ]
            yield Line("prices", name, rate_label(name), tuple(rates), tuple(texts))
    tiers = [None if card is None else [tier.above for tier in card.tiers] for card in cards]
    yield _line("prices", "tiers", tiers, _thresholds, "other rates above")


def _thresholds(above: list[int] | None) -> str:
    return _UNKNOWN if above is None else " and ".join(f"{tokens:,} tokens" for tokens in above) or "none"
