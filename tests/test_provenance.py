"""Claims and explanations as a person reads them."""

from __future__ import annotations

import pytest

from starmap.provenance import Claim, Explanation, FieldEvidence, show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "yes"),
        (False, "no"),
        (None, "not known"),
        (0, "0"),
        (2_000_000, "2,000,000"),
        ("1.25", "1.25"),
        (["image", "text"], "image, text"),
        ((), ""),
    ],
    ids=repr,
)
def test_values_are_shown_for_people(value: object, text: str) -> None:
    """The three values have words, and large numbers separators."""
    assert show(value) == text


@pytest.mark.parametrize(
    ("claim", "text"),
    [
        (Claim(value=8192, source="LiteLLM"), "8,192 (LiteLLM)"),
        (Claim(value=8192, source="LiteLLM", date="2026-03"), "8,192 (LiteLLM, 2026-03)"),
        (Claim(value=None, source="x", url="https://a.b"), "not known (x, https://a.b)"),
        (
            Claim(value=True, source="x", date="2026", url="https://a.b", note="a mirror"),
            "yes (x, 2026, https://a.b; a mirror)",
        ),
        (Claim(value=True, source="x", note="a mirror"), "yes (x; a mirror)"),
    ],
    ids=["source", "date", "address", "all", "note"],
)
def test_a_claim_prints_what_is_known_of_it(claim: Claim, text: str) -> None:
    """Source first, then date, address and note where there are any."""
    assert str(claim) == text


def test_an_explanation_prints_a_paragraph_a_field() -> None:
    """The value, the source, who agrees, who claims otherwise."""
    field = FieldEvidence(
        field="limits.context_window",
        value=10,
        winner=Claim(value=10, source="vendor page"),
        agreeing=("models.dev", "LiteLLM"),
        losing=(Claim(value=12, source="pi-ai"), Claim(value=9, source="OpenRouter", note="refused: too small")),
    )
    assert str(Explanation(id="a/b", fields=(field,))) == (
        "a/b\n"
        "limits.context_window: 10\n"
        "  source: 10 (vendor page)\n"
        "  agreeing: models.dev, LiteLLM\n"
        "  losing: 12 (pi-ai)\n"
        "  losing: 9 (OpenRouter; refused: too small)"
    )


def test_a_field_is_disputed_if_another_value_is_claimed() -> None:
    """Agreement is no dispute."""
    assert not FieldEvidence(field="kind", value="chat", agreeing=("x",)).disputed
    assert FieldEvidence(field="kind", value="chat", losing=(Claim(value="image", source="x"),)).disputed
