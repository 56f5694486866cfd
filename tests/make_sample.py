"""Write ``tests/sample``: a small catalog of real records, cut out of the packaged data by the project's own functions.

Run it from the repository after the shape of the data has changed: ``PYTHONPATH=src python tests/make_sample.py``.
The tests know some facts of these records, so look at what fails before you commit other ones.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from factories import SAMPLE
from starmap import Author, Catalog, Model, Offering, Provider, catalog
from starmap.compiling.building import Built
from starmap.compiling.indexing import index_names
from starmap.compiling.witnessing import Witness
from starmap.decoding import Encoder
from starmap.evidence import value_at
from starmap.merging.choosing import Choice, Claimed
from starmap.merging.names import NameTables, read_names
from starmap.records import Record
from starmap.references import Names
from starmap.sortedtext import SortedText, render
from starmap.sources.listing import Listing
from starmap.sources.reading import SourceFile

__all__ = ["DATE", "IDS", "VERSION", "make"]

VERSION = "5a4d91e000000001"
DATE = "2026-11-20"
_WRITTEN_BY_RENDER = frozenset({"format", "version", "records", "bytes"})

IDS = (
    # A moving name, its dated ids, and the same ids at clouds and gateways.
    "openai:gpt-4o",
    "openai:gpt-4o-2024-05-13",
    "openai:gpt-4o-2024-08-06",
    "openai:gpt-4o-2024-11-20",
    "openai:gpt-4o-mini",
    "openai:gpt-4o-mini-2024-07-18",
    "azure:gpt-4o",
    "azure:gpt-4o-2024-08-06",
    "github-copilot:gpt-4o",
    "openrouter:openai/gpt-4o",
    "openrouter:openai/gpt-4o-2024-11-20",
    # Modes, tiers, tiers inside modes, reasoning efforts.
    "openai:gpt-5",
    "openai:gpt-5-2025-08-07",
    "openai:gpt-5-mini",
    "openai:gpt-5-mini-2025-08-07",
    "openai:gpt-5.4",
    "azure:gpt-5.4",
    "openai:o3",
    "github-copilot:o3",
    # Other kinds.
    "openai:text-embedding-3-small",
    "openai:gpt-image-1",
    "openai:gpt-4o-transcribe",
    # Dated ids, undated names and retired models; regions and versions at a cloud.
    "anthropic:claude-2.1",
    "anthropic:claude-3-5-sonnet-20240620",
    "anthropic:claude-3-5-sonnet-20241022",
    "anthropic:claude-sonnet-4-5",
    "anthropic:claude-sonnet-4-5-20250929",
    "anthropic:claude-haiku-4-5",
    "anthropic:claude-haiku-4-5-20251001",
    "amazon-bedrock:amazon.nova-lite-v1:0",
    "amazon-bedrock:anthropic.claude-3-5-sonnet-20241022-v2:0",
    "amazon-bedrock:anthropic.claude-sonnet-4-5-20250929-v1:0",
    "amazon-bedrock:us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "openrouter:anthropic/claude-haiku-4.5",
    # Two homes of one author.
    "google-ai-studio:gemini-1.5-pro-002",
    "google-vertex:gemini-1.5-pro-002",
    "google-ai-studio:gemini-2.5-pro",
    "google-vertex:gemini-2.5-pro",
    "google-ai-studio:gemini-2.5-flash",
    "google-vertex:gemini-2.5-flash",
    "google-vertex:gemini-2.5-flash-image",
    # Moving names that point to dated ids.
    "mistral:mistral-large-latest",
    "mistral:mistral-large-2512",
    "mistral:mistral-small-latest",
    "mistral:mistral-small-2603",
    # Slashes, capitals and variants; open weights at many hosts.
    "togetherai:deepseek-ai/DeepSeek-V3",
    "deepinfra:deepseek-ai/DeepSeek-V3",
    "togetherai:meta-llama/Llama-3.3-70B-Instruct-Turbo",
    "togetherai:openai/gpt-oss-20b",
    "fireworks-ai:accounts/fireworks/models/deepseek-v3",
    "fireworks-ai:accounts/fireworks/models/gpt-oss-20b",
    "openrouter:meta-llama/llama-3.3-70b-instruct",
    "openrouter:meta-llama/llama-3.3-70b-instruct:free",
    # Prices by the hour.
    "deepseek:deepseek-v3",
    "deepseek:deepseek-v3.2",
    # No model, and one id of two such offerings.
    "azure:prebuilt-read",
    "kilo:openrouter/free",
    "openrouter:openrouter/free",
)


def make(source: Catalog = catalog, ids: Iterable[str] = IDS) -> dict[str, bytes]:
    """Every file of the sample by its name."""
    built = _built(source, sorted(ids))
    _add_evidence(built, source)
    header = {
        key: value for key, value in source._archive.text("names").header.items() if key not in _WRITTEN_BY_RENDER
    }
    witness = Witness(built.evidence)
    return {
        "models.txt": _records(built.models),
        "offerings.txt": _records(built.offerings),
        "authors.txt": _records(built.authors),
        "providers.txt": _records(built.providers),
        "names.txt": render(index_names(built, _tables(built.authors)).items(), VERSION, {**header, "date": DATE}),
        "evidence.txt": render(
            ((key, witness.line(key, choices)) for key, choices in built.evidence.items()), VERSION, witness.header()
        ),
    }


def _built(source: Catalog, ids: Sequence[str]) -> Built:
    offerings: list[Offering] = [source.offerings[key] for key in ids]
    models: list[Model] = []
    for ref in sorted({offering.model_ref for offering in offerings if offering.model_ref}):
        model = source.models[ref]
        models.append(model.model_copy(update={"offering_ids": tuple(key for key in model.offering_ids if key in ids)}))
    authors: list[Author] = [source.authors[key] for key in sorted({o.author_id for o in offerings if o.author_id})]
    providers: list[Provider] = [source.providers[key] for key in sorted({o.provider_id for o in offerings})]
    known = {*ids, *(model.id for model in models)}
    aliases = [
        alias
        for key, text in source._archive.text("names")
        for alias in Names.read(key, text).aliases
        if alias[2] in known
    ]
    return Built(models, offerings, authors, providers, aliases, {})


def _tables(authors: Sequence[Author]) -> NameTables:
    """As much of the tables of names as the index asks for: the authors' home providers."""
    rows = [
        f"[{row.id}]\nname = {json.dumps(row.name)}\nhome_providers = {json.dumps(row.home_providers)}\n"
        for row in authors
    ]
    return read_names(_table("providers.toml", ""), _table("authors.toml", "".join(rows)))


