"""The rules of charging, each with a bill worked out by hand: in comments, ``3/M`` is 3 dollars per million."""

from __future__ import annotations

import decimal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_card, make_offering, make_pricing, make_rate_card, make_tier, make_window
from starmap import Catalog, FrozenMap, Lifecycle, Pricing
from starmap.charging import MODES, cost_of, moment
from starmap.costs import Cost, Line, Unpriced
from starmap.errors import UnknownFieldError, UnpricedError
from starmap.usage import Usage
from strategies import complete_cards, priced_cards, token_usages, usages

DAY = date(2026, 6, 1)
"""A Monday."""

Bill = dict[str, tuple[int | Decimal, str]]
"""Units, each with its quantity and rate."""


def cost(
    card: Pricing | None, at: Any = DAY, *, mode: str = "standard", region: str | None = None, **counts: Any
) -> Cost:
    """What a usage costs at an offering whose only card is the one given."""
    offering = make_offering(price_history=() if card is None else (card,))
    return offering.cost(Usage(**counts), at, mode, region)


def bill(made: Cost) -> Bill:
    """The lines of a cost by unit, to be compared."""
    assert len({line.unit for line in made.lines}) == len(made.lines)
    return {line.unit: (line.quantity, str(line.rate)) for line in made.lines}


CACHED = make_pricing(input="3", output="15", cache_read="0.3", cache_write="3.75", cache_write_1h="6")
SOUND = make_pricing(
    input="1", output="4", cache_read="0.25", input_audio="10", output_audio="20", cache_read_audio="2.5",
    input_image="2", output_image="8", cache_read_image="0.5", input_video="3", cache_read_video="0.75",
)  # fmt: skip
REASONING = make_pricing(input="2", output="8", reasoning="3", citation="2")
BY_PIECE = make_pricing(
    input="1", output="2", per_image="0.04", per_input_image="0.002", per_second_input="0.0001",
    per_second_output="0.05", per_page="0.003", per_search="0.01",
)  # fmt: skip
VOICE = make_pricing(per_character="0.000015")
SEARCHES = make_pricing(input="1", output="1", per_request="0.005")
TWICE = make_pricing(
    input="1", output="10", input_audio="32", output_audio="64", input_image="10", output_image="40",
    per_image="0.04", per_input_image="0.002", per_second_input="0.0001", per_second_output="0.05",
    per_character="0.000015",
)  # fmt: skip

