"""``starmap list``: offerings that meet requirements, as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import islice
from typing import Annotated

import typer

from starmap.cli.columns import columns_of, fields_of
from starmap.cli.filters import Filters, filters_of, select_from
from starmap.cli.forms import Form, form_of, print_listing
from starmap.cli.grids import Column, print_heading, print_line, print_table, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Day, bundled
from starmap.model import Offering
from starmap.registry import Catalog
from starmap.telling.figures import count

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_MANY = 1_000


@commands.command("list", epilog="Example: `starmap list --provider openai --kind chat --sort -context_window`")
@bundled(filters=filters_of, columns=columns_of, form=form_of)
def list_offerings(
    ctx: typer.Context,
    filters: Filters,
    unplaced: Annotated[
        bool,
        typer.Option("--unplaced", help="Only offerings whose model or author is not known; counts them by provider."),
    ] = False,
    on: Day = None,
    sort: Annotated[
        str, typer.Option(metavar="KEY", help="id, context_window, release_date, input_price, ...; -KEY turns it.")
    ] = "id",
    columns: tuple[str, ...] | None = None,
    limit: Annotated[int | None, typer.Option(metavar="N", help="How many to list; all if left out.", min=1)] = None,
    form: Form = Form.TEXT,
) -> None:
    """List offerings that meet every requirement, with limits, prices per million tokens, and status.

    Retired ones too, unless --status says otherwise. What is not known meets no requirement; --allow-unknown takes it
    for good, and `all` for every requirement.

    Keys to sort by: id, context_window, max_input_tokens, max_output_tokens, release_date and knowledge_cutoff (the
    greatest first), input_price and output_price (the lowest first).

    Exit code 1 where no offering answers.
    """
    invocation = invocation_of(ctx)
    day = on or invocation.day
    found = _found(invocation.catalog, filters, sort, on or invocation.stated, None if unplaced else limit)
    if unplaced:
        found = [offering for offering in found if offering.model_ref is None or offering.author_id is None]
    listed = found[:limit]
    if listed or form in (Form.JSON, Form.CSV):
        print_listing(form, fields_of(columns, form, day), listed)
    if unplaced and listed and form is Form.TEXT:
        _print_counts(found)
    if not found:
        print_line(screen(stderr=True), "no offering answers to that")
        raise typer.Exit(1)


def _read_in_order(catalog: Catalog, ids: Sequence[str]) -> list[Offering]:
    """The offerings of those ids, in their order; many are read in one pass, which is faster than one by one."""
    if len(ids) < _MANY:
        return [catalog.offerings[key] for key in ids]
    wanted = frozenset(ids)
    held = {offering.id: offering for offering in catalog.offerings if offering.id in wanted}
    return [held[key] for key in ids]


def _found(catalog: Catalog, filters: Filters, sort: str, on: date | None, limit: int | None) -> list[Offering]:
    """What is asked for, sorted, and no more than the limit. Only what the providers asked for serve is read."""
    if filters.providers is not None or filters.authors is not None:
        catalog = catalog.filter(providers=filters.providers, authors=filters.authors)
    if sort == "id" and filters.plain:
        return list(islice(catalog.offerings, limit))
    by_id = sort in ("id", "-id")
    chosen = select_from(catalog, filters, on, retired=True, rank_by=() if by_id else (sort,), free=True)
    ids = chosen.ranked.ids[::-1] if sort == "-id" else chosen.ranked.ids
    return _read_in_order(catalog, ids[:limit])


def _print_counts(found: Sequence[Offering]) -> None:
    console = screen()
    print_heading(console, f"{len(found):,} offerings whose model or author is not known, by provider")
    counts = Counter(offering.provider_id for offering in found).most_common()
    print_table(console, [Column("provider"), Column("offerings", True)], [[k, count(n)] for k, n in counts])
