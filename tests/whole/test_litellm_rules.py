"""LiteLLM's documented rules of cost as cases of our own, and every rule in which we differ from it on purpose.

Totals are worked out by hand; ``3/M`` is 3 dollars per million. Each case names the page or source file with its rule.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pytest

from factories import make_offering, make_pricing, make_rate_card, make_tier, make_window
from starmap import Catalog, FrozenMap, Pricing, UnknownModelError
from starmap.costs import Cost
from starmap.errors import UnknownFieldError
from starmap.usage import Usage

DAY = date(2026, 6, 1)
DOCS = "https://docs.litellm.ai/docs"
CODE = "https://github.com/BerriAI/litellm/blob/main/litellm"
MAP = f"{DOCS}/proxy/model_cost_map"
TIERS = f"{DOCS}/proxy/custom_model_cost_map"
TOKENS = f"{CODE}/litellm_core_utils/llm_cost_calc/utils.py"
CALCULATOR = f"{CODE}/cost_calculator.py"


def cost(card: Pricing, mode: str = "standard", at: date | datetime = DAY, **counts: Any) -> Cost:
    """What a usage costs on a card."""
    return make_offering(price_history=(card,)).cost(Usage(**counts), at, mode)


class Shared(NamedTuple):
    """A rule of both: where LiteLLM has it, a card, a usage and the total."""

    page: str
    card: Pricing
    counts: dict[str, Any]
    total: str
    mode: str = "standard"


CACHED = make_pricing(input="3", output="15", cache_read="0.3", cache_write="3.75", cache_write_1h="6")
LONG = make_pricing(
    input="1.25", output="10", cache_read="0.125",
    tiers=(make_tier(200_000, input="2.5", output="15", cache_read="0.25"),),
)  # fmt: skip
AUDIO = make_pricing(input="2.5", output="10", input_audio="40", output_audio="80")
MODES = make_pricing(
    input="2.5", output="10", cache_read="1.25",
    modes=FrozenMap(
        {
            "batch": make_rate_card(input="1.25", output="5"),
            "flex": make_rate_card(input="1.25", output="5", cache_read="0.625"),
            "priority": make_rate_card(input="4.25", output="17", cache_read="2.125"),
        }
    ),
)  # fmt: skip

SHARED = {
    "a price is of one token, times a million here": Shared(
        MAP, make_pricing(input="10", output="30"), {"input_tokens": 1000, "output_tokens": 500}, "0.025"
    ),  # 1000 x 10/M + 500 x 30/M = 0.01 + 0.015
    "cached tokens are taken out of the prompt": Shared(
        TOKENS, CACHED, {"input_tokens": 10_000, "cache_read_tokens": 8000}, "0.0084"
    ),  # 2000 x 3/M + 8000 x 0.3/M = 0.006 + 0.0024
    "cache creation has its own price": Shared(
        TOKENS, CACHED, {"input_tokens": 10_000, "cache_write_tokens": 8000}, "0.036"
    ),  # 2000 x 3/M + 8000 x 3.75/M = 0.006 + 0.03
    "cache creation for an hour has another": Shared(
        TOKENS, CACHED, {"input_tokens": 10_000, "cache_write_tokens": 3000, "cache_write_1h_tokens": 5000}, "0.04725"
    ),  # 2000 x 3/M + 3000 x 3.75/M + 5000 x 6/M = 0.006 + 0.01125 + 0.03
    "above a threshold the whole request has the tier's price": Shared(
        TIERS, LONG, {"input_tokens": 300_000, "output_tokens": 1000}, "0.765"
    ),  # 300,000 x 2.5/M + 1000 x 15/M = 0.75 + 0.015
    "exactly at the threshold it has the base price": Shared(
        TOKENS, LONG, {"input_tokens": 200_000, "output_tokens": 1000}, "0.26"
    ),  # 200,000 x 1.25/M + 1000 x 10/M = 0.25 + 0.01
    "cached tokens count towards the threshold and have the tier's price": Shared(
        TOKENS, LONG, {"input_tokens": 250_000, "cache_read_tokens": 240_000}, "0.085"
    ),  # 10,000 x 2.5/M + 240,000 x 0.25/M = 0.025 + 0.06
    "xAI's threshold is inclusive, which is a tier above one token less": Shared(
        TOKENS,
        make_pricing(input="2", output="6", tiers=(make_tier(199_999, input="4", output="12"),)),
        {"input_tokens": 200_000, "output_tokens": 1000},
        "0.812",
    ),  # 200,000 x 4/M + 1000 x 12/M = 0.8 + 0.012
    "audio of the prompt has its own price": Shared(
        TOKENS, AUDIO, {"input_tokens": 1000, "input_audio_tokens": 800}, "0.0325"
    ),  # 200 x 2.5/M + 800 x 40/M = 0.0005 + 0.032
    "audio of the output has its own price": Shared(
        TOKENS, AUDIO, {"output_tokens": 1000, "output_audio_tokens": 900}, "0.073"
    ),  # 100 x 10/M + 900 x 80/M = 0.001 + 0.072
    "reasoning has its own price where one is given": Shared(
        f"{DOCS}/provider_registration/add_model_pricing",
        make_pricing(output="8", reasoning="3"),
        {"output_tokens": 1000, "reasoning_tokens": 600},
        "0.005",
    ),  # 400 x 8/M + 600 x 3/M = 0.0032 + 0.0018
    "reasoning is output where none is given": Shared(
        TOKENS, make_pricing(output="8"), {"output_tokens": 1000, "reasoning_tokens": 600}, "0.008"
    ),  # 1000 x 8/M
    "a batch has the batch price": Shared(
        CALCULATOR, MODES, {"input_tokens": 10_000, "output_tokens": 1000}, "0.0175", "batch"
    ),  # 10,000 x 1.25/M + 1000 x 5/M = 0.0125 + 0.005
    "flex has the flex price": Shared(
        MAP, MODES, {"input_tokens": 10_000, "cache_read_tokens": 8000}, "0.0075", "flex"
    ),  # 2000 x 1.25/M + 8000 x 0.625/M = 0.0025 + 0.005
    "priority has the priority price": Shared(
        MAP, MODES, {"input_tokens": 10_000, "output_tokens": 1000}, "0.0595", "priority"
    ),  # 10,000 x 4.25/M + 1000 x 17/M = 0.0425 + 0.017
    "seconds sent": Shared(
        f"{DOCS}/sdk_custom_pricing", make_pricing(per_second_input="0.0001"), {"input_seconds": 93.5}, "0.00935"
    ),  # 93.5 x 0.0001
    "seconds generated": Shared(
        MAP, make_pricing(per_second_output="0.1"), {"output_seconds": 8}, "0.8"
    ),  # 8 x 0.1
    "images generated": Shared(
        MAP, make_pricing(per_image="0.04"), {"images": 3}, "0.12"
    ),  # 3 x 0.04
    "images sent": Shared(
        TOKENS, make_pricing(input="0.1", per_input_image="0.0001"), {"input_tokens": 50, "input_images": 4}, "0.000405"
    ),  # 50 x 0.1/M + 4 x 0.0001 = 0.000005 + 0.0004
    "characters": Shared(
        MAP, make_pricing(per_character="0.000015"), {"characters": 2000}, "0.03"
    ),  # 2000 x 0.000015
    "queries": Shared(
        MAP, make_pricing(per_search="0.005"), {"searches": 3}, "0.015"
    ),  # 3 x 0.005
    "a zero price is free": Shared(
        f"{DOCS}/proxy/custom_pricing", make_pricing(input="0", output="0"), {"input_tokens": 10**6}, "0"
    ),
}  # fmt: skip


@pytest.mark.parametrize("rule", SHARED)
def test_a_rule_that_we_share(rule: str) -> None:
    """The total is the one that LiteLLM's rule gives."""
    case = SHARED[rule]
    made = cost(case.card, case.mode, **case.counts)
    assert made.unpriced == ()
    assert made.total == Decimal(case.total), case.page


