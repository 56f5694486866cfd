"""Models, offerings, authors and providers: navigation, printing, and the link to a catalog."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from factories import make_author, make_card, make_model, make_offering, make_provider
from starmap import Catalog, DetachedError, Kind, Lifecycle, Limits, Pricing

REFS = ("google/gemini-1.5-pro-002", "google-vertex:gemini-1.5-pro-002")
DAYS = [date(2026, 1, 1) + timedelta(days) for days in range(10)]
NAVIGATION: list[tuple[Any, str]] = [
    (make_model(), "author"),
    (make_model(), "offerings"),
    (make_offering(), "author"),
    (make_offering(), "model"),
    (make_offering(), "offerings"),
    (make_offering(), "provider"),
    (make_author(), "models"),
    (make_provider(), "offerings"),
]


@pytest.mark.parametrize(("record", "name"), NAVIGATION, ids=[f"{type(r).__name__}.{n}" for r, n in NAVIGATION])
def test_a_detached_record_says_so(record: Any, name: str) -> None:
    """A record that was not read from a catalog cannot navigate, and tells how to get one that can."""
    with pytest.raises(DetachedError) as caught:
        getattr(record, name)
    assert record.id in str(caught.value)
    assert "catalog.get(" in str(caught.value)


def test_a_detached_record_cannot_explain() -> None:
    """The evidence is in the catalog."""
    with pytest.raises(DetachedError):
        make_model().explain()


def test_a_model_is_its_own_model() -> None:
    """Even outside a catalog."""
    model = make_model()
    assert model.model is model


@pytest.mark.parametrize("ref", REFS)
def test_both_kinds_lead_to_model_and_offerings(sample: Catalog, ref: str) -> None:
    """``model`` and ``offerings`` mean the same on both, home providers first."""
    entry = sample.get(ref)
    assert entry.model == sample.models["google/gemini-1.5-pro-002"]
    assert [offering.id for offering in entry.offerings] == [
        "google-ai-studio:gemini-1.5-pro-002",
        "google-vertex:gemini-1.5-pro-002",
    ]


@pytest.mark.parametrize("ref", REFS)
def test_both_kinds_lead_to_the_author(sample: Catalog, ref: str) -> None:
    """The author is a record, found through the link."""
    assert sample.get(ref).author == sample.authors["google"]


def test_an_offering_leads_to_its_provider(sample: Catalog) -> None:
    """And the provider to its offerings."""
    offering = sample.offerings["mistral:mistral-large-2512"]
    assert offering.provider.id == "mistral"
    assert offering in offering.provider.offerings
    assert all(other.provider_id == "mistral" for other in offering.provider.offerings)


def test_an_author_leads_to_its_models(sample: Catalog) -> None:
    """All of them, and only its own."""
    models = sample.authors["google"].models
    assert [model.id for model in models] == [model.id for model in sample if model.author_id == "google"]


def test_an_offering_without_a_model_stands_alone(sample: Catalog) -> None:
    """Its model is ``None`` and it is its only offering."""
    offering = sample.offerings["openrouter:openrouter/free"]
    assert offering.model is None
    assert offering.offerings == (offering,)


def test_navigation_goes_round(sample: Catalog) -> None:
    """From every offering of a model the model comes back."""
    for model in sample:
        assert [offering.model for offering in model.offerings] == [model] * len(model.offering_ids)


@pytest.mark.parametrize("ref", REFS)
def test_the_link_is_no_part_of_the_value(sample: Catalog, ref: str) -> None:
    """Equality, hash, repr and JSON know nothing of it."""
    linked = sample.get(ref)
    detached = type(linked).model_validate_json(linked.model_dump_json())
    assert (linked, hash(linked), repr(linked)) == (detached, hash(detached), repr(detached))
    with pytest.raises(DetachedError):
        _ = detached.author


@pytest.mark.parametrize(
    "journey",
    [lambda record: pickle.loads(pickle.dumps(record)), copy.copy, copy.deepcopy, lambda record: record.model_copy()],
    ids=["pickle", "copy", "deepcopy", "model_copy"],
)
def test_a_journey_leaves_the_link_behind(sample: Catalog, journey: Callable[[Any], Any]) -> None:
    """A copy is a record of its own: it carries no catalog with it."""
    for linked in (sample.get(REFS[0]), sample.get(REFS[1]), sample.authors["google"], sample.providers["mistral"]):
        again = journey(linked)
        assert again == linked
        with pytest.raises(DetachedError):
            again._follow("anything")


def test_a_changed_copy_changes_nothing_else(sample: Catalog) -> None:
    """``model_copy`` with other facts leaves the catalog's record alone."""
    linked = sample.get(REFS[0])
    assert linked.model_copy(update={"limits": Limits(context_window=1)}) != linked
    assert sample.get(REFS[0]).context_window == 2_000_000


def test_linking_to_another_catalog_leaves_the_shared_record_alone(fresh: Catalog, sample: Catalog) -> None:
    """Nothing that a caller does with a record changes where others' records lead."""
    shared = fresh.get(REFS[0])
    shared.linked(sample)
    assert shared._follow("link") is fresh


