"""What changed between two states of the data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from starmap.model import Entry, Offering
from starmap.pricing import Pricing
from starmap.registry import Catalog
from starmap.vocabulary import Status

__all__ = ["Changed", "Changes", "Edition", "Retired", "find_changes"]

Value: TypeAlias = str | int | bool | None
"""A price as a decimal text, or a limit; ``None`` for not known."""

_CURRENCY = "pricing.currency"


@dataclass(frozen=True, slots=True)
class Edition:
    """One state of the data."""

    date: date
    version: str


@dataclass(frozen=True, slots=True)
class Retired:
    """An entry that was not retired in the old data and is in the new, each on its own date."""

    id: str
    retires_on: date | None
    replacement: str | None


@dataclass(frozen=True, slots=True)
class Changed:
    """One price or limit of one offering that is another now."""

    id: str
    field: str
    """The path, such as ``pricing.modes.batch.input`` or ``limits.context_window``."""

    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that changed, each list sorted."""

    old: Edition
    new: Edition
    models_added: tuple[str, ...]
    models_removed: tuple[str, ...]
    offerings_added: tuple[str, ...]
    offerings_removed: tuple[str, ...]
    retired: tuple[Retired, ...]
    """Models and offerings, models first."""

    prices: tuple[Changed, ...]
    """Of the cards in force on each data's own date."""

    limits: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return any(
            (
                self.models_added,
                self.models_removed,
                self.offerings_added,
                self.offerings_removed,
                self.retired,
                self.prices,
                self.limits,
            )
        )


def find_changes(old: Catalog, new: Catalog) -> Changes:
    """What changed from one catalog to another.

    Whatever depends on the day is read on each data's own date, so that the answer is the same on every day.
    """
    then, now = old.data_date, new.data_date
    models_before = {model.id: model for model in old.models}
    models_after = {model.id: model for model in new.models}
    before = {offering.id: offering for offering in old.offerings}
    after = {offering.id: offering for offering in new.offerings}
    prices: list[Changed] = []
    limits: list[Changed] = []
    for key, offering in after.items():
        if key in before:
            prices += _compared(key, _prices(before[key], then), _prices(offering, now))
            limits += _compared(key, _limits(before[key]), _limits(offering))
    return Changes(
        Edition(then, old.data_version),
        Edition(now, new.data_version),
        tuple(sorted(models_after.keys() - models_before.keys())),
        tuple(sorted(models_before.keys() - models_after.keys())),
        tuple(sorted(after.keys() - before.keys())),
        tuple(sorted(before.keys() - after.keys())),
        (*_retired(models_before, models_after, then, now), *_retired(before, after, then, now)),
        tuple(prices),
        tuple(limits),
    )


def _retired(before: Mapping[str, Entry], after: Mapping[str, Entry], then: date, now: date) -> list[Retired]:
    return [
        Retired(key, entry.lifecycle.retires_on, entry.lifecycle.replacement)
        for key, entry in sorted(after.items())
        if key in before
        and entry.lifecycle.status_on(now) is Status.RETIRED
        and before[key].lifecycle.status_on(then) is not Status.RETIRED
    ]


def _compared(key: str, old: Mapping[str, Value], new: Mapping[str, Value]) -> list[Changed]:
    paths = sorted(old.keys() | new.keys())
    moved = [Changed(key, path, old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)]
    # A card that comes or goes brings its currency along, which says nothing by itself.
    return [change for change in moved if change.field != _CURRENCY or None not in (change.old, change.new)]


def _limits(offering: Offering) -> dict[str, Value]:
    return {f"limits.{name}": value for name, value in offering.limits.model_dump(mode="json").items()}


def _prices(offering: Offering, day: date) -> dict[str, Value]:
    """Every price of the card in force, by path. Where the card comes from is not a price."""
    card = offering.pricing_on(day)
    if card is None:
        return {}
    about = set(Pricing.model_fields) & {"valid_from", "valid_until", "basis", "source"}
    return dict(_leaves("pricing", card.model_dump(mode="json", exclude=about, exclude_none=True)))


def _leaves(path: str, value: Any) -> list[tuple[str, Value]]:
    if isinstance(value, dict):
        return [leaf for name, part in value.items() for leaf in _leaves(f"{path}.{name}", part)]
    if isinstance(value, list):
        return [leaf for number, part in enumerate(value) for leaf in _element(path, number, part)]
    return [(path, value)]


def _element(path: str, number: int, part: Any) -> list[tuple[str, Value]]:
    """A tier goes by its threshold and a window by its hours, so that a new one does not shift the others."""
    if not isinstance(part, dict):
        return [(f"{path}.{number}", part)]
    key = part.pop("above", None)
    if key is None:
        days = "".join(map(str, part.pop("weekdays", ())))
        key = f"{part.pop('starts')}-{part.pop('ends')}{f'/{days}' if days else ''}"
    return _leaves(f"{path}.{key}", part)
