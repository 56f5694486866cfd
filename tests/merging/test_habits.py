"""Habits of sources: a claim that is something else is set aside with the reason, and stays as evidence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from merging.factories import make_offer, said
from starmap.merging.habits import set_aside_habits
from starmap.sources.listing import Facts

CONTEXT, INPUT, OUTPUT = "limits.context_window", "limits.max_input_tokens", "limits.max_output_tokens"


def reasons(*claims: tuple[str, Facts], currency: str = "USD") -> list[tuple[str, str, str]]:
    """What is set aside of these sources' claims: the field, the source and the reason."""
    offer = make_offer(*(said(source, facts) for source, facts in claims))
    return [(one.field, one.source, one.reason) for one in set_aside_habits(offer, currency)]


def test_a_window_is_no_output_limit() -> None:
    """Where a source repeats the window and another knows the limit, the limit stays."""
    assert reasons(("models.dev", {CONTEXT: 9_000, OUTPUT: 9_000}), ("LiteLLM", {CONTEXT: 9_000, OUTPUT: 500})) == [
        (OUTPUT, "models.dev", "the context window put in place of an output limit")
    ]


def test_a_vendor_may_mean_it() -> None:
    """Its own page prints the window as the output limit, and nobody corrects it."""
    assert reasons(("vendor page", {CONTEXT: 9_000, OUTPUT: 9_000}), ("LiteLLM", {CONTEXT: 9_000, OUTPUT: 500})) == []


def test_a_window_that_stands_alone_stays() -> None:
    """Nothing better is known."""
    assert reasons(("models.dev", {CONTEXT: 9_000, OUTPUT: 9_000})) == []


def test_the_window_less_the_output_is_no_window() -> None:
    """LiteLLM's figure at times."""
    assert reasons(("models.dev", {CONTEXT: 400_000}), ("LiteLLM", {CONTEXT: 272_000, OUTPUT: 128_000})) == [
        (CONTEXT, "LiteLLM", "the context window less the output")
    ]


def test_the_input_limit_is_no_window() -> None:
    """LiteLLM's figure at other times."""
    assert reasons(("models.dev", {CONTEXT: 400_000, INPUT: 300_000}), ("LiteLLM", {CONTEXT: 300_000})) == [
        (CONTEXT, "LiteLLM", "the input limit in place of the context window")
    ]


def test_the_price_of_certain_hours_is_not_the_price() -> None:
    """A source that prints the peak price is set aside where windows tell it apart."""
    windows: Facts = {
        "pricing.input": Decimal("0.15"),
        "pricing.windows": [{"starts": "01:00", "ends": "04:00", "input": Decimal("0.30")}],
    }
    assert reasons(("model-prices", windows), ("LiteLLM", {"pricing.input": Decimal("0.30")})) == [
        ("pricing.input", "LiteLLM", "the price of certain hours")
    ]


@pytest.mark.parametrize(("one", "other"), [(131_072, 128_000), (1_048_576, 1_000_000), (8_000, 8_192)])
def test_the_same_figure_written_out_another_way(one: int, other: int) -> None:
    """128K is 128,000 to some and 131,072 to others."""
    assert reasons(("models.dev", {CONTEXT: one}), ("LiteLLM", {CONTEXT: other})) == [
        (CONTEXT, "LiteLLM", "the same rounded figure written out another way")
    ]


def test_an_earliest_date_is_not_announced() -> None:
    """LiteLLM prints a vendor's "not sooner than" as the day of retirement."""
    earliest: Facts = {"lifecycle.retires_not_before": "2026-09-29"}
    assert reasons(("vendor page", earliest), ("LiteLLM", {"lifecycle.retires_on": "2026-09-29"})) == [
        ("lifecycle.retires_on", "LiteLLM", "an earliest date, not an announced one")
    ]
    assert reasons(("vendor page", earliest), ("LiteLLM", {"lifecycle.retires_on": "2026-12-01"})) == []


def test_the_same_tiers_with_fewer_rates_are_no_other_tiers() -> None:
    """A source that leaves out the cache rates does not dispute them; another threshold does."""

    def tiers(above: int, **rates: str) -> Facts:
        return {"pricing.tiers": [{"above": above, **{name: Decimal(rate) for name, rate in rates.items()}}]}

    whole = ("model-prices", tiers(1_000, input="2", cache_read="0.2"))
    assert reasons(whole, ("LiteLLM", tiers(1_000, input="2"))) == [
        ("pricing.tiers", "LiteLLM", "the same tiers with fewer rates")
    ]
    assert reasons(whole, ("LiteLLM", tiers(2_000, input="2"))) == []


def test_a_rate_cut_off_at_another_digit_is_the_same_rate() -> None:
    """A third of a cent has endless digits."""
    ours: Facts = {"pricing.input": Decimal("0.08333333333")}
    assert reasons(("models.dev", ours), ("LiteLLM", {"pricing.input": Decimal("0.08333")})) == [
        ("pricing.input", "LiteLLM", "the same rate rounded")
    ]


def test_other_figures_are_no_rounding() -> None:
    """They are disputes."""
    assert reasons(("models.dev", {CONTEXT: 128_000}), ("LiteLLM", {CONTEXT: 130_000})) == []


@pytest.mark.parametrize(
    ("price", "currency", "reason"),
    [
        ("0.46", "CNY", "a conversion from the provider's currency at another rate"),
        ("0.46", "USD", None),
        ("0.90", "CNY", None),
    ],
    ids=["near", "dollars", "far"],
)
def test_conversions_differ_where_the_provider_bills_in_another_currency(
    price: str, currency: str, reason: str | None
) -> None:
    """By the rates of different days; not by more, and not in dollars."""
    ours: Facts = {"pricing.input": Decimal("0.475")}
    theirs: Facts = {"pricing.input": Decimal(price)}
    told = reasons(("model-prices", ours), ("LiteLLM", theirs), currency=currency)
    assert told == ([] if reason is None else [("pricing.input", "LiteLLM", reason)])
