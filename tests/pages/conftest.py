"""Pages of the sample catalog, and of one whose every text is hostile."""

from __future__ import annotations

import pytest

from shelves import hostile_catalog
from starmap import Catalog
from starmap.pages.contents import Contents


@pytest.fixture(scope="session")
def contents(sample: Catalog) -> Contents:
    """The sample as pages want it, on the day of its data."""
    return Contents(sample, sample.data_date)


@pytest.fixture(scope="session")
def hostile() -> Catalog:
    """A catalog with markup, line breaks and templates wherever a text may stand."""
    return hostile_catalog()
