"""The rate cards of an offering over time: the card in force as it was merged, those before it, those announced.

The cards of each source are a line. Where lines overlap, the better source's holds; a lower one only reaches further
back. The card in force begins where the lines that agree with it say so, else on the day of the claim that won: never
earlier than somebody saw or documented it. What is added to a card later (a mode, a long-context tier) splits it on the
day it is first known, so that no part is stretched back either.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeAlias

from starmap.merging.authority import VENDOR, history_order
from starmap.merging.choosing import Claimed, Offer, last_day
from starmap.merging.overlaying import overlaid
from starmap.merging.rules import generates, is_below_price
from starmap.merging.spells import (
    CORE,
    LAG,
    RATES,
    Ranked,
    Spell,
    agree,
    as_spell,
    basis_of,
    complement,
    in_force,
    part_of,
    same_core,
    shifted,
)
from starmap.sources.listing import DatedCard, Facts, Value

__all__ = ["Lines", "history_of"]

Lines: TypeAlias = Mapping[str, Sequence[DatedCard]]
"""The dated cards of one offering, by source, each line sorted by its days."""

_REPRICING = ("pricing.tiers", "pricing.windows")
"""What gives some requests another price than the base rates: a card with it is not the same as one without."""

_BEGINS = "pricing.valid_from"
_REASONING = "pricing.reasoning"


def history_of(offer: Offer, lines: Lines, at_home: bool, ends: Mapping[str, str], today: str) -> list[Spell]:
    """The cards of an offering, oldest first; none where no price was chosen.

    ``ends`` says until when each source was followed; cards that begin after ``today`` are announcements.
    """
    current = {path: value for path, value in _chosen(offer).items() if path != _BEGINS}
    if not current:
        return []
    order = history_order(at_home)
    writes = generates(offer)
    told = [source for source in order if lines.get(source)]
    ranked: Ranked = [(source, [_possible(card, writes) for card in lines[source]]) for source in told]
    now = _spell_of(offer, current, ranked, today)
    older, ranked = _older(now, ranked, ends)
    spells = [*_completed(older, now, ranked), *_split(now, offer, ranked, today), *_announced(now, ranked, today)]
    spells = overlaid(spells, lines.get(VENDOR, ()), ranked, today)
    for spell in spells:
        spell.facts = _with_mode_thresholds(spell.facts)
    return _coalesced(spells)


def _possible(card: DatedCard, writes: bool) -> DatedCard:
    """A card without what cannot be, or only repeats the output rate as that of reasoning."""
    facts = dict(card.facts)
    if facts.get(_REASONING, "") == facts.get("pricing.output"):
        del facts[_REASONING]
    for path, rate in card.facts.items():
        if is_below_price(path, rate, writes):
            del facts[path]
    for path in [path for path in facts if path.endswith(".cache_read")]:
        prompt = facts.get(path.replace(".cache_read", ".input"))
        if isinstance(prompt, Decimal) and facts[path] > prompt:  # type: ignore[operator]
            del facts[path]
    tiers = facts.get("pricing.tiers")
    if isinstance(tiers, list) and any(_below(tier, facts) for tier in tiers):
        facts["pricing.tiers"] = [{"above": tier["above"]} for tier in tiers[:1] if isinstance(tier, dict)]
    return replace(card, facts=facts) if facts != card.facts else card


def _below(tier: Value, facts: Facts) -> bool:
    """Whether a tier has a rate below the base rate, or a cache read above its prompt's."""
    rates = tier if isinstance(tier, dict) else {}
    read, prompt = rates.get("cache_read"), rates.get("input")
    if isinstance(read, Decimal) and isinstance(prompt, Decimal) and read > prompt:
        return True
    return any(
        isinstance(rate, Decimal) and isinstance(base := facts.get(f"pricing.{name}"), Decimal) and rate < base
        for name, rate in rates.items()
    )


def _chosen(offer: Offer) -> Facts:
    return {
        path: choice.claims[0].value
        for path, choice in offer.choices.items()
        if path.startswith("pricing.") and choice.claims
    }


def _spell_of(offer: Offer, current: Facts, ranked: Ranked, today: str) -> Spell:
    """The card in force, from the earliest day on which it is known to hold."""
    path = next(path for path in (*CORE, *sorted(current)) if path in current)
    winner = offer.choices[path].claims[0]
    where = winner.listing.url or winner.source
    claimed = _claimed_on(winner, today)
    stated = offer.choices.get(_BEGINS)
    if stated is not None and stated.winner is not None and stated.winner.source == VENDOR:
        return Spell(current, str(stated.value), f"documented ({VENDOR})", where)
    begins: DatedCard | None = None
    basis = f"first observed ({winner.source})"
    for source, line in ranked:
        start = _tail(line, current, claimed)
        if start is not None and (begins is None or start.begins < begins.begins):
            begins, basis = start, basis_of(start, source)
        if begins is not None and line[0].begins < begins.begins:
            break  # a better source had another card before
    return Spell(current, claimed if begins is None else begins.begins, basis, where)


def _claimed_on(claim: Claimed, today: str) -> str:
    """The day of a claim; of a coarse date the last day that it may mean, but none after the sources were read."""
    return min(last_day(claim.date), today)


def _tail(line: Sequence[DatedCard], current: Facts, day: str) -> DatedCard | None:
    """The first of the cards that agree with the current one without a break until the day."""
    start = None
    for card in reversed(line):
        if card.begins > day:
            continue
        if not agree(card.facts, current) or any(path in card.facts and path not in current for path in _REPRICING):
            break
        start = card
    return start


