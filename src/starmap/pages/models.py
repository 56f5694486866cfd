"""The page of a model, in its author's tree."""

from __future__ import annotations

from collections.abc import Sequence

from starmap.model import Model, Offering
from starmap.pages import paths
from starmap.pages.blocks import (
    Block,
    Cell,
    Code,
    Column,
    Facts,
    Items,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
)
from starmap.pages.contents import FIGURES, Contents, named, newest_first
from starmap.pages.entries import (
    ability_rows,
    capabilities,
    history,
    identity_rows,
    limit_rows,
    parameters,
    sentence,
    story,
)

__all__ = ["model_page"]

_OTHERS = 5


def model_page(model: Model, contents: Contents) -> Page:
    """The whole page."""
    author = contents.authors.get(model.author_id or "")
    title = named(model)
    opening = f"{title} is {sentence(model, contents)}."
    top: list[Block] = [Paragraph(f"{opening} {story(model)}".strip(), lead=True)]
    if author is not None:
        top.append(Facts("Developed by", [("Developed by", Link(author.name, paths.author_page(author.id)))], ("", "")))
    sections = [
        Section("Technical specifications", [_specifications(model, contents)]),
        Section(
            "Capabilities",
            [
                Facts("Modalities", ability_rows(model, contents), ("Fact", "Value")),
                capabilities(model, contents),
            ],
        ),
        Section("Request parameters", [parameters(model, contents)], level=3),
        Section("Provider availability", _availability(model, contents)),
    ]
    prices = history(model, contents)
    if prices is not None:
        sections.append(prices)
    sections += [Section("Related", [Items(_related(model, contents))])]
    others = _others(model, contents)
    if others:
        sections.append(Section("Other models by this author", [Items(others)]))
    crumbs = [("Catalog", paths.HOME), ("Authors", paths.AUTHORS)]
    if author is not None:
        crumbs.append((author.name, paths.author_page(author.id)))
    return Page(
        path=paths.model_page(model.id),
        title=title,
        description=opening,
        kind="model",
        crumbs=crumbs,
        opening=top,
        sections=sections,
        front={"author": author.name if author is not None else "", "id": model.id},
        scripts=() if prices is None else ("vendor/uPlot.iife.min.js", "history.js"),
    )


def _specifications(model: Model, contents: Contents) -> Facts:
    rows: list[tuple[Cell, Cell]] = [
        ("Model ID", Code(model.id.partition("/")[2])),
        ("Reference", Code(model.id)),
        *limit_rows(model),
        *identity_rows(model, contents),
    ]
    given, made = contents.prices(model)
    rows += [("Input price, per million tokens", given), ("Output price, per million tokens", made)]
    return Facts("Technical specifications", rows, ("Specification", "Value"))


def _availability(model: Model, contents: Contents) -> list[Block]:
    offerings = contents.offerings_of(model)
    if not offerings:
        return [Paragraph("No provider is known to offer it.")]
    columns = [
        Column("Provider"),
        Column("ID to send"),
        *FIGURES,
        Column("Status"),
        Column("Notes"),
    ]
    rows = [
        [
            Link(_name(offering, contents), paths.offering_page(offering.id)),
            Code(offering.model_id),
            *contents.figures(offering),
            contents.status_cell(offering),
            _notes(offering, model, contents),
        ]
        for offering in offerings
    ]
    number = f"{len(offerings):,} offerings" if len(offerings) > 1 else "One offering"
    line = f"{number}; limits, prices (per million tokens) and dates are each provider's own."
    return [Paragraph(line), Table("Provider availability", columns, rows)]


def _name(offering: Offering, contents: Contents) -> str:
    provider = contents.providers.get(offering.provider_id)
    return offering.provider_id if provider is None else provider.name


def _notes(offering: Offering, model: Model, contents: Contents) -> Cell:
    """What sets an offering apart, each where both sides are known."""
    notes = []
    for title, own, models in (
        ("Custom context", offering.context_window, model.context_window),
        ("Custom max output", offering.max_output_tokens, model.max_output_tokens),
    ):
        if own is not None and models is not None and own != models:
            notes.append(title)
    if offering.alias_of is not None:
        notes.append("Moving name")
    retires = offering.lifecycle.retires_on
    if retires is not None and retires > contents.day:
        notes.append(f"Retires {retires}")
    return ", ".join(notes)


def _related(model: Model, contents: Contents) -> Sequence[Cell]:
    items: list[Cell] = []
    author = contents.authors.get(model.author_id or "")
    if author is not None:
        items.append(Link(f"All models by {author.name}", paths.author_page(author.id)))
    items.append(Link("Model comparison", paths.COMPARISON))
    if model.family is not None:
        kin = [
            m for m in contents.by_author.get(model.author_id or "", []) if m.family == model.family and m is not model
        ]
        items += [
            (Link(named(other), paths.model_page(other.id)), f", of the same family ({model.family})")
            for other in newest_first(kin)[:3]
        ]
    return items


def _others(model: Model, contents: Contents) -> Sequence[Cell]:
    others = [other for other in contents.by_author.get(model.author_id or "", []) if other is not model]
    items: list[Cell] = [Link(named(o), paths.model_page(o.id)) for o in newest_first(others)[:_OTHERS]]
    if len(others) > _OTHERS and model.author_id is not None:
        items.append(Link(f"and {len(others) - _OTHERS:,} more", paths.author_page(model.author_id)))
    return items
