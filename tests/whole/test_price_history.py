"""The labs' prices at the first of every month, against model-prices; and no price before anybody knew it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from starmap import Offering, catalog

pytestmark = pytest.mark.catalog

RATES = ("input", "output", "cache_read", "cache_write")
UNTIL = date(2026, 10, 26)
"""The day of the snapshot from which ``lab_prices.jsonl`` was made."""

LINES = [json.loads(line) for line in (Path(__file__).parent / "lab_prices.jsonl").read_text().splitlines()]

_SUBSCRIPTION = "upstream's zeros are those of a subscription; what a token costs is not published"
_GROK_WRITES = "upstream read a misnamed field of June 2025: its price of writing to the cache is the output price"
_IMAGE_OUTPUT = "upstream's output is the price of image tokens, here output_image; the vendor's page prices text apart"
_GEMINI_CACHE = "the vendor's page of 2025-11 has the price of cached tokens after it fell, taken up later upstream"
_DEEPSEEK_LISTS = "the vendor's own price lists date the changes; the catalogues took them up earlier or later"
_CONVERTED = "the same price in yuan, converted and rounded"

EXPLAINED: dict[str, str] = {
    "alibaba:deepseek-v4-flash-0731": "models.dev, first asked at hosts, has the idle price",
    "cognition:arena-fast": _SUBSCRIPTION,
    "cognition:swe-1-6": _SUBSCRIPTION,
    "cognition:swe-1-7": _SUBSCRIPTION,
    "cognition:swe-check": _SUBSCRIPTION,
    "deepseek:deepseek-chat": _DEEPSEEK_LISTS,
    "deepseek:deepseek-reasoner": _DEEPSEEK_LISTS,
    "deepseek:deepseek-v4-flash": _DEEPSEEK_LISTS,
    "deepseek:deepseek-v4-pro": _DEEPSEEK_LISTS,
    "google-ai-studio:gemini-2.5-flash": _GEMINI_CACHE,
    "google-ai-studio:gemini-2.5-flash-image": _IMAGE_OUTPUT,
    "google-ai-studio:gemini-2.5-flash-lite": _GEMINI_CACHE,
    "google-ai-studio:gemini-2.5-flash-lite-preview-09-2025": _GEMINI_CACHE,
    "google-ai-studio:gemini-2.5-flash-preview-09-2025": _GEMINI_CACHE,
    "google-ai-studio:gemini-2.5-pro": _GEMINI_CACHE,
    "google-ai-studio:gemini-3-pro-image": _IMAGE_OUTPUT,
    "google-ai-studio:gemini-3-pro-image-preview": _IMAGE_OUTPUT,
    "google-ai-studio:gemini-3.1-flash-image": _IMAGE_OUTPUT,
    "google-ai-studio:gemini-3.1-flash-image-preview": _IMAGE_OUTPUT,
    "google-ai-studio:gemini-3.1-flash-lite-image": _IMAGE_OUTPUT,
    "mistral:labs-devstral-small-2512": "the vendor's documentation prices it; upstream has the free preview",
    "mistral:mistral-embed": "an embedding has no output: upstream's zero is no price",
    "openai:gpt-3.5-turbo": "it caches nothing: upstream's zero is no price",
    "sensenova:deepseek-v4-flash": _SUBSCRIPTION,
    "sensenova:deepseek-v4-pro": _SUBSCRIPTION,
    "sensenova:glm-5.2": _SUBSCRIPTION,
    "sensenova:kimi-k3": _SUBSCRIPTION,
    "sensenova:sensenova-6.8-flash-lite": _SUBSCRIPTION,
    "volcengine:doubao-seed-2-0-code-preview-260215": _CONVERTED,
    "volcengine:doubao-seed-2-0-pro-260215": _CONVERTED,
    "xai:grok-2": _GROK_WRITES,
    "xai:grok-2-latest": _GROK_WRITES,
    "xai:grok-2-vision": _GROK_WRITES,
    "xai:grok-2-vision-1212": _GROK_WRITES,
    "xai:grok-3-fast": _GROK_WRITES,
    "xai:grok-3-fast-latest": _GROK_WRITES,
    "xai:grok-3-mini": _GROK_WRITES,
    "xai:grok-3-mini-fast": _GROK_WRITES,
    "xai:grok-3-mini-fast-latest": _GROK_WRITES,
    "xai:grok-3-mini-latest": _GROK_WRITES,
    "xai:grok-beta": _GROK_WRITES,
    "xai:grok-vision-beta": _GROK_WRITES,
}
"""Where we differ, by the better evidence that says so."""


def firsts(since: date) -> Iterator[date]:
    """The first of each month from a day on."""
    for number in range(since.year * 12 + since.month - 1, UNTIL.year * 12 + UNTIL.month):
        day = date(number // 12, number % 12 + 1, 1)
        if since <= day <= UNTIL:
            yield day


def differences(key: str, changes: list[list[str | None]]) -> list[str]:
    """Each month and rate in which our card is not theirs, and each month in which we have no card."""
    found = []
    offering = catalog.offerings[key]
    for day in firsts(date.fromisoformat(str(changes[0][0]))):
        theirs = next(change for change in reversed(changes) if str(change[0]) <= day.isoformat())
        ours = offering.pricing_on(day)
        for name, rate in zip(RATES, theirs[1:], strict=True):
            own = None if ours is None else getattr(ours, name)
            if name == "cache_write" and rate == "0.0":
                continue  # a fee for storage that is waived, not a free token
            if rate is not None and own != Decimal(rate):
                found.append(f"{day} {name}: {rate} there, {own} here")
    return found


def test_the_labs_prices_are_those_of_every_month() -> None:
    """Each standard rate of every lab model on the first of each month is upstream's, or the list says why not."""
    differing = {key: found for key, changes in LINES if (found := differences(key, changes))}
    unexplained = {key: found[:3] for key, found in differing.items() if key not in EXPLAINED}
    assert not unexplained
    assert set(EXPLAINED) <= set(differing), "these agree by now: take them off the list"


