"""genai-prices as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import genai_prices
from starmap.sources.listing import Alias, Batch, DatedCard, Facts
from starmap.sources.reading import ProviderNames, SourceFile

DAY = "2026-11-10"
NAMES = ProviderNames({"genai_prices": {"google": "google-ai-studio", "x-ai": "xai"}})


def model(**changes: object) -> dict[str, object]:
    """A model with one price."""
    return {"id": "big-1", "match": {"equals": "big-1"}, "prices": {"input_mtok": 2}} | changes


def parse(*models: dict[str, object], provider: str = "x-ai", **changes: object) -> Batch:
    """The claims of a provider's models."""
    record = {
        "id": provider,
        "name": "A provider",
        "api_pattern": "https://api",
        "pricing_urls": ["https://example.org/prices", "https://example.org/other"],
        "models": list(models),
    } | changes
    return genai_prices.parse([SourceFile("genai_prices/data-1.json", json.dumps([record]).encode(), DAY)], NAMES)


def facts(**changes: object) -> Facts:
    """The claims of one model."""
    (listing,) = parse(model(**changes)).listings
    return listing.facts


def test_a_listing_names_provider_id_date_and_page() -> None:
    """The first page of the provider is the evidence."""
    (listing,) = parse(model()).listings
    assert (listing.provider, listing.id, listing.date, listing.url, listing.new) == (
        "xai",
        "big-1",
        DAY,
        "https://example.org/prices",
        True,
    )


def test_other_ids_that_match_in_full_are_aliases() -> None:
    """A prefix or a pattern names nothing."""
    match = {"or": [{"equals": "big-1"}, {"equals": "big-latest"}, {"starts_with": "big"}, {"regex": "^big$"}]}
    assert parse(model(match=match)).aliases == [Alias("xai", "big-latest", "big-1", DAY, moving=True)]


def test_the_spelling_of_the_id_stands_over_a_folded_match() -> None:
    """Upstream folds the case of what it matches."""
    batch = parse(model(id="Org/Big-1", match={"equals": "org/big-1"}))
    assert [(one.id, one.new) for one in batch.listings] == [("Org/Big-1", True)]
    assert batch.aliases == []


def test_an_umbrella_brings_no_offering_into_the_catalog() -> None:
    """Its prices hold for ids that other sources list."""
    batch = parse(model(match={"or": [{"starts_with": "big"}, {"equals": "big-1-0613"}]}))
    assert [(one.id, one.new) for one in batch.listings] == [("big-1", False), ("big-1-0613", False)]
    assert batch.aliases == []


def test_what_vertex_alone_sells_goes_to_vertex() -> None:
    """Upstream has one Google."""
    batch = parse(model(id="claude-9", match={"equals": "claude-9"}), model(), provider="google")
    assert [(one.provider, one.id) for one in batch.listings] == [
        ("google-ai-studio", "big-1"),
        ("google-vertex", "claude-9"),
    ]


def test_routes_of_hugging_face_are_left_out() -> None:
    """They are no providers."""
    assert parse(model(), provider="huggingface_groq").left_out == {"route of Hugging Face's": 1}


def test_units_become_ours() -> None:
    """Thousands, millions and hours become one."""
    stated = {
        "input_mtok": 2,
        "output_mtok": 8,
        "cache_read_mtok": 0.2,
        "cache_write_mtok": 2.5,
        "cache_write_1h_mtok": 4,
        "output_reasoning_mtok": 3,
        "input_audio_mtok": 30,
        "cache_audio_read_mtok": 0.3,
        "output_image_mtok": 40,
        "input_audio_hours": 0.36,
        "input_mchars": 15,
        "input_document_kpages": 4,
        "requests_kcount": 5,
        "web_searches_kcount": 10,
        "output_citation_mtok": 2,
    }
    expected = {
        "input": "2",
        "output": "8",
        "cache_read": "0.2",
        "cache_write": "2.5",
        "cache_write_1h": "4",
        "reasoning": "3",
        "input_audio": "30",
        "cache_read_audio": "0.3",
        "output_image": "40",
        "per_second_input": "0.0001",
        "per_character": "0.000015",
        "per_page": "0.004",
        "per_request": "0.005",
        "per_search": "0.01",
    }
    assert facts(prices=stated) == {f"pricing.{name}": Decimal(rate) for name, rate in expected.items()}


