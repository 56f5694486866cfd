"""``starmap list``, ``providers`` and ``authors``: the catalog's collections as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from itertools import islice
from operator import attrgetter
from typing import Annotated, TypeVar

import typer

from starmap.cli.columns import columns_of, fields_of
from starmap.cli.filters import Filters, filters_of, select_from
from starmap.cli.forms import Field, Form, form_of, print_listing
from starmap.cli.grids import Column, print_heading, print_line, print_table, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Day, bundled
from starmap.model import Author, Offering, Provider
from starmap.registry import Catalog
from starmap.telling.figures import UNKNOWN, count

__all__ = ["commands", "read_in_order"]

commands = typer.Typer(rich_markup_mode="markdown")

R = TypeVar("R")
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


@commands.command("providers", epilog="Example: `starmap providers --json`")
@bundled(form=form_of)
def list_providers(ctx: typer.Context, form: Form = Form.TEXT) -> None:
    """List who serves models: id, name, number of offerings, API family, and the variables that hold the key."""
    catalog = invocation_of(ctx).catalog
    counts = Counter(key.partition(":")[0] for key in catalog.offerings.ids())
    shown: list[Field[Provider]] = [
        Field("id", Column("provider", code=True), lambda one: one.id),
        Field("name", Column("name"), lambda one: one.name),
        Field("offering_count", Column("offerings", True), lambda one: counts[one.id]),
        Field("api", Column("API"), lambda one: one.api),
        Field("env", Column("key variables"), lambda one: one.env, lambda one: ", ".join(one.env) or UNKNOWN),
    ]
    held = _dumped(Provider.model_fields, shown)
    print_listing(form, held if form in (Form.JSON, Form.CSV) else shown, list(catalog.providers))


@commands.command("authors", epilog="Example: `starmap authors`")
@bundled(form=form_of)
def list_authors(ctx: typer.Context, form: Form = Form.TEXT) -> None:
    """List who makes models: id, name, number of models, and the providers through which it serves them itself."""
    catalog = invocation_of(ctx).catalog
    counts = Counter(key.partition("/")[0] for key in catalog.models.ids())
    shown: list[Field[Author]] = [
        Field("id", Column("author", code=True), lambda one: one.id),
        Field("name", Column("name"), lambda one: one.name),
        Field("model_count", Column("models", True), lambda one: counts[one.id]),
        Field(
            "home_providers",
            Column("home providers"),
            lambda one: one.home_providers,
            lambda one: ", ".join(one.home_providers) or UNKNOWN,
        ),
        Field("website", Column("website"), lambda one: one.website),
    ]
    held = _dumped(Author.model_fields, shown)
    print_listing(form, held if form in (Form.JSON, Form.CSV) else shown, list(catalog.authors))


def read_in_order(catalog: Catalog, ids: Sequence[str]) -> list[Offering]:
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
    return read_in_order(catalog, ids[:limit])


def _print_counts(found: Sequence[Offering]) -> None:
    console = screen()
    print_heading(console, f"{len(found):,} offerings whose model or author is not known, by provider")
    counts = Counter(offering.provider_id for offering in found).most_common()
    print_table(console, [Column("provider"), Column("offerings", True)], [[k, count(n)] for k, n in counts])


def _dumped(names: Collection[str], shown: Sequence[Field[R]]) -> list[Field[R]]:
    """Every field of the record, and what is counted beside it."""
    counted = [field for field in shown if field.name not in names]
    return [*(Field(name, Column(name), attrgetter(name)) for name in names), *counted]
