"""What sources habitually print in a field that is something else: such claims are set aside with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from starmap.fields import RATE_NAMES
from starmap.merging.authority import OWN_WORD, SECONDARY, is_price
from starmap.merging.choosing import Claimed, Offer
from starmap.merging.rules import Quarantined

__all__ = ["HABITS", "set_aside_habits"]

CONTEXT, INPUT, OUTPUT = "limits.context_window", "limits.max_input_tokens", "limits.max_output_tokens"

EARLIEST, RETIRES = "lifecycle.retires_not_before", "lifecycle.retires_on"

Finding = tuple[str, Claimed, str]
"""The field, the claim that is no word on it, and what it is instead."""


def set_aside_habits(offer: Offer, currency: str = "USD") -> list[Quarantined]:
    """Set aside every claim that a habit explains, where something better is known."""
    out = []
    habits = HABITS if currency == "USD" else (*HABITS, _converted)
    for habit in habits:
        for path, claim, reason in list(habit(offer)):
            offer.choices[path].set_aside(claim, reason)
            out.append(Quarantined(f"{offer.provider}:{offer.id}", path, claim.value, claim.source, reason))
    return out


def _context_as_output(offer: Offer) -> Iterator[Finding]:
    """Aggregators repeat the window where they know no output limit; a smaller claim is the limit."""
    choice = offer.choices.get(OUTPUT)
    claims = [] if choice is None else choice.claims
    told = [claim for claim in claims if claim.value != claim.listing.facts.get(CONTEXT)]
    if not told:
        return
    for claim in claims:
        if claim.source in _AGGREGATORS and claim not in told:
            yield OUTPUT, claim, "the context window put in place of an output limit"


def _input_as_context(offer: Offer) -> Iterator[Finding]:
    """LiteLLM has one figure for the window and for the input limit, at times the window less the output."""
    choice = offer.choices.get(CONTEXT)
    winner = None if choice is None else choice.winner
    if choice is None or winner is None:
        return
    for claim in choice.claims:
        output = claim.listing.facts.get(OUTPUT)
        if claim.source != "LiteLLM" or claim.value == winner.value or not isinstance(claim.value, int):
            continue
        if claim.value == offer.value(INPUT):
            yield CONTEXT, claim, "the input limit in place of the context window"
        elif isinstance(output, int) and claim.value + output == winner.value:
            yield CONTEXT, claim, "the context window less the output"


def _peak_as_base(offer: Offer) -> Iterator[Finding]:
    """Some print the price of certain hours as the price; windows tell the two apart."""
    windows = offer.value("pricing.windows")
    for rate in RATE_NAMES:
        choice = offer.choices.get(f"pricing.{rate}")
        if choice is None or choice.winner is None or not isinstance(windows, list):
            continue
        hourly = [window[rate] for window in windows if isinstance(window, dict) and rate in window]
        for claim in choice.claims:
            if claim.value in hourly and claim.value != choice.winner.value:
                yield f"pricing.{rate}", claim, "the price of certain hours"


def _earliest_as_announced(offer: Offer) -> Iterator[Finding]:
    """Aggregators print a vendor's "not sooner than" as the day of retirement."""
    earliest, retires = offer.choices.get(EARLIEST), offer.choices.get(RETIRES)
    told = set() if earliest is None else {str(claim.value) for claim in earliest.claims}
    for claim in [] if retires is None else retires.claims:
        if claim.source not in OWN_WORD and claim.source != SECONDARY and claim.value in told:
            yield RETIRES, claim, "an earliest date, not an announced one"


def _written_out(offer: Offer) -> Iterator[Finding]:
    """Vendors print ``128K``; some write it out as 128,000 and some as 131,072. Nothing tells which is meant."""
    for path in (CONTEXT, INPUT, OUTPUT):
        choice = offer.choices.get(path)
        winner = None if choice is None else choice.winner
        if choice is None or winner is None or winner.source not in _AGGREGATORS:
            continue
        for claim in choice.claims:
            if claim.source in _AGGREGATORS and _same_thousands(claim.value, winner.value):
                yield path, claim, "the same rounded figure written out another way"


