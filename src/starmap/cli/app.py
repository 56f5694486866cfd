"""The entry point: start the program, or say what is missing; end quietly when the reader has gone."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec

__all__ = ["end_quietly", "main"]

_NEEDED = ("typer", "rich")


def main() -> None:
    """Run the ``starmap`` command."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        sys.stderr.write(
            f"the starmap command needs Typer and Rich, and {' and '.join(missing)} is not installed; "
            'install the extra: pip install "starmap[cli]" (in a checkout: pip install ".[cli]")\n'
        )
        sys.exit(2)
    # Loaded by name, because the script is installed with the package even where the extra is not.
    program = import_module("starmap.cli.program")
    try:
        try:
            program.app(prog_name="starmap")
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        end_quietly()
        sys.exit(0)


def end_quietly() -> None:
    """Let go of a standard output that nobody reads any more, as in ``starmap list | head``.

    Nothing is wrong and nothing is to be said. What is still held back goes nowhere, lest Python complain about it at
    its end.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
