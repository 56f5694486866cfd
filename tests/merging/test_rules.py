"""What cannot be: each rule on invented bad records, then on the whole packaged catalog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merging.factories import VENDOR, make_offer, said
from starmap import catalog
from starmap.merging.choosing import Offer
from starmap.merging.rules import RULES, hold_to_rules
from starmap.model import Entry
from starmap.pricing import RateCard, Rates
from starmap.sources.listing import Facts, Value

CONTEXT, INPUT, OUTPUT = "limits.context_window", "limits.max_input_tokens", "limits.max_output_tokens"


def tiers(*steps: dict[str, Value]) -> Facts:
    """A claim of long-context rates."""
    return {"pricing.tiers": list[Value](steps)}


BAD: list[tuple[str, Facts, Facts, str, str]] = [
    ("a shared context", {CONTEXT: 1_000, OUTPUT: 2_000}, {OUTPUT: 500}, OUTPUT, "output 2,000 above a shared"),
    ("a prompt above it", {CONTEXT: 1_000, INPUT: 2_000}, {INPUT: 900}, INPUT, "input 2,000 above a context of 1,000"),
    (
        "cache read",
        {"pricing.input": Decimal(3), "pricing.cache_read": Decimal(9)},
        {"pricing.cache_read": Decimal("0.3")},
        "pricing.cache_read",
        "cache read 9 dearer than input 3",
    ),
    (
        "cache read of a mode",
        {"pricing.modes.batch.input": Decimal(1), "pricing.modes.batch.cache_read": Decimal(2)},
        {"pricing.modes.batch.cache_read": Decimal("0.1")},
        "pricing.modes.batch.cache_read",
        "cache read 2 dearer than input 1",
    ),
    (
        "another unit",
        {"kind": "chat", "pricing.input": Decimal("0.00005")},
        {"pricing.input": Decimal("0.5")},
        "pricing.input",
        "cheaper than any token sold",
    ),
    (
        "another unit of output",
        {"pricing.output": Decimal("0.0023")},
        {"pricing.output": Decimal("2.3")},
        "pricing.output",
        "cheaper than any token sold",
    ),
    (
        "batch",
        {"pricing.output": Decimal(8), "pricing.modes.batch.output": Decimal(16)},
        {"pricing.modes.batch.output": Decimal(4)},
        "pricing.modes.batch.output",
        "batch 16 above 8",
    ),
    (
        "a tier",
        {"pricing.input": Decimal(2), **tiers({"above": 200_000, "input": Decimal(1)})},
        tiers({"above": 200_000, "input": Decimal(4)}),
        "pricing.tiers",
        "long-context input 1 below the base rate 2",
    ),
    (
        "retired before release",
        {"release_date": "2026-01-01", "lifecycle.retires_on": "2025-01-01"},
        {"lifecycle.retires_on": "2027-01-01"},
        "lifecycle.retires_on",
        "retired 2025-01-01 before release 2026-01-01",
    ),
    (
        "deprecated after retirement",
        {"lifecycle.deprecated_on": "2026-06-01", "lifecycle.retires_on": "2026-01-01"},
        {"lifecycle.deprecated_on": "2025-06-01"},
        "lifecycle.deprecated_on",
        "deprecated 2026-06-01 after retirement 2026-01-01",
    ),
    (
        "a day that does not exist",
        {"release_date": "2026-02-30"},
        {"release_date": "2026-02-27"},
        "release_date",
        "the date does not exist",
    ),
    (
        "a month that does not exist",
        {"knowledge_cutoff": "2024-13"},
        {"knowledge_cutoff": "2024-10"},
        "knowledge_cutoff",
        "the date does not exist",
    ),
    (
        "a day before there were models",
        {"release_date": "1970-01-01"},
        {"release_date": "2026-02-27"},
        "release_date",
        "the date does not exist",
    ),
    ("no tokens", {CONTEXT: 0}, {CONTEXT: 1_000}, CONTEXT, "not a number of tokens"),
    ("too many tokens", {CONTEXT: 10**12}, {CONTEXT: 1_000}, CONTEXT, "not a number of tokens"),
    (
        "a negative price",
        {"pricing.input": Decimal(-1)},
        {"pricing.input": Decimal(2)},
        "pricing.input",
        "-1 is not a price",
    ),
    (
        "a price per token read as one per million",
        {"pricing.input": Decimal(2_000_000)},
        {"pricing.input": Decimal(2)},
        "pricing.input",
        "2000000 is not a price",
    ),
]
"""What is wrong, the bad record, what the next source says, the field refused, and how the reason begins."""

CASES = [pytest.param(*case[1:], id=case[0]) for case in BAD]


@pytest.mark.parametrize(("bad", "next_claim", "field", "reason"), CASES)
def test_the_impossible_claim_is_refused_and_the_next_one_wins(
    bad: Facts, next_claim: Facts, field: str, reason: str
) -> None:
    """A rule quarantines a claim, not an entry."""
    offer = make_offer(said("models.dev", bad), said("llm_db", next_claim), said("LiteLLM", next_claim))
    hold_to_rules(offer, True)
    assert offer.value(field) == next_claim[field]


@pytest.mark.parametrize(("bad", "next_claim", "field", "reason"), CASES)
def test_the_report_says_what_was_refused_of_whom_and_why(
    bad: Facts, next_claim: Facts, field: str, reason: str
) -> None:
    """One line for each refused claim."""
    (line,) = hold_to_rules(make_offer(said("models.dev", bad)), True)
    assert (line.offering, line.field, line.value, line.source) == ("acme:orca-1", field, bad[field], "models.dev")
    assert line.reason.startswith(reason)


@pytest.mark.parametrize(("bad", "next_claim", "field", "reason"), CASES)
def test_a_refused_claim_is_kept_with_the_reason(bad: Facts, next_claim: Facts, field: str, reason: str) -> None:
    """Even if nobody else speaks."""
    offer = make_offer(said("models.dev", bad))
    hold_to_rules(offer, True)
    assert offer.value(field) is None
    assert [(claim.value, why.startswith(reason)) for claim, why in offer.choices[field].refused] == [
        (bad[field], True)
    ]


def doubtful(source: str) -> Offer:
    """An offering whose output limit is its window, where another source knows less."""
    return make_offer(said(source, {CONTEXT: 1_000, OUTPUT: 1_000}), said("llm_db", {OUTPUT: 500}))


def embedding(source: str) -> Offer:
    """An embedding with an output limit."""
    return make_offer(said(source, {"kind": "embedding", OUTPUT: 1_536}))


def image_model(text_rate: int) -> Offer:
    """An offering whose output rate is that of image tokens, where another source names a rate for text."""
    claim: Facts = {"pricing.output": Decimal(40), "pricing.output_image": Decimal(40)}
    return make_offer(said("models.dev", claim), said("llm_db", {"pricing.output": Decimal(text_rate)}))


def test_every_rule_has_a_bad_record() -> None:
    """A rule that only ever saw good data is no rule."""
    tried = [make_offer(said("models.dev", bad)) for _, bad, *_ in BAD]
    tried += [doubtful("models.dev"), image_model(8), embedding("models.dev")]
    assert [rule.__name__ for rule in RULES if not any(list(rule(offer, True)) for offer in tried)] == []


GOOD: dict[str, Facts] = {
    "output that is the whole context": {CONTEXT: 1_000, OUTPUT: 1_000},
    "output beside the context": {CONTEXT: 1_000, OUTPUT: 2_000, "limits.output_shares_context": False},
    "cache read at the price of input": {"pricing.input": Decimal(1), "pricing.cache_read": Decimal(1)},
    "free": {"pricing.input": Decimal(0), "pricing.output": Decimal(0)},
    "a tier at the base rate": {"pricing.input": Decimal(2), **tiers({"above": 9, "input": Decimal(2)})},
    "a tier without a base rate": tiers({"above": 9, "input": Decimal(2)}),
    "a year": {"knowledge_cutoff": "2024"},
    "a leap day": {"release_date": "2024-02-29"},
    "retired on the day of its deprecation": {
        "lifecycle.deprecated_on": "2026-01-01",
        "lifecycle.retires_on": "2026-01-01",
    },
}


@pytest.mark.parametrize("facts", [pytest.param(facts, id=name) for name, facts in GOOD.items()])
def test_the_unusual_is_not_impossible(facts: Facts) -> None:
    """No rule finds anything."""
    offer = make_offer(said("models.dev", facts))
    assert hold_to_rules(offer, True) == []
    assert {path: offer.value(path) for path in facts} == facts


def test_of_two_that_contradict_each_other_the_weaker_goes() -> None:
    """A gateway's window does not unseat the vendor's output."""
    offer = make_offer(said(VENDOR, {OUTPUT: 2_000}), said("LiteLLM", {CONTEXT: 1_000}))
    (line,) = hold_to_rules(offer, True)
    assert (line.field, line.source) == (CONTEXT, "LiteLLM")


def test_of_a_live_and_a_vanished_claim_the_vanished_one_goes() -> None:
    """Whatever its rank."""
    offer = make_offer(said("models.dev", {OUTPUT: 2_000}, live=False), said("LiteLLM", {CONTEXT: 1_000}))
    (line,) = hold_to_rules(offer, True)
    assert (line.field, line.source) == (OUTPUT, "models.dev")


def test_claims_are_refused_until_one_fits() -> None:
    """Several bad ones in a row."""
    offer = make_offer(
        said("models.dev", {CONTEXT: 1_000, OUTPUT: 4_000}),
        said("LiteLLM", {OUTPUT: 3_000}),
        said("pi-ai", {OUTPUT: 9}),
    )
    assert [line.value for line in hold_to_rules(offer, True)] == [4_000, 3_000]
    assert offer.value(OUTPUT) == 9


@pytest.mark.parametrize(("source", "output"), [("models.dev", None), (VENDOR, 1_536)])
def test_the_dimensions_of_an_embedding_are_no_output_limit(source: str, output: int | None) -> None:
    """Unless the vendor says so."""
    offer = embedding(source)
    hold_to_rules(offer, True)
    assert offer.value(OUTPUT) == output


@pytest.mark.parametrize(("text_rate", "rate"), [(8, 8), (50, 40)], ids=["lower", "higher"])
def test_the_price_of_image_tokens_yields_to_a_lower_one_for_text(text_rate: int, rate: int) -> None:
    """Pictures are dearer than text."""
    offer = image_model(text_rate)
    hold_to_rules(offer, True)
    assert (offer.value("pricing.output"), offer.value("pricing.output_image")) == (rate, 40)


@pytest.mark.parametrize("day", ["20260227", "2026-W09-5"])
def test_a_date_in_another_form_is_refused(day: str) -> None:
    """It would be compared as text with dates in the usual form."""
    assert hold_to_rules(make_offer(said("models.dev", {"release_date": day})), True)


@pytest.mark.parametrize("above", [(200_000, 100_000), (200_000, 200_000)], ids=["falling", "twice"])
def test_tiers_must_rise(above: tuple[int, int]) -> None:
    """Which tier holds would depend on the reader."""
    steps = [dict[str, Value]({"above": size, "input": Decimal(4)}) for size in above]
    assert hold_to_rules(make_offer(said("models.dev", {"pricing.input": Decimal(2), **tiers(*steps)})), True)


@pytest.mark.parametrize("card", ["pricing.modes.fast", "pricing.regions.eu"])
def test_cache_read_is_not_dearer_than_input_on_any_card(card: str) -> None:
    """Every card is a complete one."""
    facts: Facts = {f"{card}.input": Decimal(1), f"{card}.cache_read": Decimal(2)}
    assert hold_to_rules(make_offer(said("models.dev", facts)), True)


_SIZE = st.integers(-5, 5_000)
_RATE = st.decimals(-1, 50, places=2)
_DAY = st.sampled_from(["2024-01-01", "2026-02-30", "2026-09-01", "1999-01-01"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from([VENDOR, "models.dev", "LiteLLM", "pi-ai"]),
            st.fixed_dictionaries(
                {},
                optional={
                    CONTEXT: _SIZE,
                    INPUT: _SIZE,
                    OUTPUT: _SIZE,
                    "pricing.input": _RATE,
                    "pricing.cache_read": _RATE,
                    "release_date": _DAY,
                    "lifecycle.deprecated_on": _DAY,
                    "lifecycle.retires_on": _DAY,
                },
            ),
        ),
        max_size=5,
    )
)
def test_what_is_left_breaks_no_rule(claims: list[tuple[str, Facts]]) -> None:
    """Whatever the sources say, refusing ends, and nothing impossible stays."""
    offer = make_offer(*(said(source, facts) for source, facts in claims))
    before = {path: len(choice.claims) + len(choice.refused) for path, choice in offer.choices.items()}
    hold_to_rules(offer, True)
    assert [finding for rule in RULES for finding in rule(offer, True)] == []
    assert {p: len(c.claims) + len(c.refused) for p, c in offer.choices.items()} == before


def entries() -> Iterator[Entry]:
    """Everything in the packaged catalog."""
    yield from catalog.models
    yield from catalog.offerings


def cards(entry: Entry) -> Iterator[tuple[str, RateCard]]:
    """Every rate card of an entry, with its place."""
    for card in entry.price_history:
        yield "standard", card
        yield from card.modes.items()
        yield from card.regions.items()


def overflowing(found: Iterable[Entry]) -> list[str]:
    """Those with an output limit above a context that it shares or may share, or a prompt above any context."""
    return [
        entry.id
        for entry in found
        if (window := entry.context_window) is not None
        if (entry.max_input_tokens or 0) > window
        or ((entry.max_output_tokens or 0) > window and entry.output_shares_context is not False)
    ]


@pytest.mark.catalog
def test_no_limit_of_an_offering_is_above_its_context() -> None:
    """Of the whole catalog."""
    assert overflowing(catalog.offerings) == []


@pytest.mark.catalog
def test_no_limit_of_a_model_is_above_its_context() -> None:
    """Of the whole catalog."""
    assert overflowing(catalog.models) == []


@pytest.mark.catalog
def test_no_cache_read_is_dearer_than_input() -> None:
    """Of every card, those of modes and regions too."""
    assert [
        f"{entry.id} {name}"
        for entry in entries()
        for name, card in cards(entry)
        if card.input is not None and card.cache_read is not None and card.cache_read > card.input
    ] == []


@pytest.mark.catalog
def test_nothing_retires_before_its_release() -> None:
    """Of the whole catalog."""
    assert [
        entry.id
        for entry in entries()
        if entry.release_date and entry.lifecycle.retires_on and entry.lifecycle.retires_on < entry.release_date
    ] == []


@pytest.mark.catalog
def test_nothing_is_deprecated_after_it_retires() -> None:
    """Of the whole catalog."""
    assert [
        entry.id
        for entry in entries()
        if (life := entry.lifecycle).deprecated_on and life.retires_on and life.retires_on < life.deprecated_on
    ] == []


@pytest.mark.catalog
def test_the_tiers_of_every_card_rise() -> None:
    """By threshold, and no rate of the standard card below its base."""
    assert [
        f"{entry.id} {name}"
        for entry in entries()
        for name, card in cards(entry)
        if any(low.above >= high.above for low, high in pairwise(card.tiers))
        or any(
            base is not None and rate is not None and rate < base
            for tier in (card.tiers if name == "standard" else ())
            for base, rate in ((getattr(card, rate), getattr(tier, rate)) for rate in Rates.model_fields)
        )
    ] == []


@pytest.mark.catalog
def test_every_rate_is_a_price() -> None:
    """Neither negative nor that of another unit."""
    assert [
        f"{entry.id} {name} {rate}"
        for entry in entries()
        for name, card in cards(entry)
        for rate in Rates.model_fields
        if (value := getattr(card, rate)) is not None and not 0 <= value <= 1_000
    ] == []


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param({"kind": "rerank", "pricing.input": Decimal("0.003")}, id="a reranker"),
        pytest.param({"kind": "embedding", "pricing.input": Decimal("0.003")}, id="an embedding"),
        pytest.param({"pricing.input": Decimal("0.003")}, id="no kind and no output"),
        pytest.param({"kind": "chat", "pricing.input": Decimal(0)}, id="free"),
        pytest.param({"kind": "chat", "pricing.input": Decimal("0.005")}, id="the cheapest sold"),
        pytest.param({"kind": "chat", "pricing.per_request": Decimal("0.00001")}, id="another unit that says so"),
    ],
)
def test_a_low_price_may_be_true(facts: Facts) -> None:
    """What only reads is sold for less than what generates."""
    offer = make_offer(said(VENDOR, facts))
    assert hold_to_rules(offer, at_home=False) == []
