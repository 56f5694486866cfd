"""Bodies that tell their usage without a usage object: in keys of their own, or by what they generated."""

from __future__ import annotations

from collections.abc import Callable

from starmap.errors import UnreadableResponseError
from starmap.responses.bodies import Body, word
from starmap.responses.counts import Counts, Reading, count, length, part, rows, text_count, within
from starmap.responses.google import predictions

__all__ = ["read_whole"]


def read_whole(body: Body, at: str) -> Reading | None:
    """The reading of a body without a usage object; ``None`` if it tells no usage. ``at`` is its JSON path."""
    for key, reader in _WHOLES:
        if body.get(key) is not None and (reading := reader(body, at)) is not None:
            return reading
    return None


def _counted(body: Body, at: str, name: str, prompt: tuple[str, ...], output: tuple[str, ...]) -> Reading:
    counts: Counts = {"requests": 1}
    for field, keys in (("input_tokens", prompt), ("output_tokens", output)):
        if keys:
            counts[field] = text_count(body, keys, at) or 0
    return name, counts


def _ollama(body: Body, at: str) -> Reading | None:
    """Ollama leaves zeros out: a prompt that was kept from the last request may have no count."""
    generated = "eval_count" in body or "response" in body or "message" in body
    return _counted(body, at, "ollama", ("prompt_eval_count",), ("eval_count",) if generated else ())


def _titan(body: Body, at: str) -> Reading | None:
    """Amazon's Titan through Bedrock's InvokeModel: texts, their stream, and embeddings."""
    name, counts = _counted(body, at, "bedrock-invoke", ("inputTextTokenCount",), ("totalOutputTextTokenCount",))
    if "results" in body:
        told = rows(body, "results")
        counts["output_tokens"] = sum(count(one, "tokenCount", within(at, "results")) or 0 for one in told)
    elif "totalOutputTextTokenCount" not in body:
        del counts["output_tokens"]
    return name, counts


def _watsonx(body: Body, at: str) -> Reading | None:
    """IBM's watsonx: the prompt is counted with the first result alone."""
    told = rows(body, "results")
    if not told or told[0].get("generated_token_count") is None:
        return None
    return "watsonx", {
        "requests": 1,
        "input_tokens": sum(count(one, "input_token_count", within(at, "results")) or 0 for one in told),
        "output_tokens": sum(count(one, "generated_token_count", within(at, "results")) or 0 for one in told),
    }


def _generated_text(body: Body, at: str) -> Reading | None:
    """Hugging Face's text-generation-inference, when it was asked for details of the prompt."""
    details = part(body, "details")
    output = count(details, "generated_tokens", within(at, "details"))
    if output is None:
        return None
    prompt = count(details, "input_length", within(at, "details")) or len(rows(details, "prefill"))
    if not prompt:
        raise UnreadableResponseError(
            within(at, "details.prefill"), "the prompt is not counted: ask for decoder_input_details"
        )
    return "huggingface-tgi", {"requests": 1, "input_tokens": prompt, "output_tokens": output}


def _nlp_cloud(body: Body, at: str) -> Reading | None:
    return _counted(body, at, "nlp-cloud", ("nb_input_tokens",), ("nb_generated_tokens",))


def _aleph_alpha(body: Body, at: str) -> Reading | None:
    output = ("num_tokens_generated",) if "num_tokens_generated" in body else ()
    return _counted(body, at, "aleph-alpha", ("num_tokens_prompt_total",), output)


def _llama(body: Body, at: str) -> Reading | None:
    """Meta's own API, which lists its metrics by name."""
    told = {word(row.get("metric")): row for row in rows(body, "metrics")}
    if "num_prompt_tokens" not in told or "num_completion_tokens" not in told:
        return None
    inside = within(at, "metrics")
    return "llama", {
        "requests": 1,
        "input_tokens": count(told["num_prompt_tokens"], "value", inside) or 0,
        "output_tokens": count(told["num_completion_tokens"], "value", inside) or 0,
    }


