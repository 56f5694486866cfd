"""LiteLLM's tables as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import litellm
from starmap.sources.listing import Batch, Facts, Listing
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames(
    {"litellm": {"gemini": "google-ai-studio", "bedrock": "amazon-bedrock", "azure_ai": "azure", "azure": "azure"}}
)
NEW, OLD = "2026-11-17", "2026-10-21"


def table(records: dict[str, object], day: str = NEW) -> SourceFile:
    """A table of a day."""
    name = f"litellm/model_prices_and_context_window-{day}.json.gz"
    return SourceFile(name, json.dumps(records).encode(), day)


def retired(records: dict[str, object]) -> SourceFile:
    """The file of dropped keys."""
    return SourceFile("litellm_retired.json", json.dumps(records).encode(), OLD)


def record(**changes: object) -> dict[str, object]:
    """A record with a price."""
    return {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-06} | changes


def parse(*files: SourceFile) -> Batch:
    """The claims of the files."""
    return litellm.parse(files, NAMES)


def only(**changes: object) -> Listing:
    """The listing of one record."""
    (listing,) = parse(table({"m": record(**changes)})).listings
    return listing


def facts(**changes: object) -> Facts:
    """The claims of one record."""
    return only(**changes).facts


def test_a_key_is_an_offering_without_its_prefix() -> None:
    """The provider is ours, the id is the API's."""
    batch = parse(table({"gemini/big-1": record(litellm_provider="gemini"), "small-1": record()}))
    assert [(one.provider, one.id) for one in batch.listings] == [("google-ai-studio", "big-1"), ("openai", "small-1")]


def test_limits_are_those_of_the_habit() -> None:
    """``max_input_tokens`` is the window; the legacy ``max_tokens`` is not asked where a better one is."""
    stated = facts(max_input_tokens=128_000, max_output_tokens=16_000.0, max_tokens=4_096)
    assert (stated["limits.context_window"], stated["limits.max_output_tokens"]) == (128_000, 16_000)


@pytest.mark.parametrize(
    ("mode", "window", "expected"),
    [("chat", 8_192, 4_096), ("chat", 4_096, None), ("responses", 8_192, None)],
    ids=["output", "the window again", "another mode"],
)
def test_the_legacy_limit_is_the_outputs_only_if_it_cannot_be_the_windows(
    mode: str, window: int, expected: int | None
) -> None:
    """``max_tokens`` is ambiguous."""
    stated = facts(mode=mode, max_input_tokens=window, max_tokens=4_096)
    assert stated.get("limits.max_output_tokens") == expected


def test_a_limit_of_zero_is_not_known() -> None:
    """A placeholder."""
    assert "limits.context_window" not in facts(max_input_tokens=0)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [("responses", "chat"), ("image_edit", "image"), ("audio_speech", "speech"), ("realtime", "realtime")],
)
def test_the_kind_is_the_modes(mode: str, kind: str) -> None:
    """LiteLLM's modes are endpoints; ours are what a model is for."""
    assert facts(mode=mode)["kind"] == kind


def test_a_mode_without_a_word_of_ours_states_no_kind() -> None:
    """Decision models are models all the same."""
    assert "kind" not in facts(mode="evaluation")


def test_true_is_a_capability_and_false_is_mostly_nothing() -> None:
    """False means no for tools and schemas alone."""
    stated = facts(
        supports_function_calling=False,
        supports_response_schema=False,
        supports_reasoning=False,
        supports_vision=False,
        supports_prompt_caching=True,
    )
    assert {path: value for path, value in stated.items() if path.startswith("capabilities.")} == {
        "capabilities.tools": False,
        "capabilities.structured_output": False,
        "capabilities.prompt_caching": True,
    }


def test_modalities_are_those_listed_with_documents() -> None:
    """Documents have a flag of their own; ``code`` is no form of ours."""
    stated = facts(
        supported_modalities=["text", "image"], supports_pdf_input=True, supported_output_modalities=["text", "code"]
    )
    assert stated["modalities.input"] == ["image", "pdf", "text"]
    assert stated["modalities.output"] == ["text"]


