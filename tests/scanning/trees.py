"""How a test writes files and reads strings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from textwrap import dedent

from starmap.scanning.literals import Literal

__all__ = ["DAY", "anything", "names", "write"]

DAY = date(2026, 11, 23)
"""The day of every scan in these tests."""


def anything(text: str) -> bool:
    """Takes every string that has no blank."""
    return " " not in text


def names(literals: Iterable[Literal]) -> list[tuple[str, str]]:
    """Each string with the name it stands under, in the order of the file."""
    ordered = sorted(literals, key=lambda one: (one.line, one.column))
    return [(literal.text, literal.context) for literal in ordered]


def write(root: Path, **files: str) -> Path:
    """Files below a directory; in a name ``__`` is a slash and ``_`` before the last word a dot."""
    for name, text in files.items():
        *directories, last = name.split("__")
        stem, _, suffix = last.rpartition("_")
        path = root.joinpath(*directories, f"{stem}.{suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
    return root
