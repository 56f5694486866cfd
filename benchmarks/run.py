"""Measures the installed starmap against every bound of the design, and prints one table.

Run it with an interpreter in which starmap is installed from a wheel, and genai-prices, which is the yardstick of some
rows: ``python benchmarks/run.py``. The status is 1 if
a bound is exceeded, 2 if it could not measure. Times are judged as ratios to a yardstick of the same run, so they hold
on any machine; a busy machine makes them noisier.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import starmap
from browsing import page_rows
from choosing import selection_rows
from cold import cold_rows, prepare
from commands import command_rows
from money import cost_rows, response_rows
from scanning import scan_rows
from sizes import compile_rows, size_rows
from synthetic import synthetic_directory
from warm import pass_rows, reference_rows, warm_rows
from yardsticks import Row

__all__ = ["main"]

_COMMAND_ROUNDS = 11
"""Fewer than of the rest: nineteen commands take a third of a second and more, and their bounds are wide."""

_FACTS = Path(__file__).resolve().parent.parent / "facts"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and return the exit status."""
    options = _options(arguments)
    try:
        rows = list(_measure(_installed(), options))
    except (RuntimeError, PackageNotFoundError) as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps([{**asdict(row), "verdict": row.verdict} for row in rows], indent=1))
    else:
        print(_table(rows))
    return 1 if any(row.verdict == "EXCEEDED" for row in rows) else 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the installed starmap against the bounds of its design.")
    parser.add_argument(
        "--rounds", type=int, default=41, help="pairs of cold processes and of warm loops (at least 31)"
    )
    parser.add_argument("--sources", type=Path, help="directory of source files; measures the compile too")
    parser.add_argument("--facts", type=Path, default=_FACTS, help="directory of curated facts, for the compile")
    parser.add_argument("--wheel", type=Path, help="the wheel; else the installed files are zipped again")
    parser.add_argument("--json", action="store_true", help="print JSON instead of the table")
    options = parser.parse_args(arguments)
    if options.rounds < 31:
        parser.error("--rounds must be at least 31: a median of fewer pairs says little")
    for name in ("sources", "facts", "wheel"):
        path = getattr(options, name)
        if path is not None and not path.exists():
            parser.error(f"--{name}: {path} does not exist")
    return options


def _installed() -> Distribution:
    """The installed distribution. Raises ``RuntimeError`` where another copy is imported, as in a checkout."""
    found = distribution("starmap")
    home = Path(str(found.locate_file("starmap"))).resolve()
    imported = Path(starmap.__file__).resolve().parent
    if imported != home:
        raise RuntimeError(f"starmap is imported from {imported}; install the wheel, and unset PYTHONPATH")
    return found


def _measure(installed: Distribution, options: argparse.Namespace) -> Iterator[Row]:
    data = Path(starmap.__file__).parent / "data"
    _say("compiled files")
    prepare()
    _say("ten times the records")
    larger = synthetic_directory(data)
    _say("cold processes")
    yield from cold_rows(data, larger, options.rounds)
    _say("commands")
    yield from command_rows(_COMMAND_ROUNDS)
    _say("warm lookups")
    yield from warm_rows(data, larger, options.rounds)
    _say("first lookups")
    yield from reference_rows(data, larger)
    _say("passes over everything")
    yield from pass_rows(data)
    _say("costs and responses")
    yield from cost_rows(data, options.rounds)
    yield from response_rows(options.rounds)
    _say("selections")
    yield from selection_rows(data, options.rounds)
    _say("scans")
    yield from scan_rows(data)
    yield from size_rows(installed, data, options.wheel)
    _say("pages")
    yield from page_rows()
    _say("compile")
    yield from compile_rows(options.sources, options.facts)


def _say(step: str) -> None:
    print(f"measuring: {step}", file=sys.stderr)


def _table(rows: Sequence[Row]) -> str:
    lines = [("what", "measured", "yardstick", "figure", "cpu", "bound", "")]
    for row in rows:
        figure = "" if row.value is None else f"{row.value:,.2f}"
        cpu = "" if row.cpu is None else f"{row.cpu:,.2f}"
        lines.append((row.what, row.measured, row.yardstick, figure, cpu, f"{row.bound:,g} {row.unit}", row.verdict))
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    right = {3, 4, 5}
    return "\n".join(
        "  ".join(
            text.rjust(width) if column in right else text.ljust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


if __name__ == "__main__":
    sys.exit(main())
