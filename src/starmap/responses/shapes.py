"""Which reader knows which usage object, and the readers of all but OpenAI's, Anthropic's and Google's."""

from __future__ import annotations

from collections.abc import Callable

from starmap.errors import UnreadableResponseError
from starmap.responses.bodies import Body, opened, word
from starmap.responses.counts import Counts, Reading, count, first_count, length, part, rows, searches, text_count
from starmap.responses.google import gemini, gemini_total, interactions
from starmap.responses.tokens import chat, tokens

__all__ = ["Reader", "reader_of"]

Reader = Callable[[Body, Body, str, str], Reading]
"""Reads a usage object: the object, the body that it stands in, its JSON path, the provider's name."""


def reader_of(usage: Body, body: Body, provider: str) -> Reader | None:
    """The reader of a usage object, by the keys that are told in it; ``None`` if no reader knows them.

    ``body`` is what the object stands in, or the object itself if it was given bare.
    """
    # Gateways put both vocabularies side by side and fill the one they do not use with zeros.
    if (prompt := usage.get("prompt_tokens")) or (prompt is not None and not usage.get("input_tokens")):
        return chat
    for key, reader in _READERS:
        if usage.get(key) is not None:
            return reader
    if not _TOTALS.isdisjoint(usage) and usage.keys() <= _COUNTED:
        return gemini_total
    if usage is not body:
        for key, reader in _READERS_INSIDE:
            if usage.get(key) is not None and "choices" not in body:
                return reader
    elif usage.get("type") == "duration" and usage.get("seconds") is not None:
        return _seconds
    elif usage.get("total_tokens") is not None and provider.startswith(("voyage", "jina")):
        return _input_only  # A total alone does not say what it is the total of, but these only read.
    return None


