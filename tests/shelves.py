"""Small catalogs of a test's own records, kept in memory as the packaged ones are kept in files."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from factories import make_author, make_model, make_offering, make_provider
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

__all__ = ["HOSTILE", "hostile_catalog", "make_catalog"]

HOSTILE = "</td><script>alert(1)</script>|\n\n# x\n- [a](javascript:alert(1)) `c` {{ 7*7 }} & \"q\" 's' ]]> --> \u202e"


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


def hostile_catalog() -> Catalog:
    """A catalog with markup, line breaks and templates wherever a text may stand."""
    key = HOSTILE.replace("\n", " ").replace(
        "\u202e", ""
    )  # an id with control characters is refused by the data itself
    model = make_model(
        id=f"acme/{key}",
        name=HOSTILE,
        family=HOSTILE,
        license=HOSTILE,
        tokenizer=HOSTILE,
        weights_url="javascript:alert(2)",
        offering_ids=(f"acme-cloud:{key}", "acme-cloud:rocket-1"),
    )
    offerings = [
        make_offering(
            model_id=own,
            id=f"acme-cloud:{own}",
            name=HOSTILE,
            author_id="acme",
            family=HOSTILE,
            model_ref=model.id,
            regions=(HOSTILE,),
            api=HOSTILE,
            release_date=date(2026, 1, 1),
        )
        for own in (key, "rocket-1")
    ]
    author = make_author(name=HOSTILE, website="javascript:alert(3)", home_providers=("acme-cloud",))
    provider = make_provider(
        name=HOSTILE, documentation_url="javascript:alert(4)", status_url=HOSTILE, env=(HOSTILE,), base_url=HOSTILE
    )
    claims = {offerings[1].id: {"name": (HOSTILE, HOSTILE, "javascript:alert(5)")}}
    return make_catalog([model], offerings, [author], [provider], claims)


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
