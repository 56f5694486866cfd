"""OpenRouter's own list of models, newest edition live, and what an older edition had besides.

Habits of the source: ``context_length`` is the widest of the hosts behind an id, at times wider than the best host's;
``max_completion_tokens`` is often the window itself; a ``created`` is the day the gateway took the model in, not its
release; names begin with the author; the prices of speech and transcription are by the character, second or minute
under the names of token prices.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Annotated, Literal, NotRequired, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Alias, Batch, Facts, Listing, Value, compact
from starmap.sources.openrouter_prices import Pricing, no_price, prices
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.sources.words import Effort, day, day_of_timestamp, efforts, modalities, partial_day, tokens, weights_url
from starmap.vocabulary import Kind

__all__ = ["FILES", "NAME", "parse"]

NAME = "OpenRouter"
FILES = ("openrouter/models-*.json.gz",)

_PROVIDER = "openrouter"
_SITE = "https://openrouter.ai"
_FREE = ":free"
_NEVER = "2098-12-31"
_KINDS = {
    "text": Kind.CHAT,
    "embeddings": Kind.EMBEDDING,
    "image": Kind.IMAGE,
    "video": Kind.VIDEO,
    "speech": Kind.SPEECH,
    "transcription": Kind.TRANSCRIPTION,
    "rerank": Kind.RERANK,
}

_Parameter: TypeAlias = Literal[
    "frequency_penalty",
    "include_reasoning",
    "logit_bias",
    "logprobs",
    "max_completion_tokens",
    "max_tokens",
    "min_p",
    "parallel_tool_calls",
    "prediction",
    "presence_penalty",
    "reasoning",
    "reasoning_effort",
    "repetition_penalty",
    "response_format",
    "seed",
    "stop",
    "structured_outputs",
    "temperature",
    "tool_choice",
    "tools",
    "top_a",
    "top_k",
    "top_logprobs",
    "top_p",
    "verbosity",
    "web_search_options",
]

_CAPABILITIES = {
    "include_reasoning": "reasoning",
    "parallel_tool_calls": "parallel_tools",
    "prediction": "predicted_outputs",
    "reasoning": "reasoning",
    "structured_outputs": "structured_output",
    "tool_choice": "tool_choice",
    "tools": "tools",
    "web_search_options": "web_search",
}
_UNNAMED = frozenset({"top_a"})
"""Parameters that the catalog keeps no facts about."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class _Architecture(TypedDict):
    """Forms of content. The tokenizer is only a family's name, ``Other`` among them, and stays unread."""

    modality: str
    input_modalities: list[Literal["text", "image", "file", "audio", "video"]]
    output_modalities: list[
        Literal["text", "image", "audio", "video", "embeddings", "speech", "transcription", "rerank"]
    ]
    tokenizer: str
    instruct_type: str | None


@with_config(_STRICT)
class _Defaults(TypedDict, total=False):
    """The values that a request without them gets."""

    frequency_penalty: float | None
    presence_penalty: float | None
    repetition_penalty: float | None
    temperature: float | None
    top_k: float | None
    top_p: float | None


@with_config(_STRICT)
class _Reasoning(TypedDict, total=False):
    """How thinking is set."""

    mandatory: bool
    default_enabled: bool
    default_effort: Effort
    supported_efforts: list[Effort]
    supports_max_tokens: bool


@with_config(_STRICT)
class _TopProvider(TypedDict):
    """The host that gets the request first."""

    context_length: int | None
    max_completion_tokens: int | None
    is_moderated: bool


@with_config(_STRICT)
class _Target(TypedDict):
    """What a moving id stands for now."""

    name: str
    slug: str


@with_config(_STRICT)
class _Links(TypedDict):
    """The address of the record's hosts."""

    details: str


@with_config(_STRICT)
class _Model(TypedDict):
    """One id. Descriptions and benchmarks are other people's work and stay unread."""

    id: str
    canonical_slug: str
    name: str
    created: Annotated[int, Field(ge=0, lt=2**32)]
    description: str
    context_length: int
    architecture: _Architecture
    pricing: Pricing
    top_provider: _TopProvider
    per_request_limits: None
    supported_parameters: list[_Parameter]
    default_parameters: _Defaults
    supported_voices: list[str] | None
    knowledge_cutoff: str | None
    expiration_date: str | None
    hugging_face_id: str | None
    links: _Links
    alias_target: NotRequired[_Target]
    reasoning: NotRequired[_Reasoning]
    benchmarks: NotRequired[dict[str, object]]


