"""What a request asks for, one thing at a time: where it stands, what it is, and the value that it carries."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

from starmap.responses.bodies import Body, opened, word
from starmap.vocabulary import Modality, ParameterName

__all__ = ["Api", "Ask", "Keys", "Reader", "Want", "bodies", "capability", "media", "parameter", "read_keys", "text"]


class Api(StrEnum):
    """The shape of a request, in the names that ``Response.api`` has for the answers."""

    CHAT = "openai-chat"
    RESPONSES = "openai-responses"
    MESSAGES = "anthropic-messages"
    GEMINI = "gemini"


class Want(StrEnum):
    """The kinds of things that a request asks for."""

    PARAMETER = "parameter"
    CAPABILITY = "capability"
    INPUT = "input"
    OUTPUT = "output"
    CAP = "cap"
    EFFORT = "effort"
    BUDGET = "budget"
    THINKING = "thinking"
    TEXT = "text"
    UNKNOWN = "unknown"


class Ask(NamedTuple):
    """One thing that a request asks for."""

    want: Want
    """What kind of thing it is."""

    name: str
    """The catalog's name of it: a parameter, a capability, a modality; the key itself where it is not known."""

    path: str
    """The JSON path at which it stands, such as ``messages[3].content[1]``."""

    value: object = None
    """What the request says there."""


Reader = Callable[[object, str], Iterator[Ask]]
"""Reads what stands at one key: the value and its path."""


class Keys(NamedTuple):
    """The keys of one object of an API: those that ask for something, and those that ask the model for nothing."""

    readers: Mapping[str, Reader]
    silent: frozenset[str]


def read_keys(body: Body, keys: Keys, at: str = "") -> Iterator[Ask]:
    """What an object asks for. A key that holds nothing asks for nothing; one that is not known is told as such."""
    for key, value in body.items():
        if value is None:
            continue
        path = f"{at}{key}"
        reader = keys.readers.get(key)
        if reader is not None:
            yield from reader(value, path)
        elif key not in keys.silent:
            yield Ask(Want.UNKNOWN, key, path, value)


def bodies(value: object, path: str) -> Iterator[tuple[Body, str]]:
    """The objects of a list, each with its path; a single object stands for a list of one."""
    if isinstance(value, list | tuple):
        for index, item in enumerate(value):
            body = opened(item)
            if body is not None:
                yield body, f"{path}[{index}]"
    elif (body := opened(value)) is not None:
        yield body, path


def parameter(name: ParameterName) -> Reader:
    """A reader of a parameter that the catalog knows, unless its value switches it off."""

    def read(value: object, path: str) -> Iterator[Ask]:
        if value is not False and not (name is ParameterName.N and value == 1) and value not in ([], {}, ()):
            yield Ask(Want.PARAMETER, name, path, value)

    return read


def capability(name: str) -> Reader:
    """A reader of a switch that asks for a capability when it is on."""

    def read(value: object, path: str) -> Iterator[Ask]:
        if value is not False and value not in ([], {}, ()):
            yield Ask(Want.CAPABILITY, name, path, value)

    return read


def text(value: object, path: str) -> Iterator[Ask]:
    """The text at a key, for whoever counts it."""
    told = word(value)
    if told is not None:
        yield Ask(Want.TEXT, Modality.TEXT, path, told)


def media(mime: object, path: str) -> Iterator[Ask]:
    """The modality that a media type names; nothing where it names none that the catalog keeps."""
    told = (word(mime) or "").lower()
    head = told.partition("/")[0]
    if told == "application/pdf":
        yield Ask(Want.INPUT, Modality.PDF, path, told)
    elif head in (Modality.IMAGE, Modality.AUDIO, Modality.VIDEO):
        yield Ask(Want.INPUT, head, path, told)
