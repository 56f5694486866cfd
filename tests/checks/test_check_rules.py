"""Checks: each rule speaks where a known fact is broken, and what is not known is a note."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from factories import make_model, make_offering
from starmap import (
    Capabilities,
    Catalog,
    Lifecycle,
    Limits,
    Modalities,
    Modality,
    Parameter,
    ParameterName,
    Status,
    TokenBudget,
    UnnamedModelError,
)
from starmap.checks import Check, Rule
from starmap.errors import RefusedRequestError
from starmap.records import FrozenMap

DAY = date(2026, 11, 20)
USER = {"role": "user", "content": "Hello"}


def chat(**more: object) -> dict[str, object]:
    """A chat completion's request."""
    return {"messages": [USER], **more}


def parameters(**known: Parameter) -> FrozenMap[ParameterName, Parameter]:
    """What is known of some parameters."""
    return FrozenMap({ParameterName(name): parameter for name, parameter in known.items()})


def found(check: Check) -> list[tuple[str, str, str | None]]:
    """Path, rule and fact of each violation."""
    return [(one.path, str(one.rule), one.field) for one in check.violations]


def noted(check: Check) -> list[tuple[str, str, bool]]:
    """Path and rule of each note, and whether it tells of something unknown."""
    return [(one.path, str(one.rule), one.unknown) for one in check.notes]


def test_a_refused_parameter() -> None:
    """Is a violation with the fact, its value, and the repair."""
    model = make_model(parameters=parameters(temperature=Parameter(accepted=False)))
    (violation,) = model.check(temperature=0.2, on=DAY).violations
    assert violation.model_dump() == {
        "path": "temperature",
        "rule": Rule.PARAMETER,
        "message": "acme/rocket-1 does not take temperature",
        "field": "parameters.temperature.accepted",
        "value": False,
        "repair": "leave temperature out",
        "source": None,
    }


def test_the_repair_of_a_cap_names_the_other_cap() -> None:
    """Only where that is known to be taken."""
    refused, taken = Parameter(accepted=False), Parameter(accepted=True)
    limits = Limits(max_output_tokens=100)
    model = make_model(limits=limits, parameters=parameters(max_tokens=refused, max_completion_tokens=taken))
    assert model.check(chat(max_tokens=9), on=DAY).violations[0].repair == "send max_completion_tokens instead"
    model = make_model(limits=limits, parameters=parameters(max_tokens=refused))
    assert model.check(chat(max_tokens=9), on=DAY).violations[0].repair == "leave max_tokens out"


@pytest.mark.parametrize(
    ("value", "fields"),
    [(0, []), (2, []), (-0.1, ["parameters.temperature.min"]), (2.01, ["parameters.temperature.max"]), ("hot", [])],
)
def test_a_value_out_of_range(value: object, fields: list[str]) -> None:
    """At the ends it is in range; what is no number is not judged."""
    known = Parameter(accepted=True, min=Decimal(0), max=Decimal(2))
    check = make_model(parameters=parameters(temperature=known)).check(temperature=value, on=DAY)
    assert [violation.field for violation in check.violations] == fields


@pytest.mark.parametrize(("cap", "broken"), [(99, False), (100, False), (101, True)])
def test_a_cap_on_the_output(cap: int, broken: bool) -> None:
    """Up to the limit it holds."""
    check = make_model(limits=Limits(max_output_tokens=100)).check({"input": "Hello", "max_output_tokens": cap}, on=DAY)
    assert found(check) == [("max_output_tokens", "output-cap", "limits.max_output_tokens")] * broken


def test_modalities() -> None:
    """What the model does not read or give is a violation, at the part."""
    sees = Modalities(input=frozenset({Modality.TEXT, Modality.IMAGE}), output=frozenset({Modality.TEXT}))
    parts = [{"type": "image_url"}, {"type": "input_audio"}, {"type": "file", "file": {"filename": "a.PDF"}}]
    request = chat(modalities=["text", "audio"], messages=[{"role": "user", "content": parts}])
    check = make_model(modalities=sees).check(request, on=DAY)
    assert found(check) == [
        ("messages[0].content[1]", "input-modality", "modalities.input"),
        ("modalities[1]", "output-modality", "modalities.output"),
    ]
    assert noted(check) == [("messages[0].content[2]", "input-modality", True)]


def test_a_pdf_to_a_model_that_reads_text_only() -> None:
    """Is a violation: nobody makes images of it for a model that does not see."""
    reads = Modalities(input=frozenset({Modality.TEXT}))
    part = {"type": "file", "file": {"file_data": "data:application/pdf;base64,AAAA"}}
    check = make_model(modalities=reads).check(chat(messages=[{"role": "user", "content": [part]}]), on=DAY)
    assert found(check) == [("messages[0].content[0]", "input-modality", "modalities.input")]


