"""Mistral's documentation as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import mistral_docs
from starmap.sources.listing import Alias, Batch, Facts
from starmap.sources.reading import ProviderNames, SourceFile

DAY = "2026-08-21"


def model(**changes: object) -> dict[str, object]:
    """A model with every field that the page always writes."""
    return {
        "name": "Big",
        "slug": "big-26-01",
        "class": "Generalist",
        "version": "26.01",
        "type": "Premier",
        "status": "GA",
        "releaseDate": "2026-01-15",
        "contextLength": "256k",
        "capabilities": {"input": ["text"], "output": ["text"], "features": []},
        "pricing": {"type": "custom", "free": False, "input": [], "output": []},
        "identifiers": {"apiNames": ["big-2601"]},
        "metadata": {},
        "weights": [],
    } | changes


def parse(*models: dict[str, object]) -> Batch:
    """The claims of the models."""
    by_slug = {str(one["slug"]): one for one in models}
    data = json.dumps(by_slug).encode()
    return mistral_docs.parse([SourceFile("mistral_docs/models.json", data, DAY)], ProviderNames({}))


def facts(**changes: object) -> Facts:
    """The claims of one model."""
    (listing,) = parse(model(**changes)).listings
    return listing.facts


def test_the_dated_api_name_is_the_offering() -> None:
    """Its other names are aliases; ``-latest`` moves."""
    batch = parse(model(identifiers={"apiNames": ["big-latest", "big", "big-2601"]}))
    assert [(one.provider, one.id) for one in batch.listings] == [("mistral", "big-2601")]
    assert batch.aliases == [
        Alias("mistral", "big", "big-2601", DAY),
        Alias("mistral", "big-latest", "big-2601", DAY, moving=True),
    ]


def test_without_a_date_the_first_name_that_stands_is_the_offering() -> None:
    """A moving name is never one, if there is another."""
    batch = parse(model(identifiers={"apiNames": ["big-latest", "big-3-5", "big-3"]}))
    assert [one.id for one in batch.listings] == ["big-3-5"]


def test_the_newest_record_holds_a_name() -> None:
    """An older one keeps only what is left."""
    batch = parse(
        model(slug="old", releaseDate="2025-01-01", identifiers={"apiNames": ["big-2501", "big-latest"]}),
        model(identifiers={"apiNames": ["big-2601", "big-latest"]}),
        model(slug="older", releaseDate="2024-01-01", identifiers={"apiNames": ["big-2501"]}),
        model(slug="none", identifiers={"apiNames": []}),
    )
    assert [one.id for one in batch.listings] == ["big-2501", "big-2601"]
    assert [(one.name, one.target) for one in batch.aliases] == [("big-latest", "big-2601")]
    assert batch.left_out == {"a name that another record holds": 1, "no API name": 1}


def test_dates_are_read_in_both_ways_of_writing() -> None:
    """And an empty one is not known."""
    stated = facts(status="Deprecated", metadata={"deprecationDate": "April 30, 2026", "retirementDate": "2026-07-31"})
    assert stated["release_date"] == "2026-01-15"
    assert stated["lifecycle.stage"] == "deprecated"
    assert stated["lifecycle.deprecated_on"] == "2026-04-30"
    assert stated["lifecycle.retires_on"] == "2026-07-31"
    assert "lifecycle.retires_on" not in facts(metadata={"retirementDate": ""})


def test_a_replacement_is_the_api_id_of_the_living_model_of_that_name() -> None:
    """The page gives a name, which several records may bear."""
    batch = parse(
        model(slug="new", name="New", identifiers={"apiNames": ["new-2602"]}),
        model(slug="newer", name="New", releaseDate="2026-09-01", status="Retired"),
        model(metadata={"replacement": "New"}, status="Retired", identifiers={"apiNames": ["big-2600"]}),
    )
    assert batch.listings[0].facts["lifecycle.replacement"] == "new-2602"


def test_a_replacement_that_no_record_bears_is_left_out() -> None:
    """A name is no id."""
    assert "lifecycle.replacement" not in facts(metadata={"replacement": "Something"})


@pytest.mark.parametrize(("text", "expected"), [("256k", 256_000), ("1M", 1_000_000), ("--", None), (None, None)])
def test_lengths_are_thousands(text: str | None, expected: int | None) -> None:
    """As they are written."""
    assert facts(contextLength=text).get("limits.context_window") == expected


def prices(**changes: object) -> dict[str, str]:
    """The prices of a model, as text."""
    pricing = {"type": "custom", "free": False, "input": [], "output": []} | changes
    stated = facts(pricing=pricing)
    return {path.removeprefix("pricing."): str(rate) for path, rate in stated.items() if path.startswith("pricing.")}


def test_dollars_are_read_and_euros_are_not() -> None:
    """Tokens, cached tokens, minutes, pages and characters."""
    tokens = {"type": "range", "price": 1.4, "priceEur": 1.2, "denominator": "/M Tokens"}
    cached = {"type": "range", "label": "Cached input", "price": 0.14, "denominator": "/M Tokens"}
    minutes = {"type": "flat", "price": 0.006, "denominator": "/Min"}
    assert prices(input=[tokens, cached, minutes], output=[tokens | {"price": 4.4}]) == {
        "input": "1.4",
        "cache_read": "0.14",
        "per_second_input": "0.0001",
        "output": "4.4",
    }
    assert prices(
        input=[{"price": 4, "denominator": "/1000 Pages"}, {"price": 5, "denominator": "/1000 Annotated Pages"}]
    ) == {"per_page": "0.004"}
    assert prices(output=[{"price": 16, "denominator": "/M Chars"}]) == {"per_character": "0.000016"}


def test_zero_is_a_price_only_where_the_page_says_free() -> None:
    """Else nothing is known."""
    nothing = {"price": 0, "denominator": "/M Tokens"}
    assert prices(input=[nothing]) == {}
    assert prices(free=True, input=[nothing]) == {"input": "0", "output": "0"}


def weights(name: str, licence: str = "Apache 2.0") -> dict[str, object]:
    """Published weights."""
    return {
        "name": name,
        "license": licence,
        "licenseUrl": "https://x",
        "url": f"https://hf/{name}",
        "parameters": "7",
        "active": "7",
        "contextSize": "32k",
        "minGpuRam": {},
    }


def test_weights_have_a_licence_and_an_address() -> None:
    """The instruct weights are the model's."""
    stated = facts(weights=[weights("Base Weights"), weights("Instruct Weights")])
    assert stated["open_weights"] is True
    assert stated["license"] == "Apache 2.0"
    assert stated["weights_url"] == "https://hf/Instruct Weights"


