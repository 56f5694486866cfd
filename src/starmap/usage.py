"""What a request used, or will use: counts of tokens and of whatever else providers bill."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from decimal import Context, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator

from starmap.errors import ImpossibleUsageError, UnknownFieldError
from starmap.nearness import near_matches
from starmap.records import Record

if TYPE_CHECKING:
    from starmap.responses import Response

__all__ = ["COUNTERS", "TOKENS", "Usage"]


def _seconds(value: object, info: ValidationInfo) -> object:
    """Seconds as an exact number: what a float shows is what was meant. JSON holds exact numbers as texts."""
    if type(value) is int or isinstance(value, float):
        return Decimal(repr(value))
    if info.mode == "json" and isinstance(value, str):
        with suppress(InvalidOperation):
            return Decimal(value)
    return value


Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[Decimal, Field(ge=0, allow_inf_nan=False), BeforeValidator(_seconds)]


class Usage(Record, frozen=True):
    """Counts of one request, or of several added up. Names that do not exist and impossible numbers are errors.

    ``input_tokens`` is everything in the prompt and ``output_tokens`` everything generated; the fields after each are
    parts of it. Unknown names (with near matches), negative numbers, booleans, texts, fractions, and parts that exceed
    their whole raise pydantic's ``ValidationError``, which is a ``ValueError``.
    """

    __slots__ = ("_response", "_summed")

    input_tokens: Count = 0
    """Tokens of the prompt, all of them: cached, audio, images and tools too."""

    cache_read_tokens: Count = 0
    """Those read from the cache."""

    cache_write_tokens: Count = 0
    """Those written to the cache for five minutes, or for the provider's only term."""

    cache_write_1h_tokens: Count = 0
    """Those written to the cache for an hour; not counted in ``cache_write_tokens``."""

    input_audio_tokens: Count = 0
    """Those that are audio, cached or not."""

    input_image_tokens: Count = 0
    """Those that are images, cached or not, where the provider counts them apart."""

    input_video_tokens: Count = 0
    """Those that are video, cached or not, where the provider counts them apart."""

    cache_read_audio_tokens: Count = 0
    """Those that are audio and were read from the cache."""

    cache_read_image_tokens: Count = 0
    """Those that are images and were read from the cache."""

    cache_read_video_tokens: Count = 0
    """Those that are video and were read from the cache."""

    output_tokens: Count = 0
    """Tokens generated, all of them: reasoning, audio and images too."""

    reasoning_tokens: Count = 0
    """Those spent on reasoning."""

    output_audio_tokens: Count = 0
    """Those that are audio."""

    output_image_tokens: Count = 0
    """Those that are images."""

    citation_tokens: Count = 0
    """Tokens of cited pages that a provider bills beside prompt and output."""

    requests: Count | None = None
    """How many requests these counts are of; ``None`` if nobody counted. Long-context tiers need one at a time."""

    images: Count = 0
    """Images generated."""

    input_images: Count = 0
    """Images sent, where they are billed by the piece."""

    input_seconds: Seconds = Decimal(0)
    """Seconds of audio or video sent, where they are billed by the second."""

    output_seconds: Seconds = Decimal(0)
    """Seconds of audio or video generated, where they are billed by the second."""

    characters: Count = 0
    """Characters of input, where they are billed by the character."""

    pages: Count = 0
    """Pages of documents, where they are billed by the page."""

    searches: Count = 0
    """Search queries that the provider ran."""

    estimated: bool = False
    """Whether any count was estimated before the request rather than told by the provider."""

    @classmethod
    def from_response(cls, body: object, provider: str | None = None) -> Self:
        """The usage that a provider's response tells, whatever its convention.

        ``body`` is JSON text, a dict, an SDK's object, a list of streamed chunks or their raw text. The shape is
        recognised by itself; ``provider`` only breaks ties. ``response`` on the result tells which shape it was, the
        model named and when. Raises ``UnreadableResponseError`` where no usage can be read: an unfamiliar body, an
        error, a chunk without usage. ``ImpossibleUsageError`` where the provider's counts contradict each other.

        >>> body = {"model": "gpt-4o", "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21}}
        >>> Usage.from_response(body).output_tokens
        12
        """
        # Imported when first asked for: the readers of some thirty APIs would make every other program start slower.
        from starmap.responses import read_response

        response = read_response(body, provider)
        counts = dict(response.counts)
        _refuse_impossible(counts)
        usage = cls.trusted(counts)
        object.__setattr__(usage, "_response", response)
        return usage

    @classmethod
    def estimate(
        cls, prompt: str | Iterable[Mapping[str, Any]], output_tokens: int, counter: Callable[[str], int]
    ) -> Self:
        """What a planned request will use, marked as estimated: the prompt as a counter counts it, and an expectation.

        ``prompt`` is a text, or chat messages of which the texts are counted, with three tokens to frame each message
        and three that begin the answer, as OpenAI's Cookbook has it ("How to count tokens with tiktoken"). ``counter``
        is any function from text to tokens; ``starmap.tokens.token_counter`` makes one for OpenAI's models. Images,
        audio and tools are not counted.
        """
        if isinstance(prompt, str):
            tokens = counter(prompt)
        else:
            tokens = 3 + sum(3 + sum(counter(text) for text in _texts(message)) for message in prompt)
        return cls(input_tokens=tokens, output_tokens=output_tokens, requests=1, estimated=True)

    @property
    def response(self) -> Response | None:
        """What the response that this was read from told besides: its shape, model, mode and time; else ``None``.

        Not part of the value: two usages of the same counts are equal, and JSON leaves it out.
        """
        return getattr(self, "_response", None)

    @property
    def summed(self) -> bool:
        """Whether the counts are known to be of several requests: added up here, or counted so in ``requests``."""
        return (self.requests or 0) > 1 or getattr(self, "_summed", False)

    def __add__(self, other: Usage | int) -> Usage:
        """The counts of both. Where long-context tiers may apply, price requests one by one and add the costs."""
        if isinstance(other, int) and other == 0:  # what ``sum`` begins with
            return self
        if not isinstance(other, Usage):
            return NotImplemented
        counts: dict[str, Any] = {
            name: _plus(getattr(self, name), getattr(other, name))
            for name in (*TOKENS, *COUNTERS)
            if name != "requests"
        }
        if self.requests is not None and other.requests is not None:
            counts["requests"] = self.requests + other.requests
        elif not self._anything():
            counts["requests"] = other.requests
        elif not other._anything():
            counts["requests"] = self.requests
        counts["estimated"] = self.estimated or other.estimated
        both = Usage.trusted({name: value for name, value in counts.items() if value or name == "requests"})
        if self.summed or other.summed or (self._anything() and other._anything()):
            object.__setattr__(both, "_summed", True)
        return both

    __radd__ = __add__

    def _anything(self) -> bool:
        return any(getattr(self, name) for name in (*TOKENS, *COUNTERS))

    @model_validator(mode="before")
    @classmethod
    def _names(cls, given: Any) -> Any:
        for name in given if isinstance(given, dict) else ():
            if name not in cls.model_fields:
                raise UnknownFieldError("field of a usage", str(name), near_matches(str(name), cls.model_fields))
        return given

    @model_validator(mode="after")
    def _check(self) -> Self:
        _refuse_impossible(self.__dict__)
        return self


