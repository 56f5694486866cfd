"""Everything starmap raises: one family, each with the builtin a caller would catch."""

from __future__ import annotations

from collections.abc import Callable, Sequence

__all__ = [
    "AmbiguousModelError",
    "CompileError",
    "DataError",
    "DetachedError",
    "FactsError",
    "FetchError",
    "ImpossibleUsageError",
    "InexactReferenceError",
    "MissingExtraError",
    "NoTokenizerError",
    "RefusedRequestError",
    "SourceError",
    "StarmapError",
    "UnknownFieldError",
    "UnknownModelError",
    "UnknownProviderError",
    "UnnamedModelError",
    "UnpricedError",
    "UnreadableRequestError",
    "UnreadableResponseError",
    "UnsupportedError",
]

_SHOWN = 80


class StarmapError(Exception):
    """The parent of every error that starmap raises."""


class UnknownModelError(StarmapError, KeyError):
    """Nothing in the catalog answers to the reference.

    ``close`` holds near matches. They are worked out when first read, so a miss costs no more than a hit.
    """

    def __init__(self, ref: str, close: Sequence[str] | Callable[[], Sequence[str]] = ()) -> None:
        super().__init__(ref)
        self.ref = ref
        self._close = close

    @property
    def close(self) -> tuple[str, ...]:
        """References that look like the one asked for, best first; empty when there are none."""
        if callable(self._close):
            self._close = tuple(self._close())
        return tuple(self._close)

    def __str__(self) -> str:
        hint = f"; close matches: {', '.join(self.close)}" if self.close else ""
        return f"no model is called {_short(self.ref)}{hint}"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.ref, self.close)


class InexactReferenceError(UnknownModelError):
    """The reference would answer only by dropping something that can change facts: a date, a region, a version.

    ``entry`` is the id that it would fold to; ``dropped`` says what would be lost.
    """

    def __init__(self, ref: str, entry: str, dropped: Sequence[str]) -> None:
        super().__init__(ref, (entry,))
        self.entry = entry
        self.dropped = tuple(dropped)

    def __str__(self) -> str:
        return (
            f"{_short(self.ref)} is not in the catalog; dropping {' and '.join(self.dropped)} leads to {self.entry}, "
            "which may differ in price or limits: pass inexact=True to take it"
        )

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.ref, self.entry, self.dropped)


class AmbiguousModelError(StarmapError, KeyError):
    """Several entries answer to the reference and nothing says which is meant. ``candidates`` lists them."""

    def __init__(self, ref: str, candidates: Sequence[str]) -> None:
        super().__init__(ref, tuple(candidates))
        self.ref = ref
        self.candidates = tuple(candidates)

    def __str__(self) -> str:
        shown = ", ".join(self.candidates[:8])
        more = f" and {len(self.candidates) - 8} more" if len(self.candidates) > 8 else ""
        return f"{_short(self.ref)} may mean {shown}{more}; name one of them"


class _UnknownNameError(StarmapError):
    """A name that starmap does not know: ``what`` it should be one of, and near matches."""

    _SENTENCE = "{name} is not a {what}"

    def __init__(self, what: str, name: str, close: Sequence[str] = ()) -> None:
        super().__init__(what, name, tuple(close))
        self.what = what
        self.name = name
        self.close = tuple(close)

    def __str__(self) -> str:
        hint = f"; close matches: {', '.join(self.close)}" if self.close else ""
        return self._SENTENCE.format(name=_short(self.name), what=self.what) + hint


class UnknownProviderError(_UnknownNameError, KeyError):
    """No provider or author goes by the name. ``close`` holds near matches."""

    _SENTENCE = "no {what} is called {name}"


class DetachedError(StarmapError, LookupError):
    """A record that stands outside a catalog was asked to navigate to another one."""

    def __init__(self, record: str, name: str) -> None:
        super().__init__(record, name)
        self.record = record
        self.name = name

    def __str__(self) -> str:
        return (
            f"{self.record} was not read from a catalog, so it has no {self.name!r} to follow; "
            f"look it up again with catalog.get({self.record!r})"
        )


class UnknownFieldError(_UnknownNameError, ValueError):
    """A capability, parameter or field name that starmap does not know; mostly a typing mistake."""


class UnreadableResponseError(StarmapError, ValueError):
    """A response tells no usage, or a count in it cannot be one: its JSON path (empty for the whole) and the cause."""

    def __init__(self, place: str, cause: str) -> None:
        super().__init__(place, cause)
        self.place = place
        self.cause = cause

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        return (
            f"no usage can be read from the response{where}: {self.cause}; "
            "pass all that the API returned, or give the counts to Usage yourself"
        )


class UnnamedModelError(StarmapError, ValueError):
    """A response or a request names no model, and nobody said which one is meant."""

    def __init__(self, what: str = "response") -> None:
        super().__init__(what)
        self.what = what

    def __str__(self) -> str:
        told = "was" if self.what == "response" else "is"
        return f"the {self.what} names no model: pass model= the one that {told} asked for"


