"""Evidence: who claims what about a field, when, and who disagrees."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, PlainSerializer

from starmap.records import FrozenMap, PartialDate, Record

__all__ = ["Claim", "Explanation", "FieldEvidence"]


def frozen(value: Any) -> Any:
    """A JSON value that cannot change."""
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    if isinstance(value, dict | FrozenMap):
        return FrozenMap({key: frozen(item) for key, item in value.items()})
    return value


def _thawed(value: Any) -> Any:
    """The JSON value again."""
    if isinstance(value, tuple):
        return [_thawed(item) for item in value]
    if isinstance(value, FrozenMap):
        return {key: _thawed(item) for key, item in value.items()}
    return value


JsonValue = Annotated[Any, BeforeValidator(frozen), PlainSerializer(_thawed)]
"""A value as JSON has it, frozen: lists are tuples, objects are read-only mappings."""


class Claim(Record, frozen=True):
    """What one source says of one field."""

    value: JsonValue
    """The value claimed, as JSON has it; rates are decimal strings."""

    source: str
    """The source's name."""

    date: PartialDate | None = None
    """The date of the source's statement; ``None`` if it has none."""

    url: str | None = None
    """The address that the claim was read from; ``None`` if the source gave none."""

    note: str | None = None
    """Why it lost or what to know about it; ``None`` if there is nothing to say."""

    def __str__(self) -> str:
        where = ", ".join(part for part in (self.date, self.url) if part)
        note = f"; {self.note}" if self.note else ""
        return f"{show(self.value)} ({self.source}{', ' + where if where else ''}{note})"


class FieldEvidence(Record, frozen=True):
    """One field: the value published, the claim that won, and those that lost."""

    field: str
    """The field's path, such as ``limits.context_window``."""

    value: JsonValue
    """The value published, as JSON has it; ``None`` where every claim was refused."""

    winner: Claim | None = None
    """The claim behind the value; ``None`` for a value derived from others."""

    agreeing: tuple[str, ...] = ()
    """Other sources that claim the same."""

    losing: tuple[Claim, ...] = ()
    """Claims of another value, best first."""

    @property
    def disputed(self) -> bool:
        """Whether any source claims another value."""
        return bool(self.losing)

    def __str__(self) -> str:
        lines = [f"{self.field}: {show(self.value)}"]
        if self.winner is not None:
            lines.append(f"  source: {self.winner}")
        if self.agreeing:
            lines.append(f"  agreeing: {', '.join(self.agreeing)}")
        lines += [f"  losing: {claim}" for claim in self.losing]
        return "\n".join(lines)


class Explanation(Record, frozen=True):
    """The evidence behind an entry's values."""

    id: str
    """The entry explained."""

    fields: tuple[FieldEvidence, ...] = ()
    """One record a field, sorted by path; empty where nothing is known of what was asked."""

    def __str__(self) -> str:
        return "\n".join([self.id, *map(str, self.fields)])


def show(value: object) -> str:
    """A claimed value as a person reads it."""
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "not known"}[value]
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(map(show, value))
    if isinstance(value, dict | FrozenMap):
        return " ".join(f"{key} {show(item)}" for key, item in value.items())
    return str(value)
