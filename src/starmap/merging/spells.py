"""Spells of a rate card: what makes two cards the same, what one lacks that another has, and when each holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeAlias

from starmap.fields import RATE_NAMES
from starmap.sources.listing import DatedCard, Facts

__all__ = [
    "CORE",
    "LAG",
    "RATES",
    "Ranked",
    "Spell",
    "agree",
    "as_spell",
    "basis_of",
    "complement",
    "in_force",
    "part_of",
    "same_core",
    "shifted",
]

Ranked: TypeAlias = Sequence[tuple[str, Sequence[DatedCard]]]
"""Lines with their sources, best first."""

CORE = ("pricing.input", "pricing.output")
"""What most people mean by the price."""

LAG = 31
"""Days: catalogues learn of a card, and of its parts, within a month of its first day."""

RATES = frozenset(f"pricing.{name}" for name in RATE_NAMES)
"""The base rates of a card."""


@dataclass(slots=True)
class Spell:
    """One card and the days on which it holds: until the next begins."""

    facts: Facts
    begins: str
    basis: str
    source: str
    """The address or name of what the card was read from."""


def as_spell(card: DatedCard, source: str) -> Spell:
    """A source's card as a spell."""
    return Spell(card.facts, card.begins, basis_of(card, source), card.url or source)


def basis_of(card: DatedCard, source: str) -> str:
    """How the first day of a source's card is known, and by whom."""
    return f"{card.basis} ({card.source or source})"


def agree(one: Facts, other: Facts) -> bool:
    """Whether two cards are the same as far as both tell: every base rate that both have, and prompt or output."""
    common = one.keys() & other.keys() & RATES
    if any(one[path] != other[path] for path in common):
        return False
    return any(path in common for path in CORE) or (bool(common) and not any(p in one for p in CORE))


def same_core(one: Facts, other: Facts) -> bool:
    """Whether two cards have the same prompt and output rates, as far as both tell."""
    common = [path for path in CORE if path in one and path in other]
    return bool(common) and all(one[path] == other[path] for path in common)


def complement(facts: Facts, begins: str, until: str, ranked: Ranked) -> Facts:
    """A card with the parts that it lacks from cards that agree with it and were seen while it held."""
    whole = dict(facts)
    if not facts:
        return whole
    seen = min(shifted(begins, LAG), shifted(until, -1))
    for _, line in ranked:
        card = in_force(line, seen)
        if card is not None and same_core(card.facts, facts):
            own = {part_of(path) for path in whole}
            whole |= {path: value for path, value in card.facts.items() if part_of(path) not in own}
    return whole


def in_force(line: Sequence[DatedCard], day: str) -> DatedCard | None:
    """The card of a line that holds on a day; ``None`` before the first."""
    return next((card for card in reversed(line) if card.begins <= day), None)


def part_of(path: str) -> str:
    """What is known or not known as a whole: a mode's or a region's card, and any other rate by itself."""
    names = path.split(".")
    return ".".join(names[:3]) if names[1] in ("modes", "regions") else path


def shifted(day: str, days: int) -> str:
    """So many days later, or earlier."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()
