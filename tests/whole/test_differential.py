"""Our arithmetic against that of genai-prices, fed with our rates: thousands of random usages, equal to the last digit.

``genai_prices`` takes cached and audio tokens out of the whole as we do, and reprices the whole request above a tier.
It prices an unknown rate at zero, so usage is drawn only of what a card prices, in the tiers that price it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import takewhile
from random import Random
from typing import Any, NamedTuple

import pytest
from genai_prices.types import ModelPrice, TieredPrices
from genai_prices.types import Tier as TheirTier
from genai_prices.types import Usage as TheirUsage

from starmap import Pricing, Tier, catalog
from starmap.charging import cost_of
from starmap.usage import Usage

pytestmark = pytest.mark.catalog

DAY = date(2026, 6, 1)
DRAWS = 2
"""Random prompts for each card and each way to draw from it, beside those at its tiers' boundaries."""

# Our rates and the names that genai-prices has for them. Cached or written tokens of a kind need a price of their own
# there, which no card gives for writes: text is drawn with the caches and reasoning, other kinds with cached reads.
TEXT = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    "cache_write": "cache_write_mtok",
    "cache_write_1h": "cache_write_1h_mtok",
    "reasoning": "output_reasoning_mtok",
}
MEDIA = {
    "input": "input_mtok",
    "output": "output_mtok",
    "cache_read": "cache_read_mtok",
    **{f"input_{kind}": f"input_{kind}_mtok" for kind in ("audio", "image", "video")},
    **{f"cache_read_{kind}": f"cache_{kind}_read_mtok" for kind in ("audio", "image", "video")},
    **{f"output_{kind}": f"output_{kind}_mtok" for kind in ("audio", "image")},
}


class Counts(NamedTuple):
    """One usage in both conventions."""

    ours: dict[str, Any]
    theirs: dict[str, int]


class Complete(NamedTuple):
    """What a card prices without gaps: rates known on it and in its tiers, for prompts up to the longest."""

    rates: frozenset[str]
    tiers: tuple[Tier, ...]
    longest: int

    @classmethod
    def of(cls, card: Pricing) -> Complete:
        """The part of a card on which input and output are priced."""
        tiers = tuple(takewhile(lambda tier: tier.input is not None and tier.output is not None, card.tiers))
        rest = card.tiers[len(tiers) :]
        levels = (card, *tiers)
        names = [name for name in {**TEXT, **MEDIA} if all(getattr(level, name) is not None for level in levels)]
        return cls(frozenset(names), tiers, rest[0].above if rest else 10**7)


def text_counts(random: Random, rates: frozenset[str], prompt: int) -> Counts:
    """Plain text, with cached reads, both writes and reasoning where they are priced."""
    output = random.randrange(10 ** random.randrange(1, 6))
    read = part(random, prompt) if "cache_read" in rates else 0
    write = part(random, prompt - read) if "cache_write" in rates else 0
    write_1h = part(random, prompt - read - write) if {"cache_write", "cache_write_1h"} <= rates else 0
    reasoning = part(random, output) if "reasoning" in rates else 0
    shared = {"input_tokens": prompt, "output_tokens": output, "cache_read_tokens": read}
    writes = {"cache_write_tokens": write, "cache_write_1h_tokens": write_1h}
    return Counts(
        {**shared, **writes, "reasoning_tokens": reasoning, "requests": 1},
        {**shared, **writes, "cache_write_tokens": write + write_1h, "output_reasoning_tokens": reasoning},
    )


def media_counts(random: Random, rates: frozenset[str], prompt: int) -> Counts:
    """Audio, images and video where they are priced, cached too where that is priced for each of them."""
    output = random.randrange(10 ** random.randrange(1, 6))
    counts = Counts({"input_tokens": prompt, "output_tokens": output, "requests": 1}, {})
    counts.theirs.update(input_tokens=prompt, output_tokens=output)
    left, read = prompt, 0
    for kind in (kind for kind in ("audio", "image", "video") if f"input_{kind}" in rates):
        tokens = part(random, left)
        cached = part(random, tokens) if caches_media(rates) else 0
        left, read = left - tokens, read + cached
        counts.ours.update({f"input_{kind}_tokens": tokens, f"cache_read_{kind}_tokens": cached})
        counts.theirs.update({f"input_{kind}_tokens": tokens, f"cache_{kind}_read_tokens": cached})
    read += part(random, left) if caches_media(rates) else 0
    for side in (counts.ours, counts.theirs):
        side["cache_read_tokens"] = read
    left = output
    for kind in (kind for kind in ("audio", "image") if f"output_{kind}" in rates):
        tokens = part(random, left)
        left -= tokens
        for side in (counts.ours, counts.theirs):
            side[f"output_{kind}_tokens"] = tokens
    return counts


