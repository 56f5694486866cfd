"""JSON, SARIF, workflow commands and the line of the sum."""

from __future__ import annotations

import json
from typing import Any

import pytest

from scanning.trees import DAY
from starmap.scanning.findings import Finding, Findings, Rule, Skipped
from starmap.scanning.formats import as_github, as_json, as_sarif, summary

FINDINGS = Findings(
    found=(
        Finding(path="src/a b.py", line=3, column=7, text="gpt-0", rule=Rule.RETIRED, id="x/gpt-0", sentence="gone"),
        Finding(path="b.py", line=1, column=1, text="gpt-1", rule=Rule.DEPRECATED, sentence="100%, a:b\nc"),
    ),
    skipped=(Skipped(path="c.py", reason="it is binary"),),
    files=2,
    lines=1_234,
    day=DAY,
)


@pytest.fixture
def sarif() -> dict[str, Any]:
    """The findings as SARIF, read back."""
    log: dict[str, Any] = json.loads(as_sarif(FINDINGS, "1.2.3"))
    return log


def test_json_reads_back() -> None:
    """The document is the record."""
    assert Findings.model_validate_json(as_json(FINDINGS)) == FINDINGS


def test_sarif_says_its_version(sarif: dict[str, Any]) -> None:
    """The version and the schema that readers look for, and the tool."""
    assert sarif["version"] == "2.1.0"
    assert sarif["$schema"].endswith("sarif-2.1.0.json")
    driver = sarif["runs"][0]["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("starmap", "1.2.3")


def test_sarif_rules_are_indexed(sarif: dict[str, Any]) -> None:
    """Each result's index leads to the rule that it names."""
    (run,) = sarif["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == len(Rule)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        assert result["message"]["text"]


def test_sarif_places_are_addresses_and_ranges(sarif: dict[str, Any]) -> None:
    """A blank in a path is escaped; columns count from one and end behind the text."""
    location = sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert location == {
        "artifactLocation": {"uri": "src/a%20b.py"},
        "region": {"startLine": 3, "startColumn": 7, "endColumn": 12},
    }


def test_workflow_commands_are_escaped() -> None:
    """What would end a command or a property is written as an escape."""
    assert as_github(FINDINGS).splitlines() == [
        "::error file=src/a b.py,line=3,endLine=3,col=7,endColumn=12,title=starmap%3A retired::gone",
        "::warning file=b.py,line=1,endLine=1,col=1,endColumn=6,title=starmap%3A deprecated::100%25, a:b%0Ac",
    ]


def test_the_sum_counts_each_rule() -> None:
    """What was found, in how much, and what was skipped."""
    assert summary(FINDINGS) == "1 retired, 1 deprecated in 1,234 lines of 2 files, 1 skipped"
    assert summary(Findings(files=1, lines=5, day=DAY)) == "nothing to report in 5 lines of 1 file"


def test_rules_are_ordered() -> None:
    """The worst first."""
    assert [f.text for f in FINDINGS.at_least(Rule.RETIRED)] == ["gpt-0"]
    assert [f.text for f in FINDINGS.at_least(Rule.DEPRECATED)] == ["gpt-0", "gpt-1"]
