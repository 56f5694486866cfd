"""What a scan leaves out: by a comment on the line, at the top of a file, or in an ignore file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import NamedTuple

__all__ = ["IGNORE_FILE", "Ignores", "ignores_file", "ignores_line", "read_ignores"]

IGNORE_FILE = ".starmapignore"
"""The name of an ignore file; it speaks for the directory in which it lies."""

_TOP = 10
_LINE = re.compile(r"(?:#|//|/\*|<!--).*?\bstarmap:\s*ignore(?![\w-])")
_FILE = re.compile(r"(?:#|//|/\*|<!--).*?\bstarmap:\s*ignore-file(?![\w-])")


class _Pattern(NamedTuple):
    """One line of globs."""

    expression: re.Pattern[str]
    directories_only: bool
    kept: bool
    """Whether what matches is taken back in (a line that begins with ``!``)."""


class Ignores(NamedTuple):
    """One ignore file, read."""

    root: Path
    """The directory for which it speaks."""

    patterns: tuple[_Pattern, ...] = ()
    """Its globs for paths; the last that matches decides."""

    models: tuple[str, ...] = ()
    """References that are never reported; globs, in any case."""

    def hides_path(self, path: Path, *, directory: bool = False) -> bool:
        """Whether a file or a directory is left out, itself or with a directory above it."""
        try:
            parts = path.absolute().relative_to(self.root.absolute()).parts
        except ValueError:
            return False
        for depth in range(1, len(parts) + 1):
            if self._hides("/".join(parts[:depth]), directory or depth < len(parts)):
                return True
        return False

    def hides_model(self, ref: str) -> bool:
        """Whether a reference is never reported."""
        return any(fnmatchcase(ref.lower(), model) for model in self.models)

    def _hides(self, path: str, directory: bool) -> bool:
        hidden = False
        for pattern in self.patterns:
            if (directory or not pattern.directories_only) and pattern.expression.fullmatch(path):
                hidden = not pattern.kept
        return hidden


def read_ignores(root: Path, lines: Sequence[str]) -> Ignores:
    """The ignore file of a directory: globs as in ``.gitignore``, and lines such as ``model: gpt-4``.

    >>> read_ignores(Path("."), ["tests/", "model: gpt-4*"]).hides_model("gpt-4-32k")
    True
    """
    patterns, models = [], []
    for line in map(str.strip, lines):
        if line.startswith("model:"):
            models.append(line.removeprefix("model:").strip().lower())
        elif line and not line.startswith("#"):
            kept = line.startswith("!")
            glob = line.removeprefix("!")
            patterns.append(_Pattern(re.compile(_expression(glob.rstrip("/"))), glob.endswith("/"), kept))
    return Ignores(root, tuple(patterns), tuple(models))


def ignores_line(line: str) -> bool:
    """Whether a line has a comment that says ``starmap: ignore``."""
    return "starmap:" in line and _LINE.search(line) is not None


def ignores_file(source: str) -> bool:
    """Whether one of the first ten lines has a comment that says ``starmap: ignore-file``."""
    return "starmap:" in source and any(map(_FILE.search, source.split("\n", _TOP)[:_TOP]))


def _expression(glob: str) -> str:
    """The regular expression of a glob. Without a slash inside it matches in every directory."""
    anywhere = "/" not in glob
    glob = glob.removeprefix("/")
    parts = ["(?:.*/)?"] if anywhere else []
    at = 0
    while at < len(glob):
        if glob.startswith("**/", at):
            parts.append("(?:.*/)?")
            at += 3
        elif glob.startswith("**", at):
            parts.append(".*")
            at += 2
        elif glob[at] == "[" and "]" in glob[at + 2 :]:
            end = glob.index("]", at + 2)
            inside = glob[at + 1 : end].replace("\\", "\\\\")
            parts.append(f"[{'^' + inside[1:] if inside.startswith('!') else inside}]")
            at = end + 1
        else:
            parts.append({"*": "[^/]*", "?": "[^/]"}.get(glob[at], re.escape(glob[at])))
            at += 1
    return "".join(parts)
