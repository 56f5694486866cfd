"""``starmap show``, ``explain`` and ``resolve``: everything about one model or offering."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console

from starmap.cli.grids import Column, print_facts, print_heading, print_line, print_table, screen
from starmap.cli.invocation import invocation_of, print_json
from starmap.model import Entry, Model
from starmap.provenance import Claim, Explanation, FieldEvidence
from starmap.telling import facts, rates
from starmap.telling.figures import claimed

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

Ref = Annotated[str, typer.Argument(metavar="REF", help="A model or an offering, as catalog.get takes it.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead.")]
Inexact = Annotated[
    bool, typer.Option("--inexact", help="Take an entry found only by dropping a date, region, version or variant.")
]


@commands.command("show", epilog="Example: `starmap show google-vertex/gemini-1.5-pro-002`")
def show_entry(ctx: typer.Context, ref: Ref, as_json: AsJson = False, inexact: Inexact = False) -> None:
    """Show a model or an offering: identity, limits, capabilities, prices, and the offerings of a model.

    With --json: the record as the library dumps it, and beside it what depends on the day: `as_of` (today, UTC),
    `status` and `pricing` (the card in force, or null).
    """
    invocation = invocation_of(ctx)
    entry = invocation.catalog.get(ref, inexact=inexact)
    if as_json:
        print_json(_document(entry, invocation.day))
    else:
        _print_entry(screen(), entry, invocation.day)


@commands.command("explain", epilog="Example: `starmap explain gemini-1.5-pro-002 context_window`")
def explain_entry(
    ctx: typer.Context,
    ref: Ref,
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="A field, or a group such as pricing.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show who says so: the source, date and address of every value, and the claims that lost.

    Exit code 1 where nothing is known of the field.
    """
    explanation = invocation_of(ctx).catalog.explain(ref, field)
    if as_json:
        print_json(explanation.model_dump(mode="json"))
    else:
        _print_explanation(screen(), explanation, field)
    if not explanation.fields:
        raise typer.Exit(1)


@commands.command("resolve", epilog="Example: `starmap resolve models/gemini-1.5-pro-002`")
def resolve_reference(ctx: typer.Context, ref: Ref, as_json: AsJson = False) -> None:
    """Show what a reference means, each step on the way, and whether it is exact."""
    entry, steps, exact, dropped = invocation_of(ctx).catalog.resolve(ref)
    if as_json:
        print_json({"id": entry.id, "exact": exact, "steps": list(steps), "dropped": list(dropped)})
        return
    console = screen()
    what = "a model" if isinstance(entry, Model) else "an offering"
    print_line(console, entry.id, "bold")
    lines = [("means", what), ("exact", "yes" if exact else f"no: without {' and '.join(dropped)}")]
    print_facts(console, [*lines, *((f"step {number}", step) for number, step in enumerate(steps, 1))])


def _document(entry: Entry, day: date) -> dict[str, Any]:
    card = entry.pricing_on(day)
    return entry.model_dump(mode="json") | {
        "as_of": day.isoformat(),
        "status": entry.lifecycle.status_on(day),
        "pricing": None if card is None else card.model_dump(mode="json"),
    }


def _print_entry(console: Console, entry: Entry, day: date) -> None:
    print_line(console, facts.title(entry), "bold")
    print_facts(console, facts.identity(entry, day))
    print_heading(console, "Limits and modalities")
    print_facts(console, facts.limits(entry))
    print_heading(console, "Capabilities")
    print_facts(console, facts.abilities(entry))
    print_heading(console, "Parameters accepted")
    print_facts(console, facts.parameters(entry))
    _print_prices(console, entry, day)
    if isinstance(entry, Model):
        print_heading(console, f"Offerings ({len(entry.offering_ids)}; prices per million tokens)")
        columns = [Column(title, place in (2, 3, 4, 5)) for place, title in enumerate(facts.OFFERING_TITLES)]
        print_table(console, columns, [facts.offering_row(offering, day) for offering in entry.offerings])


def _print_prices(console: Console, entry: Entry, day: date) -> None:
    card = entry.pricing_on(day)
    if card is None:
        print_heading(console, "Prices")
        print_line(console, "none is known to be in force today" if entry.price_history else "not known")
        return
    retired = entry.lifecycle.retires_on is not None and entry.lifecycle.retires_on <= day
    print_heading(console, f"{'Last prices' if retired else 'Prices'} (tokens: per million)")
    for number, (titles, rows) in enumerate(rates.strips(*rates.card_table(card), console.width)):
        if number:
            print_line(console)
        print_table(console, [Column(title, place > 0) for place, title in enumerate(titles)], rows)
    print_facts(console, rates.notes_on(card))


def _print_explanation(console: Console, explanation: Explanation, field: str | None) -> None:
    print_line(console, explanation.id, "bold")
    if not explanation.fields:
        print_line(console, f"nothing is known of {field or 'its fields'}")
    for evidence in explanation.fields:
        print_line(console, f"{evidence.field}: {claimed(evidence.field, evidence.value)}", "bold")
        print_facts(console, _evidence(evidence), indent=2)


def _evidence(evidence: FieldEvidence) -> list[tuple[str, str]]:
    lines = [("source", "derived from other values" if evidence.winner is None else _place(evidence.winner))]
    if evidence.agreeing:
        lines.append(("agreeing", ", ".join(evidence.agreeing)))
    lines += [("losing", f"{claimed(evidence.field, claim.value)}: {_place(claim)}") for claim in evidence.losing]
    return lines


def _place(claim: Claim) -> str:
    said = ", ".join(part for part in (claim.source, claim.date, claim.url) if part)
    return f"{said} ({claim.note})" if claim.note else said
