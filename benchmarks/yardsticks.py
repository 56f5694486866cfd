"""What is measured against what: the rows of the table, and timing two things side by side.

A ratio is the median over rounds in which the thing and its yardstick run one after the other, in alternating order, so
that a busy moment of the machine meets both. Wall time is judged; the time the processor spent is shown beside it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

__all__ = ["Pair", "Row", "Spent", "side_by_side", "timed"]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table."""

    what: str
    measured: str
    """The figure itself, with its unit."""

    yardstick: str
    """What it is held against, with its own figure."""

    value: float | None
    """The figure that the bound is about; ``None`` where the thing cannot be measured yet."""

    bound: float
    unit: str = "x"
    cpu: float | None = None
    """The same ratio in processor time, where the figure is a ratio of times."""

    note: str = "not yet"
    """Said in place of a verdict where there is no figure."""

    @property
    def verdict(self) -> str:
        """``ok``, ``EXCEEDED``, or why there is no figure."""
        if self.value is None:
            return self.note
        return "ok" if self.value <= self.bound else "EXCEEDED"


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds that one run took."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Pair:
    """The medians of a thing and its yardstick, and the medians of their ratios round by round."""

    measured: float
    yardstick: float
    ratio: float
    cpu: float

    @classmethod
    def of(cls, rounds: Sequence[tuple[Spent, Spent]]) -> Pair:
        """From what each round took: the thing first, then its yardstick."""
        return cls(
            median(ours.wall for ours, _ in rounds),
            median(theirs.wall for _, theirs in rounds),
            median(ours.wall / theirs.wall for ours, theirs in rounds),
            median(ours.cpu / theirs.cpu for ours, theirs in rounds),
        )


def side_by_side(ours: Callable[[], Spent], theirs: Callable[[], Spent], rounds: int) -> Pair:
    """Both in turn, the order changing from round to round."""
    gc.collect()
    gc.freeze()  # what the benchmark itself holds shall not be walked while something is timed
    found = []
    for number in range(rounds):
        if number % 2:
            second = theirs()
            first = ours()
        else:
            first = ours()
            second = theirs()
        found.append((first, second))
    gc.unfreeze()
    return Pair.of(found)


def timed(action: Callable[[], object], times: int = 1) -> Spent:
    """How long an action takes, per run."""
    cpu, wall = process_time(), perf_counter()
    for _ in range(times):
        action()
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return Spent(wall / times, cpu / times)
