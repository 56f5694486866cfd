"""Requests that vendors say they refuse are refused by the catalog, and the documented ones are not."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from starmap import catalog

pytestmark = pytest.mark.catalog

REFUSALS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "refusals.toml").read_text())["refusal"]
DOCUMENTED = sorted((Path(__file__).parent.parent / "checks" / "requests").glob("*.json"))
DAY = "2026-11-20"


@pytest.mark.parametrize("case", REFUSALS, ids=lambda case: f"{case['offering']} {case['path'] or case['rule']}")
def test_what_a_vendor_refuses_is_a_violation(case: dict[str, Any]) -> None:
    """A violation at the path, by the rule, that rests on a vendor's page."""
    day = date.fromisoformat(case.get("on", DAY))
    check = catalog.get(case["offering"]).check(
        json.loads(case["request"]), on=day, input_tokens=case.get("input_tokens")
    )
    found = [one for one in check.violations if (one.path, one.rule) == (case["path"], case["rule"])]
    assert found, f"{case['url']}\n{check.table()}"
    source = found[0].source
    assert source is not None
    assert source.source == "vendor page"
    assert source.url is not None
    assert case.get("repair") in (None, found[0].repair)


def test_there_are_sixty_refusals_of_many_vendors_and_rules() -> None:
    """At least 60, of ten vendors and of every rule that a request alone can break, each with address and date."""
    assert len(REFUSALS) >= 60
    assert len({case["offering"].partition(":")[0] for case in REFUSALS}) >= 10
    assert Counter(case["rule"] for case in REFUSALS).keys() >= {
        "parameter", "range", "output-cap", "input-modality", "capability", "reasoning-effort", "combination",
        "retired", "context",
    }  # fmt: skip
    assert all(case["url"].startswith("https://") and case["date"] for case in REFUSALS)


@pytest.mark.parametrize("file", DOCUMENTED, ids=lambda file: file.stem)
def test_the_documented_request_passes(file: Path) -> None:
    """The vendor's own example of each shape has nothing against it on a current model."""
    example = json.loads(file.read_text())
    check = catalog.get(example["model"]).check(example["request"], on=date.fromisoformat(DAY))
    assert not check.violations, check.table()
    assert file.stem.startswith(str(check.api))
    assert not [note for note in check.notes if note.rule == "unknown-name"]


def test_every_shape_has_a_documented_request() -> None:
    """OpenAI's two, Anthropic's and Google's, each with its address."""
    told = [json.loads(file.read_text()) for file in DOCUMENTED]
    assert {file.stem for file in DOCUMENTED} >= {"openai-chat", "openai-responses", "anthropic-messages", "gemini"}
    assert all(example["address"].startswith("https://") and example["date"] for example in told)
