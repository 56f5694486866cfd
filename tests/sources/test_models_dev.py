"""models.dev's records as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import models_dev
from starmap.sources.listing import Batch, Facts, ProviderFacts
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames(
    {"models_dev": {"google": "google-ai-studio", "google-vertex-anthropic": "google-vertex", "lab": "lab"}}
)
API = "models_dev/api-2026-09-30.json.gz"


def model(**changes: object) -> dict[str, object]:
    """A record with every field that models.dev always writes."""
    record: dict[str, object] = {
        "id": "big-1",
        "name": "Big 1",
        "description": "prose",
        "attachment": True,
        "reasoning": True,
        "tool_call": True,
        "release_date": "2026-05-01",
        "last_updated": "2026-05-02",
        "modalities": {"input": ["text", "image", "pdf"], "output": ["text"]},
        "open_weights": False,
        "limit": {"context": 200_000, "output": 8_000},
    }
    return {name: value for name, value in (record | changes).items() if value is not None}


def edition(models: dict[str, object], provider: str = "lab", date: str = "2026-09-30") -> SourceFile:
    """An edition of the table with one provider."""
    record = {
        "id": provider,
        "name": "Lab",
        "env": ["LAB_API_KEY"],
        "npm": "@ai-sdk/openai-compatible",
        "doc": "https://lab.example/docs",
        "api": "https://lab.example/v1",
        "models": models,
    }
    return SourceFile(f"models_dev/api-{date}.json.gz", json.dumps({provider: record}).encode(), date)


def retired(models: dict[str, object], provider: str = "lab") -> SourceFile:
    """The file of what is gone."""
    return SourceFile("models_dev_retired.json.gz", json.dumps({provider: models}).encode(), "2026-09-30")


def parse(*files: SourceFile) -> Batch:
    """The claims of the files."""
    return models_dev.parse(files, NAMES)


def facts(provider: str = "lab", /, **changes: object) -> Facts:
    """The claims of one record."""
    (listing,) = parse(edition({"big-1": model(**changes)}, provider)).listings
    return listing.facts


def prices(provider: str = "lab", /, **changes: object) -> Facts:
    """The rates among the claims of one record."""
    return {path: value for path, value in facts(provider, **changes).items() if path.startswith("pricing.")}


def test_a_record_becomes_claims() -> None:
    """Name, family, dates, limits, modalities and capabilities keep their values; prose and ``attachment`` go."""
    assert facts(
        family="big",
        knowledge="2026-01",
        structured_output=False,
        temperature=False,
        limit={"context": 200_000, "input": 150_000, "output": 8_000},
        status="beta",
    ) == {
        "name": "Big 1",
        "family": "big",
        "release_date": "2026-05-01",
        "knowledge_cutoff": "2026-01",
        "open_weights": False,
        "limits.context_window": 200_000,
        "limits.max_input_tokens": 150_000,
        "limits.max_output_tokens": 8_000,
        "modalities.input": ["image", "pdf", "text"],
        "modalities.output": ["text"],
        "capabilities.tools": True,
        "capabilities.structured_output": False,
        "capabilities.reasoning": True,
        "parameters.temperature.accepted": False,
        "lifecycle.stage": "preview",
    }


def test_zero_limits_and_months_are_not_known() -> None:
    """A limit of zero is a placeholder and a release without a day is left out."""
    claims = facts(limit={"context": 0, "output": 0}, release_date="2026-05")
    assert not {path for path in claims if path.startswith("limits.") or path == "release_date"}


def test_an_absent_flag_is_unknown() -> None:
    """Structured output and temperature are claimed only where models.dev says something."""
    assert not {"capabilities.structured_output", "parameters.temperature.accepted"} & facts().keys()


def test_reasoning_options_are_efforts_and_a_budget() -> None:
    """Levels come least first without the empty one; a budget keeps the end that is published."""
    claims = facts(
        reasoning_options=[
            {"type": "toggle"},
            {"type": "effort", "values": ["high", None, "low"]},
            {"type": "budget_tokens", "min": 1024},
        ]
    )
    assert claims["capabilities.reasoning_efforts"] == ["low", "high"]
    assert claims["capabilities.reasoning_budget"] == {"min": 1024}


def test_a_budget_without_ends_is_no_claim() -> None:
    """That there is a budget says nothing of its range."""
    assert "capabilities.reasoning_budget" not in facts(reasoning_options=[{"type": "budget_tokens"}])


def test_the_offering_names_its_provider_model_date_and_api() -> None:
    """Provider ids are ours, the canonical id is the model, the file's date is the claim's."""
    file = edition({"big-1": model(canonical_model_id="google/big-1", provider={"npm": "@ai-sdk/anthropic"})}, "google")
    (listing,) = parse(file).listings
    assert (listing.provider, listing.id, listing.model) == ("google-ai-studio", "big-1", "google/big-1")
    assert (listing.date, listing.live, listing.facts["api"]) == ("2026-09-30", True, "anthropic")


def test_providers_are_described() -> None:
    """Name, documentation, keys, address and API family; a provider's own package tells no family."""
    assert parse(edition({}, "google")).providers == [
        ProviderFacts(
            "google-ai-studio",
            "Lab",
            "https://lab.example/docs",
            ("LAB_API_KEY",),
            "https://lab.example/v1",
            "openai-compatible",
        )
    ]


