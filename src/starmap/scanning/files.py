"""Which files a scan reads, in which language, and what it cannot read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

from starmap.scanning.ignores import IGNORE_FILE, Ignores, read_ignores

__all__ = ["LARGEST", "Language", "UnreadableFileError", "language_of", "read_source", "walk"]

LARGEST = 2_000_000
"""The most bytes of a file that is read."""


class Language(StrEnum):
    """What a file is written in."""

    PYTHON = "python"
    JAVASCRIPT = "javascript"
    GO = "go"
    JSON = "json"
    TOML = "toml"
    YAML = "yaml"
    ENVIRONMENT = "env"
    NOTEBOOK = "notebook"
    MARKDOWN = "markdown"


_SUFFIXES = {
    **dict.fromkeys((".py", ".pyi", ".pyw"), Language.PYTHON),
    **dict.fromkeys((".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts"), Language.JAVASCRIPT),
    **dict.fromkeys((".json", ".jsonc", ".json5"), Language.JSON),
    **dict.fromkeys((".yaml", ".yml"), Language.YAML),
    **dict.fromkeys((".md", ".markdown", ".mdx"), Language.MARKDOWN),
    ".go": Language.GO,
    ".toml": Language.TOML,
    ".env": Language.ENVIRONMENT,
    ".ipynb": Language.NOTEBOOK,
}
_NOT_OURS = frozenset(
    [
        ".git",
        ".hg",
        ".svn",
        ".jj",
        "node_modules",
        "bower_components",
        "site-packages",
        "__pycache__",
        ".tox",
        ".nox",
        ".venv",
        "venv",
        "virtualenv",
        "dist",
        "build",
        "vendor",
        ".eggs",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".ipynb_checkpoints",
        ".next",
        ".nuxt",
    ]
)
"""Directories that hold what others wrote or what a tool made."""

_MADE = frozenset(["package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "composer.lock"])
_MADE_ENDINGS = (".min.js", ".bundle.js", ".map", ".lock", "-lock.json")


class UnreadableFileError(ValueError):
    """A file is not text that a scan can read; the message says why."""


def language_of(path: Path) -> Language | None:
    """The language that a file's name tells; ``None`` for one that is not read."""
    name = path.name.lower()
    if name in _MADE or name.endswith(_MADE_ENDINGS):
        return None
    if name == ".env" or name.startswith(".env."):
        return Language.ENVIRONMENT
    return _SUFFIXES.get(path.suffix.lower())


def walk(paths: Sequence[Path], ignores: list[Ignores]) -> Iterator[Path]:
    """Every file of a known language, sorted within each directory, each once.

    A file that is named is taken wherever it lies, unless an ignore file hides it. Reads the ignore file of each
    directory on the way into ``ignores``. Raises ``FileNotFoundError`` for a path that does not exist.
    """
    seen: set[Path] = set()
    for path in paths:
        files = _below(path, ignores) if path.is_dir() else iter([path])
        if not path.exists():
            raise FileNotFoundError(2, "no such file or directory", str(path))
        for file in files:
            real = file.absolute()
            if real not in seen and not _hidden(file, ignores):
                seen.add(real)
                yield file


def read_source(path: Path) -> str:
    """A file's text, with plain line ends. Raises ``UnreadableFileError``, and ``OSError`` as opening does."""
    size = path.stat().st_size
    if size > LARGEST:
        raise UnreadableFileError(f"it has {size:,} bytes, more than {LARGEST:,}")
    content = path.read_bytes()
    if b"\0" in content[:8192]:
        raise UnreadableFileError("it is binary")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFileError("it is not UTF-8") from None
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _below(top: Path, ignores: list[Ignores]) -> Iterator[Path]:
    """The files below a directory. Links to directories are not followed."""
    for place, directories, files in os.walk(top, onerror=_refuse):
        here = Path(place)
        _note(here, files, ignores)
        directories[:] = [
            name
            for name in sorted(directories)
            if name not in _NOT_OURS
            and not _hidden(here / name, ignores, directory=True)
            and not (here / name / "pyvenv.cfg").exists()
        ]
        for name in sorted(files):
            file = here / name
            if language_of(file) is not None and file.is_file():
                yield file


def _note(directory: Path, files: Sequence[str], ignores: list[Ignores]) -> None:
    if IGNORE_FILE in files and all(known.root != directory for known in ignores):
        text = (directory / IGNORE_FILE).read_text(encoding="utf-8", errors="replace")
        ignores.append(read_ignores(directory, text.splitlines()))


def _hidden(path: Path, ignores: Sequence[Ignores], *, directory: bool = False) -> bool:
    return any(ignore.hides_path(path, directory=directory) for ignore in ignores)


def _refuse(error: OSError) -> None:
    raise error
