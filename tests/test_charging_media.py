"""Media whose tokens the provider bills as text: a fact on the card, never a fallback. ``1/M``: a dollar a million."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from factories import make_offering, make_pricing, make_rate_card, make_tier, make_window
from starmap import FrozenMap, Modality, Pricing
from starmap.costs import Cost
from starmap.usage import Usage

DAY = date(2026, 6, 1)
AS_TEXT = frozenset({Modality.IMAGE, Modality.VIDEO})


def cost(card: Pricing, at: date | datetime = DAY, mode: str = "standard", **counts: Any) -> Cost:
    """What a usage costs at an offering whose only card is the one given."""
    return make_offering(price_history=(card,)).cost(Usage(**counts), at, mode)


def test_images_cost_what_text_costs_where_the_provider_says_so() -> None:
    """742 and 258 tokens at 1/M, and nothing twice: 0.001."""
    card = make_pricing(input="1", output="4", billed_as_text=AS_TEXT)
    assert cost(card, input_tokens=1_000, input_image_tokens=258).total == Decimal("0.001")


def test_they_have_no_price_where_it_does_not() -> None:
    """Not known is not the price of text."""
    made = cost(make_pricing(input="1", output="4"), input_tokens=1_000, input_image_tokens=258)
    assert made.total is None
    assert [unit for unit, _, _ in made.unpriced] == ["input_image_tokens"]


def test_other_media_stay_without_a_price() -> None:
    """Audio is not among those that are billed as text."""
    card = make_pricing(input="1", output="4", billed_as_text=AS_TEXT)
    assert cost(card, input_tokens=1_000, input_audio_tokens=258).total is None


def test_a_rate_of_their_own_comes_first() -> None:
    """900 x 1/M + 100 x 2/M = 0.0011."""
    card = make_pricing(input="1", output="4", input_image="2", billed_as_text=AS_TEXT)
    assert cost(card, input_tokens=1_000, input_image_tokens=100).total == Decimal("0.0011")


def test_cached_media_cost_what_cached_text_costs() -> None:
    """600 plain and 300 cached images of 1,000, 400 cached in all: 600 x 1/M + 400 x 0.1/M = 0.00064."""
    card = make_pricing(input="1", output="4", cache_read="0.1", billed_as_text=AS_TEXT)
    counts: dict[str, Any] = {
        "input_tokens": 1_000,
        "cache_read_tokens": 400,
        "input_image_tokens": 500,
        "cache_read_image_tokens": 300,
    }
    assert cost(card, **counts).total == Decimal("0.00064")


def test_it_holds_in_tiers() -> None:
    """201 tokens at the tier's 3/M."""
    card = make_pricing(input="1", output="4", tiers=(make_tier(200, input="3", output="9"),), billed_as_text=AS_TEXT)
    assert cost(card, input_tokens=201, input_video_tokens=100).total == Decimal("0.000603")


def test_it_holds_in_modes() -> None:
    """1,000 tokens at the batch's 0.5/M."""
    batch = make_rate_card(input="0.5", output="2")
    card = make_pricing(input="1", output="4", modes=FrozenMap({"batch": batch}), billed_as_text=AS_TEXT)
    assert cost(card, mode="batch", input_tokens=1_000, input_image_tokens=10).total == Decimal("0.0005")


@pytest.mark.parametrize(
    ("at", "total"),
    [
        (datetime(2026, 6, 1, 2, tzinfo=UTC), Decimal("0.002")),
        (datetime(2026, 6, 1, 5, tzinfo=UTC), Decimal("0.001")),
        (DAY, None),
    ],
    ids=["in the window", "outside", "at no hour"],
)
def test_it_follows_the_hour(at: date | datetime, total: Decimal | None) -> None:
    """Where the rate of text depends on the hour, so does that of images."""
    peak = make_window("01:00-04:00", input="2", output="8")
    card = make_pricing(input="1", output="4", windows=(peak,), billed_as_text=AS_TEXT)
    made = cost(card, at, input_tokens=1_000, input_image_tokens=1_000)
    assert made.total == total
