"""The rate cards of an offering over time, from what was chosen and from the lines of the sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from merging.factories import VENDOR, make_dated, make_offer, make_rates, said
from starmap.merging.authority import history_order
from starmap.merging.choosing import Offer
from starmap.merging.histories import Lines, history_of
from starmap.merging.spells import Spell, agree
from starmap.sources.listing import DatedCard, Facts, Listing, Value

TODAY = "2026-11-20"
BEST, SECOND, THIRD = history_order(at_home=True)[:3]
BATCH = {"modes__batch__input": Decimal("0.5"), "modes__batch__output": Decimal(2)}
TIERS: list[Value] = [{"above": 200_000, "input": Decimal(2)}, {"above": 400_000, "input": Decimal(3)}]
THRESHOLD: list[Value] = [{"above": 200_000}]

Brief = list[tuple[str, Facts]]


def claimed(facts: Facts | str = "1/4", day: str = "2026-09-01", source: str = VENDOR) -> tuple[str, Listing]:
    """What a source says of a price on a day."""
    return said(source, make_rates(facts) if isinstance(facts, str) else facts, date=day)


def history(
    *claims: tuple[str, Listing], lines: Lines | None = None, ends: Mapping[str, str] | None = None
) -> list[Spell]:
    """The history at home, as of the day of the compile; one claim of a vendor's page if a test gives none."""
    return history_of(make_offer(*claims or (claimed(),)), lines or {}, True, ends or {}, TODAY)


def brief(spells: Sequence[Spell]) -> Brief:
    """The first days and the rates."""
    return [(spell.begins, spell.facts) for spell in spells]


def cards(*told: tuple[str, str]) -> Brief:
    """The same, written short."""
    return [(day, make_rates(core)) for day, core in told]


# The card in force: where it begins.


def test_a_card_begins_with_the_tail_that_agrees() -> None:
    """With the words and the address of the line."""
    line = [
        make_dated("2025-01-01", "9/9"),
        make_dated("2025-06-01", "1/4", basis="commit", url="https://sea.example/commit"),
        make_dated("2025-08-01", make_rates("1/4", cache_read=Decimal(0))),
    ]
    older, now = history(lines={BEST: line})
    assert older == Spell(make_rates("9/9"), "2025-01-01", f"first observed ({BEST})", BEST)
    assert now == Spell(make_rates("1/4"), "2025-06-01", f"commit ({BEST})", VENDOR)


def test_what_a_card_was_read_from_is_the_winners_page() -> None:
    """The line only tells since when."""
    offer = said(VENDOR, make_rates("1/4"), url="https://acme.example/prices")
    (now,) = history(offer, lines={BEST: [make_dated("2026-01-01", "1/4", url="https://sea.example/commit")]})
    assert (now.begins, now.source) == ("2026-01-01", "https://acme.example/prices")


def test_an_earlier_run_of_the_same_rates_is_another_card() -> None:
    """A price that went up and came down again began twice."""
    line = [make_dated("2025-01-01", "1/4"), make_dated("2025-03-01", "2/8"), make_dated("2025-06-01", "1/4")]
    assert brief(history(lines={BEST: line})) == cards(
        ("2025-01-01", "1/4"), ("2025-03-01", "2/8"), ("2025-06-01", "1/4")
    )


def test_cards_after_the_claim_do_not_stand_in_the_way() -> None:
    """What a line learnt later than the page says nothing of the day of the page."""
    line = [make_dated("2025-06-01", "1/4"), make_dated("2026-10-01", "2/8")]
    assert brief(history(lines={BEST: line}))[0] == ("2025-06-01", make_rates("1/4"))


def test_a_lower_source_extends_the_card_earlier() -> None:
    """It saw the same rates first."""
    lines = {BEST: [make_dated("2025-06-01", "1/4")], SECOND: [make_dated("2025-02-01", "1/4", basis="commit")]}
    (now,) = history(lines=lines)
    assert (now.begins, now.basis) == ("2025-02-01", f"commit ({SECOND})")


