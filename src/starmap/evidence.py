"""From a line of ``evidence.txt`` to an explanation.

A line holds the numbers of the fields that one source alone claims, by source; then a row for each other field: the
winner, those that agree, those that lose; then the fields whose evidence stands at another entry. Paths and places
(source, date, address, note) are listed in the file's header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starmap.fields import LENT, find_path
from starmap.model import Entry, Offering
from starmap.provenance import Claim, Explanation, FieldEvidence
from starmap.sortedtext import SortedText

__all__ = ["explanation", "value_at"]


def explanation(entry: Entry, lines: SortedText, field: str | None) -> Explanation:
    """What is known of how an entry's values came about; of one field or group, or of all."""
    wanted = None if field is None else find_path(field)
    plain = entry.model_dump(mode="json", exclude_none=True)
    found = []
    header = lines.header
    for path, winner, agreeing, losing in _evidence(entry, lines):
        if wanted is not None and path != wanted and not path.startswith(f"{wanted}."):
            continue
        value = value_at(plain, path)
        found.append(
            FieldEvidence(
                field=path,
                value=value,
                winner=None if winner is None else _claim(value, header["places"][winner]),
                agreeing=tuple(header["places"][place][0] for place in agreeing),
                losing=tuple(_claim(lost[0], header["places"][lost[1]], *lost[2:]) for lost in losing),
            )
        )
    return Explanation(id=entry.id, fields=tuple(sorted(found, key=lambda evidence: evidence.field)))


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
    """The published value at a path of an entry's JSON; prices are those of the last card. ``None`` if not known."""
    head, _, rest = path.partition(".")
    value: Any
    if head == "pricing":
        cards = plain["price_history"]
        value = cards[-1] if cards else None
    else:
        value, rest = plain, path
    for part in rest.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def _claim(value: Any, place: Sequence[str | None], note: str | None = None) -> Claim:
    name, day, url, remark = (*place, None, None)[:4]
    notes = "; ".join(part for part in (note, remark) if part)
    return Claim(value=value, source=name or "", date=day, url=url, note=notes or None)
