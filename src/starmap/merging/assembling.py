"""From chosen claims to records: offerings with what their model lends them, and models with what their homes say."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from starmap.merging.choosing import Choice, Offer
from starmap.merging.spells import Spell
from starmap.model import Model, Offering
from starmap.sources.listing import Value

__all__ = ["entry_values", "model_choices", "model_of", "offering_of"]

_UNITS = ("pricing.", "lifecycle.")
_OWN = frozenset({"regions", "api"})


def offering_of(
    offer: Offer, author: str | None, model_ref: str | None, lent: Mapping[str, Value], history: Sequence[Spell]
) -> Offering:
    """The record of an offering. Raises pydantic's ``ValidationError`` where a value does not fit."""
    values = entry_values({**lent, **_chosen(offer.choices)}, history)
    for name, value in (("author_id", author), ("model_ref", model_ref)):
        if value is not None:
            values[name] = value
    values |= {"id": f"{offer.provider}:{offer.id}", "provider_id": offer.provider, "model_id": offer.id}
    return Offering.model_validate_json(_json(values))


def model_of(
    model_id: str,
    author: str,
    choices: Mapping[str, Choice],
    offering_ids: Sequence[str],
    history: Sequence[Spell],
) -> Model:
    """The record of a model."""
    values = entry_values(_chosen(choices), history)
    values |= {"id": model_id, "author_id": author, "offering_ids": list(offering_ids)}
    return Model.model_validate_json(_json(values))


def model_choices(author: Iterable[Offer], homes: Iterable[Offer], fallback: Iterable[Offer]) -> dict[str, Choice]:
    """A model's own facts: what its author claims, else what the home providers offer in order, else a record of it.

    Prices and dates of life are taken whole from one offering: half of two cards is no card.
    """
    choices: dict[str, Choice] = {}
    for offer in (*author, *homes, *fallback):
        taken = {unit for unit in _UNITS if any(path.startswith(unit) for path in choices)}
        for path, choice in offer.choices.items():
            if choice.winner is None or path in choices or path in _OWN:
                continue
            if not any(path.startswith(unit) for unit in taken):
                choices[path] = choice
    return choices


def entry_values(facts: Mapping[str, Value], history: Sequence[Spell]) -> dict[str, Any]:
    """Flat claims as the nested JSON of an entry, with its rate cards."""
    values: dict[str, Any] = {}
    for path, value in facts.items():
        if path.startswith("parameters.") and not path.endswith(".accepted"):
            _put(values, path, str(value))
        elif not path.startswith("pricing."):
            _put(values, path, _plain(value))
    if history:
        ends = [spell.begins for spell in history[1:]]
        cards = [_card(spell, end) for spell, end in zip(history, [*ends, None], strict=True) if spell.facts]
        values["price_history"] = cards
    return values


def _card(spell: Spell, ends: str | None) -> dict[str, Any]:
    card: dict[str, Any] = {}
    for path, value in spell.facts.items():
        _put(card, path.removeprefix("pricing."), _plain(value))
    card |= {"valid_from": spell.begins, "basis": spell.basis, "source": spell.source}
    if ends is not None:
        card["valid_until"] = ends
    return card


def _chosen(choices: Mapping[str, Choice]) -> dict[str, Value]:
    return {path: choice.claims[0].value for path, choice in choices.items() if choice.claims}


def _put(values: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        values = values.setdefault(parent, {})
    values[last] = value


def _plain(value: Value) -> Any:
    """A claim as JSON has it; rates as text, so that they stay exact."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: item if key in ("above", "min", "max") else _plain(item) for key, item in value.items()}
    return value


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values)
