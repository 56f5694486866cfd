"""What a scan finds: one record for each place that names a model, and the rule that it falls under."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from starmap.records import Record

__all__ = ["Finding", "Findings", "Rule", "Skipped"]


class Rule(StrEnum):
    """Why a place is reported, worst first. Comparing with ``worse_or_equal`` follows that order."""

    UNKNOWN = "unknown"
    RETIRED = "retired"
    RETIRING = "retiring"
    DEPRECATED = "deprecated"
    USED = "used"

    def worse_or_equal(self, other: Rule) -> bool:
        """Whether this rule is at least as bad as another."""
        order = list(Rule)
        return order.index(self) <= order.index(other)


class Finding(Record, frozen=True):
    """One place in a file that names a model."""

    path: str
    """The file, with forward slashes, relative to the working directory where it lies below it."""

    line: int
    """The line, from 1."""

    column: int
    """The column of the name's first character, from 1."""

    text: str
    """The name, as it stands in the file."""

    rule: Rule
    """Why the place is reported; ``used`` where nothing is wrong."""

    id: str | None = None
    """The entry that the name means, or the first of several that are all alike; ``None`` if there is none."""

    day: date | None = None
    """The first day on which it no longer answers; ``None`` if none is published."""

    days: int | None = None
    """Days from the day of the scan until then, negative once it has passed; ``None`` without such a day."""

    replacement: str | None = None
    """The id that the provider recommends instead; ``None`` if it names none."""

    sentence: str
    """All of that as a sentence for a person."""


class Skipped(Record, frozen=True):
    """A file that was not read, or not as what its name says."""

    path: str
    """The file."""

    reason: str
    """Why."""


class Findings(Record, frozen=True):
    """Everything that one scan came to, sorted by file and place."""

    found: tuple[Finding, ...] = ()
    """The places."""

    skipped: tuple[Skipped, ...] = ()
    """Files that could not be read as what they are."""

    files: int = 0
    """How many files were read."""

    lines: int = 0
    """How many lines they have."""

    day: date
    """The day (UTC) for which the scan speaks."""

    def at_least(self, rule: Rule) -> tuple[Finding, ...]:
        """The places that are as bad as a rule, or worse."""
        return tuple(finding for finding in self.found if finding.rule.worse_or_equal(rule))
