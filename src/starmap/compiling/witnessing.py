"""The evidence file: the claims behind every published value, by number, with paths and sources listed once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starmap.fields import PATHS
from starmap.merging.choosing import Choice, Claimed
from starmap.sources.listing import Value

__all__ = ["Witness"]


Place = tuple[str, str, str | None, str | None]
"""Source, date, address, note."""


class Witness:
    """Numbers paths and sources, and writes the line of each entry."""

    def __init__(self, evidence: Mapping[str, Mapping[str, Choice]]) -> None:
        regional = {path for choices in evidence.values() for path in choices} - set(PATHS)
        self.paths = [*PATHS, *sorted(regional)]
        self._path_numbers = {path: number for number, path in enumerate(self.paths)}
        places = {_place(claim) for choices in evidence.values() for claim in _all_claims(choices)}
        self.places = sorted(places, key=lambda place: tuple(part or "" for part in place))
        self._place_numbers = {place: number for number, place in enumerate(self.places)}
        # A choice that a model took from an offering is written once, at the offering.
        self._made_at: dict[int, str] = {}
        for key in sorted(evidence, key=lambda key: ":" not in key.partition("/")[0]):
            for choice in evidence[key].values():
                self._made_at.setdefault(id(choice), key)

    def header(self) -> dict[str, Any]:
        """What the file's header lists."""
        return {"paths": self.paths, "places": [_trimmed(place) for place in self.places]}

    def line(self, key: str, choices: Mapping[str, Choice]) -> str:
        """An entry's line: fields that one source alone claims, a row for each other field, fields told elsewhere."""
        alone: dict[int, list[int]] = {}
        elsewhere: dict[str, list[int]] = {}
        rows = []
        for path, choice in sorted(choices.items()):
            if not choice.claims and not choice.refused:
                continue
            made_at = self._made_at[id(choice)]
            if made_at != key:
                elsewhere.setdefault(made_at, []).append(self._path_numbers[path])
                continue
            row = self._row(path, choice)
            if row[2] or row[3]:
                rows.append(row)
            else:
                alone.setdefault(row[1], []).append(row[0])
        held: list[Any] = [[[k, *v] for k, v in sorted(alone.items())], rows]
        if elsewhere:
            held.append(elsewhere)
        return json.dumps(held, ensure_ascii=False, separators=(",", ":"))

    def _row(self, path: str, choice: Choice) -> list[Any]:
        winner = choice.winner
        agreeing: dict[str, int] = {}
        for claim in choice.claims[1:]:
            if winner is not None and claim.value == winner.value and claim.source != winner.source:
                agreeing.setdefault(claim.source, self._number(claim))
        losing = [[_json(claim.value), self._number(claim)] for claim in choice.rivals]
        losing += [[_json(claim.value), self._number(claim), f"refused: {why}"] for claim, why in choice.refused]
        return [self._path_numbers[path], winner and self._number(winner), sorted(agreeing.values()), losing]

    def _number(self, claim: Claimed) -> int:
        return self._place_numbers[_place(claim)]


def _place(claim: Claimed) -> Place:
    return claim.source, claim.date, claim.listing.url, claim.listing.note


def _trimmed(place: Place) -> list[str | None]:
    parts: list[str | None] = list(place)
    while parts[-1] is None:
        parts.pop()
    return parts


def _all_claims(choices: Mapping[str, Choice]) -> Iterable[Claimed]:
    for choice in choices.values():
        yield from choice.claims
        for claim, _ in choice.refused:
            yield claim


def _json(value: Value) -> Any:
    """A claimed value as JSON has it, rates as text."""
    if isinstance(value, list):
        return [_json(item) for item in value]
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    return value if isinstance(value, bool | int | str) else f"{value:f}"
