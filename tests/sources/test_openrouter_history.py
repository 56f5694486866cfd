"""OpenRouter's archived prices as dated cards."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import openrouter_history
from starmap.sources.listing import Batch, DatedCard
from starmap.sources.reading import ProviderNames, SourceFile

Copies = dict[str, dict[str, list[float]]]


def parse(copies: Copies, answers: dict[str, list[str]] | None = None, **changes: object) -> Batch:
    """The cards of archived copies; ``answers`` are the forms that the full list has."""
    history = {
        "built": "2026-10-01",
        "source": "https://example.org",
        "snapshots": [{"date": day, "prices": prices} for day, prices in copies.items()],
    } | changes
    page = {"data": [{"id": id, "architecture": {"output_modalities": forms}} for id, forms in (answers or {}).items()]}
    return openrouter_history.parse(
        [
            SourceFile("openrouter/price_history_1.json", json.dumps(history).encode(), "2026-10-01"),
            SourceFile("openrouter/models-1.json.gz", json.dumps(page).encode(), "2026-08-05"),
        ],
        ProviderNames({}),
    )


def card(day: str, prompt: str, completion: str) -> DatedCard:
    """A card of the one model."""
    facts = {"pricing.input": Decimal(prompt), "pricing.output": Decimal(completion)}
    return DatedCard("openrouter", "lab/big-1", dict(facts), day, "first observed")


def test_a_card_begins_with_the_copy_that_shows_it() -> None:
    """In whatever order the copies stand; the same price again is none."""
    copies: Copies = {
        "2024-03-26": {"lab/big-1": [0.14, 0.28]},
        "2023-07-26": {"lab/big-1": [11.02, 32.68]},
        "2024-05-08": {"lab/big-1": [0.14, 0.28]},
    }
    assert parse(copies).cards == [card("2023-07-26", "11.02", "32.68"), card("2024-03-26", "0.14", "0.28")]


def test_a_gap_in_the_copies_ends_nothing() -> None:
    """An id may be left out of one copy."""
    copies: Copies = {"2024-03-26": {"lab/big-1": [1, 2]}, "2024-05-08": {}}
    assert parse(copies).cards == [card("2024-03-26", "1", "2")]


ZEROS = [
    pytest.param("lab/big-1:free", {}, True, id="a free variant"),
    pytest.param("lab/big-1", {"lab/big-1": ["text"]}, True, id="text"),
    pytest.param("lab/big-1", {"lab/big-1": ["image"]}, False, id="pictures"),
    pytest.param("lab/big-1", {}, False, id="on no full list"),
]


@pytest.mark.parametrize(("id", "answers", "free"), ZEROS)
def test_a_zero_is_free_where_it_can_be_told(id: str, answers: dict[str, list[str]], free: bool) -> None:
    """As the adapter of the full list tells it."""
    assert bool(parse({"2024-03-26": {id: [0, 0]}}, answers).cards) is free


def test_a_zero_between_prices_is_a_gap() -> None:
    """The price is not known on those days."""
    copies: Copies = {
        "2024-03-26": {"lab/big-1": [1, 2]},
        "2024-05-08": {"lab/big-1": [0, 0]},
        "2024-06-19": {"lab/big-1": [1, 2]},
    }
    batch = parse(copies, {"lab/big-1": ["text"]})
    assert [(one.begins, bool(one.facts)) for one in batch.cards] == [
        ("2024-03-26", True),
        ("2024-05-08", False),
        ("2024-06-19", True),
    ]
    assert batch.left_out == {"zero price between others": 1}


def test_a_new_field_is_refused() -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match="smell: new upstream field"):
        parse({}, smell=1)


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"price_history_1\.json"):
        openrouter_history.parse([SourceFile("openrouter/price_history_1.json", b'{"bu', "")], ProviderNames({}))
