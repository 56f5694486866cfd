"""What OpenAI's requests ask for: chat completions, which many providers have taken over, and responses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from starmap.checks.asks import Ask, Keys, Reader, Want, bodies, capability, media, parameter, text
from starmap.responses.bodies import Body, opened, word
from starmap.vocabulary import Modality, ParameterName

__all__ = ["CHAT", "RESPONSES"]


def _messages(value: object, path: str) -> Iterator[Ask]:
    """The messages of a conversation; the last one is a prefill if the assistant speaks in it."""
    rows = list(bodies(value, path))
    for body, at in rows:
        if body.get("role") in ("system", "developer"):
            yield Ask(Want.CAPABILITY, "system_messages", f"{at}.role", body["role"])
        yield from _content(body.get("content"), f"{at}.content")
        if body.get("tool_calls"):
            yield Ask(Want.CAPABILITY, "tools", f"{at}.tool_calls", body["tool_calls"])
    if rows and (rows[-1][0].get("prefix") is True or _speaks(rows[-1][0])):
        yield Ask(Want.CAPABILITY, "prefill", rows[-1][1], rows[-1][0].get("content"))


def _speaks(body: Body) -> bool:
    return body.get("role") == "assistant" and bool(body.get("content")) and not body.get("tool_calls")


def _content(value: object, path: str) -> Iterator[Ask]:
    """A content: a text, or parts."""
    yield from text(value, path)
    for body, at in bodies(value, path):
        kind = word(body.get("type")) or ""
        yield from text(body.get("text"), f"{at}.text")
        if kind in _PARTS:
            yield Ask(Want.INPUT, _PARTS[kind], at, kind)
        elif kind in ("file", "input_file"):
            yield from _file(opened(body.get("file")) or body, at)


_PARTS: Mapping[str, str] = {
    "image_url": Modality.IMAGE,
    "input_image": Modality.IMAGE,
    "input_audio": Modality.AUDIO,
    "audio_url": Modality.AUDIO,
    "video_url": Modality.VIDEO,
    "input_video": Modality.VIDEO,
}


def _file(body: Body, path: str) -> Iterator[Ask]:
    """A file, whose modality its data or its name tells; an id alone does not tell."""
    data, name = word(body.get("file_data")) or "", word(body.get("filename")) or word(body.get("file_url")) or ""
    if data.startswith("data:"):
        yield from media(data[5:].partition(";")[0].partition(",")[0], path)
    elif name.lower().partition("?")[0].endswith(".pdf"):
        yield Ask(Want.INPUT, Modality.PDF, path, name)


def _tools(value: object, path: str) -> Iterator[Ask]:
    for body, at in bodies(value, path):
        kind = (word(body.get("type")) or "function").lower()
        name = next((name for head, name in _TOOLS if kind.startswith(head)), None)
        if name is not None:
            yield Ask(Want.CAPABILITY, name, at, kind)


_TOOLS = (
    ("function", "tools"),
    ("custom", "tools"),
    ("namespace", "tools"),
    ("web_search", "web_search"),
    ("file_search", "file_search"),
    ("code_interpreter", "code_execution"),
    ("computer", "computer_use"),
    ("mcp", "mcp"),
)
"""The capability that a tool needs, by how its type begins. Other tools are beyond the catalog's facts."""


def _tool_choice(value: object, path: str) -> Iterator[Ask]:
    """Only a choice that forces a call asks for something: the other two are how a model behaves anyway."""
    if word(value) not in ("auto", "none"):
        yield Ask(Want.CAPABILITY, "tool_choice", path, word(value) or "tool")


def _format(value: object, path: str) -> Iterator[Ask]:
    body = opened(value)
    kind = None if body is None else word(body.get("type"))
    if kind in _FORMATS:
        yield Ask(Want.CAPABILITY, _FORMATS[kind], path, kind)


_FORMATS: Mapping[str | None, str] = {"json_object": "json_mode", "json_schema": "structured_output"}


def _response_format(value: object, path: str) -> Iterator[Ask]:
    asked = list(_format(value, path))
    yield from asked
    if asked:
        yield Ask(Want.PARAMETER, ParameterName.RESPONSE_FORMAT, path, asked[0].value)


