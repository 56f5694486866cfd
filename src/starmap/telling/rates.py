"""A rate card as a table: a row for each rate, a column for each card, in as many strips as the width asks for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeAlias

from starmap.fields import RATE_NAMES
from starmap.pricing import Pricing, RateCard, Rates, Window
from starmap.telling.figures import money

__all__ = ["card_table", "cards_of", "notes_on", "rate_label", "strips"]

Row: TypeAlias = Sequence[str]

_LABELS = {
    "cache_write": "cache write (5 minutes)",
    "cache_write_1h": "cache write (1 hour)",
    "per_image": "one image generated",
    "per_input_image": "one image sent",
    "per_second_input": "one second sent",
    "per_second_output": "one second generated",
    "per_character": "one character",
    "per_page": "one page",
    "per_request": "one request",
    "per_search": "one search",
}
_DAYS = ("", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def rate_label(name: str) -> str:
    """What a rate is for, in words."""
    return _LABELS.get(name, name.replace("_", " "))


def cards_of(pricing: Pricing) -> list[tuple[str, Rates]]:
    """Every card of a pricing with its title: the standard one first, each followed by its long-context tiers."""
    cards: list[tuple[str, Rates]] = [*_with_tiers("standard", pricing)]
    for window in pricing.windows:
        cards.append((_hours(window), window))
    for name, card in sorted((*pricing.modes.items(), *pricing.regions.items())):
        cards += _with_tiers(name, card)
    return cards


def card_table(pricing: Pricing) -> tuple[list[str], list[list[str]]]:
    """The titles and the rows. A rate absent from a card is not known, one absent from a window is the standard one."""
    cards = cards_of(pricing)
    titles = ["", *(title for title, _ in cards)]
    rows = []
    for name in RATE_NAMES:
        rates = [getattr(card, name) for _, card in cards]
        if all(rate is None for rate in rates):
            continue
        standard = getattr(pricing, name)
        prices = [
            money(standard if rate is None and isinstance(card, Window) else rate, pricing.currency)
            for rate, (_, card) in zip(rates, cards, strict=True)
        ]
        rows.append([rate_label(name), *prices])
    return titles, rows


def strips(titles: Row, rows: Sequence[Row], room: int) -> Iterator[tuple[list[str], list[list[str]]]]:
    """The table cut between its columns into tables that fit the room; each keeps the first column."""
    widths = [max(len(row[place]) for row in (titles, *rows)) for place in range(len(titles))]
    places: list[int] = []
    taken = widths[0]
    for place in range(1, len(titles)):
        if places and taken + 2 + widths[place] > room:
            yield _cut(titles, rows, places)
            places, taken = [], widths[0]
        places.append(place)
        taken += 2 + widths[place]
    yield _cut(titles, rows, places)


def notes_on(pricing: Pricing) -> list[tuple[str, str]]:
    """From when the card holds, how that is known, and where it was read."""
    notes = []
    if pricing.valid_from is not None:
        notes.append(("since", f"{pricing.valid_from}{f' ({pricing.basis})' if pricing.basis else ''}"))
    if pricing.valid_until is not None:
        notes.append(("until", f"the day before {pricing.valid_until}"))
    if pricing.source is not None:
        notes.append(("source", pricing.source))
    return notes


def _with_tiers(title: str, card: RateCard) -> Iterator[tuple[str, Rates]]:
    yield title, card
    for tier in card.tiers:
        above = f"above {tier.above:,}"
        yield (above if title == "standard" else f"{title}, {above}"), tier


def _hours(window: Window) -> str:
    days = "" if window.weekdays is None else f" {', '.join(_DAYS[day] for day in window.weekdays)}"
    return f"{window.starts:%H:%M}-{window.ends:%H:%M} UTC{days}"


def _cut(titles: Row, rows: Sequence[Row], places: Sequence[int]) -> tuple[list[str], list[list[str]]]:
    kept = (0, *places)
    return [titles[place] for place in kept], [[row[place] for place in kept] for row in rows]