def test_a_better_sources_other_card_stops_a_lower_one() -> None:
    """It does not reach further back than the better line's own beginning of the card."""
    lines = {
        BEST: [make_dated("2025-01-01", "9/9"), make_dated("2025-06-01", "1/4")],
        SECOND: [make_dated("2024-06-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2024-06-01", "1/4"), ("2025-01-01", "9/9"), ("2025-06-01", "1/4"))


def test_a_lower_sources_own_other_card_stops_those_below_it() -> None:
    """Each step back holds for the next."""
    lines = {
        BEST: [make_dated("2025-06-01", "1/4")],
        SECOND: [make_dated("2025-01-01", "9/9"), make_dated("2025-03-01", "1/4")],
        THIRD: [make_dated("2025-02-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2025-01-01", "9/9"), ("2025-03-01", "1/4"))


@pytest.mark.parametrize(
    "lines",
    [{}, {BEST: [make_dated("2025-01-01", "9/9")]}, {BEST: [make_dated("2026-10-01", "1/4")]}],
    ids=["no line", "another card", "seen later only"],
)
def test_without_a_line_that_agrees_it_begins_on_the_day_of_the_claim(lines: Lines) -> None:
    """Never earlier: that would be a guess."""
    now = history(lines=lines)[-1]
    assert (now.begins, now.facts, now.basis) == ("2026-09-01", make_rates("1/4"), f"first observed ({VENDOR})")


@pytest.mark.parametrize(
    ("day", "begins"),
    [("2025", "2025-12-31"), ("2026-02", "2026-02-28"), ("2026-11", TODAY), ("2026", TODAY)],
    ids=["a year", "a month", "this month", "this year"],
)
def test_a_coarse_date_counts_as_its_last_day(day: str, begins: str) -> None:
    """But nobody read a page after the day of the compile: the card in force is in force."""
    assert brief(history(claimed(day=day))) == cards((begins, "1/4"))


def test_a_coarse_date_of_the_present_does_not_reach_into_announcements() -> None:
    """The line agrees today, and says something else from next week on."""
    line = [make_dated("2026-01-01", "1/4"), make_dated("2026-11-25", "2/8")]
    assert brief(history(claimed(day="2026-11"), lines={BEST: line})) == cards(
        ("2026-01-01", "1/4"), ("2026-11-25", "2/8")
    )


def test_the_day_that_the_vendor_states_wins() -> None:
    """Over every line, and for every rate on that page."""
    facts = make_rates("1/4", valid_from="2025-03-01", cache_read=Decimal(0))
    (now,) = history(claimed(facts), lines={BEST: [make_dated("2024-01-01", "1/4"), make_dated("2026-08-01", "1/4")]})[
        -1:
    ]
    assert (now.begins, now.basis) == ("2025-03-01", f"documented ({VENDOR})")
    assert now.facts == make_rates("1/4", cache_read=Decimal(0))


def test_the_day_that_another_source_states_is_that_of_its_line() -> None:
    """Its listing names the day, but only the dated cards tell whether the rates held without a break."""
    facts = make_rates("1/4", valid_from="2025-03-01")
    assert brief(history(claimed(facts, source="genai-prices"))) == cards(("2026-09-01", "1/4"))


def test_nothing_without_a_chosen_price() -> None:
    """Lines alone make no card, nor does a day."""
    lines = {BEST: [make_dated("2025-01-01", "1/4")]}
    assert history(said("models.dev", {"name": "Orca 1"}), lines=lines) == []
    assert history(claimed({"pricing.valid_from": "2026-03-04"}), lines=lines) == []


def test_nothing_where_every_claim_was_refused() -> None:
    """A choice without a winner is no price."""
    offer = make_offer(claimed("1/4"))
    for choice in offer.choices.values():
        choice.refuse("absurd")
    assert history_of(offer, {BEST: [make_dated("2025-01-01", "1/4")]}, True, {}, TODAY) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1/4", "1/4", True),
        ("1/4", "1/5", False),
        ("1", "1/4", True),
        ("1", "/4", False),
        ("", "1/4", False),
        (make_rates("1/4", cache_read=Decimal(1)), make_rates("1/4", cache_write=Decimal(1)), True),
        (make_rates("1/4", cache_read=Decimal(1)), make_rates("1/4", cache_read=Decimal(2)), False),
        (make_rates("1/4", **BATCH), "1/4", True),
        (make_rates("", per_image=Decimal(1)), make_rates("", per_image=Decimal(1)), True),
        (make_rates("", per_image=Decimal(1)), make_rates("", per_page=Decimal(1)), False),
    ],
)
def test_cards_agree_as_far_as_both_tell(one: Facts | str, other: Facts | str, same: bool) -> None:
    """On every base rate that both have, of which there must be one that matters; modes are another matter."""
    first, second = (make_rates(card) if isinstance(card, str) else card for card in (one, other))
    assert agree(first, second) is same


