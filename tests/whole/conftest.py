"""What the checks of the whole catalog share: every page of it, built once in each form."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

BROWSER = Path(__file__).parent.parent / "browser" / "node_modules"
"""What ``npm ci`` in ``tests/browser`` brings."""


def build(out: Path, *options: str) -> Path:
    """Builds pages as a user does, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "starmap.cli", "pages", "build", str(out), *options],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole site."""
    return build(tmp_path_factory.mktemp("site"), "--html")


@pytest.fixture(scope="session")
def markdown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every page as Markdown."""
    return build(tmp_path_factory.mktemp("markdown"))


@pytest.fixture(scope="session")
def validator(site: Path) -> Iterator[subprocess.Popen[str]]:
    """The Nu Html Checker at work on every page of the site, while other tests go on."""
    with validating(site) as running:
        yield running
        running.kill()


def validating(site: Path) -> subprocess.Popen[str]:
    """The Nu Html Checker at work on a folder: silent, where it finds nothing."""
    jar = BROWSER / "vnu-jar" / "build" / "dist" / "vnu.jar"
    assert jar.is_file(), "no validator: run npm ci in tests/browser"
    command = ["java", "-Xmx2g", "-jar", str(jar), "--skip-non-html", "--format", "gnu", str(site)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
