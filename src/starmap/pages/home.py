"""The catalog's index: figures, ways to browse, what is new and what goes soon."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from statistics import median

from starmap.model import Entry, Model
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Block,
    Cell,
    Column,
    Facts,
    Inline,
    Items,
    Link,
    Page,
    Paragraph,
    Part,
    Section,
    Table,
)
from starmap.pages.contents import FIGURES, Contents, named, newest_first
from starmap.pages.entries import dated
from starmap.telling.figures import tokens
from starmap.vocabulary import Status

__all__ = ["SOON", "home_page"]

SOON = 90
"""Days within which a retirement counts as soon."""

_NEWEST = 20
_BROWSED = 12


def home_page(contents: Contents) -> Page:
    """The whole page."""
    line = (
        f"{len(contents.models):,} models by {len(contents.authors):,} authors, as {len(contents.offerings):,} "
        f"offerings at {len(contents.providers):,} providers: what each can do, how much it takes and what it costs."
    )
    sections = [
        Section("Figures", [Facts("Figures", _figures(contents))]),
        Section("Browse by provider", _browse_providers(contents)),
        Section("Browse by author", _browse_authors(contents)),
        Section("Newest models", _newest(contents)),
        Section("Retiring soon", _retiring(contents)),
        Section("Ways to browse", [Items(_ways())]),
    ]
    return Page(
        path=paths.HOME,
        title="Catalog of AI models",
        description=line,
        kind="catalog",
        crumbs=[],
        opening=[Paragraph(line, lead=True), Part("explorer.html.j2")],
        sections=sections,
        scripts=("vendor/dataTables.min.js", "offerings.js", "catalog.js", "columns.js", "explorer.js"),
    )


def _figures(contents: Contents) -> list[tuple[Cell, Cell]]:
    offerings = contents.offerings.values()
    cards = [contents.card(offering) for offering in offerings]
    priced = sum(card is not None and (card.input is not None or card.output is not None) for card in cards)
    windows = [model.context_window for model in contents.models.values() if model.context_window is not None]
    retired = sum(contents.status(model) is Status.RETIRED for model in contents.models.values())
    rows: list[tuple[Cell, Cell]] = [
        ("Models", f"{len(contents.models):,}"),
        ("Of these retired, and kept", f"{retired:,}"),
        ("Authors", Link(f"{len(contents.authors):,}", paths.AUTHORS)),
        ("Providers", Link(f"{len(contents.providers):,}", paths.PROVIDERS)),
        ("Offerings", f"{len(contents.offerings):,}"),
        ("Offerings with a known price", f"{priced:,} ({_share(priced, len(contents.offerings))})"),
    ]
    if windows:
        known = f"{tokens(round(median(windows)))} tokens, of the {len(windows):,} models whose window is known"
        rows.append(("Median context window", known))
    return rows


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "none"


def _browse_providers(contents: Contents) -> list[Block]:
    most = sorted(contents.providers.values(), key=lambda p: (-len(contents.by_provider[p.id]), p.id))[:_BROWSED]
    items: list[Cell] = [
        (Link(p.name, paths.provider_page(p.id)), f" ({len(contents.by_provider[p.id]):,})") for p in most
    ]
    items.append(Link(f"All {len(contents.providers):,} providers", paths.PROVIDERS))
    return [Items(items, in_columns=True)]


def _browse_authors(contents: Contents) -> list[Block]:
    most = sorted(contents.authors.values(), key=lambda a: (-len(contents.by_author[a.id]), a.id))[:_BROWSED]
    items: list[Cell] = [(Link(a.name, paths.author_page(a.id)), f" ({len(contents.by_author[a.id]):,})") for a in most]
    items.append(Link(f"All {len(contents.authors):,} authors", paths.AUTHORS))
    return [Items(items, in_columns=True)]


def _newest(contents: Contents) -> list[Block]:
    released = [m for m in contents.models.values() if m.release_date is not None and m.release_date <= contents.day]
    if not released:
        return [Paragraph("No release date is known.")]
    columns = [
        Column("Model"),
        Column("Author"),
        Column("Released"),
        *FIGURES,
    ]
    rows = [_new_row(model, contents) for model in newest_first(released)[:_NEWEST]]
    line = "Prices are the author's own, per million tokens."
    return [Paragraph(line), Table("Newest models", columns, rows)]


def _new_row(model: Entry, contents: Contents) -> list[Cell]:
    return [
        Link(named(model), paths.model_page(model.id)),
        contents.author_link(model.author_id),
        dated(model.release_date),
        *contents.figures(model),
    ]


def _retiring(contents: Contents) -> list[Block]:
    last = contents.day + timedelta(days=SOON)
    going = [m for m in contents.models.values() if _goes(m, contents, last)]
    if not going:
        return [Paragraph(f"No model is known to retire by {last}.")]
    columns = [Column("Model"), Column("Author"), Column("Retires"), Column("Replacement")]
    rows = [_going_row(model, contents) for model in sorted(going, key=lambda m: (m.lifecycle.retires_on, m.id))]
    line = f"Models that their authors retire by {last}, the first day without answers."
    return [Paragraph(line), Table("Retiring soon", columns, rows)]


def _goes(model: Model, contents: Contents, last: date) -> bool:
    retires = model.lifecycle.retires_on
    return retires is not None and contents.day < retires <= last


def _going_row(model: Model, contents: Contents) -> list[Cell]:
    replacement = model.lifecycle.replacement
    successor: Inline = NOT_KNOWN if replacement is None else contents.reference(replacement)
    return [
        Link(named(model), paths.model_page(model.id)),
        contents.author_link(model.author_id),
        dated(model.lifecycle.retires_on),
        successor,
    ]


def _ways() -> Sequence[Cell]:
    return [
        (Link("Providers", paths.PROVIDERS), ": who serves what, with keys and documentation"),
        (Link("Authors", paths.AUTHORS), ": who makes what, family by family"),
        (Link("Comparison", paths.COMPARISON), ": prices, windows and features of current models, side by side"),
        (Link("What changed", paths.CHANGES), ": releases, prices and retirements, month by month"),
    ]
