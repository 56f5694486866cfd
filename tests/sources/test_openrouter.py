"""OpenRouter's list as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import openrouter
from starmap.sources.listing import Alias, Batch, Facts
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({})


def model(id: str = "lab/big-1", **changes: object) -> dict[str, object]:
    """A record with every field that OpenRouter always writes."""
    return {
        "id": id,
        "canonical_slug": id,
        "name": "Lab: Big 1",
        "created": 1_785_858_831,
        "description": "prose",
        "context_length": 200_000,
        "architecture": architecture(["text", "file"], ["text"]),
        "pricing": {"prompt": "0.000002", "completion": "0.000008"},
        "top_provider": {"context_length": 200_000, "max_completion_tokens": 32_000, "is_moderated": False},
        "per_request_limits": None,
        "supported_parameters": [],
        "default_parameters": {},
        "supported_voices": None,
        "knowledge_cutoff": None,
        "expiration_date": None,
        "hugging_face_id": None,
        "links": {"details": "/api/v1/models/lab/big-1/endpoints"},
    } | changes


def architecture(sends: list[str], answers: list[str]) -> dict[str, object]:
    """What goes in and out."""
    return {
        "modality": "text->text",
        "input_modalities": sends,
        "output_modalities": answers,
        "tokenizer": "Other",
        "instruct_type": None,
    }


def file(*models: dict[str, object], date: str = "2026-08-05") -> SourceFile:
    """An edition of the list."""
    return SourceFile(f"openrouter/models-{date}.json.gz", json.dumps({"data": models}).encode(), date)


def parse(*models: dict[str, object]) -> Batch:
    """The claims of the records."""
    return openrouter.parse([file(*models)], NAMES)


def facts(id: str = "lab/big-1", /, **changes: object) -> Facts:
    """The claims of one record."""
    (listing,) = parse(model(id, **changes)).listings
    return listing.facts


def prices(id: str = "lab/big-1", /, **changes: object) -> Facts:
    """The rates among the claims of one record."""
    return {path: value for path, value in facts(id, **changes).items() if path.startswith("pricing.")}


def test_a_record_becomes_claims() -> None:
    """The author leaves the name, ``file`` is pdf, rates are per million, prose and tokenizer families go."""
    assert facts(knowledge_cutoff="2026-02-16", hugging_face_id="lab/Big-1") == {
        "name": "Big 1",
        "kind": "chat",
        "release_date": "2026-08-04",
        "knowledge_cutoff": "2026-02-16",
        "weights_url": "https://huggingface.co/lab/Big-1",
        "limits.context_window": 200_000,
        "limits.max_output_tokens": 32_000,
        "modalities.input": ["pdf", "text"],
        "modalities.output": ["text"],
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(8),
    }


def test_the_offering_names_its_model_and_evidence() -> None:
    """The id without its variant is the model; the address is the record's own."""
    (listing,) = parse(model("lab/big-1:free")).listings
    assert (listing.provider, listing.id, listing.model) == ("openrouter", "lab/big-1:free", "lab/big-1")
    assert listing.url == "https://openrouter.ai/api/v1/models/lab/big-1/endpoints"


def test_supported_parameters_are_accepted() -> None:
    """Some are parameters, some capabilities; what is not listed is not refused."""
    claims = facts(supported_parameters=["temperature", "tools", "structured_outputs", "include_reasoning", "top_a"])
    assert {path for path in claims if path.startswith(("parameters.", "capabilities."))} == {
        "parameters.temperature.accepted",
        "capabilities.tools",
        "capabilities.structured_output",
        "capabilities.reasoning",
    }


def test_defaults_are_numbers() -> None:
    """A default that is null is not known."""
    claims = facts(default_parameters={"temperature": 0.6, "top_k": 20, "top_p": None})
    assert {path: value for path, value in claims.items() if path.endswith(".default")} == {
        "parameters.temperature.default": Decimal("0.6"),
        "parameters.top_k.default": Decimal(20),
    }


