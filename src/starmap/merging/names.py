"""The curated tables of names: how sources spell providers, and how ids and families name authors."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from starmap.errors import FactsError
from starmap.sources.reading import ProviderNames, SourceFile

__all__ = ["AuthorRow", "NameTables", "ProviderRow", "read_names"]

_SPELLINGS = (
    "models_dev",
    "litellm",
    "genai_prices",
    "ruby_llm",
    "pi_ai",
    "langchain",
    "ai_sdk",
    "model_prices",
    "llm_db",
)


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A row of ``providers.toml``."""

    id: str
    name: str
    aliases: tuple[str, ...]
    prefixes: tuple[str, ...]
    id_prefix: str | None
    """What it writes before all its ids and users leave out; ``None`` for most."""
    first_party: str | None
    """The author that it serves alone; ``None`` if it serves several."""
    documentation_url: str | None
    status_url: str | None
    currency: str
    """What it bills in; sources convert other currencies than the dollar, each at a rate of its own."""


@dataclass(frozen=True, slots=True)
class AuthorRow:
    """A row of ``authors.toml``."""

    id: str
    name: str
    website: str | None
    home_providers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameTables:
    """Both tables, and the look-ups made of them."""

    providers: Mapping[str, ProviderRow]
    authors: Mapping[str, AuthorRow]
    spellings: ProviderNames
    author_by_spelling: Mapping[str, str]
    author_by_family: Mapping[str, str]
    author_by_pattern: Mapping[str, str]
    """By pattern of ids, the longest first."""

    def named_by(self, tail: str) -> str | None:
        """The author whose pattern of names fits; of several, the longest pattern counts."""
        return next((author for pattern, author in self.author_by_pattern.items() if fnmatchcase(tail, pattern)), None)

    def homes(self, author: str) -> tuple[str, ...]:
        """The author's home providers, in order."""
        row = self.authors.get(author)
        return () if row is None else row.home_providers


def read_names(providers: SourceFile, authors: SourceFile) -> NameTables:
    """The tables, checked: a spelling or alias that means two things stops the compile with ``FactsError``."""
    provider_rows, by_source = {}, {source: dict[str, str]() for source in _SPELLINGS}
    claimed: dict[str, str] = {}
    for key, row in _rows(providers, _PROVIDER_KEYS).items():
        provider_rows[key] = ProviderRow(
            key,
            row["name"],
            tuple(row.get("aliases", ())),
            tuple(row.get("prefixes", ())),
            row.get("id_prefix"),
            row.get("first_party"),
            row.get("documentation_url"),
            row.get("status_url"),
            row.get("currency", "USD"),
        )
        for source in _SPELLINGS:
            for spelling in row.get(source, ()):
                _claim(by_source[source], spelling, key, providers, f"{source} spelling")
        for alias in (key, *row.get("aliases", ())):
            _claim(claimed, alias.casefold(), key, providers, "alias")
    for source in ("model_prices", "llm_db"):  # both write models.dev's ids, llm_db with _ for -
        for spelling, key in by_source["models_dev"].items():
            by_source[source].setdefault(spelling, key)
            by_source[source].setdefault(spelling.replace("-", "_"), key)
    author_rows, spellings, families, patterns = {}, dict[str, str](), dict[str, str](), dict[str, str]()
    for key, row in _rows(authors, _AUTHOR_KEYS).items():
        author_rows[key] = AuthorRow(key, row["name"], row.get("website"), tuple(row.get("home_providers", ())))
        for spelling in row.get("spellings", ()):
            _claim(spellings, spelling, key, authors, "spelling")
        for family in row.get("families", ()):
            _claim(families, family, key, authors, "family")
        for pattern in row.get("ids", ()):
            _claim(patterns, pattern, key, authors, "pattern")
    longest_first = dict(sorted(patterns.items(), key=lambda item: (-len(item[0]), item[0])))
    return NameTables(provider_rows, author_rows, ProviderNames(by_source), spellings, families, longest_first)


_PROVIDER_KEYS = {
    "name", "aliases", "prefixes", "id_prefix", "first_party", "documentation_url", "status_url", "currency",
    *_SPELLINGS,
}  # fmt: skip
_TEXTS = {"name", "id_prefix", "first_party", "documentation_url", "status_url", "currency", "website"}
_AUTHOR_KEYS = {"name", "website", "home_providers", "spellings", "families", "ids"}


def _rows(file: SourceFile, keys: set[str]) -> dict[str, dict[str, Any]]:
    try:
        rows: dict[str, dict[str, Any]] = tomllib.loads(file.data.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FactsError(file.name, 1, f"not TOML: {error}") from None
    for key, row in rows.items():
        if not isinstance(row, dict):
            raise FactsError(file.name, 1, f"{key!r} is no table")
        unknown = set(row) - keys
        if unknown or "name" not in row:
            cause = f"{key!r} has an unknown key {min(unknown)!r}" if unknown else f"{key!r} has no name"
            raise FactsError(file.name, _line(file, key), cause)
        for name, value in row.items():
            wanted = str if name in _TEXTS else list
            if not isinstance(value, wanted) or not all(isinstance(item, str) and item for item in value):
                kind = "a text" if wanted is str else "a list of texts"
                raise FactsError(file.name, _line(file, key), f"{name} of {key!r} must be {kind}")
    return rows


def _claim(table: dict[str, str], spelling: str, key: str, file: SourceFile, what: str) -> None:
    other = table.setdefault(spelling, key)
    if other != key:
        raise FactsError(
            file.name, _line(file, key), f"the {what} {spelling!r} of {key!r} is already that of {other!r}"
        )


def _line(file: SourceFile, key: str) -> int:
    for number, line in enumerate(file.data.decode(errors="replace").splitlines(), 1):
        if line.strip() in (f"[{key}]", f'["{key}"]'):
            return number
    return 1