def caches_media(rates: frozenset[str]) -> bool:
    """Whether cached reads are priced for text and for every kind that is priced apart."""
    kinds = [kind for kind in ("audio", "image", "video") if f"input_{kind}" in rates]
    return "cache_read" in rates and all(f"cache_read_{kind}" in rates for kind in kinds)


def part(random: Random, whole: int) -> int:
    """Some of the whole; at times all of it, or none."""
    return random.choice((0, whole, random.randint(0, whole), random.randint(0, whole)))


def price_of(card: Pricing, complete: Complete, names: dict[str, str]) -> ModelPrice:
    """The same rates as genai-prices writes them."""
    prices: dict[str, Decimal | TieredPrices | None] = {}
    for ours, theirs in names.items():
        if ours not in complete.rates:
            continue
        base: Decimal = getattr(card, ours)
        tiers = [TheirTier(start=tier.above, price=getattr(tier, ours)) for tier in complete.tiers]
        prices[theirs] = TieredPrices(base=base, tiers=tiers) if tiers else base
    if card.per_request:
        prices["requests_kcount"] = card.per_request * 1000  # it counts one request for every usage, as we are told
    return ModelPrice(**prices)


def prompts(random: Random, complete: Complete) -> Iterator[int]:
    """Both sides of every boundary and the boundary itself, and some lengths in between."""
    for tier in complete.tiers:
        yield from (tier.above - 1, tier.above, tier.above + 1)
    for _ in range(DRAWS):
        top = min(complete.longest, 2 * complete.tiers[-1].above if complete.tiers else 10 ** random.randrange(1, 8))
        yield random.randint(0, top)


def draws(rates: frozenset[str]) -> Iterator[tuple[str, dict[str, str]]]:
    """The ways to draw from a card, each with the rates that it needs."""
    if {"cache_write_1h", "cache_write"} <= rates:
        yield "text", TEXT
    else:
        yield "text", {ours: theirs for ours, theirs in TEXT.items() if ours != "cache_write_1h"}
    kinds = [kind for kind in ("audio", "image", "video") if f"input_{kind}" in rates]
    if kinds or rates & {"output_audio", "output_image"}:
        cached = {"cache_read", *(f"cache_read_{kind}" for kind in kinds)} if caches_media(rates) else set()
        without = {name for name in MEDIA if name.startswith("cache_")} - cached
        yield "media", {ours: theirs for ours, theirs in MEDIA.items() if ours not in without}


def test_both_come_to_the_same_totals() -> None:
    """On every dated card that prices input and output, below, at and above its tiers."""
    random = Random(20260601)
    tally: Counter[str] = Counter()
    covered: set[str] = set()
    for offering in catalog.offerings:
        for card in offering.price_history:
            complete = Complete.of(card)
            if not {"input", "output"} <= complete.rates or card.windows:
                continue
            covered.add(offering.id)
            for way, names in draws(complete.rates):
                theirs = price_of(card, complete, names)
                for prompt in prompts(random, complete):
                    counts = (text_counts if way == "text" else media_counts)(random, complete.rates, prompt)
                    cost = cost_of(offering.id, card, Usage(**counts.ours), DAY)
                    expected = theirs.calc_price(TheirUsage(**counts.theirs))["total_price"]
                    assert cost.total == expected, (offering.id, card.valid_from, counts.ours)
                    tally[way] += 1
                    tally["above a tier"] += cost.tier is not None
                    tally["at a boundary"] += any(tier.above == prompt for tier in complete.tiers)
                    tally["cached"] += counts.ours["cache_read_tokens"] > 0
    assert tally["text"] + tally["media"] >= 20_000, tally
    assert min(tally["media"], tally["above a tier"], tally["at a boundary"]) >= 500, tally
    assert tally["cached"] >= 5_000, tally
    assert len(covered) >= 0.8 * sum(bool(offering.price_history) for offering in catalog.offerings), len(covered)
