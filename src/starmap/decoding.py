"""From a line of the data to a record, and back.

The stored form is the record's own JSON, made smaller in two ways: what the line's key says is left out (ids, author
and provider), and an object or text that many records have is a number, its place in the list ``shared`` of the file's
header. ``expand`` gives the whole JSON back, which pydantic reads; a test holds the two readings equal. Reading a line
here builds no validator and makes each shared object once: that keeps a first lookup and a pass over everything fast.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
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

__all__ = ["Decoder", "Encoder", "expand"]

_KINDS = {str(kind): kind for kind in Kind}
_MODALITIES = {str(modality): modality for modality in Modality}
_PARAMETERS = {str(name): name for name in ParameterName}
_STATUSES = {str(status): status for status in Status}
_RATES = frozenset(Rates.model_fields)
_DAYS = frozenset({"deprecated_on", "retires_on", "retires_not_before"})
_SHARED_FIELDS = ("limits", "modalities", "capabilities", "parameters", "lifecycle")
_MOST_SHARED = 400


class Decoder:
    """Reads the lines of one file."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self._shared: Sequence[Any] = header.get("shared", ())
        self._made: dict[int, Any] = {}

    def model(self, key: str, text: str) -> Model:
        """The model of a line of ``models.txt``."""
        values = self._entry(json.loads(text))
        if "offering_ids" in values:
            values["offering_ids"] = tuple(values["offering_ids"])
        values["id"] = key
        values["author_id"] = key.partition("/")[0]
        return Model.trusted(values)

    def offering(self, key: str, text: str) -> Offering:
        """The offering of a line of ``offerings.txt``."""
        values = self._entry(json.loads(text))
        if "regions" in values:
            values["regions"] = tuple(values["regions"])
        values["id"] = key
        values["provider_id"], _, values["model_id"] = key.partition(":")
        if "author_id" not in values and "model_ref" in values:
            values["author_id"] = values["model_ref"].partition("/")[0]
        return Offering.trusted(values)

    def author(self, key: str, text: str) -> Author:
        """The author of a line of ``authors.txt``."""
        return Author.trusted({**_tuples(json.loads(text)), "id": key})

    def provider(self, key: str, text: str) -> Provider:
        """The provider of a line of ``providers.txt``."""
        return Provider.trusted({**_tuples(json.loads(text)), "id": key})

    def _entry(self, values: dict[str, Any]) -> dict[str, Any]:
        for name in _READERS.keys() & values.keys():
            value = values[name]
            if type(value) is int:
                made = self._made.get(value)
                if made is None:  # the readers change what they are given, so they get a copy
                    made = self._made[value] = _READERS[name](json.loads(json.dumps(self._shared[value])))
                values[name] = made
            else:
                values[name] = _READERS[name](value)
        if "price_history" in values:
            values["price_history"] = tuple([self._pricing(card) for card in values["price_history"]])
        return values

    def _pricing(self, values: dict[str, Any]) -> Pricing:
        if type(values.get("source")) is int:
            values["source"] = self._shared[values["source"]]
        return _pricing(values)


class Encoder:
    """Writes the lines of one file, and knows what its header must list."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._whole = [(record, record.model_dump(mode="json", exclude_defaults=True)) for record in records]
        tally: Counter[str] = Counter()
        for _, values in self._whole:
            tally.update(_dumped(values[name]) for name in _SHARED_FIELDS if name in values)
            tally.update(_dumped(card["source"]) for card in values.get("price_history", ()) if "source" in card)
        worth = sorted(((count - 1) * (len(text) - 3), text) for text, count in tally.items() if count > 1)
        self._texts = [text for _, text in reversed(worth[-_MOST_SHARED:])]
        self._numbers = {text: number for number, text in enumerate(self._texts)}

    def header(self) -> dict[str, Any]:
        """What the file's header lists."""
        return {"shared": [json.loads(text) for text in self._texts]}

    def lines(self) -> Iterable[tuple[str, str]]:
        """The key and the JSON of every record."""
        for record, whole in self._whole:
            values = json.loads(_dumped(whole))
            key = values["id"]
            for name in _SHARED_FIELDS:
                if name in values:
                    values[name] = self._short(values[name])
            for card in values.get("price_history", ()):
                if "source" in card:
                    card["source"] = self._short(card["source"])
            for name in ("id", "provider_id", "model_id"):
                values.pop(name, None)
            if isinstance(record, Model) or values.get("model_ref", "").startswith(f"{values.get('author_id')}/"):
                values.pop("author_id", None)
            yield key, _dumped(values)

    def _short(self, value: Any) -> Any:
        return self._numbers.get(_dumped(value), value)


def expand(key: str, text: str, header: Mapping[str, Any]) -> dict[str, Any]:
    """The whole JSON of an entry's line."""
    values: dict[str, Any] = json.loads(text)
    shared = header.get("shared", ())
    for name in _SHARED_FIELDS:
        if isinstance(values.get(name), int):
            values[name] = shared[values[name]]
    for card in values.get("price_history", ()):
        if isinstance(card.get("source"), int):
            card["source"] = shared[card["source"]]
    values["id"] = key
    if ":" in key.partition("/")[0]:
        values["provider_id"], _, values["model_id"] = key.partition(":")
        if "model_ref" in values:
            values.setdefault("author_id", values["model_ref"].partition("/")[0])
    else:
        values["author_id"] = key.partition("/")[0]
    return values


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _modalities(values: dict[str, Any]) -> Modalities:
    return Modalities.trusted({name: _modality_set(words) for name, words in values.items()})


def _modality_set(words: list[str]) -> frozenset[Modality]:
    return frozenset([_MODALITIES[word] for word in words])


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


_READERS: dict[str, Callable[[Any], Any]] = {
    "kind": _KINDS.__getitem__,
    "limits": Limits.trusted,
    "modalities": _modalities,
    "capabilities": _capabilities,
    "parameters": _parameters,
    "lifecycle": _lifecycle,
    "release_date": date.fromisoformat,
}