TOKENS = tuple(name for name in Usage.model_fields if name.endswith("_tokens"))
"""The fields that count tokens."""

COUNTERS = tuple(name for name in Usage.model_fields if name not in TOKENS and name != "estimated")
"""The fields that count something else."""


_EXACT = Context(prec=200)


def _plus(one: int | Decimal, other: int | Decimal) -> int | Decimal:
    """The sum, seconds too without rounding, whatever the caller's own context."""
    return _EXACT.add(one, other) if isinstance(one, Decimal) else one + other


def _refuse_impossible(counts: Mapping[str, Any]) -> None:
    """Raise ``ImpossibleUsageError`` where parts exceed their whole."""
    get = counts.get
    read, audio, image = get("cache_read_tokens", 0), get("input_audio_tokens", 0), get("input_image_tokens", 0)
    video, written = get("input_video_tokens", 0), get("cache_write_tokens", 0) + get("cache_write_1h_tokens", 0)
    cached = 0
    if audio or image or video or any(map(get, _CACHED_KINDS)):
        for part, kind, whole in zip(_CACHED_KINDS, _KINDS, (audio, image, video), strict=True):
            if get(part, 0) > whole:
                raise ImpossibleUsageError(part, get(part, 0), kind, whole)
            cached += get(part, 0)
        if cached > read:
            raise ImpossibleUsageError("+".join(_CACHED_KINDS), cached, "cache_read_tokens", read)
    parts, whole = read + written + audio + image + video - cached, get("input_tokens", 0)
    if parts > whole:
        named = [name for name in _INPUT_PARTS if get(name, 0)]
        raise ImpossibleUsageError(" + ".join(named), parts, "input_tokens", whole)
    parts = get("reasoning_tokens", 0) + get("output_audio_tokens", 0) + get("output_image_tokens", 0)
    if parts > get("output_tokens", 0):
        named = [name for name in _OUTPUT_PARTS if get(name, 0)]
        raise ImpossibleUsageError(" + ".join(named), parts, "output_tokens", get("output_tokens", 0))


_KINDS = ("input_audio_tokens", "input_image_tokens", "input_video_tokens")
_CACHED_KINDS = ("cache_read_audio_tokens", "cache_read_image_tokens", "cache_read_video_tokens")
_INPUT_PARTS = ("cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens", *_KINDS)
_OUTPUT_PARTS = ("reasoning_tokens", "output_audio_tokens", "output_image_tokens")


def _texts(message: Mapping[str, Any]) -> Iterable[str]:
    """The texts of a chat message: its role, name and content."""
    for name in ("role", "name"):
        if isinstance(text := message.get(name), str):
            yield text
    content = message.get("content")
    if isinstance(content, str):
        yield content
    for part in content if isinstance(content, list | tuple) else ():
        if isinstance(part, Mapping) and isinstance(text := part.get("text"), str):
            yield text
