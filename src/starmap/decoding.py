"""From a line of the data to a record, and back.

The stored form is the record's own JSON without the fields that have their default, so pydantic reads it too; a test holds
the two equal. Reading it here builds no validator, which is what keeps a first lookup fast.
"""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

from starmap.capabilities import Capabilities, Parameter, TokenBudget
from starmap.lifecycle import Lifecycle
from starmap.limits import Limits, Modalities
from starmap.model import Author, Model, Offering, Provider
from starmap.pricing import Pricing, RateCard, Rates, Tier, Window
from starmap.records import FrozenMap, Record
from starmap.vocabulary import Kind, Modality, ParameterName, Status

__all__ = ["author", "encode", "model", "offering", "provider"]

_KINDS = {str(kind): kind for kind in Kind}
_MODALITIES = {str(modality): modality for modality in Modality}
_PARAMETERS = {str(name): name for name in ParameterName}
_STATUSES = {str(status): status for status in Status}
_RATES = frozenset(Rates.model_fields)
_DAYS = frozenset({"deprecated_on", "retires_on", "retires_not_before"})
_SETS: dict[tuple[str, ...], frozenset[Modality]] = {}


def model(text: str) -> Model:
    """The model that a line of ``models.txt`` holds."""
    values = _entry(json.loads(text))
    if "offering_ids" in values:
        values["offering_ids"] = tuple(values["offering_ids"])
    return Model.trusted(values)


def offering(text: str) -> Offering:
    """The offering that a line of ``offerings.txt`` holds."""
    values = _entry(json.loads(text))
    if "regions" in values:
        values["regions"] = tuple(values["regions"])
    return Offering.trusted(values)


def author(text: str) -> Author:
    """The author that a line of ``authors.txt`` holds."""
    return Author.trusted(_tuples(json.loads(text)))


def provider(text: str) -> Provider:
    """The provider that a line of ``providers.txt`` holds."""
    return Provider.trusted(_tuples(json.loads(text)))


def encode(record: Record) -> str:
    """The line's JSON of a record: only what is known, in the order of the fields."""
    kept = record.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _entry(values: dict[str, Any]) -> dict[str, Any]:
    for name, value in values.items():
        read = _READERS.get(name)
        if read is not None:
            values[name] = read(value)
    return values


def _modalities(values: dict[str, Any]) -> Modalities:
    return Modalities.trusted({name: _modality_set(words) for name, words in values.items()})


def _modality_set(words: list[str]) -> frozenset[Modality]:
    """The set of these words; entries share the few that there are."""
    key = tuple(words)
    known = _SETS.get(key)
    if known is None:
        known = _SETS[key] = frozenset(_MODALITIES[word] for word in key)
    return known


def _capabilities(values: dict[str, Any]) -> Capabilities:
    if "reasoning_efforts" in values:
        values["reasoning_efforts"] = tuple(values["reasoning_efforts"])
    if "reasoning_budget" in values:
        values["reasoning_budget"] = TokenBudget.trusted(values["reasoning_budget"])
    return Capabilities.trusted(values)


_ACCEPTED = Parameter.trusted({"accepted": True})
_REFUSED = Parameter.trusted({"accepted": False})


def _parameters(values: dict[str, Any]) -> FrozenMap[ParameterName, Parameter]:
    return FrozenMap((_PARAMETERS[name], _parameter(value)) for name, value in values.items())


def _parameter(values: dict[str, Any]) -> Parameter:
    if len(values) == 1 and "accepted" in values:
        return _ACCEPTED if values["accepted"] else _REFUSED
    return Parameter.trusted({name: value if name == "accepted" else Decimal(value) for name, value in values.items()})


def _price_history(cards: list[dict[str, Any]]) -> tuple[Pricing, ...]:
    return tuple([_pricing(card) for card in cards])


def _pricing(values: dict[str, Any]) -> Pricing:
    _rates(values)
    for name in ("modes", "regions"):
        if name in values:
            values[name] = FrozenMap((key, RateCard.trusted(_rates(card))) for key, card in values[name].items())
    for name in ("valid_from", "valid_until"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "windows" in values:
        values["windows"] = tuple(_window(window) for window in values["windows"])
    return Pricing.trusted(values)


def _rates(values: dict[str, Any]) -> dict[str, Any]:
    for name, value in values.items():
        if name in _RATES:
            values[name] = Decimal(value)
        elif name == "tiers":
            values[name] = tuple(Tier.trusted(_rates(tier)) for tier in value)
    return values


def _window(values: dict[str, Any]) -> Window:
    _rates(values)
    for name in ("starts", "ends"):
        values[name] = time.fromisoformat(values[name])
    if "weekdays" in values:
        values["weekdays"] = tuple(values["weekdays"])
    return Window.trusted(values)


def _lifecycle(values: dict[str, Any]) -> Lifecycle:
    for name, value in values.items():
        if name in _DAYS:
            values[name] = date.fromisoformat(value)
        elif name == "stage":
            values[name] = _STATUSES[value]
    return Lifecycle.trusted(values)


def _tuples(values: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


_READERS = {
    "kind": _KINDS.__getitem__,
    "limits": Limits.trusted,
    "modalities": _modalities,
    "capabilities": _capabilities,
    "parameters": _parameters,
    "price_history": _price_history,
    "lifecycle": _lifecycle,
    "release_date": date.fromisoformat,
}
