"""Picking one claim for each field of an offering, by the table of authority; the rest is kept as provenance."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from starmap.merging.authority import DATED_PRICES, UNRANKED, VENDOR, is_price, rank_of
from starmap.sources.listing import Listing, Value

__all__ = ["Choice", "Claimed", "Offer", "choose", "last_day"]


@dataclass(frozen=True, slots=True)
class Claimed:
    """One source's claim of one field."""

    value: Value
    source: str
    listing: Listing

    @property
    def date(self) -> str:
        """As of when."""
        return self.listing.date


@dataclass(slots=True)
class Choice:
    """The claims of one field, best first; a winner that a rule refuses moves to ``refused`` with the reason."""

    claims: list[Claimed]
    refused: list[tuple[Claimed, str]] = field(default_factory=list)

    @property
    def winner(self) -> Claimed | None:
        """The best claim left; ``None`` when all were refused."""
        return self.claims[0] if self.claims else None

    @property
    def value(self) -> Value | None:
        """The winner's value."""
        return self.claims[0].value if self.claims else None

    @property
    def rivals(self) -> list[Claimed]:
        """Claims of another value than the winner's, best first, each value once a source."""
        if not self.claims:
            return []
        seen: list[tuple[str, Value]] = []
        rivals = []
        for claim in self.claims[1:]:
            if claim.value != self.claims[0].value and (claim.source, claim.value) not in seen:
                seen.append((claim.source, claim.value))
                rivals.append(claim)
        return rivals

    def copy(self) -> Choice:
        """One that can be changed by itself: a model and its home offering share theirs."""
        return Choice([*self.claims], [*self.refused])

    def set_aside(self, claim: Claimed, reason: str) -> None:
        """Quarantine one claim."""
        self.claims.remove(claim)
        self.refused.append((claim, reason))

    def refuse(self, reason: str) -> Claimed:
        """Quarantine the winner, and every claim of the same value; the next one wins."""
        refused = self.claims[0]
        self.refused += [(claim, reason) for claim in self.claims if claim.value == refused.value]
        self.claims = [claim for claim in self.claims if claim.value != refused.value]
        return refused


@dataclass(slots=True)
class Offer:
    """All that is claimed of one offering, or of an author's model, with a choice for each field."""

    provider: str
    id: str
    listings: list[Listing]
    choices: dict[str, Choice]

    def value(self, path: str) -> Value | None:
        """The value chosen for a field; ``None`` if there is none."""
        choice = self.choices.get(path)
        return None if choice is None else choice.value


def choose(provider: str, model_id: str, listings: Sequence[tuple[str, Listing]], at_home: bool) -> Offer:
    """The claims of an offering's listings, each with its source's name, ordered by authority."""
    claims: dict[str, list[Claimed]] = {}
    for batch_source, listing in listings:
        source = listing.source or batch_source
        for path, value in listing.facts.items():
            claims.setdefault(path, []).append(Claimed(value, source, listing))
    choices = {path: _choice(path, provider, at_home, found) for path, found in sorted(claims.items())}
    return Offer(provider, model_id, [listing for _, listing in listings], choices)


def _choice(path: str, provider: str, at_home: bool, claims: Sequence[Claimed]) -> Choice:
    """The claims of sources that are asked about the field; those of others are kept as evidence where they differ."""
    asked = [c for c in claims if rank_of(path, provider, at_home, c.source)[0] != UNRANKED]
    choice = Choice(_ordered(path, provider, at_home, asked))
    others = [c for c in claims if c not in asked and c.value != choice.value]
    choice.refused += [(claim, "the source is not asked about this field") for claim in others]
    return choice


def _ordered(path: str, provider: str, at_home: bool, claims: Iterable[Claimed]) -> list[Claimed]:
    """Best first: live before vanished, then the group, then the later date, then the order inside the group."""
    found = list(claims)
    read = max((claim.date for claim in found if claim.source == VENDOR), default="")

    def place(claim: Claimed) -> tuple[int, int, tuple[int, ...], int, str, tuple[int, ...]]:
        group, inside = rank_of(path, provider, at_home, claim.source)
        if is_price(path) and claim.source in DATED_PRICES and claim.listing.live and _begins_after(claim, read):
            group = -1
        dated = is_price(path) and claim.source in DATED_PRICES  # a dated card is evidence of its days for good
        vanished = 0 if claim.listing.live or claim.source == VENDOR or dated else 1
        since = _later_first(_since(path, claim))
        return vanished, group, since, inside, claim.source, _later_first(claim.date)

    return sorted(found, key=place)


def _since(path: str, claim: Claimed) -> str:
    """The day that tells which of two claims is newer: of two dated cards the one on which the card begins."""
    if is_price(path) and claim.source in DATED_PRICES:
        begins = claim.listing.facts.get("pricing.valid_from")
        return begins if isinstance(begins, str) else _NEVER
    return claim.date


_NEVER = "0001-01-01"


def _begins_after(claim: Claimed, day: str) -> bool:
    """Whether the card that the claim belongs to is known to begin after the vendor's page was read."""
    begins = claim.listing.facts.get("pricing.valid_from")
    return isinstance(begins, str) and bool(day) and begins > last_day(day)


def last_day(day: str) -> str:
    """The last day that a date in coarse precision may mean."""
    if len(day) == 4:
        return f"{day}-12-31"
    return f"{day}-{monthrange(int(day[:4]), int(day[5:]))[1]:02}" if len(day) == 7 else day


def _later_first(day: str) -> tuple[int, ...]:
    """A key that puts the later date first; a coarse date counts as its last day."""
    year, month, last = (int(part) for part in last_day(day).split("-"))
    return -year, -month, -last