def test_hours_of_a_conversation_are_no_price_of_audio_beside_tokens() -> None:
    """They would be charged twice."""
    assert facts(prices={"input_mtok": 2, "audio_hours": 3.6}) == {"pricing.input": Decimal(2)}
    assert facts(prices={"audio_hours": 3.6}) == {"pricing.per_second_input": Decimal("0.001")}


def test_tiers_begin_above_their_start() -> None:
    """The engine upstream takes a tier when the prompt is longer than its start."""
    stated = {"input_mtok": {"base": 2, "tiers": [{"start": 200_000, "price": 4}]}, "cache_read_mtok": 0.2}
    assert facts(prices=stated) == {
        "pricing.input": Decimal(2),
        "pricing.cache_read": Decimal("0.2"),
        "pricing.tiers": [{"above": 200_000, "input": Decimal(4)}],
    }


def test_the_last_entry_whose_day_has_come_holds() -> None:
    """A price of the future is not the price."""
    entries = [
        {"prices": {"input_mtok": 3}},
        {"prices": {"input_mtok": 2}, "constraint": {"start_date": "2026-08-21"}},
        {"prices": {"input_mtok": 9}, "constraint": {"start_date": "2027-01-01"}},
    ]
    assert facts(prices=entries) == {"pricing.input": Decimal(2), "pricing.valid_from": "2026-08-21"}


def test_hours_are_windows_over_the_card_outside_them() -> None:
    """DeepSeek's peak; the last dated card is the base."""
    entries = [
        {"prices": {"input_mtok": 0.2}, "constraint": {"start_date": "2026-08-17"}},
        {"prices": {"input_mtok": 0.4}, "constraint": {"start_time": "01:00:00Z", "end_time": "04:00:00Z"}},
    ]
    assert facts(prices=entries) == {
        "pricing.input": Decimal("0.2"),
        "pricing.valid_from": "2026-08-17",
        "pricing.windows": [{"starts": "01:00", "ends": "04:00", "input": Decimal("0.4")}],
    }


VARIANTS = [
    ({"processing": "batch"}, "batch"),
    ({"service_tier": "flex"}, "flex"),
    ({"service_tier": "priority"}, "priority"),
    ({"service_tier": "fast"}, "fast"),
    ({"speed": "fast"}, "fast"),
]


@pytest.mark.parametrize(("when", "mode"), VARIANTS, ids=[str(case[0]) for case in VARIANTS])
def test_a_variant_is_a_mode(when: dict[str, str], mode: str) -> None:
    """With its own tiers."""
    card = {"input_mtok": {"base": 1, "tiers": [{"start": 1000, "price": 2}]}}
    stated = facts(price_variants=[{"when": when, "prices": card, "constraint": None}])
    assert stated[f"pricing.modes.{mode}.input"] == Decimal(1)
    assert stated[f"pricing.modes.{mode}.tiers"] == [{"above": 1000, "input": Decimal(2)}]


@pytest.mark.parametrize(
    "variant",
    [
        {"when": {"service_tier": "default"}, "prices": {"input_mtok": 1}},
        {"when": {"route": "mistral/eu"}, "prices": {"input_mtok": 1}},
        {"when": {"processing": "batch"}, "prices": {}},
        {"when": {"processing": "batch"}, "prices": {"input_mtok": 1}, "constraint": {"start_date": "2027-01-01"}},
        {"when": {"processing": "batch", "route": "eu"}, "prices": {"input_mtok": 1}},
    ],
    ids=["default", "route", "empty", "future", "two conditions"],
)
def test_other_variants_are_no_modes(variant: dict[str, object]) -> None:
    """The default tier, routes, empty and future cards."""
    assert facts(price_variants=[variant]) == {"pricing.input": Decimal(2)}


def dated(**changes: object) -> list[tuple[str, str, str]]:
    """Day, basis and rate of input of each card of one model."""
    return [(card.begins, card.basis, str(card.facts.get("pricing.input"))) for card in parse(model(**changes)).cards]


def test_a_price_without_a_day_is_known_on_the_files_own() -> None:
    """With the page as evidence."""
    assert parse(model()).cards == [
        DatedCard("xai", "big-1", {"pricing.input": Decimal(2)}, DAY, "first observed", "https://example.org/prices")
    ]


