"""Records for tests, each valid and small unless a test says otherwise."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from starmap import Author, Model, Offering, Pricing, Provider, RateCard, Tier, Window
from starmap.pricing import Rates

__all__ = [
    "SAMPLE",
    "make_author",
    "make_card",
    "make_model",
    "make_offering",
    "make_pricing",
    "make_provider",
    "make_rate_card",
    "make_tier",
    "make_window",
]

SAMPLE = Path(__file__).parent / "sample"
"""The directory of the committed sample catalog; ``make_sample.py`` writes it."""


def make_model(**facts: Any) -> Model:
    """A model of which only the id is known, and what a test adds."""
    return Model(**{"id": "acme/rocket-1", "author_id": "acme", **facts})


def make_offering(**facts: Any) -> Offering:
    """An offering of which only the ids are known, and what a test adds."""
    provider_id = facts.get("provider_id", "acme-cloud")
    model_id = facts.get("model_id", "rocket-1")
    ids = {"id": f"{provider_id}:{model_id}", "provider_id": provider_id, "model_id": model_id}
    return Offering(**{**ids, **facts})


def make_author(**facts: Any) -> Author:
    """An author."""
    return Author(**{"id": "acme", "name": "Acme", **facts})


def make_provider(**facts: Any) -> Provider:
    """A provider."""
    return Provider(**{"id": "acme-cloud", "name": "Acme Cloud", **facts})


def make_card(price: str, valid_from: date | None = None, valid_until: date | None = None) -> Pricing:
    """A rate card that tells itself from others by its input price."""
    return Pricing(input=Decimal(price), valid_from=valid_from, valid_until=valid_until)


def make_pricing(**facts: Any) -> Pricing:
    """A rate card with only the rates that a test gives, as texts, and what else it adds."""
    return Pricing(**_exact(facts))


def make_rate_card(**facts: Any) -> RateCard:
    """The card of a mode or a region; its rates are written as texts."""
    return RateCard(**_exact(facts))


def make_tier(above: int, **rates: str) -> Tier:
    """A long-context tier; its rates are written as texts."""
    return Tier(above=above, **_exact(rates))


def make_window(hours: str, **facts: Any) -> Window:
    """Rates of certain hours, ``01:00-04:00``; its rates are written as texts."""
    starts, ends = (time.fromisoformat(hour) for hour in hours.split("-"))
    return Window(starts=starts, ends=ends, **_exact(facts))


def _exact(facts: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(value) if name in Rates.model_fields else value for name, value in facts.items()}