@with_config(_STRICT)
class _Page(TypedDict):
    """The API's answer."""

    data: list[_Model]
    links: NotRequired[dict[str, str | None]]
    total_count: NotRequired[int]


_PAGE = TypeAdapter(_Page)


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The ids of the newest edition, live, and those of older ones, as each was last seen. Raises ``SourceError``."""
    batch = Batch(NAME)
    seen: set[str] = set()
    newest_first = sorted(files, key=lambda file: (file.date, file.name), reverse=True)
    for number, file in enumerate(newest_first):
        models = sorted(validated(_PAGE, file.data, file.name)["data"], key=lambda model: model["id"])
        fresh = [model for model in models if model["id"] not in seen]
        seen |= {model["id"] for model in models}
        batch.listings += [_listing(model, file.date, number == 0, batch) for model in fresh]
        batch.aliases += [alias for alias in _aliases(models, file.date) if number == 0 or alias.name not in seen]
    batch.aliases = _first_of_each(batch.aliases)
    return batch


def _listing(model: _Model, date: str, live: bool, batch: Batch) -> Listing:
    return Listing(
        _PROVIDER, model["id"], _facts(model, batch), date, _SITE + model["links"]["details"], live, _model_of(model)
    )


def _model_of(model: _Model) -> str | None:
    """The author's model that an id serves; a router and a moving id are nobody's model."""
    if "alias_target" in model or model["id"].startswith(("~", "openrouter/")):
        return None
    return model["id"].partition(":")[0]


def _aliases(models: list[_Model], date: str) -> Iterator[Alias]:
    """Canonical slugs of the ids that have one to themselves, and what moving ids stand for.

    A slug never stands for a variant (``:free``, ``:thinking``): it would drop what changes the price.
    """
    ids = {model["id"] for model in models}
    bare = Counter(model["canonical_slug"] for model in models if ":" not in model["id"])
    for model in models:
        slug, target = model["canonical_slug"], model.get("alias_target")
        if target is not None:
            yield Alias(_PROVIDER, model["id"], target["slug"], date, moving=True)
        elif slug not in ids and ":" not in model["id"] and bare[slug] == 1:
            yield Alias(_PROVIDER, slug, model["id"], date)


def _first_of_each(aliases: list[Alias]) -> list[Alias]:
    kept: dict[str, Alias] = {}
    for alias in aliases:
        kept.setdefault(alias.name, alias)
    return list(kept.values())


def _facts(model: _Model, batch: Batch) -> Facts:
    answers = model["architecture"]["output_modalities"]
    target = model.get("alias_target")
    expires = model["expiration_date"]
    reasoning = model.get("reasoning")
    facts = compact(
        {
            "name": _name(model["name"]),
            "kind": str(_KINDS[answers[0]]) if len(answers) == 1 and answers[0] in _KINDS else None,
            "release_date": None if target is not None else day_of_timestamp(model["created"]),
            "knowledge_cutoff": partial_day(model["knowledge_cutoff"]),
            "weights_url": weights_url(model["hugging_face_id"]),
            "alias_of": None if target is None else target["slug"],
            "limits.context_window": tokens(model["context_length"]),
            "limits.max_output_tokens": tokens(model["top_provider"]["max_completion_tokens"]),
            "modalities.input": modalities(model["architecture"]["input_modalities"]),
            "modalities.output": modalities(answers),
            "capabilities.reasoning": None if reasoning is None else True,
            "capabilities.reasoning_efforts": efforts((reasoning or {}).get("supported_efforts", ())),
            "lifecycle.retires_on": None if expires == _NEVER else day(expires),
        }
    )
    facts |= _accepted(model["supported_parameters"])
    facts |= _defaults(model["default_parameters"])
    reason = no_price(model["pricing"], answers, model["id"].endswith((_FREE, "/free")))
    if reason is None:
        return facts | prices(model["pricing"])
    batch.leave_out(reason)
    return facts


def _name(name: str) -> str:
    """The name without the author, which OpenRouter puts before it."""
    return name.partition(": ")[2] or name


def _accepted(parameters: Iterable[_Parameter]) -> Facts:
    """What a request may carry. That a parameter is not listed is not said to mean that it is refused."""
    return {
        f"capabilities.{_CAPABILITIES[name]}" if name in _CAPABILITIES else f"parameters.{name}.accepted": True
        for name in parameters
        if name not in _UNNAMED
    }


def _defaults(values: _Defaults) -> Facts:
    stated: dict[str, Value | None] = {
        f"parameters.{name}.default": Decimal(f"{value:g}") if isinstance(value, float | int) else None
        for name, value in sorted(values.items())
    }
    return compact(stated)
