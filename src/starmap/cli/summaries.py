"""The summary of a compile, printed and as the text of a full report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeAlias

from rich.console import Console

from starmap.cli.grids import Column, print_facts, print_heading, print_line, print_table
from starmap.compiling.running import Summary
from starmap.merging.rules import Quarantined
from starmap.telling.figures import claimed, count
from starmap.telling.texts import printable

__all__ = ["print_summary", "report_of"]

_SHOWN = 20

Counts: TypeAlias = Sequence[tuple[tuple[str, ...], int]]
"""How often each thing was met, by what tells it apart."""


def print_summary(console: Console, summary: Summary, out: Path) -> None:
    """What a person wants to know after a compile; long lists are cut and say so."""
    print_line(console, f"{out}: {'written' if summary.changed else 'nothing changed'}", "bold")
    print_facts(
        console,
        [
            ("models", count(summary.models)),
            ("offerings", count(summary.offerings)),
            ("providers", count(summary.providers)),
            ("authors", count(summary.authors)),
            ("conflicts", f"{summary.conflicts:,} fields on which sources disagree"),
            ("quarantined", f"{len(summary.quarantined):,} claims"),
            ("unplaced", f"{len(summary.unplaced):,} offerings whose author no evidence tells"),
            ("added", f"{len(summary.added):,} offerings since the last compile"),
            ("removed", f"{len(summary.removed):,} offerings since the last compile"),
        ],
    )
    print_heading(console, "Listings by source")
    print_table(
        console, [Column("source"), Column("listings", True)], [[k, count(n)] for k, n in summary.counts.items()]
    )
    _print_counts(console, "Quarantined by field and reason", _reasons(summary.quarantined))
    _print_counts(console, "Left out by source and reason", _left_out(summary))
    by_provider = Counter((key.partition(":")[0],) for key in summary.unplaced)
    _print_counts(console, "Unplaced by provider", by_provider.most_common())
    for heading, keys in (("Added", summary.added), ("Removed", summary.removed)):
        if keys:
            print_heading(console, heading)
            for key in keys[:_SHOWN]:
                print_line(console, f"  {key}")
            _print_rest(console, len(keys))


def report_of(summary: Summary) -> str:
    """All that a compile quarantined, did not place, added and removed, a line each."""
    return "\n".join(_report_lines(summary)) + "\n"


def _reasons(quarantined: Iterable[Quarantined]) -> Counts:
    """How many claims by field and reason, most first; numbers and dates in a reason do not tell reasons apart."""
    return Counter((claim.field, re.sub(r"\d[\d.,-]*", "N", claim.reason)) for claim in quarantined).most_common()


def _left_out(summary: Summary) -> Counts:
    rows = [((source, reason), n) for source, reasons in summary.left_out.items() for reason, n in reasons.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _print_counts(console: Console, heading: str, counts: Counts) -> None:
    rows = [[count(number), *parts] for parts, number in counts]
    if rows:
        print_heading(console, heading)
        titles = [Column("number", True), *(Column("") for _ in rows[0][1:])]
        print_table(console, titles, rows[:_SHOWN])
        _print_rest(console, len(rows))


def _print_rest(console: Console, number: int) -> None:
    if number > _SHOWN:
        print_line(console, f"  and {number - _SHOWN:,} more")


def _report_lines(summary: Summary) -> Iterator[str]:
    yield f"Quarantined ({len(summary.quarantined):,}): offering, field, value, source, reason"
    for claim in sorted(
        summary.quarantined, key=lambda claim: (claim.offering, claim.field, claim.source, claim.reason)
    ):
        parts = (claim.offering, claim.field, claimed(claim.field, claim.value), claim.source, claim.reason)
        yield printable("  " + " | ".join(parts))
    lists = (("Unplaced", summary.unplaced), ("Added", summary.added), ("Removed", summary.removed))
    for heading, keys in lists:
        yield f"\n{heading} ({len(keys):,})"
        yield from (printable(f"  {key}") for key in keys)
