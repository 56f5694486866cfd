"""Every model on a lab's published deprecation list is in the catalog, with its dates and its replacement."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from starmap import Status, catalog

pytestmark = pytest.mark.catalog

MODELS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "deprecation_lists.toml").read_text())["model"]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model["offering"]))
def test_a_listed_model_has_its_dates_and_replacement(model: dict[str, Any]) -> None:
    """As the list gives them."""
    offering = catalog.offerings[model["offering"]]
    life = offering.lifecycle
    for name in ("deprecated_on", "retires_on", "retires_not_before"):
        if name in model:
            assert str(getattr(life, name)) == model[name], (name, model["url"])
    if "replacement" in model:
        assert str(life.replacement).removeprefix(f"{offering.provider_id}:") == model["replacement"], model["url"]
    if life.retires_on is not None:
        assert life.status_on(life.retires_on) is Status.RETIRED


def test_the_lists_are_whole() -> None:
    """How many rows the lists had when they were read."""
    tally = Counter(model["offering"].partition(":")[0] for model in MODELS)
    assert tally["openai"] >= 150
    assert tally["anthropic"] >= 30
    assert tally["google-ai-studio"] >= 50
    assert tally["google-vertex"] >= 90
    assert tally["mistral"] >= 40
    assert tally["cohere"] >= 10
