"""The program: its global options, the table of its commands, and what an error means to a shell."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_group

from starmap.cli.app import end_quietly
from starmap.cli.invocation import Invocation
from starmap.cli.options import Day
from starmap.errors import (
    AmbiguousModelError,
    InexactReferenceError,
    StarmapError,
    UnknownModelError,
    UnknownProviderError,
)
from starmap.lifecycle import frozen_today, today
from starmap.nearness import near_matches
from starmap.packaged import DirectoryStore, catalog
from starmap.registry import Catalog
from starmap.telling.texts import printable

__all__ = ["COMMANDS", "app"]

COMMANDS = {
    "show": "entries",
    "list": "listings",
    "search": "searching",
    "compare": "comparing",
    "cost": "costing",
    "select": "selecting",
    "fits": "requests",
    "check": "requests",
    "providers": "parties",
    "authors": "parties",
    "explain": "explanations",
    "resolve": "entries",
    "history": "histories",
    "diff": "differences",
    "conflicts": "conflicts",
    "scan": "scan",
    "compile": "compilation",
    "pages": "pages",
    "completion": "completion",
}
"""Each command and the module that has it. A module is imported when one of its commands is asked for."""


class Commands(TyperGroup):
    """Loads a command's module when it is needed, and turns errors into messages and exit codes.

    A lookup must not wait for the imports of the compile.
    """

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Every command, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | TyperGroup | None:  # type: ignore[override]
        """The command of that name; ``None`` if there is none."""
        module = COMMANDS.get(cmd_name)
        if module is None:
            close = near_matches(cmd_name, COMMANDS)
            if close and not ctx.resilient_parsing:
                ctx.fail(f"no command is called {cmd_name!r}; close matches: {', '.join(close)}")
            return None
        found = get_group(import_module(f"starmap.cli.{module}").commands).commands[cmd_name]
        return found if isinstance(found, TyperCommand | TyperGroup) else None

    def invoke(self, ctx: typer.Context) -> object:  # type: ignore[override]
        """Run the command. An error of starmap's own is a message on stderr and an exit code."""
        try:
            return super().invoke(ctx)
        except StarmapError as error:
            _complain(error)
            negative = isinstance(error, UnknownModelError | AmbiguousModelError | UnknownProviderError)
            raise typer.Exit(1 if negative else 2) from None
        except BrokenPipeError:  # caught before Typer would end with 1, which means something else here
            end_quietly()
            raise typer.Exit(0) from None
        except OSError as error:
            _say(f"{error.filename or 'a file'}: {error.strerror or error}")
            raise typer.Exit(2) from None


app = typer.Typer(
    cls=Commands,
    invoke_without_command=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Example: `starmap show gemini-1.5-pro-002`",
)


@app.callback()
def begin(
    ctx: typer.Context,
    data: Annotated[
        Path | None,
        typer.Option(help="Another directory of data, such as the output of a compile.", exists=True, file_okay=False),
    ] = None,
    on: Day = None,
    show_version: Annotated[bool, typer.Option("--version", help="Print the version and the data's date.")] = False,
) -> None:
    """What an AI model can do, how much it takes and what it costs.

    Exit codes:

    - 0: done

    - 1: a negative answer: not found, ambiguous, nothing selected, does not fit, not known

    - 2: bad input, damaged data, or a compile that was refused
    """
    opened = catalog if data is None else Catalog(DirectoryStore(data))
    if show_version:
        typer.echo(f"starmap {_version()}, data of {opened.data_date} ({opened.data_version})")
        raise typer.Exit
    if on is not None:
        ctx.with_resource(frozen_today(on))
    ctx.obj = Invocation(opened, on or today(), on)


def _version() -> str:
    # Imported here, because it costs as much as a lookup and only --version asks for it.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("starmap")
    except PackageNotFoundError:
        return "(not installed)"


def _complain(error: StarmapError) -> None:
    """The error as a message, with what a person at a terminal can do about it."""
    if isinstance(error, InexactReferenceError):
        _say(
            f"{error.ref!r} is not in the catalog; dropping {' and '.join(error.dropped)} leads to {error.entry}, "
            f"which may differ in price or limits: ask for {error.entry}, or pass --inexact to show"
        )
    elif isinstance(error, AmbiguousModelError):
        _say(f"{error.ref!r} may mean any of these; name one of them:")
        for candidate in error.candidates:
            _say(f"  {candidate}")
    else:
        _say(str(error))


def _say(message: str) -> None:
    """A line on stderr. What a data file or a caller put into it may hold no control characters."""
    sys.stderr.write(f"{printable(message)}\n")