def test_efforts_rise() -> None:
    """OpenRouter writes the greatest effort first."""
    claims = facts(reasoning={"mandatory": False, "supported_efforts": ["high", "low", "none"]})
    assert claims["capabilities.reasoning"] is True
    assert claims["capabilities.reasoning_efforts"] == ["none", "low", "high"]


def test_an_expiration_is_a_retirement_unless_it_means_never() -> None:
    """2098 stands for no date."""
    assert facts(expiration_date="2026-12-31")["lifecycle.retires_on"] == "2026-12-31"
    assert "lifecycle.retires_on" not in facts(expiration_date="2098-12-31")


def test_a_window_of_zero_is_not_known() -> None:
    """Speech and video have no window."""
    assert "limits.context_window" not in facts(context_length=0)


@pytest.mark.parametrize(
    ("answers", "kind", "forms"),
    [
        (["embeddings"], "embedding", None),
        (["image"], "image", ["image"]),
        (["speech"], "speech", ["audio"]),
        (["transcription"], "transcription", ["text"]),
        (["rerank"], "rerank", None),
        (["text", "image"], None, ["image", "text"]),
    ],
    ids=str,
)
def test_the_answer_tells_the_kind(answers: list[str], kind: str | None, forms: list[str] | None) -> None:
    """One form of answer is one kind; two leave it open."""
    claims = facts(architecture=architecture(["text"], answers))
    assert (claims.get("kind"), claims.get("modalities.output")) == (kind, forms)


def test_every_rate_has_its_name() -> None:
    """Per-token text becomes a rate per million without noise; a search stays a price for one."""
    card = {
        "prompt": "0.000002",
        "completion": "0.000012",
        "input_cache_read": "0.0000002",
        "input_cache_write": "0.0000000833333333333333",
        "input_cache_write_1h": "0.000004",
        "audio": "0.000003",
        "audio_output": "0.000064",
        "input_audio_cache": "0.0000003",
        "image": "0.000002",
        "image_output": "0.00012",
        "image_token": "0.00012",
        "internal_reasoning": "0.000012",
        "web_search": "0.014",
    }
    assert prices(pricing=card) == {
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(12),
        "pricing.cache_read": Decimal("0.2"),
        "pricing.cache_write": Decimal("0.08333333333"),
        "pricing.cache_write_1h": Decimal(4),
        "pricing.input_audio": Decimal(3),
        "pricing.output_audio": Decimal(64),
        "pricing.cache_read_audio": Decimal("0.3"),
        "pricing.input_image": Decimal(2),
        "pricing.output_image": Decimal(120),
        "pricing.reasoning": Decimal(12),
        "pricing.per_search": Decimal("0.014"),
    }


def test_overrides_are_tiers() -> None:
    """They rise by the least prompt."""
    card = {
        "prompt": "0.000001",
        "completion": "0.000002",
        "overrides": [
            {"prompt": "0.000004", "completion": "0.000008", "min_prompt_tokens": 256_000},
            {"prompt": "0.000002", "completion": "0.000004", "min_prompt_tokens": 32_000},
        ],
    }
    assert prices(pricing=card)["pricing.tiers"] == [
        {"above": 32_000, "input": Decimal(2), "output": Decimal(4)},
        {"above": 256_000, "input": Decimal(4), "output": Decimal(8)},
    ]


def test_a_router_has_no_price() -> None:
    """Minus one stands for the price of whatever it picks."""
    assert prices("openrouter/auto", pricing={"prompt": "-1", "completion": "-1"}) == {}


def test_a_free_variant_is_free() -> None:
    """The suffix confirms the zero, whatever the model answers."""
    free = {"prompt": "0", "completion": "0"}
    assert prices("lab/tts-1:free", pricing=free, architecture=architecture(["text"], ["speech"])) == {
        "pricing.input": Decimal(0),
        "pricing.output": Decimal(0),
    }


