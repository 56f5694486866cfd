"""Compiling and checking: the two things that the command does."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starmap.compiling.baseline import read_accepted, read_baseline, write_baseline
from starmap.compiling.building import build
from starmap.compiling.collecting import collect, read_facts
from starmap.compiling.writing import MANIFEST, own_hash, render_catalog, write_files
from starmap.errors import CompileError, DataError
from starmap.merging.rules import Quarantined
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog
from starmap.sources.reading import SourceDirectory

__all__ = ["Summary", "check_data", "compile_catalog"]

Progress = Callable[[str], None]
_HOW = "run: starmap compile --sources DIR"


@dataclass(slots=True)
class Summary:
    """What a compile did."""

    models: int
    offerings: int
    providers: int
    authors: int
    conflicts: int
    """Fields on which sources disagree."""

    unplaced: list[str]
    """Offerings whose author no evidence tells."""

    quarantined: list[Quarantined]
    counts: dict[str, int]
    left_out: dict[str, dict[str, int]]
    added: list[str] = field(default_factory=list)
    """Offerings that the data replaced did not have."""

    removed: list[str] = field(default_factory=list)
    """Offerings that only the data replaced had."""

    changed: bool = True
    """Whether any byte of the data changed."""

    @property
    def reasons(self) -> Counter[str]:
        """How many claims were quarantined, by field."""
        return Counter(claim.field for claim in self.quarantined)


def compile_catalog(
    sources: Path, facts: Path, out: Path, *, accept: bool = False, progress: Progress = lambda step: None
) -> Summary:
    """Compile the sources and the curated facts into a directory of data.

    Nothing is written before everything is read, merged and checked. Raises ``SourceError``, ``FactsError`` or
    ``CompileError``, each saying what to do.
    """
    directory = SourceDirectory(sources)
    fact_files = read_facts(facts)
    accepted = read_accepted(fact_files.accepted)
    baseline, inputs = read_baseline(facts)
    collected = collect(directory, fact_files, progress)
    baseline.check_counts(collected.counts, accepted)
    progress("merging")
    built = build(collected, baseline, accepted)
    progress("writing")
    if accept:  # the data is then compiled against the new baseline, which is one of its inputs
        renamed = {old: new for old, provider, new in built.aliases if not provider}
        write_baseline(facts, collected.counts, built.offerings, renamed)
        baseline, inputs = read_baseline(facts)
        built = build(collected, baseline, accepted)
    files = render_catalog(built, collected, fact_files, inputs)
    before = _ids_in(out)
    now = {offering.id for offering in built.offerings}
    changed = any(not (out / name).is_file() or (out / name).read_bytes() != data for name, data in files.items())
    write_files(files, out)
    return Summary(
        len(built.models),
        len(built.offerings),
        len(built.providers),
        len(built.authors),
        sum(bool(choice.rivals) for choices in built.evidence.values() for choice in choices.values()),
        built.unplaced,
        built.quarantined,
        collected.counts,
        collected.left_out,
        sorted(now - before) if before else [],
        sorted(before - now),
        changed,
    )


def check_data(data: Path, facts: Path, sources: Path | None) -> str:
    """Whether the data is what its inputs make. Returns what was checked; raises ``CompileError`` if it is stale.

    Without the sources it verifies the hashes of the curated files and of the output; with them it compiles again.
    """
    manifest = _manifest(data)
    output: dict[str, str] = manifest["output"]
    for name, wanted in output.items():
        path = data / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != wanted:
            raise CompileError(f"{path} is not what the compile wrote; never edit the data; {_HOW}")
    fact_files = read_facts(facts)
    _, inputs = read_baseline(facts)
    present = {file.name: file.sha256 for file in (*fact_files.all(), *inputs)}
    recorded: dict[str, str] = manifest["facts"]
    for name in sorted({*present, *recorded}):
        if present.get(name) != recorded.get(name):
            raise CompileError(f"{name} has changed since the data was compiled; {_HOW}")
    if sources is None:
        return f"{len(output)} data files and {len(recorded)} curated files match their hashes (sources not at hand)"
    _check_sources(manifest, SourceDirectory(sources))
    accepted = read_accepted(fact_files.accepted)
    baseline, inputs = read_baseline(facts)
    collected = collect(SourceDirectory(sources), fact_files)
    files = render_catalog(build(collected, baseline, accepted), collected, fact_files, inputs)
    for name, made in files.items():
        if (data / name).read_bytes() != made:
            raise CompileError(f"{data / name} differs from what its sources make now; {_HOW}")
    made_from = f"{len(manifest['sources'])} source files and {len(recorded)} curated files"
    return f"{len(files)} data files are what {made_from} make"


def _check_sources(manifest: dict[str, Any], directory: SourceDirectory) -> None:
    for entry in manifest["sources"]:
        path = directory.path / entry["file"]
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
            raise CompileError(f"source file {path} has changed since the data was compiled; {_HOW}")


def _manifest(data: Path) -> dict[str, Any]:
    """The manifest, held against its own hash."""
    try:
        manifest: dict[str, Any] = json.loads((data / MANIFEST).read_bytes())
        told = manifest.pop("sha256")
        if told != own_hash(manifest) or not manifest["output"]:
            raise ValueError("it is not what the compile wrote")
        return manifest
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise CompileError(f"{data / MANIFEST} cannot be read ({error}); {_HOW}") from None


def _ids_in(data: Path) -> set[str]:
    """The offerings that a directory of data holds; none where it holds no readable data."""
    try:
        return set(Catalog(DirectoryStore(data)).offerings.ids())
    except DataError:
        return set()