def _converse(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Bedrock's Converse and Amazon's own models: what is read from and written to the cache stands beside the input.

    Vercel's AI SDK has the same two names, but counts the cache inside the input; its other names give it away.
    """
    if not _VERCEL.isdisjoint(usage) or opened(usage.get("inputTokens")) is not None:
        return _vercel(usage, body, at, provider)
    prompt = text_count(usage, ("inputTokens", "inputTokenCount"), at) or 0
    output = text_count(usage, ("outputTokens", "outputTokenCount"), at) or 0
    read = first_count(usage, ("cacheReadInputTokens", "cacheReadInputTokenCount", "cacheReadTokens"), at)
    written = first_count(usage, _CONVERSE_WRITTEN, at)
    hour = 0
    if usage.get("cacheDetails"):
        terms = [
            (word(row.get("ttl")), count(row, "inputTokens", f"{at}.cacheDetails") or 0)
            for row in rows(usage, "cacheDetails")
        ]
        hour = sum(number for term, number in terms if term == "1h")
        written = max(written, sum(number for _, number in terms))
    counts: Counts = {
        "requests": 1,
        "input_tokens": prompt + read + written,
        "output_tokens": output,
    }
    if read:
        counts["cache_read_tokens"] = read
    if written > hour:
        counts["cache_write_tokens"] = written - hour
    if hour:
        counts["cache_write_1h_tokens"] = hour
    if "inputTokenCount" in usage or ("cacheReadInputTokenCount" in usage and "cacheReadInputTokens" not in usage):
        return "bedrock-invoke", counts
    return ("cursor" if "cacheReadTokens" in usage else "bedrock-converse"), counts


_CONVERSE_WRITTEN = (
    "cacheWriteInputTokens",
    "cacheWriteInputTokenCount",
    "cacheWriteTokens",
    "cacheCreationInputTokens",
)
_VERCEL = frozenset(("cachedInputTokens", "reasoningTokens", "inputTokenDetails", "outputTokenDetails"))


def _vercel(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Vercel's AI SDK, each of its three vocabularies, and chat completions whose names are camel case.

    All count the cache inside the input. xAI's counts reasoning beside the output, which the total says.
    """
    incoming, outgoing = part(usage, "inputTokens"), part(usage, "outputTokens")
    details, parts = incoming or part(usage, "inputTokenDetails"), outgoing or part(usage, "outputTokenDetails")
    prompt = count(incoming, "total", f"{at}.inputTokens") if incoming else None
    output = count(outgoing, "total", f"{at}.outputTokens") if outgoing else None
    if prompt is None:
        prompt = first_count(usage, ("promptTokens",) if incoming else ("inputTokens", "promptTokens"), at)
    if output is None:
        output = first_count(usage, ("completionTokens",) if outgoing else ("outputTokens", "completionTokens"), at)
    told = {
        "cache_read_tokens": first_count(details, ("cacheReadTokens", "cacheRead"), at)
        or first_count(usage, ("cachedInputTokens", "cachedPromptTokens", "cachedPromptTextTokens"), at)
        or first_count(part(usage, "promptTokensDetails"), ("cachedTokens",), f"{at}.promptTokensDetails"),
        "cache_write_tokens": first_count(details, ("cacheWriteTokens", "cacheWrite"), at),
        "reasoning_tokens": first_count(parts, ("reasoningTokens", "reasoning"), at)
        or first_count(usage, ("reasoningTokens", "reasoningOutputTokens"), at)
        or first_count(part(usage, "completionTokensDetails"), ("reasoningTokens",), f"{at}.completionTokensDetails"),
        "input_image_tokens": first_count(usage, ("promptImageTokens",), at),
        "searches": searches(usage, at),
    }
    reasoning = told["reasoning_tokens"]
    if reasoning and count(usage, "totalTokens", at) == prompt + output + reasoning:
        output += reasoning
    counts: Counts = {"requests": 1, "input_tokens": prompt, "output_tokens": output}
    counts.update((name, number) for name, number in told.items() if number)
    return ("vercel-ai" if _CHAT.isdisjoint(usage) else "openai-chat"), counts


_CHAT = frozenset(("promptTextTokens", "cachedPromptTextTokens", "promptTokensDetails", "completionTokensDetails"))


def _llama(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Meta's models through Bedrock's InvokeModel."""
    return "bedrock-invoke", {
        "requests": 1,
        "input_tokens": count(usage, "prompt_token_count", at) or 0,
        "output_tokens": count(usage, "generation_token_count", at) or 0,
    }


def _cohere(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Cohere: ``billed_units`` where it is told, since ``tokens`` also counts the template, which is not billed."""
    billed = part(usage, "billed_units")
    inside = f"{at}.billed_units"
    counts: Counts = {"requests": 1}
    if billed:
        names = {"searches": "search_units", "input_images": "images", "input_image_tokens": "image_tokens"}
    else:
        billed, inside, names = part(usage, "tokens"), f"{at}.tokens", {}
    for name, key in {"input_tokens": "input_tokens", "output_tokens": "output_tokens"}.items():
        if (number := count(billed, key, inside)) is not None:
            counts[name] = number
    for name, key in names.items():
        if number := count(billed, key, inside):
            counts[name] = number
    if "input_image_tokens" in counts:  # Tokens of images are billed beside those of texts.
        counts["input_tokens"] = counts.get("input_tokens", 0) + counts["input_image_tokens"]
    if not names and (cached := count(usage, "cached_tokens", at)):
        counts["cache_read_tokens"] = cached
    if len(counts) == 1:
        raise UnreadableResponseError(inside, "it counts nothing that is known")
    return "cohere", counts


def _input_only(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Embeddings and reranking that tell their input as the total."""
    counts: Counts = {"requests": 1, "input_tokens": count(usage, "total_tokens", at) or 0}
    if image := count(usage, "image_tokens", at):
        counts["input_image_tokens"] = image
    return "openai-embeddings", counts


def _seconds(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Transcriptions billed by their length."""
    return "openai-audio", {"requests": 1, "input_seconds": length(usage, "seconds", at)}


def _pages(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Mistral's OCR."""
    return "mistral-ocr", {"requests": 1, "pages": count(usage, "pages_processed", at) or 0}


def _dashscope(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Alibaba's images, speech and transcriptions, which are billed by pieces, characters and seconds."""
    counts: Counts = {"requests": 1}
    if images := count(usage, "image_count", at):
        counts["images"] = images
    if characters := count(usage, "characters", at):
        counts["characters"] = characters
    key = next((key for key in ("video_duration", "duration") if usage.get(key) is not None), "")
    if key:
        made = "video_count" in usage or "video_url" in part(body, "output")
        counts["output_seconds" if made else "input_seconds"] = length(usage, key, at)
    return "dashscope", counts


def _native(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """OpenRouter's record of one generation, in the tokens of the model's own tokenizer, which are billed."""
    names = {
        "cache_read_tokens": "native_tokens_cached",
        "reasoning_tokens": "native_tokens_reasoning",
        "output_image_tokens": "native_tokens_completion_images",
    }
    counts: Counts = {
        "requests": 1,
        "input_tokens": count(usage, "native_tokens_prompt", at) or 0,
        "output_tokens": count(usage, "native_tokens_completion", at) or 0,
    }
    counts.update((name, number) for name, key in names.items() if (number := count(usage, key, at)))
    return "openrouter-generation", counts


def _replicate(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Replicate's metrics of language and image models."""
    counts: Counts = {"requests": 1}
    for name, keys in (("input_tokens", _REPLICATE_IN), ("output_tokens", _REPLICATE_OUT)):
        if any(usage.get(key) is not None for key in keys):
            counts[name] = first_count(usage, keys, at)
    if images := count(usage, "image_count", at):
        counts["images"] = images
    return "replicate", counts


_REPLICATE_IN = ("input_token_count", "token_input_count")
_REPLICATE_OUT = ("output_token_count", "token_output_count")


# The first key that is told decides, so what only one API has stands before what several share.
_READERS: tuple[tuple[str, Reader], ...] = (
    ("input_tokens", tokens),
    ("generation_token_count", _llama),
    ("promptTokenCount", gemini),
    ("candidatesTokenCount", gemini),
    ("thoughtsTokenCount", gemini),
    ("prompt_token_count", gemini),
    ("candidates_token_count", gemini),
    ("thoughts_token_count", gemini),
    ("inputTokens", _converse),
    ("inputTokenCount", _converse),
    ("billed_units", _cohere),
    ("total_input_tokens", interactions),
    ("promptTokens", _vercel),
    ("native_tokens_prompt", _native),
    ("pages_processed", _pages),
)
_TOTALS = frozenset(("totalTokens", "cached_content_token_count"))
_COUNTED = frozenset(
    (
        "totalTokens",
        "total_tokens",
        "totalBillableCharacters",
        "promptTokensDetails",
        "cachedContentTokenCount",
        "cached_content_token_count",
        "sdk_http_response",
    )
)
_READERS_INSIDE: tuple[tuple[str, Reader], ...] = (
    ("tokens", _cohere),
    ("input_token_count", _replicate),
    ("output_token_count", _replicate),
    ("token_input_count", _replicate),
    ("seconds", _seconds),
    ("image_count", _dashscope),
    ("characters", _dashscope),
    ("video_duration", _dashscope),
    ("duration", _dashscope),
    ("total_tokens", _input_only),
)
