"""Why an offering is not selected: the requirement that it does not meet, as a value and as a sentence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from starmap.fit import Fit

__all__ = ["Reason", "Requirement", "Value", "said"]

Value = str | int | bool | Decimal | date | tuple[str, ...] | Fit | None
"""What was wanted, or found."""


class Requirement(StrEnum):
    """What an offering can fail to meet, by the name of the argument of ``select`` that asks for it."""

    SUPPORTS = "supports"
    FORBID = "forbid"
    ACCEPTS = "accepts"
    PRODUCES = "produces"
    PROVIDERS = "providers"
    AUTHORS = "authors"
    KINDS = "kinds"
    MIN_CONTEXT = "min_context"
    MIN_INPUT = "min_input"
    MIN_OUTPUT = "min_output"
    FITS = "fits"
    MAX_INPUT_PRICE = "max_input_price"
    MAX_OUTPUT_PRICE = "max_output_price"
    OPEN_WEIGHTS = "open_weights"
    LICENSES = "licenses"
    RELEASED_AFTER = "released_after"
    RELEASED_BEFORE = "released_before"
    CUTOFF_AFTER = "cutoff_after"
    STATUS = "status"
    ALLOW = "allow"
    DENY = "deny"
    COST = "cost"


class Reason(NamedTuple):
    """Why an offering is not selected: one requirement that it does not meet, or is not known to meet."""

    requirement: Requirement
    """The requirement."""

    wanted: Value
    """What was asked for: a name, a number, a day, or the several that would have done."""

    found: Value
    """What the offering has; ``None`` if that is not known."""

    known: bool = True
    """Whether the offering is known not to meet it; ``False`` if that is what is not known."""

    def __str__(self) -> str:
        missed, unknown = _SENTENCES[self.requirement]
        return (missed if self.known else unknown).format(wanted=said(self.wanted), found=said(self.found))


_SENTENCES = {
    Requirement.SUPPORTS: ("it does not support {wanted}", "it is not known to support {wanted}"),
    Requirement.FORBID: ("it supports {wanted}, which is forbidden", "it is not known to be without {wanted}"),
    Requirement.ACCEPTS: ("it takes {found} and no {wanted}", "it is not known to take {wanted}"),
    Requirement.PRODUCES: ("it gives {found} and no {wanted}", "it is not known to give {wanted}"),
    Requirement.PROVIDERS: ("it is served by {found}, not by {wanted}", ""),
    Requirement.AUTHORS: ("it is made by {found}, not by {wanted}", "its author is not known to be {wanted}"),
    Requirement.KINDS: ("its kind is {found}, not {wanted}", "its kind is not known to be {wanted}"),
    Requirement.MIN_CONTEXT: (
        "its context window is {found} tokens, less than {wanted}",
        "its context window is not known to be {wanted} tokens or more",
    ),
    Requirement.MIN_INPUT: (
        "it takes prompts of {found} tokens, less than {wanted}",
        "it is not known to take prompts of {wanted} tokens",
    ),
    Requirement.MIN_OUTPUT: (
        "its output limit is {found} tokens, less than {wanted}",
        "its output limit is not known to be {wanted} tokens or more",
    ),
    Requirement.FITS: ("the request {found}", "the request is {found}"),
    Requirement.MAX_INPUT_PRICE: (
        "its input price is ${found} per million tokens, more than ${wanted}",
        "its input price is not known to be ${wanted} per million tokens or less",
    ),
    Requirement.MAX_OUTPUT_PRICE: (
        "its output price is ${found} per million tokens, more than ${wanted}",
        "its output price is not known to be ${wanted} per million tokens or less",
    ),
    Requirement.OPEN_WEIGHTS: (
        "its weights are {found}, not {wanted}",
        "its weights are not known to be {wanted}",
    ),
    Requirement.LICENSES: ("its licence is {found}, not {wanted}", "its licence is not known to be {wanted}"),
    Requirement.RELEASED_AFTER: (
        "it was released on {found}, not after {wanted}",
        "it is not known to have been released after {wanted}",
    ),
    Requirement.RELEASED_BEFORE: (
        "it was released on {found}, not before {wanted}",
        "it is not known to have been released before {wanted}",
    ),
    Requirement.CUTOFF_AFTER: (
        "its knowledge ends in {found}, not after {wanted}",
        "its knowledge is not known to reach beyond {wanted}",
    ),
    Requirement.STATUS: ("its status is {found}, not {wanted}", "its status is not known to be {wanted}"),
    Requirement.ALLOW: ("{found} is not allowed by {wanted}", ""),
    Requirement.DENY: ("it is denied by {found}", ""),
    Requirement.COST: ("", "what the workload costs there is {found}"),
}


def said(value: Value) -> str:
    """A value in words."""
    if isinstance(value, tuple) and not isinstance(value, Fit):
        return " or ".join(map(str, value)) if value else "nothing"
    if isinstance(value, bool):
        return "open" if value else "closed"
    return f"{value:,}" if isinstance(value, int) else f"{value:f}" if isinstance(value, Decimal) else str(value)
