"""The script that holds every offering for the pages."""

from __future__ import annotations

import ast
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from starmap import Catalog, Usage
from starmap.pages.offerings_table import CAPABILITIES, MODALITIES, RATES, offerings_script
from starmap.pages.paths import file_name

DAY = date(2025, 9, 1)


def read(script: str) -> dict[str, Any]:
    """The table in a script: a literal of JavaScript within single quotes, with escapes that Python has too."""
    opening, closing = "window.STARMAP=JSON.parse(", ");\n"
    assert script.startswith(opening)
    assert script.endswith(closing)
    table: dict[str, Any] = json.loads(ast.literal_eval(script[len(opening) : -len(closing)]))
    return table


@pytest.fixture(scope="module")
def table(sample: Catalog) -> dict[str, Any]:
    """The table of the sample catalog."""
    return read(offerings_script(sample, DAY))


def column(table: dict[str, Any], name: str) -> list[Any]:
    """The values of a column, one for each offering."""
    coded = table["columns"][name]
    return [coded["of"][place] for place in coded["at"]]


def test_it_is_the_same_text_every_time(sample: Catalog) -> None:
    """The same catalog and day give the same bytes."""
    assert offerings_script(sample, DAY) == offerings_script(sample, DAY)


def test_it_says_whose_data_of_which_day(sample: Catalog, table: dict[str, Any]) -> None:
    """The day that was asked for and the version of the data stand in it."""
    assert (table["day"], table["version"]) == ("2025-09-01", sample.data_version)


@pytest.mark.parametrize(
    ("name", "attribute"),
    [
        ("provider", "provider_id"),
        ("key", "model_id"),
        ("name", "name"),
        ("model", "model_ref"),
        ("author", "author_id"),
        ("kind", "kind"),
        ("context", "context_window"),
        ("max_output", "max_output_tokens"),
        ("cutoff", "knowledge_cutoff"),
        ("open_weights", "open_weights"),
    ],
)
def test_facts_stand_in_columns_and_unknown_is_null(
    sample: Catalog, table: dict[str, Any], name: str, attribute: str
) -> None:
    """Each column holds the fact of each offering, in the catalog's order; what is not known is null."""
    assert column(table, name) == [getattr(offering, attribute) for offering in sample.offerings]


def test_status_is_that_of_the_day(sample: Catalog, table: dict[str, Any]) -> None:
    """What retired before the day is retired, whatever today is."""
    assert column(table, "status") == [offering.lifecycle.status_on(DAY) for offering in sample.offerings]


def test_capabilities_are_letters_of_three_kinds(sample: Catalog, table: dict[str, Any]) -> None:
    """Yes, no and not known each have a letter, in the order of the names that the table gives."""
    letters = {"y": True, "n": False, "u": None}
    assert table["capabilities"] == list(CAPABILITIES)
    assert [[letters[one] for one in text] for text in column(table, "answers")] == [
        [offering.supports(name) for name in CAPABILITIES] for offering in sample.offerings
    ]


def test_modalities_are_bits(sample: Catalog, table: dict[str, Any]) -> None:
    """A mask holds a bit for each modality; null is not known."""
    read_back = [
        None if mask is None else {one for bit, one in enumerate(MODALITIES) if mask >> bit & 1}
        for mask in column(table, "takes")
    ]
    assert table["modalities"] == [str(one) for one in MODALITIES]
    assert read_back == [offering.modalities.input for offering in sample.offerings]


def test_pages_are_named_only_where_the_id_is_no_file_name(sample: Catalog, table: dict[str, Any]) -> None:
    """A name stands in the table where it is not the id itself, and only there."""
    keys = [offering.id.partition(":")[2] for offering in sample.offerings]
    assert column(table, "page") == [None if file_name(key) == key else file_name(key) for key in keys]


def test_rates_are_exact_and_unknown_is_null(sample: Catalog, table: dict[str, Any]) -> None:
    """Each rate of the day's card is a text with all its digits; none is null, free is zero, no card is null."""
    for offering, card in zip(sample.offerings, column(table, "card"), strict=True):
        pricing = offering.pricing_on(DAY)
        if pricing is None:
            assert card is None, offering.id
            continue
        given = [None if rate is None else Decimal(rate) for rate in card["standard"][0]["rates"]]
        assert given == [getattr(pricing, name) for name in RATES], offering.id
        assert card["currency"] == pricing.currency
        assert [step["above"] for step in card["standard"][1:]] == [tier.above for tier in pricing.tiers]
        assert (card["batch"] is None) == ("batch" not in pricing.modes)


def test_rates_by_the_hour_are_marked(sample: Catalog) -> None:
    """Where a rate depends on the hour on that day, its place is marked: ``cost`` does not know it either."""
    hourly = [offering for offering in sample.offerings if any(card.windows for card in offering.price_history)]
    assert hourly, "the sample has an offering with rates by the hour"
    for offering in hourly:
        card = next(card for card in reversed(offering.price_history) if card.windows)
        day = card.valid_from or DAY
        table = read(offerings_script(sample, day))
        row = list(sample.offerings.ids()).index(offering.id)
        marked = column(table, "card")[row]["standard"][0]["hourly"]
        doubtful = [
            place
            for place, usage in enumerate((Usage(input_tokens=1), Usage(output_tokens=1)))
            if offering.cost(usage, at=day).total is None
        ]
        assert [place for place in marked if place < 2] == doubtful, offering.id
        assert offering.cost(Usage(input_tokens=1), at=datetime(day.year, day.month, day.day, 12, tzinfo=UTC)).total


def test_nothing_in_it_can_end_a_script_or_a_text(sample: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names with markup, quotes, backslashes and line separators come back as they were, from plain ASCII."""
    name = "</script><!-- 'a' \"b\" \\ \u2028\u2029 \n é"
    hostile = next(iter(sample.offerings)).model_copy(update={"name": name})
    monkeypatch.setattr(Catalog, "offerings", (hostile,))
    script = offerings_script(sample, DAY)
    assert "<" not in script
    assert script.isascii()
    assert script.count("\n") == 1
    assert column(read(script), "name") == [name]
