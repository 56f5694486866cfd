"""The catalog: collections, lookup, caching, threads and forks."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import starmap.archive
from factories import SAMPLE, make_model, make_offering
from starmap import (
    AmbiguousModelError,
    Catalog,
    DataError,
    DirectoryStore,
    FrozenMap,
    Model,
    Offering,
    UnknownModelError,
    UnknownProviderError,
)
from starmap.sortedtext import SortedText, render

KINDS = ("models", "offerings", "authors", "providers")
ABSENT = {"models": "openai/gpt-9", "offerings": "openai:gpt-9", "authors": "opnai", "providers": "opnai"}
every_kind = pytest.mark.parametrize("name", KINDS)


def collection_of(catalog: Catalog, name: str) -> Any:
    """A collection by its name."""
    return getattr(catalog, name)


# Collections.


@every_kind
def test_a_collection_counts_and_yields_its_records(sample: Catalog, name: str) -> None:
    """Length, iteration and ids agree, sorted by id."""
    records = collection_of(sample, name)
    ids = [record.id for record in records]
    assert issubclass(type(records), Collection)
    assert len(records) == len(ids) == len(set(ids)) > 0
    assert ids == records.ids() == sorted(ids, key=str.encode)


@every_kind
def test_a_collection_is_indexed_by_id(sample: Catalog, name: str) -> None:
    """What iteration yields is what indexing gives, the same object each time."""
    records = collection_of(sample, name)
    for record in records:
        assert records[record.id] == record
        assert records[record.id] is records[record.id]


@every_kind
def test_a_collection_knows_ids_and_records(sample: Catalog, name: str) -> None:
    """``in`` takes an id or a record."""
    records = collection_of(sample, name)
    record = next(iter(records))
    assert record.id in records
    assert record in records
    assert pickle.loads(pickle.dumps(record)) in records
    assert record.model_copy(update={"name": "Another"}) not in records


@every_kind
@pytest.mark.parametrize(
    "item",
    [None, 5, b"x", [], {}, "", "\n", "\ud800", "a\tb", "x" * 10_000, object(), make_model()],
    ids=lambda item: repr(item)[:12],
)
def test_in_never_raises(sample: Catalog, name: str, item: object) -> None:
    """Whatever is asked for, it is in or it is not."""
    assert item not in collection_of(sample, name)
    assert item not in sample


@every_kind
def test_a_missing_id_is_an_error_with_near_matches(sample: Catalog, name: str) -> None:
    """Of models and offerings one kind, of authors and providers another."""
    key = ABSENT[name]
    with pytest.raises((UnknownModelError, UnknownProviderError)) as caught:
        collection_of(sample, name)[key]
    assert repr(key) in str(caught.value)
    if name in ("authors", "providers"):
        assert str(caught.value) == f"no {name[:-1]} is called 'opnai'; close matches: openai"


@every_kind
@pytest.mark.parametrize("key", [None, 5, b"x", ()], ids=repr)
def test_an_index_that_is_no_text_is_a_type_error(sample: Catalog, name: str, key: object) -> None:
    """Positions are no ids."""
    with pytest.raises(TypeError, match="an id is a text, not"):
        collection_of(sample, name)[key]


@every_kind
def test_get_of_a_collection_gives_the_default(sample: Catalog, name: str) -> None:
    """As a mapping's does."""
    records = collection_of(sample, name)
    first = next(iter(records))
    assert records.get(first.id) == first
    assert records.get(ABSENT[name]) is None
    assert records.get(ABSENT[name], "none") == "none"
    assert records.get(None, "none") == "none"


def test_a_collection_takes_exact_ids(sample: Catalog) -> None:
    """Folding is for references; only providers answer to their aliases."""
    models, offerings, authors, providers = (collection_of(sample, name) for name in KINDS)
    assert "OpenAI/gpt-4o" not in models
    assert "gpt-4o" not in offerings
    assert sample.providers["google"] is sample.providers["google-ai-studio"]
    assert sample.providers["Bedrock"].id == "amazon-bedrock"
    assert "gemini" in providers
    assert "google" in authors


@every_kind
def test_a_collection_prints_on_one_line(sample: Catalog, name: str) -> None:
    """How many, of what."""
    assert repr(collection_of(sample, name)) == f"<{len(collection_of(sample, name))} {name}>"


# The catalog as a collection.


