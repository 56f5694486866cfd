"""What a command works with: the catalog it was told to read, and the day it speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import typer

from starmap.registry import Catalog

__all__ = ["Invocation", "invocation_of"]


@dataclass(frozen=True, slots=True)
class Invocation:
    """One run of the command."""

    catalog: Catalog
    """The packaged catalog, or that of ``--data``."""

    day: date
    """The day of ``--on``, else today (UTC); the same for all that one run prints."""

    stated: date | None = None
    """The day of ``--on``; ``None`` where the run speaks of now."""


def invocation_of(ctx: typer.Context) -> Invocation:
    """The invocation that the program has begun."""
    invocation = ctx.obj
    if not isinstance(invocation, Invocation):
        raise TypeError("a command runs inside the program, which begins the invocation")
    return invocation