@pytest.mark.parametrize(
    ("time", "total"),
    [("16:29", "0.0027"), ("16:30", "0.00135"), ("00:29", "0.00135"), ("00:30", "0.0027")],
)
def test_off_peak_hours_we_share(time: str, total: str) -> None:
    """16:30-00:30 UTC, past midnight, the end exclusive: 10,000 x 0.27/M or x 0.135/M (``utils.py``, ``off_peak``)."""
    card = make_pricing(input="0.27", windows=(make_window("16:30-00:30", input="0.135"),))
    at = datetime.fromisoformat(f"2025-08-20T{time}").replace(tzinfo=UTC)
    assert cost(card, at=at, input_tokens=10_000).total == Decimal(total)


class TestWhereWeDiffer:
    """On purpose: LiteLLM fills gaps with zero, with half, or with another rate; here the total is not known."""

    def test_an_unknown_rate_is_not_zero(self) -> None:
        """A missing key counts as 0.0 there (``utils.py``, ``_get_cost_per_unit``)."""
        made = cost(make_pricing(input="3", output="15"), input_tokens=10, searches=2)
        assert made.total is None
        assert [unit for unit, _, _ in made.unpriced] == ["searches"]
        assert made.at_least == Decimal("0.00003")  # 10 x 3/M

    @pytest.mark.parametrize("unit", ["cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens"])
    def test_an_unknown_cache_rate_is_not_zero(self, unit: str) -> None:
        """Cached tokens without a cache price are free there (``utils.py``, ``_get_token_base_cost``)."""
        counts: dict[str, Any] = {"input_tokens": 10, unit: 4}
        made = cost(make_pricing(input="3"), **counts)
        assert made.total is None
        assert made.at_least == Decimal("0.000018")  # 6 x 3/M

    def test_audio_without_a_price_is_not_free(self) -> None:
        """It is there (``utils.py``, ``calculate_cost_component``)."""
        assert cost(make_pricing(input="3"), input_tokens=10, input_audio_tokens=4).total is None

    @pytest.mark.parametrize("unit", ["input_image_tokens", "input_video_tokens"])
    def test_image_and_video_tokens_do_not_fall_back_on_text(self, unit: str) -> None:
        """They do there (``utils.py``, ``_calculate_input_cost``)."""
        counts: dict[str, Any] = {"input_tokens": 10, unit: 10}
        assert cost(make_pricing(input="3"), **counts).total is None

    def test_a_missing_batch_price_is_not_half_price(self) -> None:
        """Half of the standard rate is taken there (``cost_calculator.py``, ``batch_cost_calculator``)."""
        made = cost(make_pricing(input="2.5", output="10"), "batch", input_tokens=10)
        assert made.total is None
        assert "no price is known for batch processing" in str(made)

    def test_cached_tokens_of_a_batch_do_not_cost_half(self) -> None:
        """They cost half of the standard cache price there (``cost_calculator.py``, ``batch_cost_calculator``)."""
        made = cost(MODES, "batch", input_tokens=10, cache_read_tokens=10)
        assert made.total is None
        assert made.lines == ()

    @pytest.mark.parametrize("mode", ["flex", "priority", "fast"])
    def test_a_missing_mode_does_not_fall_back_on_the_standard_price(self, mode: str) -> None:
        """It does there (``utils.py``, ``_get_cost_per_unit``)."""
        assert cost(make_pricing(input="2.5"), mode, input_tokens=10).total is None

    def test_a_mode_that_does_not_exist_is_an_error(self) -> None:
        """The standard price is taken there (``utils.py``, ``_get_service_tier_cost_key``)."""
        with pytest.raises(UnknownFieldError, match="'turbo' is not a processing mode"):
            cost(make_pricing(input="2.5"), "turbo", input_tokens=10)

    def test_fast_is_not_priority(self) -> None:
        """The names share one price there (``utils.py``, ``_SERVICE_TIER_TO_COST_KEY_SUFFIX``)."""
        assert cost(MODES, "fast", input_tokens=10).total is None

    def test_a_rate_absent_from_a_tier_is_not_the_base_rate(self) -> None:
        """Each rate falls back by itself there (``utils.py``, ``_get_token_base_cost``)."""
        card = make_pricing(input="1", output="5", tiers=(make_tier(100, input="2"),))
        made = cost(card, input_tokens=101, output_tokens=10)
        assert made.total is None
        assert made.at_least == Decimal("0.000202")  # 101 x 2/M

    def test_several_requests_are_not_one_long_prompt(self) -> None:
        """Counts that were added up pass the threshold there like a single prompt (``utils.py``)."""
        usage = Usage(input_tokens=150_000, requests=1) + Usage(input_tokens=150_000, requests=1)
        assert make_offering(price_history=(LONG,)).cost(usage, at=DAY).total is None

    def test_a_region_without_a_price_is_not_the_standard_price(self) -> None:
        """A missing multiplier counts as 1.0 there (``utils.py``, ``_get_regional_uplift_multiplier``)."""
        made = make_offering(price_history=(LONG,)).cost(Usage(input_tokens=10), at=DAY, region="eu")
        assert made.total is None

    def test_images_counted_twice_are_billed_once(self) -> None:
        """Tokens and pieces are both added there where both have a price (``utils.py``): 258 x 10/M."""
        card = make_pricing(input="1", input_image="10", per_input_image="0.002")
        assert cost(card, input_tokens=258, input_image_tokens=258, input_images=1).total == Decimal("0.00258")

    def test_contradictory_counts_are_refused(self) -> None:
        """They are clamped to zero there (``utils.py``, ``generic_cost_per_token``)."""
        with pytest.raises(ValueError, match="cache_read_tokens is 20, which cannot be part of 10 input_tokens"):
            Usage(input_tokens=10, cache_read_tokens=20)

    def test_a_model_that_is_not_known_is_an_error(self, sample: Catalog) -> None:
        """A batch of one costs 0.0 there (``cost_calculator.py``, ``batch_cost_calculator``)."""
        with pytest.raises(UnknownModelError, match="no model is called 'gpt-9'"):
            sample.get("gpt-9")

    def test_totals_are_exact(self) -> None:
        """Floats are multiplied there: three times 0.1/M is not 0.3/M in them."""
        made = sum(cost(make_pricing(input="0.1"), input_tokens=1) for _ in range(3))
        assert isinstance(made, Cost)
        assert made.total == Decimal("0.0000003")
