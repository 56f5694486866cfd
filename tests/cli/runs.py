"""How a test runs the command, as types."""

from __future__ import annotations

import subprocess
from typing import Any, Protocol

from typer.testing import Result

__all__ = ["Run", "RunJson", "Start"]


class Run(Protocol):
    """Runs the command in this process on the sample catalog; ``env`` sets variables of the environment."""

    def __call__(self, *args: str, env: dict[str, str] | None = None, stdin: str | None = None) -> Result: ...


class RunJson(Protocol):
    """Runs the command with ``--json`` and reads the one document that it prints."""

    def __call__(self, *args: str) -> Any: ...


class Start(Protocol):
    """Runs Python in a process of its own, with the package on its path."""

    def __call__(self, *args: str) -> subprocess.CompletedProcess[str]: ...