@pytest.mark.parametrize(
    ("asked", "capability", "path"),
    [
        ({"tools": [{"type": "function"}]}, "tools", "tools[0]"),
        ({"tool_choice": "required"}, "tool_choice", "tool_choice"),
        ({"parallel_tool_calls": True}, "parallel_tools", "parallel_tool_calls"),
        ({"response_format": {"type": "json_object"}}, "json_mode", "response_format"),
        ({"response_format": {"type": "json_schema"}}, "structured_output", "response_format"),
        ({"stream": True}, "streaming", "stream"),
        ({"messages": [{"role": "system", "content": "Be brief."}, USER]}, "system_messages", "messages[0].role"),
        ({"messages": [USER, {"role": "assistant", "content": "It"}]}, "prefill", "messages[1]"),
        ({"web_search_options": {}}, "web_search", "web_search_options"),
        ({"prediction": {"type": "content"}}, "predicted_outputs", "prediction"),
    ],
)
@pytest.mark.parametrize("known", [True, False, None])
def test_a_capability(asked: dict[str, Any], capability: str, path: str, known: bool | None) -> None:
    """Known to be missing it is a violation, not known a note, known to be there nothing."""
    check = make_model(capabilities=Capabilities.model_validate({capability: known})).check(chat(**asked), on=DAY)
    assert found(check) == [(path, "capability", f"capabilities.{capability}")] * (known is False)
    assert noted(check) == [(path, "capability", True)] * (known is None)


def test_a_reasoning_effort() -> None:
    """Is one of the levels; a model that does not reason takes none."""
    levels = make_model(capabilities=Capabilities(reasoning=True, reasoning_efforts=("low", "high")))
    assert found(levels.check(reasoning_effort="low", on=DAY)) == []
    assert found(levels.check(reasoning_effort="max", on=DAY)) == [
        ("reasoning_effort", "reasoning-effort", "capabilities.reasoning_efforts")
    ]
    dull = make_model(capabilities=Capabilities(reasoning=False))
    assert found(dull.check(reasoning_effort="low", on=DAY)) == [
        ("reasoning_effort", "capability", "capabilities.reasoning")
    ]
    assert noted(make_model().check(reasoning_effort="low", on=DAY)) == [("reasoning_effort", "reasoning-effort", True)]


@pytest.mark.parametrize(
    ("budget", "violations", "notes"), [(128, 0, 0), (127, 1, 0), (32_768, 0, 0), (32_769, 1, 0), (0, 0, 1)]
)
def test_a_thinking_budget(budget: int, violations: int, notes: int) -> None:
    """Lies in the range; whether zero switches thinking off is not known where the range begins above it."""
    model = make_model(capabilities=Capabilities(reasoning=True, reasoning_budget=TokenBudget(min=128, max=32_768)))
    check = model.check(
        {"contents": "Hello", "generationConfig": {"thinkingConfig": {"thinkingBudget": budget}}}, on=DAY
    )
    assert (len(check.violations), len(check.notes)) == (violations, notes)


def test_the_life_of_a_model() -> None:
    """Retired is a violation; retiring soon and deprecated are notes, with what to use instead."""
    life = Lifecycle(deprecated_on=date(2026, 1, 1), retires_on=date(2026, 12, 1), replacement="acme/rocket-2")
    model = make_model(lifecycle=life)
    assert found(model.check(chat(), on=date(2026, 12, 1))) == [("model", "retired", "lifecycle.retires_on")]
    assert noted(model.check(chat(), on=date(2026, 11, 30))) == [("model", "retiring", False)]
    assert noted(model.check(chat(), on=date(2026, 2, 1))) == [("model", "deprecated", False)]
    assert noted(model.check(chat(), on=date(2026, 2, 1), soon=400)) == [("model", "retiring", False)]
    assert model.check(chat(), on=date(2026, 2, 1)).notes[0].repair == "use acme/rocket-2"
    gone = make_model(lifecycle=Lifecycle(stage=Status.RETIRED))
    assert found(gone.check(chat(), on=DAY)) == [("model", "retired", "lifecycle.stage")]