def test_a_catalog_is_a_collection_of_models(sample: Catalog) -> None:
    """Length and iteration are over models."""
    assert isinstance(sample, Collection)
    assert len(sample) == len(sample.models)
    assert list(sample) == list(sample.models)


def test_a_catalog_knows_references_and_records(sample: Catalog) -> None:
    """``in`` takes what ``get`` takes, and records of its own."""
    known: list[object] = ["gpt-4o", "openai:gpt-4o", "OPENAI/GPT-4O", *map(sample.get, ["gpt-4o", "openai:gpt-4o"])]
    unknown: list[object] = [
        "gpt-9",
        "gpt-4o-2099-01-01",
        "openrouter/free",
        make_model(),
        make_offering(),
        sample.authors["openai"],
    ]
    assert all(item in sample for item in known)
    assert not any(item in sample for item in unknown)


def test_indexing_a_catalog_is_get(sample: Catalog) -> None:
    """A miss is a ``KeyError``."""
    assert sample["gpt-4o"] is sample.get("gpt-4o")
    with pytest.raises(KeyError):
        sample["gpt-9"]


def test_a_catalog_says_how_old_its_facts_are(sample: Catalog) -> None:
    """The date of the newest source, and a version that tells states apart."""
    assert sample.data_date == date(2026, 11, 20)
    assert sample.data_version == "5a4d91e000000001"


def test_a_catalog_prints_on_one_line(sample: Catalog) -> None:
    """How much, and how old."""
    assert repr(sample) == f"<Catalog of {len(sample)} models and {len(sample.offerings)} offerings, 2026-11-20>"


# Lookup.


def test_the_kind_follows_the_reference(sample: Catalog) -> None:
    """A model's id gives a model, an offering's an offering, each with its own facts."""
    model, own, other = sample.get("openai/o3"), sample.get("openai:o3"), sample.get("github-copilot/o3")
    assert (type(model), type(own), type(other)) == (Model, Offering, Offering)
    assert (model.context_window, own.context_window, other.context_window) == (200_000, 200_000, 128_000)


def test_get_returns_the_default(sample: Catalog) -> None:
    """Whatever it is, ``None`` too; a hit ignores it."""
    marker = object()
    assert sample.get("gpt-9", None) is None
    assert sample.get("gpt-9", marker) is marker
    assert sample.get("gpt-4o", marker) is sample.get("gpt-4o")


@pytest.mark.parametrize(
    ("ref", "model"),
    [
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("azure:gpt-4o", "openai/gpt-4o"),
        ("bedrock/amazon.nova-lite-v1:0", "amazon/nova-lite"),
        ("openrouter:meta-llama/llama-3.3-70b-instruct:free", "meta/llama-3.3-70b-instruct"),
    ],
)
def test_model_is_always_the_model(sample: Catalog, ref: str, model: str) -> None:
    """Also of an offering."""
    assert sample.model(ref) is sample.models[model]


def test_the_model_of_an_offering_that_has_none_is_unknown(sample: Catalog) -> None:
    """It is not guessed; the error names the offering."""
    with pytest.raises(UnknownModelError) as caught:
        sample.model("azure:prebuilt-read")
    assert caught.value.close == ("azure:prebuilt-read",)


@pytest.mark.parametrize(
    ("ref", "provider", "offering"),
    [
        ("openai/gpt-4o", None, "openai:gpt-4o"),
        ("google/gemini-2.5-pro", None, "google-ai-studio:gemini-2.5-pro"),
        ("azure:gpt-4o", None, "azure:gpt-4o"),
        ("meta/llama-3.3-70b-instruct-turbo", None, "togetherai:meta-llama/Llama-3.3-70B-Instruct-Turbo"),
        ("openai/gpt-4o", "azure", "azure:gpt-4o"),
        ("openai/gpt-4o", "github-copilot", "github-copilot:gpt-4o"),
        ("google/gemini-2.5-pro", "vertex", "google-vertex:gemini-2.5-pro"),
        ("gpt-4o", "openrouter", "openrouter:openai/gpt-4o"),
        ("openai:gpt-4o", "azure", "azure:gpt-4o"),
        ("deepseek/deepseek-v3", "togetherai", "togetherai:deepseek-ai/DeepSeek-V3"),
        ("gpt-5-4", "openai", "openai:gpt-5.4"),
    ],
)
def test_offering_is_always_an_offering(sample: Catalog, ref: str, provider: str | None, offering: str) -> None:
    """The first home, else the only one; with a provider, what that one takes or serves."""
    assert sample.offering(ref, provider).id == offering


