"""Where sources disagree about a field: which claim won and why, how far apart they are, and whether it is settled.

A field is *disputed* where the winner is not the vendor's own word and a live rival claims another value. A rival is
live if its source still says so. Evidence does not tell this by itself, but sources that keep older editions date each
claim by its edition, so a live one has the newest date that the source has for the provider; and a claim that lost to a
source of lower rank can only have lost because it is not live.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from starmap.merging.authority import DATED_PRICES, OWN_WORD, SECONDARY, UNRANKED, VENDOR, is_price, rank_of
from starmap.model import Offering
from starmap.provenance import Claim, FieldEvidence
from starmap.registry import Catalog

__all__ = ["Dispute", "Disputes", "State", "find_disputes"]


class State(StrEnum):
    """Whether a disagreement is settled."""

    DISPUTED = "disputed"
    VENDOR = "settled by the vendor's own word"
    OLDER = "only older claims differ"
    REFUSED = "only refused claims differ"


@dataclass(frozen=True, slots=True)
class Dispute:
    """One field of one offering that sources disagree about."""

    id: str
    """The offering."""

    field: str
    """The field's path."""

    at_home: bool
    """Whether the offering is first-party: its provider is among its author's home providers."""

    winner: Claim
    why: str
    """Why the winner won over the best of the others."""

    losing: tuple[Claim, ...]
    state: State

    ratio: Decimal | None
    """The greater by the lesser, for prices and limits; infinite beside zero; ``None`` for other fields."""


@dataclass(frozen=True, slots=True)
class Disputes:
    """All disagreements, worst first, and how they weigh among first-party prices and limits."""

    found: tuple[Dispute, ...]

    home_fields: int
    """How many prices and limits first-party offerings have."""

    home_disputed: int
    """How many of these are disputed."""


def find_disputes(catalog: Catalog, *, first_party: bool) -> Disputes:
    """Every disagreement in one pass over the offerings, or over those of first parties."""
    homes = {author.id: author.home_providers for author in catalog.authors}
    read: list[tuple[Offering, bool, tuple[FieldEvidence, ...]]] = []
    newest: dict[tuple[str, str], str] = {}
    home_fields = 0
    for offering in catalog.offerings:
        at_home = offering.provider_id in homes.get(offering.author_id or "", ())
        if first_party and not at_home:
            continue
        fields = offering.explain().fields
        for claim in _claims(fields):
            key = (claim.source, offering.provider_id)
            newest[key] = max(newest.get(key, ""), claim.date or "")
        home_fields += at_home * sum(_is_number(evidence.field) for evidence in fields if evidence.winner is not None)
        read.append((offering, at_home, tuple(evidence for evidence in fields if evidence.losing)))
    found = [
        dispute
        for offering, at_home, fields in read
        for evidence in fields
        if (dispute := _dispute(offering, at_home, evidence, newest)) is not None
    ]
    found.sort(key=_badness)
    disputed = sum(one.at_home and _is_number(one.field) and one.state is State.DISPUTED for one in found)
    return Disputes(tuple(found), home_fields, disputed)


def _claims(fields: Iterable[FieldEvidence]) -> Iterator[Claim]:
    for evidence in fields:
        if evidence.winner is not None:
            yield evidence.winner
        yield from evidence.losing


def _is_number(field: str) -> bool:
    """Whether the field is a price or a limit."""
    return field.startswith(("pricing.", "limits.")) and field != "pricing.valid_from"


def _dispute(
    offering: Offering, at_home: bool, evidence: FieldEvidence, newest: Mapping[tuple[str, str], str]
) -> Dispute | None:
    winner = evidence.winner
    if winner is None:
        return None
    live = _live(evidence.field, offering.provider_id, at_home, (winner, *evidence.losing), newest)
    standing = [claim for claim in evidence.losing if not _is_refused(claim)]
    if winner.source in OWN_WORD:
        state = State.VENDOR
    else:
        state = State.DISPUTED if live else State.OLDER if standing else State.REFUSED
    best = (live or standing or list(evidence.losing))[0]
    why = _why(evidence.field, offering.provider_id, at_home, winner, best, bool(live))
    ratio = _ratio(evidence) if _is_number(evidence.field) else None
    return Dispute(offering.id, evidence.field, at_home, winner, why, evidence.losing, state, ratio)


def _live(
    field: str, provider: str, at_home: bool, claims: Sequence[Claim], newest: Mapping[tuple[str, str], str]
) -> list[Claim]:
    """The rivals whose source still says so. Older claims come last, so none is live after one that is not."""
    winner, live = claims[0], []
    mine = rank_of(field, provider, at_home, winner.source)[0]
    by_date = is_price(field) and winner.source in DATED_PRICES
    for claim in claims:
        if _is_refused(claim):
            break
        has_editions = claim.source not in (VENDOR, SECONDARY)
        outdated = has_editions and (claim.date or "") < newest[claim.source, provider]
        passed_over = not by_date and rank_of(field, provider, at_home, claim.source)[0] < mine
        if outdated or passed_over:
            break
        live.append(claim)
    return live[1:]


def _is_refused(claim: Claim) -> bool:
    return (claim.note or "").startswith("refused: ")


def _why(field: str, provider: str, at_home: bool, winner: Claim, rival: Claim, live: bool) -> str:
    """The reason in the table of authority for which the winner stands before the best rival."""
    if _is_refused(rival):
        return "the other claim was refused by a rule"
    if winner.source in OWN_WORD:
        return "the vendor's later page" if rival.source == VENDOR else "the vendor's page"
    if not live:
        return f"{rival.source} no longer lists its claim"
    mine = rank_of(field, provider, at_home, winner.source)
    other = rank_of(field, provider, at_home, rival.source)
    if UNRANKED in (mine[0], other[0]):
        return "taken from the author's record of the model"
    if other[0] < mine[0]:
        return f"a dated price, which begins after what {rival.source} says"
    if mine[0] != other[0]:
        return f"{winner.source} (rank {mine[0] + 1}) before {rival.source} (rank {other[0] + 1})"
    if winner.date != rival.date:
        return f"same rank as {rival.source}, later date"
    return f"same rank and date as {rival.source}, named first" if mine[1] != other[1] else f"{winner.source} says both"


def _ratio(evidence: FieldEvidence) -> Decimal | None:
    """The greatest ratio between the winner and a rival that was not refused."""
    mine = _number(evidence.value)
    others = [_number(claim.value) for claim in evidence.losing if not _is_refused(claim)]
    ratios = [_apart(mine, other) for other in others if mine is not None and other is not None]
    return max(ratios, default=None)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return Decimal(value)
    except InvalidOperation:
        return None


def _apart(one: Decimal, other: Decimal) -> Decimal:
    least, most = sorted((one, other))
    if not least:
        return Decimal("Infinity") if most else Decimal(1)
    return most / least


def _badness(dispute: Dispute) -> tuple[bool, bool, Decimal, str, str]:
    """Disputed before settled, prices and limits before others, the greatest difference first."""
    ratio = Decimal(0) if dispute.ratio is None else dispute.ratio
    return dispute.state is not State.DISPUTED, dispute.ratio is None, -ratio, dispute.id, dispute.field
