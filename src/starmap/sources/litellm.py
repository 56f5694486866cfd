"""LiteLLM's table of prices and context windows, its older editions and the keys that it dropped.

Habits of the source: ``max_input_tokens`` is the context window for most keys and the window less the output for some;
an absent ``supports_*`` says nothing; a price of zero often means that nobody looked; ``deprecation_date`` is the day
of the shutdown; the values of a table are as old as their last edit, not as its release.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Batch, Facts, Listing, Value
from starmap.sources.litellm_keys import place, pseudo
from starmap.sources.litellm_prices import OffPeak, TokenRange, is_price, prices, regional_prices
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.vocabulary import ParameterName

__all__ = ["FILES", "NAME", "parse", "pseudo"]

NAME = "LiteLLM"
FILES = (
    "litellm/model_prices_and_context_window-*.json.gz",
    "litellm/snapshots/*.json.gz",
    "litellm_retired.json",
)

T = TypeVar("T")


class _Record(TypedDict, total=False):
    """One record without its prices, which have a grammar of their own."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]

    _first_seen: str
    _last_seen: str
    _last_ref: str
    _removed_by: str
    litellm_provider: str
    mode: str
    source: str
    deprecation_date: str
    max_tokens: int
    max_input_tokens: int
    max_output_tokens: int
    output_vector_size: int
    supported_endpoints: list[str]
    supported_modalities: list[str]
    supported_openai_params: list[str]
    supported_output_modalities: list[str]
    supported_regions: list[str]
    reasoning_effort_levels: list[str]
    search_context_cost_per_query: dict[str, float]
    web_search_billing_unit: str
    tiered_pricing: list[TokenRange]
    off_peak_pricing: OffPeak


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The offerings of the newest table, live, and of older ones, as each was last seen. Raises ``SourceError``."""
    batch = Batch(NAME)
    seen: dict[tuple[str, str], _Candidate] = {}
    regional: list[_Candidate] = []
    for entry in _entries(files, batch):
        candidate = _candidate(entry, names, batch)
        if candidate is None:
            continue
        if candidate.region is not None:
            regional.append(candidate)
            continue
        rival = seen.get(candidate.offering)
        if rival is not None:
            batch.leave_out("another key of the same offering")
        if rival is None or candidate.rank > rival.rank:
            seen[candidate.offering] = candidate
    _leave_out_short_names(seen, batch)
    for candidate in regional:
        _add_region(seen, candidate, batch)
    batch.listings = [seen[offering].listing for offering in sorted(seen)]
    return batch


@dataclass(slots=True)
class _Entry:
    """One key's last record."""

    file: str
    key: str
    record: Mapping[str, object]
    date: str
    live: bool


@dataclass(slots=True)
class _Candidate:
    """A listing that another key of the same offering may replace."""

    listing: Listing
    region: str | None
    main: bool
    """Whether the key is of the provider's main price list, in its usual form."""

    @property
    def offering(self) -> tuple[str, str]:
        return self.listing.provider, self.listing.id

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Live before gone, the provider's main price list before its others, then the one that says more."""
        return self.listing.live, self.main, len(self.listing.facts)


def _entries(files: Iterable[SourceFile], batch: Batch) -> list[_Entry]:
    """The last record of every key that may name an offering, by key."""
    tables = sorted(files, key=lambda file: (not _is_table(file), file.date, file.name))
    newest = max((file.date for file in tables if _is_table(file)), default="")
    last: dict[str, _Entry] = {}
    left_out: dict[str, str] = {}
    for file in tables:
        for key, record in validated(_TABLE, file.data, file.name).items():
            if reason := pseudo(key):
                left_out[key] = reason
                continue
            _refuse_unknown(file.name, key, record)
            day = file.date if _is_table(file) else str(record.get("_last_seen", ""))
            if key not in last or day > last[key].date:
                last[key] = _Entry(file.name, key, record, day, _is_table(file) and day == newest)
    for reason in left_out.values():
        batch.leave_out(reason)
    return [last[key] for key in sorted(last)]


def _candidate(entry: _Entry, names: ProviderNames, batch: Batch) -> _Candidate | None:
    record = _checked(_RECORD, {key: entry.record[key] for key in _CARRIED & entry.record.keys()}, entry)
    flags = _checked(_FLAGS, {key: entry.record[key] for key in _CAPABILITIES.keys() & entry.record.keys()}, entry)
    rates = _checked(_RATES, {key: value for key, value in entry.record.items() if is_price(key)}, entry)
    spelling = record.get("litellm_provider")
    if spelling is None:
        batch.leave_out("no provider")
        return None
    if record.get("mode") in _NOT_MODELS:
        batch.leave_out(f"mode {record.get('mode')}")
        return None
    where = place(entry.key, spelling)
    provider = names.get("litellm", spelling)
    facts = _facts(record, flags) | _pricing(record, rates, provider)
    url = record.get("source", "").strip()
    listing = Listing(
        provider,
        where.id,
        facts,
        entry.date,
        url=url if url.startswith("http") and " " not in url else None,
        live=entry.live,
    )
    main = spelling not in _SECOND_SPELLINGS and (spelling != "gemini" or entry.key.startswith("gemini/"))
    return _Candidate(listing, where.region, main)


