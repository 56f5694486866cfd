"""What changed: releases, prices and ends of life, month by month, from the dates that the facts carry.

Beside them stands, where an older state of the data is given, what this one says otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from starmap.changes import Changed, Changes
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Block,
    Cell,
    Code,
    Column,
    Day,
    Inline,
    Items,
    Page,
    Paragraph,
    Section,
    Table,
    or_not_known,
    price,
)
from starmap.pages.contents import Contents
from starmap.pages.entries import dated, told
from starmap.telling.figures import leaf, money

__all__ = ["changes_page"]

_MONTHS = 12

_Events = dict[str, dict[str, list[list[Cell]]]]
"""By month and by what happened: the rows to print."""

_COLUMNS = {
    "Released": (Column("Model"), Column("Author"), Column("Day")),
    "Prices changed": (
        Column("Offering"),
        Column("Day"),
        Column("Input before", True),
        Column("Input", True),
        Column("Output before", True),
        Column("Output", True),
        Column("How the day is known"),
    ),
    "Deprecated": (Column("Model"), Column("Author"), Column("Day")),
    "Retired": (Column("Model"), Column("Author"), Column("Day"), Column("Replacement")),
}


def changes_page(contents: Contents, since: Changes | None = None) -> Page:
    """The whole page."""
    line = "Releases and retirements of models, and price changes of what authors serve themselves, month by month."
    sections = [] if since is None else list(_since(since, contents))
    sections += _announced(contents)
    events = _events(contents)
    months = sorted(events, reverse=True)[:_MONTHS]
    for month in months:
        for what, columns in _COLUMNS.items():
            rows = events[month].get(what)
            if rows:
                title = f"{what} in {month} ({len(rows):,})"
                sections.append(Section(title, [Table(f"{what} in {month}", columns, rows)]))
    if not sections:
        sections = [Section("Nothing", [Paragraph("No dated change is known.")])]
    return Page(
        path=paths.CHANGES,
        title="What changed",
        description=line,
        kind="changes",
        crumbs=[("Catalog", paths.HOME)],
        opening=[Paragraph(line, lead=True)],
        sections=sections,
    )


def _events(contents: Contents) -> _Events:
    """What the dated facts up to the day tell."""
    events: _Events = defaultdict(lambda: defaultdict(list))
    for model in contents.models.values():
        link = contents.reference(model.id)
        author = contents.author_link(model.author_id)
        life = model.lifecycle
        for what, day, more in (
            ("Released", model.release_date, []),
            ("Deprecated", life.deprecated_on, []),
            ("Retired", life.retires_on, [_replacement(life.replacement, contents)]),
        ):
            if day is not None and day <= contents.day:
                row: list[Cell] = [link, author, Day(str(day)), *more]
                events[f"{day:%Y-%m}"][what].append(row)
    for day, row in _price_changes(contents):
        events[f"{day:%Y-%m}"]["Prices changed"].append(row)
    for found in events.values():
        for what, rows in found.items():
            place = 1 if what == "Prices changed" else 2
            rows.sort(key=lambda row: str(row[place]), reverse=True)
    return events


def _price_changes(contents: Contents) -> Iterator[tuple[date, list[Cell]]]:
    for offering in contents.offerings.values():
        if not contents.is_home(offering):
            continue
        cards = offering.price_history
        for old, new in pairwise(cards):
            day = new.valid_from
            if day is None or day > contents.day or (old.input, old.output) == (new.input, new.output):
                continue
            rates = (old.input, new.input, old.output, new.output)
            yield (
                day,
                [
                    contents.reference(offering.id),
                    Day(str(day)),
                    *(price(rate, new.currency) for rate in rates),
                    told(new.basis),
                ],
            )


def _announced(contents: Contents) -> list[Section]:
    """Retirements and prices that are dated after the day."""
    rows: list[list[Cell]] = []
    for model in contents.models.values():
        retires = model.lifecycle.retires_on
        if retires is not None and retires > contents.day:
            link = contents.reference(model.id)
            rows.append([Day(str(retires)), link, "retires", _replacement(model.lifecycle.replacement, contents)])
    for offering in contents.offerings.values():
        for card in offering.price_history if contents.is_home(offering) else ():
            if card.valid_from is not None and card.valid_from > contents.day:
                text = f"{_words(card.input, card.currency)} in, {_words(card.output, card.currency)} out"
                rows.append(
                    [Day(str(card.valid_from)), contents.reference(offering.id), "new prices per million tokens", text]
                )
    if not rows:
        return []
    rows.sort(key=lambda row: (str(row[0]), str(row[1])))
    columns = [Column("Day"), Column("What"), Column("Event"), Column("Replacement or prices")]
    return [Section(f"Announced ({len(rows):,})", [Table("Announced", columns, rows)])]


def _since(changes: Changes, contents: Contents) -> Iterator[Section]:
    """What this state of the data says otherwise than the older one."""
    heading = f"Since the data of {changes.old.date}"
    if not changes:
        yield Section(heading, [Paragraph("Nothing in the data changed.")])
        return
    counts = [
        f"{what}: {len(found):,}"
        for what, found in (
            ("models added", changes.models_added),
            ("models removed", changes.models_removed),
            ("offerings added", changes.offerings_added),
            ("offerings removed", changes.offerings_removed),
            ("retired", changes.retired),
            ("prices moved", changes.prices),
            ("limits changed", changes.limits),
        )
        if found
    ]
    yield Section(heading, [Items(counts)])
    for title, keys in (
        ("Models added", changes.models_added),
        ("Models removed", changes.models_removed),
        ("Offerings added", changes.offerings_added),
        ("Offerings removed", changes.offerings_removed),
    ):
        if keys:
            yield Section(title, [Items([contents.reference(key) for key in keys])], level=3)
    if changes.retired:
        columns = [Column("What"), Column("Since"), Column("Replacement")]
        rows: list[list[Cell]] = [
            [contents.reference(one.id), dated(one.retires_on), _replacement(one.replacement, contents)]
            for one in changes.retired
        ]
        yield Section("Retired", [Table("Retired", columns, rows)], level=3)
    for title, moved in (("Prices moved", changes.prices), ("Limits changed", changes.limits)):
        if moved:
            yield Section(title, [_moved(title, moved, contents)], level=3)


def _moved(title: str, moved: tuple[Changed, ...], contents: Contents) -> Block:
    columns = [Column("Offering"), Column("Field"), Column("Before", True), Column("Now", True)]
    rows: list[list[Cell]] = []
    for change in moved:
        values = [or_not_known(leaf(change.field, value)) for value in (change.old, change.new)]
        rows.append([contents.reference(change.id), Code(change.field), *values])
    return Table(title, columns, rows)


def _replacement(key: str | None, contents: Contents) -> Inline:
    return NOT_KNOWN if key is None else contents.reference(key)


def _words(rate: Decimal | None, currency: str) -> str:
    return "not known" if rate is None else money(rate, currency)
