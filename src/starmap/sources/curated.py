"""The project's own facts: TOML files, each fact with the vendor's page and its date (``docs/adding-facts.md``)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from starmap.errors import FactsError
from starmap.fields import PATHS, RATE_NAMES, Shape, shape_of
from starmap.sources.listing import Batch, DatedCard, Facts, Listing, Value
from starmap.sources.reading import SourceFile, plain
from starmap.sources.words import partial_day
from starmap.vocabulary import Kind, Modality, ParameterName, Status

__all__ = ["NAME", "SECONDARY", "parse"]

NAME = "vendor page"
SECONDARY = "secondary page"

_TOP = {"provider", "author", "pages", "facts", "cards"}
_PAGE = {"url", "date", "copy", "kind"}
_META = {"page", "ids", "new", "note"}
_CARD = {"page", "ids", "note", "from", "until"}
_WORDS = {"kind": frozenset(Kind), "lifecycle.stage": frozenset(Status)}


def parse(files: Iterable[SourceFile]) -> Batch:
    """All curated facts. Raises ``FactsError`` naming the file and the line of the table's header."""
    batch = Batch(NAME)
    for file in files:
        read = _File(file)
        batch.listings += read.listings()
        batch.cards += read.cards()
    return batch


class _File:
    """One curated file being read."""

    def __init__(self, file: SourceFile) -> None:
        self.name = file.name
        self.text = file.data.decode(errors="replace")
        try:
            self.tables: dict[str, Any] = tomllib.loads(self.text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"line (\d+)", str(error))
            raise FactsError(self.name, int(line[1]) if line else 1, f"not TOML: {error}") from None
        self._headers = self._lines_of("facts")

    def listings(self) -> list[Listing]:
        self._known_keys(self.tables, _TOP, 1, "key")
        if ("provider" in self.tables) == ("author" in self.tables):
            raise FactsError(self.name, 1, "says neither or both of provider and author; a file is about one of them")
        named = self.tables.get("provider", self.tables.get("author"))
        self._check(isinstance(named, str) and bool(named), 1, "provider or author must be a text")
        subject = f"{named}" if "provider" in self.tables else f"@{named}"
        tables, pages = self.tables.get("facts", []), self._pages()
        self._check(isinstance(tables, list), 1, "facts must be tables with double brackets: [[facts]]")
        listings = []
        seen: dict[tuple[str, str, str], tuple[int, object]] = {}
        for number, table in enumerate(tables):
            line = self._headers[number] if number < len(self._headers) else 1
            page = pages.get(str(table.get("page")))
            if page is None:
                raise FactsError(self.name, line, f"page {table.get('page')!r} is not among the file's [pages]")
            facts = self._facts(table, line)
            for model_id in self._ids(table, line):
                for path, value in facts.items():
                    key = (model_id, path, page["date"])
                    other = seen.setdefault(key, (line, value))
                    if other[1] != value:
                        cause = (
                            f"{model_id!r} has two values of {path} of the same date; the other is at line {other[0]}"
                        )
                        raise FactsError(self.name, line, cause)
                note = page.get("copy") or table.get("note")
                listing = Listing(subject, model_id, facts, page["date"], page["url"], note=note)
                listing.source = SECONDARY if page.get("kind") == "secondary" else NAME
                listing.place = f"{self.name}:{line}"
                listing.new = bool(table.get("new", False))
                listings.append(listing)
        return listings

    def cards(self) -> list[DatedCard]:
        """Rate cards of the past, or announced, that a vendor dates itself: ``[[cards]]`` tables."""
        tables, pages, headers = self.tables.get("cards", []), self._pages(), self._lines_of("cards")
        shaped = isinstance(tables, list) and len(headers) == len(tables)
        self._check(shaped, 1, "cards must be tables with double brackets: [[cards]]")
        cards = []
        seen: dict[tuple[str, str], int] = {}
        for line, table in zip(headers, tables, strict=True):
            page = pages.get(str(table.get("page")))
            self._check("provider" in self.tables, line, "only a provider's file can have cards")
            self._check(page is not None, line, f"page {table.get('page')!r} is not among the file's [pages]")
            days = [table.get(name) for name in ("from", "until")]
            dated = all(isinstance(day, date) and not isinstance(day, datetime) for day in days if day is not None)
            self._check(days[0] is not None and dated, line, "a card needs from = 2024-10-02, and may have until")
            begins, until = (None if day is None else day.isoformat() for day in days)
            self._check(until is None or until > str(begins), line, "until must be later than from")
            rates = {key: value for key, value in table.items() if key not in _CARD}
            self._check("valid_from" not in rates, line, "a card says from, not valid_from")
            facts = self._facts({"pricing": rates}, line)
            self._check(bool(facts), line, "a card needs at least one rate")
            for model_id in self._ids(table, line):
                other = seen.setdefault((model_id, str(begins)), line)
                self._check(
                    other == line, line, f"{model_id!r} has two cards from {begins}; the other is at line {other}"
                )
                card = DatedCard(self.tables["provider"], model_id, facts, str(begins), "documented", until=until)
                card.url, card.place = (page or {})["url"], f"{self.name}:{line}"
                card.source = SECONDARY if (page or {}).get("kind") == "secondary" else NAME
                cards.append(card)
        return cards

    def _lines_of(self, table: str) -> list[int]:
        """The line of each header of an array of tables."""
        header = re.compile(rf"\s*\[\[\s*{table}\s*\]\]")
        return [number for number, line in enumerate(self.text.splitlines(), 1) if header.match(line)]

    def _pages(self) -> dict[str, dict[str, str]]:
        told = self.tables.get("pages", {})
        self._check(
            isinstance(told, dict) and all(isinstance(p, dict) for p in told.values()), 1, "pages must be tables"
        )
        return {key: self._page(key, page) for key, page in told.items()}

    def _check(self, holds: bool, line: int, cause: str) -> None:
        if not holds:
            raise FactsError(self.name, line, cause)

    def _page(self, key: str, page: Mapping[str, Any]) -> dict[str, str]:
        line = self._line_of(rf"\[pages\.\"?{re.escape(key)}\"?\]")
        self._known_keys(page, _PAGE, line, "key of a page")
        day = page.get("date")
        text = day.isoformat() if isinstance(day, date) else str(day or "")
        if partial_day(text) is None:
            raise FactsError(
                self.name, line, f'page {key!r} needs a date: 2026-08-21, or "2026-08" or "2026" in quotes'
            )
        if not str(page.get("url", "")).startswith("https://"):
            raise FactsError(self.name, line, f"page {key!r} needs the url of the vendor's page, with https://")
        if page.get("kind", "vendor") not in ("vendor", "secondary"):
            raise FactsError(self.name, line, f"page {key!r} is of kind {page['kind']!r}; vendor or secondary")
        return {**{name: str(value) for name, value in page.items()}, "date": text}

    def _ids(self, table: Mapping[str, Any], line: int) -> list[str]:
        ids = table.get("ids")
        if not isinstance(ids, list) or not ids or not all(isinstance(i, str) and i.strip() for i in ids):
            raise FactsError(self.name, line, "ids must list the exact ids that the facts are about")
        return ids

    def _facts(self, table: Mapping[str, Any], line: int) -> Facts:
        facts: Facts = {}
        for path, value in _flat({key: value for key, value in table.items() if key not in _META}):
            if path in ParameterPaths and isinstance(value, bool):
                path = f"{path}.accepted"
            shape = shape_of(path)
            if shape is None:
                close = get_close_matches(path, PATHS, n=2)
                hint = f"; close: {', '.join(close)}" if close else ""
                raise FactsError(self.name, line, f"{path!r} is not a field{hint}")
            cause = _misfit(path, value, shape)
            if cause:
                raise FactsError(self.name, line, f"{path} is {value!r}, but {cause}")
            facts[path] = _plain(value, rate=shape in (Shape.RATE, Shape.TIERS, Shape.WINDOWS))
        return facts

    def _known_keys(self, table: Mapping[str, Any], known: set[str], line: int, what: str) -> None:
        for key in table:
            if key not in known:
                raise FactsError(self.name, line, f"{key!r} is not a {what}; known are {', '.join(sorted(known))}")

    def _line_of(self, pattern: str) -> int:
        for number, line in enumerate(self.text.splitlines(), 1):
            if re.match(pattern, line.strip()):
                return number
        return 1