def _facts(record: _Record, flags: Mapping[str, bool]) -> Facts:
    facts: Facts = {}
    mode = record.get("mode", "")
    if mode in _KINDS:
        facts["kind"] = _KINDS[mode]
    facts |= _limits(record)
    if inputs := _modalities(record.get("supported_modalities", [])):
        facts["modalities.input"] = sorted({*inputs, "pdf"} if flags.get("supports_pdf_input") else inputs)
    if outputs := _modalities(record.get("supported_output_modalities", [])):
        facts["modalities.output"] = sorted(outputs)
    for flag, capability in _CAPABILITIES.items():
        if capability and flag in flags and (flags[flag] or flag in _REFUSALS):
            facts[f"capabilities.{capability}"] = flags[flag]
    if "/v1/batch" in record.get("supported_endpoints", []):
        facts["capabilities.batch"] = True
    levels = record.get("reasoning_effort_levels", [])
    if levels and set(levels) <= set(_EFFORTS):
        facts["capabilities.reasoning_efforts"] = list(sorted(levels, key=_EFFORTS.index))
    for parameter in record.get("supported_openai_params", []):
        if parameter in list(ParameterName):
            facts[f"parameters.{parameter}.accepted"] = True
    if regions := record.get("supported_regions"):
        facts["regions"] = list(sorted(regions))
    if _is_day(day := record.get("deprecation_date", "")):
        facts["lifecycle.retires_on"] = day
    return facts


def _limits(record: _Record) -> Facts:
    """The limits that are stated. The legacy ``max_tokens`` is the output's only where it cannot be the input's."""
    window = record.get("max_input_tokens", 0)
    output = record.get("max_output_tokens", 0)
    if "max_output_tokens" not in record and record.get("mode") in ("chat", "completion"):
        legacy = record.get("max_tokens", 0)
        output = legacy if legacy != window else 0
    stated: Facts = {
        "limits.context_window": window,
        "limits.max_output_tokens": output if record.get("mode") not in _WITHOUT_OUTPUT else 0,
        "dimensions": record.get("output_vector_size", 0),
    }
    return {path: value for path, value in stated.items() if isinstance(value, int) and value > 0}


def _pricing(record: _Record, rates: Mapping[str, float], provider: str) -> Facts:
    facts = prices(
        rates,
        record.get("mode"),
        record.get("tiered_pricing", ()),
        record.get("off_peak_pricing"),
        free=provider in _FREE,
    )
    by_size = record.get("search_context_cost_per_query", {})
    each = {rate for rate in by_size.values() if rate > 0}
    by_query = record.get("web_search_billing_unit") == "per_query" or provider not in _SEARCH_BY_PROMPT
    if len(each) == 1 and by_query and any(path.startswith("pricing.") for path in facts):
        facts |= prices({"input_cost_per_query": each.pop()}, "rerank")
    return facts


def _add_region(seen: dict[tuple[str, str], _Candidate], candidate: _Candidate, batch: Batch) -> None:
    """Add a region's card to the offering; a card of an older table is no word on a live one."""
    listing, region = candidate.listing, candidate.region or ""
    cards = regional_prices(listing.facts, region)
    base = seen.get(candidate.offering)
    if base is None or (listing.live and not base.listing.live):
        listing.facts = {path: value for path, value in listing.facts.items() if not path.startswith("pricing.")}
        base = seen[candidate.offering] = candidate
    elif base.listing.live != listing.live:
        batch.leave_out("regional price of an older table")
        return
    base.listing.facts |= {path: value for path, value in cards.items() if path not in base.listing.facts}


def _leave_out_short_names(seen: dict[tuple[str, str], _Candidate], batch: Batch) -> None:
    """LiteLLM's short Fireworks names that stand for a router: nothing answers to them under ``models``."""
    for provider, model in sorted(seen):
        if (provider, model.replace("/models/", "/routers/")) in seen and "/models/" in model:
            del seen[provider, model]
            batch.leave_out("another key of the same offering")


def _modalities(words: Iterable[str]) -> set[Value]:
    return {word for word in words if word in ("audio", "image", "text", "video")}


def _is_day(text: str) -> bool:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_table(file: SourceFile) -> bool:
    return not file.name.endswith("litellm_retired.json")


def _refuse_unknown(file: str, key: str, record: Mapping[str, object]) -> None:
    for field in record:
        if field not in _KNOWN and not is_price(field):
            cause = "new upstream field; teach the adapter what it means, or to leave it out"
            raise SourceError(file, f"{key}.{field}", cause)


def _checked(shape: TypeAdapter[T], value: object, entry: _Entry) -> T:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join([entry.key, *map(str, first["loc"])])
        raise SourceError(entry.file, place, first["msg"]) from None