def _deepgram(body: Body, at: str) -> Reading | None:
    metadata = part(body, "metadata")
    if metadata.get("duration") is None or "request_id" not in metadata:
        return None
    return "deepgram", {"requests": 1, "input_seconds": length(metadata, "duration", within(at, "metadata"))}


def _assemblyai(body: Body, at: str) -> Reading | None:
    return "assemblyai", {"requests": 1, "input_seconds": length(body, "audio_duration", at)}


def _transcript(body: Body, at: str) -> Reading | None:
    """OpenAI's verbose transcription, which tells the length of the audio."""
    if "text" not in body or not ("segments" in body or "language" in body or "task" in body):
        return None
    return "openai-audio", {"requests": 1, "input_seconds": length(body, "duration", at)}


def _drawn(body: Body, at: str) -> Reading | None:
    """Images without a usage object: those that were generated are counted."""
    images = sum(1 for one in rows(body, "data") if one.get("url") or one.get("b64_json"))
    return ("openai-images", {"requests": 1, "images": images}) if images else None


def _bedrock_drawn(body: Body, at: str) -> Reading | None:
    images = body["images"]
    drawn = sum(1 for one in images if isinstance(one, str) and one) if isinstance(images, list) else 0
    return ("bedrock-invoke", {"requests": 1, "images": drawn}) if drawn else None


def _stability_drawn(body: Body, at: str) -> Reading | None:
    """Stability's images, from its own API and through Bedrock."""
    images = sum(1 for one in rows(body, "artifacts") if one.get("base64"))
    return ("bedrock-invoke", {"requests": 1, "images": images}) if images else None


def _minimax_speech(body: Body, at: str) -> Reading | None:
    characters = count(part(body, "extra_info"), "usage_characters", within(at, "extra_info"))
    return None if characters is None else ("minimax-speech", {"requests": 1, "characters": characters})


def _headers(body: Body, at: str) -> Reading | None:
    """Bedrock's InvokeModel, whose answer cannot be read twice: its headers tell the counts as well."""
    headers = part(part(body, "ResponseMetadata"), "HTTPHeaders")
    if headers.get("x-amzn-bedrock-input-token-count") is None:
        return None
    told = {name: text_count(headers, (f"x-amzn-bedrock-{key}-token-count",), "HTTPHeaders") for name, key in _HEADERS}
    counts: Counts = {"requests": 1}
    read, written = told.pop("cache_read_tokens") or 0, told.pop("cache_write_tokens") or 0
    counts.update((name, number) for name, number in told.items() if number is not None)
    counts["input_tokens"] += read + written
    counts.update(
        (name, number) for name, number in (("cache_read_tokens", read), ("cache_write_tokens", written)) if number
    )
    return "bedrock-invoke", counts


_HEADERS = (
    ("input_tokens", "input"),
    ("output_tokens", "output"),
    ("cache_read_tokens", "cache-read-input"),
    ("cache_write_tokens", "cache-write-input"),
)


_WHOLES: tuple[tuple[str, Callable[[Body, str], Reading | None]], ...] = (
    ("inputTextTokenCount", _titan),
    ("prompt_eval_count", _ollama),
    ("eval_count", _ollama),
    ("results", _watsonx),
    ("nb_input_tokens", _nlp_cloud),
    ("num_tokens_prompt_total", _aleph_alpha),
    ("metrics", _llama),
    ("details", _generated_text),
    ("metadata", _deepgram),
    ("audio_duration", _assemblyai),
    ("extra_info", _minimax_speech),
    ("predictions", predictions),
    ("embeddings", predictions),
    ("ResponseMetadata", _headers),
    ("duration", _transcript),
    ("data", _drawn),
    ("images", _bedrock_drawn),
    ("artifacts", _stability_drawn),
)
