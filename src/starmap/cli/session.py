"""What a command works with: the catalog it was told to read, and where it prints."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import typer

from starmap.lifecycle import today
from starmap.registry import Catalog

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["Session", "session_of"]


@dataclass(frozen=True)
class Session:
    """One run of the command."""

    catalog: Catalog
    """The packaged catalog, or that of ``--data``."""

    @cached_property
    def day(self) -> date:
        """Today (UTC), the same for all that one run prints."""
        return today()

    @cached_property
    def out(self) -> Console:
        """Standard output. Nothing from the data is read as markup."""
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        """Standard error, for progress."""
        return _console(stderr=True)

    def print_json(self, document: object) -> None:
        """One JSON document on standard output."""
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def session_of(ctx: typer.Context) -> Session:
    """The session that the program has begun."""
    session = ctx.obj
    if not isinstance(session, Session):
        raise TypeError("a command runs inside the program, which begins the session")
    return session


def _console(*, stderr: bool) -> Console:
    # Imported here, because a command that prints JSON needs no terminal library.
    from rich.console import Console

    class Quiet(Console):
        """Leaves a reader that has gone to ``main``; Rich would exit with 1, which means something else here."""

        def on_broken_pipe(self) -> None:
            raise BrokenPipeError

    console = Quiet(stderr=stderr, markup=False, highlight=False, emoji=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        # A pipe or a file has no width to fit: nothing is folded, so that a line stays a record.
        console.width = 100_000
    return console
