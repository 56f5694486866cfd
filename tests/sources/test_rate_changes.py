"""Changes of rates, and the cards that they make."""

from __future__ import annotations

from decimal import Decimal

from starmap.sources.listing import DatedCard, Facts
from starmap.sources.rate_changes import Change, dated_cards, preceded


def change(day: str, rate: int | None, path: str = "pricing.input", basis: str = "commit") -> Change:
    """One rate from a day on; ``None`` where it is gone."""
    return Change(day, {} if rate is None else {path: Decimal(rate)}, basis, f"https://example.org/{day}")


def brief(cards: list[DatedCard]) -> list[tuple[str, Facts]]:
    """The days and the rates."""
    return [(card.begins, card.facts) for card in cards]


def test_a_card_tells_its_day_and_how_it_is_known() -> None:
    """With the address of the change."""
    assert dated_cards("openai", "big-1", [change("2026-01-05", 2)]) == [
        DatedCard(
            "openai", "big-1", {"pricing.input": Decimal(2)}, "2026-01-05", "commit", "https://example.org/2026-01-05"
        )
    ]


def test_the_same_rates_again_are_no_new_card() -> None:
    """The earliest day stays."""
    cards = dated_cards("openai", "big-1", [change("2026-01-05", 2), change("2026-02-05", 2), change("2026-03-05", 3)])
    assert [card.begins for card in cards] == ["2026-01-05", "2026-03-05"]


def test_a_day_has_the_card_that_stands_when_it_ends() -> None:
    """What held for hours makes none."""
    cards = dated_cards("openai", "big-1", [change("2026-01-05", 9), change("2026-01-05", 2)])
    assert brief(cards) == [("2026-01-05", {"pricing.input": Decimal(2)})]


def test_parts_make_whole_cards() -> None:
    """A change of one part carries the others along, and the first that changes tells how the day is known."""
    batch = "pricing.modes.batch.input"
    cards = dated_cards(
        "openai",
        "big-1",
        [change("2026-01-05", 2), change("2026-03-05", 3, basis="documented")],
        [change("2026-02-05", 1, batch), change("2026-03-05", 2, batch)],
    )
    assert brief(cards) == [
        ("2026-01-05", {"pricing.input": Decimal(2)}),
        ("2026-02-05", {"pricing.input": Decimal(2), batch: Decimal(1)}),
        ("2026-03-05", {"pricing.input": Decimal(3), batch: Decimal(2)}),
    ]
    assert [card.basis for card in cards] == ["commit", "commit", "documented"]


def test_a_price_that_is_gone_is_an_empty_card() -> None:
    """Not before there was one."""
    cards = dated_cards(
        "openai", "big-1", [change("2026-01-05", None), change("2026-02-05", 2), change("2026-03-05", None)]
    )
    assert brief(cards) == [("2026-02-05", {"pricing.input": Decimal(2)}), ("2026-03-05", {})]


def test_another_record_tells_what_was_before() -> None:
    """And nothing of later days."""
    own, others = [change("2026-02-05", 2)], [change("2026-01-05", 1), change("2026-03-05", 3)]
    assert preceded(own, others) == [others[0], own[0]]
    assert preceded([], others) == others