def _older(now: Spell, ranked: Ranked, ends: Mapping[str, str]) -> tuple[list[Spell], Ranked]:
    """The cards before the one in force, and the lines without what was wrong in them.

    Of each source those count that begin before all cards of the better ones.
    """
    older: list[Spell] = []
    believed: list[tuple[str, Sequence[DatedCard]]] = []
    for source, line in ranked:
        first = older[0] if older else now
        before = [card for card in line if card.begins < first.begins]
        after = line[len(before) :]
        if before and _contradicted(before[-1], line, first, ends.get(source, "")):
            before[-1] = replace(before[-1], facts=_undisputed(before[-1].facts, first.facts))
        older = [as_spell(card, source) for card in before] + older
        believed.append((source, [*before, *after]))
    return older, believed


def _undisputed(facts: Facts, better: Facts) -> Facts:
    """What is left of a card that was wrong: all but the rates that were, or nothing if its prompt or output was."""
    if not same_core(facts, better):
        return {}
    return {path: value for path, value in facts.items() if path not in RATES or better.get(path, value) == value}


def _contradicted(card: DatedCard, line: Sequence[DatedCard], better: Spell, end: str) -> bool:
    """Whether a source kept another price than a better card's long after that began: then it was wrong before, too."""
    if agree(card.facts, better.facts):
        return False
    later = shifted(better.begins, LAG)
    return end >= later and in_force(line, later) is card


def _completed(older: Sequence[Spell], now: Spell, ranked: Ranked) -> list[Spell]:
    """Older cards with the modes and further rates that other sources had beside the same base rates at the time."""
    completed, following = [], now
    for spell in reversed(older):
        facts = complement(spell.facts, spell.begins, following.begins, ranked)
        following = replace(spell, facts=_with_thresholds(facts, following.facts))
        completed.append(following)
    return completed[::-1]


def _split(now: Spell, offer: Offer, ranked: Ranked, today: str) -> list[Spell]:
    """The card in force as it grew: from its first day, and from each day on which more of it is first known."""
    parts = sorted({part_of(path) for path in now.facts})
    known = {part: _known_from(part, now, offer, ranked, today) for part in parts}
    days = sorted({(now.begins, now.basis), *known.values()}, key=lambda known: (known[1] != now.basis, known))
    firsts = dict(reversed(days))
    spells = []
    for day, until in zip(sorted(firsts), [*sorted(firsts)[1:], ""], strict=True):
        facts = {path: value for path, value in now.facts.items() if known[part_of(path)][0] <= day}
        if until:
            facts = _with_thresholds(complement(facts, day, until, ranked), now.facts)
        spells.append(Spell(facts, day, firsts[day], now.source))
    return spells


def _with_thresholds(facts: Facts, following: Facts) -> Facts:
    """A card with the tiers' thresholds of the next one, if it has the same rates and no tiers of its own.

    Only the thresholds: a long prompt then has no price, rather than the wrong one.
    """
    blank = _first_threshold(following)
    if "pricing.tiers" in facts or blank is None or not same_core(facts, following):
        return facts
    return {**facts, "pricing.tiers": blank}


def _with_mode_thresholds(facts: Facts) -> Facts:
    """A card whose modes have the thresholds of the standard rates where nobody told tiers of theirs."""
    blank = _first_threshold(facts)
    if blank is None:
        return facts
    modes = {part for part in map(part_of, facts) if part.startswith("pricing.modes.")}
    missing = {f"{mode}.tiers" for mode in modes} - facts.keys()
    return {**facts, **dict.fromkeys(missing, blank)} if missing else facts


def _first_threshold(facts: Facts) -> list[Value] | None:
    """The lowest tier of a card without its rates, ``None`` where it has no tiers."""
    tiers = facts.get("pricing.tiers")
    first = tiers[0] if isinstance(tiers, list) else None
    return [{"above": first["above"]}] if isinstance(first, dict) else None


def _known_from(part: str, now: Spell, offer: Offer, ranked: Ranked, today: str) -> tuple[str, str]:
    """The first day on which a part of the card in force is known to be part of it, and how that is known."""
    facts = {path: value for path, value in now.facts.items() if part_of(path) == part}
    told = [[claim for claim in offer.choices[path].claims if claim.value == facts[path]] for path in facts]
    if all(any(_states(claim, now.begins) for claim in claims) for claims in told):
        return now.begins, now.basis
    claimed = [[(_claimed_on(claim, today), f"first observed ({claim.source})") for claim in claims] for claims in told]
    days = [max(map(min, claimed))]  # when the last of its rates was told
    latest = max(map(max, claimed))[0]
    for source, line in ranked:
        start = None
        for card in reversed(line):
            if card.begins > latest:
                continue
            if not agree(card.facts, now.facts) or any(card.facts.get(path) != value for path, value in facts.items()):
                break
            start = card
        if start is not None:
            days.append((start.begins, basis_of(start, source)))
    first, basis = min(days)
    return (now.begins, now.basis) if first <= shifted(now.begins, LAG) else (first, basis)


def _states(claim: Claimed, day: str) -> bool:
    """Whether the vendor's page states the day as that from which this rate holds."""
    return claim.source == VENDOR and claim.listing.facts.get(_BEGINS) == day


def _announced(now: Spell, ranked: Ranked, today: str) -> list[Spell]:
    """Cards that a vendor has announced, from a source that agrees on the card in force."""
    for source, line in ranked:
        card = in_force(line, today)
        future = [later for later in line if later.begins > today]
        if future and card is not None and agree(card.facts, now.facts):
            return [as_spell(one, source) for one in future]
    return []


def _coalesced(spells: Iterable[Spell]) -> list[Spell]:
    """Without cards that say what the one before says."""
    held: list[Spell] = []
    for spell in spells:
        if held and held[-1].facts == spell.facts:
            continue
        if held or spell.facts:
            held.append(spell)
    return held
