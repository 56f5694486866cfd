"""Where an entry stands in its life when sources only list it, or cease to."""

from __future__ import annotations

import pytest

from merging.factories import VENDOR, make_offer, said
from starmap.merging.choosing import Offer
from starmap.merging.staging import settle_stage
from starmap.sources.listing import Facts

STAGE = "lifecycle.stage"


def staged(stage: str) -> Facts:
    """What a source says of the stage, beside the name."""
    return {"name": "Orca 1", STAGE: stage}


def settled(offer: Offer) -> str | None:
    """The stage after settling."""
    settle_stage(offer)
    value = offer.value(STAGE)
    return None if value is None else str(value)


@pytest.mark.parametrize("source", ["models.dev", "pi-ai", "OpenRouter", "provider APIs (llm_db)"])
def test_what_is_listed_as_answering_is_active(source: str) -> None:
    """These drop what no longer answers."""
    assert settled(make_offer(said(source))) == "active"


def test_the_claim_of_being_active_names_its_source() -> None:
    """The stage has evidence like any field."""
    offer = make_offer(said("LiteLLM", date="2026-11-17"), said("models.dev", date="2026-09-30"))
    settle_stage(offer)
    winner = offer.choices[STAGE].winner
    assert winner is not None
    assert (winner.source, winner.date) == ("models.dev", "2026-09-30")


def test_a_listing_at_litellm_alone_says_nothing() -> None:
    """It keeps what has retired."""
    assert settled(make_offer(said("LiteLLM"))) is None


@pytest.mark.parametrize("source", ["vendor SDKs", "AI SDK", "LangChain profiles", "genai-prices", "ruby_llm"])
def test_a_list_that_only_grows_says_nothing(source: str) -> None:
    """An id in a type hint may be gone for years."""
    assert settled(make_offer(said(source))) is None


def test_what_vanished_is_not_retired() -> None:
    """A rename or a clean-up looks the same."""
    assert settled(make_offer(said("models.dev", live=False))) is None


@pytest.mark.parametrize("stage", ["active", "preview"])
def test_what_was_said_while_it_was_listed_no_longer_holds(stage: str) -> None:
    """A vanished entry's old stage is not its present one."""
    assert settled(make_offer(said("models.dev", staged(stage), live=False))) is None


def test_what_was_deprecated_and_vanished_is_retired() -> None:
    """The first second sign."""
    assert settled(make_offer(said("models.dev", staged("deprecated"), live=False))) == "retired"


def test_what_had_a_retirement_date_and_vanished_is_retired() -> None:
    """The other second sign."""
    facts: Facts = {**staged("active"), "lifecycle.retires_on": "2026-01-01"}
    assert settled(make_offer(said("llm_db", facts, live=False), said("models.dev", live=False))) == "retired"


def test_what_only_has_a_retirement_date_is_left_to_the_date() -> None:
    """Nobody called it anything; the status of a day follows from the date."""
    facts: Facts = {"lifecycle.retires_on": "2026-01-01"}
    assert settled(make_offer(said("LiteLLM", facts, live=False))) is None


def test_what_one_list_still_has_did_not_vanish() -> None:
    """Gone from one is not gone from all."""
    offer = make_offer(said("models.dev", staged("deprecated"), live=False), said("LiteLLM"))
    assert settled(offer) == "deprecated"


def test_a_source_that_says_more_than_being_listed_counts() -> None:
    """Listed as deprecated is deprecated."""
    assert settled(make_offer(said("models.dev", staged("deprecated")), said("pi-ai"))) == "deprecated"


def test_a_curated_stage_stands_though_every_list_dropped_it() -> None:
    """The vendor's page knows better than an absence."""
    offer = make_offer(
        said(VENDOR, staged("active"), place="facts/acme.toml:1"), said("models.dev", staged("deprecated"), live=False)
    )
    assert settled(offer) == "active"


def test_a_curated_fact_is_no_listing() -> None:
    """An entry known from a page alone has not vanished from anywhere."""
    assert settled(make_offer(said(VENDOR, staged("preview"), place="facts/acme.toml:1"))) == "preview"


def test_an_offering_of_which_nothing_is_known_stays_so() -> None:
    """No field is made of nothing."""
    offer = make_offer()
    assert settled(offer) is None
    assert STAGE not in offer.choices


@pytest.mark.parametrize(
    ("source", "stage"),
    [
        ("vendor SDKs", "deprecated"),
        ("genai-prices", "deprecated"),
        ("Mistral docs", "deprecated"),
        ("Mistral docs", "active"),
        ("llm_db", "preview"),
    ],
)
def test_what_was_never_on_a_list_has_not_vanished(source: str, stage: str) -> None:
    """A source that still speaks of it is taken at its word."""
    assert settled(make_offer(said(source, staged(stage)))) == stage
