"""What a scan takes: a hundred thousand lines of code, and text that would trip a careless reader."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from starmap import Catalog, DirectoryStore
from starmap.scanning import scan
from yardsticks import Row, timed

__all__ = ["scan_rows"]

_BOUND = 2.0
_FUNCTIONS = 200
_FILES = 100
_ODD = 50_000


def scan_rows(data: Path) -> list[Row]:
    """Seconds for generated trees, each the median of three scans."""
    catalog, rows = Catalog(DirectoryStore(data)), []
    for what, every in (("one file in five names a model", 5), ("every second file", 2)):
        with TemporaryDirectory() as place:
            _write_code(Path(place), every)
            rows.append(_row(f"scan 100,000 lines: {what}", Path(place), catalog))
    with TemporaryDirectory() as place:
        for number, piece in enumerate(('"\\', "${", "`${a}", "/*", "[a:")):
            for suffix in ("ts", "json", "go", "yaml"):
                (Path(place) / f"odd_{number}.{suffix}").write_text('"gpt-5"\n' + piece * _ODD)
        rows.append(_row("scan unfinished strings", Path(place), catalog))
    return rows


def _row(what: str, place: Path, catalog: Catalog) -> Row:
    scan([place], catalog)
    spent = median(timed(partial(scan, [place], catalog)).wall for _ in range(3))
    return Row(what, f"{spent:.2f} s", "the bound", spent, _BOUND, "s")


def _write_code(place: Path, every: int) -> None:
    body = "".join(
        f"def call_{number}(client, text, limit={number}):\n"
        f'    """Ask for {number}."""\n'
        f'    values = {{"name": "value-{number}", "size": {number}, "kind": "part"}}\n'
        f"    if limit > {number} and text:\n"
        f'        return client.send("path/{number}", values["name"], text[:limit])\n'
        for number in range(_FUNCTIONS)
    )
    for number in range(_FILES):
        name = "none" if number % every else "gpt-5"
        (place / f"module_{number}.py").write_text(f'{body}model = "{name}"\n')
