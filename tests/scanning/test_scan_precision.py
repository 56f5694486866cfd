"""Findings in real code bases that were reviewed by hand: what is right is still found, what was mended stays away."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from starmap import catalog
from starmap.scanning import Rule, scan

pytestmark = pytest.mark.catalog

REVIEW: dict[str, Any] = tomllib.loads((Path(__file__).parent / "reviewed.toml").read_text())
PACKAGES: list[dict[str, Any]] = REVIEW["package"]


def line_of(language: str, context: str, text: str) -> str:
    """The smallest file in which a string stands under a name."""
    if language == "json":
        return json.dumps({context: [text]} if context else [text])
    if language == "yaml":
        return f"{context}: {text!r}\n"
    name = context if context.isidentifier() else "values"
    return f"{name} = [{text!r}]\n"


def found_in(directory: Path, language: str, line: str) -> list[tuple[str, Rule]]:
    """Each text found in a file of one line, with its rule."""
    file = directory / f"one.{'py' if language == 'python' else language}"
    file.write_text(line)
    return [(found.text, found.rule) for found in scan([file], catalog, day=REVIEW["day"]).found]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_what_was_found_right_is_found(tmp_path: Path, package: dict[str, Any]) -> None:
    """Every finding that the review confirmed, with its rule."""
    missed = []
    for file, number, language, context, text, rule in package["right"]:
        if found_in(tmp_path, language, line_of(language, context, text)) != [(text, Rule(rule))]:
            missed.append((file, number, text))
    assert missed == []


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package["name"])
def test_what_was_mended_stays_away(tmp_path: Path, package: dict[str, Any]) -> None:
    """Every finding that the review refused and a rule now leaves out."""
    for _, _, language, line, text, _ in package["mended"]:
        assert text in line
        assert found_in(tmp_path, language, line) == []


def test_precision_over_all_that_was_reviewed() -> None:
    """At least a hundred findings in three code bases, and at least 95 of 100 right."""
    right = sum(len(package["right"]) for package in PACKAGES)
    wrong = sum(len(package["wrong"]) for package in PACKAGES)
    assert len(PACKAGES) >= 3
    assert right + wrong >= 100
    assert right / (right + wrong) >= 0.95
