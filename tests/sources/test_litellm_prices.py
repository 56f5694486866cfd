"""The prices of LiteLLM's records."""

from __future__ import annotations

from decimal import Decimal

import pytest

from starmap.sources.listing import Facts
from starmap.sources.litellm_prices import OffPeak, is_price, prices, regional_prices


def test_a_rate_per_token_becomes_one_per_million_without_noise() -> None:
    """1.9999e-07 is a float's way to say twenty cents."""
    assert prices({"input_cost_per_token": 1.9999e-07, "output_cost_per_token": 6.2503e-07}, "chat") == {
        "pricing.input": Decimal("0.2"),
        "pricing.output": Decimal("0.625"),
    }


def test_cache_audio_and_image_tokens_have_rates_of_their_own() -> None:
    """Each kind of token goes to its rate."""
    stated = {
        "input_cost_per_token": 4e-06,
        "cache_read_input_token_cost": 4e-07,
        "cache_creation_input_token_cost": 5e-06,
        "cache_creation_input_token_cost_above_1hr": 8e-06,
        "input_cost_per_audio_token": 3.2e-05,
        "output_cost_per_audio_token": 6.4e-05,
        "cache_read_input_audio_token_cost": 4e-07,
        "input_cost_per_image_token": 5e-06,
        "output_cost_per_image_token": 3e-05,
        "input_cost_per_video_token": 1e-06,
    }
    assert prices(stated, "chat") == {
        "pricing.input": Decimal(4),
        "pricing.cache_read": Decimal("0.4"),
        "pricing.cache_write": Decimal(5),
        "pricing.cache_write_1h": Decimal(8),
        "pricing.input_audio": Decimal(32),
        "pricing.output_audio": Decimal(64),
        "pricing.cache_read_audio": Decimal("0.4"),
        "pricing.input_image": Decimal(5),
        "pricing.output_image": Decimal(30),
        "pricing.input_video": Decimal(1),
    }


def test_suffixes_are_modes_and_tiers() -> None:
    """``_above_200k_tokens_batches`` is the batch card's tier above 200,000 tokens."""
    stated = {
        "input_cost_per_token": 1e-06,
        "input_cost_per_token_above_200k_tokens": 2e-06,
        "input_cost_per_token_batches": 5e-07,
        "input_cost_per_token_above_200k_tokens_batches": 1e-06,
        "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 4e-06,
        "input_cost_per_token_flex": 6e-07,
        "input_cost_per_token_priority": 3e-06,
    }
    assert prices(stated, "chat") == {
        "pricing.input": Decimal(1),
        "pricing.tiers": [{"above": 200_000, "input": Decimal(2), "cache_write_1h": Decimal(4)}],
        "pricing.modes.batch.input": Decimal("0.5"),
        "pricing.modes.batch.tiers": [{"above": 200_000, "input": Decimal(1)}],
        "pricing.modes.flex.input": Decimal("0.6"),
        "pricing.modes.priority.input": Decimal(3),
    }


@pytest.mark.parametrize("suffix", ["ultrafast", "decisions", "balanced"])
def test_a_mode_that_is_none_of_ours_is_known_and_left_out(suffix: str) -> None:
    """Ultrafast costs more than fast; it is not traded for it."""
    assert is_price(f"input_cost_per_token_{suffix}")
    assert prices({f"input_cost_per_token_{suffix}": 1e-05}, "chat") == {}


def test_tiered_pricing_gives_the_card_and_its_tiers() -> None:
    """The first range is the card; the start of each other one is its tier."""
    ranges = (
        {"range": (0, 32_000), "input_cost_per_token": 1e-06, "output_cost_per_token": 5e-06},
        {"range": (32_000, 128_000), "input_cost_per_token": 2e-06, "output_cost_per_token": 9e-06},
    )
    assert prices({}, "chat", ranges) == {  # type: ignore[arg-type]
        "pricing.input": Decimal(1),
        "pricing.output": Decimal(5),
        "pricing.tiers": [{"above": 32_000, "input": Decimal(2), "output": Decimal(9)}],
    }


PER_UNIT = [
    ("image_generation", {"output_cost_per_image": 0.04}, {"per_image": "0.04"}),
    (
        "embedding",
        {"input_cost_per_token": 1e-06, "input_cost_per_image": 6e-05},
        {"input": "1", "per_input_image": "0.00006"},
    ),
    ("video_generation", {"output_cost_per_video_per_second": 0.1}, {"per_second_output": "0.1"}),
    ("audio_transcription", {"input_cost_per_second": 0.0001}, {"per_second_input": "0.0001"}),
    ("audio_speech", {"input_cost_per_character": 1.5e-05}, {"per_character": "0.000015"}),
    ("ocr", {"ocr_cost_per_page": 0.004}, {"per_page": "0.004"}),
    ("rerank", {"input_cost_per_query": 0.002}, {"per_search": "0.002"}),
    (
        "chat",
        {"input_cost_per_request": 0.005, "output_cost_per_token": 2.8e-07},
        {"per_request": "0.005", "output": "0.28"},
    ),
]


@pytest.mark.parametrize(("mode", "stated", "expected"), PER_UNIT, ids=[case[0] for case in PER_UNIT])
def test_other_units_are_prices_for_one(mode: str, stated: dict[str, float], expected: dict[str, str]) -> None:
    """Images, seconds, characters, pages, searches and requests."""
    assert prices(stated, mode) == {f"pricing.{name}": Decimal(rate) for name, rate in expected.items()}


