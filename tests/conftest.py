"""What tests share: the committed sample catalog, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from factories import SAMPLE
from starmap import Catalog, DirectoryStore


@pytest.fixture(scope="session")
def sample() -> Catalog:
    """The sample catalog, shared by all tests: none can change what another sees."""
    return Catalog(DirectoryStore(SAMPLE))


@pytest.fixture
def fresh() -> Catalog:
    """The sample catalog with nothing read yet."""
    return Catalog(DirectoryStore(SAMPLE))


@pytest.fixture
def set_today(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Sets the day that ``status`` and ``pricing`` take for today."""

    def set_to(day: date) -> None:
        monkeypatch.setattr("starmap.model.today", lambda: day)
        monkeypatch.setattr("starmap.lifecycle.today", lambda: day)

    return set_to
