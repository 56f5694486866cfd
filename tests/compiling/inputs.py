"""Small inputs of a compile, laid out on disk: invented sources in their publishers' shapes, and curated files."""

from __future__ import annotations

import gzip
import json
import shutil
from pathlib import Path
from typing import NamedTuple

from starmap.compiling.running import Summary
from starmap.registry import Catalog

__all__ = ["FACTS", "SOURCES", "Compiled", "Inputs", "make_inputs", "packed"]

SOURCES = Path(__file__).parent / "sources"
FACTS = Path(__file__).parent / "facts"


class Inputs:
    """Directories that a test may change, with the compile's output beside them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.sources = root / "sources"
        self.facts = root / "facts"
        self.out = root / "data"

    def source(self, name: str) -> Path:
        """A source file."""
        return self.sources / name

    def read(self, name: str) -> object:
        """A source file's JSON."""
        raw = self.source(name).read_bytes()
        found: object = json.loads(gzip.decompress(raw) if name.endswith(".gz") else raw)
        return found

    def write(self, name: str, value: object) -> None:
        """Put other JSON in a source file's place."""
        self.source(name).write_bytes(packed(name, json.dumps(value).encode()))

    def add_fact(self, text: str, name: str = "openai.toml") -> None:
        """Write more into a curated file."""
        with (self.facts / name).open("a") as file:
            file.write(text)

    def output(self) -> dict[str, bytes]:
        """The bytes of every file of the data."""
        return {path.name: path.read_bytes() for path in sorted(self.out.iterdir())} if self.out.is_dir() else {}


class Compiled(NamedTuple):
    """A finished compile."""

    inputs: Inputs
    summary: Summary
    catalog: Catalog
    steps: list[str]


def make_inputs(root: Path) -> Inputs:
    """The committed inputs, copied and packed as their publishers pack them."""
    inputs = Inputs(root)
    listed = json.loads((SOURCES / "MANIFEST.json").read_bytes())["files"]
    for name in (entry["file"] for entry in listed):
        inputs.source(name).parent.mkdir(parents=True, exist_ok=True)
        inputs.source(name).write_bytes(packed(name, (SOURCES / name.removesuffix(".gz")).read_bytes()))
    shutil.copy(SOURCES / "MANIFEST.json", inputs.sources)
    shutil.copytree(FACTS, inputs.facts)
    return inputs


def packed(name: str, data: bytes) -> bytes:
    """The bytes as they lie on disk under a name."""
    return gzip.compress(data, mtime=0) if name.endswith(".gz") else data
