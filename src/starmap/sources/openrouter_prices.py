"""The prices of OpenRouter: dollars per token, as text, and the records whose unit is another."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Annotated, Required, TypeAlias

from pydantic import ConfigDict, Field, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Facts, Value
from starmap.sources.reading import per_million, price

__all__ = ["Override", "Pricing", "no_price", "prices"]

_STRICT = ConfigDict(extra="forbid", strict=True)
_Rate: TypeAlias = Annotated[str, Field(pattern=r"^-?\d+(\.\d+)?([eE]-?\d+)?$")]


@with_config(_STRICT)
class Rates(TypedDict, total=False):
    """Dollars per token."""

    prompt: Required[_Rate]
    completion: Required[_Rate]
    input_cache_read: _Rate
    input_cache_write: _Rate
    input_cache_write_1h: _Rate
    audio: _Rate
    audio_output: _Rate
    input_audio_cache: _Rate


@with_config(_STRICT)
class Override(Rates):
    """Rates of long prompts."""

    min_prompt_tokens: int


@with_config(_STRICT)
class Pricing(Rates, total=False):
    """A rate card. ``image_token`` repeats ``image_output``."""

    image: _Rate
    image_output: _Rate
    image_token: _Rate
    internal_reasoning: _Rate
    web_search: _Rate
    overrides: list[Override]


_OTHER_UNITS = frozenset({"rerank", "speech", "transcription", "video"})
"""Answers that are mostly billed by the search, character, second or minute."""


def no_price(card: Pricing, answers: Collection[str], free: bool) -> str | None:
    """Why a rate card is no fact, or ``None`` if it is one; ``free`` where the id itself says so."""
    prompt, completion = Decimal(card["prompt"]), Decimal(card["completion"])
    if prompt < 0 or completion < 0:
        return "price of whatever model a router picks"
    if free:
        return None if not prompt and not completion else "price of a free variant"
    if not _OTHER_UNITS.isdisjoint(answers) and not completion:
        return "price by the search, character, second or minute in the place of tokens"
    if not prompt and not completion and "image_output" not in card:
        return None if set(answers) <= {"text", "embeddings"} else "zero price of a model not billed by the token"
    return None


def prices(card: Pricing) -> Facts:
    """The rates of a card, with its tiers. Where pictures are billed, zeros for text are not offers of free text."""
    text = _rates(card)
    named = {
        **({name: rate or None for name, rate in text.items()} if "image_output" in card else text),
        "output_image": _rate(card.get("image_output")),
        # On a card without a prompt rate it is the price of a picture sent, elsewhere of a million image tokens.
        "input_image": _rate(card.get("image")) if Decimal(card["prompt"]) else None,
        "reasoning": _rate(card.get("internal_reasoning")),
        "per_search": price(card["web_search"]) if "web_search" in card else None,
    }
    tiers: list[Value] = [
        {"above": tier["min_prompt_tokens"], **_known(_rates(tier))}
        for tier in sorted(card.get("overrides", ()), key=lambda tier: tier["min_prompt_tokens"])
    ]
    facts: Facts = {f"pricing.{name}": rate for name, rate in _known(named).items()}
    if tiers:
        facts["pricing.tiers"] = tiers
    return facts


def _rates(card: Rates | Override) -> dict[str, Decimal | None]:
    return {
        "input": per_million(card["prompt"]),
        "output": per_million(card["completion"]),
        "cache_read": _rate(card.get("input_cache_read")),
        "cache_write": _rate(card.get("input_cache_write")),
        "cache_write_1h": _rate(card.get("input_cache_write_1h")),
        "input_audio": _rate(card.get("audio")),
        "output_audio": _rate(card.get("audio_output")),
        "cache_read_audio": _rate(card.get("input_audio_cache")),
    }


def _rate(per_token: str | None) -> Decimal | None:
    """The rate per million; ``None`` for zero, which stands beside the text rates for a form that is not taken."""
    return (per_million(per_token) or None) if per_token is not None else None


def _known(rates: dict[str, Decimal | None]) -> dict[str, Decimal]:
    return {name: rate for name, rate in rates.items() if rate is not None}
