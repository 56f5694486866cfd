"""Near matches."""

from __future__ import annotations

from starmap.nearness import near_matches


def test_near_matches_come_best_first() -> None:
    """The likest name leads, and what is unlike stays out."""
    assert near_matches("temprature", ["top_p", "temperatures", "temperature"]) == ["temperature", "temperatures"]


def test_near_matches_are_few() -> None:
    """Three at most, or as many as asked for."""
    known = [f"model-{number}" for number in range(9)]
    assert len(near_matches("model-x", known)) == 3
    assert len(near_matches("model-x", known, 5)) == 5


def test_nothing_is_near_to_nothing() -> None:
    """No name, no match."""
    assert near_matches("", ["a", "b"]) == []
    assert near_matches("a", []) == []
