"""The files of the packaged data, and the manifest that tells where they came from."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from starmap.compiling.building import Built
from starmap.compiling.collecting import Collected, FactFiles
from starmap.compiling.indexing import index_names
from starmap.compiling.schema import json_schema
from starmap.compiling.witnessing import Witness
from starmap.decoding import Encoder
from starmap.records import Record
from starmap.sortedtext import render
from starmap.sources.reading import SourceFile

__all__ = ["MANIFEST", "digest", "own_hash", "render_catalog", "write_files"]

MANIFEST = "manifest.json"


def render_catalog(
    built: Built, collected: Collected, facts: FactFiles, inputs: Sequence[SourceFile]
) -> dict[str, bytes]:
    """Every file of the data by its name; the same input gives the same bytes."""
    version = digest(
        [f"{file.name} {file.sha256}" for file in (*facts.all(), *(f for _, f in collected.files), *inputs)]
    )
    day = collected.newest
    prefixes = {row.id: list(row.prefixes) for row in collected.tables.providers.values() if row.prefixes}
    before = {row.id: row.id_prefix for row in collected.tables.providers.values() if row.id_prefix}
    witness = Witness(built.evidence)
    files = {
        "models.txt": _records(built.models, version),
        "offerings.txt": _records(built.offerings, version),
        "authors.txt": _records(built.authors, version),
        "providers.txt": _records(built.providers, version),
        "names.txt": render(
            index_names(built, collected.tables).items(),
            version,
            {"date": day, "prefixes": prefixes, "id_prefixes": before},
        ),
        "evidence.txt": render(
            ((key, witness.line(key, choices)) for key, choices in built.evidence.items()), version, witness.header()
        ),
        "schema.json": _json(json_schema()),
    }
    manifest = _manifest(files, version, day, collected, facts, inputs)
    files[MANIFEST] = _json({**manifest, "sha256": own_hash(manifest)})
    return files


def own_hash(manifest: Mapping[str, Any]) -> str:
    """The hash of a manifest's other fields, which it carries itself."""
    return hashlib.sha256(_json(manifest)).hexdigest()


def write_files(files: Mapping[str, bytes], directory: Path) -> None:
    """Write each file whole or not at all; the manifest comes last."""
    directory.mkdir(parents=True, exist_ok=True)
    for name in sorted(files, key=lambda name: (name == MANIFEST, name)):
        unfinished = directory / f".{name}.unfinished"
        unfinished.write_bytes(files[name])
        os.replace(unfinished, directory / name)


def digest(parts: Sequence[str]) -> str:
    """A short hash over texts."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _records(records: Sequence[Record], version: str) -> bytes:
    encoder = Encoder(records)
    return render(encoder.lines(), version, encoder.header())


def _manifest(
    files: Mapping[str, bytes],
    version: str,
    day: str,
    collected: Collected,
    facts: FactFiles,
    inputs: Sequence[SourceFile],
) -> dict[str, Any]:
    return {
        "version": version,
        "date": day,
        "sources": [
            {
                "source": source,
                "file": file.name,
                "date": file.date,
                "origin": file.origin,
                "licence": file.licence,
                "sha256": file.sha256,
            }
            for source, file in sorted(collected.files, key=lambda pair: (pair[0], pair[1].name))
        ],
        "facts": {file.name: file.sha256 for file in (*facts.all(), *inputs)},
        "output": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, ensure_ascii=False).encode() + b"\n"
