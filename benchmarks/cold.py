"""Whole processes: how long one takes from its start to an answer, and the most memory it holds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from yardsticks import Pair, Row, Spent

__all__ = ["Process", "clean_environment", "cold_rows", "interpreter", "prepare", "run_alone", "run_pairs"]

MIB = 1024 * 1024
REF, ANSWER = "gemini-1.5-pro-002", "2000000"

_LOOKUP = f"from starmap import catalog; print(catalog.get({REF!r}).context_window)"
_DIRECTORY = f"""\
import sys
from starmap import Catalog, DirectoryStore
print(Catalog(DirectoryStore(sys.argv[1])).get({REF!r}).context_window)
"""
_PYDANTIC = f"""\
from pydantic import BaseModel

class Entry(BaseModel):
    id: str
    context_window: int

print(Entry.model_validate({{"id": {REF!r}, "context_window": {ANSWER}}}).context_window)
"""
_UNCACHED = """
import os, sys
cached = [getattr(module, "__cached__", None) for module in list(sys.modules.values())]
print([path for path in cached if path and not os.path.exists(path)])
"""


@dataclass(frozen=True, slots=True)
class Process:
    """What one process used."""

    spent: Spent
    peak: float
    """The most bytes of memory resident at once."""


def clean_environment() -> dict[str, str]:
    """The environment without anything that changes how Python starts, so that compiled files are written and used."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}


def interpreter(script: str, *arguments: str) -> list[str]:
    """The command that runs a script in this interpreter."""
    return [sys.executable, "-c", script, *arguments]


def prepare() -> None:
    """Have every module compiled that a cold process loads, as an installation does.

    Raises ``RuntimeError`` where the compiled files cannot be written or a script prints a wrong answer.
    """
    for script in (_PYDANTIC, _LOOKUP):
        _output(interpreter(script))  # writes what is missing
        lines = _output(interpreter(script + "\n" + _UNCACHED)).splitlines()
        if lines[0] != ANSWER:
            raise RuntimeError(f"the script prints {lines[0]!r}, not {ANSWER!r}: {script}")
        if lines[1] != "[]":
            raise RuntimeError(f"compiled files are missing and cannot be written; run compileall first: {lines[1]}")


def run_alone(command: Sequence[str]) -> Process:
    """One command, once."""
    return _launched([command], 1)[0][0]


def run_pairs(first: Sequence[str], second: Sequence[str], rounds: int) -> list[tuple[Process, Process]]:
    """Two commands in turn, the order changing from round to round."""
    return [(ours, theirs) for ours, theirs in _launched([first, second], rounds)]


def cold_rows(real: Path, synthetic: Path, rounds: int) -> list[Row]:
    """Import, one lookup and a print: against pydantic alone, and with ten times the records against the real ones."""
    plain = run_pairs(interpreter(_LOOKUP), interpreter(_PYDANTIC), rounds)
    larger = run_pairs(interpreter(_DIRECTORY, str(synthetic)), interpreter(_DIRECTORY, str(real)), rounds)
    time, more = _pair(plain), _pair(larger)
    peak, base = (f"{median(pair[place].peak for pair in plain) / MIB:.1f} MiB" for place in (0, 1))
    big, small = (f"{median(pair[place].peak for pair in larger) / MIB:.1f} MiB" for place in (0, 1))
    extra = median(ours.peak - theirs.peak for ours, theirs in plain) / MIB
    growth = median(ours.peak / theirs.peak for ours, theirs in larger)
    pydantic, records = "one pydantic model", "real records"
    return [
        Row("cold process", _ms(time.measured), f"{pydantic} {_ms(time.yardstick)}", time.ratio, 1.20, cpu=time.cpu),
        Row("its peak memory", peak, f"{pydantic} {base}", extra, 6, "MiB more"),
        Row(
            "cold, 10x records", _ms(more.measured), f"{records} {_ms(more.yardstick)}", more.ratio, 1.10, cpu=more.cpu
        ),
        Row("its peak memory, 10x records", big, f"{records} {small}", growth, 1.10),
    ]


def _launched(commands: Sequence[Sequence[str]], rounds: int) -> list[list[Process]]:
    """Every command in each round, started by a process of its own that is small."""
    job = json.dumps({"commands": [list(command) for command in commands], "rounds": rounds})
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launch.py"))]
    return [[_process(figures) for figures in taken] for taken in json.loads(_output(launcher, job))]


def _pair(rounds: Sequence[tuple[Process, Process]]) -> Pair:
    return Pair.of([(ours.spent, theirs.spent) for ours, theirs in rounds])


def _process(figures: Sequence[float]) -> Process:
    wall, cpu, peak = figures
    return Process(Spent(wall, cpu), peak)


def _output(command: Sequence[str], text: str = "") -> str:
    """What a command prints, in a clean environment and away from any checkout."""
    with tempfile.TemporaryDirectory() as away:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, check=False, env=clean_environment(), cwd=away
        )
    if done.returncode:
        raise RuntimeError(f"{command[:3]} ended with status {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"
