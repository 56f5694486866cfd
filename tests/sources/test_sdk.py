"""The vendors' SDKs as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import sdk
from starmap.sources.listing import Batch
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"models_dev": {"google": "google-ai-studio"}})
OPENAI = (
    "AudioModel",
    "EmbeddingModel",
    "ImageModel",
    "ModerationModel",
    "VideoModel",
    "VideoModelParam",
    "SpeechModel",
    "AllModels",
    "ChatModel",
    "ResponsesModel",
)


def file(name: str, **content: object) -> SourceFile:
    """An SDK's file."""
    record = {"package": name, "version": "1.0", **content}
    return SourceFile(f"sdk/{name}.json", json.dumps(record).encode(), "2026-11-17")


def parse(source: SourceFile) -> Batch:
    """The claims of a file."""
    return sdk.parse([source], NAMES)


def anthropic(ends: dict[str, str]) -> SourceFile:
    """Anthropic's file with these ends of life."""
    return file(
        "anthropic", Model=["big-1", "big-2"], DEPRECATED_MODELS=ends, MODEL_NONSTREAMING_TOKENS={"big-1": 8192}
    )


def test_openais_unions_tell_the_kind() -> None:
    """The unions of all models mix kinds and tell none."""
    unions = {union: [union.lower()] for union in OPENAI}
    listings = parse(file("openai", **unions)).listings
    assert {listing.id: listing.facts.get("kind") for listing in listings} == {
        "allmodels": None,
        "audiomodel": "transcription",
        "chatmodel": "chat",
        "embeddingmodel": "embedding",
        "imagemodel": "image",
        "moderationmodel": "moderation",
        "responsesmodel": None,
        "speechmodel": "speech",
        "videomodel": "video",
        "videomodelparam": "video",
    }
    assert {listing.provider for listing in listings} == {"openai"}


def test_groqs_endpoints_tell_the_kind() -> None:
    """An id of two endpoints is listed once."""
    source = file(
        "groq",
        completion_create_params=["chat-1"],
        transcription_create_params=["whisper-1"],
        translation_create_params=["whisper-1"],
        speech_create_params=["tts-1"],
    )
    assert [(listing.id, listing.facts) for listing in parse(source).listings] == [
        ("chat-1", {"kind": "chat"}),
        ("tts-1", {"kind": "speech"}),
        ("whisper-1", {"kind": "transcription"}),
    ]


def test_googles_comments_are_prose() -> None:
    """Only the ids are taken, for Google AI Studio."""
    source = file("google-genai", **{"interactions.Model": [{"id": "big-1", "comment": "Our best model."}]})
    (listing,) = parse(source).listings
    assert (listing.provider, listing.id, listing.facts) == ("google-ai-studio", "big-1", {})


def test_anthropics_ends_of_life_are_dates() -> None:
    """The words become a day; an id that the hints no longer have is not live; the SDK's own cap is no limit."""
    source = anthropic({"big-1": "November 30th, 2026", "big-0": "July 21st, 2025"})
    assert [(listing.id, listing.live, listing.facts) for listing in parse(source).listings] == [
        ("big-0", False, {"lifecycle.stage": "deprecated", "lifecycle.retires_on": "2025-07-21"}),
        ("big-1", True, {"lifecycle.stage": "deprecated", "lifecycle.retires_on": "2026-11-30"}),
        ("big-2", True, {}),
    ]


@pytest.mark.parametrize("prose", ["soon", "November 31st, 2026", "2026-11-30", "November, 2026"])
def test_other_words_are_an_error(prose: str) -> None:
    """A day that cannot be read names its place."""
    with pytest.raises(SourceError, match="is not a date") as caught:
        parse(anthropic({"big-1": prose}))
    assert (caught.value.file, caught.value.place) == ("sdk/anthropic.json", "DEPRECATED_MODELS.big-1")


def test_an_unknown_sdk_is_an_error() -> None:
    """A file without a reader is not passed over."""
    with pytest.raises(SourceError, match="no SDK is known by this name"):
        parse(file("cohere"))


def test_a_new_union_is_noticed() -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        parse(file("openai", **{union: [] for union in OPENAI}, RealtimeModel=[]))
    assert caught.value.place == "RealtimeModel"


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = anthropic({})
    with pytest.raises(SourceError, match=r"sdk/anthropic\.json"):
        parse(SourceFile(whole.name, whole.data[:-9], whole.date))
