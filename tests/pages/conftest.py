"""Pages of the sample catalog, and of one whose every text is hostile."""

from __future__ import annotations

from datetime import date

import pytest

from factories import make_author, make_model, make_offering, make_provider
from shelves import make_catalog
from starmap import Catalog
from starmap.pages.contents import Contents

HOSTILE = "</td><script>alert(1)</script>|\n\n# x\n- [a](javascript:alert(1)) `c` {{ 7*7 }} & \"q\" 's' ]]> --> \u202e"


@pytest.fixture(scope="session")
def contents(sample: Catalog) -> Contents:
    """The sample as pages want it, on the day of its data."""
    return Contents(sample, sample.data_date)


@pytest.fixture(scope="session")
def hostile() -> Catalog:
    """A catalog with markup, line breaks and templates wherever a text may stand."""
    key = HOSTILE.replace("\n", " ").replace(
        "\u202e", ""
    )  # an id with control characters is refused by the data itself
    model = make_model(
        id=f"acme/{key}",
        name=HOSTILE,
        family=HOSTILE,
        license=HOSTILE,
        tokenizer=HOSTILE,
        weights_url="javascript:alert(2)",
        offering_ids=(f"acme-cloud:{key}", "acme-cloud:rocket-1"),
    )
    offerings = [
        make_offering(
            model_id=own,
            id=f"acme-cloud:{own}",
            name=HOSTILE,
            author_id="acme",
            family=HOSTILE,
            model_ref=model.id,
            regions=(HOSTILE,),
            api=HOSTILE,
            release_date=date(2026, 1, 1),
        )
        for own in (key, "rocket-1")
    ]
    author = make_author(name=HOSTILE, website="javascript:alert(3)", home_providers=("acme-cloud",))
    provider = make_provider(
        name=HOSTILE, documentation_url="javascript:alert(4)", status_url=HOSTILE, env=(HOSTILE,), base_url=HOSTILE
    )
    claims = {offerings[1].id: {"name": (HOSTILE, HOSTILE, "javascript:alert(5)")}}
    return make_catalog([model], offerings, [author], [provider], claims)
