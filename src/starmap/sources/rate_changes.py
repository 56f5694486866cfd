"""Changes of rates over time, and the whole rate cards that they make of an offering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from starmap.sources.listing import DatedCard, Facts

__all__ = ["Change", "dated_cards", "preceded"]


class Change(NamedTuple):
    """What one part of a card (the standard rates, a mode, a region) is from a day on."""

    day: str
    """The first day, UTC, at whose end the source knows it to hold."""

    facts: Facts
    """The part's rates by field path; empty where they are not known any more."""

    basis: str
    """How the day is known, as on the card."""

    url: str | None = None
    """The address that the source names as evidence."""


def dated_cards(provider: str, id: str, *parts: Sequence[Change]) -> list[DatedCard]:
    """The cards that the parts make together, one for each day on which the whole differs from the day before.

    A day has one card, the one in force when it ends (UTC): of several changes of a part on one day the last stands.
    Where several parts change, the first of them says how the day is known.
    """
    by_day = [{change.day: change for change in part} for part in parts]
    held: list[Facts] = [{} for _ in by_day]
    cards: list[DatedCard] = []
    before: Facts = {}
    for day in sorted({day for part in by_day for day in part}):
        causes: list[Change] = []
        for number, part in enumerate(by_day):
            change = part.get(day)
            if change is not None and change.facts != held[number]:
                held[number] = change.facts
                causes.append(change)
        whole = {path: value for facts in reversed(held) for path, value in facts.items()}
        if whole != before:
            cards.append(DatedCard(provider, id, whole, day, causes[0].basis, causes[0].url))
            before = whole
    return cards


def preceded(changes: Sequence[Change], others: Sequence[Change]) -> list[Change]:
    """The changes, after those of another record of the same thing that are earlier than all of them."""
    first = min((change.day for change in changes), default="9999")
    return [*(change for change in others if change.day < first), *changes]
