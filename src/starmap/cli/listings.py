"""``starmap list``, ``providers`` and ``authors``: the catalog's collections as tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Any

import typer

from starmap.cli.grids import Column, print_heading, print_line, print_table, screen
from starmap.cli.invocation import invocation_of, print_json
from starmap.model import Offering
from starmap.registry import Catalog
from starmap.telling.figures import UNKNOWN, count, money
from starmap.vocabulary import Kind

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead: a list of objects.")]

_COLUMNS = (
    Column("offering"),
    Column("model", spare=True),
    Column("kind", spare=True),
    Column("context", True),
    Column("max output", True),
    Column("input", True),
    Column("output", True),
    Column("status"),
)


@commands.command("list", epilog="Example: `starmap list --provider openai --kind chat`")
def list_offerings(
    ctx: typer.Context,
    provider: Annotated[str | None, typer.Option(help="Only offerings of this provider.")] = None,
    author: Annotated[str | None, typer.Option(help="Only models of this author.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="Only offerings of this kind.")] = None,
    unplaced: Annotated[
        bool,
        typer.Option("--unplaced", help="Only offerings whose model or author is not known; counts them by provider."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List offerings with their limits, today's prices per million tokens, and status.

    Exit code 1 where no offering answers.
    """
    invocation = invocation_of(ctx)
    found = [
        offering
        for offering in _offerings(invocation.catalog, provider, author)
        if (kind is None or offering.kind is kind)
        and (not unplaced or offering.model_ref is None or offering.author_id is None)
    ]
    if as_json:
        print_json([_document(offering, invocation.day) for offering in found])
    elif found:
        console = screen()
        print_table(console, _COLUMNS, [_row(offering, invocation.day) for offering in found])
        if unplaced:
            print_heading(console, f"{len(found):,} offerings whose model or author is not known, by provider")
            counts = Counter(offering.provider_id for offering in found).most_common()
            print_table(console, [Column("provider"), Column("offerings", True)], [[k, count(n)] for k, n in counts])
    if not found:
        print_line(screen(stderr=True), "no offering answers to that")
        raise typer.Exit(1)


@commands.command("providers", epilog="Example: `starmap providers --json`")
def list_providers(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List who serves models: id, name, number of offerings, API family, and the variables that hold the key."""
    catalog = invocation_of(ctx).catalog
    counts = Counter(key.partition(":")[0] for key in catalog.offerings.ids())
    if as_json:
        print_json([p.model_dump(mode="json") | {"offering_count": counts[p.id]} for p in catalog.providers])
        return
    titles = (Column("provider"), Column("name"), Column("offerings", True), Column("API"), Column("key variables"))
    rows = [
        [p.id, p.name, count(counts[p.id]), p.api or UNKNOWN, ", ".join(p.env) or UNKNOWN] for p in catalog.providers
    ]
    print_table(screen(), titles, rows)


@commands.command("authors", epilog="Example: `starmap authors`")
def list_authors(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List who makes models: id, name, number of models, and the providers through which it serves them itself."""
    catalog = invocation_of(ctx).catalog
    counts = Counter(key.partition("/")[0] for key in catalog.models.ids())
    if as_json:
        print_json([a.model_dump(mode="json") | {"model_count": counts[a.id]} for a in catalog.authors])
        return
    titles = (Column("author"), Column("name"), Column("models", True), Column("home providers"), Column("website"))
    rows = [
        [a.id, a.name, count(counts[a.id]), ", ".join(a.home_providers) or UNKNOWN, a.website or UNKNOWN]
        for a in catalog.authors
    ]
    print_table(screen(), titles, rows)


def _offerings(catalog: Catalog, provider: str | None, author: str | None) -> Iterator[Offering]:
    """The offerings of a provider and of an author. Raises ``UnknownProviderError`` for an unknown name."""
    served: Iterable[Offering] = catalog.offerings if provider is None else catalog.providers[provider].offerings
    made_by = None if author is None else catalog.authors[author].id
    return (offering for offering in served if made_by is None or offering.author_id == made_by)


def _row(offering: Offering, day: date) -> list[str]:
    card = offering.pricing_on(day)
    return [
        offering.id,
        offering.model_ref or UNKNOWN,
        str(offering.kind or UNKNOWN),
        count(offering.context_window),
        count(offering.max_output_tokens),
        UNKNOWN if card is None else money(card.input, card.currency),
        UNKNOWN if card is None else money(card.output, card.currency),
        str(offering.lifecycle.status_on(day) or UNKNOWN),
    ]


def _document(offering: Offering, day: date) -> dict[str, Any]:
    """What the row says, as JSON has it: null is not known, and prices are decimal strings."""
    card = offering.pricing_on(day)
    given, taken = (None, None) if card is None else (card.input, card.output)
    return {
        "id": offering.id,
        "provider": offering.provider_id,
        "model": offering.model_ref,
        "author": offering.author_id,
        "kind": offering.kind,
        "context_window": offering.context_window,
        "max_output_tokens": offering.max_output_tokens,
        "input": None if given is None else f"{given:f}",
        "output": None if taken is None else f"{taken:f}",
        "currency": None if card is None else card.currency,
        "status": offering.lifecycle.status_on(day),
    }
