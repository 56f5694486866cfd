"""Current models side by side: prices, windows and features, as their authors serve them themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from starmap.model import Model, Offering
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Answer,
    Block,
    Cell,
    Column,
    Facts,
    Link,
    Page,
    Paragraph,
    Part,
    Section,
    Table,
    exact,
    price,
    short,
)
from starmap.pages.contents import Contents, named, newest_first
from starmap.pages.entries import dated
from starmap.pricing import Pricing
from starmap.telling.figures import money, tokens
from starmap.vocabulary import Kind, Status

__all__ = ["comparison_page", "current"]

_FEATURES = (
    "tools",
    "parallel_tools",
    "structured_output",
    "json_mode",
    "reasoning",
    "vision",
    "streaming",
    "prompt_caching",
    "batch",
    "web_search",
    "code_execution",
    "computer_use",
)


def comparison_page(contents: Contents) -> Page:
    """The whole page."""
    models = current(contents)
    line = f"{len(models):,} chat models that their authors serve themselves on {contents.day}, side by side."
    if models:
        sections = [
            Section("Quick figures", [Facts("Quick figures", _figures(models, contents))]),
            Section("Families", [_families(models, contents)]),
            Section("Prices", _prices(models, contents)),
            Section("Context windows", [_windows(models)]),
            Section("Features", [_features(models)]),
        ]
    else:
        sections = [
            Section("Prices", [Paragraph("No chat model is known to be served by its own author on this day.")])
        ]
    return Page(
        path=paths.COMPARISON,
        title="Comparison",
        description=line,
        kind="comparison",
        crumbs=[("Catalog", paths.HOME)],
        opening=[Paragraph(line, lead=True), Part("chooser.html.j2")],
        sections=sections,
        scripts=("offerings.js", "catalog.js", "compare.js"),
    )


def current(contents: Contents) -> list[Model]:
    """Chat models with a known price that a home provider serves today; neither deprecated nor moving names."""
    found = [model for model in contents.models.values() if model.kind is Kind.CHAT and _is_current(model, contents)]
    return sorted(found, key=lambda model: (model.author_id or "", model.id))


def _is_current(model: Model, contents: Contents) -> bool:
    if model.alias_of is not None or contents.status(model) not in (Status.ACTIVE, Status.PREVIEW):
        return False
    homes: list[Offering] = [offering for offering in contents.offerings_of(model) if contents.is_home(offering)]
    return bool(homes) and _input(model, contents) is not None


def _card(model: Model, contents: Contents) -> Pricing | None:
    card = contents.card(model)
    return card if card is not None and card.currency == "USD" else None


def _input(model: Model, contents: Contents) -> Decimal | None:
    card = _card(model, contents)
    return None if card is None else card.input


def _figures(models: Sequence[Model], contents: Contents) -> list[tuple[Cell, Cell]]:
    rows: list[tuple[Cell, Cell]] = [("Models", f"{len(models):,}")]
    priced = [(rate, model) for model in models if (rate := _input(model, contents)) is not None and rate > 0]
    if priced:
        cheapest, model = min(priced, key=lambda pair: (pair[0], pair[1].id))
        rows.append(("Lowest input price above zero", (_link(model), f", {money(cheapest)} per million tokens")))
        dearest, model = max(priced, key=lambda pair: (pair[0], pair[1].id))
        rows.append(("Highest input price", (_link(model), f", {money(dearest)} per million tokens")))
    windows = [(model.context_window, model) for model in models if model.context_window is not None]
    if windows:
        widest, model = max(windows, key=lambda pair: (pair[0], pair[1].id))
        rows.append(("Widest context window", (_link(model), f", {tokens(widest)} tokens")))
    newest = newest_first(models)[0]
    if newest.release_date is not None:
        rows.append(("Newest", (_link(newest), f", {newest.release_date}")))
    return rows


def _families(models: Sequence[Model], contents: Contents) -> Block:
    grouped: dict[tuple[str, str], list[Model]] = defaultdict(list)
    for model in models:
        grouped[model.author_id or "", model.family or ""].append(model)
    rows: list[list[Cell]] = []
    for (author, family), found in sorted(grouped.items(), key=lambda item: (item[0][0], item[0][1] == "", item[0][1])):
        windows = [m.context_window for m in found if m.context_window is not None]
        rates = [rate for m in found if (rate := _input(m, contents)) is not None]
        rows.append(
            [
                family or NOT_KNOWN,
                contents.author_link(author),
                f"{len(found):,}",
                _span([tokens(min(windows)), tokens(max(windows))]) if windows else NOT_KNOWN,
                _span([money(min(rates)), money(max(rates))]) if rates else NOT_KNOWN,
            ]
        )
    columns = [Column("Family"), Column("Author"), Column("Models", True), Column("Context", True)]
    return Table("Families", [*columns, Column("Input price", True)], rows)


def _prices(models: Sequence[Model], contents: Contents) -> list[Block]:
    names = ("input", "output", "cache_read")
    ranked = sorted(models, key=lambda model: (_input(model, contents) or Decimal(0), model.id))
    rows: list[list[Cell]] = []
    for model in ranked:
        card = _card(model, contents)
        rates = [None if card is None else getattr(card, name) for name in names]
        prices: list[Cell] = [price(rate) for rate in rates]
        rows.append([_link(model), contents.author_link(model.author_id), *prices])
    columns = [Column("Model"), Column("Author"), *(Column(t, True) for t in ("Input", "Output", "Cache read"))]
    line = "Standard rates below long-context tiers, in US dollars per million tokens; the lowest input price first."
    return [Paragraph(line), Table("Prices", columns, rows)]


def _windows(models: Sequence[Model]) -> Block:
    ranked = sorted(models, key=lambda model: (-(model.context_window or 0), model.id))
    rows: list[list[Cell]] = [
        [_link(m), short(m.context_window), exact(m.context_window), exact(m.max_output_tokens), dated(m.release_date)]
        for m in ranked
    ]
    columns = [Column("Model"), Column("Context", True), Column("Context, exactly", True), Column("Max output", True)]
    return Table("Context windows", [*columns, Column("Released")], rows)


def _features(models: Sequence[Model]) -> Block:
    columns = [Column("Model"), *(Column(name.replace("_", " ").capitalize()) for name in _FEATURES)]
    rows: list[list[Cell]] = [[_link(m), *(Answer(m.supports(name)) for name in _FEATURES)] for m in models]
    return Table("Features", columns, rows)


def _link(model: Model) -> Link:
    return Link(named(model), paths.model_page(model.id))


def _span(ends: Sequence[str]) -> str:
    return ends[0] if ends[0] == ends[-1] else f"{ends[0]} to {ends[-1]}"
