"""From a line of ``evidence.txt`` to an explanation.

A line holds the numbers of the fields that one source alone claims, by source; then a row for each other field: the
winner, those that agree, those that lose; then the fields whose evidence stands at another entry. Paths and places
(source, date, address, note) are listed in the file's header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from starmap.fields import LENT, find_path
from starmap.model import Entry, Offering
from starmap.pricing import Pricing
from starmap.provenance import Claim, Explanation, FieldEvidence, frozen
from starmap.sortedtext import SortedText

__all__ = ["explanation", "value_at"]


def explanation(entry: Entry, lines: SortedText, field: str | None, day: date) -> Explanation:
    """What is known of how an entry's values came about; of one field or group, or of all.

    Prices are those of the card that was in force on ``day``, when the sources were merged.
    """
    wanted = None if field is None else find_path(field)
    plain = entry.model_dump(mode="json", exclude_none=True)
    card = entry.pricing_on(day)
    plain["pricing"] = None if card is None else card.model_dump(mode="json", exclude_none=True)
    found = [] if card is None or wanted not in (None, "pricing", _BEGINS) else _beginning(card)
    header = lines.header
    for path, winner, agreeing, losing in _evidence(entry, lines):
        if wanted is not None and path != wanted and not path.startswith(f"{wanted}."):
            continue
        value = frozen(value_at(plain, path))
        found.append(
            FieldEvidence.trusted(
                {
                    "field": path,
                    "value": value,
                    "winner": None if winner is None else _claim(value, header["places"][winner]),
                    "agreeing": tuple([header["places"][place][0] for place in agreeing]),
                    "losing": tuple([_claim(frozen(lost[0]), header["places"][lost[1]], *lost[2:]) for lost in losing]),
                }
            )
        )
    return Explanation(id=entry.id, fields=tuple(sorted(found, key=lambda evidence: evidence.field)))


_BEGINS = "pricing.valid_from"


def _beginning(card: Pricing) -> list[FieldEvidence]:
    """How the first day of a card is known: the card says so itself."""
    if card.valid_from is None:
        return []
    day = card.valid_from.isoformat()
    url = card.source if card.source is not None and "://" in card.source else None
    how, _, source = (card.basis or "").removesuffix(")").partition(" (")
    told = Claim(value=day, source=source or card.source or "", url=url, note=how or None)
    return [FieldEvidence(field=_BEGINS, value=day, winner=told)]


Row = tuple[str, int | None, Sequence[int], Sequence[Any]]
"""A field's path, its winner (``None`` if all were refused), those that agree and those that lose."""


def _evidence(entry: Entry, lines: SortedText) -> Iterator[Row]:
    """Each field's evidence; what an offering takes from its model is told there."""
    told = set()
    for row in _rows(entry.id, lines):
        told.add(row[0])
        yield row
    if isinstance(entry, Offering) and entry.model_ref is not None:
        yield from (row for row in _rows(entry.model_ref, lines) if row[0] in LENT and row[0] not in told)


def _rows(key: str, lines: SortedText) -> Iterator[Row]:
    """What an entry's line tells; what a model took from an offering is told there."""
    text = lines.find(key)
    if text is None:
        return
    paths = lines.header["paths"]
    alone, rows, *rest = json.loads(text)
    for winner, *numbers in alone:
        for number in numbers:
            yield paths[number], winner, (), ()
    for number, winner, agreeing, losing in rows:
        yield paths[number], winner, agreeing, losing
    for other, numbers in rest[0].items() if rest else ():
        wanted = {paths[number] for number in numbers}
        yield from (row for row in _rows(other, lines) if row[0] in wanted)


def value_at(plain: Mapping[str, Any], path: str) -> Any:
    """The published value at a path of an entry's JSON, its card under ``pricing``; ``None`` if not known."""
    value: Any = plain
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _claim(value: Any, place: Sequence[str | None], note: str | None = None) -> Claim:
    name, day, url, remark = (*place, None, None)[:4]
    notes = "; ".join(part for part in (note, remark) if part)
    # The compile has validated every claim; a page of pages reads a million of them.
    values = {"value": value, "source": name or "", "date": day, "url": url, "note": notes or None}
    return Claim.trusted(values)
