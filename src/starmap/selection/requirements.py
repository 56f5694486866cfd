"""What a selection may require of an offering, put to the columns."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import partial
from typing import Generic, Protocol, TypeVar

from starmap.errors import UnknownFieldError
from starmap.fit import Fit, fit_of
from starmap.limits import Limits
from starmap.model import CAPABILITY_NAMES
from starmap.nearness import near_matches
from starmap.selection.columns import Column, Columns, PriceList
from starmap.selection.reasons import Reason, Requirement, Value
from starmap.vocabulary import Kind, Modality, ParameterName, Status

__all__ = ["Filter", "Requirements", "as_names"]

T = TypeVar("T")
S = TypeVar("S", bound=StrEnum)


class Filter(Protocol):
    """One requirement, put to rows."""

    @property
    def requirement(self) -> Requirement: ...
    @property
    def wanted(self) -> Value: ...
    def kept(self, rows: Sequence[int]) -> Sequence[int]:
        """The rows that meet it, in their order."""
        ...

    def reason(self, row: int) -> Reason | None:
        """Why a row does not meet it; ``None`` if it does."""
        ...


def _as_found(value: Value) -> Value:
    return value


@dataclass(frozen=True, slots=True)
class _Demand(Generic[T]):
    """A requirement of one column's value."""

    requirement: Requirement
    wanted: Value
    column: Column[T]
    judge: Callable[[T], bool | None]
    """Whether a value meets it; ``None`` where that is not known."""
    show: Callable[[T], Value]
    """What a reason says was found."""
    lenient: bool = False
    """Whether what is not known will do."""
    _reasons: dict[int, Reason | None] = field(default_factory=dict)
    """The reason of each value that was asked about."""

    def kept(self, rows: Sequence[int]) -> Sequence[int]:
        judge, values, codes = self.judge, self.column.values, self.column.codes
        good = (True, None) if self.lenient else (True,)
        if len(values) > len(rows):
            return [row for row in rows if judge(values[codes[row]]) in good]
        met = [judge(value) in good for value in values]
        return [row for row in rows if met[codes[row]]]

    def reason(self, row: int) -> Reason | None:
        code = self.column.codes[row]
        if code not in self._reasons:
            self._reasons[code] = self._judged(self.column.values[code])
        return self._reasons[code]

    def _judged(self, value: T) -> Reason | None:
        answer = self.judge(value)
        if answer or (answer is None and self.lenient):
            return None
        return Reason(self.requirement, self.wanted, self.show(value), answer is not None)