def test_a_flag_for_documents_alone_is_no_list_of_modalities() -> None:
    """What else goes in is not known."""
    assert "modalities.input" not in facts(supports_pdf_input=True)


def test_the_deprecation_date_is_the_shutdown() -> None:
    """The first day on which it no longer answers."""
    assert facts(deprecation_date="2026-12-15")["lifecycle.retires_on"] == "2026-12-15"


@pytest.mark.parametrize("text", ["2026-02-30", "2026-12", "soon"])
def test_a_date_that_does_not_exist_is_left_out(text: str) -> None:
    """Dates are days or nothing."""
    assert "lifecycle.retires_on" not in facts(deprecation_date=text)


def test_other_facts_have_their_places() -> None:
    """Dimensions, efforts, parameters, regions, the batch endpoint."""
    stated = facts(
        mode="embedding",
        output_vector_size=1024.0,
        reasoning_effort_levels=["high", "low"],
        supported_openai_params=["temperature", "extra_headers"],
        supported_regions=["us-west-2", "global"],
        supported_endpoints=["/v1/batch", "/v1/embeddings"],
    )
    assert stated["dimensions"] == 1024
    assert stated["capabilities.reasoning_efforts"] == ["low", "high"]
    assert stated["parameters.temperature.accepted"] is True
    assert stated["regions"] == ["global", "us-west-2"]
    assert stated["capabilities.batch"] is True
    assert "parameters.extra_headers.accepted" not in stated


def test_the_source_is_the_address() -> None:
    """Only if it is one."""
    assert only(source="https://example.org/pricing").url == "https://example.org/pricing"
    assert only(source="see the docs").url is None


def test_a_search_has_a_price_if_all_sizes_cost_the_same() -> None:
    """Where they differ, no size is the standard one."""
    one = {"search_context_size_low": 0.01, "search_context_size_high": 0.01}
    assert facts(search_context_cost_per_query=one)["pricing.per_search"] == Decimal("0.01")
    two = {"search_context_size_low": 0.005, "search_context_size_high": 0.01}
    assert "pricing.per_search" not in facts(search_context_cost_per_query=two)


def test_google_bills_prompts_unless_the_record_says_queries() -> None:
    """A price for a prompt is none for a search."""
    search = {"search_context_cost_per_query": {"search_context_size_low": 0.014}}
    prompt = parse(table({"gemini/big-1": record(litellm_provider="gemini", **search)})).listings[0]
    assert "pricing.per_search" not in prompt.facts
    query = record(litellm_provider="gemini", web_search_billing_unit="per_query", **search)
    assert parse(table({"gemini/big-1": query})).listings[0].facts["pricing.per_search"] == Decimal("0.014")


def test_a_region_adds_a_card_to_the_offering() -> None:
    """Azure's regions are no offerings."""
    keys: dict[str, object] = {
        "azure/big-1": record(litellm_provider="azure"),
        "azure/eu/big-1": record(litellm_provider="azure", input_cost_per_token=1.1e-06),
    }
    (listing,) = parse(table(keys)).listings
    assert listing.facts == {
        "kind": "chat",
        "pricing.input": Decimal(1),
        "pricing.regions.eu.input": Decimal("1.1"),
    }


def test_a_region_alone_is_an_offering_without_a_standard_card() -> None:
    """Its prices hold there and nowhere else."""
    keys: dict[str, object] = {"bedrock/us-east-1/big-v1": record(litellm_provider="bedrock")}
    (listing,) = parse(table(keys)).listings
    assert (listing.id, listing.facts) == ("big-v1", {"kind": "chat", "pricing.regions.us-east-1.input": Decimal(1)})


def test_an_old_region_is_no_word_on_a_live_offering() -> None:
    """It is left out and counted."""
    old = table({"azure/eu/big-1": record(litellm_provider="azure")}, OLD)
    batch = parse(old, table({"azure/big-1": record(litellm_provider="azure")}))
    assert batch.left_out == {"regional price of an older table": 1}


