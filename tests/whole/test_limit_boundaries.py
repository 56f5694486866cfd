"""Limits as vendors publish them: what fits one token below, at and one above each, by the rule and by the catalog."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from starmap import Limits, catalog
from starmap.fit import Fit, fit_of

MODELS: dict[str, dict[str, Any]] = {
    model["offering"]: model
    for model in tomllib.loads((Path(__file__).parent / "limit_boundaries.toml").read_text())["model"]
}
REQUESTS = [
    pytest.param(offering, request, id=f"{offering}, {request['input']} and {request.get('output', 'no output')}")
    for offering, model in MODELS.items()
    for request in model["requests"]
]
LIMITS = ("context_window", "max_input_tokens", "max_output_tokens")

every_model = pytest.mark.parametrize("offering", MODELS)
every_request = pytest.mark.parametrize(("offering", "request_"), REQUESTS)


def limits_of(offering: str) -> Limits:
    """The limits that the page prints, and those from elsewhere that the requests depend on."""
    model = MODELS[offering]
    return Limits(**model["limits"], **model.get("elsewhere", {}))


def published(offering: str) -> dict[str, int]:
    """The numbers of tokens that the page prints."""
    limits: dict[str, int] = MODELS[offering]["limits"]
    return {name: limits[name] for name in LIMITS if name in limits}


def reachable(offering: str) -> list[str]:
    """The limits that a request can reach: not a window larger than the longest input and output together."""
    numbers = published(offering)
    ends = [numbers[name] for name in LIMITS[1:] if name in numbers]
    short = len(ends) == 2 and sum(ends) < numbers.get("context_window", 0)
    return [name for name in numbers if not (short and name == "context_window")]


def asked(model: dict[str, Any], request: dict[str, Any], limit: str) -> int:
    """The tokens of a request that could count against a limit."""
    prompt: int = request["input"]
    output: int = request.get("output", 0)
    beside = model["limits"].get("output_shares_context") is False
    counted = {"max_input_tokens": prompt, "max_output_tokens": output}
    return counted.get(limit, prompt if beside else prompt + output)


def assert_answers(fit: Fit, offering: str, request: dict[str, Any]) -> None:
    """The truth, each limit that is exceeded and by how much, and what is not known."""
    model = MODELS[offering]
    assert bool(fit) is request["fits"], f"{fit}\n{model['rule']}\n{model['page']}"
    assert {excess.limit: excess.by for excess in fit.exceeded} == request.get("exceeded", {}), model["page"]
    assert list(fit.unknown) == request.get("unknown", []), model["page"]


@every_request
def test_the_published_limits_decide(offering: str, request_: dict[str, Any]) -> None:
    """By the arithmetic alone."""
    assert_answers(fit_of(limits_of(offering), request_["input"], request_.get("output")), offering, request_)


@pytest.mark.catalog
@every_request
def test_the_catalog_decides_alike(offering: str, request_: dict[str, Any]) -> None:
    """By what it knows of the offering."""
    fit = catalog.offering(offering).fits(request_["input"], request_.get("output"))
    assert_answers(fit, offering, request_)


@pytest.mark.catalog
@every_model
def test_the_catalog_has_the_published_limits(offering: str) -> None:
    """The numbers of the page and how it counts; where the page does not say, nor does the catalog."""
    assert catalog.offering(offering).limits == limits_of(offering), MODELS[offering]["page"]


@pytest.mark.parametrize(
    ("offering", "limit"), [(offering, limit) for offering in MODELS for limit in reachable(offering)]
)
def test_each_number_is_tried_below_at_and_above(offering: str, limit: str) -> None:
    """One token less and exactly as many fit; one token more exceeds this limit by one."""
    model, allowed = MODELS[offering], published(offering)[limit]
    fitting = {asked(model, request, limit) for request in model["requests"] if request["fits"]}
    assert {allowed - 1, allowed} <= fitting
    assert any(request.get("exceeded", {}).get(limit) == 1 for request in model["requests"])


def test_windows_of_many_kinds_are_covered() -> None:
    """Each with the page's address and the date of the copy that was read."""
    ways = {(*sorted(model["limits"]), model["limits"].get("output_shares_context")) for model in MODELS.values()}
    assert len(REQUESTS) >= 120
    assert len({offering.partition(":")[0] for offering in MODELS}) >= 14
    assert len(ways) >= 8
    assert all(model["page"].startswith("https://") and len(model["read"]) >= 4 for model in MODELS.values())
    text = (Path(__file__).parent / "limit_boundaries.toml").read_text()
    assert len(MODELS) == text.count("\n[[model]]")
