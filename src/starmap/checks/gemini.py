"""What a request to Gemini's ``generateContent`` asks for, in the spelling of the REST API or of the Python SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from starmap.checks.asks import Ask, Keys, Reader, Want, bodies, capability, media, parameter, read_keys, text
from starmap.responses.bodies import Body, opened, word
from starmap.vocabulary import ParameterName

__all__ = ["GEMINI"]


def _spelled(readers: Mapping[str, Reader], silent: tuple[str, ...]) -> Keys:
    """The keys in both spellings: ``maxOutputTokens`` and ``max_output_tokens``."""
    both = {**readers, **{_snake(key): reader for key, reader in readers.items()}}
    return Keys(both, frozenset((*silent, *map(_snake, silent))))


def _snake(key: str) -> str:
    return re.sub("([A-Z])", r"_\1", key).lower()


def _at(body: Body, key: str) -> tuple[object, str]:
    """The value of a key in either spelling, and the spelling that the body has."""
    spelling = key if key in body else _snake(key)
    return body.get(spelling), spelling


def _contents(value: object, path: str) -> Iterator[Ask]:
    yield from text(value, path)
    rows = list(bodies(value, path))
    for body, at in rows:
        yield from _parts(body.get("parts"), f"{at}.parts")
    if rows and rows[-1][0].get("role") == "model" and not _calls(rows[-1][0]):
        yield Ask(Want.CAPABILITY, "prefill", rows[-1][1], "model")


def _calls(body: Body) -> bool:
    return any(_at(part, "functionCall")[0] is not None for part, _ in bodies(body.get("parts"), ""))


def _parts(value: object, path: str) -> Iterator[Ask]:
    yield from text(value, path)
    for body, at in bodies(value, path):
        yield from text(body.get("text"), f"{at}.text")
        for key in ("inlineData", "fileData"):
            held = opened(_at(body, key)[0])
            if held is not None:
                yield from media(_at(held, "mimeType")[0], at)
        if _at(body, "functionCall")[0] is not None:
            yield Ask(Want.CAPABILITY, "tools", at, "functionCall")


def _system(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAPABILITY, "system_messages", path, True)
    body = opened(value)
    yield from text(value, path)
    if body is not None:
        yield from _parts(body.get("parts"), f"{path}.parts")


def _tools(value: object, path: str) -> Iterator[Ask]:
    for body, at in bodies(value, path):
        for key, held in body.items():
            name = _TOOLS.get(_snake(key))
            if name is not None and held is not None:
                yield Ask(Want.CAPABILITY, name, f"{at}.{key}", key)


_TOOLS = {
    "function_declarations": "tools",
    "google_search": "web_search",
    "google_search_retrieval": "web_search",
    "enterprise_web_search": "web_search",
    "code_execution": "code_execution",
    "url_context": "url_context",
    "computer_use": "computer_use",
    "file_search": "file_search",
    "mcp_servers": "mcp",
}


def _tool_config(value: object, path: str) -> Iterator[Ask]:
    held, key = _at(opened(value) or {}, "functionCallingConfig")
    mode = word((opened(held) or {}).get("mode"))
    if mode is not None and mode.upper() in ("ANY", "VALIDATED"):
        yield Ask(Want.CAPABILITY, "tool_choice", f"{path}.{key}.mode", mode)


def _thinking(value: object, path: str) -> Iterator[Ask]:
    body = opened(value) or {}
    level, key = _at(body, "thinkingLevel")
    if level is not None:
        yield Ask(Want.EFFORT, ParameterName.REASONING_EFFORT, f"{path}.{key}", (word(level) or "").lower())
    budget, key = _at(body, "thinkingBudget")
    if budget == -1:
        yield Ask(Want.CAPABILITY, "reasoning", f"{path}.{key}", budget)
    elif budget is not None:
        yield Ask(Want.BUDGET, "reasoning_budget", f"{path}.{key}", budget)


def _cap(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAP, "max_output_tokens", path, value)


def _schema(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAPABILITY, "structured_output", path, "schema")


def _outputs(value: object, path: str) -> Iterator[Ask]:
    for index, name in enumerate(value if isinstance(value, list | tuple) else ()):
        yield Ask(Want.OUTPUT, str(name).lower(), f"{path}[{index}]", name)


_CONFIG = _spelled(
    {
        "temperature": parameter(ParameterName.TEMPERATURE),
        "topP": parameter(ParameterName.TOP_P),
        "topK": parameter(ParameterName.TOP_K),
        "candidateCount": parameter(ParameterName.N),
        "maxOutputTokens": _cap,
        "stopSequences": parameter(ParameterName.STOP),
        "responseLogprobs": parameter(ParameterName.LOGPROBS),
        "logprobs": parameter(ParameterName.TOP_LOGPROBS),
        "presencePenalty": parameter(ParameterName.PRESENCE_PENALTY),
        "frequencyPenalty": parameter(ParameterName.FREQUENCY_PENALTY),
        "seed": parameter(ParameterName.SEED),
        "responseSchema": _schema,
        "responseJsonSchema": _schema,
        "responseModalities": _outputs,
        "thinkingConfig": _thinking,
    },
    (
        "responseMimeType", "mediaResolution", "speechConfig", "audioTimestamp", "imageConfig", "routingConfig",
        "modelSelectionConfig", "enableEnhancedCivicAnswers",
    ),
)  # fmt: skip


def _config(value: object, path: str) -> Iterator[Ask]:
    """The generation's settings; the SDK keeps the keys of the request's top level in the same object."""
    body = opened(value) or {}
    keys = _CONFIG if path != "config" else Keys({**_TOP.readers, **_CONFIG.readers}, _CONFIG.silent | _TOP.silent)
    yield from read_keys(body, keys, f"{path}.")
    mime, key = _at(body, "responseMimeType")
    if mime == "application/json" and all(
        _at(body, name)[0] is None for name in ("responseSchema", "responseJsonSchema")
    ):
        yield Ask(Want.CAPABILITY, "json_mode", f"{path}.{key}", mime)


_TOP = _spelled(
    {
        "contents": _contents,
        "systemInstruction": _system,
        "tools": _tools,
        "toolConfig": _tool_config,
        "generationConfig": _config,
        "cachedContent": capability("prompt_caching"),
    },
    (
        "model", "safetySettings", "labels", "serviceTier", "store", "httpOptions", "automaticFunctionCalling",
        "modelArmorConfig", "shouldReturnHttpResponse", "audioTranscriptionConfig",
    ),
)  # fmt: skip

GEMINI = Keys({**_TOP.readers, "config": _config}, _TOP.silent)
"""The keys of a content's request."""
