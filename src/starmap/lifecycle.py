"""The dates of an entry's life, and what it is on a given day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time

from starmap.records import Record
from starmap.vocabulary import Status

__all__ = ["Lifecycle", "frozen_today", "now", "today"]

# The moment that a test holds. It stands behind ``now``, because callers import ``now`` and ``today`` by name.
_held: datetime | None = None


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC) if _held is None else _held


def today() -> date:
    """Today, in UTC."""
    return now().date()


@contextmanager
def frozen_today(day: date) -> Iterator[None]:
    """Within the block it is noon (UTC) of that day for every status and price, in every thread.

    Blocks nest, and each gives back the time that it found.

    >>> with frozen_today(date(2025, 9, 24)):
    ...     print(catalog.get("gemini-1.5-pro-002").lifecycle.status)
    retired
    """
    global _held
    before, _held = _held, datetime.combine(day, time(12), UTC)
    try:
        yield
    finally:
        _held = before


class Lifecycle(Record, frozen=True):
    """Announced dates. A date is ``None`` where none was published."""

    stage: Status | None = None
    """What the last source to speak called it; ``status`` brings it up to date. ``None`` if nobody said."""

    deprecated_on: date | None = None
    """The day its deprecation was announced or took effect."""

    retires_on: date | None = None
    """The first day on which it no longer answers."""

    retires_not_before: date | None = None
    """The earliest day on which it may be retired. A promise, not an announcement: it never changes the status."""

    replacement: str | None = None
    """The id that the provider recommends instead; ``None`` if it names none."""

    @property
    def status(self) -> Status | None:
        """The status today (UTC); ``None`` if not known."""
        return self.status_on(today())

    def status_on(self, day: date) -> Status | None:
        """The status on a day: dates that have passed outrank what was last said; ``None`` if not known.

        What was last said holds from the present on. For a past day it answers only where a date decides.
        """
        if self.retires_on is not None and day >= self.retires_on:
            return Status.RETIRED
        if self.stage is Status.RETIRED and self.retires_on is None:
            return Status.RETIRED
        if self.deprecated_on is not None:
            if day >= self.deprecated_on:
                return Status.DEPRECATED
            return Status.ACTIVE if self.stage in (Status.DEPRECATED, Status.RETIRED) else self.stage
        if self.stage is Status.RETIRED:
            return None
        return self.stage
