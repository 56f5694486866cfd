"""Rates: float noise goes, digits that a publisher printed stay."""

from __future__ import annotations

from decimal import Decimal

import pytest

from starmap.sources.reading import per_million, plain, price


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("1.9999", "2"),
        ("2.5000000000000004", "2.5"),
        ("0.4499955", "0.45"),
        ("1.2340000000000002", "1.234"),
        ("0", "0"),
    ],
)
def test_noise_goes(given: str, meant: str) -> None:
    """What binary floats leave behind, and what publishers print of it."""
    assert price(given) == Decimal(meant)


@pytest.mark.parametrize("given", ["0.078125", "0.89065", "0.234375", "0.277777777"])
def test_digits_that_were_meant_stay(given: str) -> None:
    """A quarter of $0.3125 is $0.078125."""
    assert price(given) == Decimal(given)


def test_a_rate_per_token_becomes_one_per_million() -> None:
    """Exactly."""
    assert (per_million(7.8125e-08), per_million(1.9999e-07)) == (Decimal("0.078125"), Decimal("0.2"))


def test_a_negative_rate_is_a_placeholder() -> None:
    """Not known."""
    assert price(-1) is None


def test_plain_only_takes_off_zeros() -> None:
    """The curated files are exact as they stand."""
    assert str(plain(Decimal("1.99990"))) == "1.9999"
