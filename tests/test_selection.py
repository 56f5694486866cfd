"""Selections: requirements, ranking, reasons, what comes after the best, and how it is shown."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factories import SAMPLE, make_offering, make_pricing, make_window
from starmap import (
    Capabilities,
    Catalog,
    DirectoryStore,
    FrozenMap,
    Lifecycle,
    Limits,
    Modalities,
    Offering,
    Parameter,
    ParameterName,
    Pricing,
    StarmapError,
    Status,
    UnknownFieldError,
    UnknownModelError,
    UnknownProviderError,
    Usage,
)
from starmap.selection.columns import Columns
from starmap.selection.ranking import Key, RankBy
from starmap.selection.reasons import Reason, Requirement
from starmap.selection.requirements import Requirements
from starmap.selection.selecting import NoneSelectedError, NotSelectedError, Selection, choose
from starmap.vocabulary import Kind, Modality

DAY = date(2026, 11, 1)
USAGE = Usage(input_tokens=3_000, output_tokens=500)
TEXT, BOTH = frozenset({Modality.TEXT}), frozenset({Modality.TEXT, Modality.IMAGE})


class Shop:
    """What a selection asks of a catalog, over invented offerings."""

    def __init__(self, offerings: Sequence[Offering]) -> None:
        self.offerings = {offering.id: offering for offering in sorted(offerings, key=lambda one: one.id)}

    def offering(self, ref: str) -> Offering:
        """The offering of exactly this id."""
        try:
            return self.offerings[ref]
        except KeyError:
            raise UnknownModelError(ref) from None


def select(
    *offerings: Offering,
    rank_by: RankBy | Sequence[RankBy] | None = None,
    prefer: Sequence[str] = (),
    free: bool = False,
    on: date | datetime = DAY,
    **required: Any,
) -> Selection:
    """What of invented offerings is selected."""
    shop = Shop(offerings)
    columns, requirements = Columns(shop.offerings.values(), DAY), Requirements(**required)
    return choose(shop, columns, requirements, prefer=prefer, rank_by=rank_by, free=free, on=on)


def named(name: str, **facts: Any) -> Offering:
    """An offering told from others by the id of its model at the provider."""
    return make_offering(model_id=name, **facts)


def priced(name: str, price: str | None, **facts: Any) -> Offering:
    """An offering with one price for everything, or none."""
    card = make_pricing(input=price, output=price) if price else None
    return named(name, price_history=() if card is None else (card,), **facts)


def names(selection: Selection) -> list[str]:
    """The selected ones' ids at the provider, in order."""
    return [offering.model_id for offering in selection]


KNOWN = make_offering(
    author_id="acme",
    model_ref="acme/rocket-1",
    kind=Kind.CHAT,
    capabilities=Capabilities(tools=False, web_search=True),
    parameters=FrozenMap({ParameterName.SEED: Parameter(accepted=False)}),
    modalities=Modalities(input=TEXT, output=TEXT),
    limits=Limits(context_window=8_192, max_output_tokens=4_096, output_shares_context=True),
    price_history=(make_pricing(input="5", output="20"),),
    release_date=date(2025, 3, 1),
    knowledge_cutoff="2024-10",
    open_weights=False,
    license="MIT",
    lifecycle=Lifecycle(stage=Status.DEPRECATED),
)
UNKNOWN = make_offering()
RETIRED = make_offering(lifecycle=Lifecycle(stage=Status.RETIRED))
FIT = "does not fit: context_window is 8,192 tokens, and 9,000 are 808 too many"
NOT_FIT = "not known to fit: context_window, max_output_tokens is not known"
MONEY = "3,000 input tokens and 500 output tokens"
UNPRICED = "not known (no price is known on 2026-11-01)"

