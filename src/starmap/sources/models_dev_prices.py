"""The prices of models.dev: cost records read as rates, and the zeros and units that are none."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Literal, NotRequired

from pydantic import ConfigDict, with_config
from typing_extensions import TypedDict

from starmap.fields import MODE_NAMES
from starmap.sources.listing import Facts, Value
from starmap.sources.reading import price

__all__ = ["Cost", "Experimental", "Tier", "mode_prices", "no_price", "prices"]

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class Rates(TypedDict, total=False):
    """Dollars per million tokens."""

    input: float
    output: float
    cache_read: float
    cache_write: float
    reasoning: float
    input_audio: float
    output_audio: float


@with_config(_STRICT)
class _Threshold(TypedDict):
    """Where a tier begins."""

    type: NotRequired[Literal["context"]]
    size: int


@with_config(_STRICT)
class Tier(Rates, total=True):
    """Rates of prompts longer than a size."""

    tier: _Threshold


@with_config(_STRICT)
class Cost(Rates, total=False):
    """A rate card. The cache's names of June 2025 stay unread: ``inputCached`` was a write here and a read there."""

    tiers: list[Tier]
    context_over_200k: Rates
    cache_input: float
    cached_input: float
    cached_read: float
    inputCached: float
    outputCached: float


@with_config(_STRICT)
class _Mode(TypedDict, total=False):
    """A way to send the request that costs otherwise."""

    cost: Cost
    provider: dict[str, object]


@with_config(_STRICT)
class Experimental(TypedDict, total=False):
    """What models.dev has not settled yet."""

    modes: dict[str, _Mode]


_LEGACY_THRESHOLD = 200_000

_FLAT_FEE = frozenset(
    {
        "alibaba-coding-plan",
        "alibaba-coding-plan-cn",
        "alibaba-token-plan",
        "alibaba-token-plan-cn",
        "firepass",
        "firmware",
        "github-copilot",
        "gitlab",
        "kimi-code-plan-cn",
        "kimi-code-plan-global",
        "kimi-for-coding",
        "kiro",
        "kuae-cloud-coding-plan",
        "minimax-cn-coding-plan",
        "minimax-coding-plan",
        "nan",
        "scnet-token-plan",
        "sensenova",
        "standardcompute",
        "stepfun-ai-step-plan",
        "stepfun-step-plan",
        "tencent-coding-plan",
        "tencent-token-plan",
        "umans-ai-coding-plan",
        "volcengine-coding-plan",
        "xiaomi-token-plan-ams",
        "xiaomi-token-plan-cn",
        "xiaomi-token-plan-sgp",
        "zai-coding-plan",
        "zeldoc",
        "zhipuai-coding-plan",
    }
)
"""They sell a month, a seat or a block of tokens; models.dev writes zero because a token has no price there."""

_TRIAL = frozenset({"github-models", "nvidia"})
"""They lend trial credits for experiments; what production costs is not in models.dev."""

_NOT_ENTERED = frozenset({"cloudflare-ai-gateway", "cloudflare-workers-ai", "inferx", "kenari", "pendra"})
"""They sell what models.dev lists at zero, flagships of paid APIs among it: nobody has entered the prices."""

_PASSED_ON = frozenset(
    {
        "auto",
        "auto-model",
        "custom",
        "lynkr-auto",
        "openrouter/auto",
        "openrouter/bodybuilder",
        "openrouter/pareto-code",
    }
)
"""Routers' own ids: a request costs what the model costs that it is passed on to."""


def no_price(cost: Cost, provider: str, id: str, sends: Collection[str], answers: Collection[str]) -> str | None:
    """Why a rate card is no fact, or ``None`` if it is one. The provider is in models.dev's own spelling."""
    prompt, completion = cost.get("input", 0), cost.get("output", 0)
    text_only = "text" in sends and all(form in ("text", "pdf") for form in answers)
    if not prompt and not completion:
        if provider in _FLAT_FEE:
            return "zero price of a flat fee"
        if provider in _TRIAL:
            return "zero price of a trial"
        if provider in _NOT_ENTERED or id in _PASSED_ON:
            return "zero price where none was entered"
        return None if text_only else "zero price of a model not billed by the token"
    if not text_only and not ("text" in sends and "text" in answers) and completion in (0, prompt):
        return "price by the minute or picture in the place of tokens"
    return None


def prices(cost: Cost) -> Facts:
    """The rates of a card, with its tiers."""
    tiers = [_tier(tier) for tier in sorted(cost.get("tiers", ()), key=lambda tier: tier["tier"]["size"])]
    legacy = cost.get("context_over_200k")
    if not tiers and legacy is not None:
        tiers = [{"above": _LEGACY_THRESHOLD, **_rates(legacy)}]
    facts: Facts = {f"pricing.{name}": rate for name, rate in _rates(cost).items()}
    if tiers:
        facts["pricing.tiers"] = list[Value](tiers)
    return facts


def mode_prices(modes: dict[str, _Mode]) -> Facts:
    """The rates of the modes that the catalog knows; ``pro`` has no price of its own, ``ultrafast`` no name yet."""
    facts: Facts = {}
    for mode in sorted(modes.keys() & set(MODE_NAMES)):
        card = prices(modes[mode].get("cost", {}))
        facts |= {path.replace("pricing.", f"pricing.modes.{mode}.", 1): value for path, value in card.items()}
    return facts


def _tier(tier: Tier) -> dict[str, Value]:
    return {"above": tier["tier"]["size"], **_rates(tier)}


def _rates(card: Rates | Tier) -> dict[str, Decimal]:
    """The rates that are stated. A zero for cache reads or thoughts beside a price for tokens is a gap."""
    stated = {
        "input": card.get("input"),
        "output": card.get("output"),
        "cache_read": card.get("cache_read") or None if card.get("input") else card.get("cache_read"),
        "cache_write": card.get("cache_write"),
        "reasoning": card.get("reasoning") or None if card.get("output") else card.get("reasoning"),
        "input_audio": card.get("input_audio"),
        "output_audio": card.get("output_audio"),
    }
    rates = {name: price(rate) for name, rate in stated.items() if rate is not None}
    return {name: rate for name, rate in rates.items() if rate is not None}
