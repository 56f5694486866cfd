"""Records for tests, each valid and small unless a test says otherwise."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from starmap import Author, Model, Offering, Pricing, Provider

__all__ = ["SAMPLE", "make_author", "make_card", "make_model", "make_offering", "make_provider"]

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
