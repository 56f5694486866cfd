"""What a check found: violations, notes, and the whole of it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Self

from pydantic import SerializerFunctionWrapHandler, model_serializer

from starmap.checks.asks import Api
from starmap.errors import RefusedRequestError
from starmap.provenance import Claim, JsonValue
from starmap.records import Record

__all__ = ["Check", "Finding", "Note", "Rule", "Violation"]


class Rule(StrEnum):
    """The rules that a request is held against."""

    PARAMETER = "parameter"
    """The model takes the parameter."""

    RANGE = "range"
    """A value lies in the published range."""

    OUTPUT_CAP = "output-cap"
    """The cap on the output is no higher than the model's."""

    INPUT_MODALITY = "input-modality"
    """The model reads what is sent."""

    OUTPUT_MODALITY = "output-modality"
    """The model gives what is asked for."""

    CAPABILITY = "capability"
    """The model can do what is asked of it."""

    REASONING_EFFORT = "reasoning-effort"
    """The effort is one of the model's levels."""

    REASONING_BUDGET = "reasoning-budget"
    """The budget for thinking lies in the model's range."""

    COMBINATION = "combination"
    """Parameters go together, by a condition that the vendor states."""

    RETIRED = "retired"
    """The model still answers."""

    RETIRING = "retiring"
    """The model goes on answering for a while."""

    DEPRECATED = "deprecated"
    """The vendor does not advise against the model."""

    CONTEXT = "context"
    """Prompt and output fit the model's limits."""

    UNKNOWN_NAME = "unknown-name"
    """The key is one that starmap knows."""


class Finding(Record, frozen=True):
    """What one rule says of one place in a request."""

    __slots__ = ("_evidence",)

    path: str
    """The JSON path in the request, such as ``messages[3].content[1]``; empty where it is about the whole."""

    rule: Rule
    """The rule that spoke."""

    message: str
    """What is the matter, in a sentence."""

    field: str | None = None
    """The path of the fact that it rests on, such as ``parameters.temperature.accepted``; ``None`` if on no fact of
    the catalog."""

    value: JsonValue = None
    """The fact's value; ``None`` if it is not known or there is none."""

    repair: str | None = None
    """What to do about it; ``None`` if there is nothing to advise."""

    @property
    def source(self) -> Claim | None:
        """Who says so, with address and date, read when asked for; ``None`` if nobody is on record."""
        evidence: Callable[[], Claim | None] | None = getattr(self, "_evidence", None)
        return None if evidence is None else evidence()

    def resting_on(self, evidence: Callable[[], Claim | None]) -> Self:
        """The finding itself, from now on with its evidence, which is no part of its value."""
        object.__setattr__(self, "_evidence", evidence)
        return self

    @model_serializer(mode="wrap")
    def _with_source(self, plain: SerializerFunctionWrapHandler) -> dict[str, Any]:
        told = self.source
        return {**plain(self), "source": None if told is None else told.model_dump(mode="json")}

    def __str__(self) -> str:
        repair = f"; {self.repair}" if self.repair else ""
        return f"{f'{self.path}: ' if self.path else ''}{self.message}{repair}"


class Violation(Finding, frozen=True):
    """Something for which the provider refuses the request."""

    __slots__ = ()


class Note(Finding, frozen=True):
    """Something to know about the request, for which nobody is known to refuse it."""

    __slots__ = ()

    unknown: bool = False
    """Whether it says that something is not known, for which ``strict`` makes it a violation."""


class Check(Record, frozen=True):
    """What the catalog knows against a request; true if that is nothing."""

    entry: str
    """The id of the entry that was checked."""

    api: Api | None = None
    """The shape of the request; ``None`` for parameters given by name alone."""

    violations: tuple[Violation, ...] = ()
    """Everything for which the request would be refused, in the request's order."""

    notes: tuple[Note, ...] = ()
    """What is not known, and what will change soon."""

    def __bool__(self) -> bool:
        return not self.violations

    def raise_for_violations(self) -> None:
        """Nothing, if there is no violation; else raises ``RefusedRequestError``, which lists them."""
        if self.violations:
            raise RefusedRequestError(self.entry, tuple(map(str, self.violations)))

    def table(self) -> str:
        """Violations and notes as a table of plain text, each with the fact that it rests on."""
        rows = [("", "path", "rule", "what", "fact")]
        found = [("violation", row) for row in self.violations], [("note", row) for row in self.notes]
        rows += [
            (kind, row.path, str(row.rule), _sentence(row), row.field or "") for kind, row in (*found[0], *found[1])
        ]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
        return "\n".join([str(self).partition(":\n")[0], *(lines if len(rows) > 1 else ())])

    def __str__(self) -> str:
        if self.violations:
            return "\n".join([f"{self.entry} refuses the request:", *(f"  {found}" for found in self.violations)])
        return f"nothing is known against the request to {self.entry}{_noted(len(self.notes))}"


def _sentence(found: Finding) -> str:
    return f"{found.message}; {found.repair}" if found.repair else found.message


def _noted(count: int) -> str:
    return f" ({count} note{'s' if count > 1 else ''})" if count else ""
