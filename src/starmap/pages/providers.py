"""The index of providers, and the page of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import partial

from starmap.model import Offering, Provider
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Away,
    Block,
    Cell,
    Code,
    Column,
    Facts,
    Inline,
    Items,
    Link,
    Listing,
    Page,
    Paragraph,
    Section,
    Table,
)
from starmap.pages.contents import FIGURES, Contents, named
from starmap.pages.entries import dated, told
from starmap.pages.families import family_sections
from starmap.telling.figures import counted
from starmap.vocabulary import Status

__all__ = ["provider_page", "providers_index"]

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def providers_index(contents: Contents) -> Page:
    """Every provider, beside the others."""
    columns = [
        Column("Provider"),
        Column("Offerings", True),
        Column("In use", True),
        Column("Priced", True),
        Column("Free", True),
        Column("API family"),
        Column("Key variables"),
        Column("Documentation"),
        Column("Status page"),
    ]
    rows = [_row(provider, contents) for provider in contents.providers.values()]
    served = sum(len(found) for found in contents.by_provider.values())
    line = f"{len(rows):,} providers and what each serves: {served:,} offerings in all."
    notes = (
        "In use: not known to be retired. Priced: an input or output price is known today. Free: input and output cost "
        "nothing."
    )
    return Page(
        path=paths.PROVIDERS,
        title="Providers",
        description=line,
        kind="providers",
        crumbs=[("Catalog", paths.HOME)],
        opening=[Paragraph(line, lead=True)],
        sections=[Section("Comparison", [Paragraph(notes), Table("Providers", columns, rows)])],
    )


def provider_page(provider: Provider, contents: Contents) -> Page:
    """How to reach a provider, and everything that it serves or served."""
    offerings = contents.by_provider[provider.id]
    living = [o for o in offerings if contents.status(o) is not Status.RETIRED]
    line = f"{provider.name} serves {counted(len(living), 'offering')} in this catalog"
    gone = len(offerings) - len(living)
    line += f", and {gone:,} more that are retired." if gone else "."
    sections = [
        Section("Access", [Facts("Access", _access(provider, contents)), *_configuration(provider)]),
        *_by_family(offerings, contents),
        Section("See also", [Items([Link("All providers", paths.PROVIDERS), Link("Catalog", paths.HOME)])]),
    ]
    return Page(
        path=paths.provider_page(provider.id),
        title=provider.name,
        description=line,
        kind="provider",
        crumbs=[("Catalog", paths.HOME), ("Providers", paths.PROVIDERS)],
        opening=[Paragraph(line, lead=True)],
        sections=sections,
        front={"id": provider.id},
    )


def _row(provider: Provider, contents: Contents) -> list[Cell]:
    offerings = contents.by_provider[provider.id]
    prices = [contents.card(offering) for offering in offerings]
    priced = [card for card in prices if card is not None and (card.input is not None or card.output is not None)]
    free = [card for card in priced if card.input == card.output == Decimal(0)]
    living = sum(contents.status(offering) is not Status.RETIRED for offering in offerings)
    return [
        Link(provider.name, paths.provider_page(provider.id)),
        f"{len(offerings):,}",
        f"{living:,}",
        f"{len(priced):,}",
        f"{len(free):,}",
        told(provider.api),
        _keys(provider, contents),
        _away("documentation", provider.documentation_url),
        _away("status", provider.status_url),
    ]


def _access(provider: Provider, contents: Contents) -> list[tuple[Cell, Cell]]:
    aliases: Cell = ", ".join(provider.aliases) or "none"
    return [
        ("Provider ID", Code(provider.id)),
        ("Other names", aliases),
        ("API family", told(provider.api)),
        ("Base URL", NOT_KNOWN if provider.base_url is None else Code(provider.base_url)),
        ("Key variables", _keys(provider, contents)),
        ("Documentation", _away(provider.documentation_url or "", provider.documentation_url)),
        ("Status page", _away(provider.status_url or "", provider.status_url)),
    ]


def _configuration(provider: Provider) -> list[Block]:
    names = [name for name in provider.env if _VARIABLE.fullmatch(name)]
    if not names:
        return []
    lines = "\n".join(f'export {name}="..."' for name in names)
    return [Paragraph("Its clients read the key and the settings from the environment:"), Listing("sh", lines)]


def _by_family(offerings: Sequence[Offering], contents: Contents) -> list[Section]:
    columns = [
        Column("Offering"),
        Column("ID to send"),
        *FIGURES,
        Column("Released"),
        Column("Status"),
    ]
    line = "Prices are per million tokens."
    return family_sections("offerings", line, columns, offerings, partial(_offering_row, contents))


def _offering_row(contents: Contents, offering: Offering) -> list[Cell]:
    return [
        Link(named(offering), paths.offering_page(offering.id)),
        Code(offering.model_id),
        *contents.figures(offering),
        dated(offering.release_date),
        contents.status_cell(offering),
    ]


def _away(text: str, url: str | None) -> Inline:
    return NOT_KNOWN if url is None else Away(text, url)


def _keys(provider: Provider, contents: Contents) -> Cell:
    return contents.names_of(provider.env) if provider.env else NOT_KNOWN