@pytest.mark.parametrize(
    ("ref", "provider"),
    [
        ("openai/gpt-oss-20b", None),
        ("meta/llama-3.3-70b-instruct", None),
        ("meta/llama-3.3-70b-instruct", "openrouter"),
    ],
)
def test_several_offerings_are_ambiguous(sample: Catalog, ref: str, provider: str | None) -> None:
    """Away from home, nothing says which is meant."""
    with pytest.raises(AmbiguousModelError):
        sample.offering(ref, provider)


def test_an_offering_that_a_provider_has_not_is_unknown(sample: Catalog) -> None:
    """The error names provider and reference."""
    with pytest.raises(UnknownModelError, match="no model is called 'mistral:gpt-4o'"):
        sample.offering("gpt-4o", "mistral")
    with pytest.raises(UnknownProviderError, match="no provider is called 'mistrl'; close matches: mistral"):
        sample.offering("gpt-4o", "mistrl")


# Errors.


def test_near_matches_are_in_the_spelling_of_the_data(sample: Catalog) -> None:
    """And good enough to copy."""
    with pytest.raises(UnknownModelError) as caught:
        sample.get("deepseek-ai/deepseek-v33")
    assert "deepseek-ai/DeepSeek-V3" in caught.value.close
    for ref in caught.value.close:
        assert ref in sample


def test_a_miss_searches_for_near_matches_only_when_printed(sample: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs that probe pay nothing for the message."""
    searched: list[object] = []

    def search(*asked: object) -> list[str]:
        searched.append(asked)
        return ["gpt-4o"]

    monkeypatch.setattr("starmap.nameindex.near_matches", search)
    with pytest.raises(UnknownModelError) as caught:
        sample.get("gpt-40")
    assert searched == []
    assert str(caught.value) == "no model is called 'gpt-40'; close matches: gpt-4o"
    assert len(searched) == 1


def test_errors_of_a_catalog_pickle(sample: Catalog) -> None:
    """A lookup in a worker process fails in its parent with the same message."""
    for ref in ("gpt-40", "gpt-4o-2099-01-01", "openrouter/free"):
        with pytest.raises(KeyError) as caught:
            sample.get(ref)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


# Caching.


@pytest.mark.parametrize("ref", ["gpt-4o", "openai/gpt-4o", "OPENAI:GPT-4O", "vertex_ai/gemini-2.5-pro"])
def test_the_same_text_gives_the_same_object(sample: Catalog, ref: str) -> None:
    """And so does every other text that means it."""
    entry = sample.get(ref)
    assert sample.get(ref) is entry
    assert sample.get(entry.id) is entry
    assert sample.resolve(ref).entry is entry


def test_the_caches_are_bounded(fresh: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many texts are asked for, old ones make room, and answers stay right."""
    monkeypatch.setattr(starmap.archive, "_CACHED", 10)
    for offering in sorted(fresh.offerings, key=lambda offering: offering.id) * 3:
        assert fresh.get(offering.id) == offering
        assert fresh.get(offering.id.upper()) == offering
    assert len(fresh._found) <= 10
    assert len(fresh._archive._held) <= 10


def test_misses_are_not_kept(fresh: Catalog) -> None:
    """Wrong texts come from outside; they fill no memory."""
    for number in range(200):
        assert fresh.get(f"gpt-9-{number}x", None) is None
    assert not fresh._found


def test_only_the_files_needed_are_opened() -> None:
    """A canonical id needs one file, any other reference the index too; each is opened once."""
    opened = []

    class Watching(DirectoryStore):
        def open(self, name: str) -> SortedText:
            opened.append(name)
            return super().open(name)

    catalog = Catalog(Watching(SAMPLE))
    assert opened == []
    assert catalog.get("openai:gpt-4o").context_window == 128_000
    assert opened == ["offerings"]
    assert catalog.get("openai:gpt-4o-mini").context_window == 128_000
    assert opened == ["offerings"]
    assert catalog.get("GPT-4o").context_window == 128_000
    assert sorted(opened) == ["models", "names", "offerings"]


# Sharing.


def test_nothing_handed_out_can_be_changed(sample: Catalog) -> None:
    """Every collection inside every record is of an immutable kind, all the way down."""
    allowed = (str, int, float, bool, type(None), date, tuple, frozenset, FrozenMap)

    def check(value: object) -> None:
        if hasattr(value, "model_fields_set"):
            for held in vars(value).values():
                check(held)
        elif isinstance(value, (tuple, frozenset)):
            for held in value:
                check(held)
        elif isinstance(value, FrozenMap):
            for held in (*value, *value.values()):
                check(held)
        else:
            assert isinstance(value, allowed) or type(value).__name__ in ("Decimal", "time"), type(value)
        hash(value)

    for name in KINDS:
        for record in collection_of(sample, name):
            check(record)
    check(sample.resolve("gpt-5-latest"))


@pytest.mark.parametrize(
    "meddle",
    [
        lambda c: c.get("gpt-4o").__class__.model_validate(c.get("gpt-4o").model_dump()),
        lambda c: c.get("gpt-4o").model_dump()["limits"].update(context_window=1),
        lambda c: c.models.ids().clear(),
        lambda c: c.get("gpt-4o").offerings[0].model_dump()["price_history"],
        lambda c: c.explain("gpt-4o").model_dump()["fields"][0].clear(),
        lambda c: dict(c.get("gpt-4o").parameters).clear(),
        lambda c: list(c.explain("gpt-4o", "modalities").fields[0].value).clear(),
        lambda c: c.resolve("gpt-4o")._replace(entry=None),
    ],
    ids=[
        "validate",
        "dump",
        "ids",
        "prices",
        "explain-dump",
        "parameters",
        "explain-list",
        "resolution",
    ],
)
def test_what_one_caller_does_another_does_not_see(fresh: Catalog, meddle: Callable[[Any], object]) -> None:
    """Everything mutable that is handed out is a copy."""
    before = (fresh.get("gpt-4o").model_dump_json(), fresh.explain("gpt-4o").model_dump_json(), fresh.models.ids())
    meddle(fresh)
    after = (fresh.get("gpt-4o").model_dump_json(), fresh.explain("gpt-4o").model_dump_json(), fresh.models.ids())
    assert after == before


REFS = [
    "gpt-4o",
    "openai:gpt-4o",
    "GEMINI-1.5-PRO-002",
    "vertex_ai/gemini-2.5-pro",
    "gpt-5-4",
    "azure:prebuilt-read",
]


def test_threads_see_the_same_facts(fresh: Catalog) -> None:
    """Many threads at once, on a catalog that nobody has read yet, each reading everything."""
    barrier = threading.Barrier(16)

    def read(number: int) -> tuple[object, ...]:
        barrier.wait()
        entries = [fresh.get(ref) for ref in (REFS[number % 6 :] + REFS[: number % 6])]
        return (
            tuple(sorted(entry.model_dump_json() for entry in entries)),
            tuple(fresh.models),
            tuple(offering.model for offering in fresh.offerings),
            fresh.explain("gpt-4o", "pricing").model_dump_json(),
            fresh.get("gpt-9", None),
        )

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(read, range(16)))
    assert all(answer == answers[0] for answer in answers)


