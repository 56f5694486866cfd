"""What a command works with: the catalog it was told to read, the day it speaks of, and JSON for programs."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from datetime import date

import typer

from starmap.registry import Catalog

__all__ = ["Session", "print_json", "session_of"]


@dataclass(frozen=True, slots=True)
class Session:
    """One run of the command."""

    catalog: Catalog
    """The packaged catalog, or that of ``--data``."""

    day: date
    """Today (UTC), the same for all that one run prints."""


def session_of(ctx: typer.Context) -> Session:
    """The session that the program has begun."""
    session = ctx.obj
    if not isinstance(session, Session):
        raise TypeError("a command runs inside the program, which begins the session")
    return session


def print_json(document: object) -> None:
    """One JSON document on standard output, without a terminal library between."""
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
