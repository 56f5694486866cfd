"""The usage in what AI providers' APIs return: their JSON, SDK objects, and streams, recognised by their shape.

A reading never guesses. A body that tells no usage, an error, and a part of a stream without counts are refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

from starmap.errors import UnreadableResponseError
from starmap.responses.bodies import Body, is_series, opened, parsed, word
from starmap.responses.counts import Reading, part, rows
from starmap.responses.shapes import Reader, reader_of
from starmap.responses.wholes import read_whole

__all__ = ["Response", "read_response"]


class Response(NamedTuple):
    """What a provider's response tells of what was used."""

    api: str
    """The shape: ``aleph-alpha``, ``anthropic-messages``, ``assemblyai``, ``bedrock-converse``, ``bedrock-invoke``,
    ``cohere``, ``cursor``, ``dashscope``, ``deepgram``, ``gemini``, ``gemini-interactions``, ``huggingface-tgi``,
    ``langchain``, ``llama``, ``minimax-speech``, ``mistral-ocr``, ``nlp-cloud``, ``ollama``, ``openai-audio``,
    ``openai-chat``, ``openai-completions``, ``openai-embeddings``, ``openai-images``, ``openai-realtime``,
    ``openai-responses``, ``openrouter-generation``, ``replicate``, ``vercel-ai``, ``vertex-predict`` or ``watsonx``.
    Providers that follow another's API have its shape."""

    counts: Mapping[str, int | Decimal]
    """Counts by the field names of ``Usage``: ``requests``, the input and output that are told, and what is not zero
    besides."""

    model: str | None
    """The model that the response names, as it is written there; ``None`` if it names none."""

    mode: str | None
    """The processing that the response names: standard, batch, flex, priority or fast; ``None`` if it names none, or
    one that has no prices of its own, such as provisioned throughput."""

    created: datetime | None
    """When the response was made, in UTC; ``None`` if it does not say."""


def read_response(body: object, provider: str | None = None) -> Response:
    """What a provider's response tells of what was used, whatever its convention.

    ``body`` is a JSON text, a mapping, an SDK's object, the events of one stream as a list, an iterator or a text, or
    a usage object alone. ``provider`` only decides where the same names mean different things. Raises
    ``UnreadableResponseError`` if no usage is told, or a count is not a whole number of at least zero. Counts that
    contradict each other are left as the provider states them.

    >>> told = read_response({"model": "gpt-4o", "usage": {"prompt_tokens": 9, "completion_tokens": 12}})
    >>> told.api, told.model, told.counts["output_tokens"]
    ('openai-chat', 'gpt-4o', 12)
    """
    served = provider.lower().replace("_", "-") if provider else ""
    if isinstance(body, str | bytes | bytearray):
        body = parsed(body)
    if type(body) is not dict and is_series(body):
        return _read_series(body, served)  # type: ignore[arg-type]
    whole = opened(body)
    if whole is None:
        raise UnreadableResponseError("", f"it is of type {type(body).__name__}")
    found = _found(whole, served)
    if found is None:
        raise _unreadable(whole)
    return _response(found, served)


class _Found(NamedTuple):
    """Where the usage of a body lies: the object, its reader and path, and the bodies around it, inmost first."""

    usage: Body
    reader: Reader | None
    at: str
    around: tuple[Body, ...]
    reading: Reading | None = None


_PLACES = ("usage", "usageMetadata", "usage_metadata", "usage_info", "tokenUsage", "token_usage")
_LATER = ("meta", "metrics", "amazon-bedrock-invocationMetrics")
_WRAPPERS = (
    "response",
    "body",
    "result",
    "message",
    "interaction",
    "metadata",
    "delta",
    "x_groq",
    "llm_output",
    "modelOutput",
    "final_result",
    "orchestration_result",
    "chatResponse",
    "chat_response",
    "batch_result",
    "chat_get_completion",
    "data",
    "chunk",
    "bytes",
)
_DEPTH = 4


