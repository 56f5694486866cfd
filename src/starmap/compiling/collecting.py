"""Reading every source and gathering, for each offering, all that is said of it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path

from starmap.errors import CompileError, FactsError
from starmap.merging.identity import fold, is_gateway_variant
from starmap.merging.names import NameTables, read_names
from starmap.sources import curated
from starmap.sources.adapters import ADAPTERS
from starmap.sources.listing import Alias, Batch, DatedCard, Listing, ProviderFacts
from starmap.sources.reading import SourceDirectory, SourceFile

__all__ = ["Collected", "FactFiles", "collect", "read_facts", "unknown_subject"]

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FactFiles:
    """The project's own input: curated facts and the tables of names."""

    facts: tuple[SourceFile, ...]
    providers: SourceFile
    authors: SourceFile
    accepted: SourceFile | None

    def all(self) -> list[SourceFile]:
        """Every file, sorted by name."""
        extra = () if self.accepted is None else (self.accepted,)
        return sorted((*self.facts, self.providers, self.authors, *extra), key=lambda file: file.name)


@dataclass(slots=True)
class Collected:
    """All that the sources say, by offering."""

    listings: dict[tuple[str, str], list[tuple[str, Listing]]]
    """By provider and id; by ``@author`` and slug for author's records."""

    aliases: list[tuple[str, Alias]]
    providers: dict[str, list[ProviderFacts]]
    tables: NameTables
    files: list[tuple[str, SourceFile]]
    """Every source file read, with its source's name."""

    counts: dict[str, int]
    """How many listings each source has."""

    cards: dict[tuple[str, str], dict[str, list[DatedCard]]] = field(default_factory=dict)
    """Dated rate cards by offering and source, each line sorted by its days."""

    left_out: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def ends(self) -> dict[str, str]:
        """Until when each source was followed: the date of its newest file."""
        return {source: file.date for source, file in sorted(self.files, key=lambda pair: pair[1].date)}

    @property
    def newest(self) -> str:
        """The date of the newest source or fact."""
        days = [file.date for _, file in self.files]
        days += [listing.date for rows in self.listings.values() for _, listing in rows]
        return max(day for day in days if len(day) == 10)


def read_facts(directory: Path) -> FactFiles:
    """The curated files of a directory. Raises ``CompileError`` where it or a table is missing."""
    names = directory / "names"
    for needed in (names / "providers.toml", names / "authors.toml"):
        if not needed.is_file():
            raise CompileError(f"{needed} is missing; pass --facts a directory like the repository's facts/")
    accepted = directory / "names" / "accepted.toml"
    return FactFiles(
        tuple(_fact_file(path, directory) for path in sorted(directory.glob("*.toml"))),
        _fact_file(names / "providers.toml", directory),
        _fact_file(names / "authors.toml", directory),
        _fact_file(accepted, directory) if accepted.is_file() else None,
    )


def collect(sources: SourceDirectory, facts: FactFiles, progress: Progress = lambda step: None) -> Collected:
    """Everything that the sources and the curated files say, under one spelling of each id."""
    tables = read_names(facts.providers, facts.authors)
    files: list[tuple[str, SourceFile]] = []
    batches: list[Batch] = []
    for adapter in ADAPTERS:
        progress(adapter.name)
        read = sources.files(adapter.files)
        # A history reads editions again that another source is told by.
        told = {file.name for _, file in files}
        files += [(adapter.name, file) for file in read if file.name not in told]
        batches.append(adapter.parse(read, tables.spellings))
    progress("curated facts")
    own = curated.parse(facts.facts)
    gathered: dict[tuple[str, str], list[tuple[str, Listing]]] = defaultdict(list)
    spelled = _Spellings({row.id: row.id_prefix for row in tables.providers.values() if row.id_prefix})
    for batch in batches:
        _keep_ids(batch, tables)
    for batch in (own, *batches):
        for listing in batch.listings:
            if listing.new:
                spelled.add(listing.provider, listing.id)
    own.listings = [one for listing in own.listings for one in _matching(listing, spelled, own.listings)]
    for batch in (own, *batches):
        for listing in batch.listings:
            known = spelled.get(listing.provider, listing.id)
            if known is None and listing.provider.startswith("@"):
                known = listing.id.casefold()
            if known is None and listing.place is not None:
                raise unknown_subject(listing)
            if known is None:
                batch.leave_out("an id that no source lists as an offering")
                continue
            gathered[listing.provider, known].append((batch.source, listing))
    aliases = [
        (batch.source, alias) for batch in batches for alias in batch.aliases if _is_trusted(batch.source, alias)
    ]
    providers: dict[str, list[ProviderFacts]] = defaultdict(list)
    for batch in batches:
        for provider in batch.providers:
            providers[provider.id].append(provider)
    return Collected(
        dict(sorted(gathered.items())),
        aliases,
        dict(providers),
        tables,
        files,
        {batch.source: len(batch.listings) for batch in (own, *batches) if batch.listings or not batch.cards},
        _cards_by_offering((own, *batches), spelled, gathered),
        {batch.source: dict(sorted(batch.left_out.items())) for batch in batches if batch.left_out},
    )