ParameterPaths = frozenset(f"parameters.{name}" for name in ParameterName)
_WHOLE = {"capabilities.reasoning_budget"}


def _flat(table: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, Any]]:
    for key, value in table.items():
        path = f"{above}{key}"
        if isinstance(value, Mapping) and path not in _WHOLE:
            yield from _flat(value, f"{path}.")
        else:
            yield path, value


def _misfit(path: str, value: object, shape: Shape) -> str | None:
    """Why a value does not have the shape of its field; ``None`` if it has."""
    if path in _WORDS:
        return (
            None
            if isinstance(value, str) and value in _WORDS[path]
            else f"it must be one of {', '.join(sorted(_WORDS[path]))}"
        )
    number = isinstance(value, (int, Decimal)) and not isinstance(value, bool)
    fits = {
        Shape.BOOL: lambda: isinstance(value, bool),
        Shape.TOKENS: lambda: isinstance(value, int) and not isinstance(value, bool) and value > 0,
        Shape.TEXT: lambda: isinstance(value, str) and bool(value.strip()),
        Shape.DAY: lambda: isinstance(value, date) and not isinstance(value, datetime),
        Shape.PARTIAL_DAY: lambda: isinstance(value, str) and partial_day(value) is not None,
        Shape.NUMBER: lambda: number,
        Shape.RATE: lambda: number and value >= 0,  # type: ignore[operator]
        Shape.TEXTS: lambda: isinstance(value, list) and all(isinstance(v, str) for v in value),
        Shape.MODALITIES: lambda: isinstance(value, list) and bool(value) and all(str(v) in _MODALITIES for v in value),
        Shape.BUDGET: lambda: _is_budget(value),
        Shape.TIERS: lambda: isinstance(value, list) and bool(value) and all(_is_tier(v) for v in value),
        Shape.WINDOWS: lambda: isinstance(value, list) and bool(value) and all(_is_window(v) for v in value),
    }[shape]()
    return None if fits else f"it must be {shape}"


