"""Limits and modalities."""

from __future__ import annotations

import pytest

from factories import make_model, make_offering
from starmap import Limits, Modalities

NAMES = ("context_window", "max_input_tokens", "max_output_tokens", "output_shares_context")


@pytest.mark.parametrize("make", [make_model, make_offering], ids=["model", "offering"])
def test_limits_are_readable_on_the_entry(make: type) -> None:
    """Each limit is an attribute of the entry too."""
    limits = Limits(
        context_window=128_000, max_input_tokens=100_000, max_output_tokens=4_096, output_shares_context=False
    )
    entry = make(limits=limits)
    assert [getattr(entry, name) for name in NAMES] == [128_000, 100_000, 4_096, False]


@pytest.mark.parametrize("name", NAMES)
def test_a_limit_nobody_published_is_none(name: str) -> None:
    """Unknown is ``None``, never zero or a guess."""
    assert getattr(make_model(), name) is None
    assert getattr(Limits(), name) is None


def test_zero_is_not_unknown() -> None:
    """Zero is kept apart from ``None``."""
    assert Limits(max_output_tokens=0) != Limits()
    assert make_model(limits=Limits(max_output_tokens=0)).max_output_tokens == 0


def test_no_modality_is_not_unknown() -> None:
    """An empty set says that nothing goes in; ``None`` says nothing."""
    assert Modalities(input=frozenset()) != Modalities()
