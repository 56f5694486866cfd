"""The history of LiteLLM's tables as dated cards."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import litellm_history
from starmap.sources.listing import Batch, DatedCard, Facts
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"litellm": {"openai": "openai", "azure": "azure", "deepseek": "deepseek"}})
TABLES = ("2026-01-01", "2026-02-01", "2026-02-15", "2026-04-01", "2026-06-01")
INPUT, OUTPUT = "input_cost_per_token", "output_cost_per_token"

Event = dict[str, object]


def event(day: str, field: str, value: object, key: str = "big-1") -> Event:
    """A field's new value in a table."""
    place = TABLES.index(day)
    after = {"after": TABLES[place - 1]} if place else {}
    return {"key": key, "field": field, "from": day, "value": value, "ref": "litellm==1", **after}


def added(day: str, fields: Event, key: str = "big-1", provider: str = "openai") -> list[Event]:
    """A key that begins with fields."""
    stated = {"litellm_provider": provider, "mode": "chat"} | fields
    return [event(day, "_added", True, key), *(event(day, name, value, key) for name, value in stated.items())]


def commit(day: str, old: object, new: object, flag: str = "", field: str = INPUT) -> list[object]:
    """A change in the repository."""
    return [day, "price", field, old, new, flag, 0]


def parse(*events: Event, commits: list[list[object]] | None = None) -> Batch:
    """The cards of tables, with the commits of the one key."""
    ledger = {"schema": 1, "events": {"big-1": commits or []}}
    return litellm_history.parse(
        [
            SourceFile("litellm_history.jsonl.gz", b"\n".join(json.dumps(e).encode() for e in events), "2026-10-21"),
            SourceFile("llmledger/litellm_events.json", json.dumps(ledger).encode(), "2026-10-21"),
        ],
        NAMES,
    )


def inputs(batch: Batch) -> list[tuple[str, str, str | None]]:
    """Day, basis and rate of input of each card."""
    rates = [card.facts.get("pricing.input") for card in batch.cards]
    return [
        (card.begins, card.basis, None if rate is None else str(rate))
        for card, rate in zip(batch.cards, rates, strict=True)
    ]


def test_a_table_shows_a_card_on_its_day() -> None:
    """The whole record, by the functions that read a table."""
    facts: Facts = {
        "pricing.input": Decimal(4),
        "pricing.output": Decimal(16),
        "pricing.modes.batch.input": Decimal(2),
    }
    batch = parse(*added("2026-01-01", {INPUT: 4e-06, OUTPUT: 1.6e-05, f"{INPUT}_batches": 2e-06}))
    assert batch.cards == [DatedCard("openai", "big-1", facts, "2026-01-01", "first observed")]


def test_a_commit_tells_the_day_of_a_change() -> None:
    """Where it is between the two tables and has the new value."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06}),
        event("2026-02-01", INPUT, 2e-06),
        event("2026-06-01", INPUT, 1e-06),
        commits=[commit("2026-01-20", 4e-06, 2e-06), commit("2026-03-20", 2e-06, 1e-06)],
    )
    assert inputs(batch) == [
        ("2026-01-01", "first observed", "4"),
        ("2026-01-20", "commit", "2"),
        ("2026-06-01", "first observed", "1"),
    ]


def test_a_doubtful_commit_tells_no_day() -> None:
    """The table does."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06}),
        event("2026-02-01", INPUT, 2e-06),
        commits=[commit("2026-01-20", 4e-06, 2e-06, "likely")],
    )
    assert inputs(batch)[1:] == [("2026-02-01", "first observed", "2")]


def test_the_first_values_of_a_key_are_the_tables() -> None:
    """A commit tells of one rate, not of the whole card."""
    first = added("2026-02-01", {INPUT: 2e-06, OUTPUT: 8e-06})
    batch = parse(*first, commits=[commit("2026-01-20", 4e-06, 2e-06)])
    assert [(card.begins, len(card.facts)) for card in batch.cards] == [("2026-02-01", 2)]


def test_a_value_that_was_undone_is_no_card() -> None:
    """By the commits' flags, or between two tables of one month."""
    first = added("2026-01-01", {INPUT: 4e-06})
    slip = [event("2026-02-01", INPUT, 9e-06), event("2026-06-01", INPUT, 4e-06)]
    undone = [commit("2026-01-20", 4e-06, 9e-06, "reverted"), commit("2026-02-09", 9e-06, 4e-06, "reverted")]
    assert inputs(parse(*first, *slip, commits=undone)) == [("2026-01-01", "first observed", "4")]
    short = [event("2026-02-01", INPUT, 9e-06), event("2026-02-15", INPUT, 4e-06)]
    assert len(parse(*first, *short).cards) == 1
    assert len(parse(*first, *slip).cards) == 3


