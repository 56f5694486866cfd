"""Whose word counts for which field: one table. The order of the sources' habits is told in ``docs/design.md``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from starmap.sources import curated

__all__ = ["DATED_PRICES", "OWN_WORD", "UNRANKED", "history_order", "is_plan", "is_price", "order_of", "rank_of"]

VENDOR = curated.NAME
SECONDARY = curated.SECONDARY
APIS = "provider APIs (llm_db)"
SDKS = "vendor SDKs"
MISTRAL = "Mistral docs"

OWN_WORD = frozenset({VENDOR, APIS, SDKS, MISTRAL})
"""What vendors say themselves: their pages, their documentation's repository, their APIs' answers, their SDKs."""

DATED_PRICES = frozenset({"model-prices", "genai-prices"})
"""Sources that say from which day a price holds. Such a card beats a vendor's page that was read before that day."""

UNRANKED = 99

Order = tuple[tuple[str, ...], ...]

# Each row is a list of groups, best first. Inside a group the later date wins, then the order written.
_FACTS: Order = (
    (VENDOR, MISTRAL, APIS), (SDKS,), (SECONDARY,), ("models.dev",), ("OpenRouter",), ("LangChain profiles",),
    ("pi-ai",), ("llm_db",), ("LiteLLM",), ("AI SDK",), ("ruby_llm",), ("genai-prices",), ("model-prices",),
)  # fmt: skip
_INPUT_LIMIT: Order = (
    (VENDOR, MISTRAL, APIS), (SECONDARY,), ("LangChain profiles",), ("models.dev",), ("pi-ai",), ("LiteLLM",),
)  # fmt: skip
_LIMITS: Order = (
    (VENDOR, MISTRAL, APIS), (SECONDARY,), ("models.dev",), ("OpenRouter",), ("LangChain profiles",), ("LiteLLM",),
    ("pi-ai",), ("llm_db",),
)  # fmt: skip
_LAB_PRICES: Order = (
    (VENDOR, MISTRAL, APIS), ("model-prices", "genai-prices"), (SECONDARY,), ("pi-ai", "models.dev"), ("LiteLLM",),
    ("OpenRouter",), ("llm_db",),
)  # fmt: skip
_HOST_PRICES: Order = (
    (VENDOR,), (SECONDARY,), ("models.dev",), ("LiteLLM",), ("pi-ai",), ("genai-prices",), ("OpenRouter",),
    ("model-prices",), (APIS,), ("llm_db",),
)  # fmt: skip
_GATEWAY_PRICES: Order = (
    (VENDOR,), (SECONDARY,), ("pi-ai", "models.dev", "OpenRouter", "genai-prices"), (APIS,), ("LiteLLM",), ("llm_db",),
)  # fmt: skip
_MODES: Order = ((VENDOR,), ("genai-prices", "model-prices"), (SECONDARY,), ("LiteLLM",), ("models.dev",))
_KIND: Order = (
    (VENDOR,),
    (MISTRAL, APIS),
    (SDKS,),
    (SECONDARY,),
    ("LiteLLM",),
    ("AI SDK",),
    ("models.dev",),
    ("llm_db",),
    ("OpenRouter",),
    ("pi-ai",),
)
_DATES: Order = (
    (VENDOR,), (SDKS,), (MISTRAL, APIS), (SECONDARY,), ("llm_db",), ("LiteLLM",), ("OpenRouter",), ("model-prices",),
    ("genai-prices",), ("models.dev",),
)  # fmt: skip
_STAGE: Order = (
    (VENDOR, SDKS, MISTRAL), (APIS,), (SECONDARY,), ("llm_db",), ("models.dev",), ("model-prices",), ("genai-prices",),
    ("LiteLLM",),
)  # fmt: skip
# What APIs call "created" is the day of an upload or of a listing, off by days and at times by a year: it is not asked.
_RELEASE: Order = ((VENDOR,), (MISTRAL,), ("models.dev",), (SECONDARY,), ("llm_db",), ("OpenRouter",))

# Subscriptions have no price per token; sources print the price of the maker's API, or zero.
_PLANS = re.compile(
    r".*-(coding|token|step|code)-plan(-.*)?|github-copilot|chatgpt|openai-codex|kimi-coding|cline-pass"
)
_PLAN_PRICES: Order = ((VENDOR,),)

_LAB_HISTORY = ("model-prices", "genai-prices", "LiteLLM history", "models.dev history", "OpenRouter history")
_HOST_HISTORY = ("genai-prices", "models.dev history", "OpenRouter history", "LiteLLM history", "model-prices")

_GATEWAYS = frozenset({"openrouter", "vercel"})

_ROWS: Mapping[str, Order] = {
    "kind": _KIND,
    "release_date": _RELEASE,
    "limits.max_input_tokens": _INPUT_LIMIT,
    "lifecycle.stage": _STAGE,
}


def is_price(path: str) -> bool:
    """Whether the path is of a rate card."""
    return path.startswith("pricing.")


def history_order(at_home: bool) -> tuple[str, ...]:
    """The sources of dated cards, best first: at the maker of a model, or at anyone else."""
    return _LAB_HISTORY if at_home else _HOST_HISTORY


def is_plan(provider: str) -> bool:
    """Whether the provider sells subscriptions, where sources print the price of the maker's API, or zero."""
    return _PLANS.fullmatch(provider) is not None


@cache
def order_of(path: str, provider: str, at_home: bool) -> Order:
    """The groups of sources for a field of an offering, best first."""
    row = _ROWS.get(path)
    if row is not None:
        return row
    if path.startswith("limits."):
        return _LIMITS
    if path.startswith("lifecycle."):
        return _DATES
    if is_price(path) and is_plan(provider):
        return _PLAN_PRICES
    if path.startswith("pricing.modes."):
        return _MODES
    if is_price(path):
        return _LAB_PRICES if at_home else _GATEWAY_PRICES if provider in _GATEWAYS else _HOST_PRICES
    return _FACTS


@cache
def rank_of(path: str, provider: str, at_home: bool, source: str) -> tuple[int, int]:
    """A source's place for a field: its group, and its place inside it. ``UNRANKED`` for one that is not asked."""
    for group, sources in enumerate(order_of(path, provider, at_home)):
        if source in sources:
            return group, sources.index(source)
    return UNRANKED, 0
