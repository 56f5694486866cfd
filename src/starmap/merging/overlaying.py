"""Laying the cards that a vendor dates itself over the spells that the sources make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from starmap.merging.authority import VENDOR
from starmap.merging.spells import (
    LAG,
    Ranked,
    Spell,
    agree,
    as_spell,
    basis_of,
    complement,
    part_of,
    same_core,
    shifted,
)
from starmap.sources.listing import DatedCard

__all__ = ["overlaid"]

_NEVER = "9999-12-31"


def overlaid(spells: Sequence[Spell], own: Iterable[DatedCard], ranked: Ranked, today: str) -> list[Spell]:
    """The spells with each of the vendor's own cards in place of what the sources have on its days.

    A card without an end holds until the price next changes: sources that went on with the price before it had not
    heard of it.
    """
    laid = list(spells)
    for card in sorted(own, key=lambda card: card.begins):
        laid = _laid(laid, card, ranked, today)
    return laid


def _laid(spells: list[Spell], card: DatedCard, ranked: Ranked, today: str) -> list[Spell]:
    before, final = _on(spells, card.begins), _on(spells, today)
    if card.until is None and before is not None and agree(before.facts, card.facts):
        return spells  # known already
    if final is not None and final.begins <= card.begins <= today:
        return spells  # the card in force is what was merged, whatever was said before
    later = [spell for spell in spells if spell.begins > card.begins]
    following = _following(later, card, before)
    until = card.until or (None if following is None else following.begins)
    if final is not None and card.begins < final.begins:
        until = final.begins if until is None else min(until, final.begins)
    laid = as_spell(card, VENDOR)
    heard = following is not None and card.until is None and following.begins <= shifted(card.begins, LAG)
    if following is not None and heard and agree(following.facts, card.facts):  # it is the sources' own card
        same = replace(following, begins=card.begins, basis=laid.basis)
        return [*_until(spells, card.begins), same, *[spell for spell in later if spell.begins > following.begins]]
    laid.facts = complement(laid.facts, card.begins, until or _NEVER, ranked)
    if before is not None and same_core(before.facts, laid.facts):
        parts = {part_of(path) for path in laid.facts}
        laid.facts |= {path: value for path, value in before.facts.items() if part_of(path) not in parts}
    after = [] if until is None else _from(spells, card, until)
    return [*_until(spells, card.begins), laid, *after]


def _following(later: Sequence[Spell], card: DatedCard, before: Spell | None) -> Spell | None:
    """The spell at which the price next changes, or agrees with the card."""
    for spell in later:
        stale = before is not None and same_core(spell.facts, before.facts)
        if same_core(spell.facts, card.facts) or not stale:
            return spell
    return None


def _from(spells: Sequence[Spell], card: DatedCard, until: str) -> list[Spell]:
    """What holds after a card: what had taken its place by then or does within a month, else nothing that is known.

    A spell that began before the card is what the card put right.
    """
    resumed, rest = _on(spells, until), [spell for spell in spells if spell.begins > until]
    if resumed is not None and resumed.begins >= card.begins:
        return [replace(resumed, begins=until), *rest]
    if rest and rest[0].begins <= shifted(until, LAG):
        return [replace(rest[0], begins=until, basis=basis_of(card, VENDOR)), *rest[1:]]
    return [Spell({}, until, basis_of(card, VENDOR), VENDOR), *rest]


def _until(spells: Sequence[Spell], day: str) -> list[Spell]:
    return [spell for spell in spells if spell.begins < day]


def _on(spells: Sequence[Spell], day: str) -> Spell | None:
    return next((spell for spell in reversed(spells) if spell.begins <= day), None)
