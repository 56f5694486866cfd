"""The usage that Google's APIs tell: generateContent, live, interactions, countTokens and Vertex predictions.

Proto JSON leaves zeros out and writes large numbers as texts, so absent counts are zero here and numeric texts count.
"""

from __future__ import annotations

from starmap.responses.bodies import Body, word
from starmap.responses.counts import (
    Counts,
    Reading,
    count,
    first_count,
    listed,
    modalities,
    part,
    rows,
    spread,
    text_count,
    within,
)

__all__ = ["gemini", "gemini_total", "interactions", "predictions"]


def gemini(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Google's generateContent, on both its platforms and live. Proto JSON leaves zeros out, so absent counts are zero.

    Thoughts stand beside the candidates, the prompts of tools beside the prompt, and the cache inside the prompt.
    """
    tools = text_count(usage, ("toolUsePromptTokenCount", "tool_use_prompt_token_count"), at) or 0
    thoughts = text_count(usage, ("thoughtsTokenCount", "thoughts_token_count"), at) or 0
    prompt = text_count(usage, ("promptTokenCount", "prompt_token_count"), at) or 0
    counts: Counts = {
        "requests": 1,
        "input_tokens": prompt + tools,
        "output_tokens": (text_count(usage, _CANDIDATES, at) or 0) + thoughts,
    }
    if thoughts:
        counts["reasoning_tokens"] = thoughts
    for kind, number in modalities(usage, _PROMPT_DETAILS, at).items():
        if number:
            counts[f"input_{kind}_tokens"] = number
    for kind, number in modalities(usage, _CANDIDATES_DETAILS, at).items():
        if number and kind != "video":
            counts[f"output_{kind}_tokens"] = number
    cached = text_count(usage, ("cachedContentTokenCount", "cached_content_token_count"), at) or 0
    if cached:
        counts["cache_read_tokens"] = cached
        by_kind = modalities(usage, ("cacheTokensDetails", "cache_tokens_details"), at)
        for kind, number in by_kind.items():
            if number:
                counts[f"cache_read_{kind}_tokens"] = number
        if not any(usage.get(key) for key in ("cacheTokensDetails", "cache_tokens_details")):
            spread(counts, prompt + tools, cached)
    if found := _grounded(body):
        counts["searches"] = found
    return "gemini", counts


_CANDIDATES = ("candidatesTokenCount", "candidates_token_count", "responseTokenCount", "response_token_count")
_CANDIDATES_DETAILS = (
    "candidatesTokensDetails",
    "candidates_tokens_details",
    "responseTokensDetails",
    "response_tokens_details",
)
_PROMPT_DETAILS = (
    "promptTokensDetails",
    "prompt_tokens_details",
    "toolUsePromptTokensDetails",
    "tool_use_prompt_tokens_details",
)


def _grounded(body: Body) -> int:
    """Searches as Google bills them: once a request up to Gemini 2.5, and each distinct query since Gemini 3."""
    queries: set[str] = set()
    for candidate in rows(body, "candidates"):
        for key in ("groundingMetadata", "grounding_metadata"):
            if candidate.get(key) is not None:
                metadata = part(candidate, key)
                for name in ("webSearchQueries", "web_search_queries"):
                    queries.update(query for query in listed(metadata, name) if isinstance(query, str) and query)
    if not queries:
        return 0
    model = word(body.get("modelVersion")) or word(body.get("model_version")) or ""
    return min(len(queries), 1) if model.startswith(("gemini-1", "gemini-2")) else len(queries)


def gemini_total(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Google's answer to countTokens."""
    counts: Counts = {"requests": 1, "input_tokens": text_count(usage, ("totalTokens", "total_tokens"), at) or 0}
    for kind, number in modalities(usage, _PROMPT_DETAILS, at).items():
        if number:
            counts[f"input_{kind}_tokens"] = number
    if cached := text_count(usage, ("cachedContentTokenCount", "cached_content_token_count"), at):
        counts["cache_read_tokens"] = cached
    return "gemini", counts


def interactions(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Google's interactions: thoughts and the prompts of tools stand beside output and input."""
    prompt = count(usage, "total_input_tokens", at) or 0
    output = count(usage, "total_output_tokens", at) or 0
    tools = count(usage, "total_tool_use_tokens", at) or 0
    thoughts = first_count(usage, ("total_thought_tokens", "total_reasoning_tokens"), at)
    inside = thoughts and count(usage, "total_tokens", at) == prompt + output + tools
    counts: Counts = {
        "requests": 1,
        "input_tokens": prompt + tools,
        "output_tokens": output if inside else output + thoughts,
    }
    if thoughts:
        counts["reasoning_tokens"] = thoughts
    for kind, number in modalities(usage, ("input_tokens_by_modality", "tool_use_tokens_by_modality"), at).items():
        if number:
            counts[f"input_{kind}_tokens"] = number
    for kind, number in modalities(usage, ("output_tokens_by_modality",), at).items():
        if number and kind != "video":
            counts[f"output_{kind}_tokens"] = number
    cached = count(usage, "total_cached_tokens", at) or 0
    if cached:
        counts["cache_read_tokens"] = cached
        by_kind = modalities(usage, ("cached_tokens_by_modality",), at)
        counts.update((f"cache_read_{kind}_tokens", number) for kind, number in by_kind.items() if number)
        if not usage.get("cached_tokens_by_modality"):
            spread(counts, prompt + tools, cached)
    ran = sum(count(row, "count", f"{at}.grounding_tool_count") or 0 for row in rows(usage, "grounding_tool_count"))
    if ran:
        counts["searches"] = ran
    return "gemini-interactions", counts


def predictions(body: Body, at: str) -> Reading | None:
    """Vertex AI's predictions: embeddings with their token counts, or generated images."""
    told = rows(body, "predictions")
    drawn = sum(1 for one in told if one.get("bytesBase64Encoded") or one.get("gcsUri"))
    if drawn:
        return "vertex-predict", {"requests": 1, "images": drawn}
    embedded = [part(one, "embeddings") for one in told] or rows(body, "embeddings")
    tokens, known = 0, False
    for number, one in enumerate(embedded):
        statistics = part(one, "statistics")
        found = text_count(statistics, ("token_count", "tokenCount"), within(at, f"embeddings[{number}].statistics"))
        tokens, known = tokens + (found or 0), known or found is not None
    if not known:
        return None
    counts: Counts = {"requests": 1, "input_tokens": tokens}
    billable = text_count(part(body, "metadata"), ("billableCharacterCount", "billable_character_count"), "metadata")
    if billable:
        counts["characters"] = billable
    return "vertex-predict", counts