def _capped(name: ParameterName) -> Reader:
    """A cap on the output, under a name that not every model takes."""

    def read(value: object, path: str) -> Iterator[Ask]:
        yield Ask(Want.PARAMETER, name, path, value)
        yield Ask(Want.CAP, name, path, value)

    return read


def _cap(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAP, "max_output_tokens", path, value)


def _effort(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.EFFORT, ParameterName.REASONING_EFFORT, path, value)


def _reasoning(value: object, path: str) -> Iterator[Ask]:
    body = opened(value) or {}
    if body.get("effort") is not None:
        yield from _effort(body["effort"], f"{path}.effort")


def _outputs(value: object, path: str) -> Iterator[Ask]:
    for index, name in enumerate(value if isinstance(value, list | tuple) else ()):
        yield Ask(Want.OUTPUT, str(name).lower(), f"{path}[{index}]", name)


def _input(value: object, path: str) -> Iterator[Ask]:
    """The input of a response: a text, or items, most of them messages."""
    yield from text(value, path)
    for body, at in bodies(value, path):
        if body.get("role") in ("system", "developer"):
            yield Ask(Want.CAPABILITY, "system_messages", f"{at}.role", body["role"])
        yield from _content(body.get("content"), f"{at}.content")
        yield from _content(body.get("output"), f"{at}.output")


def _instructions(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAPABILITY, "system_messages", path, value)
    yield from text(value, path)


def _text_config(value: object, path: str) -> Iterator[Ask]:
    body = opened(value) or {}
    yield from _format(body.get("format"), f"{path}.format")
    if body.get("verbosity") is not None:
        yield Ask(Want.PARAMETER, ParameterName.VERBOSITY, f"{path}.verbosity", body["verbosity"])


def _thinking(value: object, path: str) -> Iterator[Ask]:
    """The switch that DeepSeek, Moonshot and others added to OpenAI's shape."""
    if value is True or (opened(value) or {}).get("type") == "enabled":
        yield Ask(Want.CAPABILITY, "reasoning", path, True)


_PLAIN: Mapping[str, Reader] = {
    str(name): parameter(name)
    for name in ParameterName
    if name not in ("max_tokens", "max_completion_tokens", "reasoning_effort", "response_format")
}

CHAT = Keys(
    {
        **_PLAIN,
        "messages": _messages,
        "max_tokens": _capped(ParameterName.MAX_TOKENS),
        "max_completion_tokens": _capped(ParameterName.MAX_COMPLETION_TOKENS),
        "reasoning_effort": _effort,
        "response_format": _response_format,
        "tools": _tools,
        "functions": capability("tools"),
        "tool_choice": _tool_choice,
        "function_call": _tool_choice,
        "parallel_tool_calls": capability("parallel_tools"),
        "stream": capability("streaming"),
        "prediction": capability("predicted_outputs"),
        "web_search_options": lambda value, path: iter([Ask(Want.CAPABILITY, "web_search", path, value)]),
        "modalities": _outputs,
        "thinking": _thinking,
        "enable_thinking": _thinking,
    },
    frozenset(
        (
            "model", "audio", "metadata", "moderation", "prompt_cache_key", "prompt_cache_options",
            "prompt_cache_retention", "safety_identifier", "service_tier", "store", "stream_options", "user",
            "extra_body", "extra_headers", "extra_query", "timeout",
        )
    ),
)  # fmt: skip
"""The keys of a chat completion."""

RESPONSES = Keys(
    {
        **{name: _PLAIN[name] for name in ("temperature", "top_p", "top_logprobs", "top_k")},
        "input": _input,
        "instructions": _instructions,
        "max_output_tokens": _cap,
        "reasoning": _reasoning,
        "text": _text_config,
        "tools": _tools,
        "tool_choice": _tool_choice,
        "parallel_tool_calls": capability("parallel_tools"),
        "stream": capability("streaming"),
    },
    frozenset(
        (
            "model", "access_programs", "background", "background_options", "context_management", "conversation",
            "include", "max_tool_calls", "metadata", "moderation", "multi_agent", "previous_response_id", "prompt",
            "prompt_cache_key", "prompt_cache_options", "prompt_cache_retention", "safety_identifier", "service_tier",
            "store", "stream_options", "truncation", "user", "extra_body", "extra_headers", "extra_query", "timeout",
        )
    ),
)  # fmt: skip
"""The keys of a response's request."""