def _is_budget(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and bool(value)
        and set(value) <= {"min", "max"}
        and all(map(_is_whole, value.values()))
    )


def _is_tier(value: object) -> bool:
    return (
        isinstance(value, Mapping)
        and _is_whole(value.get("above"))
        and len(value) > 1
        and all(name in RATE_NAMES and _is_rate(rate) for name, rate in value.items() if name != "above")
    )


_WHEN = frozenset({"starts", "ends", "weekdays", "holidays", "calendar_until"})


def _is_window(value: object) -> bool:
    """Hours, UTC, with rates: ``{ starts = "16:30", ends = "00:30", input = 0.14 }``, perhaps with ISO weekdays.

    A list of ``holidays`` comes with ``calendar_until``, the last day that it covers.
    """
    if not isinstance(value, Mapping) or not {"starts", "ends"} < set(value):
        return False
    days, holidays = value.get("weekdays", []), value.get("holidays", [])
    return (
        all(
            isinstance(value[end], str) and re.fullmatch(r"[0-2][0-9]:[0-5][0-9]", value[end])
            for end in ("starts", "ends")
        )
        and isinstance(days, list)
        and all(_is_whole(day) and 1 <= day <= 7 for day in days)
        and isinstance(holidays, list)
        and all(isinstance(day, date) for day in (*holidays, value.get("calendar_until", date.min)))
        and ("holidays" in value) == ("calendar_until" in value)
        and all(n in RATE_NAMES and _is_rate(v) for n, v in value.items() if n not in _WHEN)
    )


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_rate(value: object) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool) and value >= 0


def _plain(value: Any, *, rate: bool) -> Value:
    """A TOML value in the shapes of claims."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        items = [_plain(item, rate=rate) for item in value]
        return (
            sorted(items, key=str) if items and all(isinstance(i, str) and i in _MODALITIES for i in items) else items
        )
    if isinstance(value, Mapping):
        return {key: _plain(item, rate=rate) for key, item in value.items()}
    if isinstance(value, Decimal) and rate:
        return plain(value)
    checked: Value = value
    return checked


_MODALITIES = frozenset(str(modality) for modality in Modality)