# The requirement, the offering that does not meet it, the one reason, and its sentence.
REASONS: list[tuple[dict[str, Any], Offering, Reason, str]] = [
    (
        {"supports": {"tools"}}, KNOWN, Reason(Requirement.SUPPORTS, "tools", False),
        "it does not support tools",
    ),
    (
        {"supports": {"seed"}}, UNKNOWN, Reason(Requirement.SUPPORTS, "seed", None, known=False),
        "it is not known to support seed",
    ),
    (
        {"supports": {"vision"}}, KNOWN, Reason(Requirement.SUPPORTS, "vision", False),
        "it does not support vision",
    ),
    (
        {"forbid": {"web_search"}}, KNOWN, Reason(Requirement.FORBID, "web_search", True),
        "it supports web_search, which is forbidden",
    ),
    (
        {"forbid": {"web_search"}}, UNKNOWN, Reason(Requirement.FORBID, "web_search", None, known=False),
        "it is not known to be without web_search",
    ),
    (
        {"accepts": {"image"}}, KNOWN, Reason(Requirement.ACCEPTS, "image", ("text",)),
        "it takes text and no image",
    ),
    (
        {"accepts": {"image"}}, UNKNOWN, Reason(Requirement.ACCEPTS, "image", None, known=False),
        "it is not known to take image",
    ),
    (
        {"produces": {"audio"}}, KNOWN, Reason(Requirement.PRODUCES, "audio", ("text",)),
        "it gives text and no audio",
    ),
    (
        {"produces": {"audio"}}, UNKNOWN, Reason(Requirement.PRODUCES, "audio", None, known=False),
        "it is not known to give audio",
    ),
    (
        {"providers": {"b", "a"}}, KNOWN, Reason(Requirement.PROVIDERS, ("a", "b"), "acme-cloud"),
        "it is served by acme-cloud, not by a or b",
    ),
    (
        {"authors": {"a"}}, KNOWN, Reason(Requirement.AUTHORS, ("a",), "acme"),
        "it is made by acme, not by a",
    ),
    (
        {"authors": {"a"}}, UNKNOWN, Reason(Requirement.AUTHORS, ("a",), None, known=False),
        "its author is not known to be a",
    ),
    (
        {"kinds": {"embedding"}}, KNOWN, Reason(Requirement.KINDS, ("embedding",), "chat"),
        "its kind is chat, not embedding",
    ),
    (
        {"kinds": {Kind.CHAT}}, UNKNOWN, Reason(Requirement.KINDS, ("chat",), None, known=False),
        "its kind is not known to be chat",
    ),
    (
        {"min_context": 8_193}, KNOWN, Reason(Requirement.MIN_CONTEXT, 8_193, 8_192),
        "its context window is 8,192 tokens, less than 8,193",
    ),
    (
        {"min_context": 0}, UNKNOWN, Reason(Requirement.MIN_CONTEXT, 0, None, known=False),
        "its context window is not known to be 0 tokens or more",
    ),
    (
        {"min_input": 9_000}, KNOWN, Reason(Requirement.MIN_INPUT, 9_000, 8_192),
        "it takes prompts of 8,192 tokens, less than 9,000",
    ),
    (
        {"min_input": 1}, UNKNOWN, Reason(Requirement.MIN_INPUT, 1, None, known=False),
        "it is not known to take prompts of 1 tokens",
    ),
    (
        {"min_output": 4_097}, KNOWN, Reason(Requirement.MIN_OUTPUT, 4_097, 4_096),
        "its output limit is 4,096 tokens, less than 4,097",
    ),
    (
        {"min_output": 1}, UNKNOWN, Reason(Requirement.MIN_OUTPUT, 1, None, known=False),
        "its output limit is not known to be 1 tokens or more",
    ),
    (
        {"fits": (8_000, 1_000)}, KNOWN,
        Reason(Requirement.FITS, ("8,000 tokens", "1,000 tokens"), KNOWN.fits(8_000, 1_000)), f"the request {FIT}",
    ),
    (
        {"fits": (8_000, 1_000)}, UNKNOWN,
        Reason(Requirement.FITS, ("8,000 tokens", "1,000 tokens"), UNKNOWN.fits(8_000, 1_000), known=False),
        f"the request is {NOT_FIT}",
    ),
    (
        {"max_input_price": "4.99"}, KNOWN, Reason(Requirement.MAX_INPUT_PRICE, Decimal("4.99"), Decimal(5)),
        "its input price is $5 per million tokens, more than $4.99",
    ),
    (
        {"max_input_price": 4.99}, UNKNOWN, Reason(Requirement.MAX_INPUT_PRICE, Decimal("4.99"), None, known=False),
        "its input price is not known to be $4.99 per million tokens or less",
    ),
    (
        {"max_output_price": 10}, KNOWN, Reason(Requirement.MAX_OUTPUT_PRICE, Decimal(10), Decimal(20)),
        "its output price is $20 per million tokens, more than $10",
    ),
    (
        {"max_output_price": 10}, UNKNOWN, Reason(Requirement.MAX_OUTPUT_PRICE, Decimal(10), None, known=False),
        "its output price is not known to be $10 per million tokens or less",
    ),
    (
        {"open_weights": True}, KNOWN, Reason(Requirement.OPEN_WEIGHTS, True, False),
        "its weights are closed, not open",
    ),
    (
        {"open_weights": False}, UNKNOWN, Reason(Requirement.OPEN_WEIGHTS, False, None, known=False),
        "its weights are not known to be closed",
    ),
    (
        {"licenses": {"Apache-2.0"}}, KNOWN, Reason(Requirement.LICENSES, ("Apache-2.0",), "MIT"),
        "its licence is MIT, not Apache-2.0",
    ),
    (
        {"licenses": {"MIT"}}, UNKNOWN, Reason(Requirement.LICENSES, ("MIT",), None, known=False),
        "its licence is not known to be MIT",
    ),
    (
        {"released_after": date(2025, 3, 1)}, KNOWN, Reason(Requirement.RELEASED_AFTER, "2025-03-01", "2025-03-01"),
        "it was released on 2025-03-01, not after 2025-03-01",
    ),
    (
        {"released_after": "2025"}, UNKNOWN, Reason(Requirement.RELEASED_AFTER, "2025", None, known=False),
        "it is not known to have been released after 2025",
    ),
    (
        {"released_before": "2025-03"}, KNOWN, Reason(Requirement.RELEASED_BEFORE, "2025-03", "2025-03-01"),
        "it was released on 2025-03-01, not before 2025-03",
    ),
    (
        {"released_before": "2025-03"}, UNKNOWN, Reason(Requirement.RELEASED_BEFORE, "2025-03", None, known=False),
        "it is not known to have been released before 2025-03",
    ),
    (
        {"cutoff_after": "2024-10"}, KNOWN, Reason(Requirement.CUTOFF_AFTER, "2024-10", "2024-10"),
        "its knowledge ends in 2024-10, not after 2024-10",
    ),
    (
        {"cutoff_after": date(2024, 10, 15)}, KNOWN,
        Reason(Requirement.CUTOFF_AFTER, "2024-10-15", "2024-10", known=False),
        "its knowledge is not known to reach beyond 2024-10-15",
    ),
    (
        {"status": {"active"}}, KNOWN, Reason(Requirement.STATUS, ("active",), "deprecated"),
        "its status is deprecated, not active",
    ),
    (
        {"status": {Status.ACTIVE}}, UNKNOWN, Reason(Requirement.STATUS, ("active",), None, known=False),
        "its status is not known to be active",
    ),
    (
        {}, RETIRED, Reason(Requirement.STATUS, ("preview", "active", "deprecated"), "retired"),
        "its status is retired, not preview or active or deprecated",
    ),
    (
        {"allow": {"openai:*", "ACME/*"}}, KNOWN,
        Reason(Requirement.ALLOW, ("ACME/*", "openai:*"), ("acme-cloud:rocket-1", "acme/rocket-1")),
        "acme-cloud:rocket-1 or acme/rocket-1 is not allowed by ACME/* or openai:*",
    ),
    (
        {"deny": {"openai:*", "acme/*"}}, KNOWN, Reason(Requirement.DENY, ("acme/*", "openai:*"), "acme/*"),
        "it is denied by acme/*",
    ),
    (
        {"rank_by": USAGE}, UNKNOWN, Reason(Requirement.COST, MONEY, UNPRICED, known=False),
        f"what the workload costs there is {UNPRICED}",
    ),
    (
        {"rank_by": Usage(pages=3)}, make_offering(price_history=(Pricing(per_page=Decimal(1), currency="EUR"),)),
        Reason(Requirement.COST, "3 pages", "in EUR, not in dollars", known=False),
        "what the workload costs there is in EUR, not in dollars",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("required", "offering", "reason", "sentence"), REASONS, ids=[f"{r.requirement}: {s}" for _, _, r, s in REASONS]
)
def test_a_reason_says_what_is_not_met(
    required: dict[str, Any], offering: Offering, reason: Reason, sentence: str
) -> None:
    """One requirement, one reason, one sentence; what is only not known passes if it is allowed to."""
    selection = select(offering, **required)
    assert not selection
    assert selection.rejected == {offering.id: (reason,)}
    assert str(reason) == sentence
    assert selection.explain(offering.id) == f"{offering.id} is not selected: {sentence}"
    assert json.loads(selection.to_json(rejected=True))["rejected"][offering.id][0]["says"] == sentence
    for allowed in (True, {str(reason.requirement)}):
        assert bool(select(offering, **required, allow_unknown=allowed)) is not reason.known
    assert not select(offering, **required, allow_unknown={"kinds"} - {reason.requirement})


def test_every_requirement_has_a_reason() -> None:
    """Known not to be met, and not known to be, wherever there can be both."""
    reached = {(reason.requirement, reason.known) for _, _, reason, _ in REASONS}
    never_unknown = {Requirement.PROVIDERS, Requirement.ALLOW, Requirement.DENY}
    assert {(one, False) for one in Requirement if one not in never_unknown} <= reached
    assert {(one, True) for one in Requirement if one is not Requirement.COST} <= reached


MET: dict[str, tuple[dict[str, Any], Offering]] = {
    "supports": ({"supports": {"web_search"}}, KNOWN),
    "forbid": ({"forbid": {"tools", "seed"}}, KNOWN),
    "accepts": ({"accepts": {"text"}, "produces": {"text"}}, KNOWN),
    "providers": ({"providers": {"acme-cloud", "b"}, "authors": {"acme"}, "kinds": {"chat"}}, KNOWN),
    "limits": ({"min_context": 8_192, "min_input": 8_192, "min_output": 4_096, "fits": (8_000, 192)}, KNOWN),
    "prompt alone": ({"fits": (8_192, None)}, KNOWN),
    "prices": ({"max_input_price": 5, "max_output_price": Decimal(20)}, KNOWN),
    "weights": ({"open_weights": False, "licenses": {"mit"}}, KNOWN),
    "dates": ({"released_after": "2025-02", "released_before": "2025-04", "cutoff_after": "2024-09-30"}, KNOWN),
    "a day within the months": ({"released_after": date(2025, 2, 28), "released_before": "2025-03-02"}, KNOWN),
    "status": ({"status": {"deprecated", "active"}}, KNOWN),
    "a retired one asked for": ({"status": {"retired"}}, RETIRED),
    "no status asked for": ({}, UNKNOWN),
    "globs": ({"allow": {"acme-cloud:*"}, "deny": {"acme-cloud:rocket"}}, KNOWN),
    "a glob over the model": ({"allow": {"acme/rocket-?"}}, KNOWN),
}


@pytest.mark.parametrize("case", MET)
def test_what_is_met_is_selected(case: str) -> None:
    """At the boundary too."""
    required, offering = MET[case]
    assert list(select(offering, **required)) == [offering]


def test_every_reason_is_told() -> None:
    """In the order in which requirements are put, each name by itself."""
    reasons = select(KNOWN, supports={"tools", "seed"}, min_context=10_000, deny={"*"}).rejected[KNOWN.id]
    assert [(reason.requirement, reason.wanted) for reason in reasons] == [
        ("supports", "seed"), ("supports", "tools"), ("min_context", 10_000), ("deny", ("*",)),
    ]  # fmt: skip


def test_unknown_is_allowed_by_name() -> None:
    """Of one capability or one modality."""
    assert select(UNKNOWN, supports={"tools"}, accepts={"image"}, allow_unknown={"tools", "image"})
    assert not select(UNKNOWN, supports={"tools", "seed"}, allow_unknown={"tools"})


@pytest.mark.parametrize(
    ("required", "error", "message"),
    [
        ({"supports": {"tols"}}, UnknownFieldError, "'tols' is not a capability or parameter; close matches: tools"),
        ({"forbid": {"tols"}}, UnknownFieldError, "'tols' is not a capability or parameter"),
        ({"prefer": {"tols"}}, UnknownFieldError, "'tols' is not a capability or parameter"),
        ({"accepts": {"imag"}}, UnknownFieldError, "'imag' is not a modality; close matches: image"),
        ({"kinds": {"chats"}}, UnknownFieldError, "'chats' is not a kind; close matches: chat"),
        ({"status": {"gone"}}, UnknownFieldError, "'gone' is not a status; close matches: preview, active, deprecated"),
        ({"allow_unknown": {"price"}}, UnknownFieldError, "'price' is not a requirement"),
        ({"rank_by": "contextwindow"}, UnknownFieldError, "'contextwindow' is not a key to rank by; close matches: c"),
        ({"rank_by": 7}, TypeError, "rank_by is a Usage, a key, a function or several of them, not int"),
        ({"supports": "tools"}, TypeError, r"supports is a set of names, not one text: give {'tools'}"),
        ({"deny": "openai:*"}, TypeError, r"deny is a set of names, not one text: give {'openai:\*'}"),
        ({"min_context": -1}, ValueError, "min_context is -1; give a whole number of tokens, zero or more"),
        ({"min_output": True}, ValueError, "min_output is True; give a whole number of tokens"),
        ({"min_input": 1.5}, ValueError, "min_input is 1.5; give a whole number of tokens"),
        ({"fits": (-1, None)}, ValueError, "input_tokens is -1; give a whole number of tokens"),
        ({"max_input_price": "dear"}, ValueError, "max_input_price is 'dear'; give dollars per million tokens"),
        ({"max_input_price": float("nan")}, ValueError, "max_input_price is nan; give dollars"),
        ({"max_output_price": -1}, ValueError, "max_output_price is -1; give dollars"),
        ({"max_output_price": True}, ValueError, "max_output_price is True; give dollars"),
        ({"released_after": "2024-13"}, ValueError, "released_after is '2024-13'; give a date, or a text such as 2024"),
        ({"released_before": "May"}, ValueError, "released_before is 'May'; give a date"),
        ({"cutoff_after": "2024-1-1"}, ValueError, "cutoff_after is '2024-1-1'; give a date"),
        ({"cutoff_after": "2024-02-30"}, ValueError, "cutoff_after is '2024-02-30'; give a date"),
        ({"on": datetime(2026, 1, 1)}, ValueError, "2026-01-01T00:00:00 has no zone"),  # noqa: DTZ001
    ],
    ids=lambda value: str(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_bad_input_is_refused(required: dict[str, Any], error: type[Exception], message: str) -> None:
    """Even where there is nothing to select from."""
    with pytest.raises(error, match=message):
        select(**required)


def test_the_cheapest_is_best() -> None:
    """Ties stand by id."""
    offerings = priced("c", "2"), priced("b", "1"), priced("a", "2"), priced("d", "0.5")
    selection = select(*offerings, rank_by=USAGE)
    assert names(selection) == ["d", "b", "a", "c"]
    assert selection.best is selection.ranked[0]
    assert [selection.cost_of(one).total for one in selection[:2]] == [Decimal("0.00175"), Decimal("0.0035")]


def test_without_ranking_ids_decide() -> None:
    """So the order is always the same."""
    assert names(select(named("b"), named("a"), named("c"))) == ["a", "b", "c"]


@pytest.mark.parametrize("rank_by", [USAGE, "input_price", "output_price"], ids=["usage", "input", "output"])
def test_what_costs_nothing_does_not_win_unless_asked(rank_by: RankBy) -> None:
    """It stands after all that has a price; what is not known after that, if at all."""
    offerings = priced("free", "0"), priced("cheap", "1"), priced("dear", "9"), priced("a-plan", None)
    assert names(select(*offerings, rank_by=rank_by, allow_unknown={"cost"})) == ["cheap", "dear", "free", "a-plan"]
    assert names(select(*offerings, rank_by=rank_by, allow_unknown=True, free=True)) == [
        "free", "cheap", "dear", "a-plan",
    ]  # fmt: skip


def test_what_has_no_known_cost_is_rejected() -> None:
    """A subscription has no price for tokens, and nobody can say that it is the cheapest."""
    selection = select(priced("a-plan", None), priced("b", "1"), rank_by=USAGE)
    assert names(selection) == ["b"]
    assert str(selection.rejected["acme-cloud:a-plan"][0]) == f"what the workload costs there is {UNPRICED}"


FACTS = [
    named("old", release_date=date(2023, 1, 1), knowledge_cutoff="2022", limits=Limits(context_window=10)),
    named("new", release_date=date(2025, 1, 1), knowledge_cutoff="2024-10", limits=Limits(context_window=30)),
    named("mid", release_date=date(2024, 1, 1), knowledge_cutoff="2024", limits=Limits(context_window=20)),
    named("a-void"),
]


@pytest.mark.parametrize("key", ["context_window", "release_date", "knowledge_cutoff"])
def test_keys_rank_the_greatest_first(key: str) -> None:
    """With a minus the other way; what is not known stands last either way."""
    assert names(select(*FACTS, rank_by=key)) == ["new", "mid", "old", "a-void"]
    assert names(select(*FACTS, rank_by=f"-{key}")) == ["old", "mid", "new", "a-void"]


@pytest.mark.parametrize("key", ["max_input_tokens", "max_output_tokens"])
def test_token_limits_are_keys(key: str) -> None:
    """The greatest first."""
    offerings = [named(f"{count:02}", limits=Limits.model_validate({key: count})) for count in (5, 40, 20)]
    assert names(select(*offerings, rank_by=key)) == ["40", "20", "05"]


def test_prices_rank_the_lowest_first() -> None:
    """At the dearest hour."""
    peak = named("peak", price_history=(make_pricing(input="1", windows=(make_window("01:00-02:00", input="3"),)),))
    offerings = peak, priced("two", "2"), priced("four", "4")
    assert names(select(*offerings, rank_by="input_price")) == ["two", "peak", "four"]
    assert names(select(*offerings, rank_by="-input_price")) == ["four", "peak", "two"]


def test_every_key_ranks(sample: Catalog) -> None:
    """Both ways."""
    for key in Key:
        assert len(sample.select(rank_by=key)) == len(sample.select(rank_by=f"-{key}")) > 0


def test_several_criteria_in_turn() -> None:
    """The second decides where the first does not."""
    limits = Limits(context_window=10)
    offerings = (
        priced("a", "3", limits=limits),
        priced("b", "2", limits=limits),
        priced("c", "9", limits=Limits(context_window=20)),
    )
    assert names(select(*offerings, rank_by=["context_window", USAGE])) == ["c", "b", "a"]
    assert names(select(*offerings, rank_by=[USAGE, "context_window"])) == ["b", "a", "c"]


def test_a_function_ranks() -> None:
    """The least first."""
    offerings = named("aaa"), named("b"), named("cc")
    assert names(select(*offerings, rank_by=lambda one: len(one.model_id))) == ["b", "cc", "aaa"]


def test_preferences_come_first() -> None:
    """More of them before fewer, then the ranking; what is not known counts as little as what is not there."""
    able = Capabilities(tools=True, web_search=True)
    offerings = (
        priced("both", "9", capabilities=able, modalities=Modalities(input=BOTH)),
        priced("tools", "2", capabilities=able),
        priced("image", "3", modalities=Modalities(input=BOTH), capabilities=Capabilities(tools=False)),
        priced("none", "1"),
    )
    assert names(select(*offerings, prefer=["tools", "image"], rank_by=USAGE)) == ["both", "tools", "image", "none"]
    assert names(select(*offerings, prefer=["web_search"], rank_by=USAGE)) == ["tools", "both", "none", "image"]


def test_prices_and_status_are_of_the_day() -> None:
    """Past and to come."""
    march, june = date(2026, 3, 1), date(2026, 6, 1)
    cards = make_pricing(input="1", valid_from=march, valid_until=june), make_pricing(input="9", valid_from=june)
    offerings = (
        named("risen", price_history=cards, lifecycle=Lifecycle(retires_on=date(2026, 9, 1))),
        named("steady", price_history=(make_pricing(input="5"),)),
    )
    prompt = Usage(input_tokens=100)
    assert names(select(*offerings, rank_by=prompt, on=date(2026, 5, 31))) == ["risen", "steady"]
    assert names(select(*offerings, rank_by=prompt, on=june)) == ["steady", "risen"]
    assert names(select(*offerings, rank_by=prompt, on=date(2026, 9, 1))) == ["steady"]
    assert names(select(*offerings, rank_by=prompt, on=date(2026, 2, 1))) == ["steady"]


def test_a_moment_decides_on_the_hour() -> None:
    """A day does not, where prices depend on it."""
    peak = named("peak", price_history=(make_pricing(input="1", windows=(make_window("11:00-13:00", input="3"),)),))
    offerings, prompt = (peak, named("flat", price_history=(make_pricing(input="2"),))), Usage(input_tokens=100)
    for hour, wanted in ((12, ["flat", "peak"]), (14, ["peak", "flat"])):
        selection = select(*offerings, rank_by=prompt, on=datetime(2026, 11, 1, hour, tzinfo=UTC))
        assert names(selection) == wanted
        assert selection.cost_of(peak).total == Decimal("0.0003" if hour == 12 else "0.0001")
    assert names(select(*offerings, rank_by=prompt)) == ["flat"]


def test_after_gives_the_next_best() -> None:
    """Until there is none; passing over a provider that is down."""
    offerings = [
        priced("one", "1"),
        priced("two", "2"),
        priced("three", "3", provider_id="other"),
        priced("four", "4"),
    ]
    selection = select(*offerings, rank_by=USAGE)
    tried, offering = [], selection.best
    while offering is not None:
        tried.append(offering.model_id)
        following = selection.after(offering)
        if following is None:
            break
        offering = following
    assert tried == ["one", "two", "three", "four"]
    assert selection.after("acme-cloud:one", except_provider=True) == offerings[2]
    assert selection.after(offerings[2], except_provider=True) == offerings[3]
    assert selection.after(offerings[3], except_provider=True) is None


def test_after_a_rejected_one_says_why() -> None:
    """Rather than begin anywhere."""
    selection = select(KNOWN, UNKNOWN.model_copy(update={"id": "acme-cloud:x"}), supports={"web_search"})
    with pytest.raises(NotSelectedError, match="acme-cloud:x is not selected: it is not known to support web_search"):
        selection.after("acme-cloud:x")


def test_none_selected_says_what_to_loosen() -> None:
    """What keeps out most, and what would help by itself."""
    offerings = [
        named("a", capabilities=Capabilities(tools=False), limits=Limits(context_window=100)),
        named("b", limits=Limits(context_window=100)),
        named("c", capabilities=Capabilities(tools=False), limits=Limits(context_window=10)),
    ]
    selection = select(*offerings, supports={"tools"}, min_context=50)
    assert selection.ranked == selection[:0]
    with pytest.raises(NoneSelectedError) as caught:
        _ = selection.best
    assert isinstance(caught.value, LookupError)
    assert isinstance(caught.value, StarmapError)
    message = (
        "none of 3 offerings meets every requirement; most are kept out by supports tools (3), min_context 50 (1); "
        "without supports tools 2 would be left, 1 of them with allow_unknown={'supports'}"
    )
    assert str(caught.value) == message
    assert str(pickle.loads(pickle.dumps(caught.value))) == message


def test_none_selected_where_no_single_requirement_is_to_blame() -> None:
    """And where there is nothing at all."""
    with pytest.raises(NoneSelectedError, match=r"supports tools \(1\), min_context 9 \(1\); leave out more than one"):
        _ = select(UNKNOWN, supports={"tools"}, min_context=9).best
    with pytest.raises(NoneSelectedError, match="there is nothing to select from: the catalog has no offerings"):
        _ = select().best


def test_requirements_that_keep_nothing_out_are_not_named() -> None:
    """They are no hurdle."""
    with pytest.raises(NoneSelectedError) as caught:
        _ = select(UNKNOWN, supports={"tools"}, providers={"acme-cloud"}).best
    assert [hurdle.requirement for hurdle in caught.value.hurdles] == ["supports"]


def test_a_selection_is_a_collection() -> None:
    """Of the offerings selected, in order."""
    one, two = priced("one", "1"), priced("two", "2")
    selection = select(two, one, RETIRED, rank_by=USAGE)
    assert (len(selection), bool(selection), list(selection), selection[1]) == (2, True, [one, two], two)
    assert list(selection.ranked[::-1]) == [two, one]
    assert one in selection
    assert one.id in selection
    assert RETIRED not in selection
    assert hash(selection.ranked) == hash(selection[:])
    assert repr(selection) == "<Selection of 2 from 3 offerings, best 'acme-cloud:one'>"
    assert repr(select()) == "<Selection of 0 from 0 offerings>"
    assert (repr(selection.ranked), repr(selection.rejected)) == (
        "<2 offerings, ranked>", "<1 offerings, rejected>",
    )  # fmt: skip


def test_rejected_is_a_mapping() -> None:
    """Of what is not selected, and of nothing else."""
    selection = select(priced("one", "1"), RETIRED)
    assert (list(selection.rejected), len(selection.rejected)) == ([RETIRED.id], 1)
    assert RETIRED.id in selection.rejected
    for key in ("acme-cloud:one", "zzz", "", 3):
        assert key not in selection.rejected


def test_explain_tells_the_place_and_the_cost() -> None:
    """Of what is selected; a name that is unknown is an error."""
    selection = select(priced("one", "1"), priced("two", "2"), rank_by=USAGE)
    assert selection.explain("acme-cloud:two") == "acme-cloud:two is number 2 of 2, at a cost of $0.007"
    assert select(named("one")).explain(named("one")) == "acme-cloud:one is number 1 of 1"
    with pytest.raises(UnknownModelError):
        selection.explain("acme-cloud:three")


def test_a_cost_needs_a_workload() -> None:
    """Else there is nothing to price."""
    with pytest.raises(ValueError, match=r"there is no workload to price: select with rank_by=Usage\(\.\.\.\)"):
        select(KNOWN).cost_of(KNOWN)


def test_table() -> None:
    """Plain text, cut to a length."""
    wide = priced("two", "2", limits=Limits(context_window=1_000_000, max_output_tokens=8_192))
    selection = select(priced("one", "1"), wide, priced("three", "3"), rank_by=USAGE)
    assert selection.table(limit=2) == (
        "   offering           cost    context     output  input $/M  output $/M\n"
        "1  acme-cloud:one  $0.0035  not known  not known          1           1\n"
        "2  acme-cloud:two   $0.007  1,000,000      8,192          2           2\n"
        "3 of 3 offerings on 2026-11-01; 1 more"
    )
    assert select(UNKNOWN).table() == (
        "   offering               context     output  input $/M  output $/M\n"
        "1  acme-cloud:rocket-1  not known  not known  not known   not known\n"
        "1 of 1 offerings on 2026-11-01"
    )


def test_json() -> None:
    """Exact numbers are texts; reasons only if asked for."""
    selection = select(priced("one", "1"), UNKNOWN, rank_by=USAGE)
    held = {"on": "2026-11-01", "offerings": 2, "ranked": [{"id": "acme-cloud:one", "cost": "0.0035"}]}
    assert json.loads(selection.to_json()) == selection.as_dict() == held
    sentence = f"what the workload costs there is {UNPRICED}"
    reason = {"requirement": "cost", "wanted": MONEY, "found": UNPRICED, "known": False, "says": sentence}
    assert json.loads(selection.to_json(rejected=True)) == {**held, "rejected": {UNKNOWN.id: [reason]}}


def test_html_is_escaped() -> None:
    """Whatever an id holds."""
    html = select(priced("<b>", "1"))._repr_html_()
    assert "acme-cloud:&lt;b&gt;" in html
    assert "<b>" not in html


def test_html_shows_twenty_and_counts_the_rest() -> None:
    """However many are selected."""
    html = select(*(priced(f"one-{number:02}", "1") for number in range(25)))._repr_html_()
    assert html.startswith("<table><caption>25 of 25 offerings on 2026-11-01; 5 more</caption><tr><th></th>")
    assert html.count("<tr>") == 21
    assert "one-19" in html
    assert "one-20" not in html


def test_the_design_example(sample: Catalog) -> None:
    """As the design has it."""
    best = sample.select(
        supports={"tools"}, accepts={"image"}, min_context=200_000, providers={"openai", "google-vertex"},
        rank_by=Usage(input_tokens=3_000, output_tokens=500), on=DAY,
    ).best  # fmt: skip
    assert best.provider_id in ("openai", "google-vertex")
    assert best.supports("tools")
    assert (best.context_window or 0) >= 200_000


def test_providers_go_by_their_aliases(sample: Catalog) -> None:
    """And an unknown one is an error."""
    assert {one.provider_id for one in sample.select(providers={"gemini"})} == {"google-ai-studio"}
    with pytest.raises(UnknownProviderError):
        sample.select(providers={"opnai"})
    with pytest.raises(UnknownProviderError):
        sample.select(authors={"antropic"})


def test_references_are_taken(sample: Catalog) -> None:
    """Wherever an offering is asked about."""
    selection = sample.select(providers={"azure"}, on=DAY)
    assert selection.explain("azure/GPT-4o").startswith("azure:gpt-4o is number ")
    assert "it is served by openai, not by azure" in selection.explain("gpt-4o")


def test_nothing_of_it_is_imported_before_it_is_used() -> None:
    """A program that only looks up does not pay for it."""
    code = (
        "import sys; from starmap import catalog; catalog.get('gpt-4o'); "
        "late = ('selection', 'columns', 'ranking', 'requirements', 'reasons'); "
        "sys.exit(any(f'starmap.{name}' in sys.modules for name in late))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_columns_are_read_once(fresh: Catalog) -> None:
    """On the first selection, for all others."""
    fresh.select()
    held = fresh._columns
    fresh.select(supports={"tools"})
    assert held is not None
    assert fresh._columns is held


def test_a_part_of_a_catalog_selects_from_itself(sample: Catalog) -> None:
    """With the same interface."""
    part = sample.filter(providers={"openai"})
    assert {one.provider_id for one in part.select()} == {"openai"}
    assert set(part.select(on=DAY).ranked.ids) == set(sample.select(providers={"openai"}, on=DAY).ranked.ids)


# Brute force: the same question, put to one offering after the other in the words of the public interface.

Test = Callable[[Offering], bool | None]
CATALOG = Catalog(DirectoryStore(SAMPLE))
OFFERINGS = list(CATALOG.offerings)
DAYS = st.sampled_from([DAY, date(2026, 11, 25), date(2025, 6, 1), date(2024, 6, 1)])
SOME_USAGES = st.builds(
    lambda plain, read, audio, output, requests: Usage(
        input_tokens=plain + read + audio, cache_read_tokens=read, input_audio_tokens=audio,
        output_tokens=output, requests=requests,
    ),
    st.sampled_from([0, 1, 3_000, 150_000, 400_000]), st.sampled_from([0, 0, 2_000]), st.sampled_from([0, 0, 0, 100]),
    st.sampled_from([0, 1, 500]), st.sampled_from([None, 1]),
)  # fmt: skip
SETS = st.frozensets
REQUIRED = st.fixed_dictionaries(
    {},
    optional={
        "supports": SETS(st.sampled_from(["tools", "vision", "temperature", "reasoning", "streaming"]), max_size=2),
        "forbid": SETS(st.sampled_from(["web_search", "reasoning", "temperature"]), max_size=1),
        "accepts": SETS(st.sampled_from(["text", "image", "pdf"]), max_size=2),
        "produces": SETS(st.sampled_from(["text", "image"]), max_size=1),
        "providers": SETS(st.sampled_from(["openai", "google-vertex", "openrouter", "azure", "mistral"]), min_size=1),
        "authors": SETS(st.sampled_from(["openai", "google", "deepseek"]), min_size=1),
        "kinds": SETS(st.sampled_from(["chat", "embedding", "image"]), min_size=1),
        "min_context": st.sampled_from([0, 128_000, 200_000, 10**6]),
        "min_output": st.sampled_from([1, 8_192, 16_384]),
        "fits": st.tuples(st.sampled_from([0, 100_000, 195_000]), st.sampled_from([None, 0, 8_192])),
        "max_input_price": st.sampled_from([Decimal("0.15"), 1, "2.5"]),
        "open_weights": st.booleans(),
        "status": SETS(st.sampled_from(["active", "deprecated", "retired", "preview"]), min_size=1),
        "deny": SETS(st.sampled_from(["openai:*", "openai/*", "*mini*", "*:free"]), max_size=2),
        "allow": SETS(st.sampled_from(["openai:*", "google/*", "*4o*", "*-v3"]), min_size=1),
    },
)


def all_of(answers: Sequence[bool | None]) -> bool | None:
    """One no is a no, else one unknown is unknown."""
    return False if False in answers else None if None in answers else True


def inverse(answer: bool | None) -> bool | None:
    """No for yes."""
    return None if answer is None else not answer


def holds(given: frozenset[Modality] | None, wanted: frozenset[str]) -> bool | None:
    """Whether all wanted are there."""
    return None if given is None and wanted else wanted <= (given or frozenset())


def matched(offering: Offering, globs: frozenset[str]) -> bool:
    """Whether any glob matches either id."""
    ids = [key for key in (offering.id, offering.model_ref) if key is not None]
    return any(fnmatchcase(key, glob) for key in ids for glob in globs)


def answer_of(offering: Offering, requirement: str, wanted: Any, day: date) -> bool | None:
    """Whether an offering meets a requirement, asked of the offering."""
    status, card = offering.lifecycle.status_on(day), offering.pricing_on(day)
    hours = () if card is None else card.windows
    dearest = None if card is None or card.input is None else max([card.input, *(w.input for w in hours if w.input)])
    fit = offering.fits(*wanted) if requirement == "fits" else None
    answers: dict[str, Callable[[], bool | None]] = {
        "supports": lambda: offering.supports(*wanted),
        "forbid": lambda: all_of([inverse(offering.supports(name)) for name in wanted]),
        "accepts": lambda: holds(offering.modalities.input, wanted),
        "produces": lambda: holds(offering.modalities.output, wanted),
        "providers": lambda: offering.provider_id in wanted,
        "authors": lambda: None if offering.author_id is None else offering.author_id in wanted,
        "kinds": lambda: None if offering.kind is None else offering.kind in wanted,
        "min_context": lambda: None if offering.context_window is None else offering.context_window >= wanted,
        "min_output": lambda: None if offering.max_output_tokens is None else offering.max_output_tokens >= wanted,
        "fits": lambda: None if fit is None or (fit.unknown and not fit.exceeded) else bool(fit),
        "max_input_price": lambda: None if dearest is None else dearest <= Decimal(wanted),
        "open_weights": lambda: None if offering.open_weights is None else offering.open_weights is wanted,
        "status": lambda: None if status is None else status in wanted,
        "deny": lambda: not matched(offering, wanted),
        "allow": lambda: matched(offering, wanted),
    }
    return answers[requirement]()


def brute(
    offerings: Sequence[Offering], required: dict[str, Any], usage: Usage, day: date, unknown: bool, free: bool
) -> list[str]:
    """The ids that a loop over all offerings comes to."""
    kept = []
    for offering in offerings:
        answers = [answer_of(offering, name, wanted, day) for name, wanted in required.items()]
        if "status" not in required and offering.lifecycle.status_on(day) is Status.RETIRED:
            continue
        cost = offering.cost(usage, at=day)
        known = cost.total is not None or unknown
        if all(answer or (answer is None and unknown) for answer in answers) and known:
            place = 2 if cost.total is None else 1 if cost.total == 0 and not free else 0
            kept.append((place, cost.total or Decimal(0), offering.id))
    return [key for _, _, key in sorted(kept)]


@settings(max_examples=150, deadline=None)
@given(REQUIRED, SOME_USAGES, DAYS, st.booleans(), st.booleans())
def test_a_selection_is_what_a_loop_comes_to(
    required: dict[str, Any], usage: Usage, day: date, unknown: bool, free: bool
) -> None:
    """Whatever is required, whatever the workload and the day: the same offerings in the same order."""
    selection = CATALOG.select(**required, rank_by=usage, on=day, allow_unknown=unknown, free=free)
    wanted = brute(OFFERINGS, required, usage, day, unknown, free)
    assert selection.ranked.ids == wanted
    assert set(selection.rejected) == {one.id for one in OFFERINGS} - set(wanted)
    assert all(selection.rejected.values())
