"""The vendors' own SDKs: the ids in their type hints, and the days on which Anthropic's models end.

Type hints only grow: an id in them may have been gone for years. Anthropic's list of deprecated models holds the day
on which each reaches the end of its life, past days included.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Batch, Facts, Listing
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.vocabulary import Kind, Status

__all__ = ["FILES", "NAME", "parse"]

NAME = "vendor SDKs"
FILES = ("sdk/anthropic.json", "sdk/google-genai.json", "sdk/groq.json", "sdk/openai.json")

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class _OpenAI(TypedDict):
    """Unions of ids. ``AllModels`` and ``ResponsesModel`` mix kinds; ``VideoModelParam`` repeats ``VideoModel``."""

    package: str
    version: str
    AudioModel: list[str]
    EmbeddingModel: list[str]
    ImageModel: list[str]
    ModerationModel: list[str]
    VideoModel: list[str]
    VideoModelParam: list[str]
    SpeechModel: list[str]
    AllModels: list[str]
    ChatModel: list[str]
    ResponsesModel: list[str]


@with_config(_STRICT)
class _Commented(TypedDict):
    """An id with a comment, which is prose."""

    id: str
    comment: str


_Google = TypedDict("_Google", {"package": str, "version": str, "interactions.Model": list[_Commented]})
_Google.__pydantic_config__ = _STRICT  # type: ignore[attr-defined]


@with_config(_STRICT)
class _Groq(TypedDict):
    """Ids by the endpoint whose parameter they are."""

    package: str
    version: str
    completion_create_params: list[str]
    transcription_create_params: list[str]
    translation_create_params: list[str]
    speech_create_params: list[str]


@with_config(_STRICT)
class _Anthropic(TypedDict):
    """Ids, ends of life in words, and the most tokens that the SDK asks for without streaming, which is no limit."""

    package: str
    version: str
    Model: list[str]
    DEPRECATED_MODELS: dict[str, str]
    MODEL_NONSTREAMING_TOKENS: dict[str, int]


_OPENAI = TypeAdapter(_OpenAI)
_GOOGLE = TypeAdapter(_Google)
_GROQ = TypeAdapter(_Groq)
_ANTHROPIC = TypeAdapter(_Anthropic)
_ORDINAL = re.compile(r"(?<=\d)(st|nd|rd|th)\b")


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The ids of every SDK, live where its type hints have them. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in sorted(files, key=lambda file: file.name):
        vendor = file.name.rpartition("/")[2].removesuffix(".json").removesuffix("-genai")
        read = _READERS.get(vendor)
        if read is None:
            raise SourceError(file.name, "", f"no SDK is known by this name; known are {', '.join(sorted(_READERS))}")
        provider = names.get("models_dev", vendor)
        batch.listings += [
            Listing(provider, id, facts, file.date, live=live) for id, facts, live in sorted(read(file), key=_by_id)
        ]
    return batch


def _by_id(row: tuple[str, Facts, bool]) -> str:
    return row[0]


def _openai(file: SourceFile) -> Iterator[tuple[str, Facts, bool]]:
    unions = validated(_OPENAI, file.data, file.name)
    kinds: dict[str, Kind | None] = dict.fromkeys((*unions["AllModels"], *unions["ResponsesModel"]))
    kinds |= dict.fromkeys(unions["ChatModel"], Kind.CHAT)
    kinds |= dict.fromkeys(unions["AudioModel"], Kind.TRANSCRIPTION)
    kinds |= dict.fromkeys(unions["EmbeddingModel"], Kind.EMBEDDING)
    kinds |= dict.fromkeys(unions["ImageModel"], Kind.IMAGE)
    kinds |= dict.fromkeys(unions["ModerationModel"], Kind.MODERATION)
    kinds |= dict.fromkeys(unions["SpeechModel"], Kind.SPEECH)
    kinds |= dict.fromkeys((*unions["VideoModel"], *unions["VideoModelParam"]), Kind.VIDEO)
    return _of_kinds(kinds)


def _groq(file: SourceFile) -> Iterator[tuple[str, Facts, bool]]:
    endpoints = validated(_GROQ, file.data, file.name)
    kinds: dict[str, Kind | None] = dict.fromkeys(endpoints["completion_create_params"], Kind.CHAT)
    kinds |= dict.fromkeys(endpoints["translation_create_params"], Kind.TRANSCRIPTION)
    kinds |= dict.fromkeys(endpoints["transcription_create_params"], Kind.TRANSCRIPTION)
    kinds |= dict.fromkeys(endpoints["speech_create_params"], Kind.SPEECH)
    return _of_kinds(kinds)


def _google(file: SourceFile) -> Iterator[tuple[str, Facts, bool]]:
    return _of_kinds({model["id"]: None for model in validated(_GOOGLE, file.data, file.name)["interactions.Model"]})


def _anthropic(file: SourceFile) -> Iterator[tuple[str, Facts, bool]]:
    sdk = validated(_ANTHROPIC, file.data, file.name)
    hinted, ends = set(sdk["Model"]), sdk["DEPRECATED_MODELS"]
    for id in hinted | ends.keys():
        facts: Facts = {}
        if id in ends:
            place = f"DEPRECATED_MODELS.{id}"
            facts["lifecycle.stage"] = str(Status.DEPRECATED)
            facts["lifecycle.retires_on"] = _spelt_day(ends[id], file.name, place)
        yield id, facts, id in hinted


_READERS = {"anthropic": _anthropic, "google": _google, "groq": _groq, "openai": _openai}


def _of_kinds(kinds: dict[str, Kind | None]) -> Iterator[tuple[str, Facts, bool]]:
    for id, kind in kinds.items():
        yield id, {} if kind is None else {"kind": str(kind)}, True


def _spelt_day(prose: str, file: str, place: str) -> str:
    """The date of words such as ``November 30th, 2026``."""
    try:
        return datetime.strptime(_ORDINAL.sub("", prose), "%B %d, %Y").date().isoformat()
    except ValueError:
        raise SourceError(file, place, f"{prose!r} is not a date such as 'November 30th, 2026'") from None