def test_rates_are_per_million_without_noise() -> None:
    """Every rate has its name in the catalog."""
    cost = {
        "input": 1.9999999999,
        "output": 10,
        "cache_read": 0.2,
        "cache_write": 2.5,
        "reasoning": 12,
        "input_audio": 3,
        "output_audio": 6,
    }
    assert prices(cost=cost) == {
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(10),
        "pricing.cache_read": Decimal("0.2"),
        "pricing.cache_write": Decimal("2.5"),
        "pricing.reasoning": Decimal(12),
        "pricing.input_audio": Decimal(3),
        "pricing.output_audio": Decimal(6),
    }


def test_tiers_rise_and_outrank_the_legacy_copy() -> None:
    """Tiers are sorted by size; ``context_over_200k`` repeats one of them and is ignored."""
    cost = {
        "input": 1,
        "output": 2,
        "tiers": [
            {"input": 4, "output": 8, "tier": {"type": "context", "size": 256_000}},
            {"input": 2, "output": 4, "tier": {"type": "context", "size": 32_000}},
        ],
        "context_over_200k": {"input": 9, "output": 9},
    }
    assert prices(cost=cost)["pricing.tiers"] == [
        {"above": 32_000, "input": Decimal(2), "output": Decimal(4)},
        {"above": 256_000, "input": Decimal(4), "output": Decimal(8)},
    ]


def test_the_legacy_copy_is_a_tier_where_it_stands_alone() -> None:
    """Records from before tiers had one threshold."""
    cost = {"input": 1, "output": 2, "context_over_200k": {"input": 2, "output": 3}}
    assert prices(cost=cost)["pricing.tiers"] == [{"above": 200_000, "input": Decimal(2), "output": Decimal(3)}]


def test_modes_have_their_own_cards() -> None:
    """A mode of the catalog gets its rates; one without a price or without a name here is left out."""
    modes = {
        "fast": {"cost": {"input": 20, "output": 100}, "provider": {"body": {"speed": "fast"}}},
        "ultrafast": {"cost": {"input": 60, "output": 300}},
        "pro": {"provider": {"body": {"reasoning": {"mode": "pro"}}}},
    }
    assert prices(experimental={"modes": modes}) == {
        "pricing.modes.fast.input": Decimal(20),
        "pricing.modes.fast.output": Decimal(100),
    }


@pytest.mark.parametrize("provider", ["zai-coding-plan", "alibaba-token-plan", "github-copilot", "nvidia", "kenari"])
def test_a_zero_on_a_plan_is_no_price(provider: str) -> None:
    """A subscription, a trial or a gap is not free."""
    assert prices(provider, cost={"input": 0, "output": 0}) == {}


def test_a_zero_elsewhere_is_free() -> None:
    """A text model that its provider gives away costs nothing."""
    assert prices(cost={"input": 0, "output": 0}) == {"pricing.input": Decimal(0), "pricing.output": Decimal(0)}


def test_a_list_price_on_a_plan_is_a_price() -> None:
    """Only zeros are doubted."""
    assert prices("github-copilot", cost={"input": 2, "output": 8})["pricing.input"] == Decimal(2)


def test_a_zero_of_a_model_that_draws_is_no_price() -> None:
    """Pictures are billed by the piece, which models.dev cannot say."""
    assert prices(cost={"input": 0, "output": 0}, modalities={"input": ["text"], "output": ["image"]}) == {}


def test_a_router_has_no_price_of_its_own() -> None:
    """A zero on a router's id is the price of nothing."""
    (listing,) = parse(edition({"openrouter/auto": model(cost={"input": 0, "output": 0})}, "kilo")).listings
    assert "pricing.input" not in listing.facts


def test_a_price_by_the_minute_is_no_token_price() -> None:
    """Transcription priced 0.003 in and 0 out is priced by the minute; 2.5 in and 10 out is not."""
    forms = {"input": ["audio"], "output": ["text"]}
    assert prices(cost={"input": 0.003, "output": 0}, modalities=forms) == {}
    assert prices(cost={"input": 2.5, "output": 10}, modalities=forms)["pricing.output"] == Decimal(10)


def test_zeros_of_features_are_gaps_beside_a_price() -> None:
    """Cache reads and thoughts are not free on a priced card; cache writes may be."""
    cost = {"input": 1, "output": 2, "cache_read": 0, "cache_write": 0, "reasoning": 0}
    assert prices(cost=cost) == {
        "pricing.input": Decimal(1),
        "pricing.output": Decimal(2),
        "pricing.cache_write": Decimal(0),
    }


def test_left_out_prices_are_counted() -> None:
    """The batch says why a card was passed over."""
    assert parse(edition({"big-1": model(cost={"input": 0, "output": 0})}, "nvidia")).left_out == {
        "zero price of a trial": 1
    }


