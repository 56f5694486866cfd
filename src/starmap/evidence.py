"""From a line of ``evidence.txt`` to an explanation.

A line holds the numbers of the fields that one source alone claims, by source; then a row for each other field: the
winner, those that agree, those that lose. Paths and places (source, date, address, note) are listed in the file's header.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from starmap.fields import find_path
from starmap.model import Entry
from starmap.provenance import Claim, Explanation, FieldEvidence

__all__ = ["explanation", "value_at"]


def explanation(entry: Entry, text: str | None, header: Mapping[str, Any], field: str | None) -> Explanation:
    """What is known of how an entry's values came about; of one field or group, or of all."""
    wanted = None if field is None else find_path(field)
    plain = entry.model_dump(mode="json")
    found = []
    for number, winner, agreeing, losing in _rows(text):
        path: str = header["paths"][number]
        if wanted is not None and path != wanted and not path.startswith(f"{wanted}."):
            continue
        value = value_at(plain, path)
        found.append(
            FieldEvidence(
                field=path,
                value=value,
                winner=_claim(value, header["places"][winner]),
                agreeing=tuple(header["places"][place][0] for place in agreeing),
                losing=tuple(_claim(lost[0], header["places"][lost[1]], *lost[2:]) for lost in losing),
            )
        )
    return Explanation(id=entry.id, fields=tuple(sorted(found, key=lambda evidence: evidence.field)))


def _rows(text: str | None) -> Iterator[tuple[int, int, Sequence[int], Sequence[Any]]]:
    """Each field's number, winner, those that agree and those that lose."""
    if text is None:
        return
    alone, rows = json.loads(text)
    for winner, *numbers in alone:
        for number in numbers:
            yield number, winner, (), ()
    for number, winner, agreeing, losing in rows:
        yield number, winner, agreeing, losing


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
