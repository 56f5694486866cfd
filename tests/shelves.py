"""Small catalogs of a test's own records, kept in memory as the packaged ones are kept in files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from make_sample import DATE, VERSION
from starmap import Author, Catalog, Model, Offering, Provider
from starmap.compiling.building import Built
from starmap.compiling.indexing import index_names
from starmap.compiling.witnessing import Witness
from starmap.decoding import Encoder
from starmap.merging.choosing import Choice, Claimed
from starmap.merging.names import read_names
from starmap.records import Record
from starmap.sortedtext import BytesReader, SortedText, render
from starmap.sources.listing import Listing
from starmap.sources.reading import SourceFile

__all__ = ["make_catalog"]


def make_catalog(
    models: Sequence[Model],
    offerings: Sequence[Offering],
    authors: Sequence[Author],
    providers: Sequence[Provider],
    claims: Mapping[str, Mapping[str, tuple[str, str, str]]] | None = None,
) -> Catalog:
    """A catalog of these records; ``claims`` are by entry and field: value, source and address."""
    built = Built(list(models), list(offerings), list(authors), list(providers), [], {})
    for entry in (*models, *offerings):
        told = (claims or {}).get(entry.id, {})
        built.evidence[entry.id] = {
            path: Choice([Claimed(value, source, Listing("", "", {}, DATE, url))])
            for path, (value, source, url) in told.items()
        }
    rows = [
        f"[{json.dumps(a.id)}]\nname = {json.dumps(a.name)}\nhome_providers = {json.dumps(a.home_providers)}\n"
        for a in authors
    ]
    tables = read_names(_table("providers.toml", ""), _table("authors.toml", "".join(rows)))
    witness = Witness(built.evidence)
    texts = {
        "models": _lines(built.models),
        "offerings": _lines(built.offerings),
        "authors": _lines(built.authors),
        "providers": _lines(built.providers),
        "names": render(index_names(built, tables).items(), VERSION, {"date": DATE}),
        "evidence": render(
            ((key, witness.line(key, choices)) for key, choices in built.evidence.items()), VERSION, witness.header()
        ),
    }
    return Catalog(_Shelf(texts))


class _Shelf:
    """The texts of a catalog, in memory."""

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._texts = texts

    def open(self, name: str) -> SortedText:
        return SortedText(f"{name}.txt", BytesReader(self._texts[name]))


def _lines(records: Sequence[Record]) -> bytes:
    encoder = Encoder(sorted(records, key=lambda record: str(record.id)))  # type: ignore[attr-defined]
    return render(encoder.lines(), VERSION, encoder.header())


def _table(name: str, text: str) -> SourceFile:
    return SourceFile(name, text.encode(), DATE, "", "", "")