RULES: dict[str, tuple[Pricing, dict[str, Any], Bill, str]] = {
    "input and output": (
        CACHED,
        {"input_tokens": 1000, "output_tokens": 200},
        {"input_tokens": (1000, "3"), "output_tokens": (200, "15")},
        "0.006",  # 1000 x 3/M + 200 x 15/M = 0.003 + 0.003
    ),
    "cached input is taken out of the input": (
        CACHED,
        {"input_tokens": 1000, "cache_read_tokens": 600},
        {"input_tokens": (400, "3"), "cache_read_tokens": (600, "0.3")},
        "0.00138",  # 400 x 3/M + 600 x 0.3/M = 0.0012 + 0.00018
    ),
    "a five-minute write": (
        CACHED,
        {"input_tokens": 1000, "cache_write_tokens": 600},
        {"input_tokens": (400, "3"), "cache_write_tokens": (600, "3.75")},
        "0.00345",  # 400 x 3/M + 600 x 3.75/M = 0.0012 + 0.00225
    ),
    "a one-hour write": (
        CACHED,
        {"input_tokens": 1000, "cache_write_1h_tokens": 600},
        {"input_tokens": (400, "3"), "cache_write_1h_tokens": (600, "6")},
        "0.0048",  # 400 x 3/M + 600 x 6/M = 0.0012 + 0.0036
    ),
    "a read and both writes leave nothing plain": (
        CACHED,
        {"input_tokens": 600, "cache_read_tokens": 100, "cache_write_tokens": 200, "cache_write_1h_tokens": 300},
        {"cache_read_tokens": (100, "0.3"), "cache_write_tokens": (200, "3.75"), "cache_write_1h_tokens": (300, "6")},
        "0.00258",  # 100 x 0.3/M + 200 x 3.75/M + 300 x 6/M = 0.00003 + 0.00075 + 0.0018
    ),
    "audio in and out": (
        SOUND,
        {"input_tokens": 100, "input_audio_tokens": 80, "output_tokens": 50, "output_audio_tokens": 40},
        {
            "input_audio_tokens": (80, "10"),
            "input_tokens": (20, "1"),
            "output_tokens": (10, "4"),
            "output_audio_tokens": (40, "20"),
        },
        "0.00166",  # 80 x 10/M + 20 x 1/M + 10 x 4/M + 40 x 20/M = 0.0008 + 0.00002 + 0.00004 + 0.0008
    ),
    "cached audio is neither plain audio nor plain cache": (
        SOUND,
        {"input_tokens": 100, "cache_read_tokens": 60, "input_audio_tokens": 80, "cache_read_audio_tokens": 50},
        {
            "input_audio_tokens": (30, "10"),
            "cache_read_audio_tokens": (50, "2.5"),
            "input_tokens": (10, "1"),
            "cache_read_tokens": (10, "0.25"),
        },
        "0.0004375",  # 30 x 10/M + 50 x 2.5/M + 10 x 1/M + 10 x 0.25/M = 0.0003 + 0.000125 + 0.00001 + 0.0000025
    ),
    "images in and out": (
        SOUND,
        {"input_tokens": 100, "input_image_tokens": 100, "output_tokens": 50, "output_image_tokens": 50},
        {"input_image_tokens": (100, "2"), "output_image_tokens": (50, "8")},
        "0.0006",  # 100 x 2/M + 50 x 8/M = 0.0002 + 0.0004
    ),
    "cached images": (
        SOUND,
        {"input_tokens": 100, "cache_read_tokens": 40, "input_image_tokens": 100, "cache_read_image_tokens": 40},
        {"input_image_tokens": (60, "2"), "cache_read_image_tokens": (40, "0.5")},
        "0.00014",  # 60 x 2/M + 40 x 0.5/M = 0.00012 + 0.00002
    ),
    "video, cached and not": (
        SOUND,
        {"input_tokens": 100, "cache_read_tokens": 50, "input_video_tokens": 90, "cache_read_video_tokens": 40},
        {
            "input_video_tokens": (50, "3"),
            "cache_read_video_tokens": (40, "0.75"),
            "cache_read_tokens": (10, "0.25"),
        },
        "0.0001825",  # 50 x 3/M + 40 x 0.75/M + 10 x 0.25/M = 0.00015 + 0.00003 + 0.0000025
    ),
    "reasoning is output": (
        CACHED,
        {"output_tokens": 1000, "reasoning_tokens": 900},
        {"output_tokens": (1000, "15")},
        "0.015",  # 1000 x 15/M
    ),
    "reasoning priced apart": (
        REASONING,
        {"output_tokens": 1000, "reasoning_tokens": 900, "citation_tokens": 500},
        {"reasoning_tokens": (900, "3"), "output_tokens": (100, "8"), "citation_tokens": (500, "2")},
        "0.0045",  # 900 x 3/M + 100 x 8/M + 500 x 2/M = 0.0027 + 0.0008 + 0.001
    ),
    "nothing but reasoning": (
        REASONING,
        {"output_tokens": 900, "reasoning_tokens": 900},
        {"reasoning_tokens": (900, "3")},
        "0.0027",  # 900 x 3/M
    ),
    "pieces beside tokens": (
        BY_PIECE,
        {"input_tokens": 1000, "output_tokens": 500, "pages": 4, "searches": 3},
        {"input_tokens": (1000, "1"), "output_tokens": (500, "2"), "pages": (4, "0.003"), "searches": (3, "0.01")},
        "0.044",  # 1000 x 1/M + 500 x 2/M + 4 x 0.003 + 3 x 0.01 = 0.001 + 0.001 + 0.012 + 0.03
    ),
    "pieces alone": (
        BY_PIECE,
        {"images": 2, "input_images": 5, "input_seconds": 90, "output_seconds": Decimal("2.5")},
        {
            "images": (2, "0.04"),
            "input_images": (5, "0.002"),
            "input_seconds": (90, "0.0001"),
            "output_seconds": (Decimal("2.5"), "0.05"),
        },
        "0.224",  # 2 x 0.04 + 5 x 0.002 + 90 x 0.0001 + 2.5 x 0.05 = 0.08 + 0.01 + 0.009 + 0.125
    ),
    "characters": (
        VOICE,
        {"characters": 4000},
        {"characters": (4000, "0.000015")},
        "0.06",  # 4000 x 0.000015
    ),
    "characters instead of tokens that have no price": (
        VOICE,
        {"characters": 4000, "input_tokens": 1000},
        {"characters": (4000, "0.000015")},
        "0.06",  # 4000 x 0.000015
    ),
    "tokens instead of characters": (
        TWICE,
        {"input_tokens": 1000, "characters": 4000},
        {"input_tokens": (1000, "1")},
        "0.001",  # 1000 x 1/M
    ),
    "image tokens instead of images": (
        TWICE,
        {"output_tokens": 1056, "output_image_tokens": 1056, "images": 1},
        {"output_image_tokens": (1056, "40")},
        "0.04224",  # 1056 x 40/M
    ),
    "images instead of image tokens that have no price": (
        BY_PIECE,
        {"output_tokens": 1056, "output_image_tokens": 1056, "images": 1},
        {"images": (1, "0.04")},
        "0.04",  # 1 x 0.04
    ),
    "image tokens instead of images sent": (
        TWICE,
        {"input_tokens": 258, "input_image_tokens": 258, "input_images": 1},
        {"input_image_tokens": (258, "10")},
        "0.00258",  # 258 x 10/M
    ),
    "images sent instead of their tokens": (
        BY_PIECE,
        {"input_tokens": 300, "input_image_tokens": 258, "input_images": 1},
        {"input_tokens": (42, "1"), "input_images": (1, "0.002")},
        "0.002042",  # 42 x 1/M + 1 x 0.002
    ),
    "audio tokens instead of seconds": (
        TWICE,
        {"input_tokens": 320, "input_audio_tokens": 320, "input_seconds": 10},
        {"input_audio_tokens": (320, "32")},
        "0.01024",  # 320 x 32/M
    ),
    "seconds instead of audio tokens": (
        BY_PIECE,
        {"input_tokens": 320, "input_audio_tokens": 320, "input_seconds": 10},
        {"input_seconds": (10, "0.0001")},
        "0.001",  # 10 x 0.0001
    ),
    "spoken tokens instead of seconds": (
        TWICE,
        {"output_tokens": 200, "output_audio_tokens": 200, "output_seconds": 10},
        {"output_audio_tokens": (200, "64")},
        "0.0128",  # 200 x 64/M
    ),
    "spoken seconds instead of tokens": (
        BY_PIECE,
        {"output_tokens": 200, "output_audio_tokens": 200, "output_seconds": 10},
        {"output_seconds": (10, "0.05")},
        "0.5",  # 10 x 0.05
    ),
    "one request": (
        SEARCHES,
        {"input_tokens": 1000, "requests": 1},
        {"input_tokens": (1000, "1"), "requests": (1, "0.005")},
        "0.006",  # 1000 x 1/M + 1 x 0.005
    ),
    "three requests": (
        SEARCHES,
        {"input_tokens": 1000, "requests": 3},
        {"input_tokens": (1000, "1"), "requests": (3, "0.005")},
        "0.016",  # 1000 x 1/M + 3 x 0.005
    ),
    "requests and nothing else": (
        SEARCHES,
        {"requests": 3},
        {"requests": (3, "0.005")},
        "0.015",  # 3 x 0.005
    ),
    "requests without a price of their own": (
        CACHED,
        {"input_tokens": 1000, "requests": 3},
        {"input_tokens": (1000, "3")},
        "0.003",  # 1000 x 3/M
    ),
    "free is a price": (
        make_pricing(input="0", output="0", per_search="0"),
        {"input_tokens": 1000, "output_tokens": 5, "searches": 2},
        {"input_tokens": (1000, "0"), "output_tokens": (5, "0"), "searches": (2, "0")},
        "0",
    ),
    "nothing used": (make_pricing(), {}, {}, "0"),
    "a great many tokens": (
        make_pricing(input="0.07812", output="0.3"),
        {"input_tokens": 10**15, "output_tokens": 1},
        {"input_tokens": (10**15, "0.07812"), "output_tokens": (1, "0.3")},
        "78120000.0000003",  # 10**15 x 0.07812/M + 1 x 0.3/M = 78,120,000 + 0.0000003
    ),
}