def _found(body: Body, provider: str, at: str = "", outer: tuple[Body, ...] = ()) -> _Found | None:
    """The usage in a body or in what it wraps; the cheap tests come first."""
    usage = body.get("usage")
    if type(usage) is dict and (reader := reader_of(usage, body, provider)) is not None:
        return _Found(usage, reader, f"{at}usage", (body, *outer))
    for key in (*_PLACES, *_LATER):
        if body.get(key) is not None and (told := opened(body[key])):
            reader = reader_of(told, body, provider)
            if reader is not None:
                return _Found(told, reader, at + key, (body, *outer))
    reader = reader_of(body, body, provider)
    if reader is not None:
        return _Found(body, reader, at.removesuffix("."), (body, *outer))
    if len(outer) < _DEPTH:
        for key in _WRAPPERS:
            inner = body.get(key)
            if isinstance(inner, str | bytes | bytearray) and key in ("body", "bytes") and inner[:1] in ("{", b"{"):
                inner = parsed(inner)
            if inner is not None and (told := opened(inner)) is not None:
                found = _found(told, provider, f"{at}{key}.", (body, *outer))
                if found is not None:
                    return found
        for number, choice in enumerate(rows(body, "choices")):  # Moonshot ends its streams so
            if told := part(choice, "usage"):
                reader = reader_of(told, body, provider)
                if reader is not None:
                    return _Found(told, reader, f"{at}choices[{number}].usage", (body, *outer))
    reading = read_whole(body, at.removesuffix("."))
    return None if reading is None else _Found(body, None, at, (body, *outer), reading)


def _response(found: _Found, provider: str) -> Response:
    usage, reader, at, around, reading = found
    if reader is not None:
        reading = reader(usage, around[0], at, provider)
    if reading is None:
        raise _unreadable(around[0])
    if "response_metadata" in around[0]:  # LangChain keeps there what else the API said.
        around = (*around, part(around[0], "response_metadata"))
    return Response(reading[0], reading[1], _model(around), _mode(usage, around), _created(around))


def _read_series(events: Iterable[object], provider: str) -> Response:
    """The events of one stream as one response: the last counts hold, and Anthropic's are spread over two events."""
    last: _Found | None = None
    event: Body = {}
    message: Body = {}
    usage: dict[str, object] = {}
    common: dict[str, object] = {}
    grounded: list[object] = []
    answers: list[object] = []
    for event in _flat(events):
        kind = word(event.get("type"))
        if _is_whole(event, kind):
            answers.append(None)
        elif (answer := event.get("responseId")) and answer not in answers:
            answers.append(answer)
        for key in _COMMON:
            if (value := event.get(key)) is not None and (key not in common or key == "service_tier"):
                common[key] = value
        if "candidates" in event:
            grounded += [one for one in rows(event, "candidates") if not _GROUNDED.isdisjoint(one)]
        if kind == "message_start":
            message = part(event, "message")
            usage = {key: value for key, value in part(message, "usage").items() if value is not None}
        elif kind == "message_delta":
            usage.update((key, value) for key, value in part(event, "usage").items() if value is not None)
        else:
            last = _found(event, provider) or last
    if len(answers) > 1:
        raise UnreadableResponseError("", f"it holds {len(answers)} responses; read each on its own")
    if usage and (reader := reader_of(usage, message, provider)) is not None:
        last = _Found(usage, reader, "usage", (message,))
    if last is None:
        raise _unreadable(event)
    body, *outer = last.around
    if grounded:
        body = {**body, "candidates": grounded}
    return _response(last._replace(around=(body, *outer, common)), provider)


_COMMON = ("model", "modelVersion", "model_version", "created", "created_at", "createTime", "service_tier")
_GROUNDED = frozenset(("groundingMetadata", "grounding_metadata"))
_WHOLE_TYPES = frozenset(("message", "message_start", "response.done", "response.completed"))


