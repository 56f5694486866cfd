"""A catalog ten times as large as the packaged one, made from it by the project's own writing.

Every record comes ten times: as it is, and nine times under ids of its own, with its references to other records turned
to the copies beside it. The copies' ids sort among the others, in every file. The evidence is left out: no figure asks
for it. Run as a script, it makes the directory and prints its path.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from shutil import rmtree

from starmap import Author, Catalog, DirectoryStore, Model, Offering, Provider
from starmap.compiling.building import Built
from starmap.compiling.indexing import index_names
from starmap.decoding import Encoder
from starmap.merging.names import AuthorRow, NameTables
from starmap.records import Record
from starmap.references import Names
from starmap.sortedtext import SortedText, render
from starmap.sources.reading import ProviderNames

__all__ = ["TIMES", "enlarge", "synthetic_directory"]

TIMES = 10
_OWN = frozenset({"format", "version", "records", "bytes"})
_FILES = ("authors", "models", "names", "offerings", "providers")


def synthetic_directory(data: Path) -> Path:
    """A directory with the records of another one, ten times over; made once for each state of data and code."""
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for name in _FILES:
        digest.update((data / f"{name}.txt").read_bytes())
    place = Path(tempfile.gettempdir()) / f"starmap-benchmark-{digest.hexdigest()[:16]}"
    if not place.is_dir():
        unfinished = Path(tempfile.mkdtemp(prefix="starmap-benchmark-unfinished-"))
        for name, content in enlarge(data).items():
            (unfinished / name).write_bytes(content)
        try:
            unfinished.rename(place)
        except OSError:  # another run has made it meanwhile
            rmtree(unfinished)
    return place


def enlarge(data: Path) -> dict[str, bytes]:
    """The files of a catalog with ten times the records of a directory."""
    store = DirectoryStore(data)
    catalog = Catalog(store)
    known = frozenset(catalog.offerings.ids())
    models = [_model(model, copy) for model in catalog.models for copy in range(TIMES)]
    offerings = [_offering(offering, copy, known) for offering in catalog.offerings for copy in range(TIMES)]
    authors = [_author(author, copy) for author in catalog.authors for copy in range(TIMES)]
    providers = [_provider(provider, copy) for provider in catalog.providers for copy in range(TIMES)]
    index = store.open("names")
    aliases = [
        (_named(name, copy), _named(provider, copy), _named_id(target, copy))
        for key, text in index
        for name, provider, target in Names.read(key, text).aliases
        for copy in range(TIMES)
    ]
    built = Built(models, offerings, authors, providers, aliases, {})
    version = f"{index.version}-{TIMES}"
    return {
        "authors.txt": _records(authors, version),
        "models.txt": _records(models, version),
        "names.txt": render(index_names(built, _tables(authors)).items(), version, _header(index)),
        "offerings.txt": _records(offerings, version),
        "providers.txt": _records(providers, version),
    }


def _header(index: SortedText) -> dict[str, object]:
    """What the header of the names tells besides: facts, and tables by provider, which the copies have too."""
    told: dict[str, object] = {}
    for name, value in index.header.items():
        if isinstance(value, Mapping):
            told[name] = {_named(key, copy): held for key, held in value.items() for copy in range(TIMES)}
        elif name not in _OWN:
            told[name] = value
    return told


def _records(records: Iterable[Record], version: str) -> bytes:
    encoder = Encoder(records)
    return render(encoder.lines(), version, encoder.header())


def _tables(authors: Iterable[Author]) -> NameTables:
    rows = {author.id: AuthorRow(author.id, author.name, author.website, author.home_providers) for author in authors}
    return NameTables(
        providers={},
        authors=rows,
        spellings=ProviderNames({}),
        author_by_spelling={},
        author_by_family={},
        author_by_pattern={},
    )


def _named(name: str, copy: int) -> str:
    """A copy's own name: just behind the name that it copies, in sorted order. The empty name stays empty."""
    return f"{name}-c{copy}" if copy and name else name


def _named_id(key: str, copy: int) -> str:
    """The id of a copied model or offering."""
    head, _, rest = key.partition("/")
    if ":" in head:
        return _offering_id(key, copy)
    return f"{_named(head, copy)}/{_named(rest, copy)}"


def _offering_id(key: str, copy: int) -> str:
    provider, _, model_id = key.partition(":")
    return f"{_named(provider, copy)}:{_named(model_id, copy)}"


def _pointer(key: str | None, copy: int, known: frozenset[str]) -> str | None:
    return _offering_id(key, copy) if key in known and key is not None else key


def _model(model: Model, copy: int) -> Model:
    if not copy:
        return model
    return model.model_copy(
        update={
            "id": _named_id(model.id, copy),
            "author_id": None if model.author_id is None else _named(model.author_id, copy),
            "offering_ids": tuple(_offering_id(key, copy) for key in model.offering_ids),
        }
    )


def _offering(offering: Offering, copy: int, known: frozenset[str]) -> Offering:
    if not copy:
        return offering
    lifecycle = offering.lifecycle
    if lifecycle.replacement in known:
        lifecycle = lifecycle.model_copy(update={"replacement": _pointer(lifecycle.replacement, copy, known)})
    return offering.model_copy(
        update={
            "id": _offering_id(offering.id, copy),
            "provider_id": _named(offering.provider_id, copy),
            "model_id": _named(offering.model_id, copy),
            "model_ref": None if offering.model_ref is None else _named_id(offering.model_ref, copy),
            "author_id": None if offering.author_id is None else _named(offering.author_id, copy),
            "alias_of": _pointer(offering.alias_of, copy, known),
            "lifecycle": lifecycle,
        }
    )


def _author(author: Author, copy: int) -> Author:
    homes = tuple(_named(home, copy) for home in author.home_providers)
    return author.model_copy(update={"id": _named(author.id, copy), "home_providers": homes})


def _provider(provider: Provider, copy: int) -> Provider:
    aliases = tuple(_named(alias, copy) for alias in provider.aliases)
    return provider.model_copy(update={"id": _named(provider.id, copy), "aliases": aliases})


if __name__ == "__main__":
    print(synthetic_directory(Path(sys.argv[1])))
