"""The history of models.dev as dated cards."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import models_dev_history
from starmap.sources.listing import Batch, DatedCard, Facts
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"models_dev": {"vertex": "google-vertex", "vertex-claude": "google-vertex"}})


def event(day: str, field: str, value: object, provider: str = "openai") -> dict[str, object]:
    """A field's new value, by a commit at noon."""
    moment = f"{day}T12:00:00Z"
    return {
        "provider": provider,
        "model": "big-1",
        "field": field,
        "from": moment,
        "value": value,
        "commit": "abc",
    }


def added(day: str, provider: str = "openai", **cost: object) -> list[dict[str, object]]:
    """A record that begins with rates."""
    return [
        event(day, "_added", True, provider),
        *(event(day, f"cost.{name}", rate, provider) for name, rate in cost.items()),
    ]


def parse(*events: dict[str, object], forms: object = None) -> Batch:
    """The cards of a history; ``forms`` are those of the one model in the newest edition."""
    record = {"id": "big-1"} if forms is None else {"id": "big-1", "modalities": forms}
    edition = {"openai": {"id": "openai", "models": {"big-1": record}}}
    return models_dev_history.parse(
        [
            SourceFile("models_dev_history.jsonl.gz", b"\n".join(json.dumps(e).encode() for e in events), "2026-09-30"),
            SourceFile("models_dev/api-2026-09-30.json.gz", json.dumps(edition).encode(), "2026-09-30"),
            SourceFile("models_dev_retired.json.gz", b"{}", "2026-09-30"),
        ],
        NAMES,
    )


def brief(batch: Batch) -> list[tuple[str, Facts]]:
    """The days and the rates."""
    return [(card.begins, card.facts) for card in batch.cards]


def test_a_commit_makes_a_card_of_its_day() -> None:
    """The whole record, not what it changed."""
    batch = parse(*added("2026-01-05", input=4, output=16), event("2026-02-05", "cost.input", 2.5))
    output: Facts = {"pricing.output": Decimal(16)}
    assert batch.cards == [
        DatedCard("openai", "big-1", {"pricing.input": Decimal(4)} | output, "2026-01-05", "commit"),
        DatedCard("openai", "big-1", {"pricing.input": Decimal("2.5")} | output, "2026-02-05", "commit"),
    ]


def test_an_edition_was_observed() -> None:
    """The change lies somewhere before it."""
    seen = event("2026-08-28", "cost.input", 2) | {"snapshot": "x:1", "after": "2026-08-21T10:00:00Z"}
    del seen["commit"]
    (_, card) = parse(*added("2026-01-05", input=4), seen).cards
    assert (card.begins, card.basis) == ("2026-08-28", "first observed")


def test_tiers_are_read_as_in_an_edition() -> None:
    """Of either shape."""
    tiers = [{"input": 8, "tier": {"type": "context", "size": 272_000}}]
    legacy = event("2026-02-05", "cost.context_over_200k", {"input": 9})
    batch = parse(*added("2026-01-05", input=4, tiers=tiers), event("2026-02-05", "cost.tiers", None), legacy)
    assert [card.facts["pricing.tiers"] for card in batch.cards] == [
        [{"above": 272_000, "input": Decimal(8)}],
        [{"above": 200_000, "input": Decimal(9)}],
    ]


def test_the_names_of_june_2025_stay_unread() -> None:
    """A write here, a read there."""
    batch = parse(*added("2025-06-05", input=4, inputCached=5, outputCached=0.4), event("2025-06-06", "cost.cached", 1))
    assert brief(batch) == [("2025-06-05", {"pricing.input": Decimal(4)})]


def test_a_removal_ends_nothing_and_a_return_begins_afresh() -> None:
    """It may have been a renaming; a record that returns tells all its fields."""
    gone = event("2026-02-05", "_removed", True)
    batch = parse(*added("2026-01-05", input=4, cache_read=0.4), gone, *added("2026-03-05", input=4))
    assert brief(batch) == [
        ("2026-01-05", {"pricing.input": Decimal(4), "pricing.cache_read": Decimal("0.4")}),
        ("2026-03-05", {"pricing.input": Decimal(4)}),
    ]


def test_a_price_that_is_taken_out_is_an_empty_card() -> None:
    """From that day on it is not known."""
    assert brief(parse(*added("2026-01-05", input=4), event("2026-02-05", "cost.input", None)))[1:] == [
        ("2026-02-05", {})
    ]


@pytest.mark.parametrize(
    ("provider", "forms"),
    [("github-copilot", None), ("openai", {"input": ["text"], "output": ["image"]})],
    ids=["a flat fee", "not billed by the token"],
)
def test_a_zero_that_is_no_price_makes_no_card(provider: str, forms: object) -> None:
    """As in an edition."""
    assert parse(*added("2026-01-05", provider, input=0, output=0), forms=forms).cards == []


def test_a_zero_of_a_text_model_is_free() -> None:
    """As in an edition."""
    assert brief(parse(*added("2026-01-05", input=0, output=0))) == [
        ("2026-01-05", {"pricing.input": Decimal(0), "pricing.output": Decimal(0)})
    ]


def test_of_two_providers_that_are_one_the_first_speaks() -> None:
    """The other tells what was before."""
    batch = parse(
        *added("2026-02-05", "vertex", input=4),
        *added("2026-01-05", "vertex-claude", input=5),
        event("2026-03-05", "cost.input", 9, "vertex-claude"),
    )
    assert [(card.provider, *one) for card, one in zip(batch.cards, brief(batch), strict=True)] == [
        ("google-vertex", "2026-01-05", {"pricing.input": Decimal(5)}),
        ("google-vertex", "2026-02-05", {"pricing.input": Decimal(4)}),
    ]


def test_cards_are_sorted() -> None:
    """By provider, id and day."""
    batch = parse(*added("2026-02-05", input=4), *added("2026-01-05", "anthropic", input=5))
    assert [card.provider for card in batch.cards] == ["anthropic", "openai"]


@pytest.mark.parametrize(
    ("change", "place"),
    [({"smell": 1}, "1.smell"), ({"field": "cost.smell"}, r"openai/big-1\.smell"), ({"value": "4"}, r"big-1\.input")],
    ids=["field of a line", "rate", "text"],
)
def test_a_new_field_is_refused(change: dict[str, object], place: str) -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=place):
        parse(event("2026-01-05", "_added", True), event("2026-01-05", "cost.input", 4) | change)


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    broken = SourceFile("models_dev_history.jsonl.gz", b'{"provider": "op', "2026-09-30")
    with pytest.raises(SourceError, match=r"models_dev_history\.jsonl\.gz"):
        models_dev_history.parse([broken], NAMES)