def test_threads_share_a_full_cache(fresh: Catalog, monkeypatch: pytest.MonkeyPatch) -> None:
    """While entries come and go, every answer is right and the cache stays near its bound."""
    monkeypatch.setattr(starmap.archive, "_CACHED", 4)
    ids = fresh.offerings.ids()
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda key: (key, fresh.get(key).id), ids * 60))
    finally:
        sys.setswitchinterval(interval)
    assert all(key == found for key, found in answers)
    assert len(fresh._found) <= 4 + 8


FORKING = f"""
import os, sys
from starmap import Catalog, DirectoryStore
import starmap.archive
catalog = Catalog(DirectoryStore({str(SAMPLE)!r}))
refs = {REFS!r}
before = [catalog.get(ref).model_dump_json() for ref in refs]
children = []
for number in range(4):
    child = os.fork()
    if child == 0:
        ok = [catalog.get(ref).model_dump_json() for ref in refs] == before
        ok = ok and len(list(catalog.offerings)) == len(catalog.offerings)
        ok = ok and [catalog.explain(ref).id for ref in refs] == [catalog.get(ref).id for ref in refs]
        os._exit(0 if ok else 1)
    children.append(child)
ok = all(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0 for child in children)
ok = ok and len(list(catalog)) == len(catalog)
sys.exit(0 if ok else 1)
"""
BUSY = f"""
import os, signal, sys, threading
from starmap import Catalog, DirectoryStore
import starmap.archive
starmap.archive._CACHED = 2
catalog = Catalog(DirectoryStore({str(SAMPLE)!r}))
ids = catalog.offerings.ids()
sys.setswitchinterval(1e-6)
over = threading.Event()
def work():
    while not over.is_set():
        for key in ids:
            catalog.get(key)
threads = [threading.Thread(target=work) for _ in range(3)]
for thread in threads:
    thread.start()
codes = []
for _ in range(25):
    child = os.fork()
    if child == 0:
        signal.alarm(5)  # ends a child that hangs
        os._exit(0 if [catalog.get(key).id for key in ids] == ids else 1)
    codes.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    if codes[-1]:
        break
over.set()
for thread in threads:
    thread.join()
sys.exit(any(codes))
"""
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the platform cannot fork")


