"""Field paths: every fact of a record has one, and people may shorten them."""

from __future__ import annotations

import pytest

from starmap import Capabilities, Limits, ParameterName, UnknownFieldError
from starmap.fields import LENT, PATHS, RATE_NAMES, Shape, find_path, shape_of
from starmap.model import Model, Offering

NOT_CLAIMED = {"id", "author_id", "offering_ids", "provider_id", "model_id", "model_ref"}


def test_every_fact_of_an_entry_has_a_path() -> None:
    """No field of a record is beyond claims and evidence but ids and links."""
    heads = {path.partition(".")[0] for path in PATHS}
    fields = (set(Model.model_fields) | set(Offering.model_fields)) - NOT_CLAIMED - {"price_history"}
    assert heads == fields | {"pricing"}


@pytest.mark.parametrize(
    "path",
    [
        *(f"limits.{name}" for name in Limits.model_fields),
        *(f"capabilities.{name}" for name in Capabilities.model_fields),
        *(f"parameters.{name}.accepted" for name in ParameterName),
        *(f"pricing.{name}" for name in RATE_NAMES),
    ],
)
def test_every_fact_inside_has_a_path(path: str) -> None:
    """Limits, capabilities, parameters and rates are told one by one."""
    assert shape_of(path) is not None


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("limits.context_window", Shape.TOKENS),
        ("capabilities.tools", Shape.BOOL),
        ("pricing.regions.us-gov-west-1.input", Shape.RATE),
        ("pricing.regions.eu.tiers", Shape.TIERS),
        ("pricing.modes.batch.output", Shape.RATE),
        ("pricing.regions.eu.nothing", None),
        ("pricing.modes.slow.input", None),
        ("limits", None),
        ("", None),
    ],
)
def test_a_path_has_a_shape(path: str, shape: Shape | None) -> None:
    """A path that does not exist has none."""
    assert shape_of(path) is shape


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("limits.context_window", "limits.context_window"),
        ("context_window", "limits.context_window"),
        ("tools", "capabilities.tools"),
        ("temperature", "parameters.temperature"),
        ("temperature.max", "parameters.temperature.max"),
        ("pricing", "pricing"),
        ("limits", "limits"),
        ("pricing.modes.batch", "pricing.modes.batch"),
        ("cache_read", "pricing.cache_read"),
        ("retires_on", "lifecycle.retires_on"),
        ("family", "family"),
        ("pricing.regions.eu.input", "pricing.regions.eu.input"),
    ],
)
def test_the_end_of_a_path_is_enough(name: str, path: str) -> None:
    """A name that ends one path only means that path; a group means all in it."""
    assert find_path(name) == path


@pytest.mark.parametrize(
    ("name", "close"),
    [
        ("contxt_window", "context_window"),
        ("pricing.inptu", "pricing.input"),
        ("capabilites.tools", "capabilities.tools"),
    ],
)
def test_a_field_that_does_not_exist_is_an_error(name: str, close: str) -> None:
    """With near matches."""
    with pytest.raises(UnknownFieldError) as caught:
        find_path(name)
    assert close in caught.value.close


@pytest.mark.parametrize("name", ["", ".", "xyzzy", "pricing.", "id", "context_window.x"])
def test_what_is_no_field_is_an_error(name: str) -> None:
    """Empty names, ids and what goes on past a field."""
    with pytest.raises(UnknownFieldError):
        find_path(name)


def test_a_name_that_ends_several_paths_lists_them() -> None:
    """Which one is meant is for the person to say."""
    with pytest.raises(
        UnknownFieldError, match=r"is not a field by itself; close matches: modalities\.input, pricing\.input"
    ):
        find_path("input")


@pytest.mark.parametrize("name", ["pricing.regions", "pricing.regions.eu"])
def test_regional_prices_are_a_group(name: str) -> None:
    """As ``pricing.modes`` and ``pricing.modes.batch`` are."""
    assert find_path(name) == name


def test_what_is_lent_exists() -> None:
    """Every field that an offering takes from its model is a field."""
    assert set(LENT) <= set(PATHS)
