"""Picking a claim: authority, dates, and what is kept of the rest."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merging.factories import VENDOR, make_offer, said
from starmap.merging.choosing import Offer
from starmap.sources.listing import Facts

CONTEXT = "limits.context_window"


def window(size: int) -> Facts:
    """A claim of a context window."""
    return {CONTEXT: size}


def card(rate: int, begins: str | None = None) -> Facts:
    """A claim of a price, with the day from which it holds."""
    facts: Facts = {"pricing.input": Decimal(rate)}
    return facts if begins is None else {**facts, "pricing.valid_from": begins}


def sources_of(offer: Offer, path: str) -> list[str]:
    """Who claims a field, best first."""
    return [claim.source for claim in offer.choices[path].claims]


def test_the_vendors_page_wins_whatever_its_date() -> None:
    """A later date at a lower rank does not beat it."""
    offer = make_offer(
        said("models.dev", window(200_000), date="2026-11-01"), said(VENDOR, window(190_000), date="2025")
    )
    assert offer.value(CONTEXT) == 190_000


def test_every_claim_is_kept_by_rank() -> None:
    """The losers stand behind the winner in the order of authority."""
    offer = make_offer(
        said("LiteLLM", window(1)),
        said("models.dev", window(2)),
        said("provider APIs (llm_db)", window(3)),
        said(VENDOR, window(4)),
    )
    assert sources_of(offer, CONTEXT) == [VENDOR, "provider APIs (llm_db)", "models.dev", "LiteLLM"]


def test_the_later_date_wins_inside_a_group() -> None:
    """pi-ai and models.dev are equals at home."""
    offer = make_offer(
        said("pi-ai", card(2), date="2026-09-01"), said("models.dev", card(3), date="2026-09-30"), at_home=True
    )
    assert offer.value("pricing.input") == 3


def test_a_date_in_coarse_precision_counts_as_its_last_day() -> None:
    """A page of ``2026-09`` may be of the thirtieth."""
    offer = make_offer(said(VENDOR, window(1), date="2026-09-20"), said(VENDOR, window(2), date="2026-09"))
    assert offer.value(CONTEXT) == 2


def test_inside_a_group_and_a_date_the_order_written_decides() -> None:
    """``pi-ai`` is written before ``models.dev``."""
    offer = make_offer(said("models.dev", card(3)), said("pi-ai", card(2)))
    assert offer.value("pricing.input") == 2


def test_vanished_listings_come_after_live_ones() -> None:
    """What a source has dropped is its last word, not its present one."""
    offer = make_offer(said("models.dev", window(1), live=False, date="2026-11-01"), said("llm_db", window(2)))
    assert sources_of(offer, CONTEXT) == ["llm_db", "models.dev"]


def test_a_vendors_page_never_vanishes() -> None:
    """A page stays a page, even of an entry that is gone."""
    offer = make_offer(said("llm_db", window(2)), said(VENDOR, window(1), live=False))
    assert offer.value(CONTEXT) == 1


@pytest.mark.parametrize(
    ("read", "begins", "winner"),
    [
        ("2026-09-01", "2026-09-02", "genai-prices"),
        ("2026-09-01", "2026-09-01", VENDOR),
        ("2026-09-01", "2026-08-01", VENDOR),
        ("2026-09", "2026-09-30", VENDOR),
        ("2026-09", "2026-10-01", "genai-prices"),
        ("2026", "2026-12-31", VENDOR),
        ("2026-09-01", None, VENDOR),
    ],
    ids=["after", "that day", "before", "within the month", "after the month", "within the year", "undated"],
)
def test_a_dated_card_beats_a_vendors_page_read_before_it_begins(read: str, begins: str | None, winner: str) -> None:
    """The page could not know of it."""
    offer = make_offer(said(VENDOR, card(2), date=read), said("genai-prices", card(1, begins), date="2026-11-10"))
    assert sources_of(offer, "pricing.input")[0] == winner


def test_the_newest_reading_of_the_page_counts() -> None:
    """A page read again after the card began confirms or replaces it."""
    offer = make_offer(
        said(VENDOR, card(2), date="2026-09-01"),
        said(VENDOR, card(3), date="2026-11-01"),
        said("genai-prices", card(1, "2026-10-01")),
    )
    assert offer.value("pricing.input") == 3


@pytest.mark.parametrize("source", ["models.dev", "LiteLLM"])
def test_only_sources_that_date_their_cards_beat_a_page(source: str) -> None:
    """Elsewhere a first day is a guess."""
    offer = make_offer(said(VENDOR, card(2)), said(source, card(1, "2026-11-01")))
    assert offer.value("pricing.input") == 2


def test_a_vanished_dated_card_does_not_beat_a_page() -> None:
    """Its source no longer stands by it."""
    offer = make_offer(said(VENDOR, card(2)), said("genai-prices", card(1, "2026-11-01"), live=False))
    assert offer.value("pricing.input") == 2


def test_a_dated_card_is_no_word_on_limits() -> None:
    """The exception is for prices alone."""
    facts: Facts = {"pricing.valid_from": "2026-11-01", "capabilities.tools": False}
    offer = make_offer(said(VENDOR, {"capabilities.tools": True}), said("genai-prices", facts))
    assert offer.value("capabilities.tools") is True


def test_a_listing_may_name_its_own_source() -> None:
    """Curated files hold vendor pages and secondary ones."""
    offer = make_offer(said(VENDOR, window(1), source="secondary page"))
    assert sources_of(offer, CONTEXT) == ["secondary page"]


def test_rivals_are_other_values_each_once_a_source() -> None:
    """Agreement is no conflict."""
    offer = make_offer(
        said(VENDOR, window(1)),
        said("models.dev", window(1)),
        said("LiteLLM", window(2)),
        said("LiteLLM", window(2), date="2025-01-01"),
        said("pi-ai", window(2)),
    )
    assert [(rival.source, rival.value) for rival in offer.choices[CONTEXT].rivals] == [("LiteLLM", 2), ("pi-ai", 2)]


def test_a_refused_value_goes_with_all_who_claim_it() -> None:
    """The next other value wins, and the reason is kept."""
    choice = make_offer(said(VENDOR, window(1)), said("models.dev", window(1)), said("LiteLLM", window(2))).choices[
        CONTEXT
    ]
    choice.refuse("impossible")
    assert (choice.value, choice.rivals) == (2, [])
    assert [(claim.source, why) for claim, why in choice.refused] == [
        (VENDOR, "impossible"),
        ("models.dev", "impossible"),
    ]


def test_a_choice_without_claims_has_no_value() -> None:
    """Everything was refused."""
    choice = make_offer(said(VENDOR, window(1))).choices[CONTEXT]
    choice.refuse("impossible")
    assert (choice.winner, choice.value, choice.rivals) == (None, None, [])


def test_a_field_that_nobody_claims_has_no_value() -> None:
    """Not an error."""
    assert make_offer(said(VENDOR, {})).value(CONTEXT) is None


_SOURCES = st.sampled_from([VENDOR, "models.dev", "LiteLLM", "pi-ai", "genai-prices", "model-prices", "OpenRouter"])
_DATES = st.sampled_from(["2025", "2026-03", "2026-09-01", "2026-09-30", "2026-11-10"])


@given(st.data())
def test_the_order_of_reading_does_not_matter(data: st.DataObject) -> None:
    """The same claims in any order give the same winner, wherever source and date differ."""
    places = data.draw(st.lists(st.tuples(_SOURCES, _DATES, st.booleans()), unique_by=lambda p: p[:2], min_size=1))
    claims = [
        said(source, card(number, "2026-10-01"), date=date, live=live)
        for number, (source, date, live) in enumerate(places)
    ]
    shuffled = data.draw(st.permutations(claims))
    expected = make_offer(*claims).choices["pricing.input"].claims
    assert make_offer(*shuffled).choices["pricing.input"].claims == expected
    assert len(expected) == len(claims)


def test_a_source_that_is_not_asked_is_evidence_and_no_answer() -> None:
    """Everything is kept as a claim; one of a source without authority on the field never wins."""
    offer = make_offer(said("LiteLLM", {"release_date": "2024-01-01"}))
    choice = offer.choices["release_date"]
    assert choice.winner is None
    assert [(claim.source, reason) for claim, reason in choice.refused] == [
        ("LiteLLM", "the source is not asked about this field")
    ]
