"""Entries side by side."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from factories import make_model, make_offering, make_pricing, make_tier
from starmap import Limits, Modalities, Modality
from starmap.telling.comparisons import Line, lines_of

DAY = date(2026, 6, 1)


def lines(*entries: object) -> dict[str, Line]:
    """Each line by its name."""
    return {line.name: line for line in lines_of(entries, DAY)}  # type: ignore[arg-type]


def test_free_unknown_and_priced_are_told_apart() -> None:
    """In values and in words."""
    cards = [make_pricing(input=price) for price in ("0", "2.50")]
    entries = [make_offering(price_history=(card,)) for card in cards]
    line = lines(*entries, make_offering(), make_offering(price_history=(make_pricing(output="1"),)))["input"]
    assert line.values == (Decimal(0), Decimal("2.50"), None, None)
    assert line.texts == ("free", "$2.50", "not known", "not known")


def test_a_rate_that_none_has_is_left_out() -> None:
    """There are many rates."""
    held = lines(make_offering(price_history=(make_pricing(input="1"),)), make_offering())
    assert "input" in held
    assert "output" not in held


def test_tiers_tell_from_where_on_other_rates_hold() -> None:
    """None, which is known, or not known."""
    tiered = make_offering(price_history=(make_pricing(input="1", tiers=(make_tier(200_000, input="2"),)),))
    flat = make_offering(price_history=(make_pricing(input="1"),))
    line = lines(tiered, flat, make_offering())["tiers"]
    assert line.values == ([200_000], [], None)
    assert line.texts == ("200,000 tokens", "none", "not known")


def test_limits_and_modalities() -> None:
    """Exact, sorted, and never a blank."""
    entry = make_model(
        limits=Limits(context_window=1_000_000),
        modalities=Modalities(input=frozenset({Modality.TEXT, Modality.IMAGE}), output=frozenset()),
    )
    held = lines(entry, make_offering())
    assert held["context_window"].texts == ("1,000,000", "not known")
    assert (held["takes"].texts, held["gives"].texts) == (("image, text", "not known"), ("none", "not known"))
    assert held["what"].values == ("model", "offering")


def test_a_line_differs_where_any_value_does() -> None:
    """Not known differs from no."""
    held = lines(make_model(open_weights=False), make_model(open_weights=None))
    assert held["open_weights"].differs
    assert not held["license"].differs