def test_a_price_that_was_replaced_and_has_no_first_day_is_left_out() -> None:
    """Nobody knows when it began; a price of the future is a card already."""
    entries = [
        {"prices": {"input_mtok": 3}},
        {"prices": {"input_mtok": 2}, "constraint": {"start_date": "2026-03-01"}},
        {"prices": {"input_mtok": 9}, "constraint": {"start_date": "2027-01-01"}},
    ]
    assert dated(prices=entries) == [
        ("2026-03-01", "documented", "2"),
        ("2027-01-01", "documented", "9"),
    ]


def test_a_price_that_a_future_one_replaces_is_known_on_the_files_day() -> None:
    """Not first on the day before that."""
    entries = [
        {"prices": {"input_mtok": 3}},
        {"prices": {"input_mtok": 9}, "constraint": {"start_date": "2027-01-01"}},
    ]
    assert dated(prices=entries) == [(DAY, "first observed", "3"), ("2027-01-01", "documented", "9")]


def test_of_a_modes_variants_the_one_that_began_last_holds() -> None:
    """In whatever order they stand."""
    when = {"processing": "batch"}
    variants = [
        {"when": when, "prices": {"input_mtok": 2}, "constraint": {"start_date": "2027-01-01"}},
        {"when": when, "prices": {"input_mtok": 1}, "constraint": {"start_date": "2026-10-20"}},
        {"when": when, "prices": {"input_mtok": 0.5}, "constraint": {"start_date": "2026-10-14"}},
    ]
    entries = [{"prices": {"input_mtok": 2}, "constraint": {"start_date": "2026-10-18"}}]
    batch = parse(model(prices=entries, price_variants=variants))
    assert batch.listings[0].facts["pricing.modes.batch.input"] == Decimal(1)
    assert [(card.begins, str(card.facts["pricing.modes.batch.input"])) for card in batch.cards] == [
        ("2026-10-18", "0.5"),
        ("2026-10-20", "1"),
        ("2027-01-01", "2"),
    ]


def test_a_variant_waits_for_the_standard_rates() -> None:
    """A card of a mode alone would be half a card."""
    variant = {"when": {"processing": "batch"}, "prices": {"input_mtok": 1}, "constraint": {"start_date": "2026-10-14"}}
    (card,) = parse(model(price_variants=[variant])).cards
    assert (card.begins, len(card.facts)) == (DAY, 2)


def test_hours_are_told_of_the_card_in_force_alone() -> None:
    """What they were before, the source no longer says."""
    entries = [
        {"prices": {"input_mtok": 0.3}},
        {"prices": {"input_mtok": 0.2}, "constraint": {"start_date": "2026-08-17"}},
        {"prices": {"input_mtok": 0.4}, "constraint": {"start_time": "01:00:00Z", "end_time": "04:00:00Z"}},
    ]
    (card,) = parse(model(prices=entries)).cards
    assert (card.begins, card.facts["pricing.windows"]) == (
        "2026-08-17",
        [{"starts": "01:00", "ends": "04:00", "input": Decimal("0.4")}],
    )


def test_every_id_of_an_umbrella_has_its_cards() -> None:
    """As it has its listings."""
    batch = parse(model(match={"or": [{"starts_with": "big"}, {"equals": "big-1-0613"}]}))
    assert [card.id for card in batch.cards] == ["big-1", "big-1-0613"]


def test_an_empty_card_is_neither_free_nor_priced() -> None:
    """Upstream writes one in both cases."""
    assert facts(prices={}) == {}


def test_name_and_deprecation_are_facts_and_the_rounded_window_is_none() -> None:
    """The window is a million for 1,048,576."""
    stated = facts(name="Big One", deprecated=True, context_window=1_000_000, description="x", price_comments="y")
    assert stated == {"name": "Big One", "lifecycle.stage": "deprecated", "pricing.input": Decimal(2)}


@pytest.mark.parametrize(
    ("change", "place"),
    [({"smell": 1}, "0.models.0.smell"), ({"prices": {"smell_mtok": 1}}, "0.models.0.prices")],
)
def test_a_new_field_is_refused(change: dict[str, object], place: str) -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=place):
        facts(**change)


def test_a_model_without_a_price_is_refused() -> None:
    """An empty card is a statement; none is a broken file."""
    with pytest.raises(SourceError, match=r"0\.models\.0\.prices"):
        parse({"id": "big-1", "match": {"equals": "big-1"}})


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"genai_prices/data-1\.json"):
        genai_prices.parse([SourceFile("genai_prices/data-1.json", b'[{"id": "op', DAY)], NAMES)
