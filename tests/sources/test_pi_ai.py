"""pi-ai's tables as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import pi_ai
from starmap.sources.listing import Batch, Facts
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"pi_ai": {"google": "google-ai-studio"}})


def model(**changes: object) -> dict[str, object]:
    """A record with every field that pi-ai always writes."""
    return {
        "id": "big-1",
        "name": "Big 1",
        "api": "openai-responses",
        "provider": "openai",
        "baseUrl": "https://api.openai.com/v1",
        "type": "chat",
        "reasoning": True,
        "input": ["text", "image"],
        "cost": {"input": 2, "output": 8, "cacheRead": 0.5, "cacheWrite": 0},
        "contextWindow": 200_000,
        "maxTokens": 32_000,
    } | changes


def file(*models: dict[str, object]) -> SourceFile:
    """A provider's file."""
    by_key = {f"{record['type']}:{record['id']}": record for record in models}
    return SourceFile("pi_ai/openai.json", json.dumps({"openai-responses": by_key}).encode(), "2026-11-10")


def parse(*models: dict[str, object]) -> Batch:
    """The claims of the records."""
    return pi_ai.parse([file(*models)], NAMES)


def facts(**changes: object) -> Facts:
    """The claims of one record."""
    (listing,) = parse(model(**changes)).listings
    return listing.facts


def cost(input: float, output: float, read: float = 0, write: float = 0, **more: object) -> dict[str, object]:
    """A rate card."""
    return {"input": input, "output": output, "cacheRead": read, "cacheWrite": write} | more


def test_a_record_becomes_claims() -> None:
    """Zero cache writes are not known; all else keeps its value."""
    assert facts() == {
        "name": "Big 1",
        "kind": "chat",
        "limits.context_window": 200_000,
        "limits.max_output_tokens": 32_000,
        "modalities.input": ["image", "text"],
        "capabilities.tools": True,
        "capabilities.reasoning": True,
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(8),
        "pricing.cache_read": Decimal("0.5"),
    }


def test_the_offering_has_our_provider_and_the_files_date() -> None:
    """The record's own provider decides, in our spelling."""
    (listing,) = parse(model(provider="google")).listings
    assert (listing.provider, listing.date, listing.live) == ("google-ai-studio", "2026-11-10", True)


def test_no_sign_of_reasoning_is_not_no() -> None:
    """The generator writes false where it found nothing."""
    assert "capabilities.reasoning" not in facts(reasoning=False)


def test_a_refused_temperature_is_a_claim() -> None:
    """Only the refusal is written by hand."""
    assert facts(compat={"supportsTemperature": False})["parameters.temperature.accepted"] is False
    assert "parameters.temperature.accepted" not in facts(compat={"supportsStore": False})


def test_a_window_capped_to_the_price_threshold_is_no_window() -> None:
    """272,000 where long prompts begin to cost more is not the context window."""
    tier = cost(4, 12) | {"inputTokensAbove": 272_000}
    claims = facts(contextWindow=272_000, cost=cost(2, 8, tiers=[tier]))
    assert "limits.context_window" not in claims
    assert claims["pricing.tiers"] == [{"above": 272_000, "input": Decimal(4), "output": Decimal(12)}]


@pytest.mark.parametrize("id", ["big-1:free", "big-1-free", "openrouter/free"])
def test_zero_is_free_where_the_provider_says_so(id: str) -> None:
    """The suffix of the id confirms the zero."""
    claims = facts(id=id, cost=cost(0, 0))
    assert (claims["pricing.input"], claims["pricing.output"]) == (Decimal(0), Decimal(0))


def test_zero_is_free_where_the_record_says_so() -> None:
    """So does the flag."""
    assert facts(free=True, cost=cost(0, 0))["pricing.input"] == Decimal(0)


def test_any_other_zero_is_no_price() -> None:
    """Subscriptions and routers are written as zero."""
    assert not {path for path in facts(cost=cost(0, 0)) if path.startswith("pricing.")}


def test_an_image_endpoint_has_no_token_price() -> None:
    """Its text rates are not what a picture costs."""
    claims = facts(type="image", output=["image"], cost=cost(8, 8))
    assert (claims["kind"], claims["modalities.output"]) == ("image", ["image"])
    assert not {path for path in claims if path.startswith("pricing.")}
    assert "capabilities.tools" not in claims


def test_a_classifier_has_no_kind_and_no_output_rate() -> None:
    """It gives back no tokens."""
    claims = facts(type="classifier", cost=cost(0.1, 0))
    assert "kind" not in claims
    assert {path for path in claims if path.startswith("pricing.")} == {"pricing.input"}


def test_a_second_endpoint_gives_way_to_the_chat() -> None:
    """An id that chats and classifies is told by its chat record."""
    batch = parse(model(type="classifier", contextWindow=1), model())
    assert [listing.facts["limits.context_window"] for listing in batch.listings] == [200_000]
    assert batch.left_out == {"second endpoint of the same id": 1}


def test_the_manifest_holds_no_models() -> None:
    """It is read to be sure of its shape."""
    manifest = {"schemaVersion": 6, "generatedAt": "2026-11-10T12:05:37Z", "structureHash": "ab", "files": {}}
    source = SourceFile("pi_ai/manifest.json", json.dumps(manifest).encode(), "2026-11-10")
    assert pi_ai.parse([source], NAMES).listings == []


def test_a_new_field_is_noticed() -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        facts(shiny=1)
    assert caught.value.place == "openai-responses.chat:big-1.shiny"


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = file(model())
    with pytest.raises(SourceError, match=r"pi_ai/openai\.json"):
        pi_ai.parse([SourceFile(whole.name, whole.data[:-9], whole.date)], NAMES)