def run(script: str) -> int:
    """The exit code of a script in a process of its own."""
    return subprocess.run([sys.executable, "-W", "ignore", "-c", script], timeout=30, check=False).returncode


@needs_fork
def test_forked_processes_share_a_catalog() -> None:
    """Parent and children read from one open file at the same time."""
    assert run(FORKING) == 0


@needs_fork
def test_a_fork_at_a_bad_moment_does_not_hang() -> None:
    """Whatever other threads were doing, a child can go on looking up."""
    assert run(BUSY) == 0


# Damage.


def copy_of_sample(place: Path) -> Path:
    """A copy of the sample that a test may damage."""
    for file in SAMPLE.glob("*.txt"):
        (place / file.name).write_bytes(file.read_bytes())
    return place


READS: dict[str, Callable[[Catalog], object]] = {
    "models": lambda c: c.models["openai/gpt-4o"],
    "offerings": lambda c: c.get("openai:gpt-4o"),
    "authors": lambda c: c.authors["openai"],
    "providers": lambda c: c.providers["openai"],
    "names": lambda c: c.get("gpt-4o"),
    "evidence": lambda c: c.explain("gpt-4o"),
}


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize("damage", ["missing", "empty", "truncated", "another-version", "a-directory"])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, damage: str) -> None:
    """One clear error that names the file, for each file and each kind of damage."""
    file = copy_of_sample(tmp_path) / f"{name}.txt"
    data = file.read_bytes()
    if damage in ("missing", "a-directory"):
        file.unlink()
    if damage == "a-directory":
        file.mkdir()
    if damage == "empty":
        file.write_bytes(b"")
    if damage == "truncated":
        file.write_bytes(data[: len(data) // 2])
    catalog = Catalog(DirectoryStore(tmp_path))
    if damage == "another-version":
        other = "models" if name == "names" else "names"
        assert len(catalog._archive.text(other).version) == 16
        file.write_bytes(data.replace(b"5a4d91e000000001", b"5a4d91e000000002"))
    with pytest.raises(DataError) as caught:
        READS[name](catalog)
    assert f"{name}.txt" in str(caught.value)


@pytest.mark.parametrize("name", READS)
def test_every_byte_of_a_record_is_guarded(tmp_path: Path, name: str) -> None:
    """A digit changed inside a record is an error, not another number."""
    file = copy_of_sample(tmp_path) / f"{name}.txt"
    data = file.read_bytes()
    start = data.index(b"\n") + 1
    file.write_bytes(data[:start] + data[start:].replace(b":", b";"))
    with pytest.raises(DataError, match=name):
        READS[name](Catalog(DirectoryStore(tmp_path)))
    with pytest.raises(DataError, match=name):
        list(Catalog(DirectoryStore(tmp_path))._archive.text(name))


def test_an_index_that_names_what_is_not_there_is_an_error(tmp_path: Path) -> None:
    """Files that do not belong together are found out."""
    catalog = Catalog(DirectoryStore(copy_of_sample(tmp_path)))
    version = catalog.data_version
    for name in ("models", "offerings"):
        (tmp_path / f"{name}.txt").write_bytes(render([], version, {"shared": []}))
    for ref, name in (("openai/gpt-4o", "models"), ("openai:gpt-4o", "offerings")):
        with pytest.raises(DataError, match=f"{name}.txt is damaged: '{ref}' is in the index but not in the file"):
            Catalog(DirectoryStore(tmp_path)).get(ref)


def test_a_missing_directory_is_an_error(tmp_path: Path) -> None:
    """It names the file that was wanted."""
    with pytest.raises(DataError, match=r"nowhere/names\.txt is damaged: it cannot be read \(No such file"):
        Catalog(DirectoryStore(tmp_path / "nowhere")).get("gpt-4o")
