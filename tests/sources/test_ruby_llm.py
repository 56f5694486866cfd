"""RubyLLM's registry as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import ruby_llm
from starmap.sources.listing import Alias, Batch
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"ruby_llm": {"bedrock": "amazon-bedrock", "gemini": "google-ai-studio"}})


def model(**changes: object) -> dict[str, object]:
    """A record with a provider's own answer in its metadata."""
    return {
        "id": "big-1",
        "provider": "openai",
        "name": "Big 1",
        "family": "big",
        "created_at": "2026-05-01 10:00:00 UTC",
        "context_window": 128_000,
        "max_output_tokens": 400_000,
        "knowledge_cutoff": None,
        "modalities": {"input": ["text"], "output": ["text"]},
        "capabilities": ["function_calling"],
        "pricing": {"text_tokens": {"standard": {"input_per_million": 0.5}}},
        "metadata": {"object": "model"},
    } | changes


def file(*models: dict[str, object]) -> SourceFile:
    """The registry."""
    return SourceFile("ruby_llm/models.json.gz", json.dumps(models).encode(), "2026-08-19")


def parse(*models: dict[str, object]) -> Batch:
    """The claims of the records."""
    return ruby_llm.parse([file(*models)], NAMES)


def test_only_the_id_and_the_apis_own_day_are_claims() -> None:
    """Limits, prices, modalities and capabilities are guesses."""
    (listing,) = parse(model()).listings
    assert (listing.provider, listing.id, listing.date) == ("openai", "big-1", "2026-08-19")
    assert listing.facts == {"release_date": "2026-05-01"}


@pytest.mark.parametrize("provider", ["mistral", "bedrock", "cohere"])
def test_days_that_the_registry_made_up_are_no_claims(provider: str) -> None:
    """Only two of the APIs give the day of a model."""
    (listing,) = parse(model(provider=provider)).listings
    assert listing.facts == {}


def test_providers_have_our_names() -> None:
    """Bedrock's ids are Amazon Bedrock's."""
    (listing,) = parse(model(provider="bedrock", created_at=None)).listings
    assert listing.provider == "amazon-bedrock"


def test_perplexitys_agent_api_is_a_provider_of_its_own() -> None:
    """Its ids name the author."""
    batch = parse(model(provider="perplexity", id="xai/grok-4.6"), model(provider="perplexity", id="sonar"))
    assert [(listing.provider, listing.id) for listing in batch.listings] == [
        ("perplexity", "sonar"),
        ("perplexity-agent", "xai/grok-4.6"),
    ]


def test_copies_and_hand_written_records_are_left_out() -> None:
    """models.dev speaks for itself; the list kept by hand saw no API."""
    batch = parse(model(metadata={"source": "models.dev"}), model(id="b", metadata={"source": "known_models"}))
    assert batch.listings == []
    assert batch.left_out == {"copy of models.dev": 1, "kept by hand": 1}


def test_one_name_is_an_alias_at_each_provider() -> None:
    """A name that is the id itself is none; a name that ends in latest moves."""
    aliases = {"big": {"openai": "big-1", "gemini": "big"}, "big-latest": {"gemini": "big-2"}}
    source = SourceFile("ruby_llm/aliases.json", json.dumps(aliases).encode(), "2026-08-19")
    assert ruby_llm.parse([source], NAMES).aliases == [
        Alias("openai", "big", "big-1", "2026-08-19"),
        Alias("google-ai-studio", "big-latest", "big-2", "2026-08-19", moving=True),
    ]


def test_a_new_field_is_noticed() -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        parse(model(shiny=1))
    assert caught.value.place == "0.shiny"


def test_a_new_origin_is_an_error() -> None:
    """What a record is copied from decides whether it counts."""
    with pytest.raises(SourceError, match=r"0\.metadata\.source"):
        parse(model(metadata={"source": "elsewhere"}))


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = file(model())
    with pytest.raises(SourceError, match=r"ruby_llm/models\.json\.gz"):
        ruby_llm.parse([SourceFile(whole.name, whole.data[:-9], whole.date)], NAMES)
