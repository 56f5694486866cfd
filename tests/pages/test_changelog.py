"""What changed: from the dates that facts carry, and against an older state of the data."""

from __future__ import annotations

from datetime import date

from factories import make_author, make_card, make_model, make_offering, make_provider
from shelves import make_catalog
from starmap import Catalog, Lifecycle, Limits
from starmap.changes import find_changes
from starmap.pages.blocks import Items, Link, Page, Section, Table
from starmap.pages.changelog import changes_page
from starmap.pages.contents import Contents

DAY = date(2026, 11, 20)


def made(
    window: int = 1_000, price: str = "1", retires: date | None = None, later: tuple[str, date] | None = None
) -> Catalog:
    """One model at its own provider, with a rate card of March and perhaps a later one."""
    history = [make_card(price, date(2026, 3, 1)), *([] if later is None else [make_card(*later)])]
    facts = {"limits": Limits(context_window=window), "lifecycle": Lifecycle(retires_on=retires)}
    offering = make_offering(model_ref="acme/rocket-1", author_id="acme", price_history=tuple(history), **facts)
    model = make_model(
        offering_ids=(offering.id,), release_date=date(2026, 3, 5), price_history=tuple(history), **facts
    )
    return make_catalog([model], [offering], [make_author(home_providers=("acme-cloud",))], [make_provider()])


def sections(page: Page) -> dict[str, Section]:
    """The sections by their titles."""
    return {section.title: section for section in page.sections}


def rows(section: Section) -> list[list[object]]:
    """The rows of the only table of a section; links and days as their texts."""
    (table,) = (block for block in section.blocks if isinstance(block, Table))
    return [
        [cell.text if isinstance(cell, Link) else getattr(cell, "date", cell) for cell in row] for row in table.rows
    ]


def page_of(catalog: Catalog, older: Catalog | None = None) -> dict[str, Section]:
    """The sections of the page, on the day."""
    changes = None if older is None else find_changes(older, catalog)
    return sections(changes_page(Contents(catalog, DAY), changes))


def test_a_release_stands_in_its_month() -> None:
    """With its day."""
    assert rows(page_of(made())["Released in 2026-03 (1)"]) == [["acme/rocket-1", "Acme", "2026-03-05"]]


def test_what_is_announced_stands_apart() -> None:
    """A retirement and a price after the day are no changes yet."""
    page = page_of(made(retires=date(2026, 12, 1), later=("9", date(2026, 12, 24))))
    assert [row[:3] for row in rows(page["Announced (2)"])] == [
        ["2026-12-01", "acme/rocket-1", "retires"],
        ["2026-12-24", "acme-cloud:rocket-1", "new prices per million tokens"],
    ]
    assert not [title for title in page if title.startswith(("Prices changed", "Retired"))]


def test_a_retirement_that_came_stands_in_its_month() -> None:
    """With the day since which it no longer answers."""
    page = page_of(made(retires=date(2026, 11, 1)))
    assert [row[2] for row in rows(page["Retired in 2026-11 (1)"])] == ["2026-11-01"]


def test_a_price_that_changed_stands_beside_the_old_one() -> None:
    """In the month of the new card's first day."""
    page = page_of(made(later=("2", date(2026, 6, 15))))
    assert [row[:4] for row in rows(page["Prices changed in 2026-06 (1)"])] == [
        ["acme-cloud:rocket-1", "2026-06-15", "$1.00", "$2.00"]
    ]


def test_an_older_state_tells_what_the_data_says_otherwise() -> None:
    """Prices, limits and retirements, counted first."""
    page = page_of(made(window=2_000, price="3", retires=date(2026, 11, 1)), made())
    (counts,) = page["Since the data of 2026-11-20"].blocks
    assert isinstance(counts, Items)
    assert list(counts.items) == ["retired: 2", "prices moved: 1", "limits changed: 1"]
    assert [row[0] for row in rows(page["Retired"])] == ["acme/rocket-1", "acme-cloud:rocket-1"]
    assert rows(page["Limits changed"])[0][2:] == ["1,000", "2,000"]
    assert rows(page["Prices moved"])[0][2:] == ["$1.00", "$3.00"]


def test_the_same_data_has_not_changed() -> None:
    """And says so."""
    (said,) = page_of(made(), made())["Since the data of 2026-11-20"].blocks
    assert getattr(said, "line", None) == "Nothing in the data changed."
