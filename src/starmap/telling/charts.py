"""Prices over time as a small chart of plain characters.

A price holds until the next one begins, so the line has steps and no slopes, and the figures beside it are only prices
that did hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from starmap.telling.figures import money

__all__ = ["Step", "chart"]

_NARROWEST = 24


class Step(NamedTuple):
    """A price and the first day on which it is known to hold."""

    day: date
    rate: Decimal | None
    """``None`` from a day on which no price is known."""


def chart(steps: Sequence[Step], until: date, width: int, height: int = 6, currency: str = "USD") -> list[str]:
    """The lines of the chart, none wider than asked for; none at all where there is nothing to draw.

    The steps are in the order of their days, and the last of them holds until the day given.
    """
    rates = sorted({step.rate for step in steps if step.rate is not None}, reverse=True)
    if not steps or not rates or steps[0].day >= until:
        return []
    levels = _levels(rates, height)
    marks = {row: money(rate, currency) for rate, row in reversed(levels.items())}
    margin = max(map(len, marks.values()))
    room = width - margin - 3
    if room < _NARROWEST:
        return []
    cells = _drawn(_places(steps, until, room, levels), max(levels.values()) + 1)
    lines = [
        f"{marks.get(row, ''):>{margin}} {'┤' if row in marks else '│'}{''.join(line).rstrip()}"
        for row, line in enumerate(cells)
    ]
    first, last = steps[0].day.isoformat(), until.isoformat()
    axis = f"{' ' * margin} └{'─' * room}"
    return [*lines, axis, f"{' ' * (margin + 2)}{first}{last:>{room - len(first)}}"]


def _levels(rates: Sequence[Decimal], height: int) -> dict[Decimal, int]:
    """The row of each price, the dearest at the top; two prices share one only where there are more than rows."""
    most, least = rates[0], rates[-1]
    if most == least:
        return {most: 0}
    rows = max(height, 2)
    exact = {rate: int((most - rate) / (most - least) * (rows - 1) + Decimal("0.5")) for rate in rates}
    if len(set(exact.values())) == len(rates):
        return exact
    if len(rates) <= rows:  # prices that lie close together are told apart by order rather than by distance
        return {rate: place for place, rate in enumerate(rates)}
    return exact


def _places(steps: Sequence[Step], until: date, room: int, levels: dict[Decimal, int]) -> list[int | None]:
    """The row of the line in each column; ``None`` where no price is known."""
    begin, span = steps[0].day, (until - steps[0].day).days
    places: list[int | None] = [None] * room
    for step in steps:
        start = min((step.day - begin).days * room // span, room - 1)
        row = None if step.rate is None else levels[step.rate]
        places[start:] = [row] * (room - start)
    return places


def _drawn(places: Sequence[int | None], rows: int) -> list[list[str]]:
    cells = [[" "] * len(places) for _ in range(rows)]
    before: int | None = None
    for column, row in enumerate(places):
        if row is not None:
            cells[row][column] = "─"
        if row is not None and before is not None and row != before:
            upper, lower = sorted((row, before))
            for between in range(upper + 1, lower):
                cells[between][column] = "│"
            cells[before][column] = "┐" if row > before else "┘"
            cells[row][column] = "└" if row > before else "┌"
        before = row
    return cells