@dataclass(frozen=True, slots=True)
class _Globs:
    """A requirement of the ids of an offering and its model."""

    requirement: Requirement
    wanted: tuple[str, ...]
    columns: Columns
    passes: int
    """Whether what the globs match will do (1), or what they do not (0)."""

    def kept(self, rows: Sequence[int]) -> Sequence[int]:
        matching, passes = self.columns.matching(self.wanted), self.passes
        return [row for row in rows if matching[row] == passes]

    def reason(self, row: int) -> Reason | None:
        if self.columns.matching(self.wanted)[row] == self.passes:
            return None
        ids = self.columns.offerings[row], self.columns.model.at(row)
        own = tuple(key for key in ids if key is not None)
        matched = (glob for glob in self.wanted if any(fnmatchcase(key, glob) for key in own))
        return Reason(self.requirement, self.wanted, next(matched, own))


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirements:
    """What is asked of an offering, as the caller wrote it; ``Catalog.select`` says what each part means."""

    supports: Collection[str] = ()
    forbid: Collection[str] = ()
    accepts: Collection[str] = ()
    produces: Collection[str] = ()
    providers: Collection[str] | None = None
    authors: Collection[str] | None = None
    kinds: Collection[str] | None = None
    min_context: int | None = None
    min_input: int | None = None
    min_output: int | None = None
    fits: tuple[int, int | None] | None = None
    max_input_price: Decimal | int | float | str | None = None
    max_output_price: Decimal | int | float | str | None = None
    open_weights: bool | None = None
    licenses: Collection[str] | None = None
    released_after: date | str | None = None
    released_before: date | str | None = None
    cutoff_after: date | str | None = None
    status: Collection[str] | None = None
    allow: Collection[str] | None = None
    deny: Collection[str] = ()
    allow_unknown: bool | Collection[str] = False

    def lenient(self, requirement: Requirement, name: str = "") -> bool:
        """Whether what is not known will do for a requirement, or for one name of it."""
        if isinstance(self.allow_unknown, bool):
            return self.allow_unknown
        return not {str(requirement), name}.isdisjoint(as_names("allow_unknown", self.allow_unknown))

    def filters(self, columns: Columns, prices: PriceList, day: date) -> list[Filter]:
        """What is put to each row: first what is quickly told and leaves few. Raises ``ValueError`` for bad input."""
        self._check_unknowns()
        return [
            *self._belonging(columns, day),
            *self._abilities(columns),
            *self._limits(columns),
            *self._prices(prices),
            *self._dates(columns),
            *self._globs(columns),
        ]

    def _check_unknowns(self) -> None:
        if isinstance(self.allow_unknown, bool):
            return
        known = {*map(str, Requirement), *CAPABILITY_NAMES, *ParameterName, *Modality}
        for name in as_names("allow_unknown", self.allow_unknown):
            if name not in known:
                raise UnknownFieldError("requirement", name, near_matches(name, sorted(known)))

    def _belonging(self, columns: Columns, day: date) -> Iterable[Filter]:
        if self.providers is not None:
            yield self._among(Requirement.PROVIDERS, columns.provider, frozenset(self.providers))
        if self.authors is not None:
            yield self._among(Requirement.AUTHORS, columns.author, frozenset(self.authors))
        if self.kinds is not None:
            yield self._among(Requirement.KINDS, columns.kind, _members(Kind, Requirement.KINDS, self.kinds))
        if self.licenses is not None:
            wanted = as_names(Requirement.LICENSES, self.licenses)
            judge = partial(_licensed, frozenset(map(str.casefold, wanted)))
            lenient = self.lenient(Requirement.LICENSES)
            yield _Demand(Requirement.LICENSES, wanted, columns.license, judge, _as_found, lenient)
        if self.open_weights is not None:
            judge_weights = partial(_equal, self.open_weights)
            lenient = self.lenient(Requirement.OPEN_WEIGHTS)
            yield _Demand(
                Requirement.OPEN_WEIGHTS, self.open_weights, columns.open_weights, judge_weights, _as_found, lenient
            )
        if self.status is None:
            living = tuple(status for status in Status if status is not Status.RETIRED)
            yield _Demand(Requirement.STATUS, living, columns.status(day), _not_retired, _as_found)
        else:
            yield self._among(
                Requirement.STATUS, columns.status(day), _members(Status, Requirement.STATUS, self.status)
            )

    def _among(self, requirement: Requirement, column: Column[T], names: frozenset[str]) -> Filter:
        judge = partial(_one_of, names)
        return _Demand(requirement, tuple(sorted(names)), column, judge, _text, self.lenient(requirement))

    def _abilities(self, columns: Columns) -> Iterable[Filter]:
        for requirement, names, answer in (
            (Requirement.SUPPORTS, self.supports, True),
            (Requirement.FORBID, self.forbid, False),
        ):
            for name in as_names(requirement, names):
                judge, lenient = partial(_equal, answer), self.lenient(requirement, name)
                yield _Demand(requirement, name, columns.supports(name), judge, _as_found, lenient)
        accepted = _members(Modality, Requirement.ACCEPTS, self.accepts)
        produced = _members(Modality, Requirement.PRODUCES, self.produces)
        for requirement, column, modalities in (
            (Requirement.ACCEPTS, columns.input, accepted),
            (Requirement.PRODUCES, columns.output, produced),
        ):
            for modality in sorted(modalities):
                held, lenient = partial(_holds, modality), self.lenient(requirement, modality)
                yield _Demand(requirement, str(modality), column, held, _words, lenient)

    def _limits(self, columns: Columns) -> Iterable[Filter]:
        for requirement, least, show in (
            (Requirement.MIN_CONTEXT, self.min_context, _window),
            (Requirement.MIN_INPUT, self.min_input, _prompt),
            (Requirement.MIN_OUTPUT, self.min_output, _output),
        ):
            if least is not None:
                judge = partial(_at_least, _tokens(requirement, least), show)
                yield _Demand(requirement, least, columns.limits, judge, show, self.lenient(requirement))
        if self.fits is not None:
            given, output = self.fits
            fit = partial(fit_of, input_tokens=given, output_tokens=output)
            fit(Limits())  # refuses counts that are none, whatever the catalog holds
            wanted = tuple(f"{count:,} tokens" for count in self.fits if count is not None)
            lenient = self.lenient(Requirement.FITS)
            yield _Demand(Requirement.FITS, wanted, columns.limits, partial(_fitting, fit), fit, lenient)

    def _prices(self, prices: PriceList) -> Iterable[Filter]:
        for requirement, rate, given in (
            (Requirement.MAX_INPUT_PRICE, "input", self.max_input_price),
            (Requirement.MAX_OUTPUT_PRICE, "output", self.max_output_price),
        ):
            if given is not None:
                most = _dollars(requirement, given)
                judge, lenient = partial(_at_most, most), self.lenient(requirement)
                yield _Demand(requirement, most, prices.dearest(rate), judge, _as_found, lenient)

    def _dates(self, columns: Columns) -> Iterable[Filter]:
        for requirement, given, column, side in (
            (Requirement.RELEASED_AFTER, self.released_after, columns.release_date, _later),
            (Requirement.RELEASED_BEFORE, self.released_before, columns.release_date, _earlier),
            (Requirement.CUTOFF_AFTER, self.cutoff_after, columns.knowledge_cutoff, _later),
        ):
            if given is not None:
                wanted = given if isinstance(given, str) else f"{given:%Y-%m-%d}"
                judge = partial(side, _span(requirement, wanted))
                yield _Demand(requirement, wanted, column, judge, _as_found, self.lenient(requirement))

    def _globs(self, columns: Columns) -> Iterable[Filter]:
        denied = as_names(Requirement.DENY, self.deny)
        if denied:
            yield _Globs(Requirement.DENY, denied, columns, passes=0)
        if self.allow is not None:
            yield _Globs(Requirement.ALLOW, as_names(Requirement.ALLOW, self.allow), columns, passes=1)


