"""Bills worked out by hand from vendors' own pages: the calculator and the packaged catalog come to the same totals."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from factories import make_offering, make_pricing, make_rate_card, make_tier
from starmap import FrozenMap, Pricing, catalog
from starmap.costs import STANDARD
from starmap.usage import Usage

CASES: dict[str, dict[str, Any]] = {
    case["title"]: case for case in tomllib.loads((Path(__file__).parent / "worked_examples.toml").read_text())["case"]
}
DIFFERENT: dict[str, str] = {
    "Anthropic: 1,000 sublease agreements on Sonnet 4.5": (
        "1,000 requests counted together, of which only the page says that none is above 200,000 tokens"
    ),
    "OpenAI: fast mode, the new name of priority": (
        "the new name is known from 2026-09-30, the page was read earlier in that month"
    ),
    "OpenAI: realtime mini with cached audio": ("the price of cached text is missing"),
    "OpenAI: an image in a batch": ("batch prices are known from 2026-10-03"),
    "OpenAI: ten seconds of video in a batch": ("batch prices are known from 2026-09-30"),
    "OpenAI: a search of the preview tool on a model that does not reason": ("the fee for the tool is missing"),
    "Google: Gemini 1.5 Flash, exactly 128,000 tokens": ("no card is known between 2024-10-27 and 2025-05-31"),
    "Google: Gemini 1.5 Flash, 128,001 tokens": ("no card is known between 2024-10-27 and 2025-05-31"),
    "Mistral: batch": ("batch prices are known from 2026-11-10"),
    "Moonshot: batch at 60 percent": ("batch prices are known from 2026-04-30"),
    "Alibaba: batch without thinking": ("batch prices are known from 2026-03-31"),
    "Alibaba: an explicit cache, written and hit": ("cache prices are missing"),
    "Perplexity: the quickstart's own bill of a model of OpenAI with one search": (
        "its first card is known from 2026-09-05"
    ),
}
"""The cases in which the catalog is known not to answer what the page says, and why."""

every_case = pytest.mark.parametrize("title", CASES)


def card_of(case: dict[str, Any]) -> Pricing:
    """The rates that the page prints, on the card of the case's mode."""
    tiers = tuple(make_tier(**tier) for tier in case.get("tiers", ()))
    if case["mode"] == STANDARD:
        return make_pricing(**case["rates"], tiers=tiers)
    return make_pricing(modes=FrozenMap({case["mode"]: make_rate_card(**case["rates"], tiers=tiers)}))


def moment_of(case: dict[str, Any]) -> date | datetime:
    """The minute where prices turn on it, else the day."""
    at: date | datetime = case["at"] if "at" in case else case["on"]
    return at


@every_case
def test_the_pages_rates_give_the_total(title: str) -> None:
    """To the last digit."""
    case = CASES[title]
    cost = make_offering(price_history=(card_of(case),)).cost(Usage(**case["usage"]), moment_of(case), case["mode"])
    assert cost.unpriced == ()
    assert cost.total == Decimal(case["total"]), case["working"]


@pytest.mark.catalog
@every_case
def test_the_catalog_gives_the_total(title: str) -> None:
    """On that day, in that mode; a difference that is known must still be one."""
    case = CASES[title]
    cost = catalog.get(case["model"]).cost(Usage(**case["usage"]), moment_of(case), case["mode"])
    agrees = cost.total == Decimal(case["total"])
    if title in DIFFERENT:
        assert not agrees, f"take it off the list of differences: {DIFFERENT[title]}"
    else:
        assert agrees, f"{cost!r}\n{cost.table()}\n{case['working']}\n{case['page']}"


def test_titles_tell_cases_apart() -> None:
    """And every known difference is of a case that exists."""
    text = (Path(__file__).parent / "worked_examples.toml").read_text()
    assert len(CASES) == text.count("\n[[case]]")
    assert set(DIFFERENT) <= set(CASES)
    assert all(DIFFERENT.values())


def test_most_vendors_are_worked_through() -> None:
    """Each case has its page and the month, or at least the year, in which it was read."""
    providers = Counter(case["model"].partition(":")[0] for case in CASES.values())
    assert len(CASES) >= 166
    assert len(providers) >= 10
    assert all(case["page"].startswith("https://") and len(case["read"]) >= 4 for case in CASES.values())
