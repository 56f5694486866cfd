"""Files that a person names on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

__all__ = ["read_text"]


def read_text(file: str) -> str:
    """The text of a file, or of standard input for ``-``. Raises ``BadParameter`` for one that is no UTF-8."""
    try:
        return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise typer.BadParameter(f"{file} is not UTF-8") from None
