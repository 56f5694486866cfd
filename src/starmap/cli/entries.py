"""``starmap show`` and ``resolve``: everything about one model or offering."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any

import typer

from starmap.cli.forms import Form, Page, Records, Report, Section, flat, form_of, print_report
from starmap.cli.grids import Column
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Ref, bundled
from starmap.model import Entry, Model
from starmap.telling import facts, rates

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

Inexact = Annotated[
    bool, typer.Option("--inexact", help="Take an entry found only by dropping a date, region, version or variant.")
]


@commands.command("show", epilog="Example: `starmap show google-vertex/gemini-1.5-pro-002`")
@bundled(form=form_of)
def show_entry(ctx: typer.Context, ref: Ref, inexact: Inexact = False, form: Form = Form.TEXT) -> None:
    """Show a model or an offering: identity, limits, capabilities, prices, and the offerings of a model.

    With --json: the record as the library dumps it, and beside it what depends on the day: `as_of` (today, UTC),
    `status` and `pricing` (the card in force, or null). With --csv the same, a line for each value.
    """
    invocation = invocation_of(ctx)
    entry, day = invocation.catalog.get(ref, inexact=inexact), invocation.day
    print_report(
        form,
        Report(
            document=lambda: _document(entry, day),
            records=lambda: Records(("field", "value"), flat(_document(entry, day))),
            page=lambda: Page(facts.title(entry), list(_sections(entry, day))),
        ),
    )


@commands.command("resolve", epilog="Example: `starmap resolve models/gemini-1.5-pro-002`")
@bundled(form=form_of)
def resolve_reference(ctx: typer.Context, ref: Ref, form: Form = Form.TEXT) -> None:
    """Show what a reference means, each step on the way, and whether it is exact."""
    entry, steps, exact, dropped = invocation_of(ctx).catalog.resolve(ref)
    document = {"id": entry.id, "exact": exact, "steps": list(steps), "dropped": list(dropped)}
    what = "a model" if isinstance(entry, Model) else "an offering"
    told = [("means", what), ("exact", "yes" if exact else f"no: without {' and '.join(dropped)}")]
    told += [(f"step {number}", step) for number, step in enumerate(steps, 1)]
    print_report(
        form,
        Report(
            document=lambda: document,
            records=lambda: Records(tuple(document), [tuple(document.values())]),
            page=lambda: Page(entry.id, [Section("", told)]),
        ),
    )


def _document(entry: Entry, day: date) -> dict[str, Any]:
    card = entry.pricing_on(day)
    return entry.model_dump(mode="json") | {
        "as_of": day.isoformat(),
        "status": entry.lifecycle.status_on(day),
        "pricing": None if card is None else card.model_dump(mode="json"),
    }


def _sections(entry: Entry, day: date) -> Iterator[Section]:
    yield Section("", facts.identity(entry, day))
    yield Section("Limits and modalities", facts.limits(entry))
    yield Section("Capabilities", facts.abilities(entry))
    yield Section("Parameters accepted", facts.parameters(entry))
    yield from _prices(entry, day)
    if isinstance(entry, Model):
        columns = [
            Column(title, place in (2, 3, 4, 5), code=place < 2) for place, title in enumerate(facts.OFFERING_TITLES)
        ]
        rows = [facts.offering_row(offering, day) for offering in entry.offerings]
        yield Section(f"Offerings ({len(entry.offering_ids)}; prices per million tokens)", rows, columns)


def _prices(entry: Entry, day: date) -> Iterator[Section]:
    card = entry.pricing_on(day)
    if card is None:
        known = f"none is known to be in force on {day}" if entry.price_history else "not known"
        yield Section("Prices", (), lines=[known])
        return
    retired = entry.lifecycle.retires_on is not None and entry.lifecycle.retires_on <= day
    titles, rows = rates.card_table(card)
    columns = [Column(title, place > 0) for place, title in enumerate(titles)]
    yield Section(f"{'Last prices' if retired else 'Prices'} (tokens: per million)", rows, columns, cut=True)
    yield Section("", rates.notes_on(card))
