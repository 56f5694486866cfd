"""``starmap history``: what an entry cost, from which day on, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from starmap.cli.forms import Field, Form, form_of, print_listing
from starmap.cli.grids import Column, print_heading, print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Ref, bundled
from starmap.errors import UnknownFieldError
from starmap.fields import RATE_NAMES
from starmap.model import Entry
from starmap.nearness import near_matches
from starmap.pricing import Pricing
from starmap.telling.charts import Step, chart
from starmap.telling.figures import UNKNOWN, money
from starmap.telling.histories import changed
from starmap.telling.rates import rate_label

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_USUAL = ("input", "output")
_WIDEST = 100


@commands.command("history", epilog="Example: `starmap history gpt-4o`")
@bundled(form=form_of)
def show_history(
    ctx: typer.Context,
    ref: Ref,
    field: Annotated[
        str | None, typer.Argument(metavar="[FIELD]", help="A rate, such as cache_read; input and output if left out.")
    ] = None,
    form: Form = Form.TEXT,
) -> None:
    """Show every rate card with its first day, how that is known, its prices per million tokens and its source.

    On a terminal a chart of each price stands above.

    Exit code 1 where no price is known.
    """
    invocation = invocation_of(ctx)
    entry = invocation.catalog.get(ref)
    names = _USUAL if field is None else (_rate(field),)
    cards = [card for card in entry.price_history if any(getattr(card, name) is not None for name in names)]
    console = screen()
    if form is Form.TEXT and cards:
        print_line(console, f"{entry.id}: {len(cards)} rate card{'s' if len(cards) > 1 else ''}", "bold")
        if console.is_terminal:
            for name in names:
                drawn = chart(_steps(cards, name), _end(entry, invocation.day), min(console.width, _WIDEST))
                if drawn:
                    print_heading(console, rate_label(name))
                    for line in drawn:
                        print_line(console, line)
        print_line(console)
    if cards or form in (Form.JSON, Form.CSV):
        print_listing(form, _fields(names, cards), cards)
    if not cards:
        print_line(screen(stderr=True), f"no price of {entry.id} is known for {' and '.join(map(rate_label, names))}")
        raise typer.Exit(1)


def _rate(name: str) -> str:
    known = name.removeprefix("pricing.")
    if known not in RATE_NAMES:
        raise UnknownFieldError("rate", name, near_matches(known, RATE_NAMES) or RATE_NAMES)
    return known


def _end(entry: Entry, day: date) -> date:
    """The day that the chart ends with: a month after the last price that is announced, else the day given."""
    starts = [card.valid_from for card in entry.price_history if card.valid_from is not None]
    return max([day, *(start + timedelta(days=30) for start in starts if start > day)])


def _steps(cards: Sequence[Pricing], name: str) -> list[Step]:
    """The price from each day on; a card whose first day is not known cannot be drawn."""
    steps: list[Step] = []
    for card in cards:
        if card.valid_from is not None:
            steps.append(Step(card.valid_from, getattr(card, name)))
            if card.valid_until is not None:
                steps.append(Step(card.valid_until, None))
    return sorted(steps, key=lambda step: (step.day, step.rate is not None))


def _fields(names: Sequence[str], cards: Sequence[Pricing]) -> list[Field[Pricing]]:
    def price(name: str) -> Field[Pricing]:
        return Field(
            name,
            Column(rate_label(name), True),
            lambda card: getattr(card, name),
            lambda card: money(getattr(card, name), card.currency),
        )

    before = dict(zip(cards[1:], cards, strict=False))
    return [
        Field("valid_from", Column("first day"), lambda card: card.valid_from),
        Field("valid_until", Column("until", spare=True), lambda card: card.valid_until, _until),
        *(price(name) for name in names),
        Field("currency", Column("currency", spare=True), lambda card: card.currency),
        Field(
            "changed",
            Column("changed"),
            lambda card: changed(before.get(card), card),
            lambda card: ", ".join(changed(before.get(card), card)),
        ),
        Field("basis", Column("basis"), lambda card: card.basis),
        Field("source", Column("source"), lambda card: card.source),
    ]


def _until(card: Pricing) -> str:
    return UNKNOWN if card.valid_until is None else f"before {card.valid_until}"
