"""``diff``: what changed between two states of the data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cli.runs import Run
from factories import SAMPLE, make_author, make_model, make_offering, make_provider
from starmap import Lifecycle, Limits, Model, Offering, Pricing, RateCard, Tier
from starmap.decoding import Encoder
from starmap.records import FrozenMap, Record
from starmap.sortedtext import render


def write_data(directory: Path, day: str, models: Iterable[Model], offerings: Iterable[Offering]) -> str:
    """A directory of data that holds these records. Returns its path."""
    directory.mkdir()
    records: dict[str, list[Record]] = {
        "models": [*models],
        "offerings": [*offerings],
        "authors": [make_author()],
        "providers": [make_provider()],
    }
    for name, held in records.items():
        encoder = Encoder(held)
        (directory / f"{name}.txt").write_bytes(render(encoder.lines(), f"v-{day}", encoder.header()))
    (directory / "names.txt").write_bytes(render([], f"v-{day}", {"date": day, "prefixes": {}, "id_prefixes": {}}))
    return str(directory)


def card(price: str, **more: Any) -> Pricing:
    """A rate card with an input price."""
    return Pricing(input=Decimal(price), **more)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Two states: one model gone, one new, one retired; a price, a tier, a mode and a limit moved."""
    tier, dearer = Tier(input=Decimal(4), above=1000), Tier(input=Decimal(5), above=1000)
    batch: FrozenMap[str, RateCard] = FrozenMap({"batch": RateCard(input=Decimal("0.5"))})
    retires = Lifecycle(retires_on=date(2026, 2, 15), replacement="acme-cloud:rocket-2")
    rocket = {"model_ref": "acme/rocket-1", "author_id": "acme"}
    old = write_data(
        tmp_path / "old",
        "2026-02-01",
        [make_model(), make_model(id="acme/gone")],
        [make_offering(**rocket, limits=Limits(context_window=8192), price_history=(card("2", tiers=(tier,)),))],
    )
    new = write_data(
        tmp_path / "new",
        "2026-03-01",
        [make_model(), make_model(id="acme/rocket-2")],
        [
            make_offering(
                **rocket,
                limits=Limits(context_window=16384),
                lifecycle=retires,
                price_history=(card("0", tiers=(dearer,), modes=batch),),
            ),
            make_offering(model_id="rocket-2"),
        ],
    )
    return old, new


def test_json_has_every_change(run: Run, pair: tuple[str, str]) -> None:
    """Models, offerings, retirements, prices and limits, as data."""
    found = json.loads(run("diff", *pair, "--json").stdout)
    rocket = "acme-cloud:rocket-1"
    assert found == {
        "old": {"date": "2026-02-01", "version": "v-2026-02-01"},
        "new": {"date": "2026-03-01", "version": "v-2026-03-01"},
        "models_added": ["acme/rocket-2"],
        "models_removed": ["acme/gone"],
        "offerings_added": ["acme-cloud:rocket-2"],
        "offerings_removed": [],
        "retired": [{"id": rocket, "retires_on": "2026-02-15", "replacement": "acme-cloud:rocket-2"}],
        "prices": [
            {"id": rocket, "field": "pricing.input", "old": "2", "new": "0"},
            {"id": rocket, "field": "pricing.modes.batch.input", "old": None, "new": "0.5"},
            {"id": rocket, "field": "pricing.tiers.1000.input", "old": "4", "new": "5"},
        ],
        "limits": [{"id": rocket, "field": "limits.context_window", "old": 8192, "new": 16384}],
    }


def test_text_tells_free_and_not_known(run: Run, pair: tuple[str, str]) -> None:
    """A price that became free, and one that was not published."""
    lines = [line.split() for line in run("diff", *pair).stdout.splitlines()]
    assert ["acme-cloud:rocket-1", "pricing.input", "$2.00", "free"] in lines
    assert ["acme-cloud:rocket-1", "pricing.modes.batch.input", "—", "$0.50"] in lines


def test_text_has_only_sections_that_say_something(run: Run, pair: tuple[str, str]) -> None:
    """No heading without rows."""
    output = run("diff", *pair).stdout
    assert "Models added (1)" in output
    assert "Offerings removed" not in output


def test_markdown_has_tables(run: Run, pair: tuple[str, str]) -> None:
    """Ids are code and figures are in a table."""
    output = run("diff", *pair, "--markdown").stdout
    assert output.startswith("# Data of 2026-02-01 (v-2026-02-01) to data of 2026-03-01 (v-2026-03-01)\n")
    assert "| `acme-cloud:rocket-1` | `limits.context_window` | 8,192 | 16,384 |\n" in output


def test_the_same_data_has_no_difference(run: Run) -> None:
    """Nothing changed, and that is no failure."""
    result = run("diff", str(SAMPLE), str(SAMPLE))
    assert result.exit_code == 0
    assert result.stdout.endswith("\nnothing changed\n")


def test_two_formats_are_bad_input(run: Run) -> None:
    """One format at a time."""
    assert run("diff", str(SAMPLE), str(SAMPLE), "--json", "--markdown").exit_code == 2


def test_a_directory_without_data_is_damaged_data(run: Run, tmp_path: Path) -> None:
    """The message names the file that is missing."""
    result = run("diff", str(tmp_path), str(SAMPLE))
    assert result.exit_code == 2
    assert "names.txt" in result.stderr