def as_names(what: str, given: Collection[str]) -> tuple[str, ...]:
    """The names given, sorted, each once. Raises ``TypeError`` for one text, which is a collection of letters."""
    if isinstance(given, str):
        raise TypeError(f"{what} is a set of names, not one text: give {{{str(given)!r}}}")
    return tuple(sorted(set(given)))


def _members(words: type[S], requirement: Requirement, given: Collection[str]) -> frozenset[S]:
    """The words of a closed vocabulary. Raises ``UnknownFieldError`` with near matches for any other."""
    known = {str(word): word for word in words}
    names = as_names(requirement, given)
    for name in names:
        if name not in known:
            close = near_matches(str(name), known) or tuple(known)
            raise UnknownFieldError(words.__name__.lower(), str(name), close)
    return frozenset(known[name] for name in names)


def _tokens(requirement: Requirement, count: object) -> int:
    if not isinstance(count, int) or isinstance(count, bool) or count < 0:
        raise ValueError(f"{requirement} is {count!r}; give a whole number of tokens, zero or more")
    return count


def _dollars(requirement: Requirement, price: Decimal | int | float | str) -> Decimal:
    """An exact price; of a float, what it shows is what was meant."""
    try:
        exact = Decimal(repr(price) if isinstance(price, float) else price)
    except (InvalidOperation, TypeError):
        exact = Decimal("NaN")
    if isinstance(price, bool) or not exact.is_finite() or exact < 0:
        raise ValueError(f"{requirement} is {price!r}; give dollars per million tokens, zero or more")
    return exact


def _span(requirement: Requirement, text: str) -> tuple[str, str]:
    """The first and the last day of a day, month or year. Raises ``ValueError`` for anything else."""
    try:
        first, last = _days(text)
        if date.fromisoformat(first) <= date.fromisoformat(last) and first[: len(text)] == text:
            return first, last
    except ValueError:
        pass
    raise ValueError(f"{requirement} is {text!r}; give a date, or a text such as 2024, 2024-10 or 2024-10-01")


def _days(text: str) -> tuple[str, str]:
    """The first and the last day that a date in its own precision may mean."""
    if len(text) == len("2024"):
        return f"{text}-01-01", f"{text}-12-31"
    if len(text) == len("2024-10"):
        return f"{text}-01", f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}"
    return text, text


def _later(wanted: tuple[str, str], found: str | None) -> bool | None:
    if found is None:
        return None
    first, last = _days(found)
    return True if first > wanted[1] else False if last <= wanted[1] else None


def _earlier(wanted: tuple[str, str], found: str | None) -> bool | None:
    if found is None:
        return None
    first, last = _days(found)
    return True if last < wanted[0] else False if first >= wanted[0] else None


def _one_of(names: frozenset[str], value: object) -> bool | None:
    return None if value is None else value in names


def _equal(wanted: bool, value: bool | None) -> bool | None:
    return None if value is None else value is wanted


def _not_retired(status: Status | None) -> bool:
    return status is not Status.RETIRED


def _licensed(folded: frozenset[str], licence: str | None) -> bool | None:
    return None if licence is None else licence.casefold() in folded


def _holds(modality: Modality, known: frozenset[Modality] | None) -> bool | None:
    return None if known is None else modality in known


def _at_least(least: int, read: Callable[[Limits], int | None], limits: Limits) -> bool | None:
    count = read(limits)
    return None if count is None else count >= least


def _at_most(most: Decimal, price: Decimal | None) -> bool | None:
    return None if price is None else price <= most


def _window(limits: Limits) -> int | None:
    return limits.context_window


def _output(limits: Limits) -> int | None:
    return limits.max_output_tokens


def _prompt(limits: Limits) -> int | None:
    """The longest prompt: what the input limit and the window both leave; not known where neither is."""
    known = [count for count in (limits.max_input_tokens, limits.context_window) if count is not None]
    return min(known, default=None)


def _fitting(fit: Callable[[Limits], Fit], limits: Limits) -> bool | None:
    answer = fit(limits)
    return False if answer.exceeded else None if answer.unknown else True


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _words(known: frozenset[Modality] | None) -> tuple[str, ...] | None:
    return None if known is None else tuple(sorted(map(str, known)))
