"""Inside a running program: lookups seen before and not, and passes over everything."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter_ns, process_time

from starmap import AmbiguousModelError, Catalog, DirectoryStore, UnknownModelError
from yardsticks import Pair, Row, Spent, side_by_side, timed

__all__ = ["pass_rows", "reference_rows", "warm_rows"]

_CALLS = 20_000
_REFS = 400
_CATALOGS = 15
_PASSES = 9
_SEED = 20_250_902
_DICT = "dict lookup in a function"
_Table = dict[str, object]


def warm_rows(real: Path, synthetic: Path, rounds: int) -> list[Row]:
    """Texts looked up before: an id, an alias and a folded one; and the same with ten times the records."""
    catalog, larger = Catalog(DirectoryStore(real)), Catalog(DirectoryStore(synthetic))
    rows = []
    for what, ref in (
        ("an id", "gemini-1.5-pro-002"),
        ("an alias", _alias(real)),
        ("folded", "Google-Vertex/GEMINI-1.5-Pro-002"),
    ):
        get = catalog.get
        get(ref)
        pair = side_by_side(partial(_calls, get, ref), partial(_calls, _dict_lookup(ref), ref), rounds)
        rows.append(_ratio(f"get, warm: {what}", pair, _DICT, 6))
    ref = "gemini-1.5-pro-002"
    larger.get(ref)
    pair = side_by_side(partial(_calls, larger.get, ref), partial(_calls, catalog.get, ref), rounds)
    return [*rows, _ratio("get, warm, 10x records", pair, "real records", 1.10)]


def reference_rows(real: Path, synthetic: Path) -> list[Row]:
    """Texts never seen, each looked up once in a new catalog: against a dict lookup, and with ten times the records."""
    rows, grown = [], []
    for what, refs in _references(real, synthetic).items():
        lookup = _dict_lookup(refs[0])
        ours = partial(_first_time, real, refs, Random(_SEED))
        pair = side_by_side(ours, partial(_calls, lookup, refs[0]), _CATALOGS)
        rows.append(_ratio(f"get, first time: {what}", pair, _DICT, 2_000))
        # The two draw the same references in the same order.
        ours, theirs = (partial(_first_time, data, refs, Random(_SEED)) for data in (synthetic, real))
        pair = side_by_side(ours, theirs, _CATALOGS)
        grown.append(_ratio(f"get, first time, 10x records: {what}", pair, "real records", 1.10))
    return rows + grown


def pass_rows(real: Path) -> list[Row]:
    """A first pass over every offering, and one that filters, against ``json.loads`` of the same records' text."""
    texts = [text for _, text in DirectoryStore(real).open("offerings")]
    whole = f"[{','.join(texts)}]".encode()
    loads = partial(timed, partial(json.loads, whole))
    name = f"json.loads of {len(whole) / 1e6:.1f} MB"
    iteration = side_by_side(lambda: timed(partial(_pass, Catalog(DirectoryStore(real)))), loads, _PASSES)
    filtering = side_by_side(lambda: timed(partial(_filter, Catalog(DirectoryStore(real)))), loads, _PASSES)
    return [
        _ratio(f"first pass over {len(texts):,} offerings", iteration, name, 6),
        _ratio("first pass, filtering by tools and context", filtering, name, 6),
    ]


def _pass(catalog: Catalog) -> None:
    for _ in catalog.offerings:
        pass


def _filter(catalog: Catalog) -> int:
    """How many offerings take tools and a context of 200,000 tokens."""
    return sum(
        1
        for offering in catalog.offerings
        if offering.supports("tools") and offering.context_window is not None and offering.context_window >= 200_000
    )


def _dict_lookup(key: str) -> Callable[[str], object]:
    table: _Table = {key: object()}

    def look_up(ref: str) -> object:
        return table[ref]

    return look_up


def _calls(function: Callable[[str], object], ref: str) -> Spent:
    """One call, from the mean of many."""
    cpu, wall = process_time(), perf_counter_ns()
    for _ in range(_CALLS):
        function(ref)
    spent = perf_counter_ns() - wall
    return Spent(spent / 1e9 / _CALLS, (process_time() - cpu) / _CALLS)


def _first_time(data: Path, refs: Sequence[str], random: Random) -> Spent:
    """The median lookup of references that a new catalog has never seen; the processor's time is the mean."""
    chosen = random.sample(refs, min(_REFS, len(refs)))
    get = Catalog(DirectoryStore(data)).get
    taken = []
    cpu = process_time()
    for ref in chosen:
        began = perf_counter_ns()
        get(ref, None, inexact=True)
        taken.append(perf_counter_ns() - began)
    cpu = process_time() - cpu
    return Spent(median(taken) / 1e9, cpu / len(chosen))


def _references(data: Path, larger: Path) -> dict[str, list[str]]:
    """Many references of each sort to offerings and models, bare and with provider or author.

    They mean the same in both directories. Raises ``RuntimeError`` where most do not.
    """
    catalog, other, random = Catalog(DirectoryStore(data)), Catalog(DirectoryStore(larger)), Random(_SEED)
    offerings = random.sample(catalog.offerings.ids(), 3_000)
    models = random.sample(catalog.models.ids(), 1_500)
    exact = [*offerings[:1_000], *models[:1_000]]
    exact += [key.replace(":", "/", 1) for key in offerings[1_000:2_000]]
    exact += [key.partition("/")[2] for key in models[1_000:]]
    exact += [key.partition(":")[2] for key in offerings[2_000:]]
    exact = list(dict.fromkeys(exact))

    def meant(catalog: Catalog, ref: str) -> tuple[str, bool] | None:
        try:
            found = catalog.resolve(ref)
        except (UnknownModelError, AmbiguousModelError):
            return None
        return found.entry.id, found.exact

    sorts = {
        "exact": (exact, True),
        "folded": ([ref.upper() for ref in exact if ref.upper() != ref], True),
        "inexact": ([f"{ref}-2099-01-01" for ref in exact], False),
        "miss": ([_misspelt(ref, random) for ref in exact], None),
    }
    found = {}
    for what, (refs, wanted) in sorts.items():
        answers = {ref: meant(catalog, ref) for ref in refs}
        fit = [ref for ref, answer in answers.items() if (answer and answer[1]) is wanted]
        found[what] = [ref for ref in fit if meant(other, ref) == answers[ref]]
        if len(found[what]) < len(refs) // 2:
            raise RuntimeError(f"only {len(found[what])} of {len(refs)} references ({what}) mean what they should")
    return found


def _misspelt(ref: str, random: Random) -> str:
    place = random.randrange(1, len(ref))
    return f"{ref[:place]}zq{ref[place:]}"


def _alias(data: Path) -> str:
    """Some alias of the data that means one entry."""
    catalog = Catalog(DirectoryStore(data))
    for key, text in DirectoryStore(data).open("names"):
        if text.startswith('{"a":') and catalog.get(key, None) is not None:
            return key
    raise LookupError(f"no alias in {data} means one entry")


def _ratio(what: str, pair: Pair, yardstick: str, bound: float) -> Row:
    return Row(what, _time(pair.measured), f"{yardstick} {_time(pair.yardstick)}", pair.ratio, bound, "x", pair.cpu)


def _time(seconds: float) -> str:
    if seconds < 1e-6:
        return f"{seconds * 1e9:.0f} ns"
    return f"{seconds * 1e6:.1f} us" if seconds < 1e-3 else f"{seconds * 1e3:.1f} ms"