@pytest.mark.parametrize(
    ("answers", "prompt"),
    [(["video"], "0"), (["rerank"], "0"), (["speech"], "0.000015"), (["transcription"], "0.006"), (["image"], "0")],
)
def test_other_units_are_no_token_prices(answers: list[str], prompt: str) -> None:
    """A character, a second or a picture is not a token."""
    card = {"prompt": prompt, "completion": "0"}
    assert prices(pricing=card, architecture=architecture(["text"], answers)) == {}


def test_speech_billed_by_tokens_keeps_its_price() -> None:
    """A rate for what comes back tells that tokens are meant."""
    card = {"prompt": "0.000001", "completion": "0.00002"}
    assert prices(pricing=card, architecture=architecture(["text"], ["speech"]))["pricing.output"] == Decimal(20)


def test_where_pictures_are_billed_text_is_not_free() -> None:
    """The zeros beside a price of image tokens are gaps, and ``image`` is the price of a picture sent."""
    card = {"prompt": "0", "completion": "0", "image": "0.01", "image_output": "0.00003"}
    assert prices(pricing=card, architecture=architecture(["text"], ["image"])) == {"pricing.output_image": Decimal(30)}


def test_a_canonical_slug_is_an_alias() -> None:
    """It stands for the id without a variant, which has it to itself."""
    batch = parse(
        model("lab/big-1", canonical_slug="lab/big-1-20260804"),
        model("lab/big-1:free", canonical_slug="lab/big-1-20260804"),
        model("lab/only:free", canonical_slug="lab/only-20260804"),
        model("lab/big-2:thinking", canonical_slug="lab/big-1"),
    )
    assert batch.aliases == [Alias("openrouter", "lab/big-1-20260804", "lab/big-1", "2026-08-05")]


def test_a_moving_id_is_an_alias_that_moves() -> None:
    """It serves another model, is nobody's own, and has no release of its own."""
    batch = parse(model("~lab/big-latest", alias_target={"name": "Big 1", "slug": "lab/big-1"}))
    assert batch.aliases == [Alias("openrouter", "~lab/big-latest", "lab/big-1", "2026-08-05", moving=True)]
    (listing,) = batch.listings
    assert (listing.model, listing.facts["alias_of"]) == (None, "lab/big-1")
    assert "release_date" not in listing.facts


def test_an_older_edition_adds_only_what_it_alone_has() -> None:
    """The newest edition is live; the older one's own ids are as last seen."""
    old = file(model("lab/big-0"), model("lab/big-1"), date="2026-05-12")
    batch = openrouter.parse([old, file(model("lab/big-1"))], NAMES)
    assert [(listing.id, listing.live, listing.date) for listing in batch.listings] == [
        ("lab/big-1", True, "2026-08-05"),
        ("lab/big-0", False, "2026-05-12"),
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"shiny": 1}, "data.0.shiny", id="record"),
        pytest.param({"pricing": {"prompt": "0", "completion": "0", "shiny": "0"}}, "data.0.pricing.shiny", id="price"),
    ],
)
def test_a_new_field_is_noticed(changes: dict[str, object], place: str) -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        facts(**changes)
    assert caught.value.place == place


@pytest.mark.parametrize(
    "changes",
    [{"supported_parameters": ["shiny"]}, {"pricing": {"prompt": "cheap", "completion": "0"}}, {"created": "now"}],
    ids=str,
)
def test_a_wrong_type_is_an_error(changes: dict[str, object]) -> None:
    """New parameters and prices that are no numbers are errors in the source."""
    with pytest.raises(SourceError, match=r"data\.0\."):
        facts(**changes)


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = file(model())
    with pytest.raises(SourceError, match=r"openrouter/models-2026-08-05\.json\.gz"):
        openrouter.parse([SourceFile(whole.name, whole.data[:-9], whole.date)], NAMES)
