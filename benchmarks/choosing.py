"""What choosing among every offering takes, once the columns have been read: the best and the whole ranking."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from starmap import Catalog, DirectoryStore, Usage
from yardsticks import Row, timed

__all__ = ["selection_rows"]

_BOUND = 25.0
_PLAIN = Usage(input_tokens=3_000, output_tokens=500)
_CASES: dict[str, dict[str, Any]] = {
    "the design's example": {
        "supports": {"tools"},
        "accepts": {"image"},
        "min_context": 200_000,
        "providers": {"openai", "google-vertex"},
        "rank_by": _PLAIN,
    },
    "nothing required": {"rank_by": _PLAIN},
    "every provider, cached tokens": {
        "supports": {"tools", "structured_output"},
        "min_context": 100_000,
        "kinds": {"chat"},
        "rank_by": Usage(input_tokens=12_000, cache_read_tokens=4_000, output_tokens=800),
    },
    "a prompt above long-context tiers": {
        "fits": (300_000, 4_000),
        "rank_by": Usage(input_tokens=300_000, output_tokens=4_000),
    },
    "globs and prices": {
        "allow": {"openai/*", "anthropic/*", "google/*", "*:qwen*"},
        "deny": {"*:*free*", "openrouter:*"},
        "max_input_price": 5,
        "rank_by": _PLAIN,
    },
}


def selection_rows(data: Path, rounds: int) -> list[Row]:
    """The median of selections from one catalog, in milliseconds, and the first one, which reads the columns."""
    catalog = Catalog(DirectoryStore(data))
    first = timed(partial(_select, catalog, _CASES["the design's example"])).wall
    rows = []
    for what, case in _CASES.items():
        spent = median(timed(partial(_select, catalog, case)).wall for _ in range(rounds)) * 1e3
        name = f"select, warm: {what}"
        rows.append(Row(name, f"{spent:.1f} ms", "the bound", spent, _BOUND, "ms"))
    note = f"{first:.2f} s"
    rows.append(Row("the first select, which reads all", note, "", None, 0, "s", note=note))
    return rows


def _select(catalog: Catalog, case: dict[str, Any]) -> None:
    selection = catalog.select(**case)
    if selection.best.id != selection.ranked.ids[0]:
        raise RuntimeError("the best is not the first of the ranking")
