"""What a request to Anthropic's messages API asks for."""

from __future__ import annotations

from collections.abc import Iterator

from starmap.checks.asks import Ask, Keys, Want, bodies, capability, media, parameter, text
from starmap.responses.bodies import Body, opened, word
from starmap.vocabulary import Modality, ParameterName

__all__ = ["MESSAGES"]


def _messages(value: object, path: str) -> Iterator[Ask]:
    rows = list(bodies(value, path))
    for body, at in rows:
        if body.get("role") == "system":
            yield Ask(Want.CAPABILITY, "system_messages", f"{at}.role", "system")
        yield from _content(body.get("content"), f"{at}.content")
    if rows and rows[-1][0].get("role") == "assistant" and not _calls(rows[-1][0]):
        yield Ask(Want.CAPABILITY, "prefill", rows[-1][1], rows[-1][0].get("content"))


def _calls(body: Body) -> bool:
    """Whether a message ends with a call of a tool or with what a tool of Anthropic's gave."""
    blocks = list(bodies(body.get("content"), ""))
    return bool(blocks) and "tool" in (word(blocks[-1][0].get("type")) or "")


def _content(value: object, path: str) -> Iterator[Ask]:
    yield from text(value, path)
    for body, at in bodies(value, path):
        kind = word(body.get("type"))
        yield from text(body.get("text"), f"{at}.text")
        if kind == "image":
            yield Ask(Want.INPUT, Modality.IMAGE, at, kind)
        elif kind == "document":
            yield from _document(opened(body.get("source")) or {}, at)
            if (opened(body.get("citations")) or {}).get("enabled") is True:
                yield Ask(Want.CAPABILITY, "citations", f"{at}.citations", True)
        elif kind == "tool_use":
            yield Ask(Want.CAPABILITY, "tools", at, kind)
        elif kind == "tool_result":
            yield from _content(body.get("content"), f"{at}.content")


def _document(source: Body, path: str) -> Iterator[Ask]:
    """A document; behind an address there is always a PDF, behind a file's id there may be anything."""
    kind = word(source.get("type"))
    if kind == "url":
        yield Ask(Want.INPUT, Modality.PDF, path, "document")
    elif kind == "text":
        yield from text(source.get("data"), f"{path}.source.data")
    elif kind == "content":
        yield from _content(source.get("content"), f"{path}.source.content")
    else:
        yield from media(source.get("media_type"), path)


def _system(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAPABILITY, "system_messages", path, True)
    yield from _content(value, path)


def _tools(value: object, path: str) -> Iterator[Ask]:
    for body, at in bodies(value, path):
        kind = word(body.get("type")) or "custom"
        name = next((name for head, name in _TOOLS if kind.startswith(head)), None)
        if name is not None:
            yield Ask(Want.CAPABILITY, name, at, kind)


_TOOLS = (
    ("custom", "tools"),
    ("bash", "tools"),
    ("text_editor", "tools"),
    ("memory", "tools"),
    ("web_search", "web_search"),
    ("web_fetch", "url_context"),
    ("code_execution", "code_execution"),
    ("computer", "computer_use"),
    ("mcp", "mcp"),
)


def _tool_choice(value: object, path: str) -> Iterator[Ask]:
    kind = word((opened(value) or {}).get("type"))
    if kind in ("any", "tool"):
        yield Ask(Want.CAPABILITY, "tool_choice", path, kind)


def _thinking(value: object, path: str) -> Iterator[Ask]:
    body = opened(value) or {}
    kind = word(body.get("type"))
    if kind is not None and kind != "disabled":
        yield Ask(Want.CAPABILITY, "reasoning", path, kind)
    if kind == "enabled":
        yield Ask(Want.THINKING, "thinking", path, kind)
        if body.get("budget_tokens") is not None:
            yield Ask(Want.BUDGET, "reasoning_budget", f"{path}.budget_tokens", body["budget_tokens"])


def _output_config(value: object, path: str) -> Iterator[Ask]:
    body = opened(value) or {}
    if body.get("effort") is not None:
        yield Ask(Want.EFFORT, ParameterName.REASONING_EFFORT, f"{path}.effort", body["effort"])
    yield from _format(body.get("format"), f"{path}.format")


def _format(value: object, path: str) -> Iterator[Ask]:
    if (opened(value) or {}).get("type") == "json_schema":
        yield Ask(Want.CAPABILITY, "structured_output", path, "json_schema")


def _cap(value: object, path: str) -> Iterator[Ask]:
    yield Ask(Want.CAP, "max_tokens", path, value)


MESSAGES = Keys(
    {
        "messages": _messages,
        "system": _system,
        "max_tokens": _cap,
        "temperature": parameter(ParameterName.TEMPERATURE),
        "top_p": parameter(ParameterName.TOP_P),
        "top_k": parameter(ParameterName.TOP_K),
        "stop_sequences": parameter(ParameterName.STOP),
        "stream": capability("streaming"),
        "cache_control": capability("prompt_caching"),
        "tools": _tools,
        "tool_choice": _tool_choice,
        "mcp_servers": capability("mcp"),
        "thinking": _thinking,
        "output_config": _output_config,
        "output_format": _format,
    },
    frozenset(
        (
            "model", "anthropic_beta", "anthropic_version", "betas", "container", "context_management", "diagnostics",
            "inference_geo", "metadata", "service_tier", "speed", "user_profile_id", "workspace_id", "extra_body",
            "extra_headers", "extra_query", "timeout",
        )
    ),
)  # fmt: skip
"""The keys of a message's request."""
