"""``starmap providers`` and ``authors``: who serves models and who makes them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import TypeVar

import typer

from starmap.cli.forms import Field, Form, form_of, print_listing
from starmap.cli.grids import Column
from starmap.cli.invocation import invocation_of
from starmap.cli.options import bundled
from starmap.model import Author, Provider
from starmap.telling.figures import UNKNOWN

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

R = TypeVar("R")


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


def _dumped(names: Collection[str], shown: Sequence[Field[R]]) -> list[Field[R]]:
    """Every field of the record, and what is counted beside it."""
    counted = [field for field in shown if field.name not in names]
    return [*(Field(name, Column(name), attrgetter(name)) for name in names), *counted]
