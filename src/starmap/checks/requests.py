"""A request opened: which API's shape it has, which model it names, and everything that it asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starmap.capabilities import Capabilities
from starmap.checks.anthropic import MESSAGES
from starmap.checks.asks import Api, Ask, Keys, Reader, Want, bodies, capability, read_keys
from starmap.checks.gemini import GEMINI
from starmap.checks.openai import CHAT, RESPONSES
from starmap.errors import UnknownFieldError, UnreadableRequestError
from starmap.nearness import near_matches
from starmap.responses.bodies import Body, opened, word

__all__ = ["Request", "read_request"]

_KEYS = {Api.CHAT: CHAT, Api.RESPONSES: RESPONSES, Api.MESSAGES: MESSAGES, Api.GEMINI: GEMINI}


class Request(NamedTuple):
    """What a request asks for."""

    api: Api | None
    """The shape; ``None`` for parameters given by name alone."""

    asks: tuple[Ask, ...]
    """Everything that it asks for, in its own order."""

    known: tuple[str, ...]
    """Every key that starmap knows in this shape, for near matches."""

    def find(self, want: Want, name: str | None = None) -> Ask | None:
        """The first thing of a kind and name that it asks for; ``None`` if it asks for none."""
        return next((ask for ask in self.asks if ask.want is want and name in (None, ask.name)), None)


def read_request(
    request: Mapping[str, object] | None,
    parameters: Mapping[str, object],
    api: str | None = None,
    family: str | None = None,
) -> Request:
    """What a request, and parameters given by name beside it, ask for.

    ``api`` forces a shape; ``family`` decides where the keys fit both OpenAI's and Anthropic's. Raises
    ``UnreadableRequestError`` for a request of no known shape, ``UnknownFieldError`` for an unknown ``api``.

    >>> read_request({"messages": [{"role": "user", "content": "Hello"}], "temperature": 0.2}, {}).api
    <Api.CHAT: 'openai-chat'>
    """
    if request is None and not _SHAPED.isdisjoint(parameters):
        request, parameters = parameters, {}
    forced = None if api is None else _forced(api)
    if request is None:
        return Request(None, tuple(read_keys(parameters, _NAMED)), tuple(sorted(_NAMED.readers)))
    body = opened(request)
    if body is None:
        raise UnreadableRequestError((), f"it is of type {type(request).__name__}")
    shape = forced or _recognised(body, family)
    keys = _KEYS[shape]
    asks = (*read_keys(body, keys), *read_keys(parameters, _NAMED))
    return Request(shape, asks, tuple(sorted({*keys.readers, *keys.silent})))


_SHAPED = frozenset(("messages", "input", "contents"))


def _switched(name: str, reader: Reader) -> Reader:
    """A reader of a capability's name that is also a key: true and false are a switch, all else is read as sent."""
    switch = capability(name)
    return lambda value, path: switch(value, path) if isinstance(value, bool) else reader(value, path)


_CAPABILITIES = {name: capability(name) for name in Capabilities.model_fields if not name.startswith("reasoning_")}
_READERS = {**MESSAGES.readers, **RESPONSES.readers, **CHAT.readers}

_NAMED = Keys(
    {
        **_READERS,
        **{
            name: _switched(name, _READERS[name]) if name in _READERS else reader
            for name, reader in _CAPABILITIES.items()
        },
    },
    CHAT.silent | RESPONSES.silent | MESSAGES.silent,
)
"""Parameters by name: those of every shape, and the capabilities of the catalog."""


def _forced(api: str) -> Api:
    try:
        return Api(api)
    except ValueError:
        raise UnknownFieldError("shape of a request", str(api), near_matches(str(api), Api) or tuple(Api)) from None


def _recognised(body: Body, family: str | None) -> Api:
    """The shape, by the keys that only one API has."""
    if "contents" in body:
        return Api.GEMINI
    if "messages" in body:
        return Api.MESSAGES if _anthropic(body) or (family == "anthropic" and not _openai(body)) else Api.CHAT
    if "input" in body or "previous_response_id" in body or "prompt" in body:
        return Api.RESPONSES
    raise UnreadableRequestError(tuple(map(str, body)), "it has neither messages nor input nor contents")


_ANTHROPIC = frozenset(
    ("system", "stop_sequences", "output_config", "output_format", "anthropic_version", "mcp_servers", "betas")
)
_OPENAI = CHAT.readers.keys() - MESSAGES.readers.keys()
_BLOCKS = frozenset(("image", "document", "tool_use", "tool_result", "thinking"))


def _openai(body: Body) -> bool:
    return not _OPENAI.isdisjoint(body)


def _anthropic(body: Body) -> bool:
    if _openai(body):
        return False
    if not _ANTHROPIC.isdisjoint(body):
        return True
    if "budget_tokens" in (opened(body.get("thinking")) or {}):
        return True
    if any("input_schema" in tool for tool, _ in bodies(body.get("tools"), "")):
        return True
    blocks = (part for row, _ in bodies(body.get("messages"), "") for part, _ in bodies(row.get("content"), ""))
    return any(word(block.get("type")) in _BLOCKS for block in blocks)
