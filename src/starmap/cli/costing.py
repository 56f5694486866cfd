"""``starmap cost``: what a request costs, or did cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Annotated

import typer

from starmap.cli.completing import complete_provider, complete_reference
from starmap.cli.files import read_text
from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.grids import Column
from starmap.cli.invocation import Invocation, invocation_of
from starmap.cli.options import bundled
from starmap.cli.workloads import usage_of
from starmap.costs import STANDARD, Cost, unit_label
from starmap.errors import StarmapError
from starmap.telling.figures import UNKNOWN, money
from starmap.usage import Usage

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")


def _moment(text: str) -> date | datetime:
    try:
        return date.fromisoformat(text) if len(text) <= len("2026-11-20") else datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(
            f"{text!r} is no day and no moment; write it as 2026-11-20 or 2026-11-20T09:30+00:00"
        ) from None


@commands.command("cost", epilog="Example: `starmap cost gpt-4o --input 12000 --output 800`")
@bundled(usage=usage_of, form=form_of)
def price_request(
    ctx: typer.Context,
    ref: Annotated[
        str | None,
        typer.Argument(
            metavar="REF",
            help="A model or an offering; with --response it may be left out.",
            autocompletion=complete_reference,
        ),
    ] = None,
    usage: Usage | None = None,
    response: Annotated[
        str | None, typer.Option(metavar="FILE", help="What the API returned, as JSON; - reads standard input.")
    ] = None,
    provider: Annotated[
        str | None, typer.Option(help="Who serves it, or answered.", autocompletion=complete_provider)
    ] = None,
    mode: Annotated[
        str | None, typer.Option(help="standard, batch, flex, priority or fast; as the response says, else standard.")
    ] = None,
    region: Annotated[str | None, typer.Option(help="A region with prices of its own.")] = None,
    at: Annotated[
        date | None,
        typer.Option(parser=_moment, metavar="TIME", help="The day (UTC), or the moment with its zone; else now."),
    ] = None,
    requests: Annotated[int, typer.Option(metavar="N", help="How many such requests.", min=1)] = 1,
    form: Form = Form.TEXT,
) -> None:
    """Work out what a request costs, a line for each unit that is priced; or a response that an API returned.

    Each request is priced by itself, long-context tiers and fees included, and --requests adds up so many.

    Exit code 1 where anything used has no known price: the total is then not known, and the reasons are told.
    """
    invocation = invocation_of(ctx)
    try:
        one = _cost(invocation, ref, usage, response, provider, mode, region, at or invocation.stated)
    except StarmapError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None
    cost = _several(one, requests)
    print_report(
        form,
        Report(
            document=lambda: {**cost.model_dump(mode="json"), "requests": requests},
            records=lambda: Records(_HEADER, _records(cost)),
            page=lambda: Page(_title(cost, requests), list(_sections(cost))),
        ),
    )
    if cost.total is None:
        raise typer.Exit(1)


def _cost(
    invocation: Invocation,
    ref: str | None,
    usage: Usage | None,
    response: str | None,
    provider: str | None,
    mode: str | None,
    region: str | None,
    at: date | None,
) -> Cost:
    catalog = invocation.catalog
    if response is not None:
        if usage is not None:
            raise typer.BadParameter("the response tells its usage: give --response or counts, not both")
        return catalog.price(read_text(response), ref, provider, at, mode, region)
    if ref is None:
        raise typer.BadParameter("name what is to be priced, or give --response FILE")
    if usage is None:
        raise typer.BadParameter("say what is used: --input TOKENS, --output TOKENS, --usage NAME=COUNT")
    entry = catalog.get(ref) if provider is None else catalog.offering(ref, provider)
    return entry.cost(usage, at, mode or STANDARD, region)


def _several(cost: Cost, requests: int) -> Cost:
    """The sum of so many costs, by doubling; one that is not known says why once."""
    if cost.total is None:
        return cost
    total, doubled, left = None, cost, requests
    while left:
        if left % 2:
            total = doubled if total is None else total + doubled
        left //= 2
        doubled = doubled + doubled if left else doubled
    return cost if total is None else total


_HEADER = ("unit", "quantity", "rate", "amount", "currency", "reason")


def _records(cost: Cost) -> Iterator[tuple[object, ...]]:
    for line in cost.lines:
        yield line.unit, line.quantity, line.rate, line.amount, cost.currency, None
    for unit, quantity, reason in cost.unpriced:
        yield unit, quantity, None, None, cost.currency, reason
    yield "total", None, None, cost.total, cost.currency, None


def _title(cost: Cost, requests: int) -> str:
    times = "" if requests == 1 else f"{requests:,} requests to " if cost.total is not None else "one request to "
    return f"{times}{cost.entry}: {cost}"


def _sections(cost: Cost) -> Iterator[Section]:
    columns = [Column("unit"), *(Column(title, True) for title in ("quantity", "rate", "amount"))]
    rows = [
        [
            unit_label(line.unit),
            f"{line.quantity:,}",
            f"{money(line.rate, cost.currency)}{' per million' if line.unit.endswith('_tokens') else ' each'}",
            money(line.amount, cost.currency),
        ]
        for line in cost.lines
    ]
    rows += [
        [unit_label(unit), UNKNOWN if quantity is None else f"{quantity:,}", UNKNOWN, UNKNOWN]
        for unit, quantity, _ in cost.unpriced
    ]
    yield Section("", rows, columns)
    facts = [(f"{unit_label(unit)}", reason) for unit, _, reason in cost.unpriced]
    if cost.unpriced and cost.lines:
        facts.append(("at least", money(cost.at_least, cost.currency)))
    named = (("prices of", cost.on), ("tier", cost.tier), ("hours", cost.window), ("region", cost.region))
    facts += [(label, f"above {value:,} tokens" if label == "tier" else str(value)) for label, value in named if value]
    if cost.mode not in (None, STANDARD):
        facts.append(("mode", str(cost.mode)))
    if cost.source is not None:
        facts.append(("source", cost.source))
    yield Section("", facts)