def _table(name: str, text: str) -> SourceFile:
    return SourceFile(name, text.encode(), DATE, "", "", "")


def _records(records: Sequence[Record]) -> bytes:
    encoder = Encoder(records)
    return render(encoder.lines(), VERSION, encoder.header())


def _add_evidence(built: Built, source: Catalog) -> None:
    """The claims behind each entry, as the compile had them; one made at another entry of the sample stays there."""
    lines = source._archive.text("evidence")
    records: list[Model | Offering] = [*built.offerings, *built.models]
    entries = {entry.id: entry for entry in records}
    own = {key: _own(entry, lines, source.data_date) for key, entry in entries.items()}
    for key, entry in entries.items():
        choices = dict(own[key])
        for other, numbers in _elsewhere(key, lines).items():
            told = own.get(other) or _own(source.offerings[other], lines, source.data_date)
            choices |= {
                path: told[path] for path in (lines.header["paths"][number] for number in numbers) if path in told
            }
        built.evidence[entry.id] = choices


def _own(entry: Model | Offering, lines: SortedText, day: date) -> dict[str, Choice]:
    """The choices that stand on an entry's own line; of prices those of the card in force on the day."""
    paths, places = lines.header["paths"], lines.header["places"]
    plain = entry.model_dump(mode="json", exclude_none=True)
    card = entry.pricing_on(day)
    plain["pricing"] = None if card is None else card.model_dump(mode="json", exclude_none=True)
    alone, rows, *_ = json.loads(lines.find(entry.id) or "[[],[]]")
    choices = {}
    for place, *numbers in alone:
        for number in numbers:
            choices[paths[number]] = Choice([_claimed(value_at(plain, paths[number]), places[place])])
    for number, winner, agreeing, losing in rows:
        value = value_at(plain, paths[number])
        choice = Choice([_claimed(value, places[place]) for place in (winner, *agreeing) if place is not None])
        for lost, place, *note in losing:
            if note:
                choice.refused.append((_claimed(lost, places[place]), note[0].removeprefix("refused: ")))
            else:
                choice.claims.append(_claimed(lost, places[place]))
        choices[paths[number]] = choice
    return choices


def _elsewhere(key: str, lines: SortedText) -> dict[str, list[int]]:
    """The fields whose evidence stands at another entry, by that entry."""
    _, _, *rest = json.loads(lines.find(key) or "[[],[]]")
    found: dict[str, list[int]] = rest[0] if rest else {}
    return found


def _claimed(value: Any, place: Sequence[str | None]) -> Claimed:
    source, day, url, note = (*place, None, None, None)[:4]
    return Claimed(value, source or "", Listing("", "", {}, day or "", url, note=note))


if __name__ == "__main__":
    SAMPLE.mkdir(exist_ok=True)
    for name, data in make().items():
        (SAMPLE / name).write_bytes(data)