@pytest.mark.parametrize("rule", RULES)
def test_what_is_charged(rule: str) -> None:
    """Every unit once, at its own rate, and their exact sum."""
    card, counts, lines, total = RULES[rule]
    made = cost(card, **counts)
    assert bill(made) == lines
    assert made.total == Decimal(total)
    assert made.unpriced == ()
    assert made.at_least == made.total


class TestWhatHasNoPrice:
    """Anything used without a published price makes the total unknown, never zero."""

    @pytest.mark.parametrize(
        ("counts", "unit", "rate"),
        [
            ({"input_tokens": 5}, "input_tokens", "input"),
            ({"output_tokens": 5}, "output_tokens", "output"),
            ({"input_tokens": 5, "cache_read_tokens": 5}, "cache_read_tokens", "cache_read"),
            ({"input_tokens": 5, "cache_write_tokens": 5}, "cache_write_tokens", "cache_write"),
            ({"input_tokens": 5, "cache_write_1h_tokens": 5}, "cache_write_1h_tokens", "cache_write_1h"),
            ({"input_tokens": 5, "input_audio_tokens": 5}, "input_audio_tokens", "input_audio"),
            ({"input_tokens": 5, "input_image_tokens": 5}, "input_image_tokens", "input_image"),
            ({"input_tokens": 5, "input_video_tokens": 5}, "input_video_tokens", "input_video"),
            ({"output_tokens": 5, "output_audio_tokens": 5}, "output_audio_tokens", "output_audio"),
            ({"output_tokens": 5, "output_image_tokens": 5}, "output_image_tokens", "output_image"),
            ({"citation_tokens": 5}, "citation_tokens", "citation"),
            ({"images": 5}, "images", "per_image"),
            ({"input_images": 5}, "input_images", "per_input_image"),
            ({"input_seconds": 5}, "input_seconds", "per_second_input"),
            ({"output_seconds": 5}, "output_seconds", "per_second_output"),
            ({"characters": 5}, "characters", "per_character"),
            ({"pages": 5}, "pages", "per_page"),
            ({"searches": 5}, "searches", "per_search"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_every_unit_names_its_missing_price(self, counts: dict[str, Any], unit: str, rate: str) -> None:
        """The unit, how many, and the reason; no other price is taken instead."""
        others = {name: Decimal(1) for name in ("input", "output") if f"{name}_tokens" != unit}
        made = cost(Pricing(**others), **counts)  # type: ignore[arg-type]
        assert made.total is None
        assert made.unpriced == (Unpriced(unit, 5, f"no {rate} price is published"),)

    def test_cached_audio_has_its_own_price(self) -> None:
        """Neither that of audio nor that of the cache: 5 x 10/M are known."""
        card = make_pricing(input="1", input_audio="10", cache_read="0.1")
        counts: dict[str, Any] = {"input_audio_tokens": 9, "cache_read_tokens": 4, "cache_read_audio_tokens": 4}
        made = cost(card, input_tokens=9, **counts)
        assert made.unpriced == (Unpriced("cache_read_audio_tokens", 4, "no cache_read_audio price is published"),)
        assert made.at_least == Decimal("0.00005")

    def test_what_is_known_is_still_told(self) -> None:
        """``at_least`` is the sum of the lines: 1000 x 3/M + 10 x 15/M = 0.003 + 0.00015."""
        made = cost(CACHED, input_tokens=1000, output_tokens=10, searches=1)
        assert made.total is None
        assert bill(made) == {"input_tokens": (1000, "3"), "output_tokens": (10, "15")}
        assert made.at_least == Decimal("0.00315")

    def test_requests_that_nobody_counted(self) -> None:
        """A price per request times an unknown number is not known: 1000 x 1/M are."""
        made = cost(SEARCHES, input_tokens=1000)
        reason = "each request has its price and nobody counted them: give requests=1 for one"
        assert made.unpriced == (Unpriced("requests", None, reason),)
        assert made.at_least == Decimal("0.001")

    def test_neither_tokens_nor_pieces_have_a_price(self) -> None:
        """Then both are named."""
        made = cost(make_pricing(output="1"), output_tokens=9, output_image_tokens=9, images=1)
        assert [unit for unit, _, _ in made.unpriced] == ["output_image_tokens", "images"]

    def test_nothing_is_published_at_all(self) -> None:
        """Everything used is named, with the day."""
        made = cost(None, input_tokens=5, output_tokens=6, pages=7)
        assert made.total is None
        assert made.unpriced == tuple(
            Unpriced(unit, count, "no price is known on 2026-06-01")
            for unit, count in (("input_tokens", 5), ("output_tokens", 6), ("pages", 7))
        )

    def test_strict_raises_with_every_reason(self) -> None:
        """Instead of a total of ``None``."""
        offering = make_offering(price_history=(CACHED,))
        with pytest.raises(UnpricedError) as caught:
            offering.cost(Usage(input_tokens=5, searches=1, pages=2), at=DAY, strict=True)
        assert str(caught.value) == (
            "the cost of acme-cloud:rocket-1 is not known: pages: no per_page price is published; "
            "searches: no per_search price is published"
        )

    def test_strict_changes_nothing_else(self) -> None:
        """A known cost is the same."""
        offering = make_offering(price_history=(CACHED,))
        usage = Usage(input_tokens=5)
        assert offering.cost(usage, at=DAY, strict=True) == offering.cost(usage, at=DAY)


class TestTiers:
    """Above a threshold of prompt the whole request is repriced."""

    CARD = make_pricing(
        input="1", output="10", cache_read="0.1", per_search="0.01", per_request="0.005",
        tiers=(
            make_tier(200_000, input="2", output="15", cache_read="0.2"),
            make_tier(500_000, input="4", output="30", cache_read="0.4", per_search="0.02"),
        ),
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("prompt", "tier", "total"),
        [
            (199_999, None, "0.209999"),  # 199,999 x 1/M + 1000 x 10/M = 0.199999 + 0.01
            (200_000, None, "0.21"),  # 200,000 x 1/M + 1000 x 10/M = 0.2 + 0.01
            (200_001, 200_000, "0.415002"),  # 200,001 x 2/M + 1000 x 15/M = 0.400002 + 0.015
            (499_999, 200_000, "1.014998"),  # 499,999 x 2/M + 1000 x 15/M = 0.999998 + 0.015
            (500_000, 200_000, "1.015"),  # 500,000 x 2/M + 1000 x 15/M = 1 + 0.015
            (500_001, 500_000, "2.030004"),  # 500,001 x 4/M + 1000 x 30/M = 2.000004 + 0.03
        ],
    )
    def test_a_boundary_is_still_below(self, prompt: int, tier: int | None, total: str) -> None:
        """One token more, and all of the prompt and the output cost the tier's price."""
        made = cost(self.CARD, input_tokens=prompt, output_tokens=1000, requests=1)
        assert made.tier == tier
        assert made.total == Decimal(total) + Decimal("0.005")  # and one request

    def test_cached_tokens_count_towards_it(self) -> None:
        """1 x 2/M + 200,000 x 0.2/M + 0.005 = 0.000002 + 0.04 + 0.005."""
        made = cost(self.CARD, input_tokens=200_001, cache_read_tokens=200_000, requests=1)
        assert made.total == Decimal("0.045002")

    def test_output_does_not(self) -> None:
        """300,000 x 10/M + 0.005."""
        made = cost(self.CARD, input_tokens=0, output_tokens=300_000, requests=1)
        assert (made.tier, made.total) == (None, Decimal("3.005"))

    def test_a_token_rate_absent_from_a_tier_is_unknown(self) -> None:
        """The card's own is not the tier's: 11 x 2/M are known."""
        card = make_pricing(input="1", output="5", cache_read="0.1", tiers=(make_tier(10, input="2"),))
        made = cost(card, input_tokens=20, cache_read_tokens=9, output_tokens=1)
        assert made.unpriced == (
            Unpriced("cache_read_tokens", 9, "no cache_read price is published above 10 tokens"),
            Unpriced("output_tokens", 1, "no output price is published above 10 tokens"),
        )
        assert made.at_least == Decimal("0.000022")

    def test_reasoning_priced_apart_below_is_unknown_above(self) -> None:
        """It is not taken for output there: 5 x 20/M are known."""
        card = make_pricing(output="10", reasoning="3", tiers=(make_tier(0, input="1", output="20"),))
        made = cost(card, input_tokens=1, output_tokens=10, reasoning_tokens=5)
        assert made.unpriced == (Unpriced("reasoning_tokens", 5, "no reasoning price is published above 0 tokens"),)
        assert made.at_least == Decimal("0.000101")  # 1 x 1/M + 5 x 20/M

    def test_a_price_by_the_piece_holds_above_too(self) -> None:
        """200,001 x 2/M + 3 x 0.01 + 1 x 0.005 = 0.400002 + 0.03 + 0.005."""
        made = cost(self.CARD, input_tokens=200_001, searches=3, requests=1)
        assert made.total == Decimal("0.435002")

    def test_unless_the_tier_has_its_own(self) -> None:
        """500,001 x 4/M + 3 x 0.02 + 1 x 0.005 = 2.000004 + 0.06 + 0.005."""
        made = cost(self.CARD, input_tokens=500_001, searches=3, requests=1)
        assert made.total == Decimal("2.065004")

    @pytest.mark.parametrize(
        "usage",
        [
            Usage(input_tokens=200_001, requests=2),
            Usage(input_tokens=200_000, requests=1) + Usage(input_tokens=1, requests=1),
            Usage(input_tokens=200_000) + Usage(input_tokens=1),
        ],
        ids=["counted", "added", "added and not counted"],
    )
    def test_several_requests_above_a_tier_are_refused(self, usage: Usage) -> None:
        """Nobody knows how long each prompt was."""
        card = make_pricing(input="1", output="10", per_search="0.01", tiers=(make_tier(200_000, input="2"),))
        made = make_offering(price_history=(card,)).cost(usage + Usage(searches=1), at=DAY)
        assert made.total is None
        assert made.unpriced == (
            Unpriced(
                "input_tokens",
                200_001,
                "long-context rates hold for single requests, and these counts are of several: price them one by one",
            ),
        )
        assert made.at_least == Decimal("0.01")  # the search

    def test_several_requests_below_every_tier_are_priced(self) -> None:
        """None of them can have been above: 200,000 x 1/M + 2 x 0.005."""
        usage = Usage(input_tokens=150_000, requests=1) + Usage(input_tokens=50_000, requests=1)
        assert make_offering(price_history=(self.CARD,)).cost(usage, at=DAY).total == Decimal("0.21")

    def test_one_by_one_they_are_priced(self) -> None:
        """200,001 x 2/M + 1 x 1/M + 2 x 0.005 = 0.400002 + 0.000001 + 0.01."""
        both = cost(self.CARD, input_tokens=200_001, requests=1) + cost(self.CARD, input_tokens=1, requests=1)
        assert both.total == Decimal("0.410003")

    def test_without_tiers_a_sum_is_a_usage(self) -> None:
        """400,000 x 3/M."""
        usage = Usage(input_tokens=200_000) + Usage(input_tokens=200_000)
        assert make_offering(price_history=(CACHED,)).cost(usage, at=DAY).total == Decimal("1.2")


class TestModesAndRegions:
    """Complete cards of their own."""

    CARD = make_pricing(
        input="2", output="8", cache_read="0.5", per_search="0.01",
        tiers=(make_tier(1000, input="4", output="16"),),
        modes=FrozenMap(
            {
                "batch": make_rate_card(input="1", output="4", tiers=(make_tier(2000, input="2", output="6"),)),
                "priority": make_rate_card(input="3.5", output="14"),
            }
        ),
        regions=FrozenMap({"eu": make_rate_card(input="2.2", output="8.8"), "us": make_rate_card(input="2")}),
    )  # fmt: skip

    @pytest.mark.parametrize(
        ("mode", "tier", "total"),
        [
            ("standard", 1000, "0.006"),  # 1500 x 4/M
            ("batch", None, "0.0015"),  # 1500 x 1/M
            ("priority", None, "0.00525"),  # 1500 x 3.5/M
        ],
    )
    def test_a_mode_has_its_own_rates_and_tiers(self, mode: str, tier: int | None, total: str) -> None:
        """Those of the standard card hold for it alone."""
        made = cost(self.CARD, mode=mode, input_tokens=1500)
        assert (made.mode, made.tier, made.total) == (mode, tier, Decimal(total))

    def test_a_mode_may_have_a_tier(self) -> None:
        """2001 x 2/M + 10 x 6/M = 0.004002 + 0.00006."""
        made = cost(self.CARD, mode="batch", input_tokens=2001, output_tokens=10)
        assert (made.tier, made.total) == (2000, Decimal("0.004062"))

    def test_a_rate_absent_from_a_mode_is_unknown(self) -> None:
        """Neither the standard one nor half of it, by token or by the piece: 90 x 1/M are known."""
        made = cost(self.CARD, mode="batch", input_tokens=100, cache_read_tokens=10, searches=1)
        assert made.unpriced == (
            Unpriced("cache_read_tokens", 10, "no cache_read price is published for batch processing"),
            Unpriced("searches", 1, "no per_search price is published for batch processing"),
        )
        assert made.at_least == Decimal("0.00009")

    @pytest.mark.parametrize("mode", ["flex", "fast"])
    def test_a_mode_without_a_card_is_unknown(self, mode: str) -> None:
        """Never the standard price."""
        made = cost(self.CARD, mode=mode, input_tokens=100, searches=1)
        reason = f"no price is known for {mode} processing on 2026-06-01"
        assert (made.total, made.lines) == (None, ())
        assert made.unpriced == (Unpriced("input_tokens", 100, reason), Unpriced("searches", 1, reason))

    @pytest.mark.parametrize(
        ("mode", "hint"),
        [
            ("btach", "close matches: batch"),
            ("Priority", "close matches: priority"),
            ("standrad", "close matches: standard"),
            ("xyzzy", "close matches: batch, fast, flex, priority, standard"),
            ("", "close matches: batch, fast, flex, priority, standard"),
        ],
    )
    def test_a_mode_that_does_not_exist_is_an_error(self, mode: str, hint: str) -> None:
        """With those that it may have been meant to be, or all."""
        with pytest.raises(UnknownFieldError) as caught:
            cost(self.CARD, mode=mode)
        assert str(caught.value) == f"{mode!r} is not a processing mode; {hint}"

    @pytest.mark.parametrize("mode", MODES)
    def test_every_mode_that_exists_is_taken(self, mode: str) -> None:
        """Whether or not it has a price."""
        assert cost(None, mode=mode, pages=1).mode == mode

    def test_a_region_has_its_own_rates(self) -> None:
        """1500 x 2.2/M + 10 x 8.8/M = 0.0033 + 0.000088, and no tier."""
        made = cost(self.CARD, region="eu", input_tokens=1500, output_tokens=10)
        assert (made.region, made.tier, made.total) == ("eu", None, Decimal("0.003388"))

    def test_a_rate_absent_from_a_region_is_unknown(self) -> None:
        """Not the one of elsewhere."""
        made = cost(self.CARD, region="us", output_tokens=10)
        assert made.unpriced == (Unpriced("output_tokens", 10, "no output price is published in region us"),)

    def test_a_region_without_a_card_is_unknown(self) -> None:
        """The reason lists those that have one."""
        made = cost(self.CARD, region="mars", input_tokens=1)
        reason = "no price is known for region mars on 2026-06-01; regions with a price of their own: eu, us"
        assert made.unpriced == (Unpriced("input_tokens", 1, reason),)

    def test_a_mode_in_a_region_is_unknown(self) -> None:
        """No card says what both together cost."""
        made = cost(self.CARD, mode="batch", region="eu", input_tokens=1)
        assert made.total is None
        assert "no price is known for batch processing in region eu on 2026-06-01" in str(made)


class TestDays:
    """The card of the day."""

    JAN, MAR, JUN = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
    CARDS = (make_card("1", JAN, MAR), make_card("2", MAR, JUN))

    @pytest.mark.parametrize(
        ("day", "total"),
        [
            (date(2025, 12, 31), None),
            (JAN, "0.001"),  # 1000 x 1/M
            (date(2026, 2, 28), "0.001"),  # 1000 x 1/M
            (MAR, "0.002"),  # 1000 x 2/M
            (date(2026, 5, 31), "0.002"),  # 1000 x 2/M
            (JUN, None),
        ],
        ids=str,
    )
    def test_the_price_is_that_of_the_day(self, day: date, total: str | None) -> None:
        """Unknown before the first card and after the last has ended."""
        made = make_offering(price_history=self.CARDS).cost(Usage(input_tokens=1000), at=day)
        assert made.total == (None if total is None else Decimal(total))
        assert made.on == day
        if total is None:
            assert made.unpriced == (Unpriced("input_tokens", 1000, f"no price is known on {day}"),)

    @pytest.mark.parametrize("day", [JUN, date(2036, 1, 1)], ids=str)
    def test_a_retired_entry_keeps_its_last_card(self, day: date) -> None:
        """Old usage stays priceable: 1000 x 2/M."""
        offering = make_offering(price_history=self.CARDS, lifecycle=Lifecycle(retires_on=self.JUN))
        assert offering.cost(Usage(input_tokens=1000), at=day).total == Decimal("0.002")

    def test_the_cost_names_its_card(self) -> None:
        """Its first day and its source; the card itself is at hand."""
        card = make_pricing(input="1", valid_from=self.JAN, source="https://acme.example/pricing", currency="EUR")
        made = cost(card, input_tokens=1000)
        assert (made.valid_from, made.source, made.currency) == (self.JAN, "https://acme.example/pricing", "EUR")
        assert made.card is card

    @pytest.mark.parametrize("ref", ["google/gemini-1.5-pro-002", "google-vertex:gemini-1.5-pro-002"])
    @pytest.mark.parametrize(
        ("prompt", "total"),
        [
            (12_000, "0.019"),  # 12,000 x 1.25/M + 800 x 5/M = 0.015 + 0.004
            (130_000, "0.333"),  # 130,000 x 2.5/M + 800 x 10/M = 0.325 + 0.008
        ],
    )
    def test_models_and_offerings_answer_alike(self, sample: Catalog, ref: str, prompt: int, total: str) -> None:
        """Each with its own card and its own id."""
        made = sample.get(ref).cost(Usage(input_tokens=prompt, output_tokens=800), at=date(2025, 9, 1))
        assert (made.entry, made.total) == (ref, Decimal(total))

    def test_now_is_taken_without_a_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The day in UTC."""
        monkeypatch.setattr("starmap.charging.now", lambda: datetime(2026, 2, 28, 23, 59, tzinfo=UTC))
        made = make_offering(price_history=self.CARDS).cost(Usage(input_tokens=1000))
        assert (made.on, made.total) == (date(2026, 2, 28), Decimal("0.001"))

    def test_a_moment_is_of_its_day_in_utc(self) -> None:
        """01:00 on the first of March in Berlin is February in UTC: 1000 x 1/M."""
        berlin = timezone(timedelta(hours=1))
        made = make_offering(price_history=self.CARDS).cost(
            Usage(input_tokens=1000), at=datetime(2026, 3, 1, 0, 59, tzinfo=berlin)
        )
        assert (made.on, made.total) == (date(2026, 2, 28), Decimal("0.001"))

    def test_a_time_without_a_zone_is_refused(self) -> None:
        """It could be another day."""
        with pytest.raises(ValueError, match="2026-03-01T00:30:00 has no zone: give at= a datetime with tzinfo"):
            cost(CACHED, datetime(2026, 3, 1, 0, 30), input_tokens=1)  # noqa: DTZ001

    @pytest.mark.parametrize("at", ["2026-03-01", 20260301, 0.0], ids=repr)
    def test_only_dates_and_times_are_taken(self, at: Any) -> None:
        """A text or a number is a ``TypeError``."""
        with pytest.raises(TypeError, match="at is a date or a datetime with its zone, not"):
            moment(at)


class TestWindows:
    """Rates by the hour, UTC. 2026-06-01 is a Monday; the peak costs 1000 x 2/M, all else 1000 x 1/M."""

    PEAK = make_pricing(
        input="1", output="5",
        windows=(
            make_window("01:00-04:00", input="2", weekdays=(1, 2, 3, 4, 5), holidays=(date(2026, 6, 19),),
                        calendar_until=date(2026, 12, 31)),
            make_window("06:00-10:00", input="2", weekdays=(1, 2, 3, 4, 5), holidays=(date(2026, 6, 19),),
                        calendar_until=date(2026, 12, 31)),
        ),
    )  # fmt: skip
    NIGHT = make_pricing(input="2", output="5", windows=(make_window("16:30-00:30", input="1"),))

    @pytest.mark.parametrize(
        ("time", "window", "total"),
        [
            ("2026-06-01T00:59:59.999999", None, "0.001"),
            ("2026-06-01T01:00", "01:00-04:00", "0.002"),
            ("2026-06-01T03:59:59.999999", "01:00-04:00", "0.002"),
            ("2026-06-01T04:00", None, "0.001"),
            ("2026-06-01T05:59", None, "0.001"),
            ("2026-06-01T06:00", "06:00-10:00", "0.002"),
            ("2026-06-01T09:59", "06:00-10:00", "0.002"),
            ("2026-06-01T10:00", None, "0.001"),
            ("2026-06-05T01:00", "01:00-04:00", "0.002"),  # Friday
            ("2026-06-06T01:00", None, "0.001"),  # Saturday
            ("2026-06-07T01:00", None, "0.001"),  # Sunday
            ("2026-06-19T01:00", None, "0.001"),  # a holiday, a Friday
            ("2026-12-31T01:00", "01:00-04:00", "0.002"),  # the last day of the calendar
            ("2027-01-02T01:00", None, "0.001"),  # a Saturday beyond the calendar
            ("2027-01-01T12:00", None, "0.001"),  # outside all windows, beyond the calendar
        ],
    )
    def test_the_rate_of_the_minute(self, time: str, window: str | None, total: str) -> None:
        """The first minute is in, the last is out; weekends and holidays are never in."""
        made = cost(self.PEAK, datetime.fromisoformat(time).replace(tzinfo=UTC), input_tokens=1000)
        assert (made.window, made.total) == (window, Decimal(total))

    @pytest.mark.parametrize(
        ("time", "total"),
        [
            ("16:29", "0.002"),
            ("16:30", "0.001"),
            ("23:59", "0.001"),
            ("00:00", "0.001"),
            ("00:29", "0.001"),
            ("00:30", "0.002"),
        ],
    )
    def test_a_window_past_midnight(self, time: str, total: str) -> None:
        """Holds late and early."""
        at = datetime.fromisoformat(f"2026-06-01T{time}").replace(tzinfo=UTC)
        assert cost(self.NIGHT, at, input_tokens=1000).total == Decimal(total)

    def test_a_rate_absent_from_a_window_is_the_cards(self) -> None:
        """1000 x 2/M + 100 x 5/M = 0.002 + 0.0005."""
        made = cost(self.PEAK, datetime(2026, 6, 1, 1, tzinfo=UTC), input_tokens=1000, output_tokens=100)
        assert made.total == Decimal("0.0025")

    @pytest.mark.parametrize(
        ("hours", "time", "total"),
        [(8, "2026-06-01T09:00", "0.002"), (-5, "2026-05-31T20:00", "0.002"), (8, "2026-06-01T08:59", "0.001")],
        ids=["Beijing", "New York", "Beijing before"],
    )
    def test_another_zone_is_converted(self, hours: int, time: str, total: str) -> None:
        """09:00 in Beijing and 20:00 of the day before in New York are 01:00 UTC."""
        at = datetime.fromisoformat(time).replace(tzinfo=timezone(timedelta(hours=hours)))
        made = cost(self.PEAK, at, input_tokens=1000)
        assert (made.on, made.total) == (DAY, Decimal(total))

    def test_a_day_alone_leaves_the_rate_open(self) -> None:
        """Where it depends on the hour; 100 x 5/M do not."""
        made = cost(self.PEAK, DAY, input_tokens=1000, output_tokens=100)
        assert made.unpriced == (
            Unpriced("input_tokens", 1000, "the rate depends on the hour: give at= a datetime with its zone"),
        )
        assert made.at_least == Decimal("0.0005")

    @pytest.mark.parametrize("day", [date(2026, 6, 6), date(2026, 6, 7), date(2026, 6, 19)], ids=str)
    def test_a_day_without_windows_needs_no_hour(self, day: date) -> None:
        """A weekend or a holiday costs the same all day: 1000 x 1/M."""
        assert cost(self.PEAK, day, input_tokens=1000).total == Decimal("0.001")

    def test_a_day_needs_no_hour_where_all_rates_agree(self) -> None:
        """The window's price is the card's: 1000 x 1/M."""
        card = make_pricing(input="1", windows=(make_window("01:00-04:00", input="1"),))
        assert cost(card, DAY, input_tokens=1000).total == Decimal("0.001")

    def test_beyond_the_calendar_a_peak_is_not_known(self) -> None:
        """The first of January may be a holiday or not."""
        made = cost(self.PEAK, datetime(2027, 1, 1, 1, tzinfo=UTC), input_tokens=1000)
        assert made.unpriced == (
            Unpriced("input_tokens", 1000, "the rate depends on holidays of a year whose calendar is not known"),
        )

    def test_a_mode_has_no_windows(self) -> None:
        """Its card is complete: 1000 x 0.5/M at the peak too."""
        card = self.PEAK.model_copy(update={"modes": FrozenMap({"batch": make_rate_card(input="0.5")})})
        made = cost(card, datetime(2026, 6, 1, 1, tzinfo=UTC), mode="batch", input_tokens=1000)
        assert (made.window, made.total) == (None, Decimal("0.0005"))


@contextmanager
def careless_decimals() -> Iterator[None]:
    """A caller's context in which most arithmetic would round, or raise."""
    with decimal.localcontext(decimal.Context(prec=3, rounding=decimal.ROUND_DOWN, traps=[decimal.Inexact])):
        yield


class TestExactness:
    """Nothing is rounded, whatever the caller's own decimals do."""

    def test_the_callers_context_changes_nothing(self) -> None:
        """123,457 x 1.23456/M + 7 x 9.87654/M + 3 x 0.0012345 = 0.15241507392 + 0.00006913578 + 0.0037035."""
        card = make_pricing(input="1.23456", output="9.87654", per_page="0.0012345")
        with careless_decimals():
            made = cost(card, input_tokens=123_457, output_tokens=7, pages=3)
            shown, total = str(made), made.total
        assert total == Decimal("0.1561877097")
        assert shown == "$0.1561877097"

    @given(complete_cards(tiers=True), usages())
    def test_it_never_does(self, card: Pricing, usage: Usage) -> None:
        """Cost, table and JSON."""
        usual = cost_of("a:b", card, usage, DAY)
        with careless_decimals():
            careless = cost_of("a:b", card, usage, DAY)
            assert (careless.table(), careless.model_dump_json()) == (usual.table(), usual.model_dump_json())
        assert careless == usual

    def test_huge_counts_lose_nothing(self) -> None:
        """(10**30 + 1) x 0.000001/M = 10**18 + 10**-12, more digits than decimals keep by default."""
        made = cost(make_pricing(input="0.000001"), input_tokens=10**30 + 1)
        assert made.total == Decimal("1000000000000000000.000000000001")

    def test_a_total_has_no_zeros_at_its_end(self) -> None:
        """1000 x 3.00/M."""
        assert str(cost(make_pricing(input="3.00"), input_tokens=1000).total) == "0.003"


class TestProperties:
    """What holds of every card and every usage."""

    @given(complete_cards(), token_usages(), token_usages())
    def test_cost_is_additive_below_every_tier(self, card: Pricing, one: Usage, other: Usage) -> None:
        """Two requests cost together what they cost apart."""
        one, other = (usage.model_copy(update={"requests": 1}) for usage in (one, other))
        apart = cost_of("a:b", card, one, DAY) + cost_of("a:b", card, other, DAY)
        assert cost_of("a:b", card, one + other, DAY).total == apart.total

    @given(priced_cards(), usages())
    def test_cost_is_never_negative(self, card: Pricing, usage: Usage) -> None:
        """In total and in every line."""
        made = cost_of("a:b", card, usage, DAY)
        assert made.total is None or made.total >= 0
        assert all(line.amount >= 0 and line.quantity >= 0 for line in made.lines)

    @given(complete_cards(tiers=True), token_usages(), st.integers(1, 10**6), st.integers(1, 10**6))
    def test_more_tokens_never_cost_less(self, card: Pricing, usage: Usage, more: int, longer: int) -> None:
        """Of prompt or of output, where tiers are not cheaper."""
        usage = usage.model_copy(update={"requests": 1})
        totals = [
            cost_of("a:b", card, usage.model_copy(update={name: getattr(usage, name) + extra}), DAY).total
            for name, extra in (("input_tokens", 0), ("input_tokens", more), ("output_tokens", longer))
        ]
        assert None not in totals
        assert totals[0] == min(total for total in totals if total is not None)

    @given(priced_cards() | st.none(), st.sampled_from(MODES))
    def test_nothing_costs_nothing(self, card: Pricing | None, mode: str) -> None:
        """An empty usage is zero on any card, and without one."""
        assert cost_of("a:b", card, Usage(), DAY, mode=mode).total == 0

    @given(priced_cards(), usages())
    def test_a_total_is_known_or_says_why_not(self, card: Pricing, usage: Usage) -> None:
        """One or the other, and the lines are what is known."""
        made = cost_of("a:b", card, usage, DAY)
        assert (made.total is None) == bool(made.unpriced)
        assert made.at_least == (made.at_least if made.total is None else made.total)
        assert all(line == Line(*line) and reason.reason for line in made.lines for reason in made.unpriced)

    @given(complete_cards(), usages())
    def test_every_token_is_charged_once(self, card: Pricing, usage: Usage) -> None:
        """Whatever kinds it is of: the lines hold as many tokens as were used."""
        lines = cost_of("a:b", card, usage, DAY).lines
        tokens = sum(int(line.quantity) for line in lines if line.unit.endswith("_tokens"))
        assert tokens == usage.input_tokens + usage.output_tokens + usage.citation_tokens
