"""The AI SDK's packages as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import ai_sdk
from starmap.sources.listing import Batch
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"ai_sdk": {"gateway": "vercel", "google": "google-ai-studio", "vercel": "v0"}})


def file(package: str, **types: list[str]) -> SourceFile:
    """The file with one package."""
    content = {package: {"version": "1.0", "types": types}}
    return SourceFile("sdk/ai-sdk-model-ids.json", json.dumps(content).encode(), "2026-11-13")


def parse(package: str, **types: list[str]) -> Batch:
    """The claims of one package."""
    return ai_sdk.parse([file(package, **types)], NAMES)


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("AlibabaChatModelId", "chat"),
        ("GatewayModelId", "chat"),
        ("languageModelDefinitions", "chat"),
        ("HuggingFaceResponsesModelId", "chat"),
        ("OpenAICompletionModelId", "completion"),
        ("embeddingModelIds", "embedding"),
        ("CohereRerankingModelId", "rerank"),
        ("openaiImageModelEntries", "image"),
        ("FalVideoModelId", "video"),
        ("DeepgramSpeechModelId", "speech"),
        ("geminiTranscriptionModelIds", "transcription"),
        ("OpenAIRealtimeModelLiveId", "realtime"),
        ("GoogleSpeechTranslationModelId", None),
        ("GatewayDecisionModelId", None),
        ("GoogleInteractionsModelId", None),
    ],
)
def test_the_type_tells_the_kind(type: str, kind: str | None) -> None:
    """The endpoint's word in the name of the type; some endpoints have no kind in the catalog."""
    (listing,) = parse("@ai-sdk/lab", **{type: ["big-1"]}).listings
    assert listing.facts.get("kind") == kind


def test_a_special_endpoint_outranks_language() -> None:
    """Language takes models that draw too; chat is the more usual of two language endpoints."""
    batch = parse(
        "@ai-sdk/lab",
        LabImageModelId=["draws"],
        LabChatModelId=["draws", "both"],
        LabCompletionModelId=["both"],
    )
    assert {listing.id: listing.facts["kind"] for listing in batch.listings} == {"both": "chat", "draws": "image"}


def test_two_special_endpoints_tell_no_kind() -> None:
    """An id that speaks and listens has no one kind."""
    (listing,) = parse("@ai-sdk/lab", LabSpeechModelId=["a"], LabTranscriptionModelId=["a"]).listings
    assert listing.facts == {}


def test_a_deprecated_type_is_a_stage() -> None:
    """Its ids are deprecated unless another type has them too."""
    batch = parse("@ai-sdk/lab", LabDeprecatedTranscriptionModelId=["best", "good"], LabTranscriptionModelId=["good"])
    assert {listing.id: listing.facts.get("lifecycle.stage") for listing in batch.listings} == {
        "best": "deprecated",
        "good": None,
    }


def test_packages_are_providers() -> None:
    """The gateway's ids are Vercel's; the package named after Vercel serves v0."""
    (gateway,) = parse("@ai-sdk/gateway", GatewayModelId=["openai/big-1"]).listings
    (vercel,) = parse("@ai-sdk/vercel", VercelChatModelId=["v0-1.0-md"]).listings
    assert (gateway.provider, gateway.id, vercel.provider) == ("vercel", "openai/big-1", "v0")


def test_fals_shorthand_is_no_id() -> None:
    """The SDK puts the owner before it when it calls."""
    batch = parse("@ai-sdk/fal", FalTranscriptionModelId=["whisper"], FalImageModelId=["fal-ai/aura-sr"])
    assert [listing.id for listing in batch.listings] == ["fal-ai/aura-sr"]
    assert batch.left_out == {"the SDK's shorthand for an id": 1}


def test_an_id_written_twice_is_listed_once() -> None:
    """Bedrock's union repeats one."""
    assert len(parse("@ai-sdk/lab", LabChatModelId=["a", "a"]).listings) == 1


def test_a_new_endpoint_is_noticed() -> None:
    """A type whose endpoint the adapter does not know is an error that names it."""
    with pytest.raises(SourceError, match="new endpoint") as caught:
        parse("@ai-sdk/lab", LabMusicModelId=["a"])
    assert caught.value.place == "@ai-sdk/lab.types.LabMusicModelId"


def test_a_new_field_is_noticed() -> None:
    """A field that the adapter does not know is an error that names its place."""
    content = {"@ai-sdk/lab": {"version": "1.0", "types": {}, "shiny": 1}}
    source = SourceFile("sdk/ai-sdk-model-ids.json", json.dumps(content).encode(), "2026-11-13")
    with pytest.raises(SourceError, match="new upstream field") as caught:
        ai_sdk.parse([source], NAMES)
    assert caught.value.place == "@ai-sdk/lab.shiny"


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = file("@ai-sdk/lab", LabChatModelId=["a"])
    with pytest.raises(SourceError, match=r"sdk/ai-sdk-model-ids\.json"):
        ai_sdk.parse([SourceFile(whole.name, whole.data[:-9], whole.date)], NAMES)
