"""The records of LiteLLM's table: their shape, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Facts
from starmap.sources.litellm_prices import OffPeak, TokenRange, is_price, prices
from starmap.sources.words import Effort, day, efforts, modalities
from starmap.vocabulary import ParameterName

__all__ = ["Flags", "Rates", "Record", "checked", "facts_of", "is_model", "prices_of", "refuse_unknown"]

T = TypeVar("T")
Flags = dict[str, bool]
"""The ``supports_*`` fields that we carry."""

Rates = dict[str, float]
"""The prices, in LiteLLM's names."""


@with_config(extra="forbid")
class Record(TypedDict, total=False):
    """One record without its prices, which have a grammar of their own."""

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
    reasoning_effort_levels: list[Effort]
    search_context_cost_per_query: dict[str, float]
    web_search_billing_unit: str
    tiered_pricing: list[TokenRange]
    off_peak_pricing: OffPeak


def refuse_unknown(file: str, key: str, record: Mapping[str, object]) -> None:
    """Raise ``SourceError`` for a field that this adapter has not been taught."""
    for field in record:
        if field not in _KNOWN and not is_price(field):
            cause = "new upstream field; teach the adapter what it means, or to leave it out"
            raise SourceError(file, f"{key}.{field}", cause)


def checked(file: str, key: str, record: Mapping[str, object]) -> tuple[Record, Flags, Rates]:
    """A record in its three parts. Raises ``SourceError`` for a field of the wrong type."""
    fields = {name: record[name] for name in _CARRIED & record.keys()}
    flags = {name: record[name] for name in _CAPABILITIES.keys() & record.keys()}
    rates = {name: value for name, value in record.items() if is_price(name)}
    return _part(_RECORD, fields, file, key), _part(_FLAGS, flags, file, key), _part(_RATES, rates, file, key)


def is_model(record: Record) -> bool:
    """Whether the record is of a model, not of a service that is billed beside one."""
    return record.get("mode") not in _NOT_MODELS


def prices_of(record: Record, rates: Rates, provider: str) -> Facts:
    """The record's prices; the provider is ours."""
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
    if len(each) == 1 and by_query and facts:
        facts |= prices({"input_cost_per_query": each.pop()}, "rerank")
    return facts


def facts_of(record: Record, flags: Flags) -> Facts:
    """What a record says but for its prices."""
    facts: Facts = {}
    mode = record.get("mode", "")
    if mode in _KINDS:
        facts["kind"] = _KINDS[mode]
    facts |= _limits(record)
    inputs = record.get("supported_modalities", [])
    if forms := modalities([*inputs, "pdf"] if inputs and flags.get("supports_pdf_input") else inputs):
        facts["modalities.input"] = forms
    if forms := modalities(record.get("supported_output_modalities", [])):
        facts["modalities.output"] = forms
    for flag, capability in _CAPABILITIES.items():
        if capability and flag in flags and (flags[flag] or flag in _REFUSALS):
            facts[f"capabilities.{capability}"] = flags[flag]
    if "/v1/batch" in record.get("supported_endpoints", []):
        facts["capabilities.batch"] = True
    if levels := efforts(record.get("reasoning_effort_levels", [])):
        facts["capabilities.reasoning_efforts"] = levels
    for parameter in record.get("supported_openai_params", []):
        if parameter in list(ParameterName):
            facts[f"parameters.{parameter}.accepted"] = True
    if regions := record.get("supported_regions"):
        facts["regions"] = [*sorted(regions)]
    if (last := day(record.get("deprecation_date"))) is not None:
        facts["lifecycle.retires_on"] = last
    return facts


def _limits(record: Record) -> Facts:
    """The limits that are stated. The legacy ``max_tokens`` is the output's only where it cannot be the input's."""
    window = record.get("max_input_tokens", 0)
    output = record.get("max_output_tokens", 0)
    if "max_output_tokens" not in record and record.get("mode") in ("chat", "completion"):
        legacy = record.get("max_tokens", 0)
        output = legacy if window and legacy != window else 0
    stated: Facts = {
        "limits.context_window": window,
        "limits.max_output_tokens": output if record.get("mode") not in _WITHOUT_OUTPUT else 0,
        "dimensions": record.get("output_vector_size", 0),
    }
    return {path: value for path, value in stated.items() if isinstance(value, int) and value > 0}


def _part(shape: TypeAdapter[T], value: object, file: str, key: str) -> T:
    try:
        return shape.validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise SourceError(file, ".".join([key, *map(str, first["loc"])]), first["msg"]) from None


_NOT_MODELS = ("search", "vector_store", "guardrail", "rag")
_FREE = ("openai", "openrouter", "publicai", "zai")
"""Providers whose own lists name a price of zero; elsewhere a card of zeros is a card that nobody filled in."""
_SEARCH_BY_PROMPT = ("google-ai-studio", "google-vertex")
"""Providers that bill a prompt with searches, not each search, unless the record says ``per_query``."""
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
_CARRIED = frozenset(Record.__annotations__)
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
_RECORD = TypeAdapter(Record)
_FLAGS = TypeAdapter(dict[str, bool])
_RATES = TypeAdapter(dict[str, float])
