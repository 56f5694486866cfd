"""A string as it stands in a source file, with the name under which it stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

__all__ = ["UNREADABLE", "Literal", "Wanted", "names_no_model", "quoted", "quoted_lines", "speaks_of_models"]

Wanted = Callable[[str], bool]
"""Whether a text may name a model; readers leave out every string that does not."""

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading a source as code may raise: it is not that, or nested deeper than the parser goes."""

_QUOTED = re.compile(r"[\"'`]([^\s\"'`\\]{2,200})(?=\\?[\"'`])")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_MODELISH = frozenset({"model", "models", "modelid", "modelname", "engine", "engines", "llm", "llms"})
_PARTISH = frozenset(
    ["alias", "aliases", "families", "family", "pattern", "patterns", "prefix", "prefixes", "suffix", "suffixes"]
)


class Literal(NamedTuple):
    """One whole string of a source file."""

    text: str
    """What it says."""

    line: int
    """The line, from 1."""

    column: int
    """The column of its first character, from 1."""

    context: str = ""
    """The nearest name that it stands under: a variable, a key, a parameter, a function. Empty without one."""


def quoted(source: str) -> set[str]:
    """Every text without blanks that stands between two quotation marks, strings or not.

    A file in which none of them may name a model need not be read as syntax at all.
    """
    return set(_QUOTED.findall(source))


def quoted_lines(source: str, wanted: Wanted) -> list[int]:
    """The lines, from 1 and sorted, on which a text that is wanted stands between two quotation marks."""
    lines: list[int] = []
    line, counted = 1, 0
    for mark in _QUOTED.finditer(source):
        if wanted(mark[1]):
            line += source.count("\n", counted, mark.start())
            counted = mark.start()
            lines.append(line)
    return lines


def speaks_of_models(context: str) -> bool:
    """Whether a name such as ``defaultModel``, ``OPENAI_MODEL`` or ``model_id`` has a word for a model in it."""
    return any(word.lower() in _MODELISH for word in _WORDS.findall(context))


def names_no_model(context: str) -> bool:
    """Whether a name such as ``model_prefixes`` or ``aliases`` says that parts of ids or own names follow."""
    return any(word.lower() in _PARTISH for word in _WORDS.findall(context))
