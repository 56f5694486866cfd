"""Where an entry stands in its life when sources only list it or cease to: gone is not retired by itself."""

from __future__ import annotations

from starmap.merging.choosing import Choice, Claimed, Offer
from starmap.vocabulary import Status

__all__ = ["settle_stage"]

STAGE = "lifecycle.stage"

# Sources that drop what no longer answers: being listed there is a claim that it answers. LiteLLM keeps the retired.
_LISTS_WHAT_ANSWERS = frozenset({"models.dev", "pi-ai", "OpenRouter", "provider APIs (llm_db)"})
_LISTS_ALL = _LISTS_WHAT_ANSWERS | {"LiteLLM"}


def settle_stage(offer: Offer) -> None:
    """Give an offering its stage: what a source says, else that it is listed as answering, else what two signs say.

    An entry that vanished from every list it was on is retired only if it was deprecated before, or a retirement date
    was known; else its stage is not known, whatever was said while it was listed.
    """
    choice = offer.choices.setdefault(STAGE, Choice([]))
    said = choice.winner
    answering = next(
        (c for c in _sightings(offer) if c.listing.live and c.source in _LISTS_WHAT_ANSWERS),
        None,
    )
    sightings = _sightings(offer)
    gone = bool(sightings) and not any(claim.listing.live for claim in sightings)
    if said is None and answering is not None:
        choice.claims = [Claimed(str(Status.ACTIVE), answering.source, answering.listing)]
    elif gone and said is not None and said.listing.place is None:
        second = said.value in (Status.DEPRECATED, Status.RETIRED) or offer.value("lifecycle.retires_on") is not None
        choice.claims = [Claimed(str(Status.RETIRED), said.source, said.listing)] if second else []
    if not choice.claims and not choice.refused:
        del offer.choices[STAGE]


def _sightings(offer: Offer) -> list[Claimed]:
    """Each source that lists the offering, as a claim of nothing but that."""
    seen: dict[tuple[str, str], Claimed] = {}
    for choice in offer.choices.values():
        for claim in choice.claims:
            if claim.source in _LISTS_ALL:
                seen.setdefault((claim.source, claim.listing.date), claim)
    return sorted(seen.values(), key=lambda claim: (not claim.listing.live, claim.source))
