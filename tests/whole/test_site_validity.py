"""The HTML of the site, judged by a validator that has been at work since the site was built."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from shelves import hostile_catalog
from starmap.pages.building import build
from whole.conftest import validating

pytestmark = pytest.mark.catalog


def test_every_page_is_valid_html(validator: subprocess.Popen[str]) -> None:
    """The Nu Html Checker finds nothing on any page, not even to warn of."""
    _, said = validator.communicate(timeout=600)
    assert said == ""
    assert validator.returncode == 0


def test_hostile_texts_leave_the_pages_valid(tmp_path: Path) -> None:
    """Names, ids and addresses that hold markup, wherever a text may stand."""
    assert build(hostile_catalog(), tmp_path / "site", html=True).pages == 10
    with validating(tmp_path / "site") as running:
        _, said = running.communicate(timeout=120)
    assert said == ""
    assert running.returncode == 0