def test_the_context() -> None:
    """By counts, or by a counter of the texts; the request's own cap counts as output."""
    limits = Limits(context_window=100, max_output_tokens=50, output_shares_context=True)
    model = make_model(limits=limits)
    assert found(model.check(chat(), input_tokens=101, on=DAY)) == [("", "context", "limits.context_window")]
    assert found(model.check(chat(max_tokens=50), input_tokens=51, on=DAY)) == [
        ("", "context", "limits.context_window")
    ]
    assert found(model.check(chat(max_tokens=50), input_tokens=50, on=DAY)) == []
    assert found(model.check(chat(), counter=lambda text: 40 * len(text), on=DAY)) == [
        ("", "context", "limits.context_window")
    ]
    assert found(model.check(chat(), output_tokens=51, on=DAY)) == [("", "context", "limits.max_output_tokens")]


def test_a_counter_says_what_it_did_not_count() -> None:
    """Images have tokens too, which nobody counts here."""
    part = {"type": "image_url"}
    check = make_model(
        limits=Limits(context_window=100, output_shares_context=True),
        modalities=Modalities(input=frozenset({Modality.IMAGE, Modality.TEXT})),
    ).check(chat(messages=[{"role": "user", "content": [part]}]), counter=len, on=DAY)
    assert noted(check) == [("messages[0].content[0]", "context", True)]


def test_an_unknown_name() -> None:
    """Is a note with near matches, never passed over."""
    (note,) = make_model().check(chat(tempratur=1), on=DAY).notes
    assert str(note) == "tempratur: 'tempratur' is not known to starmap; did you mean temperature?"
    assert make_model().check(zzz=1, on=DAY).notes[0].repair is None


def test_strict_takes_nothing_for_granted() -> None:
    """What is not known becomes a violation; what is only advice stays a note."""
    model = make_model(lifecycle=Lifecycle(deprecated_on=date(2026, 1, 1)))
    assert bool(model.check(temperature=1, seeed=2, on=DAY)) is True
    check = model.check(temperature=1, seeed=2, on=DAY, strict=True)
    assert bool(check) is False
    assert [path for path, *_ in found(check)] == ["temperature", "seeed"]
    assert noted(check) == [("model", "deprecated", False)]


def test_conditions_bind_the_vendor_that_states_them() -> None:
    """Anthropic's budget is below its cap; another host's is not judged by Anthropic's page."""
    request = {"max_tokens": 1024, "messages": [USER], "thinking": {"type": "enabled", "budget_tokens": 1024}}
    reasons = Capabilities(reasoning=True, reasoning_budget=TokenBudget(min=1024))
    own = make_offering(provider_id="anthropic", capabilities=reasons)
    (violation,) = own.check(request, on=DAY).violations
    assert (violation.path, violation.rule, violation.field) == ("thinking.budget_tokens", Rule.COMBINATION, None)
    assert violation.source is not None
    assert str(violation.source.url).startswith("https://github.com/anthropics/")
    assert not make_offering(capabilities=reasons).check(request, on=DAY).violations
    assert not own.check({**request, "tools": [{"name": "f", "input_schema": {}}]}, on=DAY).violations


@pytest.mark.parametrize(
    ("more", "paths"),
    [
        ({"temperature": 0.5}, ["temperature"]),
        ({"temperature": 1}, []),
        ({"top_k": 5}, ["top_k"]),
        ({"top_p": 0.95}, []),
        ({"top_p": 0.94}, ["top_p"]),
        ({"tool_choice": {"type": "any"}}, ["tool_choice"]),
        ({"tool_choice": {"type": "auto"}}, []),
        ({"messages": [USER, {"role": "assistant", "content": "It"}]}, ["messages[1]"]),
    ],
)
def test_what_goes_with_thinking(more: dict[str, object], paths: list[str]) -> None:
    """Sampling, forced tools and prefills do not."""
    request = {"max_tokens": 9000, "messages": [USER], "thinking": {"type": "enabled", "budget_tokens": 2048}, **more}
    check = make_offering(provider_id="anthropic").check(request, on=DAY)
    assert [violation.path for violation in check.violations] == paths


def test_effort_none_lifts_what_openai_refuses_while_it_reasons() -> None:
    """A refusal of sampling parameters is then not known, and with any other effort a violation."""
    model = make_offering(
        provider_id="openai",
        model_id="gpt-6-luna",
        capabilities=Capabilities(reasoning=True, reasoning_efforts=("none", "low")),
        parameters=parameters(temperature=Parameter(accepted=False)),
    )
    assert found(model.check(chat(temperature=0, reasoning_effort="none"), on=DAY)) == []
    assert noted(model.check(chat(temperature=0, reasoning_effort="none"), on=DAY)) == [
        ("temperature", "parameter", True)
    ]
    assert len(model.check(chat(temperature=0, reasoning_effort="low"), on=DAY).violations) == 1
    assert len(model.check(chat(temperature=0), on=DAY).violations) == 1


