"""ZenMux's prices: a list of values for each unit, each under conditions on the length of the prompt."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, Required

from pydantic import with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Facts, Value
from starmap.sources.reading import price

__all__ = ["Price", "prices"]


@with_config(extra="forbid")
class _Range(TypedDict, total=False):
    gt: float
    gte: float
    lt: float
    lte: float
    unit: Literal["kTokens"]


@with_config(extra="forbid")
class _Conditions(TypedDict, total=False):
    prompt_tokens: _Range
    completion_tokens: _Range


@with_config(extra="forbid")
class Price(TypedDict, total=False):
    """One value; the units are checked, for a new one would be read a million times wrong."""

    value: Required[float]
    unit: Required[Literal["perMTokens", "perCount", "perSecond"]]
    currency: Required[Literal["USD"]]
    conditions: _Conditions


def prices(stated: dict[str, list[Price]]) -> Facts:
    """The card and its tiers. A rate with two values for the same prompt is left out."""
    if any("completion_tokens" in one.get("conditions", {}) for values in stated.values() for one in values):
        # Prices by the length of the answer: no card of ours says that.
        return {}
    claims: dict[int, dict[str, set[Decimal]]] = {}
    for name, values in stated.items():
        for one in values:
            rate = price(one["value"])
            ours = _UNITS.get((name, one["unit"]))
            if ours is not None and rate is not None and (rate or ours in ("input", "output")):
                claims.setdefault(_above(one), {}).setdefault(ours, set()).add(rate)
    cards = {
        above: _sensible({name: next(iter(rates)) for name, rates in card.items() if len(rates) == 1})
        for above, card in claims.items()
    }
    facts: Facts = {f"pricing.{name}": rate for name, rate in cards.get(0, {}).items()}
    tiers: list[Value] = [{"above": above, **cards[above]} for above in sorted(cards) if above and cards[above]]
    if tiers:
        facts["pricing.tiers"] = tiers
    return facts


def _above(one: Price) -> int:
    """The tokens of prompt above which the value holds; ``gte`` and ``gt`` differ by one token, which we neglect."""
    asked = one.get("conditions", {}).get("prompt_tokens", {})
    return int(1000 * asked.get("gt", asked.get("gte", 0)))


def _sensible(card: dict[str, Decimal]) -> dict[str, Decimal]:
    if "cache_write" not in card:
        # Google's price of keeping a token for an hour, not of writing it.
        card.pop("cache_write_1h", None)
    if card.get("cache_write", Decimal(0)) < card.get("input", Decimal(0)):
        card.pop("cache_write", None)
    return card


_UNITS = {
    ("prompt", "perMTokens"): "input",
    ("completion", "perMTokens"): "output",
    ("input_cache_read", "perMTokens"): "cache_read",
    ("input_cache_write", "perMTokens"): "cache_write",
    ("input_cache_write_5_min", "perMTokens"): "cache_write",
    ("input_cache_write_1_h", "perMTokens"): "cache_write_1h",
    ("audio_input", "perMTokens"): "input_audio",
    ("audio_input", "perSecond"): "per_second_input",
    ("audio_cache_read", "perMTokens"): "cache_read_audio",
    ("web_search", "perCount"): "per_search",
}