def _rounded_rates(offer: Offer) -> Iterator[Finding]:
    """A rate per token of endless digits is cut off at another one by each source."""
    for path, choice in offer.choices.items():
        winner = choice.winner
        if winner is None or not isinstance(winner.value, Decimal) or not winner.value:
            continue
        for claim in choice.claims:
            if isinstance(claim.value, Decimal) and 0 < abs(claim.value / winner.value - 1) <= _CUT_OFF:
                yield path, claim, "the same rate rounded"


def _fewer_rates(offer: Offer) -> Iterator[Finding]:
    """The same tiers, of which a source states fewer rates, are no other tiers."""
    for path, choice in offer.choices.items():
        winner = choice.winner
        if winner is None or not path.endswith(".tiers"):
            continue
        for claim in choice.claims:
            if claim.value != winner.value and _is_part(claim.value, winner.value):
                yield path, claim, "the same tiers with fewer rates"


def _output_as_reasoning(offer: Offer) -> Iterator[Finding]:
    """Some repeat the output price for reasoning; it is billed as output anyway, and the copy grows stale."""
    for path, choice in offer.choices.items():
        if path.startswith("pricing.") and path.endswith(".reasoning"):
            for claim in choice.claims:
                if claim.value == claim.listing.facts.get(path.replace(".reasoning", ".output")):
                    yield path, claim, "the output price repeated"


def _tiers_of_another_price(offer: Offer) -> Iterator[Finding]:
    """Long-context rates belong to the base price beside which they are stated."""
    choice, base = offer.choices.get("pricing.tiers"), offer.value("pricing.input")
    for claim in [] if choice is None or base is None else choice.claims:
        own = claim.listing.facts.get("pricing.input", base)
        if own != base and claim.source in _AGGREGATORS:
            yield "pricing.tiers", claim, "the tiers of another base price"


def _is_part(some: object, whole: object) -> bool:
    """Whether every tier of one list is a tier of the other with the same threshold and no other rate."""
    if not isinstance(some, list) or not isinstance(whole, list) or len(some) != len(whole):
        return False
    return all(
        isinstance(one, dict) and isinstance(other, dict) and one.items() <= other.items()
        for one, other in zip(some, whole, strict=True)
    )


def _converted(offer: Offer) -> Iterator[Finding]:
    """Where the provider bills in another currency, sources convert at rates of different days."""
    for path, choice in offer.choices.items():
        winner = choice.winner
        if winner is None or not is_price(path) or not isinstance(winner.value, Decimal) or not winner.value:
            continue
        for claim in choice.claims:
            if isinstance(claim.value, Decimal) and 0 < abs(claim.value / winner.value - 1) <= _RATES_APART:
                yield path, claim, "a conversion from the provider's currency at another rate"


def _same_thousands(one: object, other: object) -> bool:
    """Whether one is so many thousands and the other as many times 1,024 (or a million and 1,048,576)."""
    if not isinstance(one, int) or not isinstance(other, int) or one == other:
        return False
    small, large = sorted((one, other))
    return small * 1024 == large * 1000 or small * 1024**2 == large * 1000**2


HABITS: tuple[Callable[[Offer], Iterator[Finding]], ...] = (
    _context_as_output,
    _input_as_context,
    _peak_as_base,
    _earliest_as_announced,
    _written_out,
    _rounded_rates,
    _fewer_rates,
    _output_as_reasoning,
    _tiers_of_another_price,
)
"""Every habit of any provider's facts, in the order they are asked."""

_RATES_APART = Decimal("0.1")
_CUT_OFF = Decimal("0.0001")

_AGGREGATORS = frozenset({"models.dev", "LangChain profiles", "LiteLLM", "pi-ai", "OpenRouter"})