def test_what_is_gone_is_dated_by_its_removal() -> None:
    """A retired record is not live, lacks an id at times, and its date is the day of its removal."""
    record = model(
        id=None, _removed_at="2026-01-21T05:36:21Z", _last_ref="abc", _last_changed_at="2026-01-01T00:00:00Z"
    )
    (listing,) = parse(retired({"old-1": record})).listings
    assert (listing.id, listing.live, listing.date) == ("old-1", False, "2026-01-21")


def test_spellings_of_old_days_are_read_over() -> None:
    """Names of the cache's prices from June 2025 contradict each other and are no claims."""
    record = model(
        _removed_at="2025-07-01T00:00:00Z",
        alpha=True,
        experimental=True,
        modalities=None,
        input_modalities=["text"],
        output_modalities=["text"],
        cost={"input": 1, "output": 2, "inputCached": 3, "outputCached": 4, "cached_read": 5},
    )
    (listing,) = parse(retired({"old-1": record})).listings
    assert {path for path in listing.facts if path.startswith("pricing.")} == {"pricing.input", "pricing.output"}


def test_a_live_record_hides_the_retired_one() -> None:
    """A pair that came back is listed once, live."""
    batch = parse(edition({"big-1": model()}), retired({"big-1": model(_removed_at="2026-01-21T00:00:00Z")}))
    assert [listing.live for listing in batch.listings] == [True]


def test_an_older_edition_adds_only_what_it_alone_has() -> None:
    """Of two editions the newer is live; the older one's own records are as last seen."""
    old = edition({"big-1": model(name="Old"), "big-0": model()}, date="2026-08-01")
    batch = parse(old, edition({"big-1": model()}))
    assert [(listing.id, listing.live, listing.date, listing.facts["name"]) for listing in batch.listings] == [
        ("big-1", True, "2026-09-30", "Big 1"),
        ("big-0", False, "2026-08-01", "Big 1"),
    ]


def test_two_of_their_providers_that_are_one_of_ours_list_an_id_once() -> None:
    """Vertex's Claude models stand under two providers of models.dev."""
    one, two = (json.loads(edition({"big-1": model()}, id).data) for id in ("google-vertex", "google-vertex-anthropic"))
    batch = parse(SourceFile(API, json.dumps(one | two).encode(), "2026-09-30"))
    assert [listing.provider for listing in batch.listings] == ["google-vertex"]
    assert [provider.id for provider in batch.providers] == ["google-vertex"]
    assert batch.left_out == {"listed a second time": 1}


def test_authors_records_are_their_own() -> None:
    """Licence and weights come from them; benchmarks and links stay behind."""
    record = model(
        id="qwen/big-1",
        description=None,
        license="MIT",
        weights=[{"label": "Hugging Face", "url": "https://huggingface.co/Qwen/Big-1"}],
        links=[{"type": "docs", "label": "Docs", "url": "https://x.example"}],
        benchmarks=[{"name": "Hard", "score": 1}],
    )
    file = SourceFile(
        "models_dev/git-2026-07-01/models.json", json.dumps({"qwen/big-1": record}).encode(), "2026-07-01"
    )
    (listing,) = parse(file).listings
    assert (listing.provider, listing.id, listing.model) == ("@qwen", "big-1", "qwen/big-1")
    assert listing.facts["license"] == "MIT"
    assert listing.facts["weights_url"] == "https://huggingface.co/Qwen/Big-1"
    assert not {path for path in listing.facts if "benchmark" in path or "link" in path}


def test_a_base_model_stands_in_for_the_canonical_id() -> None:
    """Retired records have no canonical id; the links of the last commit have their base models."""
    links = SourceFile("models_dev/git-2026-07-01/base_model_links.json", b'{"lab/old-1": "qwen/old-1"}', "2026-07-01")
    (listing,) = parse(links, retired({"old-1": model(_removed_at="2026-01-21T00:00:00Z")})).listings
    assert listing.model == "qwen/old-1"


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        pytest.param({"shiny": 1}, "lab.models.big-1.shiny", id="record"),
        pytest.param({"cost": {"input": 1, "output": 2, "shiny": 1}}, "lab.models.big-1.cost.shiny", id="cost"),
        pytest.param({"limit": {"context": 1, "shiny": 1}}, "lab.models.big-1.limit.shiny", id="limit"),
    ],
)
def test_a_new_field_is_noticed(changes: dict[str, object], place: str) -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        facts(**changes)
    assert (caught.value.file, caught.value.place) == (API, place)


@pytest.mark.parametrize(
    "changes",
    [{"tool_call": "yes"}, {"status": "gamma"}, {"limit": {"context": "1"}}, {"cost": {"input": "1"}}, {"limit": None}],
    ids=str,
)
def test_a_wrong_type_is_an_error(changes: dict[str, object]) -> None:
    """Values of other types, unknown words and missing parts are errors in the source."""
    with pytest.raises(SourceError, match=r"lab\.models\.big-1\."):
        facts(**changes)


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = edition({"big-1": model()})
    with pytest.raises(SourceError, match=r"models_dev/api-2026-09-30\.json\.gz"):
        parse(SourceFile(whole.name, whole.data[:-20], whole.date))