_KINDS = {
    "chat": "chat",
    "responses": "chat",
    "completion": "completion",
    "embedding": "embedding",
    "image_generation": "image",
    "image_edit": "image",
    "video_generation": "video",
    "audio_speech": "speech",
    "audio_transcription": "transcription",
    "rerank": "rerank",
    "moderation": "moderation",
    "realtime": "realtime",
    "ocr": "ocr",
}
_NOT_MODELS = ("search", "vector_store", "guardrail", "rag")
_WITHOUT_OUTPUT = ("embedding", "rerank", "moderation")
_CAPABILITIES: dict[str, str | None] = {
    "supports_assistant_prefill": "prefill",
    "supports_code_execution": "code_execution",
    "supports_computer_use": "computer_use",
    "supports_file_search": "file_search",
    "supports_function_calling": "tools",
    "supports_native_streaming": "streaming",
    "supports_parallel_function_calling": "parallel_tools",
    "supports_pdf_input": None,
    "supports_prompt_caching": "prompt_caching",
    "supports_reasoning": "reasoning",
    "supports_response_schema": "structured_output",
    "supports_system_messages": "system_messages",
    "supports_tool_choice": "tool_choice",
    "supports_url_context": "url_context",
    "supports_web_search": "web_search",
}
_REFUSALS = ("supports_function_calling", "supports_response_schema")
_EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
_FREE = ("openai", "openrouter", "publicai", "zai")
"""Providers whose own lists name a price of zero; elsewhere a card of zeros is a card that nobody filled in."""
_SEARCH_BY_PROMPT = ("google-ai-studio", "google-vertex")
"""Providers that bill a prompt with searches, not each search, unless the record says ``per_query``."""
_SECOND_SPELLINGS = (
    "azure_ai",
    "azure_text",
    "bedrock_mantle",
    "codestral",
    "qwen_ai_platform",
    "qwencloud",
    "text-completion-codestral",
    "text-completion-openai",
)
_CARRIED = frozenset(_Record.__annotations__)
_NOT_CARRIED = frozenset(
    (
        "audio_transcription_config",
        "bedrock_converse_supports_strict_tools",
        "bedrock_output_config_effort_ceiling",
        "comment",
        "default_reasoning_effort",
        "gemini_audio_only_live",
        "gemini_native_audio",
        "guardrail_cost_per_unit",
        "max_audio_length_hours",
        "max_audio_per_prompt",
        "max_document_chunks_per_query",
        "max_images_per_prompt",
        "max_pdf_size_mb",
        "max_query_tokens",
        "max_tokens_per_document_chunk",
        "max_video_length",
        "max_videos_per_prompt",
        "metadata",
        "prompt_cache_min_tokens",
        "provider_specific_entry",
        "reasoning_contexts",
        "reasoning_modes",
        "regional_endpoint_uplift_multiplier",
        "regional_processing_uplift_multiplier_eu",
        "regional_processing_uplift_multiplier_us",
        "rpd",
        "rpm",
        "search_free_requests",
        "supported_audio_formats",
        "supported_resolutions",
        "supports_adaptive_thinking",
        "supports_anthropic_compaction",
        "supports_anthropic_thinking_payload",
        "supports_audio_input",
        "supports_audio_output",
        "supports_bedrock_converse_tool_result_images",
        "supports_bedrock_native_structured_output",
        "supports_bedrock_runtime_chat_completions_inline_reasoning",
        "supports_bedrock_runtime_chat_completions_response_format",
        "supports_bedrock_runtime_chat_completions_tools_with_reasoning",
        "supports_box_questions",
        "supports_embedding_image_input",
        "supports_fast_mode",
        "supports_forced_tool_use",
        "supports_image_input",
        "supports_image_size",
        "supports_legacy_thinking",
        "supports_low_reasoning_effort",
        "supports_max_reasoning_effort",
        "supports_mid_conversation_system",
        "supports_minimal_reasoning_effort",
        "supports_multimodal",
        "supports_native_structured_output",
        "supports_none_reasoning_effort",
        "supports_nova_canvas_image_edit",
        "supports_output_config",
        "supports_parallel_tool_use_config",
        "supports_preset",
        "supports_prompt_cache_breakpoint",
        "supports_regex_lookaround",
        "supports_sampling_params",
        "supports_service_tier",
        "supports_speed",
        "supports_thinking_cache_preservation",
        "supports_tool_search",
        "supports_video_input",
        "supports_vision",
        "supports_xhigh_reasoning_effort",
        "thinking_always_on",
        "token_count_framing",
        "token_count_model",
        "token_count_tokenizer",
        "tool_use_system_prompt_tokens",
        "tpm",
        "use_openai_responses_path",
        "uses_embed_content",
        "vertex_ai_audio_api",
    )
)  # fmt: skip
_KNOWN = _CARRIED | _CAPABILITIES.keys() | _NOT_CARRIED
_TABLE = TypeAdapter(dict[str, dict[str, object]])
_RECORD = TypeAdapter(_Record)
_FLAGS = TypeAdapter(dict[str, bool])
_RATES = TypeAdapter(dict[str, float])
