"""Inputs of a compile: one that tests may change, and one compiled once that they only read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from compiling.inputs import Compiled, Inputs, make_inputs
from starmap.compiling.running import compile_catalog
from starmap.packaged import DirectoryStore
from starmap.registry import Catalog


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Inputs of the test's own."""
    return make_inputs(tmp_path)


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Compiled:
    """A compile that no test may change."""
    inputs = make_inputs(tmp_path_factory.mktemp("compiled"))
    steps: list[str] = []
    summary = compile_catalog(inputs.sources, inputs.facts, inputs.out, progress=steps.append)
    return Compiled(inputs, summary, Catalog(DirectoryStore(inputs.out)), steps)


@pytest.fixture
def built(compiled: Compiled, tmp_path: Path) -> Inputs:
    """Inputs of the test's own, with what they were compiled to."""
    shutil.copytree(compiled.inputs.root, tmp_path, dirs_exist_ok=True)
    return Inputs(tmp_path)
