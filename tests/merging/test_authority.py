"""The table of authority: it has a row for every field and names sources that exist."""

from __future__ import annotations

import pytest

from merging.factories import VENDOR
from starmap.fields import PATHS
from starmap.merging.authority import DATED_PRICES, UNRANKED, order_of, rank_of
from starmap.sources import curated
from starmap.sources.adapters import ADAPTERS

PLACES = [
    pytest.param("openai", True, id="at home"),
    pytest.param("groq", False, id="at a host"),
    pytest.param("openrouter", False, id="at a gateway"),
]


@pytest.mark.parametrize(("provider", "at_home"), PLACES)
def test_every_field_has_an_order_with_the_vendors_page_on_top(provider: str, at_home: bool) -> None:
    """No source stands in a group above the vendor's own page."""
    paths = [*PATHS, "pricing.regions.eu.input"]
    assert [path for path in paths if VENDOR not in order_of(path, provider, at_home)[0]] == []


@pytest.mark.parametrize(("provider", "at_home"), PLACES)
def test_a_row_names_only_sources_that_exist_and_each_once(provider: str, at_home: bool) -> None:
    """A misspelt source would never be asked."""
    known = {adapter.name for adapter in ADAPTERS} | {curated.NAME, curated.SECONDARY}
    for path in PATHS:
        named = [source for group in order_of(path, provider, at_home) for source in group]
        assert set(named) <= known
        assert len(named) == len(set(named))


def test_dated_prices_come_from_adapters_that_exist() -> None:
    """The sources whose cards say their first day."""
    assert {adapter.name for adapter in ADAPTERS} >= DATED_PRICES


def test_only_the_vendors_own_words_are_on_top() -> None:
    """Its page is written first; beside it may stand its documentation, its API's answer and its SDK."""
    own = {VENDOR, "Mistral docs", "provider APIs (llm_db)", "vendor SDKs"}
    for path in PATHS:
        first = order_of(path, "openai", True)[0]
        assert first[0] == VENDOR, path
        assert set(first) <= own, path


@pytest.mark.parametrize("provider", ["zai-coding-plan", "alibaba-coding-plan-cn", "github-copilot"])
def test_a_subscription_has_no_price_but_its_vendors(provider: str) -> None:
    """Sources print that of the API behind it."""
    assert order_of("pricing.input", provider, False) == ((VENDOR,),)


def test_a_secondary_page_stands_below_the_vendors() -> None:
    """Curated, but not the vendor's own words."""
    for path in PATHS:
        for provider, at_home in (("openai", True), ("groq", False)):
            second = rank_of(path, provider, at_home, curated.SECONDARY)
            assert rank_of(path, provider, at_home, VENDOR) < second
            assert second[0] != UNRANKED, path


def test_a_curated_price_of_a_gateway_is_asked() -> None:
    """A person's fact is never dropped in silence."""
    assert rank_of("pricing.input", "openrouter", False, curated.SECONDARY)[0] != UNRANKED


def test_a_source_that_no_row_names_is_not_asked() -> None:
    """The registry of RubyLLM guesses limits."""
    assert rank_of("limits.context_window", "openai", True, "ruby_llm") == (UNRANKED, 0)


def test_prices_have_another_order_at_home_at_a_host_and_at_a_gateway() -> None:
    """Checked first-party prices are no word on what a host charges."""
    home, host, gateway = (
        order_of("pricing.input", provider, at_home)
        for provider, at_home in (("openai", True), ("groq", False), ("openrouter", False))
    )
    assert len({home, host, gateway}) == 3
    assert rank_of("pricing.input", "openai", True, "model-prices") < rank_of("pricing.input", "openai", True, "pi-ai")
    assert rank_of("pricing.input", "groq", False, "models.dev") < rank_of(
        "pricing.input", "groq", False, "model-prices"
    )