@pytest.mark.parametrize(("vendor", "broken"), [("openai", False), ("anthropic", False), ("azure", True)])
def test_the_default_temperature_is_refused_by_nobody_who_says_so(vendor: str, broken: bool) -> None:
    """Where the vendor refuses other values only, one is a note and no violation."""
    refuses = parameters(temperature=Parameter(accepted=False))
    model = make_offering(provider_id=vendor, parameters=refuses)
    assert bool(model.check(temperature=1, on=DAY, strict=True)) is not broken
    assert not model.check(temperature=0.9, on=DAY)


def test_claude_takes_no_budget_and_no_system_role_where_its_guide_says_so() -> None:
    """Opus 4.7 thinks adaptively; models before Opus 4.8 take the system's words at the top only."""
    opus = make_offering(provider_id="anthropic", model_id="claude-opus-4-7")
    thinking = {"type": "enabled", "budget_tokens": 2048}
    system = [USER, {"role": "system", "content": "Be brief."}, USER]
    request = {"max_tokens": 4096, "system": "x", "thinking": thinking, "messages": system}
    assert found(opus.check(request, on=DAY)) == [
        ("thinking", "combination", None),
        ("messages[1].role", "combination", None),
    ]
    later = make_offering(provider_id="anthropic", model_id="claude-opus-5-5")
    assert found(later.check(request, on=DAY)) == []


def test_gpt_6_calls_tools_in_chat_completions_without_reasoning_only() -> None:
    """And some of it not at all; in the Responses API it does."""
    can = Capabilities(tools=True, reasoning=True, reasoning_efforts=("none", "low"))
    luna = make_offering(provider_id="openai", model_id="gpt-6-luna", capabilities=can)
    astra = make_offering(provider_id="openai", model_id="gpt-6-astra", capabilities=can)
    tools = [{"type": "function", "name": "f"}]
    assert found(luna.check(chat(tools=tools), on=DAY)) == [("tools[0]", "combination", None)]
    assert luna.check(chat(tools=tools, reasoning_effort="none"), on=DAY)
    assert not astra.check(chat(tools=tools, reasoning_effort="none"), on=DAY)
    assert astra.check({"input": "Hello", "tools": tools}, on=DAY)


def test_a_check_reads_and_dumps() -> None:
    """As a text, a table and JSON; it travels without its evidence."""
    check = make_model(parameters=parameters(top_k=Parameter(accepted=False))).check(top_k=4, sed=1, on=DAY)
    assert (
        str(check) == "acme/rocket-1 refuses the request:\n  top_k: acme/rocket-1 does not take top_k; leave top_k out"
    )
    assert check.table().splitlines()[0] == "acme/rocket-1 refuses the request"
    row = "violation top_k parameter acme/rocket-1 does not take top_k; leave top_k out parameters.top_k.accepted"
    assert " ".join(check.table().splitlines()[2].split()) == row
    assert json.loads(check.model_dump_json())["violations"][0]["source"] is None
    assert pickle.loads(pickle.dumps(check)) == check
    assert str(make_model().check(on=DAY)) == "nothing is known against the request to acme/rocket-1"
    assert str(make_model().check(sed=1, on=DAY)) == "nothing is known against the request to acme/rocket-1 (1 note)"


def test_raising_for_violations() -> None:
    """Nothing without one; else every violation in a sentence."""
    make_model().check(on=DAY).raise_for_violations()
    check = make_model(parameters=parameters(top_k=Parameter(accepted=False))).check(top_k=4, on=DAY)
    with pytest.raises(RefusedRequestError, match="top_k: acme/rocket-1 does not take top_k"):
        check.raise_for_violations()


def test_a_violation_tells_its_source(sample: Catalog) -> None:
    """Read from the evidence when asked for, and part of the JSON."""
    check = sample.check({"model": "o3", "input": "Hello", "temperature": 0.2}, on=DAY)
    (violation,) = check.violations
    assert violation.source is not None
    assert violation.source.source
    assert json.loads(check.model_dump_json())["violations"][0]["source"]["source"] == violation.source.source


def test_the_catalog_takes_the_model_that_the_request_names(sample: Catalog) -> None:
    """Or the one given; at the provider given; neither is an error."""
    assert sample.check({"model": "gpt-4o", "messages": [USER]}).entry == "openai/gpt-4o"
    assert sample.check({"contents": "Hello"}, "gemini-2.5-pro").entry == "google/gemini-2.5-pro"
    assert sample.check({"model": "gpt-4o", "messages": [USER]}, provider="azure").entry == "azure:gpt-4o"
    with pytest.raises(UnnamedModelError, match="the request names no model"):
        sample.check({"contents": "Hello"})
