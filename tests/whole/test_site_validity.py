"""The HTML of the site, judged by a validator that has been at work since the site was built."""

from __future__ import annotations

import subprocess

import pytest

pytestmark = pytest.mark.catalog


def test_every_page_is_valid_html(validator: subprocess.Popen[str]) -> None:
    """The Nu Html Checker finds nothing on any page, not even to warn of."""
    _, said = validator.communicate(timeout=600)
    assert said == ""
    assert validator.returncode == 0
