"""What a command works with: the catalog it was told to read, the day it speaks of, and JSON for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date

import typer

from starmap.registry import Catalog

__all__ = ["Invocation", "invocation_of", "print_json"]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the command."""

    catalog: Catalog
    """The packaged catalog, or that of ``--data``."""

    day: date
    """Today (UTC), the same for all that one run prints."""


def invocation_of(ctx: typer.Context) -> Invocation:
    """The invocation that the program has begun."""
    invocation = ctx.obj
    if not isinstance(invocation, Invocation):
        raise TypeError("a command runs inside the program, which begins the invocation")
    return invocation


def print_json(document: object) -> None:
    """One JSON document on standard output, without a terminal library between."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