def _flat(events: Iterable[object]) -> Iterable[Body]:
    """The events as mappings: lines of a stream are parsed, and the envelopes of Bedrock's events are taken off."""
    for event in events:
        if isinstance(event, str | bytes | bytearray):
            found = parsed(event) if event.strip() else []
            yield from _flat(found if isinstance(found, list) else [found])
        elif (told := opened(event)) is not None:
            inner = part(told, "chunk").get("bytes")
            if isinstance(inner, str | bytes | bytearray):
                yield from _flat([inner])
            else:
                yield told


def _is_whole(event: Body, kind: str | None) -> bool:
    """Whether the event is or ends a response of its own, of which a stream has one."""
    return kind in _WHOLE_TYPES or event.get("object") in ("chat.completion", "response") or "custom_id" in event


def _unreadable(body: Body) -> UnreadableResponseError:
    """Why a body tells no usage."""
    if body.get("error"):
        return UnreadableResponseError("error", "the provider answered with an error")
    for key in (*_PLACES, *_LATER):
        if key in body:
            told = opened(body[key])
            if told:
                known = ", ".join(repr(name) for name in list(told)[:4])
                return UnreadableResponseError(key, f"it tells no count that is known; its keys are {known}")
            return UnreadableResponseError(key, "it is null" if body[key] is None else "it holds no counts")
    return UnreadableResponseError("", "it has no usage, usageMetadata or counts of its own")


_MODES = {
    "batch": "batch",
    "default": "standard",
    "fast": "fast",
    "flex": "flex",
    "on_demand": "standard",
    "on_demand_flex": "flex",
    "on_demand_priority": "priority",
    "priority": "priority",
    "standard": "standard",
}


def _mode(usage: Body, around: tuple[Body, ...]) -> str | None:
    if usage.get("speed") is not None and word(usage["speed"]) == "fast":
        return "fast"
    for body in around[1:]:
        if not _BATCHED.isdisjoint(body) or ("key" in body and "usageMetadata" in part(body, "response")):
            return "batch"  # The line of a batch's results, around the response.
    for body in (usage, *around):
        for key in ("service_tier", "serviceTier", "trafficType", "traffic_type"):
            value = body.get(key)
            if value is not None and (mode := _named_mode(value)) is not None:
                return mode
    if "extra_properties" in usage:
        return _named_mode(part(part(usage, "extra_properties"), "google").get("traffic_type"))
    return None


_BATCHED = frozenset(("custom_id", "batch_request_id", "modelOutput", "processed_time"))


def _named_mode(value: object) -> str | None:
    name = word(value)
    if name is None and (told := opened(value)) is not None:
        name = word(told.get("type"))
    return None if name is None else _MODES.get(name.lower().removeprefix("service_tier_"))


def _model(around: tuple[Body, ...]) -> str | None:
    for body in around:
        if (model := body.get("model")) is not None and (name := word(model)) is not None:
            return name
    for body in around:
        for key in ("modelVersion", "model_version", "model_id", "model_name", "speech_model"):
            if (name := word(body.get(key))) is not None:
                return name
    return None


def _created(around: tuple[Body, ...]) -> datetime | None:
    for body in around:
        for key in ("created", "created_at", "createTime", "create_time"):
            if (value := body.get(key)) is not None and (when := _moment(value)) is not None:
                return when
    return None


def _moment(value: object) -> datetime | None:
    """A moment from seconds, or milliseconds, since 1970 or from ISO 8601, in UTC; ``None`` if it is none."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value if value < _MILLISECONDS else value / 1000, UTC) if value > 0 else None
        when = datetime.fromisoformat(value) if isinstance(value, str) else value
        if not isinstance(when, datetime):
            return None
        # A moment that names no zone is in UTC, as every API that leaves the zone out has it.
        return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
    except (ValueError, OverflowError, OSError):
        return None


_MILLISECONDS = 100_000_000_000
