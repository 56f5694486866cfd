"""Providers' own answers to a request for their models, as llm_db kept them.

Habits of the answers: Anthropic's ``max_input_tokens`` is its context window, and of Sonnet 4.5 the one of its beta;
Google's ``inputTokenLimit`` is of the prompt alone, and its limits for images and videos are placeholders; OpenAI's
``created`` is a record's, days before the release and at times weeks after it; xAI counts money in hundredths of a cent
per million tokens and gives retired names as aliases of what answers to them; ZenMux rounds its rates to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Required

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
from starmap.sources.reading import ProviderNames, SourceFile, price, validated
from starmap.sources.words import day_of_timestamp, modalities
from starmap.sources.zenmux_prices import Price, prices

__all__ = ["FILES", "NAME", "parse"]

NAME = "provider APIs (llm_db)"
FILES = ("llm_db/remote/*.json",)


@with_config(extra="forbid")
class _Supported(TypedDict):
    supported: bool


@with_config(extra="forbid")
class _Effort(_Supported, total=False):
    low: _Supported
    medium: _Supported
    high: _Supported
    xhigh: _Supported
    max: _Supported


@with_config(extra="forbid")
class _Thinking(_Supported, total=False):
    types: object


@with_config(extra="forbid")
class _AnthropicCapabilities(TypedDict):
    batch: _Supported
    citations: _Supported
    code_execution: _Supported
    context_management: object
    effort: _Effort
    image_input: _Supported
    pdf_input: _Supported
    structured_outputs: _Supported
    thinking: _Thinking


@with_config(extra="forbid")
class _AnthropicModel(TypedDict):
    id: str
    type: str
    display_name: str
    created_at: str
    max_input_tokens: int
    max_tokens: int
    capabilities: _AnthropicCapabilities


@with_config(extra="forbid")
class _AnthropicAnswer(TypedDict):
    data: list[_AnthropicModel]


@with_config(extra="forbid")
class _GoogleModel(TypedDict, total=False):
    name: Required[str]
    displayName: Required[str]
    description: str
    version: str
    inputTokenLimit: Required[int]
    outputTokenLimit: Required[int]
    supportedGenerationMethods: Required[list[str]]
    temperature: float
    maxTemperature: float
    topP: float
    topK: int
    thinking: bool


@with_config(extra="forbid")
class _GoogleAnswer(TypedDict):
    models: list[_GoogleModel]


@with_config(extra="forbid")
class _OpenAIModel(TypedDict):
    id: str
    object: str
    owned_by: str
    created: int


@with_config(extra="forbid")
class _OpenAIAnswer(TypedDict):
    object: str
    data: list[_OpenAIModel]


@with_config(extra="forbid")
class _XaiModel(TypedDict, total=False):
    id: Required[str]
    object: str
    owned_by: str
    created: Required[int]
    aliases: Required[list[str]]
    context_length: int
    prompt_text_token_price: int
    prompt_text_token_price_long_context: int
    prompt_image_token_price: int
    cached_prompt_text_token_price: int
    cached_prompt_text_token_price_long_context: int
    completion_text_token_price: int
    completion_text_token_price_long_context: int
    long_context_threshold: int
    image_price: int


@with_config(extra="forbid")
class _XaiAnswer(TypedDict):
    object: str
    data: list[_XaiModel]


@with_config(extra="forbid")
class _ZenmuxCapabilities(TypedDict, total=False):
    reasoning: bool


@with_config(extra="forbid")
class _ZenmuxModel(TypedDict, total=False):
    id: Required[str]
    object: str
    owned_by: str
    display_name: Required[str]
    created: int
    publish_time: Required[str]
    context_length: Required[int]
    capabilities: Required[_ZenmuxCapabilities]
    input_modalities: Required[list[str]]
    output_modalities: Required[list[str]]
    pricings: dict[str, list[Price]]


@with_config(extra="forbid")
class _ZenmuxAnswer(TypedDict):
    object: str
    data: list[_ZenmuxModel]


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The offerings that the providers list, with what they say of each. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in files:
        spelling = file.name.rpartition("/")[2].removesuffix(".json")
        reader = _READERS.get(spelling)
        if reader is None:
            raise SourceError(file.name, "", "a provider whose answer has no reader yet")
        provider = names.known("llm_db", spelling) or names.get("models_dev", spelling)
        for model, facts, aliases in reader(file):
            batch.listings.append(Listing(provider, model, facts, file.date))
            batch.aliases += [Alias(provider, name, model, file.date, "latest" in name) for name in aliases]
    batch.listings.sort(key=lambda listing: (listing.provider, listing.id))
    batch.aliases.sort(key=lambda alias: (alias.provider, alias.name))
    return batch


_Read = tuple[str, Facts, list[str]]


def _anthropic(file: SourceFile) -> Iterable[_Read]:
    for model in validated(_ANTHROPIC, file.data, file.name)["data"]:
        able = model["capabilities"]
        facts: Facts = {
            "name": model["display_name"],
            "release_date": model["created_at"][:10],
            "limits.context_window": model["max_input_tokens"],
            "limits.max_output_tokens": model["max_tokens"],
            "capabilities.batch": able["batch"]["supported"],
            "capabilities.citations": able["citations"]["supported"],
            "capabilities.code_execution": able["code_execution"]["supported"],
            "capabilities.reasoning": able["thinking"]["supported"],
            "capabilities.structured_output": able["structured_outputs"]["supported"],
            # Text is what the API is for, so the answer does not mention it.
            "modalities.input": [
                *(["image"] if able["image_input"]["supported"] else []),
                *(["pdf"] if able["pdf_input"]["supported"] else []),
                "text",
            ],
        }
        effort = able["effort"]
        levels = {
            "low": effort.get("low"),
            "medium": effort.get("medium"),
            "high": effort.get("high"),
            "xhigh": effort.get("xhigh"),
            "max": effort.get("max"),
        }
        if effort["supported"]:
            facts["capabilities.reasoning_efforts"] = [
                level for level, answer in levels.items() if answer is not None and answer["supported"]
            ]
        yield model["id"], facts, []


def _google(file: SourceFile) -> Iterable[_Read]:
    for model in validated(_GOOGLE, file.data, file.name)["models"]:
        methods = model["supportedGenerationMethods"]
        embeds = "embedContent" in methods
        talks = bool({"generateContent", "bidiGenerateContent", "generateAnswer"} & set(methods))
        facts: dict[str, Value | None] = {
            "name": model["displayName"],
            "kind": "embedding" if embeds else None,
            "limits.max_input_tokens": model["inputTokenLimit"],
            "limits.max_output_tokens": model["outputTokenLimit"] if talks else None,
            "capabilities.batch": True if _BATCH_METHODS & set(methods) else None,
            "capabilities.prompt_caching": True if "createCachedContent" in methods else None,
            "capabilities.reasoning": True if model.get("thinking") else None,
            "parameters.temperature.default": _number(model.get("temperature")),
            "parameters.temperature.max": _number(model.get("maxTemperature")),
            "parameters.top_p.default": _number(model.get("topP")),
            "parameters.top_k.default": _number(model.get("topK")),
        }
        yield model["name"].removeprefix("models/"), _known(facts), []


def _openai(file: SourceFile) -> Iterable[_Read]:
    for model in validated(_OPENAI, file.data, file.name)["data"]:
        if not model["id"].startswith("ft:"):
            yield model["id"], {"release_date": day_of_timestamp(model["created"])}, []


def _xai(file: SourceFile) -> Iterable[_Read]:
    for model in validated(_XAI, file.data, file.name)["data"]:
        facts: dict[str, Value | None] = {
            "release_date": day_of_timestamp(model["created"]),
            "limits.context_window": model.get("context_length"),
            "pricing.input": _xai_rate(model.get("prompt_text_token_price")),
            "pricing.output": _xai_rate(model.get("completion_text_token_price")),
            "pricing.cache_read": _xai_rate(model.get("cached_prompt_text_token_price")),
        }
        if model.get("prompt_image_token_price") != model.get("prompt_text_token_price"):
            facts["pricing.input_image"] = _xai_rate(model.get("prompt_image_token_price"))
        if (image := model.get("image_price")) is not None:
            facts["pricing.per_image"] = price(Decimal(image) / _XAI_PER_DOLLAR)
        if (above := model.get("long_context_threshold")) is not None:
            tier: dict[str, Value | None] = {
                "above": above,
                "input": _xai_rate(model.get("prompt_text_token_price_long_context")),
                "output": _xai_rate(model.get("completion_text_token_price_long_context")),
                "cache_read": _xai_rate(model.get("cached_prompt_text_token_price_long_context")),
            }
            facts["pricing.tiers"] = [{**_known(tier)}]
        yield model["id"], _known(facts), model["aliases"]


def _zenmux(file: SourceFile) -> Iterable[_Read]:
    for model in validated(_ZENMUX, file.data, file.name)["data"]:
        outputs = model["output_modalities"]
        facts: dict[str, Value | None] = {
            "name": model["display_name"],
            "kind": next((kind for word, kind in _ZENMUX_KINDS.items() if word in outputs), None),
            "release_date": model["publish_time"],
            "limits.context_window": model["context_length"] or None,
            "modalities.input": modalities(model["input_modalities"]),
            "modalities.output": modalities(outputs),
            "capabilities.reasoning": True if model["capabilities"].get("reasoning") else None,
        }
        yield model["id"], _known(facts) | prices(model.get("pricings", {})), []


def _known(facts: dict[str, Value | None]) -> Facts:
    return {path: value for path, value in facts.items() if value is not None}


def _number(stated: float | None) -> Decimal | None:
    return None if stated is None else price(stated)


def _xai_rate(stated: int | None) -> Decimal | None:
    """Dollars per million tokens; a price of zero is one that is not sold."""
    return price(Decimal(stated) * 1_000_000 / _XAI_PER_DOLLAR) if stated else None


_XAI_PER_DOLLAR = 10_000_000_000
_BATCH_METHODS = {"asyncBatchEmbedContent", "batchGenerateContent"}
_ZENMUX_KINDS = {"embeddings": "embedding", "transcription": "transcription"}
_ANTHROPIC = TypeAdapter(_AnthropicAnswer)
_GOOGLE = TypeAdapter(_GoogleAnswer)
_OPENAI = TypeAdapter(_OpenAIAnswer)
_XAI = TypeAdapter(_XaiAnswer)
_ZENMUX = TypeAdapter(_ZenmuxAnswer)
_READERS: dict[str, Callable[[SourceFile], Iterable[_Read]]] = {
    "anthropic": _anthropic,
    "google": _google,
    "openai": _openai,
    "xai": _xai,
    "zenmux": _zenmux,
}
