"""The usage that OpenAI's and Anthropic's APIs tell, and those of everybody who follows them.

A reader takes the usage object, the body that it stands in (the same object, when the usage was given bare), its JSON
path and the provider's name; it gives the API's shape and the counts.
"""

from __future__ import annotations

from starmap.errors import UnreadableResponseError
from starmap.responses.anthropic import anthropic
from starmap.responses.bodies import Body, opened, word
from starmap.responses.counts import (
    Counts,
    Reading,
    count,
    first_count,
    length,
    listed,
    part,
    quantity,
    rows,
    searches,
    spread,
    within,
)

__all__ = ["chat", "tokens"]

_CACHED_BESIDE = (
    "cached_tokens",  # Moonshot
    "prompt_cache_hit_tokens",  # DeepSeek
    "num_cached_tokens",  # Mistral
    "cached_prompt_text_tokens",  # xAI
    "precached_prompt_tokens",  # GigaChat
    "cache_read_input_tokens",  # Databricks, LiteLLM, MiniMax
)
_CACHED = ("cached_tokens", "cache_read", "cache_read_input_tokens", "cache_read_tokens")
_WRITTEN = (
    "cache_write_tokens",
    "cache_creation_input_tokens",
    "cache_creation_tokens",
    "cached_creation_tokens",
    "cache_creation",
)