def test_every_model_is_here() -> None:
    """The comparison covers hundreds of models and thousands of months."""
    assert len(LINES) > 550
    assert sum(len(list(firsts(date.fromisoformat(changes[0][0])))) for _, changes in LINES) > 4_000


def entries() -> Iterator[Offering]:
    """Every offering with a price."""
    return (offering for offering in catalog.offerings if offering.price_history)


def test_no_price_is_known_before_the_first_card() -> None:
    """Every card has a first day and says how it is known, and the day before the first card has no price."""
    for offering in entries():
        first = offering.price_history[0].valid_from
        assert first is not None, offering.id
        assert all(card.basis and card.source for card in offering.price_history), offering.id
        assert offering.pricing_on(date.fromordinal(first.toordinal() - 1)) is None, offering.id


def test_cards_follow_one_another() -> None:
    """Cards are in order, and none begins before the one before it has ended."""
    for offering in entries():
        for card, following in zip(offering.price_history, offering.price_history[1:], strict=False):
            assert card.valid_until is not None
            assert card.valid_from is not None
            assert following.valid_from is not None
            assert card.valid_from < card.valid_until <= following.valid_from, offering.id


def test_announced_prices_do_not_apply_early() -> None:
    """Gemini 3.8 Flash doubles on the first day of 2027, and not before."""
    flash = catalog.offering("google-ai-studio:gemini-3.8-flash")
    before, after = flash.pricing_on(date(2026, 12, 31)), flash.pricing_on(date(2027, 1, 1))
    assert before is not None
    assert after is not None
    assert (before.input, before.output) == (Decimal("0.75"), Decimal("3.75"))
    assert (after.input, after.output) == (Decimal("1.5"), Decimal("7.5"))


def test_histories_are_worth_the_name() -> None:
    """Thousands of offerings have more than one card, and some reach back to 2023."""
    histories = [offering.price_history for offering in entries()]
    assert sum(len(history) > 1 for history in histories) > 3_000
    assert min(history[0].valid_from or UNTIL for history in histories) < date(2024, 1, 1)