@pytest.mark.parametrize(("at_home", "begins"), [(True, "2025-06-01"), (False, "2025-03-01")])
def test_the_order_of_the_sources_is_another_at_hosts(at_home: bool, begins: str) -> None:
    """A lab's prices are best known elsewhere than a host's."""
    lines = {
        "model-prices": [make_dated("2025-01-01", "9/9"), make_dated("2025-06-01", "1/4")],
        "genai-prices": [make_dated("2025-02-01", "8/8"), make_dated("2025-03-01", "1/4")],
    }
    offer = make_offer(claimed(), at_home=at_home)
    assert history_of(offer, lines, at_home, {}, TODAY)[-1].begins == begins


# The cards before.


def test_a_lower_source_tells_only_what_was_before_the_better_ones() -> None:
    """Where lines overlap, the better holds."""
    lines = {
        BEST: [make_dated("2025-01-01", "3/9"), make_dated("2025-06-01", "1/4")],
        SECOND: [make_dated("2024-01-01", "5/9"), make_dated("2025-01-10", "4/9"), make_dated("2025-05-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2024-01-01", "5/9"), ("2025-01-01", "3/9"), ("2025-06-01", "1/4"))


@pytest.mark.parametrize(
    ("changed", "end", "kept"),
    [
        ("2025-07-02", TODAY, True),
        ("2025-07-03", TODAY, False),
        (None, TODAY, False),
        (None, "2025-07-01", True),
        (None, "2025-07-02", False),
    ],
    ids=["learnt in time", "a day late", "never learnt", "not followed so long", "followed just so long"],
)
def test_a_source_that_kept_another_price_for_a_month_is_contradicted(
    changed: str | None, end: str, kept: bool
) -> None:
    """Its last card was wrong before the better card began, too; catalogues learn of a change within 31 days."""
    lower = [make_dated("2025-02-01", "9/9"), *([make_dated(changed, "1/4")] if changed else [])]
    lines = {BEST: [make_dated("2025-06-01", "1/4")], SECOND: lower}
    told = brief(history(lines=lines, ends={SECOND: end}))
    assert told == cards(*([("2025-02-01", "9/9")] if kept else []), ("2025-06-01", "1/4"))


def test_only_the_last_card_is_contradicted() -> None:
    """Those before it stay until it began: from then on the source says nothing that can be believed."""
    lower = [make_dated("2024-01-01", "7/7"), make_dated("2024-06-01", "8/8"), make_dated("2025-02-01", "9/9")]
    lines = {BEST: [make_dated("2025-06-01", "1/4")], SECOND: lower}
    assert brief(history(lines=lines, ends={SECOND: TODAY})) == cards(
        ("2024-01-01", "7/7"), ("2024-06-01", "8/8"), ("2025-02-01", ""), ("2025-06-01", "1/4")
    )


def test_a_card_that_was_wrong_in_one_rate_keeps_the_others() -> None:
    """Prompt and output were right, and what a cached token cost is not known."""
    wrong, right = make_rates("1/4", cache_read=Decimal(1)), make_rates("1/4", cache_read=Decimal("0.5"))
    lines = {BEST: [make_dated("2025-06-01", right)], SECOND: [make_dated("2025-02-01", wrong)]}
    told = history(claimed(right), lines=lines, ends={SECOND: TODAY})
    assert brief(told) == [("2025-02-01", make_rates("1/4")), ("2025-06-01", right)]


def test_an_older_card_that_agrees_is_not_contradicted() -> None:
    """It knew less, not otherwise."""
    lines = {
        BEST: [make_dated("2025-06-01", make_rates("1/4", cache_read=Decimal(0)))],
        SECOND: [make_dated("2025-02-01", "1")],
    }
    claim = claimed(make_rates("1/4", cache_read=Decimal(0)))
    assert history(claim, lines=lines, ends={SECOND: TODAY})[0].begins == "2025-02-01"


def test_a_price_that_was_gone_ends_the_card_before() -> None:
    """Nothing is known until the next begins."""
    line = [make_dated("2025-01-01", "2/8"), make_dated("2025-03-01"), make_dated("2025-06-01", "1/4")]
    assert brief(history(lines={BEST: line})) == cards(("2025-01-01", "2/8"), ("2025-03-01", ""), ("2025-06-01", "1/4"))


def test_a_history_does_not_begin_with_nothing() -> None:
    """A line may know that a price was gone, and of nothing before."""
    line = [make_dated("2025-03-01"), make_dated("2025-06-01", "1/4")]
    assert brief(history(lines={BEST: line})) == cards(("2025-06-01", "1/4"))


# What is added to a card.


def parts_of(more: Mapping[str, Value], seen: str) -> Brief:
    """The cards where a line has the base rates since 2025-01-01, and more of the card from another day on."""
    line = [make_dated("2025-01-01", "1/4"), make_dated(seen, make_rates("1/4", **more))]
    return brief(history(claimed(make_rates("1/4", **more)), lines={BEST: line}))


PARTS: dict[str, Mapping[str, Value]] = {
    "mode": BATCH,
    "region": {"regions__eu__input": Decimal("1.1"), "regions__eu__output": Decimal("4.4")},
    "windows": {"windows": [{"starts": "16:30", "ends": "00:30", "input": Decimal("0.5")}]},
    "further rate": {"cache_read": Decimal("0.1")},
}


@pytest.mark.parametrize("more", PARTS.values(), ids=PARTS)
def test_what_is_known_later_splits_the_card(more: Mapping[str, Value]) -> None:
    """It is not stretched back to the day of the base rates."""
    assert parts_of(more, "2025-06-01") == [
        ("2025-01-01", make_rates("1/4")),
        ("2025-06-01", make_rates("1/4", **more)),
    ]


@pytest.mark.parametrize("more", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize(("seen", "splits"), [("2025-02-01", False), ("2025-02-02", True)], ids=["31 days", "32 days"])
def test_what_is_known_within_a_month_belongs_to_it(more: Mapping[str, Value], seen: str, splits: bool) -> None:
    """Catalogues learn of it late."""
    assert len(parts_of(more, seen)) == (2 if splits else 1)


def test_tiers_known_later_leave_their_threshold() -> None:
    """Before, a long prompt has no price, rather than the wrong one."""
    assert parts_of({"tiers": TIERS}, "2025-06-01") == [
        ("2025-01-01", make_rates("1/4", tiers=THRESHOLD)),
        ("2025-06-01", make_rates("1/4", tiers=TIERS)),
    ]


def test_a_threshold_reaches_back_over_every_card_of_the_same_rates() -> None:
    """Whatever else changed between them."""
    line = [
        make_dated("2025-01-01", make_rates("1/4", cache_read=Decimal("0.1"))),
        make_dated("2025-03-01", make_rates("1/4", cache_read=Decimal("0.2"))),
        make_dated("2025-06-01", make_rates("1/4", cache_read=Decimal("0.3"), tiers=TIERS)),
    ]
    claim = claimed(make_rates("1/4", cache_read=Decimal("0.3"), tiers=TIERS))
    assert [spell.facts["pricing.tiers"] for spell in history(claim, lines={BEST: line})] == [
        THRESHOLD,
        THRESHOLD,
        TIERS,
    ]


def test_a_threshold_does_not_reach_other_rates() -> None:
    """A card of other rates may have had no tiers at all."""
    line = [make_dated("2025-01-01", "2/8"), make_dated("2025-06-01", make_rates("1/4", tiers=TIERS))]
    first, _ = history(claimed(make_rates("1/4", tiers=TIERS)), lines={BEST: line})
    assert first.facts == make_rates("2/8")


def test_a_mode_of_which_no_tiers_are_told_has_the_threshold_of_the_standard_rates() -> None:
    """A long prompt has no price in it, rather than that of a short one; tiers of its own stay."""
    flex: Mapping[str, Value] = {"modes__flex__input": Decimal(1), "modes__flex__tiers": TIERS}
    (now,) = history(claimed(make_rates("1/4", tiers=TIERS, **BATCH, **flex)))
    assert now.facts == make_rates("1/4", tiers=TIERS, **BATCH, modes__batch__tiers=THRESHOLD, **flex)


@pytest.mark.parametrize(
    "gone",
    [{"tiers": TIERS}, {"windows": [{"starts": "16:30", "ends": "00:30", "input": Decimal("0.5")}]}],
    ids=["tiers", "windows"],
)
def test_a_card_without_tiers_or_hours_is_not_stretched_over_one_that_had_them(gone: Mapping[str, Value]) -> None:
    """Some requests had another price then, though the base rates were the same."""
    line = [make_dated("2025-01-01", make_rates("1/4", **gone)), make_dated("2025-06-01", "1/4")]
    assert brief(history(lines={BEST: line})) == [
        ("2025-01-01", make_rates("1/4", **gone)),
        ("2025-06-01", make_rates("1/4")),
    ]


def test_a_mode_of_two_claims_is_known_when_the_later_one_is() -> None:
    """Half of a mode's card is no card."""
    output = claimed({"pricing.modes.batch.output": Decimal(2)}, "2026-09-01", "LiteLLM")
    both = claimed({path: value for path, value in make_rates("", **BATCH).items() if "input" in path}, "2025-02-01")
    first, now = history(claimed(day="2025-01-01"), both, output)
    assert (first.begins, first.facts) == ("2025-01-01", make_rates("1/4"))
    assert (now.begins, now.facts) == ("2026-09-01", make_rates("1/4", **BATCH))


def test_a_part_that_no_line_has_begins_on_the_day_of_its_claim() -> None:
    """Of the earliest claim of the same value."""
    batch = make_rates("", **BATCH)
    spells = history(
        claimed(),
        claimed(batch, "2026-08-20", "LiteLLM"),
        claimed(batch, "2026-10-01", "genai-prices"),
        lines={BEST: [make_dated("2025-01-01", "1/4")]},
    )
    assert [(spell.begins, spell.basis) for spell in spells] == [
        ("2025-01-01", f"first observed ({BEST})"),
        ("2026-08-20", "first observed (LiteLLM)"),
    ]


def test_parts_of_one_day_are_told_alike_every_time() -> None:
    """The same inputs make the same bytes: which of two sources is named does not depend on chance."""
    more = [
        claimed(make_rates("", **{f"modes__{mode}__input": Decimal(1)}), "2026-08-20", source)
        for mode, source in (("batch", "LiteLLM"), ("flex", "genai-prices"), ("priority", "models.dev"))
    ]
    spells = history(claimed(), *more, lines={BEST: [make_dated("2025-01-01", "1/4")]})
    assert [spell.basis for spell in spells] == [f"first observed ({BEST})", "first observed (LiteLLM)"]


def test_a_mode_whose_price_changed_was_another_before() -> None:
    """Then the card with its older price is completed by the line, under the base rates in force."""
    cheap = {"modes__batch__input": Decimal("0.1"), "modes__batch__output": Decimal("0.2")}
    line = [make_dated("2025-01-01", make_rates("1/4", **cheap)), make_dated("2025-06-01", make_rates("1/4", **BATCH))]
    assert brief(history(claimed(make_rates("1/4", **BATCH)), lines={BEST: line})) == [
        ("2025-01-01", make_rates("1/4", **cheap)),
        ("2025-06-01", make_rates("1/4", **BATCH)),
    ]


def older_completed(card: Facts, begins: str = "2025-01-10") -> Facts:
    """An older card of 2/8, from 2025-01-01 to 2025-06-01, where a lower source saw another card at that time."""
    lines = {
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2025-06-01", "1/4")],
        SECOND: [make_dated(begins, card), make_dated("2025-06-01", "1/4")],
    }
    return history(lines=lines)[0].facts


def test_older_cards_are_completed_from_other_sources() -> None:
    """With modes and further rates that stood beside the same prompt and output rates."""
    more = {**BATCH, "cache_read": Decimal("0.2")}
    assert older_completed(make_rates("2/8", **more)) == make_rates("2/8", **more)


def test_older_cards_are_not_completed_beside_other_rates() -> None:
    """A mode's price belongs to its card."""
    assert older_completed(make_rates("2/9", **BATCH)) == make_rates("2/8")


def test_what_was_seen_a_month_later_does_not_complete_a_card() -> None:
    """It may have been added since."""
    assert older_completed(make_rates("2/8", **BATCH), "2025-02-02") == make_rates("2/8")


def test_a_mode_is_not_put_together_of_two_sources() -> None:
    """Half of two cards is no card."""
    own = make_rates("2/8", modes__batch__input=Decimal(1))
    lines = {
        BEST: [make_dated("2025-01-01", own), make_dated("2025-06-01", "1/4")],
        SECOND: [make_dated("2025-01-01", make_rates("2/8", **BATCH)), make_dated("2025-06-01", "1/4")],
    }
    assert history(lines=lines)[0].facts == own


# Announced cards.


def test_an_announced_card_follows_the_one_in_force() -> None:
    """From its first day on."""
    line = [
        make_dated("2026-01-01", "1/4"),
        make_dated("2027-01-01", "2/8", basis="documented", url="https://a.example"),
    ]
    now, announced = history(lines={BEST: line})
    assert now.facts == make_rates("1/4")
    assert announced == Spell(make_rates("2/8"), "2027-01-01", f"documented ({BEST})", "https://a.example")


def test_a_source_that_is_wrong_today_announces_nothing() -> None:
    """The next one that agrees may."""
    wrong = [make_dated("2026-01-01", "3/9"), make_dated("2027-01-01", "5/9")]
    right = [make_dated("2026-01-01", "1/4"), make_dated("2027-01-01", "2/8")]
    assert brief(history(claimed(day="2026-02-01"), lines={BEST: wrong}))[-1][0] == "2026-02-01"
    both = brief(history(claimed(day="2026-02-01"), lines={BEST: wrong, SECOND: right}))
    assert both[-1] == ("2027-01-01", make_rates("2/8"))


def test_a_card_of_today_is_no_announcement() -> None:
    """Only what begins after the sources were read."""
    line = [make_dated("2026-01-01", "1/4"), make_dated(TODAY, "2/8")]
    assert brief(history(lines={BEST: line})) == cards(("2026-01-01", "1/4"))


# Cards that the vendor dates itself.


def own(begins: str, facts: Facts | str, until: str | None = None) -> DatedCard:
    """A curated card."""
    card = make_dated(begins, facts, basis="documented", url="https://acme.example/news", place="facts/acme.toml:9")
    return replace(card, until=until, source=VENDOR)


def test_a_curated_card_stands_in_the_line_on_its_days() -> None:
    """What the line had before was put right by it, so when it ends nothing is known until the line's next card."""
    lines = {
        VENDOR: [own("2025-03-01", "3/9", "2025-05-01")],
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2026-01-01", "1/4")],
    }
    spells = history(lines=lines)
    assert brief(spells) == cards(
        ("2025-01-01", "2/8"), ("2025-03-01", "3/9"), ("2025-05-01", ""), ("2026-01-01", "1/4")
    )
    assert (spells[1].basis, spells[1].source) == (f"documented ({VENDOR})", "https://acme.example/news")


def test_what_follows_a_curated_card_within_a_month_begins_at_its_end() -> None:
    """The line heard of the change some days later."""
    lines = {
        VENDOR: [own("2025-03-01", "3/9", "2025-05-01")],
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2025-05-20", "5/9"), make_dated("2026-01-01", "1/4")],
    }
    assert brief(history(lines=lines))[2:] == cards(("2025-05-01", "5/9"), ("2026-01-01", "1/4"))


def test_a_curated_card_holds_over_a_line_that_had_not_heard() -> None:
    """A line that went on with the old price, even with a rate more, is no change."""
    more = make_rates("2/8", cache_read=Decimal("0.5"))
    lines = {
        VENDOR: [own("2025-03-01", "3/9")],
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2025-03-10", more), make_dated("2026-01-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2025-01-01", "2/8"), ("2025-03-01", "3/9"), ("2026-01-01", "1/4"))


def test_a_curated_card_leaves_the_card_in_force_alone() -> None:
    """What was merged of newer claims says otherwise."""
    lines = {VENDOR: [own("2026-03-01", "3/9")], BEST: [make_dated("2026-01-01", "1/4")]}
    assert brief(history(lines=lines)) == cards(("2026-01-01", "1/4"))


def test_a_curated_card_takes_the_place_of_what_began_on_its_days() -> None:
    """What began last before its end holds from there."""
    lines = {
        VENDOR: [own("2025-03-01", "3/9", "2025-05-01")],
        BEST: [make_dated("2025-03-10", "7/7"), make_dated("2025-04-01", "2/8"), make_dated("2026-01-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2025-03-01", "3/9"), ("2025-05-01", "2/8"), ("2026-01-01", "1/4"))


def test_a_curated_card_without_end_holds_until_the_line_changes() -> None:
    """The line's next card is its end."""
    lines = {
        VENDOR: [own("2025-03-01", "3/9")],
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2026-01-01", "1/4")],
    }
    assert brief(history(lines=lines)) == cards(("2025-01-01", "2/8"), ("2025-03-01", "3/9"), ("2026-01-01", "1/4"))


def test_a_curated_card_dates_the_card_in_force() -> None:
    """The vendor says that it began earlier than the line saw."""
    lines = {
        VENDOR: [own("2025-12-15", "1/4")],
        BEST: [make_dated("2025-01-01", "2/8"), make_dated("2026-01-01", "1/4")],
    }
    older, now = history(lines=lines)
    assert (older.begins, now.begins, now.basis) == ("2025-01-01", "2025-12-15", f"documented ({VENDOR})")


def test_a_curated_card_that_the_line_knew_before_changes_nothing() -> None:
    """The vendor's page was read later than the price began."""
    lines = {VENDOR: [own("2026-03-01", "1/4")], BEST: [make_dated("2026-01-01", "1/4")]}
    assert brief(history(lines=lines)) == cards(("2026-01-01", "1/4"))


def test_a_curated_card_needs_no_line() -> None:
    """It is the vendor's word, and no catalogue's silence contradicts it."""
    ends = dict.fromkeys(history_order(at_home=True), TODAY)
    told = history(lines={VENDOR: [own("2025-03-01", "3/9")]}, ends=ends)
    assert brief(told) == cards(("2025-03-01", "3/9"), ("2026-09-01", "1/4"))


def test_a_curated_card_does_not_outlive_its_end() -> None:
    """Where no line knows what followed, nothing is known until the next card."""
    ends = dict.fromkeys(history_order(at_home=True), TODAY)
    told = history(lines={VENDOR: [own("2025-03-01", "3/9", "2025-05-01")]}, ends=ends)
    assert brief(told) == cards(("2025-03-01", "3/9"), ("2025-05-01", ""), ("2026-09-01", "1/4"))


def test_a_curated_card_names_the_page_that_it_is_from() -> None:
    """A secondary one is no vendor's."""
    card = replace(own("2025-03-01", "3/9"), source="secondary page")
    assert history(lines={VENDOR: [card]})[0].basis == "documented (secondary page)"


def test_curated_cards_may_follow_each_other() -> None:
    """One ends on the day on which the next begins."""
    lines = {VENDOR: [own("2025-03-01", "3/9", "2025-05-01"), own("2025-05-01", "2/8", "2026-09-01")]}
    assert brief(history(lines=lines)) == cards(("2025-03-01", "3/9"), ("2025-05-01", "2/8"), ("2026-09-01", "1/4"))


@pytest.mark.parametrize(
    "lines",
    [{}, {BEST: [make_dated("2026-01-01", "1/4")]}, {BEST: [make_dated("2026-01-01", "7/7")]}],
    ids=["no line", "a line that agrees", "a line that does not"],
)
def test_what_the_vendor_announces_is_announced(lines: Lines) -> None:
    """Whatever catalogues say of today."""
    told = history(lines={VENDOR: [own("2027-01-01", "2/8", "2027-02-01")], **lines})
    assert ("2027-01-01", make_rates("2/8")) in brief(told)
    assert told[-1].begins == "2027-02-01"


# What holds of every history.

_DAYS = st.integers(0, 700).map(lambda days: (date(2025, 1, 1) + timedelta(days)).isoformat())
_PRICE = st.sampled_from([Decimal(1), Decimal(2)])
_CORE = st.fixed_dictionaries({"pricing.input": _PRICE}, optional={"pricing.output": _PRICE})
_MORE = st.fixed_dictionaries(
    {},
    optional={
        "pricing.cache_read": _PRICE,
        "pricing.modes.batch.input": _PRICE,
        "pricing.modes.batch.output": _PRICE,
        "pricing.regions.eu.input": _PRICE,
        "pricing.tiers": st.just([{"above": 9, "input": Decimal(3)}]),
    },
)
_CARDS = st.builds(lambda core, more: {**core, **more}, _CORE, _MORE)
_LINES = st.lists(st.tuples(_DAYS, st.just({}) | _CARDS), max_size=5, unique_by=lambda card: card[0]).map(
    lambda told: [make_dated(day, facts) for day, facts in sorted(told, key=lambda card: card[0])]
)
_CLAIMED_ON = _DAYS.filter(lambda day: day <= TODAY)
_CLAIMS = st.lists(
    st.tuples(st.sampled_from([VENDOR, *history_order(at_home=True)[:2], "LiteLLM"]), _CARDS, _CLAIMED_ON),
    min_size=1,
    max_size=3,
)


@st.composite
def offers_with_lines(draw: st.DrawFn) -> tuple[Offer, dict[str, list[DatedCard]]]:
    """An offering that some claim to be priced, and lines of some sources."""
    offer = make_offer(*(said(source, facts, date=day) for source, facts, day in draw(_CLAIMS)))
    sources = draw(st.lists(st.sampled_from(history_order(at_home=True)), max_size=3, unique=True))
    curated = [
        replace(card, place="facts/acme.toml:9", source=VENDOR, until=later(card.begins, length) if length else None)
        for card in draw(_LINES)
        if card.facts
        for length in [draw(st.sampled_from([0, 1, 60]))]
    ]
    return offer, {VENDOR: curated, **{source: draw(_LINES) for source in sources}}


def later(day: str, days: int) -> str:
    """A day so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


@settings(max_examples=300, deadline=None)
@given(drawn=offers_with_lines(), followed=st.booleans())
def test_every_history_is_sound(drawn: tuple[Offer, dict[str, list[DatedCard]]], followed: bool) -> None:
    """Sorted, no card like its neighbour, none stretched back, and the card of today is the one that was chosen."""
    offer, lines = drawn
    spells = history_of(offer, lines, True, dict.fromkeys(lines, TODAY) if followed else {}, TODAY)
    known = [(choice.date, {path: choice.value}) for path, kept in offer.choices.items() for choice in kept.claims]
    known += [(card.begins, card.facts) for line in lines.values() for card in line]
    assert spells[0].facts
    assert spells[0].begins >= min(day for day, _ in known)
    for one, other in pairwise(spells):
        assert one.begins < other.begins
        assert one.facts != other.facts
    for spell in spells:
        for path, value in spell.facts.items():
            if value != [{"above": 9}]:
                seen = min(day for day, facts in known if facts.get(path) == value)
                assert seen <= later(spell.begins, 31), (spell, path)
    today = [spell for spell in spells if spell.begins <= TODAY][-1]
    chosen = {path: choice.value for path, choice in offer.choices.items() if choice.claims}
    assert {path: today.facts[path] for path in chosen} == chosen
    assert all(today.facts[path] == [{"above": 9}] for path in today.facts.keys() - chosen.keys())
