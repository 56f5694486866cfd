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

_read = json.JSONDecoder().raw_decode  # without the search for spaces at both ends, of which a line has none
_KINDS = {str(kind): kind for kind in Kind}
_MODALITIES = {str(modality): modality for modality in Modality}
_PARAMETERS = {str(name): name for name in ParameterName}
_STATUSES = {str(status): status for status in Status}
_RATES = frozenset(Rates.model_fields)
_MAPS = ("modes", "regions")
_DAYS_READ: dict[str, date] = {}
_DAYS = frozenset({"deprecated_on", "retires_on", "retires_not_before"})
_SHARED_FIELDS = ("limits", "modalities", "capabilities", "parameters", "lifecycle")
_MOST_SHARED = 1200


class Decoder:
    """Reads the lines of one file."""

    def __init__(self, header: Mapping[str, Any]) -> None:
        self._shared: Sequence[Any] = header.get("shared", ())
        self._made: dict[int, Any] = {}

    def model(self, key: str, text: str) -> Model:
        """The model of a line of ``models.txt``."""
        values = self._entry(_read(text)[0])
        if "offering_ids" in values:
            values["offering_ids"] = tuple(values["offering_ids"])
        values["id"] = key
        values["author_id"] = key.partition("/")[0]
        return Model.trusted(values)

    def offering(self, key: str, text: str) -> Offering:
        """The offering of a line of ``offerings.txt``."""
        values = self._entry(_read(text)[0])
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
            values["price_history"] = self._history(values["price_history"])
        return values

    def _history(self, held: list[list[Any]]) -> tuple[Pricing, ...]:
        """The cards, oldest first, each made from what it has otherwise than the next one."""
        cards: list[Pricing] = []
        following: dict[str, Any] | None = None
        for told, day, place in reversed(held):
            rates = self._told(told)
            card = {**rates} if following is None else _changed(following, rates)
            if day is not None:
                card["valid_from"] = _DAYS_READ.get(day) or _day(day)
            card.update(self._shared[place] if type(place) is int else place)
            cards.append(Pricing.trusted(card))
            following = card
        return tuple(cards[::-1])

    def _told(self, told: Any) -> dict[str, Any]:
        """The rates of a card, read; those that many cards have are read once."""
        if type(told) is not int:
            return _card(told)
        made: dict[str, Any] | None = self._made.get(told)
        if made is None:
            made = self._made[told] = _card(json.loads(json.dumps(self._shared[told])))
        return made


class Encoder:
    """Writes the lines of one file, and knows what its header must list."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._whole = [(record, record.model_dump(mode="json", exclude_defaults=True)) for record in records]
        tally: Counter[str] = Counter()
        for _, values in self._whole:
            tally.update(_dumped(values[name]) for name in _SHARED_FIELDS if name in values)
            for told in _told(values.get("price_history", ())):
                tally.update(_dumped(part) for part in told if isinstance(part, dict))
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
            if "price_history" in values:
                told = _told(values["price_history"])
                values["price_history"] = [[self._short(part) for part in parts] for parts in told]
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
    if "price_history" in values:
        values["price_history"] = _cards(values["price_history"], shared)
    values["id"] = key
    if ":" in key.partition("/")[0]:
        values["provider_id"], _, values["model_id"] = key.partition(":")
        if "model_ref" in values:
            values.setdefault("author_id", values["model_ref"].partition("/")[0])
    else:
        values["author_id"] = key.partition("/")[0]
    return values


_PLACE = ("basis", "source")
_ORIGIN = ("valid_from", *_PLACE)


def _told(cards: Sequence[dict[str, Any]]) -> list[list[Any]]:
    """What is written of each card, oldest first: its rates, its first day, and how and where that was read.

    All but the last card are told as what they have otherwise than the next.
    """
    told: list[list[Any]] = []
    following: dict[str, Any] | None = None
    for card in reversed(cards):
        whole = {name: value for name, value in card.items() if name not in _ORIGIN}
        rates = whole if following is None else _difference(card, following)
        place = {name: card[name] for name in _PLACE if name in card}
        told.append([rates, card.get("valid_from"), place])
        following = card
    return told[::-1]


def _difference(card: Mapping[str, Any], following: Mapping[str, Any]) -> dict[str, Any]:
    """What a card has otherwise than the one that follows it; ``None`` for what it has not."""
    told = {}
    for name in {**card, **following}:
        one, other = card.get(name), following.get(name)
        if one == other or name in _ORIGIN or name == "valid_until":
            continue
        if name in _MAPS and one and other:
            one = {key: one.get(key) for key in {**one, **other} if one.get(key) != other.get(key)}
        told[name] = one
    if card.get("valid_until") != following.get("valid_from"):
        told["valid_until"] = card.get("valid_until")
    return told


def _cards(held: list[list[Any]], shared: Sequence[Any]) -> list[dict[str, Any]]:
    """The JSON of the cards, oldest first."""
    cards: list[dict[str, Any]] = []
    for told, day, place in reversed([[shared[x] if type(x) is int else x for x in parts] for parts in held]):
        card = dict(told) if not cards else _changed(cards[-1], told)
        cards.append({**card, **({} if day is None else {"valid_from": day}), **place})
    return cards[::-1]


def _changed(following: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """A card from what it has otherwise than the next one, until which it holds if it does not say."""
    card = {name: value for name, value in following.items() if name not in _ORIGIN and name != "valid_until"}
    if "valid_from" in following:
        card["valid_until"] = following["valid_from"]
    for name, value in told.items():
        if value is None:
            card.pop(name, None)
        elif name in _MAPS and name in card:
            both = {**card[name], **value}
            card[name] = type(card[name])({key: inner for key, inner in both.items() if inner is not None})
        else:
            card[name] = value
    return card


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


def _day(text: str) -> date:
    """A day; most cards begin on one of few."""
    day = _DAYS_READ[text] = date.fromisoformat(text)
    return day


def _card(values: dict[str, Any]) -> dict[str, Any]:
    """The values of a card, read in place; ``None`` stays, for it says what a card has not."""
    for name, value in values.items():
        if value is None:
            continue
        if name in _RATES:
            values[name] = Decimal(value)
        elif name == "tiers":
            values[name] = tuple([Tier.trusted(_card(tier)) for tier in value])
        elif name in _MAPS:
            cards = {key: None if card is None else RateCard.trusted(_card(card)) for key, card in value.items()}
            values[name] = FrozenMap(cards)
        elif name in ("valid_from", "valid_until"):
            values[name] = date.fromisoformat(value)
        elif name == "billed_as_text":
            values[name] = _modality_set(value)
        elif name == "windows":
            values[name] = tuple([_window(window) for window in value])
    return values


def _window(values: dict[str, Any]) -> Window:
    _card(values)
    for name in ("starts", "ends"):
        values[name] = time.fromisoformat(values[name])
    if "weekdays" in values:
        values["weekdays"] = tuple(values["weekdays"])
    if "holidays" in values:
        values["holidays"] = tuple([date.fromisoformat(day) for day in values["holidays"]])
    if "calendar_until" in values:
        values["calendar_until"] = date.fromisoformat(values["calendar_until"])
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
