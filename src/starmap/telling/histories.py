"""What a rate card has otherwise than the one before it."""

from __future__ import annotations

from starmap.fields import RATE_NAMES
from starmap.pricing import Pricing
from starmap.telling.rates import rate_label

__all__ = ["changed"]


def changed(old: Pricing | None, new: Pricing) -> list[str]:
    """What differs, in words: rates, long-context rates, modes, regions, hours; a first card has no one before it.

    >>> changed(Pricing(input=Decimal(2), output=Decimal(8)), Pricing(input=Decimal(1), output=Decimal(8)))
    ['input']
    """
    if old is None:
        return ["the first known"]
    found = [rate_label(name) for name in RATE_NAMES if getattr(old, name) != getattr(new, name)]
    if old.tiers != new.tiers:
        found.append("long context")
    for variants in (old.modes, new.modes), (old.regions, new.regions):
        names = sorted({*variants[0], *variants[1]})
        found += [name for name in names if variants[0].get(name) != variants[1].get(name)]
    for name, word in (("windows", "hours"), ("billed_as_text", "media billed as text"), ("currency", "currency")):
        if getattr(old, name) != getattr(new, name):
            found.append(word)
    return found
