"""What a scan found, in the forms that programs read: JSON, SARIF and the workflow commands of GitHub."""

from __future__ import annotations

import json
from typing import TypedDict
from urllib.parse import quote

from starmap.scanning.findings import Finding, Findings, Rule

__all__ = ["LEVELS", "as_github", "as_json", "as_sarif", "summary"]

LEVELS = {
    Rule.UNKNOWN: "error",
    Rule.RETIRED: "error",
    Rule.RETIRING: "warning",
    Rule.DEPRECATED: "warning",
    Rule.USED: "note",
}
"""How loudly each rule speaks, in SARIF's words."""

_MEANINGS = {
    Rule.UNKNOWN: "A name that the provider has no model for.",
    Rule.RETIRED: "A model that no longer answers.",
    Rule.RETIRING: "A model that will soon no longer answer.",
    Rule.DEPRECATED: "A model that its provider advises against.",
    Rule.USED: "A model in use.",
}
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


class _Message(TypedDict):
    text: str


class _Rule(TypedDict):
    id: str
    shortDescription: _Message
    defaultConfiguration: dict[str, str]


class _Result(TypedDict):
    ruleId: str
    ruleIndex: int
    level: str
    message: _Message
    locations: list[dict[str, dict[str, dict[str, int] | dict[str, str]]]]


def as_json(findings: Findings) -> str:
    """All of it as one JSON document: null is not known, days are ISO dates."""
    return json.dumps(findings.model_dump(mode="json"), indent=2, ensure_ascii=False)


def as_sarif(findings: Findings, version: str) -> str:
    """A SARIF 2.1.0 log with one run, as code hosts take it; the version is that of starmap."""
    rules: list[_Rule] = [
        {"id": rule, "shortDescription": {"text": _MEANINGS[rule]}, "defaultConfiguration": {"level": LEVELS[rule]}}
        for rule in Rule
    ]
    driver = {"name": "starmap", "version": version, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding) for finding in findings.found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def as_github(findings: Findings) -> str:
    """A workflow command for each place, which GitHub shows beside the line."""
    return "".join(f"{_command(finding)}\n" for finding in findings.found)


def summary(findings: Findings) -> str:
    """One line: how much was read, and how many places of each rule."""
    counts = [(sum(finding.rule is rule for finding in findings.found), rule) for rule in Rule]
    told = ", ".join(f"{count:,} {rule}" for count, rule in counts if count) or "nothing to report"
    skipped = f", {len(findings.skipped):,} skipped" if findings.skipped else ""
    lines, files = f"{findings.lines:,} lines", f"{findings.files:,} {'file' if findings.files == 1 else 'files'}"
    return f"{told} in {lines} of {files}{skipped}"


def _result(finding: Finding) -> _Result:
    # SARIF wants addresses: a Windows drive or a blank in a path would not be one.
    uri = quote(finding.path, safe="/")
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endColumn": finding.column + len(finding.text),
    }
    return {
        "ruleId": finding.rule,
        "ruleIndex": list(Rule).index(finding.rule),
        "level": LEVELS[finding.rule],
        "message": {"text": finding.sentence},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": region}}],
    }


def _command(finding: Finding) -> str:
    level = {"note": "notice"}.get(LEVELS[finding.rule], LEVELS[finding.rule])
    properties = {
        "file": finding.path,
        "line": finding.line,
        "endLine": finding.line,
        "col": finding.column,
        "endColumn": finding.column + len(finding.text),
        "title": f"starmap: {finding.rule}",
    }
    told = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in properties.items())
    return f"::{level} {told}::{_escaped(finding.sentence)}"


def _escaped(text: str, more: str = "") -> str:
    """The text with the characters escaped that would end a workflow command or one of its properties."""
    for char in f"%\r\n{more}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
