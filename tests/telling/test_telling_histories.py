"""What a rate card has otherwise than the one before it."""

from __future__ import annotations

import pytest

from factories import make_pricing, make_rate_card, make_tier, make_window
from starmap import Modality, Pricing
from starmap.telling.histories import changed

PLAIN = make_pricing(input="2", output="8")


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (make_pricing(input="1", output="8"), ["input"]),
        (make_pricing(input="2", output="8", cache_read="0.2"), ["cache read"]),
        (make_pricing(input="2"), ["output"]),
        (make_pricing(input="2", output="8", tiers=(make_tier(200_000, input="4"),)), ["long context"]),
        (make_pricing(input="2", output="8", modes={"batch": make_rate_card(input="1")}), ["batch"]),
        (make_pricing(input="2", output="8", regions={"eu": make_rate_card(input="3")}), ["eu"]),
        (make_pricing(input="2", output="8", windows=(make_window("01:00-04:00", input="1"),)), ["hours"]),
        (make_pricing(input="2", output="8", billed_as_text=frozenset({Modality.IMAGE})), ["media billed as text"]),
        (make_pricing(input="2", output="8", currency="CNY"), ["currency"]),
        (make_pricing(input="2", output="8", source="https://example.com"), []),
    ],
    ids=["rate", "added", "removed", "tiers", "mode", "region", "hours", "media", "currency", "source alone"],
)
def test_every_difference_has_a_word(new: Pricing, words: list[str]) -> None:
    """Where the card was read is none."""
    assert changed(PLAIN, new) == words


def test_a_mode_that_stays_is_not_named() -> None:
    """Only those that are other."""
    old = make_pricing(modes={"batch": make_rate_card(input="1"), "flex": make_rate_card(input="1")})
    new = make_pricing(modes={"batch": make_rate_card(input="1"), "flex": make_rate_card(input="2")})
    assert changed(old, new) == ["flex"]


def test_the_first_card_has_none_before_it() -> None:
    """And says so."""
    assert changed(None, PLAIN) == ["the first known"]