def test_two_licences_are_none() -> None:
    """The page does not say which is the model's."""
    assert "license" not in facts(weights=[weights("Weights"), weights("Base Weights", "MRL")])


@pytest.mark.parametrize(("kind", "expected"), [("Premier", False), ("Labs", None)])
def test_a_premier_model_without_weights_is_closed(kind: str, expected: bool | None) -> None:
    """Of the others nothing is said."""
    assert facts(type=kind).get("open_weights") is expected


def test_capabilities_are_those_named() -> None:
    """What is not named is not known."""
    stated = facts(
        capabilities={
            "input": ["text", "document", "image"],
            "output": ["reasoning", "text"],
            "features": ["function-calling", "batching", "prefix", "chat-completions", "connectors"],
        }
    )
    assert stated["kind"] == "chat"
    assert stated["modalities.input"] == ["image", "pdf", "text"]
    assert stated["modalities.output"] == ["text"]
    assert {path: value for path, value in stated.items() if path.startswith("capabilities.")} == {
        "capabilities.batch": True,
        "capabilities.prefill": True,
        "capabilities.reasoning": True,
        "capabilities.tools": True,
    }


@pytest.mark.parametrize("change", [{"smell": 1}, {"metadata": {"smell": "x"}}], ids=["model", "metadata"])
def test_a_new_field_is_refused(change: dict[str, object]) -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=r"at big-26-01\.(metadata\.)?smell: new upstream field"):
        facts(**change)


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"mistral_docs/models\.json"):
        mistral_docs.parse([SourceFile("mistral_docs/models.json", b'{"big": {"na', DAY)], ProviderNames({}))
