"""Numbers as a person reads them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from starmap.telling.figures import tokens


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0"),
        (512, "512"),
        (1_000, "1k"),
        (1_024, "1k"),
        (4_097, "4.1k"),
        (8_192, "8k"),
        (16_385, "16.4k"),
        (128_000, "128k"),
        (131_072, "128k"),
        (200_000, "200k"),
        (1_000_000, "1.0M"),
        (1_047_576, "1.05M"),
        (1_048_576, "1.0M"),
        (1_050_000, "1.05M"),
        (1_572_864, "1.5M"),
        (2_000_000, "2.0M"),
        (2_097_152, "2.0M"),
        (10_000_000, "10.0M"),
    ],
)
def test_tokens_in_short(number: int, shown: str) -> None:
    """Multiples of 1,024 in binary units, round thousands and all others in decimal."""
    assert tokens(number) == shown


@given(st.integers(0, 10**9))
def test_a_short_form_is_near_the_number(number: int) -> None:
    """Within a half of its last digit, in the units it was written in."""
    shown = tokens(number)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([kM]?)", shown)
    assert match is not None
    unit = 1024 if number % 1024 == 0 and number % 1000 else 1000
    scale = {"": 1, "k": unit, "M": unit * unit}[match[2]]
    digit = 0.05 if match[2] == "k" else 0.005 if match[2] else 0
    assert abs(float(match[1]) * scale - number) <= digit * scale + 1e-6
