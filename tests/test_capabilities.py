"""Capabilities and parameters: ``supports`` and ``require``."""

from __future__ import annotations

from decimal import Decimal

import pytest

from factories import make_model, make_offering
from starmap import (
    Capabilities,
    FrozenMap,
    Limits,
    Modalities,
    Modality,
    Model,
    Parameter,
    ParameterName,
    TokenBudget,
    UnknownFieldError,
    UnsupportedError,
)

ENTRY = make_model(
    capabilities=Capabilities(tools=True, streaming=True, reasoning=False, reasoning_budget=TokenBudget(max=9)),
    parameters=FrozenMap(
        {
            ParameterName.TEMPERATURE: Parameter(accepted=True, max=Decimal(2)),
            ParameterName.SEED: Parameter(accepted=False),
            ParameterName.TOP_K: Parameter(default=Decimal(40)),
        }
    ),
)


@pytest.mark.parametrize(
    ("names", "answer"),
    [
        (("tools",), True),
        (("reasoning",), False),
        (("web_search",), None),
        (("temperature",), True),
        (("seed",), False),
        (("top_k",), None),
        (("stop",), None),
        (("tools", "temperature"), True),
        (("tools", "web_search"), None),
        (("web_search", "tools"), None),
        (("web_search", "seed"), False),
        (("seed", "web_search"), False),
        ((), True),
        ((ParameterName.TEMPERATURE,), True),
    ],
    ids=lambda value: "+".join(value) or "nothing" if isinstance(value, tuple) else str(value),
)
def test_supports_answers_in_three_values(names: tuple[str, ...], answer: bool | None) -> None:
    """A known ``no`` outranks ``not known``, which outranks ``yes``, in any order."""
    assert ENTRY.supports(*names) is answer


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("tool", "tools"),
        ("temprature", "temperature"),
        ("visoin", "vision"),
        ("Tools", "tools"),
        ("structured_outputs", "structured_output"),
    ],
)
def test_a_typo_is_an_error_with_near_matches(name: str, close: str) -> None:
    """A name that does not exist is never ``None``."""
    with pytest.raises(UnknownFieldError) as caught:
        ENTRY.supports(name)
    assert close in caught.value.close
    assert str(caught.value).startswith(f"{name!r} is not a capability or parameter; close matches: ")


@pytest.mark.parametrize(
    "name", ["", "reasoning_budget", "reasoning_efforts", "context_window", "xyzzy", "model_fields", "__class__"]
)
def test_what_is_no_capability_is_an_error(name: str) -> None:
    """Fields, budgets and Python's own names are no capabilities."""
    with pytest.raises(UnknownFieldError):
        ENTRY.supports(name)


def test_a_typo_is_an_error_beside_a_known_no() -> None:
    """A known ``no`` does not hide a typo."""
    with pytest.raises(UnknownFieldError):
        ENTRY.supports("seed", "temprature")
    with pytest.raises(UnknownFieldError):
        ENTRY.require("seed", "temprature")


def test_require_returns_the_entry() -> None:
    """What is supported passes through."""
    assert ENTRY.require("tools", "temperature") is ENTRY


def test_require_names_what_is_missing_and_what_is_unknown() -> None:
    """The two are told apart, each in the order asked."""
    with pytest.raises(UnsupportedError) as caught:
        ENTRY.require("tools", "seed", "web_search", "reasoning", "stop")
    assert (caught.value.entry, caught.value.missing, caught.value.unknown) == (
        "acme/rocket-1", ("seed", "reasoning"), ("web_search", "stop"),
    )  # fmt: skip
    assert str(caught.value) == (
        "acme/rocket-1 does not support seed, reasoning and is not known to support web_search, stop"
    )


def test_a_requirement_that_meets_none_is_not_satisfied() -> None:
    """Not known is not enough."""
    with pytest.raises(UnsupportedError, match="is not known to support web_search"):
        ENTRY.require("web_search")


TEXT, IMAGE = frozenset({Modality.TEXT}), frozenset({Modality.IMAGE, Modality.TEXT})


@pytest.mark.parametrize(
    ("modalities", "answer"),
    [
        (Modalities(input=IMAGE, output=TEXT), True),
        (Modalities(input=TEXT, output=TEXT), False),
        (Modalities(input=IMAGE, output=frozenset({Modality.IMAGE})), False),
        (Modalities(input=IMAGE, output=IMAGE), True),
        (Modalities(input=TEXT), False),
        (Modalities(output=frozenset({Modality.AUDIO})), False),
        (Modalities(input=IMAGE), None),
        (Modalities(output=TEXT), None),
        (Modalities(), None),
    ],
    ids=[
        "sees",
        "reads-only",
        "draws",
        "both",
        "no-image-in",
        "no-text-out",
        "output-unknown",
        "input-unknown",
        "nothing-known",
    ],
)
def test_vision_is_derived(modalities: Modalities, answer: bool | None) -> None:
    """Vision is image input on an entry that outputs text; one known ``no`` decides."""
    assert make_offering(modalities=modalities).supports("vision") is answer


def test_models_and_offerings_answer_alike() -> None:
    """Code that asks for a fact need not care which it holds."""
    facts = {"capabilities": Capabilities(tools=False), "limits": Limits(context_window=9)}
    model, offering = make_model(**facts), make_offering(**facts)
    assert (model.supports("tools"), model.context_window) == (offering.supports("tools"), offering.context_window)


def test_subclass_of_answer_is_bool() -> None:
    """Answers are the three singletons, so ``is`` works."""
    assert {type(Model.supports(ENTRY, name)) for name in ("tools", "seed")} == {bool}
