"""How much the package takes: on disk, as a wheel, and while it is compiled from its sources."""

from __future__ import annotations

import io
import tempfile
import zipfile
from importlib.metadata import Distribution
from pathlib import Path

from cold import interpreter, run_alone
from yardsticks import Row

__all__ = ["compile_rows", "size_rows"]

MB = 1_000_000
GIB = 1024**3

_COMPILE = """\
import sys
from pathlib import Path
from starmap.compiling.running import compile_catalog
compile_catalog(*map(Path, sys.argv[1:]))
"""


def size_rows(distribution: Distribution, data: Path, wheel: Path | None) -> list[Row]:
    """The data as installed, and the wheel: the file given, else the installed files zipped as a wheel has them."""
    installed = sum(path.stat().st_size for path in data.iterdir() if path.is_file())
    packed = _zipped(distribution) if wheel is None else wheel.stat().st_size
    how = "the installed files zipped again" if wheel is None else wheel.name
    return [
        Row("installed size of data", f"{installed / MB:.2f} MB", "the bound", installed / MB, 12, "MB"),
        Row("wheel", f"{packed / MB:.2f} MB", how, packed / MB, 2, "MB"),
    ]


def compile_rows(sources: Path | None, facts: Path) -> list[Row]:
    """The compile of the full set of sources, in a process of its own; without the sources it is not measured."""
    if sources is None:
        why = "needs --sources"
        return [
            Row("compile", "", "the bound", None, 90, "s", note=why),
            Row("its peak memory", "", "the bound", None, 2, "GiB", note=why),
        ]
    with tempfile.TemporaryDirectory() as out:
        process = run_alone(interpreter(_COMPILE, str(sources.resolve()), str(facts.resolve()), out))
    wall, cpu, peak = process.spent.wall, process.spent.cpu, process.peak / GIB
    return [
        Row("compile", f"{wall:.1f} s ({cpu:.1f} s of processor)", "the bound", wall, 90, "s"),
        Row("its peak memory", f"{peak:.2f} GiB", "the bound", peak, 2, "GiB"),
    ]


def _zipped(distribution: Distribution) -> int:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in distribution.files or ():
            if ".." not in file.parts and file.suffix != ".pyc":
                archive.write(Path(str(file.locate())), str(file))
    return len(held.getvalue())