def _matching(listing: Listing, spelled: _Spellings, others: Iterable[Listing]) -> Iterable[Listing]:
    """A curated listing, or one for each id that its pattern with ``*`` matches and of which nothing is said by name.

    Raises ``FactsError`` where a pattern matches no id.
    """
    if "*" not in listing.id:
        return [listing]
    named = {(one.id, path) for one in others if one.provider == listing.provider for path in one.facts}
    ids = [one for one in spelled.at(listing.provider) if fnmatchcase(one, listing.id)]
    if not ids:
        raise unknown_subject(listing)
    rest = {one: {p: v for p, v in listing.facts.items() if (one, p) not in named} for one in ids}
    return [replace(listing, id=one, facts=facts) for one, facts in rest.items() if facts]


def _cards_by_offering(
    batches: Iterable[Batch], spelled: _Spellings, known: Mapping[tuple[str, str], object]
) -> dict[tuple[str, str], dict[str, list[DatedCard]]]:
    """The dated cards of the ids that are offerings; a card alone brings none into the catalog."""
    found: dict[tuple[str, str], dict[str, list[DatedCard]]] = {}
    for batch in batches:
        for card in batch.cards:
            key = (card.provider, spelled.get(card.provider, card.id) or card.id)
            if key in known:
                found.setdefault(key, {}).setdefault(batch.source, []).append(card)
            elif card.place is not None:
                raise unknown_subject(card)
            else:
                batch.leave_out("a dated card of an id that no source lists")
    for lines in found.values():
        for line in lines.values():
            line.sort(key=lambda card: card.begins)
    return found


# Whose word is enough for a name: the provider's own. Others join dated and undated ids, which differ in facts.
_NAMERS = frozenset({"provider APIs (llm_db)", "Mistral docs", "OpenRouter", curated.NAME})


def _is_trusted(source: str, alias: Alias) -> bool:
    """Whether an alias is the provider's own word, or only parts the same words in another way."""
    same = fold(alias.name.rpartition("/")[2]) == fold(alias.target.rpartition("/")[2])
    return source in _NAMERS or alias.moving or same


def _keep_ids(batch: Batch, tables: NameTables) -> None:
    """Leave out what is no id of its provider, and take stray spaces off the others."""
    kept = []
    for listing in batch.listings:
        listing.id = listing.id.strip()
        row = tables.providers.get(listing.provider)
        if listing.id.endswith("/"):
            batch.leave_out("a prefix of ids, not an id")
        elif row is not None and row.first_party and is_gateway_variant(listing.id):
            batch.leave_out("a gateway's variant under the name of a lab")
        else:
            kept.append(listing)
    batch.listings = kept


class _Spellings:
    """One spelling of each id at a provider: where sources differ in case alone, the first one to speak has it."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._known: dict[tuple[str, str], str] = {}
        self._prefixes = prefixes

    def add(self, provider: str, model_id: str) -> None:
        self._known.setdefault((provider, model_id.casefold()), model_id)

    def at(self, provider: str) -> list[str]:
        """Every id of a provider."""
        return sorted(spelling for (one, _), spelling in self._known.items() if one == provider)

    def get(self, provider: str, model_id: str) -> str | None:
        """The spelling; some sources leave out what a provider writes before all its ids."""
        known = self._known.get((provider, model_id.casefold()))
        prefix = self._prefixes.get(provider)
        if known is None and prefix is not None:
            known = self._known.get((provider, f"{prefix}{model_id}".casefold()))
        return known


def unknown_subject(listing: Listing | DatedCard) -> FactsError:
    """The error of a curated fact about an id that no source has."""
    file, _, line = (listing.place or "facts:1").rpartition(":")
    cause = f"no source has {listing.id!r} at {listing.provider}; if the vendor's page does, add: new = true"
    return FactsError(file, int(line), cause)


def _fact_file(path: Path, directory: Path) -> SourceFile:
    data = path.read_bytes()
    name = f"facts/{path.relative_to(directory).as_posix()}"
    return SourceFile(name, data, "", "", "MIT", hashlib.sha256(data).hexdigest())
