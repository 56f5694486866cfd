"""From chosen claims to records."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from merging.factories import VENDOR, make_offer, said
from starmap.merging.assembling import entry_values, model_choices, model_of, offering_of
from starmap.merging.spells import Spell
from starmap.pricing import Pricing, Tier
from starmap.sources.listing import Facts
from starmap.vocabulary import Kind

CARD = Spell({"pricing.input": Decimal("2.50")}, "2026-03-04", "commit (model-prices)", "https://sea.example/prices")


def test_an_offering_holds_what_was_chosen() -> None:
    """Flat claims become the record's own objects."""
    facts: Facts = {"kind": "chat", "limits.context_window": 1_000, "capabilities.tools": False}
    record = offering_of(make_offer(said("models.dev", facts)), "sea", "sea/orca-1", {}, [])
    assert (record.id, record.provider_id, record.model_id) == ("acme:orca-1", "acme", "orca-1")
    assert (record.author_id, record.model_ref) == ("sea", "sea/orca-1")
    assert (record.kind, record.context_window, record.capabilities.tools) == (Kind.CHAT, 1_000, False)


def test_what_nobody_claims_is_not_known() -> None:
    """Never false, never zero."""
    record = offering_of(make_offer(said("models.dev", {})), None, None, {}, [])
    assert (record.author_id, record.model_ref, record.kind, record.context_window) == (None, None, None, None)
    assert (record.capabilities.tools, record.price_history) == (None, ())


def test_a_models_fact_is_lent_where_the_offering_has_none() -> None:
    """The offering's own claim stands before it."""
    offer = make_offer(said("models.dev", {"name": "Own"}))
    record = offering_of(offer, None, None, {"name": "Lent", "family": "orca"}, [])
    assert (record.name, record.family) == ("Own", "orca")


def cards_of(*spells: Spell) -> tuple[Pricing, ...]:
    """The cards of an offering with a history."""
    return offering_of(make_offer(said("models.dev", {})), None, None, {}, spells).price_history


def test_a_card_tells_its_first_day_how_that_is_known_and_its_source() -> None:
    """The last one is open."""
    assert cards_of(CARD) == (
        Pricing(
            input=Decimal("2.5"),
            valid_from=date(2026, 3, 4),
            basis="commit (model-prices)",
            source="https://sea.example/prices",
        ),
    )


def test_a_card_holds_until_the_next_begins() -> None:
    """Oldest first."""
    cards = cards_of(CARD, replace(CARD, facts={"pricing.input": Decimal(2)}, begins="2026-06-01"))
    assert [(str(card.valid_from), card.valid_until, card.input) for card in cards] == [
        ("2026-03-04", date(2026, 6, 1), Decimal("2.5")),
        ("2026-06-01", None, Decimal(2)),
    ]


def test_days_without_a_price_have_no_card() -> None:
    """The card before ends there."""
    cards = cards_of(CARD, replace(CARD, facts={}, begins="2026-06-01"), replace(CARD, begins="2026-08-01"))
    assert [(str(card.valid_from), card.valid_until) for card in cards] == [
        ("2026-03-04", date(2026, 6, 1)),
        ("2026-08-01", None),
    ]


def test_claims_of_prices_make_no_card_by_themselves() -> None:
    """The history has them."""
    offer = make_offer(said("model-prices", {"pricing.input": Decimal(1), "pricing.valid_from": "2026-03-04"}))
    assert offering_of(offer, None, None, {}, []).price_history == ()
    assert entry_values({"pricing.input": Decimal(1)}, []) == {}


def test_tiers_modes_and_regions_keep_their_decimals() -> None:
    """Exact, whatever their depth; a tier may be a threshold alone."""
    facts: Facts = {
        "pricing.input": Decimal("0.1"),
        "pricing.tiers": [{"above": 200_000, "input": Decimal("0.3")}, {"above": 400_000}],
        "pricing.modes.batch.input": Decimal("0.05"),
        "pricing.regions.eu-west-1.input": Decimal("0.11"),
    }
    (card,) = cards_of(replace(CARD, facts=facts))
    assert card.tiers == (Tier(above=200_000, input=Decimal("0.3")), Tier(above=400_000))
    assert (card.modes["batch"].input, card.regions["eu-west-1"].input) == (Decimal("0.05"), Decimal("0.11"))


@pytest.mark.parametrize("value", [2, Decimal("0.7")])
def test_a_parameters_numbers_are_exact(value: int | Decimal) -> None:
    """As JSON they are texts."""
    facts: Facts = {"parameters.temperature.max": value, "parameters.temperature.accepted": True}
    assert entry_values(facts, []) == {"parameters": {"temperature": {"max": str(value), "accepted": True}}}


def test_a_model_takes_each_field_from_the_first_who_has_it() -> None:
    """Its author, then its homes in order, then a record of it."""
    own = make_offer(said(VENDOR, {"name": "Own"}))
    first = make_offer(said("models.dev", {"name": "First", "family": "first"}))
    second = make_offer(said("models.dev", {"family": "second", "kind": "chat"}))
    record = make_offer(said("models.dev", {"kind": "image", "license": "mit"}))
    choices = model_choices([own], [first, second], [record])
    assert {path: choice.value for path, choice in choices.items()} == {
        "name": "Own",
        "family": "first",
        "kind": "chat",
        "license": "mit",
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("pricing.input", "pricing.output"),
        ("lifecycle.stage", "lifecycle.retires_on"),
    ],
)
def test_a_card_and_a_life_are_taken_whole(first: str, second: str) -> None:
    """Half of two cards is no card."""
    home = make_offer(said("models.dev", {first: 1}))
    other = make_offer(said("models.dev", {first: 2, second: 3}))
    assert {path: choice.value for path, choice in model_choices([], [home, other], []).items()} == {first: 1}


def test_what_is_of_one_provider_is_not_the_models() -> None:
    """Where it is served, and through which API."""
    home = make_offer(said("models.dev", {"regions": ["eu"], "api": "openai"}))
    assert model_choices([], [home], []) == {}


def test_a_field_whose_claims_were_all_refused_is_taken_from_the_next() -> None:
    """A home without a value does not stand in the way."""
    refused = make_offer(said("models.dev", {"limits.context_window": 0}))
    refused.choices["limits.context_window"].refuse("not a number of tokens")
    home = make_offer(said("models.dev", {"limits.context_window": 1_000}))
    assert model_choices([], [refused, home], [])["limits.context_window"].value == 1_000


def test_a_model_names_its_author_and_offerings() -> None:
    """In the order given, with the history that it is given."""
    choices = make_offer(said("models.dev", {"name": "Orca 1"})).choices
    record = model_of("sea/orca-1", "sea", choices, ["b:orca-1", "a:orca-1"], [CARD])
    assert record.price_history == cards_of(CARD)
    assert (record.id, record.author_id, record.name) == ("sea/orca-1", "sea", "Orca 1")
    assert record.offering_ids == ("b:orca-1", "a:orca-1")
