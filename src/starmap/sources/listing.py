"""What an adapter makes of a source: listings of offerings, aliases, and words about providers and authors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeAlias

__all__ = ["Alias", "Batch", "DatedCard", "Facts", "Listing", "ProviderFacts", "Value"]

Value: TypeAlias = bool | int | str | Decimal | list["Value"] | dict[str, "Value"]
"""A claimed value: JSON's shapes, with ``Decimal`` for rates. Never ``None``: a fact not known is not listed."""

Facts: TypeAlias = dict[str, Value]
"""Claims by field path; ``starmap.fields`` lists the paths and the shape of each."""


@dataclass(slots=True)
class Listing:
    """One source's record of one offering, or of an author's model."""

    provider: str
    """The starmap provider id; for an author's own record, ``@`` and the author's id."""

    id: str
    """The exact id that the provider's API takes; for an author's record, the model's slug."""

    facts: Facts
    """What it claims, by field path."""

    date: str
    """As of when, in the precision known: ``2026-09-30`` or ``2026-09``."""

    url: str | None = None
    """The address that the source itself names as evidence."""

    live: bool = True
    """Whether the newest edition of the source still lists it."""

    model: str | None = None
    """What the source says it is an offering of: ``author/slug`` in the source's own spelling."""

    source: str | None = None
    """The name in provenance, where it is not the batch's."""

    place: str | None = None
    """File and line of a curated table, for errors; ``None`` for other sources."""

    new: bool = True
    """Whether the listing may bring an offering into the catalog by itself."""

    note: str | None = None
    """What a reader of the evidence should know; ``None`` if nothing."""


@dataclass(slots=True)
class DatedCard:
    """One source's whole rate card of an offering, from a day on, until the next card of the same source begins."""

    provider: str
    """The starmap provider id."""

    id: str
    """The exact id that the provider's API takes."""

    facts: Facts
    """Every rate of the card by field path, all beginning with ``pricing.``; empty where the price is gone."""

    begins: str
    """The first day on which the source knows it to hold, ``2026-08-21``; in the future for an announced price."""

    basis: str
    """How that day is known: ``documented``, ``first observed`` or ``commit``."""

    url: str | None = None
    """The address that the source names as evidence."""

    until: str | None = None
    """The first day on which it no longer holds, where the source says so itself."""

    place: str | None = None
    """File and line of a curated table, for errors; ``None`` for other sources."""

    source: str | None = None
    """The name in provenance, where it is not the batch's."""


@dataclass(slots=True)
class Alias:
    """Another name of an offering's id, as one source has it."""

    provider: str
    """The starmap provider id within which the name holds."""

    name: str
    """The other name."""

    target: str
    """The exact id that it stands for."""

    date: str
    """As of when."""

    moving: bool = False
    """Whether the provider moves it from model to model (``-latest``): then it is an offering with ``alias_of``."""


@dataclass(slots=True)
class ProviderFacts:
    """What a source says of a provider."""

    id: str
    name: str | None = None
    documentation_url: str | None = None
    env: tuple[str, ...] = ()
    base_url: str | None = None
    api: str | None = None


@dataclass(slots=True)
class Batch:
    """All that one source says."""

    source: str
    """The source's name as provenance shows it, such as ``models.dev``."""

    listings: list[Listing] = field(default_factory=list)
    aliases: list[Alias] = field(default_factory=list)
    cards: list[DatedCard] = field(default_factory=list)
    providers: list[ProviderFacts] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
    """How many upstream records were passed over, by reason."""

    def leave_out(self, reason: str, count: int = 1) -> None:
        """Count records that are not models or cannot be used."""
        self.left_out[reason] = self.left_out.get(reason, 0) + count


def compact(facts: Mapping[str, Value | None]) -> Facts:
    """The facts that are known."""
    return {name: value for name, value in facts.items() if value is not None}