def test_the_last_table_that_had_a_key_gives_its_record() -> None:
    """A dropped key keeps its last record and date, and is not live."""
    oldest = table({"gone": record(input_cost_per_token=3e-06)}, "2025-01-01")
    older = table({"gone": record(input_cost_per_token=2e-06), "kept": record()}, OLD)
    batch = parse(oldest, table({"kept": record(input_cost_per_token=5e-06)}), older)
    assert [(one.id, one.date, one.live, one.facts["pricing.input"]) for one in batch.listings] == [
        ("gone", OLD, False, Decimal(2)),
        ("kept", NEW, True, Decimal(5)),
    ]


def test_a_retired_key_was_last_seen_on_its_own_date() -> None:
    """A key that came back is live again."""
    gone = record(_last_seen="2026-03-01", _first_seen="2024-01-01", _last_ref="x", _removed_by="2026-04-01")
    batch = parse(table({"back": record()}), retired({"gone": gone, "back": gone}))
    assert [(one.id, one.date, one.live) for one in batch.listings] == [
        ("back", NEW, True),
        ("gone", "2026-03-01", False),
    ]


def test_of_two_keys_for_one_offering_the_main_price_list_wins() -> None:
    """Azure's own list before that of its foundry."""
    keys: dict[str, object] = {
        "azure_ai/big-1": record(litellm_provider="azure_ai", input_cost_per_token=9e-06, max_input_tokens=1),
        "azure/big-1": record(litellm_provider="azure"),
    }
    batch = parse(table(keys))
    assert [one.facts["pricing.input"] for one in batch.listings] == [Decimal(1)]
    assert batch.left_out == {"another key of the same offering": 1}


def test_a_short_name_of_a_router_is_no_model() -> None:
    """LiteLLM would send it to a path where nothing answers."""
    router = "fireworks_ai/accounts/fireworks/routers/big-fast"
    keys: dict[str, object] = {
        key: record(litellm_provider="fireworks_ai") for key in (router, "fireworks_ai/big-fast")
    }
    assert [one.id for one in parse(table(keys)).listings] == ["accounts/fireworks/routers/big-fast"]


def test_a_family_of_models_is_no_provider_of_its_own() -> None:
    """Spellings that the table of names lacks follow the one that they begin with."""
    names = ProviderNames({"litellm": {"vertex_ai": "google-vertex"}})
    batch = litellm.parse([table({"big-1": record(litellm_provider="vertex_ai-vision-models")})], names)
    assert batch.listings[0].provider == "google-vertex"


def test_what_is_no_offering_is_counted() -> None:
    """Price variants, searches and records without a provider."""
    keys: dict[str, object] = {
        "sample_spec": {"max_tokens": "a sentence"},
        "1024-x-1024/paint-1": record(),
        "ft:big-1": record(),
        "exa/search": record(mode="search"),
        "rules": {"mode": "chat"},
    }
    batch = parse(table(keys))
    assert batch.listings == []
    assert batch.left_out == {
        "not a record": 1,
        "image size": 1,
        "fine-tune price template": 1,
        "mode search": 1,
        "no provider": 1,
    }


def test_a_new_field_is_refused() -> None:
    """Even in a table whose record another one replaces."""
    with pytest.raises(SourceError, match=r"at big-1\.supports_smell: new upstream field"):
        parse(table({"big-1": record(supports_smell=True)}, OLD), table({"big-1": record()}))


@pytest.mark.parametrize(
    ("field", "value"),
    [("input_cost_per_token", "dear"), ("max_input_tokens", "many"), ("supports_reasoning", "so")],
)
def test_a_wrong_type_is_refused(field: str, value: str) -> None:
    """The error names the key and the field."""
    with pytest.raises(SourceError, match=rf"model_prices_and_context_window-{NEW}\.json\.gz at m\.{field}"):
        facts(**{field: value})


def test_a_truncated_table_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match="model_prices_and_context_window"):
        parse(SourceFile(table({}).name, b'{"big-1": {"mode": "ch', NEW))
