"""The chart of a price over time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from starmap.telling.charts import Step, chart

FIRST, LAST = date(2026, 1, 1), date(2026, 5, 1)  # 120 days


def step(days: int, rate: str | None) -> Step:
    """A price from so many days after the first on."""
    return Step(date.fromordinal(FIRST.toordinal() + days), None if rate is None else Decimal(rate))


def drawn(*steps: Step, width: int = 33, height: int = 4) -> list[str]:
    """The chart, twenty-four columns wide where its figures have six characters."""
    return chart(steps, LAST, width, height)


def test_a_price_that_falls() -> None:
    """A step down, the figures beside it, the days below it."""
    assert drawn(step(0, "10"), step(60, "2.5")) == [
        "$10.00 ┤────────────┐",
        "       │            │",
        "       │            │",
        " $2.50 ┤            └───────────",
        "       └────────────────────────",
        "        2026-01-01    2026-05-01",
    ]


def test_a_price_that_rises() -> None:
    """A step up."""
    lines = drawn(step(0, "2.5"), step(60, "10"))
    assert lines[0] == "$10.00 ┤            ┌───────────"
    assert lines[3] == " $2.50 ┤────────────┘"


def test_days_without_a_price_are_a_gap() -> None:
    """Nothing is drawn where nothing is known."""
    assert drawn(step(0, "10"), step(30, None), step(60, "10"))[0] == "$10.00 ┤──────      ────────────"


def test_one_price_is_one_line() -> None:
    """Without rows that say nothing."""
    assert len(drawn(step(0, "10"))) == 3


def test_free_is_a_price() -> None:
    """It has a figure of its own."""
    assert drawn(step(0, "10"), step(60, "0"))[3].startswith("  free ┤")


def test_close_prices_are_told_apart() -> None:
    """As long as there are rows."""
    lines = drawn(step(0, "10"), step(40, "9.99"), step(80, "1"))
    assert [line.split()[0] for line in lines[:3]] == ["$10.00", "$9.99", "$1.00"]


def test_more_prices_than_rows_share_them() -> None:
    """No more rows than asked for."""
    lines = drawn(*(step(day, str(20 - day)) for day in range(10)))
    assert len(lines) == 6


def test_no_line_is_wider_than_asked_for() -> None:
    """Whatever the figures."""
    for width in (38, 40, 60, 100):
        assert max(map(len, drawn(step(0, "1234.5678"), step(7, "0.1"), width=width))) <= width


def test_there_may_be_nothing_to_draw() -> None:
    """No price, no room, or no day that has passed."""
    assert drawn() == []
    assert drawn(step(0, None)) == []
    assert drawn(step(0, "1"), width=30) == []
    assert drawn(step(120, "1")) == []


def test_another_currency_has_its_name() -> None:
    """Instead of the dollar's sign."""
    assert chart([step(0, "1")], LAST, 40, currency="CNY")[0].startswith("1.00 CNY ┤")
