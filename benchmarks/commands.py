"""The command line: a whole process of each command, against one that only imports what draws its output."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from cold import interpreter, run_pairs
from yardsticks import Pair, Row

__all__ = ["command_rows"]

_YARDSTICK = "import typer, rich"
_REQUEST = '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]}'
_BOUND = 6.0
_BOUND_WHOLE = 30.0

# What reads one entry or the indexes, and what has to read every offering.
_QUICK = (
    "show gpt-4o",
    "show gpt-4o --json",
    "list --provider openai",
    "list --provider openai --supports tools --sort release_date",
    "search claude opus",
    "compare gpt-4o gpt-4.1 --differences",
    "cost gpt-4o --input 12000 --output 800",
    "select --provider openai --supports tools --input 3000 --output 500",
    "fits gpt-4o --input 100000",
    "check {request}",
    "providers",
    "authors",
    "explain gpt-4o",
    "resolve models/gpt-4o",
    "history gpt-4o",
    "completion bash",
)
_WHOLE = ("list", "select --supports tools", "search 4o zenmux")


def command_rows(rounds: int) -> list[Row]:
    """Wall time of each command as a multiple of the yardstick's."""
    with TemporaryDirectory() as place:
        request = Path(place) / "request.json"
        request.write_text(_REQUEST)
        return [
            _row(line, line.format(request=request), bound, rounds)
            for lines, bound in ((_QUICK, _BOUND), (_WHOLE, _BOUND_WHOLE))
            for line in lines
        ]


def _row(what: str, line: str, bound: float, rounds: int) -> Row:
    command = [sys.executable, "-m", "starmap.cli", *line.split()]
    taken = run_pairs(command, interpreter(_YARDSTICK), rounds)
    pair = Pair.of([(ours.spent, theirs.spent) for ours, theirs in taken])
    return Row(
        f"starmap {what.format(request='request.json')}",
        f"{pair.measured * 1000:.0f} ms",
        f"import typer, rich {pair.yardstick * 1000:.0f} ms",
        pair.ratio,
        bound,
        cpu=pair.cpu,
    )