OLD, NOW, NEXT = make_card("1", DAYS[1], DAYS[3]), make_card("2", DAYS[5], DAYS[7]), make_card("3", DAYS[7])
RETIRED = Lifecycle(retires_on=DAYS[8])
ON_A_DAY: list[tuple[str, tuple[Pricing, ...], Lifecycle, date, Pricing | None]] = [
    ("before the first known day", (OLD,), Lifecycle(), DAYS[0], None),
    ("on the first day", (OLD, NOW), Lifecycle(), DAYS[1], OLD),
    ("on the last day", (OLD, NOW), Lifecycle(), DAYS[2], OLD),
    ("on the day on which it no longer holds", (OLD, NOW), Lifecycle(), DAYS[3], None),
    ("in a gap", (OLD, NOW), Lifecycle(), DAYS[4], None),
    ("after a gap", (OLD, NOW), Lifecycle(), DAYS[5], NOW),
    ("the day before an announced card", (OLD, NOW, NEXT), Lifecycle(), DAYS[6], NOW),
    ("the day of an announced card", (OLD, NOW, NEXT), Lifecycle(), DAYS[7], NEXT),
    ("only announced", (NEXT,), Lifecycle(), DAYS[6], None),
    ("long after the last", (OLD, NOW), Lifecycle(), DAYS[9], None),
    ("retired with its last card at an end", (OLD, NOW), RETIRED, DAYS[8], NOW),
    ("not yet retired", (OLD, NOW), RETIRED, DAYS[7], None),
    ("retired with an open card", (OLD, NEXT), RETIRED, DAYS[9], NEXT),
    ("retired before an announced card began", (OLD, make_card("3", DAYS[9])), RETIRED, DAYS[8], OLD),
    ("without any day", (make_card("1"),), Lifecycle(), DAYS[0], make_card("1")),
    ("without a first day, before the next", (make_card("1"), NEXT), Lifecycle(), DAYS[6], make_card("1")),
    ("without a first day, from the next on", (make_card("1"), NEXT), Lifecycle(), DAYS[7], NEXT),
    ("no cards", (), RETIRED, DAYS[9], None),
]


@pytest.mark.parametrize(("cards", "life", "day", "card"), [c[1:] for c in ON_A_DAY], ids=[c[0] for c in ON_A_DAY])
def test_the_card_of_a_day(cards: tuple[Pricing, ...], life: Lifecycle, day: date, card: Pricing | None) -> None:
    """None is stretched to days on which nobody knows it to hold, but a retired entry keeps its last one."""
    assert make_offering(price_history=cards, lifecycle=life).pricing_on(day) == card


def test_pricing_is_the_card_of_today(set_today: Callable[[date], None]) -> None:
    """An announced price is there and does not apply early."""
    entry = make_model(price_history=(NOW, NEXT))
    set_today(DAYS[6])
    assert entry.pricing == NOW
    set_today(DAYS[7])
    assert entry.pricing == NEXT


def test_an_entry_prints_on_one_short_line() -> None:
    """The id, the kind and the two limits that matter, where known."""
    entry = make_offering(kind=Kind.CHAT, limits=Limits(context_window=9, max_output_tokens=3))
    assert repr(entry) == "Offering('acme-cloud:rocket-1', kind='chat', context_window=9, max_output_tokens=3)"
    assert str(make_model()) == "Model('acme/rocket-1')"


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"><img src=x onerror='a()'>", "a & b", "</table>"])
def test_html_escapes_hostile_names(text: str) -> None:
    """Nothing in a record can become markup."""
    entry = make_offering(
        name=text, model_id=text, provider_id=text, author_id=text, family=text, knowledge_cutoff=None
    )
    shown = entry._repr_html_()
    for mark in ("<script", "<img", "a & b", "<table><caption></table>"):
        assert mark not in shown
    assert shown.count("<table>") == shown.count("</table>") == 1
    assert "'" not in shown.replace("&#x27;", "")


def test_html_shows_the_facts(sample: Catalog) -> None:
    """Limits with separators, prices per million, and ``not known`` for what is not."""
    shown = sample.get(REFS[0])._repr_html_()
    assert "<caption>Gemini 1.5 Pro 002</caption>" in shown
    assert "<tr><th>context window</th><td>2,000,000 tokens</td></tr>" in shown
    assert "$1.25 per million tokens" in shown
    assert "<tr><th>knowledge cutoff</th><td>not known</td></tr>" in make_model()._repr_html_()


def test_html_tells_free_from_unknown() -> None:
    """Zero is a price; a missing price is not known."""
    shown = make_offering(price_history=(make_card("0"),))._repr_html_()
    assert "<th>input price</th><td>$0 per million tokens</td>" in shown
    assert "<th>output price</th><td>not known</td>" in shown


def test_entries_are_keys(sample: Catalog) -> None:
    """Records work in sets and as keys of dicts."""
    entries: list[Any] = [sample.get(REFS[0]), sample.get(REFS[1]), *sample.models, *sample.offerings]
    assert len(set(entries)) == len(sample.models) + len(sample.offerings)
    people: list[Any] = [*sample.authors, *sample.providers, *sample.authors]
    assert len(set(people)) == len(sample.authors) + len(sample.providers)


def test_a_dump_holds_no_derived_facts(sample: Catalog) -> None:
    """What depends on today, and what is reached through the catalog, is no part of it."""
    dumped = sample.get(REFS[0]).model_dump(mode="json")
    assert not {"status", "pricing", "context_window", "author", "model", "offerings", "provider"} & set(dumped)
    assert dumped["price_history"][0]["input"] == "1.25"
    assert Decimal(dumped["price_history"][0]["input"]) == Decimal("1.25")
