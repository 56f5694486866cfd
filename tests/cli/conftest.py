"""Fixtures that run the command: in this process on the sample catalog, or as a program of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import starmap
from cli.runs import Run, RunJson, Start
from factories import SAMPLE
from starmap.cli.program import app


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command as if its output went into a pipe."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*args: str, env: dict[str, str] | None = None, stdin: str | None = None) -> Result:
        return CliRunner().invoke(app, ["--data", str(SAMPLE), *args], env=env, input=stdin)

    return invoke


@pytest.fixture
def run_json(run: Run) -> RunJson:
    """Runs the command for its JSON."""

    def invoke(*args: str) -> Any:
        result = run(*args, "--json")
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    return invoke


@pytest.fixture
def start() -> Start:
    """Runs Python on the packaged catalog."""
    source = str(Path(starmap.__file__).parents[1])

    def call(*args: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "PYTHONPATH": source}
        command = [sys.executable, "-W", "error", *args]
        return subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=60)

    return call
