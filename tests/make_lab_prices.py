"""Write ``tests/whole/lab_prices.jsonl``: what model-prices has of every lab's standard rates, and from when.

Only figures and days are kept, a line for each model. Run it from the repository when the source is newer:
``python tests/make_lab_prices.py ../shared/sources``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent / "whole" / "lab_prices.jsonl"
RATES = ("input", "output", "cache_read", "cache_write")
PROVIDERS = {"google": "google-ai-studio"}


def lines(snapshot: dict[str, Any]) -> list[str]:
    """A line for each model with a price: its offering's id, and each change of its standard rates."""
    found = []
    for lab, models in snapshot["prices"].items():
        for model, cards in models.items():
            changes: list[list[Any]] = []
            for entry in cards.get("standard", []):
                rates = entry["rates"]
                if rates is None:
                    continue
                day = max(rates["valid_from"], entry["start"] or "")[:10]
                told = [day, *(None if name not in rates else str(rates[name]) for name in RATES)]
                if not changes or changes[-1][1:] != told[1:]:
                    changes.append(told)
            if changes:
                found.append(json.dumps([f"{PROVIDERS.get(lab, lab)}:{model}", changes], separators=(",", ":")))
    return sorted(found)


if __name__ == "__main__":
    source = Path(sys.argv[1]) / "model_prices" / "snapshot.json"
    OUT.write_text("\n".join(lines(json.loads(source.read_bytes()))) + "\n", encoding="utf-8")
