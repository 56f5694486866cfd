"""What callers hand over as a response, opened: JSON, server-sent events and SDK objects become plain mappings.

An object is opened one level at a time, so the long texts inside a response are never copied.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from typing import cast

from starmap.errors import UnreadableResponseError

__all__ = ["Body", "is_series", "opened", "parsed", "word"]

Body = Mapping[str, object]
"""One JSON object of a response."""

_PLAIN = (str, bytes, bytearray, memoryview, bool, int, float, complex, list, set, frozenset, range)
_DUMPS = ("model_dump", "to_dict", "_asdict", "dict")
_PROPERTIES = ("usage", "usage_metadata", "model")


def opened(value: object) -> Body | None:
    """The value's fields by name, or ``None`` if it has none.

    Takes mappings, pydantic models, dataclasses, named tuples, protobuf and proto-plus messages, and any object that
    can dump itself or keeps attributes.
    """
    if isinstance(value, dict):
        return value
    if value is None or isinstance(value, _PLAIN):
        return None
    if isinstance(value, Mapping):
        return value
    if isinstance(value, tuple) and not hasattr(value, "_asdict"):
        return None
    return _fields(value)


def parsed(text: str | bytes | bytearray) -> object:
    """The JSON value in a text; the events as a list, if the text is a stream of events or of JSON lines."""
    if not isinstance(text, str):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise UnreadableResponseError("", "it is not UTF-8 text") from None
    text = text.strip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        return list(_events(text))
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return [_decoded(line) for line in text.split("\n") if line.strip()]


def is_series(value: object) -> bool:
    """Whether the value is a row of events rather than one body."""
    if isinstance(value, list):
        return True
    if isinstance(value, tuple):
        return not hasattr(value, "_asdict")
    if isinstance(value, Mapping) or hasattr(value, "usage") or hasattr(value, "usage_metadata"):
        return False
    return isinstance(value, Iterator) or (
        isinstance(value, Iterable) and not any(hasattr(value, name) for name in _DUMPS)
    )


def word(value: object) -> str | None:
    """A text or an enum's text; ``None`` for anything else, and for no text at all."""
    if isinstance(value, Enum):
        value = value.value
    return value if isinstance(value, str) and value else None


def _fields(value: object) -> Body | None:
    told: dict[str, object] = {}
    kind = type(value)
    if hasattr(kind, "__pydantic_fields__") or hasattr(kind, "__fields__"):
        told.update(getattr(value, "__dict__", {}))
        told.update(getattr(value, "__pydantic_extra__", None) or {})
    elif hasattr(kind, "ListFields"):  # a protobuf message; what it leaves out is zero
        told.update((field.name, part) for field, part in value.ListFields())  # type: ignore[attr-defined]
    elif "_pb" in getattr(value, "__dict__", {}):  # proto-plus wraps a protobuf message
        return opened(vars(value)["_pb"])
    else:
        for name in _DUMPS:
            dump = getattr(value, name, None)
            if callable(dump):
                dumped = dump()
                if isinstance(dumped, Mapping):
                    return cast("Body", dumped)
        for owner in kind.__mro__:
            slots = getattr(owner, "__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if name[:1] != "_" and hasattr(value, name):
                    told[name] = getattr(value, name)
        told.update((name, part) for name, part in getattr(value, "__dict__", {}).items() if name[:1] != "_")
    # SDK classes that wrap a raw answer show it through properties.
    for name in _PROPERTIES:
        if name not in told and (part := getattr(value, name, None)) is not None:
            told[name] = part
    return told or None


def _events(text: str) -> Iterator[object]:
    """The JSON of each server-sent event. An event's data may be spread over lines; a blank line ends it."""
    if not text:
        raise UnreadableResponseError("", "the text is empty")
    lines: list[str] = []
    for raw in (*text.split("\n"), ""):
        line = raw.rstrip("\r")
        name, colon, rest = line.partition(":")
        if name == "data" and colon:
            lines.append(rest.removeprefix(" "))
        elif not line.strip():
            yield from _data(lines)
            lines = []
        elif name.strip() not in ("event", "id", "retry", ""):
            raise UnreadableResponseError("", f"it is neither JSON nor a stream of events: {line[:40]!r}")


def _data(lines: list[str]) -> Iterator[object]:
    if len(lines) > 1:
        try:
            yield cast("object", json.loads("\n".join(lines)))
            return
        except ValueError:
            pass  # Some servers leave out the blank lines, so each line is an event of its own.
    for line in lines:
        if line.strip() and line.strip() != "[DONE]":
            yield _decoded(line)


def _decoded(line: str) -> object:
    try:
        return cast("object", json.loads(line))
    except (ValueError, RecursionError):
        raise UnreadableResponseError("", f"it is not JSON: {line.strip()[:40]!r}") from None