class UnreadableRequestError(StarmapError, ValueError):
    """A request has no shape that starmap knows: its keys and the cause."""

    def __init__(self, keys: Sequence[str], cause: str) -> None:
        super().__init__(tuple(keys), cause)
        self.keys = tuple(keys)
        self.cause = cause

    def __str__(self) -> str:
        held = f" (it has {', '.join(self.keys[:8])})" if self.keys else ""
        return (
            f"the request has no shape that starmap knows: {self.cause}{held}; "
            "pass api= openai-chat, openai-responses, anthropic-messages or gemini, or the parameters by name"
        )


class RefusedRequestError(StarmapError, ValueError):
    """A request was to be accepted, and would be refused: each violation in a sentence."""

    def __init__(self, entry: str, violations: Sequence[str]) -> None:
        super().__init__(entry, tuple(violations))
        self.entry = entry
        self.violations = tuple(violations)

    def __str__(self) -> str:
        return f"{self.entry} refuses the request: {'; '.join(self.violations)}"


class UnsupportedError(StarmapError, ValueError):
    """An entry does not meet a requirement: ``missing`` are known to be refused, ``unknown`` are not known."""

    def __init__(self, entry: str, missing: Sequence[str], unknown: Sequence[str]) -> None:
        super().__init__(entry, tuple(missing), tuple(unknown))
        self.entry = entry
        self.missing = tuple(missing)
        self.unknown = tuple(unknown)

    def __str__(self) -> str:
        parts = []
        if self.missing:
            parts.append(f"does not support {', '.join(self.missing)}")
        if self.unknown:
            parts.append(f"is not known to support {', '.join(self.unknown)}")
        return f"{self.entry} {' and '.join(parts)}"


class ImpossibleUsageError(StarmapError, ValueError):
    """Counts of a usage that cannot be: parts that exceed their whole."""

    def __init__(self, part: str, count: int, whole: str, most: int) -> None:
        super().__init__(part, count, whole, most)
        self.part = part
        self.count = count
        self.whole = whole
        self.most = most

    def __str__(self) -> str:
        return (
            f"{self.part} is {self.count:,}, which cannot be part of {self.most:,} {self.whole}; "
            f"{self.whole} counts all tokens, those of every part included"
        )


class UnpricedError(StarmapError, ValueError):
    """A cost was to be known in full, and is not: each unit without a price, with the reason."""

    def __init__(self, entry: str, reasons: Sequence[str]) -> None:
        super().__init__(entry, tuple(reasons))
        self.entry = entry
        self.reasons = tuple(reasons)

    def __str__(self) -> str:
        return f"the cost of {self.entry} is not known: {'; '.join(self.reasons)}"


class DataError(StarmapError, ValueError):
    """A data file of the catalog is damaged or does not belong to this version."""

    def __init__(self, file: str, cause: str) -> None:
        super().__init__(file, cause)
        self.file = file
        self.cause = cause

    def __str__(self) -> str:
        return (
            f"the catalog's data file {self.file} is damaged: {self.cause}; install starmap again or compile the data"
        )


class NoTokenizerError(StarmapError, LookupError):
    """No tokenizer is known for a model, so its tokens cannot be counted here."""

    def __init__(self, entry: str) -> None:
        super().__init__(entry)
        self.entry = entry

    def __str__(self) -> str:
        return f"no tokenizer is known for {self.entry}; pass a function that counts its tokens instead"


class MissingExtraError(StarmapError, ImportError):
    """A part of starmap needs a package that is not installed."""

    def __init__(self, part: str, extra: str) -> None:
        super().__init__(part, extra)
        self.part = part
        self.extra = extra

    def __str__(self) -> str:
        return f"{self.part} needs more than starmap's core: pip install 'starmap[{self.extra}]'"


class SourceError(StarmapError, ValueError):
    """A source file cannot be read as its publisher's format: the file, the place in it and the cause."""

    def __init__(self, file: str, place: str, cause: str) -> None:
        super().__init__(file, place, cause)
        self.file = file
        self.place = place
        self.cause = cause

    def __str__(self) -> str:
        where = f" at {self.place}" if self.place else ""
        return f"source file {self.file}{where}: {self.cause}"


class FactsError(StarmapError, ValueError):
    """A curated file breaks a rule: the file, the line of the table's header, and what is wrong."""

    def __init__(self, file: str, line: int, cause: str) -> None:
        super().__init__(file, line, cause)
        self.file = file
        self.line = line
        self.cause = cause

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.cause}"


class CompileError(StarmapError, ValueError):
    """The compile refuses to go on, or finds the data stale; the message says what to do."""


class FetchError(StarmapError, OSError):
    """A live source could not be fetched: the address and the cause."""

    def __init__(self, url: str, cause: str) -> None:
        super().__init__(url, cause)
        self.url = url
        self.cause = cause

    def __str__(self) -> str:
        return f"cannot fetch {self.url}: {self.cause}"


def _short(text: str) -> str:
    """The text in quotes, cut to a readable length."""
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text):,} characters)"
