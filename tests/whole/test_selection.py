"""Selecting from the packaged catalog: the same as a loop over all of it, and nothing free among the cheapest."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from starmap import Offering, Usage, catalog
from test_selection import brute

pytestmark = pytest.mark.catalog

DAY = date(2026, 11, 1)
PLAIN = Usage(input_tokens=3_000, output_tokens=500)
CASES: dict[str, tuple[dict[str, Any], Usage, date]] = {
    "everything": ({}, PLAIN, DAY),
    "the design's example": (
        {"supports": {"tools"}, "accepts": {"image"}, "min_context": 200_000, "providers": {"openai", "google-vertex"}},
        PLAIN, DAY,
    ),
    "cached": (
        {"supports": {"tools"}, "status": {"active"}},
        Usage(input_tokens=12_000, cache_read_tokens=4_000, cache_write_tokens=500, output_tokens=800), DAY,
    ),
    "above every tier": ({"kinds": {"chat"}}, Usage(input_tokens=600_000, output_tokens=500), DAY),
    "at a tier": ({"kinds": {"chat"}}, Usage(input_tokens=200_000, output_tokens=500), DAY),
    "reasoning": ({"forbid": {"web_search"}}, Usage(output_tokens=900, reasoning_tokens=600), DAY),
    "audio": ({"accepts": {"audio"}}, Usage(input_tokens=900, input_audio_tokens=600, output_tokens=5), DAY),
    "images": ({"kinds": {"image"}}, Usage(images=2), DAY),
    "an old day": ({"min_output": 1, "deny": {"*:*free*"}}, PLAIN, date(2025, 3, 1)),
    "weights and globs": ({"open_weights": True, "allow": {"qwen/*", "deepseek/*"}}, PLAIN, DAY),
    "fitting": ({"fits": (150_000, 60_000), "max_input_price": 1}, PLAIN, DAY),
}  # fmt: skip


@pytest.fixture(scope="module")
def offerings() -> Sequence[Offering]:
    """Every offering."""
    return list(catalog.offerings)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("unknown", [False, True], ids=["known", "unknown allowed"])
def test_a_selection_is_what_a_loop_comes_to(case: str, unknown: bool, offerings: Sequence[Offering]) -> None:
    """The same offerings in the same order."""
    required, usage, day = CASES[case]
    selection = catalog.select(**required, rank_by=usage, on=day, allow_unknown=unknown)
    assert selection
    assert selection.ranked.ids == brute(offerings, required, usage, day, unknown, free=False)


def test_every_rejected_offering_has_a_reason() -> None:
    """And the two parts are the whole."""
    selection = catalog.select(supports={"tools"}, kinds={"chat"}, min_context=200_000, rank_by=PLAIN, on=DAY)
    assert len(selection) + len(selection.rejected) == len(catalog.offerings)
    for reasons in selection.rejected.values():
        assert reasons
        assert all(str(reason) for reason in reasons)


def test_subscriptions_and_free_variants_do_not_win() -> None:
    """A subscription is rejected, as its price is not known; what costs nothing stands after all that has a price."""
    selection = catalog.select(kinds={"chat"}, rank_by=PLAIN, on=DAY)
    totals = [selection.cost_of(offering).total for offering in selection]
    zeros = [place for place, total in enumerate(totals) if total == 0]
    assert None not in totals
    assert zeros == list(range(len(totals) - len(zeros), len(totals)))
    assert len(zeros) > 50
    assert not any(key.startswith("github-copilot:") for key in selection.ranked.ids)
    assert catalog.select(kinds={"chat"}, rank_by=PLAIN, free=True, on=DAY).cost_of(selection.ranked[-1]).total == 0
