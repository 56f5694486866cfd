"""The page of an offering, in its provider's tree: everything that is known of it, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from starmap.model import Offering
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Away,
    Block,
    Cell,
    Code,
    Column,
    Day,
    Facts,
    Items,
    Link,
    Page,
    Paragraph,
    Section,
    Strong,
    Table,
    or_not_known,
)
from starmap.pages.contents import Contents, named
from starmap.pages.entries import (
    ability_rows,
    capabilities,
    dated,
    history,
    identity_rows,
    limit_rows,
    parameter_table,
    parameters,
    place,
    sentence,
    story,
    told,
)
from starmap.pricing import Pricing
from starmap.provenance import Claim
from starmap.telling.figures import claimed, money
from starmap.telling.rates import card_table
from starmap.usage import Usage
from starmap.vocabulary import Status

__all__ = ["offering_page"]

_EXAMPLES = ((1_000, 500), (10_000, 1_000), (100_000, 4_000))
_ELSEWHERE = 12


def offering_page(offering: Offering, contents: Contents) -> Page:
    """The whole page."""
    provider = contents.providers[offering.provider_id]
    title = named(offering)
    opening = f"{title} at {provider.name}: {sentence(offering, contents)}."
    sections = [
        Section("Overview", [Facts("Overview", _overview(offering, contents))]),
        Section("Limits", [Facts("Limits", limit_rows(offering), ("Limit", "Tokens"))]),
        Section("Capabilities", [Facts("Modalities", ability_rows(offering, contents), ("Fact", "Value"))]),
        Section("Pricing", _pricing(offering, contents)),
    ]
    ranges = parameter_table(offering)
    sections[2] = Section("Capabilities", [*sections[2].blocks, capabilities(offering, contents)])
    controls: list[Block] = [parameters(offering, contents)]
    if ranges is not None:
        controls.append(ranges)
    sections.insert(3, Section("Request parameters", controls))
    prices = history(offering, contents)
    if prices is not None:
        sections.append(prices)
    sections.append(Section("Lifecycle", [Facts("Lifecycle", _life(offering, contents), ("Event", "Date"))]))
    evidence = _evidence(offering, contents)
    if evidence:
        sections.append(Section("Evidence", evidence))
    sections.append(Section("See also", [Items(_see_also(offering, contents))]))
    return Page(
        path=paths.offering_page(offering.id),
        title=f"{title} at {provider.name}",
        description=opening,
        kind="offering",
        crumbs=[
            ("Catalog", paths.HOME),
            ("Providers", paths.PROVIDERS),
            (provider.name, paths.provider_page(provider.id)),
        ],
        opening=[Paragraph(f"{opening} {story(offering)}".strip(), lead=True)],
        sections=sections,
        front={"provider": provider.name, "id": offering.id},
        scripts=() if prices is None else ("vendor/uPlot.iife.min.js", "history.js"),
    )


def _overview(offering: Offering, contents: Contents) -> list[tuple[Cell, Cell]]:
    rows: list[tuple[Cell, Cell]] = [
        ("ID to send", Code(offering.model_id)),
        ("Reference", Code(offering.id)),
        ("Provider", contents.provider_link(offering.provider_id)),
        ("Model", NOT_KNOWN if offering.model_ref is None else contents.reference(offering.model_ref)),
        ("Author", contents.author_link(offering.author_id)),
    ]
    if offering.alias_of is not None:
        rows.append(("Serves now", (contents.reference(offering.alias_of), " (a moving name)")))
    rows += identity_rows(offering, contents)
    if offering.regions is not None:
        rows.append(("Regions", contents.names_of(offering.regions)))
    rows.append(("API family", told(offering.api)))
    return rows


def _pricing(offering: Offering, contents: Contents) -> list[Block]:
    card = contents.card(offering)
    if card is None:
        known = "No rate card is known to hold on this day." if offering.price_history else "No price is known."
        return [Paragraph(known)]
    retired = contents.status(offering) is Status.RETIRED
    first = "The last prices before it was retired." if retired else "The prices in force."
    blocks: list[Block] = [Paragraph(f"{first} Tokens are priced per million, anything else by the piece.")]
    titles, rows = card_table(card)
    columns = [Column("Rate"), *(Column(title.capitalize(), True) for title in titles[1:])]
    if rows:
        cells: list[list[Cell]] = [[row[0].capitalize(), *map(or_not_known, row[1:])] for row in rows]
        blocks.append(Table("Rate card", columns, cells))
    else:
        blocks.append(Paragraph("The card has no rate that is known."))
    blocks.append(Facts("About the card", _about(card)))
    examples = _examples(offering, contents)
    if examples:
        blocks.append(Paragraph("What some requests cost at the standard rates, exactly:"))
        titled = [Column("Input tokens", True), Column("Output tokens", True), Column("Cost", True)]
        blocks.append(Table("Examples of costs", titled, examples))
    return blocks


def _about(card: Pricing) -> list[tuple[Cell, Cell]]:
    rows: list[tuple[Cell, Cell]] = [
        ("Holds from", dated(card.valid_from)),
        ("How the day is known", told(card.basis)),
    ]
    if card.valid_until is not None:
        rows.append(("Holds until the day before", Day(str(card.valid_until))))
    if card.billed_as_text is not None:
        rows.append(("Billed as text", ", ".join(sorted(card.billed_as_text)) or "none"))
    source = card.source
    rows.append(("Source", NOT_KNOWN if source is None else Away(source, source)))
    return rows


def _examples(offering: Offering, contents: Contents) -> list[list[Cell]]:
    rows: list[list[Cell]] = []
    for given, made in _EXAMPLES:
        window = offering.context_window
        if window is not None and given > window:
            continue
        cost = offering.cost(Usage(input_tokens=given, output_tokens=made), at=contents.day)
        if cost.total is not None:
            rows.append([f"{given:,}", f"{made:,}", money(cost.total, cost.currency)])
    return rows


def _life(offering: Offering, contents: Contents) -> list[tuple[Cell, Cell]]:
    life = offering.lifecycle
    return [
        ("Released", dated(offering.release_date)),
        ("Deprecated", dated(life.deprecated_on)),
        ("Retires (the first day without answers)", dated(life.retires_on)),
        ("Not retired before", dated(life.retires_not_before)),
        ("Replacement", NOT_KNOWN if life.replacement is None else contents.reference(life.replacement)),
    ]


def _evidence(offering: Offering, contents: Contents) -> list[Block]:
    """Each source with the fields that it decides, and every disagreement."""
    fields = offering.explain().fields
    by_source: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    disputes: list[list[Cell]] = []
    for evidence in fields:
        if evidence.winner is not None:
            by_source[_place(evidence.winner)].append(evidence.field)
        for losing in evidence.losing:
            source, day, url = _place(losing)
            disputes.append(
                [
                    Code(evidence.field),
                    claimed(evidence.field, evidence.value),
                    claimed(evidence.field, losing.value),
                    (place(source, url or None), ", ", Day(day)) if day else place(source, url or None),
                    losing.note or "",
                ]
            )
    blocks: list[Block] = []
    if by_source:
        blocks.append(Paragraph("Who claims what is published here."))
        columns = [Column("Source"), Column("Date"), Column("Fields")]
        rows: list[list[Cell]] = [
            [place(source, url or None), Day(day) if day else NOT_KNOWN, contents.names_of(names)]
            for (source, day, url), names in sorted(by_source.items(), key=lambda item: (-len(item[1]), item[0]))
        ]
        blocks.append(Table("Sources", columns, rows))
    if disputes:
        blocks.append(Paragraph((Strong("Who disagrees."), " The value on the left is published.")))
        titles = ("Field", "Published", "Claimed", "By", "Why it lost")
        blocks.append(Table("Disagreements", [Column(title) for title in titles], disputes))
    return blocks


def _place(claim: Claim) -> tuple[str, str, str]:
    return claim.source, claim.date or "", claim.url or ""


def _see_also(offering: Offering, contents: Contents) -> Sequence[Cell]:
    items: list[Cell] = []
    model = contents.models.get(offering.model_ref or "")
    if model is not None:
        items.append(Link(f"{named(model)}, the model", paths.model_page(model.id)))
        others = [o for o in contents.offerings_of(model) if o is not offering]
        for other in others[:_ELSEWHERE]:
            items.append((Link(other.id, paths.offering_page(other.id), code=True), ", the same model elsewhere"))
        if len(others) > _ELSEWHERE:
            items.append(Link(f"and {len(others) - _ELSEWHERE:,} more offerings", paths.model_page(model.id)))
    provider = contents.providers[offering.provider_id]
    items.append(Link(f"All offerings of {provider.name}", paths.provider_page(provider.id)))
    return items