def test_a_value_that_came_back_and_stayed_is_a_price() -> None:
    """Though its first try was undone."""
    tries = [
        commit("2026-01-20", 4e-06, 2e-06, "reverted"),
        commit("2026-02-09", 2e-06, 4e-06, "reverted"),
        commit("2026-02-20", 4e-06, 2e-06, "reverted"),
    ]
    batch = parse(*added("2026-01-01", {INPUT: 4e-06}), event("2026-02-01", INPUT, 2e-06), commits=tries)
    assert inputs(batch)[1:] == [("2026-02-01", "first observed", "2")]


@pytest.mark.parametrize(
    "commits", [[], [commit("2026-05-01", 0.0004, 4e-06, "unit")]], ids=["by the tables", "by a commit"]
)
def test_a_price_of_another_unit_is_no_card(commits: list[list[object]]) -> None:
    """A hundred times too high."""
    batch = parse(*added("2026-01-01", {INPUT: 0.0004}), event("2026-06-01", INPUT, 4e-06), commits=commits)
    assert [(begins, rate) for begins, _, rate in inputs(batch)] == [("2026-06-01", "4")]


def test_a_field_that_goes_is_a_rate_that_goes() -> None:
    """From the table on that has it no more."""
    cached = "cache_read_input_token_cost"
    batch = parse(*added("2026-01-01", {INPUT: 4e-06, cached: 4e-07}), event("2026-06-01", cached, None))
    assert ["pricing.cache_read" in card.facts for card in batch.cards] == [True, False]


def test_a_key_that_goes_ends_nothing_and_begins_afresh() -> None:
    """Its old fields are forgotten."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06, OUTPUT: 8e-06}),
        event("2026-02-01", "_removed", True),
        *added("2026-06-01", {INPUT: 4e-06}),
    )
    assert [(card.begins, len(card.facts)) for card in batch.cards] == [("2026-01-01", 2), ("2026-06-01", 1)]


def test_another_key_of_the_offering_speaks_while_the_first_is_gone() -> None:
    """With and without the provider before the id."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06}, "chat-1", "deepseek"),
        event("2026-02-01", "_removed", True, "chat-1"),
        *added("2026-01-01", {INPUT: 4e-06}, "deepseek/chat-1", "deepseek"),
        event("2026-04-01", INPUT, 3e-06, "deepseek/chat-1"),
        *added("2026-06-01", {INPUT: 2e-06, OUTPUT: 3e-06}, "chat-1", "deepseek"),
    )
    assert {card.id for card in batch.cards} == {"chat-1"}
    assert inputs(batch) == [
        ("2026-01-01", "first observed", "4"),
        ("2026-04-01", "first observed", "3"),
        ("2026-06-01", "first observed", "2"),
    ]


def test_a_region_is_part_of_the_offerings_card() -> None:
    """It ends with its key, where LiteLLM still lists the offering."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06}, "azure/big-1", "azure"),
        *added("2026-02-01", {INPUT: 5e-06}, "azure/eu/big-1", "azure"),
        event("2026-06-01", "_removed", True, "azure/eu/big-1"),
    )
    assert [(card.begins, {path: str(rate) for path, rate in card.facts.items()}) for card in batch.cards] == [
        ("2026-01-01", {"pricing.input": "4"}),
        ("2026-02-01", {"pricing.input": "4", "pricing.regions.eu.input": "5"}),
        ("2026-06-01", {"pricing.input": "4"}),
    ]


def test_what_is_no_offering_or_free_by_neglect_has_no_card() -> None:
    """As in a table."""
    batch = parse(
        *added("2026-01-01", {INPUT: 4e-06}, "1024-x-1024/big-1"),
        *added("2026-01-01", {INPUT: 0, OUTPUT: 0}, "azure/free-1", "azure"),
        *added("2026-01-01", {INPUT: 4e-06, "mode": "search"}, "find-1"),
    )
    assert batch.cards == []
    assert batch.left_out == {"image size": 1}


@pytest.mark.parametrize(
    ("change", "place"),
    [({"smell": 1}, r"3\.smell"), ({"field": "smell_cost_per_token"}, None), ({"value": "x"}, r"big-1\.input")],
    ids=["field of a line", "unknown price", "text"],
)
def test_what_is_not_understood_is_refused(change: dict[str, object], place: str | None) -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=place or "smell_cost_per_token: new upstream field"):
        parse(*added("2026-01-01", {}), event("2026-01-01", INPUT, 4e-06) | change)


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"litellm_history\.jsonl\.gz"):
        litellm_history.parse([SourceFile("litellm_history.jsonl.gz", b'{"key": "b', "")], NAMES)
