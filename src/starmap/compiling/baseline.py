"""The committed baseline: what the last accepted compile had, so that a refresh can be held against it.

It is an input like any other. ``starmap compile --accept`` writes it anew; a dated line in
``facts/names/accepted.toml`` lets a single change through.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from starmap.errors import CompileError, FactsError
from starmap.merging.choosing import Offer
from starmap.merging.rules import Quarantined
from starmap.model import Offering
from starmap.sources.reading import SourceFile

__all__ = ["Accepted", "Baseline", "read_accepted", "read_baseline", "write_baseline"]

COUNTS, OFFERINGS, RENAMED = "sources.json", "offerings.tsv", "renamed.tsv"
_WATCHED = ("pricing.input", "pricing.output")
_KEPT = Decimal("0.8")


@dataclass(frozen=True, slots=True)
class Accepted:
    """Changes that a person has looked at: prices by offering and field, and sources that may shrink."""

    prices: frozenset[tuple[str, str, Decimal]] = frozenset()
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the last accepted compile had."""

    counts: Mapping[str, int] = field(default_factory=dict)
    offerings: Mapping[str, tuple[str, str, str]] = field(default_factory=dict)
    """By id: the model, and the input and output rate, each empty where not known."""

    renamed: Mapping[str, str] = field(default_factory=dict)
    """Models' ids of earlier compiles, and what they are called since."""

    def check_counts(self, counts: Mapping[str, int], accepted: Accepted) -> None:
        """Raises ``CompileError`` for a source that has lost more than a fifth of its listings."""
        for source, before in sorted(self.counts.items()):
            now = counts.get(source, 0)
            if now < before * _KEPT and source not in accepted.sources:
                raise CompileError(
                    f"{source} shrank from {before:,} to {now:,} listings; if that is right, add to "
                    f'facts/names/accepted.toml: [[accept]] source = "{source}" date = ... why = "..."'
                )

    def check_prices(self, offer: Offer, accepted: Accepted) -> list[Quarantined]:
        """Refuse a rate that moved tenfold against the baseline, unless a dated line accepts it."""
        out = []
        key = f"{offer.provider}:{offer.id}"
        before = self.offerings.get(key)
        for path, old in zip(_WATCHED, before[1:] if before else (), strict=False):
            choice = offer.choices.get(path)
            while choice is not None and choice.claims and old and _tenfold(Decimal(old), choice.claims[0].value):
                value = choice.claims[0].value
                if isinstance(value, Decimal | int) and (key, path, Decimal(value)) in accepted.prices:
                    break
                refused = choice.refuse(f"moved tenfold from {old}")
                out.append(Quarantined(key, path, refused.value, refused.source, choice.refused[-1][1]))
        return out

    def renamed_models(self, offerings: Sequence[Offering], models: frozenset[str]) -> list[tuple[str, str, str]]:
        """A model's id that is gone stays as an alias of the model that serves its offerings now."""
        now = {offering.id: offering.model_ref for offering in offerings}
        moved: dict[str, set[str]] = {}
        for key, (model, _, _) in self.offerings.items():
            target = now.get(key)
            if model and model not in models and target:
                moved.setdefault(model, set()).add(target)
        names = {**self.renamed, **{old: next(iter(new)) for old, new in moved.items() if len(new) == 1}}
        return [
            (old, "", names.get(new, new))
            for old, new in sorted(names.items())
            if old not in models and names.get(new, new) in models
        ]


def read_baseline(directory: Path) -> tuple[Baseline, list[SourceFile]]:
    """The baseline of a directory of facts, and its files; empty where there is none yet."""
    place = directory / "baseline"
    files = [_file(place / name) for name in (COUNTS, OFFERINGS, RENAMED)]
    present = [file for file in files if file is not None]
    if not present:
        return Baseline(), []
    try:
        told = {file.name.rpartition("/")[2]: file.data.decode() for file in present}
        counts = TypeAdapter(dict[str, int]).validate_json(told[COUNTS])
        rows = [line.split("\t") for line in told[OFFERINGS].splitlines()]
        offerings = {key: (model, given, taken) for key, model, given, taken in rows}
        if not all(Decimal(rate or 0).is_finite() for row in offerings.values() for rate in row[1:]):
            raise ValueError("a rate that is no number")
        renamed = dict(_pair(line) for line in told.get(RENAMED, "").splitlines())
    except (ValueError, KeyError, ArithmeticError) as error:
        raise CompileError(
            f"the baseline in {place} is damaged ({type(error).__name__}: {error}); restore it"
        ) from None
    return Baseline(counts, offerings, renamed), present


def write_baseline(
    directory: Path, counts: Mapping[str, int], offerings: Sequence[Offering], renamed: Mapping[str, str] | None = None
) -> None:
    """Write the baseline that the next compile is held against."""
    place = directory / "baseline"
    place.mkdir(parents=True, exist_ok=True)
    lines = []
    for offering in sorted(offerings, key=lambda offering: offering.id):
        card = offering.price_history[-1] if offering.price_history else None
        rates = [
            "" if card is None or rate is None else f"{rate:f}" for rate in (card and card.input, card and card.output)
        ]
        lines.append("\t".join([offering.id, offering.model_ref or "", *rates]) + "\n")
    (place / OFFERINGS).write_bytes("".join(lines).encode())
    if renamed:
        (place / RENAMED).write_bytes("".join(f"{old}\t{new}\n" for old, new in sorted(renamed.items())).encode())
    (place / COUNTS).write_bytes(json.dumps(dict(sorted(counts.items())), indent=1).encode() + b"\n")


def read_accepted(file: SourceFile | None) -> Accepted:
    """The accepted changes. Raises ``FactsError`` for a line without date or reason."""
    if file is None:
        return Accepted()
    try:
        rows = _ACCEPTED.validate_python(tomllib.loads(file.data.decode(), parse_float=Decimal))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FactsError(file.name, 1, f"not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        raise FactsError(file.name, 1, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None
    prices, sources = set(), set()
    for row in rows.get("accept", []):
        if not row.get("date") or not row.get("why"):
            raise FactsError(file.name, 1, f"{row!r} needs a date and a reason (why)")
        if "source" in row:
            sources.add(row["source"])
        elif "offering" in row and "field" in row and "value" in row and row["field"] in _WATCHED:
            prices.add((row["offering"], row["field"], Decimal(row["value"])))
        else:
            raise FactsError(file.name, 1, f"{row!r} needs a source, or an offering, a field ({_WATCHED}) and a value")
    return Accepted(frozenset(prices), frozenset(sources))


def _tenfold(before: Decimal, now: object) -> bool:
    """Whether a price moved tenfold, or a paid one became free."""
    if not isinstance(now, Decimal | int) or not before:
        return False
    ratio = Decimal(now) / before
    return ratio >= 10 or ratio <= Decimal("0.1")


class _Row(TypedDict, total=False):
    """A change that a person has looked at."""

    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    offering: str
    field: str
    value: Decimal | int
    source: str
    date: date
    why: str


class _Rows(TypedDict, total=False):
    __pydantic_config__ = ConfigDict(extra="forbid")  # type: ignore[misc]
    accept: list[_Row]


_ACCEPTED = TypeAdapter(_Rows)


def _pair(line: str) -> tuple[str, str]:
    old, new = line.split("\t")
    return old, new


def _file(path: Path) -> SourceFile | None:
    if not path.is_file():
        return None
    data = path.read_bytes()
    return SourceFile(f"facts/baseline/{path.name}", data, "", sha256=hashlib.sha256(data).hexdigest())