REPEATED = [
    (
        "the seconds of a transcription stated twice",
        "audio_transcription",
        {"input_cost_per_second": 1e-4, "output_cost_per_second": 1e-4},
        {"per_second_input": "0.0001"},
    ),
    (
        "an estimate beside token prices",
        "audio_speech",
        {"input_cost_per_token": 6e-07, "output_cost_per_audio_token": 1.2e-05, "output_cost_per_second": 2.5e-4},
        {"input": "0.6", "output_audio": "12"},
    ),
    (
        "reasoning at the price of output",
        "chat",
        {"output_cost_per_token": 1e-05, "output_cost_per_reasoning_token": 1e-05},
        {"output": "10"},
    ),
    (
        "characters converted from tokens",
        "chat",
        {"input_cost_per_token": 1e-06, "input_cost_per_character": 2.5e-07},
        {"input": "1"},
    ),
    (
        "storage of a cache, cheaper than a token",
        "chat",
        {"input_cost_per_token": 1e-06, "cache_creation_input_token_cost": 8.333e-08},
        {"input": "1"},
    ),
    (
        "two rates for one",
        "embedding",
        {
            "input_cost_per_token": 1e-06,
            "input_cost_per_audio_per_second": 1e-4,
            "input_cost_per_video_per_second": 7e-4,
        },
        {"input": "1"},
    ),
    ("time of machines", "chat", {"input_cost_per_token": 1e-06, "input_cost_per_second": 0.01}, {"input": "1"}),
    (
        "the price of a made image, on the wrong side",
        "image_generation",
        {"input_cost_per_image": 0.04, "input_cost_per_token": 5e-06},
        {"input": "5"},
    ),
]


@pytest.mark.parametrize(("mode", "stated", "expected"), [case[1:] for case in REPEATED], ids=[c[0] for c in REPEATED])
def test_what_is_stated_for_litellms_own_sums_is_dropped(
    mode: str, stated: dict[str, float], expected: dict[str, str]
) -> None:
    """Repeated, converted and misplaced rates would be charged twice."""
    assert prices(stated, mode) == {f"pricing.{name}": Decimal(rate) for name, rate in expected.items()}


def test_a_card_of_zeros_is_not_free() -> None:
    """LiteLLM writes zero where nobody looked."""
    assert prices({"input_cost_per_token": 0, "output_cost_per_token": 0}, "chat") == {}


def test_a_card_of_zeros_is_free_where_the_provider_says_so() -> None:
    """A provider whose own list names a price of zero."""
    stated = {"input_cost_per_token": 0.0, "output_cost_per_token": 0.0, "cache_read_input_token_cost": 0.0}
    assert prices(stated, "chat", free=True) == {"pricing.input": Decimal(0), "pricing.output": Decimal(0)}


def test_a_zero_beside_a_price_is_kept_for_text_alone() -> None:
    """An embedding's output costs nothing; a cache of zero is not known."""
    stated = {"input_cost_per_token": 1e-07, "output_cost_per_token": 0.0, "cache_read_input_token_cost": 0.0}
    assert prices(stated, "embedding") == {"pricing.input": Decimal("0.1"), "pricing.output": Decimal(0)}


def test_a_negative_price_is_a_placeholder() -> None:
    """It is left out."""
    assert prices({"input_cost_per_token": -1.0, "output_cost_per_token": 1e-06}, "chat") == {
        "pricing.output": Decimal(1)
    }


def test_off_peak_hours_are_windows_over_the_peak_card() -> None:
    """The card holds the peak's rates; each span of hours is a window."""
    off_peak: OffPeak = {
        "input_cost_per_token": 1.5e-07,
        "windows": [
            {"hours_utc": ["00:00-01:00", "10:00-00:00"], "weekdays": ["monday", "tuesday"]},
            {"hours_utc": "00:00-00:00", "weekdays": [6, 7]},
        ],
    }
    rate = Decimal("0.15")
    assert prices({"input_cost_per_token": 3e-07}, "chat", off_peak=off_peak) == {
        "pricing.input": Decimal("0.3"),
        "pricing.windows": [
            {"starts": "00:00", "ends": "01:00", "weekdays": [1, 2], "input": rate},
            {"starts": "10:00", "ends": "00:00", "weekdays": [1, 2], "input": rate},
            {"starts": "00:00", "ends": "00:00", "weekdays": [6, 7], "input": rate},
        ],
    }


def test_weekdays_of_shanghai_are_told_in_utc() -> None:
    """From 16:00 UTC on it is the next day there."""
    off_peak: OffPeak = {
        "input_cost_per_token": 1.5e-07,
        "weekday_timezone": "Asia/Shanghai",
        "windows": [{"hours_utc": "10:00-00:00", "weekdays": [1, 2, 3, 4, 5]}],
    }
    rate = Decimal("0.15")
    assert prices({"input_cost_per_token": 3e-07}, "chat", off_peak=off_peak)["pricing.windows"] == [
        {"starts": "10:00", "ends": "16:00", "weekdays": [1, 2, 3, 4, 5], "input": rate},
        {"starts": "16:00", "ends": "00:00", "weekdays": [1, 2, 3, 4, 7], "input": rate},
    ]


def test_a_region_has_the_standard_card_alone() -> None:
    """Modes of regions have no place in the catalog."""
    facts: Facts = {"kind": "chat", "pricing.input": Decimal(1), "pricing.modes.batch.input": Decimal("0.5")}
    assert regional_prices(facts, "eu") == {"pricing.regions.eu.input": Decimal(1)}


@pytest.mark.parametrize("key", ["input_cost_per_smell", "input_cost_per_token_above_9k_smells", "supports_smell"])
def test_an_unknown_field_is_no_price(key: str) -> None:
    """So that the adapter refuses it."""
    assert not is_price(key)
