"""pi-ai's generated tables: the freshest ids and prices of models that call tools.

Habits of the source: no dates; its modalities know text and image alone; zero rates of the cache mean that nobody
knows; a router's price, unknown upstream, becomes zero; ``contextWindow`` is at times capped to where the long-context
price begins; DeepSeek is recorded at peak price; subscriptions (``openai-codex``, ``kimi-coding``, ``github-copilot``)
carry the prices of the APIs behind them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NotRequired

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Batch, Facts, Listing, Value, compact
from starmap.sources.reading import ProviderNames, SourceFile, price, validated
from starmap.sources.words import modalities, tokens
from starmap.vocabulary import Kind

__all__ = ["FILES", "NAME", "parse"]

NAME = "pi-ai"
FILES = ("pi_ai/*.json",)

_MANIFEST_FILE = "pi_ai/manifest.json"
_KINDS = {"chat": Kind.CHAT, "image": Kind.IMAGE}
"""A classifier answers in scores, for which the catalog has no kind."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class _Rates(TypedDict):
    """Dollars per million tokens; zero for the cache where it is not known."""

    input: float
    output: float
    cacheRead: float
    cacheWrite: float


@with_config(_STRICT)
class _Tier(_Rates):
    """Rates of long prompts."""

    inputTokensAbove: int


@with_config(_STRICT)
class _Cost(_Rates):
    """A rate card."""

    tiers: NotRequired[list[_Tier]]


@with_config(_STRICT)
class _Model(TypedDict):
    """One model. How pi's own client calls it (``compat``, ``headers``, ``thinkingLevelMap`` ...) is no fact of it."""

    id: str
    name: str
    api: str
    provider: str
    baseUrl: str
    type: Literal["chat", "image", "classifier"]
    input: list[Literal["text", "image"]]
    output: NotRequired[list[Literal["text", "image"]]]
    cost: _Cost
    contextWindow: NotRequired[int]
    maxTokens: NotRequired[int]
    reasoning: NotRequired[bool]
    compat: NotRequired[dict[str, object]]
    thinkingLevelMap: NotRequired[dict[str, str | None]]
    inputLimits: NotRequired[dict[str, object]]
    promptCache: NotRequired[dict[str, int]]
    headers: NotRequired[dict[str, str]]
    free: NotRequired[bool]
    enabled: NotRequired[bool]
    lab: NotRequired[str]
    providers: NotRequired[list[dict[str, str]]]


@with_config(_STRICT)
class _Manifest(TypedDict):
    """What the generator says of its run."""

    schemaVersion: int
    generatedAt: str
    structureHash: str
    files: dict[str, str]


_PROVIDER = TypeAdapter(dict[str, dict[str, _Model]])
_MANIFEST = TypeAdapter(_Manifest)


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """Every model, live. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in sorted(files, key=lambda file: file.name):
        if file.name == _MANIFEST_FILE:
            validated(_MANIFEST, file.data, file.name)
            continue
        models = [model for api in validated(_PROVIDER, file.data, file.name).values() for model in api.values()]
        seen: set[tuple[str, str]] = set()
        # An id that also chats is told by that record: the others describe a second endpoint with other limits.
        for model in sorted(models, key=lambda model: (model["type"] != "chat", model["provider"], model["id"])):
            offering = (model["provider"], model["id"])
            if offering in seen:
                batch.leave_out("second endpoint of the same id")
                continue
            seen.add(offering)
            provider = names.get("pi_ai", model["provider"])
            batch.listings.append(Listing(provider, model["id"], _facts(model, batch), file.date))
    return batch


def _facts(model: _Model, batch: Batch) -> Facts:
    kind = _KINDS.get(model["type"])
    facts: dict[str, Value | None] = {
        "name": model["name"],
        "kind": None if kind is None else str(kind),
        "limits.context_window": _window(model, batch),
        "limits.max_output_tokens": tokens(model.get("maxTokens")),
        "modalities.input": modalities(model["input"]),
        "modalities.output": modalities(model.get("output", ())),
        # The generator takes only models that call tools; where it found no sign of reasoning it writes false.
        "capabilities.tools": True if kind is Kind.CHAT else None,
        "capabilities.reasoning": model.get("reasoning") or None,
        "parameters.temperature.accepted": (
            False if model.get("compat", {}).get("supportsTemperature") is False else None
        ),
    }
    return compact(facts) | _prices(model, batch)


def _window(model: _Model, batch: Batch) -> int | None:
    """The context window, unless it only says where a dearer tier begins."""
    window = model.get("contextWindow")
    if window is not None and any(window == tier["inputTokensAbove"] for tier in model["cost"].get("tiers", ())):
        batch.leave_out("context window capped to the price threshold")
        return None
    return tokens(window)


def _prices(model: _Model, batch: Batch) -> Facts:
    cost = model["cost"]
    if model["type"] == "image":
        # The text rates of an endpoint that draws; what a picture costs is not in the table.
        batch.leave_out("price of an image endpoint")
        return {}
    if not cost["input"] and not cost["output"]:
        if not _says_free(model):
            batch.leave_out("zero price that is not said to be free")
            return {}
        return {"pricing.input": Decimal(0), "pricing.output": Decimal(0)}
    facts: Facts = {f"pricing.{name}": rate for name, rate in _rates(cost, model["type"]).items()}
    tiers: list[Value] = [
        {"above": tier["inputTokensAbove"], **_rates(tier, model["type"])}
        for tier in sorted(cost.get("tiers", ()), key=lambda tier: tier["inputTokensAbove"])
    ]
    if tiers:
        facts["pricing.tiers"] = tiers
    return facts


def _says_free(model: _Model) -> bool:
    """Whether the record or the provider's own suffix of the id says that zero is meant."""
    return model.get("free", False) or model["id"].endswith((":free", "-free", "/free"))


def _rates(card: _Rates, type: str) -> dict[str, Decimal]:
    stated = {
        "input": card["input"],
        # A classifier gives no tokens back, so that its zero is the absence of a rate.
        "output": card["output"] if type == "chat" else card["output"] or None,
        "cache_read": card["cacheRead"] or None,
        "cache_write": card["cacheWrite"] or None,
    }
    rates = {name: price(rate) for name, rate in stated.items() if rate is not None}
    return {name: rate for name, rate in rates.items() if rate is not None}