def chat(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """OpenAI's chat completions, completions and embeddings, and all that follow them."""
    prompt = count(usage, "prompt_tokens", at) or 0
    completion = count(usage, "completion_tokens", at)
    total = count(usage, "total_tokens", at)
    if completion is None and ("completion_tokens" in usage or (body is not usage and "choices" in body)):
        if total is None or total < prompt:
            raise UnreadableResponseError(within(at, "completion_tokens"), "the count of generated tokens is missing")
        completion = total - prompt  # Completions that generate nothing leave their count out.
    counts: Counts = {"requests": 1, "input_tokens": prompt}
    if completion is not None and (total is None or total == prompt + completion) and usage.keys() <= _PLAIN:
        usual = _usual(usage)
        if usual is not None and (total is not None or usual == (0, 0)):
            counts["output_tokens"] = completion
            if usual[0]:
                counts["cache_read_tokens"] = usual[0]
            if usual[1]:
                counts["reasoning_tokens"] = usual[1]
            return _chat_name(body, completion), counts
    asked = part(usage, "prompt_tokens_details") or part(usage, "prompt_token_details")  # the latter is Writer's
    cached = written = 0
    if asked:
        cached, written = _details(counts, asked, f"{at}.prompt_tokens_details")
    if not cached:
        cached = first_count(usage, _CACHED_BESIDE, at)
    hour = _hour(usage, at) or (_hour(asked, f"{at}.prompt_tokens_details") if asked else 0)
    if not written:
        written = first_count(usage, ("cache_creation_input_tokens", "cache_write_tokens"), at)
    if "prompt_image_tokens" in usage and (image := count(usage, "prompt_image_tokens", at)):
        counts["input_image_tokens"] = image
    if total is not None and total > prompt + (completion or 0):
        prompt += _more_input(usage, counts, total - prompt - (completion or 0), at)
        counts["input_tokens"] = prompt
    kept = cached + (written if written > hour else hour)
    reasoning = 0
    if completion is not None:
        counts["output_tokens"] = completion
        if details := part(usage, "completion_tokens_details") or part(usage, "completion_token_details"):
            reasoning = _generated(counts, details, f"{at}.completion_tokens_details")
        if not reasoning:
            reasoning = count(usage, "reasoning_tokens", at) or 0
        beside = _beside(usage, total, prompt + completion, reasoning, kept, provider)
        if reasoning:
            counts["reasoning_tokens"] = reasoning
            if beside & 1 or (total is None and reasoning > completion):
                counts["output_tokens"] = completion + reasoning
        elif total is not None and total > prompt + completion and _from_google(body, provider):
            # Google's endpoint for OpenAI clients counts thoughts in the total alone.
            counts["reasoning_tokens"] = total - prompt - completion
            counts["output_tokens"] = total - prompt
        if kept and (beside & 2 or (kept > prompt and _anthropic_named(usage)) or "precached_prompt_tokens" in usage):
            prompt += kept
            counts["input_tokens"] = prompt
    if kept:
        _cache(counts, prompt, cached, written, hour)
    if found := searches(usage, at) or count(asked, "web_search_requests", f"{at}.prompt_tokens_details"):
        counts["searches"] = found
    if "citation_tokens" in usage and (citations := count(usage, "citation_tokens", at)):
        counts["citation_tokens"] = citations
    if "prompt_audio_seconds" in usage:
        seconds = quantity(usage["prompt_audio_seconds"], f"{at}.prompt_audio_seconds")
        if seconds:
            counts["input_seconds"] = seconds
    return _chat_name(body, completion), counts


def _more_input(usage: Body, counts: Counts, missing: int, at: str) -> int:
    """Input that Mistral tells beside the prompt: what its connectors read, and the audio that its Voxtral heard.

    Both are only taken so where the total lacks exactly that many.
    """
    told = (count(usage, "connector_tokens", at), counts.get("input_audio_tokens"))
    return missing if missing in told else 0


def _usual(usage: Body) -> tuple[int, int] | None:
    """The cached and the reasoning tokens, if the details tell nothing else: a short way for most responses."""
    found = [0, 0]
    for place, (key, name) in enumerate(_USUAL):
        details = usage.get(key)
        if details is None:
            continue
        if type(details) is not dict:
            return None
        for part_name, value in details.items():
            if value is None or value == 0:
                if type(value) is bool:
                    return None
            elif part_name == name and type(value) is int and value > 0:
                found[place] = value
            elif part_name not in _PREDICTED or type(value) is not int or value < 0:
                return None
    return found[0], found[1]


_USUAL = (("prompt_tokens_details", "cached_tokens"), ("completion_tokens_details", "reasoning_tokens"))
_PREDICTED = frozenset(("text_tokens", "accepted_prediction_tokens", "rejected_prediction_tokens"))
_PLAIN = frozenset(
    ("prompt_tokens", "completion_tokens", "total_tokens", "prompt_tokens_details", "completion_tokens_details")
)


def _chat_name(body: Body, completion: int | None) -> str:
    if "choices" in body:
        return "openai-completions" if body.get("object") == "text_completion" else "openai-chat"
    return "openai-embeddings" if not completion and ("data" in body or completion is None) else "openai-chat"


def _beside(usage: Body, total: int | None, base: int, reasoning: int, kept: int, provider: str) -> int:
    """Which counts stand beside the base rather than inside it: reasoning is 1, the cache is 2, both are 3.

    The total decides. xAI, and Perplexity always, tell reasoning beside the completion.
    """
    if reasoning and not _CITED.isdisjoint(usage):
        return 1
    if total is None:
        return 1 if reasoning and (provider.startswith(("xai", "x-ai")) or "cached_prompt_text_tokens" in usage) else 0
    if total == base or total < base:
        return 0
    if reasoning and total == base + reasoning:
        return 1
    if kept and total == base + kept:
        return 2
    return 3 if kept and reasoning and total == base + kept + reasoning else 0


_CITED = frozenset(("citation_tokens", "num_search_queries", "search_context_size"))


def _anthropic_named(usage: Body) -> bool:
    return "cache_read_input_tokens" in usage or "cache_creation_input_tokens" in usage


def _from_google(body: Body, provider: str) -> bool:
    if provider.startswith(("google", "gemini", "vertex")):
        return True
    model = word(body.get("model")) or ""
    return model.startswith(("gemini", "google/gemini", "models/gemini"))


def _details(counts: Counts, details: Body, at: str) -> tuple[int, int]:
    """Put the media of an input's details into the counts; give the cached and the written tokens."""
    for kind in ("audio", "image", "video"):
        if told := count(details, f"{kind}_tokens", at):
            counts[f"input_{kind}_tokens"] = told
    return first_count(details, _CACHED, at), _written(details, at)


def _written(details: Body, at: str) -> int:
    for key in _WRITTEN:
        if not details.get(key):
            continue
        # Alibaba puts an object under the name that LangChain gives to the count.
        split = opened(details[key])
        if split is None:
            found = count(details, key, at) or 0
        else:
            found = first_count(split, ("cache_creation_input_tokens", "ephemeral_5m_input_tokens"), f"{at}.{key}")
        if found:
            return found
    return 0


def _generated(counts: Counts, details: Body, at: str) -> int:
    """Put the media of an output's details into the counts; give the reasoning tokens."""
    for kind in ("audio", "image"):
        if told := first_count(details, (f"{kind}_tokens", kind), at):
            counts[f"output_{kind}_tokens"] = told
    return first_count(details, ("reasoning_tokens", "thinking_tokens", "reasoning"), at)


def _hour(told: Body, at: str) -> int:
    """Tokens written to the cache for an hour, wherever the object splits its writes."""
    for key in ("cache_creation", "cache_creation_token_details"):
        if key in told and (split := part(told, key)):
            return count(split, "ephemeral_1h_input_tokens", f"{at}.{key}") or 0
    return first_count(told, ("ephemeral_1h_input_tokens", "claude_cache_creation_1_h_tokens"), at)


def _cache(counts: Counts, whole: int, cached: int, written: int, hour: int) -> None:
    """Put reads and writes of the cache into the counts. ``written`` is all that was written, one hour or not."""
    if cached:
        counts["cache_read_tokens"] = cached
        if "cache_read_audio_tokens" not in counts and "cache_read_image_tokens" not in counts:
            spread(counts, whole, cached)
    if written > hour:
        counts["cache_write_tokens"] = written - hour
    if hour:
        counts["cache_write_1h_tokens"] = hour


def tokens(usage: Body, body: Body, at: str, provider: str) -> Reading:
    """Anthropic's messages, and OpenAI's responses, images, audio and realtime: all tell ``input_tokens``."""
    prompt = count(usage, "input_tokens", at) or 0
    counts: Counts = {"requests": 1, "input_tokens": prompt}
    output = count(usage, "output_tokens", at)
    if output is not None:
        counts["output_tokens"] = output
    elif "output_tokens" in usage or body.get("type") == "message":
        raise UnreadableResponseError(within(at, "output_tokens"), "the count of generated tokens is missing")
    key = next((key for key in _INPUT_DETAILS if usage.get(key) is not None), "")
    beside_cache = (
        "cache_read_input_tokens" in usage or "cache_creation_input_tokens" in usage or "cache_creation" in usage
    )
    if not key and (beside_cache or (body is not usage and body.get("type") == "message")):
        return "anthropic-messages", anthropic(usage, counts, at)
    details = part(usage, key) if key else {}
    inside = f"{at}.{key}"
    cached, written = _details(counts, details, inside) if details else (0, 0)
    name = _tokens_name(usage, body, key, details, beside_cache)
    if name == "langchain":
        written, hour = _langchain(counts, details, inside, written)
    else:
        hour = _hour(details, inside) or _hour(usage, at)
        cached = cached or first_count(usage, _CACHED_INPUT, at)
        written = written or first_count(usage, ("cache_write_tokens", "cache_creation_input_tokens"), at)
        if not written and usage.get("x_details"):  # Alibaba's responses tell there alone what they wrote.
            within_details = f"{at}.x_details.prompt_tokens_details"
            written = sum(
                _written(part(row, "prompt_tokens_details"), within_details) for row in rows(usage, "x_details")
            )
        if name == "dashscope":
            media = 0
            for kind in ("image", "video", "audio"):
                if f"input_{kind}_tokens" not in counts and (told := count(usage, f"{kind}_tokens", at)):
                    counts[f"input_{kind}_tokens"] = told
                    media += told
            # Embeddings of several modalities count as input the texts alone.
            if media > prompt or (media and count(usage, "total_tokens", at) == prompt + (output or 0) + media):
                prompt += media
                counts["input_tokens"] = prompt
    kept = cached + (written if written > hour else hour)
    reasoning = 0
    out_key = next((key for key in _OUTPUT_DETAILS if usage.get(key) is not None), "")
    if out_key:
        reasoning = _generated(counts, part(usage, out_key), f"{at}.{out_key}")
    if not reasoning:
        reasoning = first_count(usage, ("reasoning_tokens", "reasoning_output_tokens"), at)
    if reasoning or kept:
        total = count(usage, "total_tokens", at)
        beside = _beside({}, total, prompt + (output or 0), reasoning, kept, "")
        if reasoning:
            counts["reasoning_tokens"] = reasoning
            if beside & 1 or (total is None and reasoning > (output or 0)):
                counts["output_tokens"] = (output or 0) + reasoning
        if beside & 2 or (beside_cache and kept > prompt):
            prompt += kept
            counts["input_tokens"] = prompt
    if kept:
        split = part(details, "cached_tokens_details")
        for kind in ("audio", "image"):
            if split and (told := count(split, f"{kind}_tokens", f"{inside}.cached_tokens_details")):
                counts[f"cache_read_{kind}_tokens"] = told
        _cache(counts, prompt, cached, written, hour)
    if found := searches(usage, at):
        counts["searches"] = found
    if usage.get("billable_audio_seconds") is not None:  # xAI's voices are billed by time.
        counts["input_seconds"] = length(usage, "billable_audio_seconds", at)
    return _finished(name, usage, body, counts)


_CACHED_INPUT = (
    "cached_tokens",
    "cache_read_input_tokens",
    "cache_read_tokens",
    "cached_input_tokens",  # Codex
    "input_cached_tokens",  # OpenAI's report of an organization's usage
)
_INPUT_DETAILS = ("input_tokens_details", "input_token_details", "prompt_tokens_details")
_OUTPUT_DETAILS = ("output_tokens_details", "output_token_details", "completion_tokens_details")


def _tokens_name(usage: Body, body: Body, key: str, details: Body, beside_cache: bool) -> str:
    bare = body is usage
    kind = None if bare else body.get("object")
    if kind in ("response", "realtime.response"):
        return "openai-responses" if kind == "response" else "openai-realtime"
    if not bare:
        if "output" in body:
            # Alibaba's native API has a request_id, and an object where OpenAI's responses have a list.
            return "dashscope" if "request_id" in body else "openai-responses"
        if "b64_json" in body:
            return "openai-images"
        if "data" in body:
            first = opened(next(iter(listed(body, "data")), None)) or {}
            return "openai-images" if "b64_json" in first or "url" in first else "openai-embeddings"
        if word(body.get("type")) in ("speech.audio.done", "transcript.text.done"):
            return "openai-audio"
    if usage.get("type") == "tokens":
        return "openai-audio"
    if key == "input_token_details":
        realtime = "cached_tokens" in details or "text_tokens" in details or "audio_tokens" in details
        return "openai-realtime" if realtime else "langchain"
    if key == "prompt_tokens_details":
        return "dashscope"
    if key or "output_tokens_details" in usage:
        return "openai-responses"
    if not bare and "usage_metadata" in body:
        return "langchain"
    if "total_tokens" in usage or "cached_input_tokens" in usage or "input_cached_tokens" in usage:
        return "anthropic-messages" if beside_cache else "openai-responses"
    return "anthropic-messages"


def _finished(name: str, usage: Body, body: Body, counts: Counts) -> Reading:
    """Add what the body of each API says beside its usage object."""
    if name == "openai-responses" and body is not usage:
        output = rows(body, "output")
        if drawn := sum(item.get("type") == "image_generation_call" and bool(item.get("result")) for item in output):
            counts["images"] = drawn
        if "searches" not in counts and "server_side_tool_usage_details" not in usage:
            ran = count(part(part(body, "tool_usage"), "web_search"), "num_requests", "tool_usage.web_search")
            if found := sum(map(_searched, output)) if ran is None else ran:
                counts["searches"] = found
    elif name == "openai-images":
        if drawn := len(rows(body, "data")) or int("b64_json" in body):
            counts["images"] = drawn
        if usage.get("output_tokens_details") is None and counts.get("output_tokens"):
            counts["output_image_tokens"] = counts["output_tokens"]  # The images API generates nothing else.
    elif name == "openai-audio" and word(body.get("type")) == "speech.audio.done" and counts.get("output_tokens"):
        counts["output_audio_tokens"] = counts["output_tokens"]
    return name, counts


def _searched(item: Body) -> bool:
    """Whether an output item is a search that is billed: opening a page and finding in one are not."""
    return item.get("type") == "web_search_call" and word(part(item, "action").get("type")) in (None, "search")


def _langchain(counts: Counts, details: Body, at: str, written: int) -> tuple[int, int]:
    """LangChain includes the cache in its input, and zeroes ``cache_creation`` where it tells the split."""
    for kind in ("audio", "image", "video"):
        if told := count(details, kind, at):
            counts[f"input_{kind}_tokens"] = told
    hour = count(details, "ephemeral_1h_input_tokens", at) or 0
    return written or hour + (count(details, "ephemeral_5m_input_tokens", at) or 0), hour
