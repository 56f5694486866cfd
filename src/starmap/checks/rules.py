"""The rules: what a request asks for, held against what is known of an entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple, Protocol

from starmap.capabilities import Capabilities, Parameter, TokenBudget
from starmap.checks.asks import Ask, Want
from starmap.checks.conditions import CONDITIONS, NONE_LIFTS, TEMPERED, number
from starmap.checks.requests import Request, read_request
from starmap.checks.violations import Check, Finding, Note, Rule, Violation
from starmap.errors import DetachedError
from starmap.fit import fit_of
from starmap.lifecycle import Lifecycle
from starmap.limits import Limits, Modalities
from starmap.nearness import near_matches
from starmap.provenance import Claim, Explanation, show
from starmap.vocabulary import Modality, ParameterName, Status

__all__ = ["Facts", "Tokens", "check_of"]


class Facts(Protocol):
    """What the rules ask of an entry."""

    @property
    def id(self) -> str: ...
    @property
    def author_id(self) -> str | None: ...
    @property
    def limits(self) -> Limits: ...
    @property
    def modalities(self) -> Modalities: ...
    @property
    def capabilities(self) -> Capabilities: ...
    @property
    def parameters(self) -> Mapping[ParameterName, Parameter]: ...
    @property
    def lifecycle(self) -> Lifecycle: ...
    def explain(self, field: str | None = None) -> Explanation: ...


class Tokens(NamedTuple):
    """What the caller knows of the tokens of a request."""

    input_tokens: int | None = None
    """Tokens of the whole prompt; ``None`` if not counted."""

    output_tokens: int | None = None
    """Tokens of the output; ``None`` to take the request's own cap."""

    counter: Callable[[str], int] | None = None
    """Counts the tokens of a text where ``input_tokens`` is not given."""


def check_of(
    entry: Facts,
    request: Mapping[str, object] | None,
    parameters: Mapping[str, object],
    tokens: Tokens,
    day: date,
    api: str | None = None,
    soon: int = 90,
    strict: bool = False,
) -> Check:
    """What is known of an entry against a request on a day; retirement within ``soon`` days is noted."""
    asked = read_request(request, parameters, api, _vendor(entry))
    judged: list[Finding] = [*_life(entry, day, soon)]
    for ask in asked.asks:
        judged += _RULES[ask.want](entry, ask, asked) if ask.want in _RULES else ()
    judged += _conditions(entry, asked)
    judged += _fit(entry, asked, tokens)
    found = [_strict(finding) if strict else finding for finding in judged]
    return Check(
        entry=entry.id,
        api=asked.api,
        violations=tuple(finding for finding in found if isinstance(finding, Violation)),
        notes=tuple(finding for finding in found if isinstance(finding, Note)),
    )


def _vendor(entry: Facts) -> str | None:
    """Whose API answers: the provider of an offering, the author of a model, whose own API speaks for it."""
    head, colon, _ = entry.id.partition(":")
    return head if colon and "/" not in head else entry.author_id


def _violation(
    entry: Facts, at: str, rule: Rule, message: str, field: str, value: object, repair: str | None
) -> Violation:
    found = Violation(path=at, rule=rule, message=message, field=field, value=value, repair=repair)
    return found.resting_on(_evidence(entry, field))


def _unknown(entry: Facts, at: str, rule: Rule, message: str, field: str, value: object = None) -> Note:
    found = Note(path=at, rule=rule, message=message, field=field, value=value, unknown=True)
    return found if value is None else found.resting_on(_evidence(entry, field))


def _evidence(entry: Facts, field: str) -> Callable[[], Claim | None]:
    """How to read who stands behind a fact."""

    def read() -> Claim | None:
        try:
            told = entry.explain(field).fields
        except DetachedError:
            return None
        return next((one.winner for one in told if one.field == field), None)

    return read


def _strict(found: Finding) -> Finding:
    if not isinstance(found, Note) or not found.unknown:
        return found
    facts = {name: value for name, value in found.__dict__.items() if name != "unknown"}
    return Violation(**facts).resting_on(lambda: found.source)


def _life(entry: Facts, day: date, soon: int) -> Iterator[Finding]:
    life = entry.lifecycle
    status, ends = life.status_on(day), life.retires_on
    instead = None if life.replacement is None else f"use {life.replacement}"
    if status is Status.RETIRED:
        field, when = ("lifecycle.stage", "") if ends is None else ("lifecycle.retires_on", f" since {ends}")
        value = "retired" if ends is None else ends.isoformat()
        yield _violation(entry, "model", Rule.RETIRED, f"{entry.id} is retired{when}", field, value, instead)
    elif ends is not None and ends <= day + timedelta(days=soon):
        said = f"{entry.id} retires on {ends}, in {(ends - day).days} days"
        yield _note(entry, Rule.RETIRING, said, "lifecycle.retires_on", ends.isoformat(), instead)
    elif status is Status.DEPRECATED:
        since = life.deprecated_on
        field = "lifecycle.stage" if since is None else "lifecycle.deprecated_on"
        value = "deprecated" if since is None else since.isoformat()
        yield _note(entry, Rule.DEPRECATED, f"{entry.id} is deprecated", field, value, instead)


def _note(entry: Facts, rule: Rule, message: str, field: str, value: object, repair: str | None) -> Note:
    found = Note(path="model", rule=rule, message=message, field=field, value=value, repair=repair)
    return found.resting_on(_evidence(entry, field))


def _parameter(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    name = ParameterName(ask.name)
    known = entry.parameters.get(name)
    field = f"parameters.{name}.accepted"
    if known is None or known.accepted is None:
        if name is not ParameterName.RESPONSE_FORMAT:  # Its forms are capabilities, which are judged by themselves.
            yield _unknown(entry, ask.path, Rule.PARAMETER, f"whether {entry.id} takes {name} is not known", field)
    elif known.accepted is False:
        if _lifted(entry, name, request):
            said = f'{entry.id} refuses {name} while it reasons; with effort "none" it is not known'
            yield _unknown(entry, ask.path, Rule.PARAMETER, said, field, False)
        elif name is ParameterName.TEMPERATURE and number(ask.value) == 1 and _vendor(entry) in TEMPERED:
            said = f"{entry.id} refuses any temperature but 1, its default"
            yield Note(path=ask.path, rule=Rule.PARAMETER, message=said, field=field, value=False).resting_on(
                _evidence(entry, field)
            )
        else:
            said = f"{entry.id} does not take {name}"
            yield _violation(entry, ask.path, Rule.PARAMETER, said, field, False, _instead(entry, name))
        return
    if known is not None:
        yield from _range(entry, ask, name, known)


def _lifted(entry: Facts, name: ParameterName, request: Request) -> bool:
    effort = request.find(Want.EFFORT)
    return (
        name in NONE_LIFTS
        and _vendor(entry) in ("openai", "azure")
        and effort is not None
        and effort.value == "none"
        and "none" in (entry.capabilities.reasoning_efforts or ())
    )


_TWINS = {
    ParameterName.MAX_TOKENS: ParameterName.MAX_COMPLETION_TOKENS,
    ParameterName.MAX_COMPLETION_TOKENS: ParameterName.MAX_TOKENS,
}


def _instead(entry: Facts, name: ParameterName) -> str:
    """The other name of the same thing where the entry is known to take that, else to leave it out."""
    twin = _TWINS.get(name)
    known = None if twin is None else entry.parameters.get(twin)
    return f"send {twin} instead" if known is not None and known.accepted else f"leave {name} out"


def _range(entry: Facts, ask: Ask, name: ParameterName, known: Parameter) -> Iterator[Finding]:
    value = number(ask.value)
    if value is None:
        return
    for end, bound, broken in (
        ("min", known.min, known.min is not None and value < known.min),
        ("max", known.max, known.max is not None and value > known.max),
    ):
        if broken:
            field = f"parameters.{name}.{end}"
            said = f"{name} is {value}, and {entry.id} takes {'at least' if end == 'min' else 'at most'} {bound}"
            yield _violation(entry, ask.path, Rule.RANGE, said, field, str(bound), f"send {bound}")


def _cap(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    value, most = number(ask.value), entry.limits.max_output_tokens
    field = "limits.max_output_tokens"
    if most is None:
        yield _unknown(entry, ask.path, Rule.OUTPUT_CAP, f"the most output of {entry.id} is not known", field)
    elif value is not None and value > most:
        said = f"{ask.name} is {value:,}, and {entry.id} gives at most {most:,} tokens"
        yield _violation(entry, ask.path, Rule.OUTPUT_CAP, said, field, most, f"send at most {most}")


def _input(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    known, field, kind = entry.modalities.input, "modalities.input", Modality(ask.name)
    if known is None:
        yield _unknown(entry, ask.path, Rule.INPUT_MODALITY, f"whether {entry.id} reads {kind} is not known", field)
    elif kind in known:
        return
    elif kind is Modality.PDF and Modality.IMAGE in known:
        # Providers turn the pages into images for models that see, and few list PDF among what the model itself reads.
        said = f"{entry.id} reads images, and whether a PDF is made into some is not known"
        yield _unknown(entry, ask.path, Rule.INPUT_MODALITY, said, field, tuple(sorted(known)))
    else:
        said = f"{entry.id} reads {show(tuple(sorted(known)))}, not {kind}"
        yield _violation(entry, ask.path, Rule.INPUT_MODALITY, said, field, tuple(sorted(known)), "leave the part out")


def _output(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    known, field = entry.modalities.output, "modalities.output"
    if known is None:
        said = f"whether {entry.id} gives {ask.name} is not known"
        yield _unknown(entry, ask.path, Rule.OUTPUT_MODALITY, said, field)
    elif ask.name not in known:
        said = f"{entry.id} gives {show(tuple(sorted(known)))}, not {ask.name}"
        yield _violation(
            entry, ask.path, Rule.OUTPUT_MODALITY, said, field, tuple(sorted(known)), f"leave {ask.name} out"
        )


def _capability(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    known: bool | None = getattr(entry.capabilities, ask.name)
    field, spoken = f"capabilities.{ask.name}", ask.name.replace("_", " ")
    if known is None:
        yield _unknown(entry, ask.path, Rule.CAPABILITY, f"whether {entry.id} supports {spoken} is not known", field)
    elif known is False:
        said = f"{entry.id} does not support {spoken}"
        yield _violation(entry, ask.path, Rule.CAPABILITY, said, field, False, _without(ask))


def _without(ask: Ask) -> str:
    return "end with a user message" if ask.name == "prefill" else f"leave {ask.path.partition('[')[0]} out"


def _effort(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    levels, field = entry.capabilities.reasoning_efforts, "capabilities.reasoning_efforts"
    named = entry.parameters.get(ParameterName.REASONING_EFFORT)
    if named is not None and named.accepted is False:
        said = f"{entry.id} does not take reasoning_effort"
        told = f"parameters.{ParameterName.REASONING_EFFORT}.accepted"
        yield _violation(entry, ask.path, Rule.PARAMETER, said, told, False, "leave it out")
    elif entry.capabilities.reasoning is False and ask.value != "none":
        said = f"{entry.id} does not reason"
        yield _violation(entry, ask.path, Rule.CAPABILITY, said, "capabilities.reasoning", False, "leave it out")
    elif levels is None:
        yield _unknown(entry, ask.path, Rule.REASONING_EFFORT, f"the effort levels of {entry.id} are not known", field)
    elif ask.value not in levels:
        said = f"{entry.id} has no reasoning effort {ask.value!r}, only {show(levels)}"
        yield _violation(entry, ask.path, Rule.REASONING_EFFORT, said, field, levels, f"send one of {show(levels)}")


def _budget(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    budget, value, field = entry.capabilities.reasoning_budget, number(ask.value), "capabilities.reasoning_budget"
    if entry.capabilities.reasoning is False and value:
        said = f"{entry.id} does not reason"
        yield _violation(entry, ask.path, Rule.CAPABILITY, said, "capabilities.reasoning", False, "leave it out")
    elif budget is None or value is None:
        said = f"the range of the thinking budget of {entry.id} is not known"
        yield _unknown(entry, ask.path, Rule.REASONING_BUDGET, said, field)
    elif value == 0 and budget.min:
        # Zero switches thinking off on some models whose range begins above it, and is refused by others.
        said = f"whether thinking can be switched off at {entry.id} is not known"
        yield _unknown(entry, ask.path, Rule.REASONING_BUDGET, said, field, budget.model_dump(mode="json"))
    elif (budget.min is not None and value < budget.min) or (budget.max is not None and value > budget.max):
        ends = _span(budget)
        said = f"the thinking budget is {value:,} tokens, and {entry.id} takes {ends}"
        told = budget.model_dump(mode="json")
        yield _violation(entry, ask.path, Rule.REASONING_BUDGET, said, field, told, f"send {ends}")


def _span(budget: TokenBudget) -> str:
    if budget.min is None or budget.max is None:
        return f"at most {budget.max:,}" if budget.min is None else f"at least {budget.min:,}"
    return f"{budget.min:,} to {budget.max:,}"


def _name(entry: Facts, ask: Ask, request: Request) -> Iterator[Finding]:
    close = near_matches(ask.name, request.known)
    repair = f"did you mean {' or '.join(close)}?" if close else None
    said = f"{ask.name!r} is not known to starmap"
    yield Note(path=ask.path, rule=Rule.UNKNOWN_NAME, message=said, repair=repair, unknown=True)


_RULES: Mapping[Want, Callable[[Facts, Ask, Request], Iterator[Finding]]] = {
    Want.PARAMETER: _parameter,
    Want.CAP: _cap,
    Want.INPUT: _input,
    Want.OUTPUT: _output,
    Want.CAPABILITY: _capability,
    Want.EFFORT: _effort,
    Want.BUDGET: _budget,
    Want.UNKNOWN: _name,
}


def _conditions(entry: Facts, request: Request) -> Iterator[Finding]:
    vendor, model = _vendor(entry), entry.id.partition(":")[2] or entry.id.partition("/")[2]
    for condition in CONDITIONS:
        if vendor in condition.vendors:
            for path, said, repair in condition.breaches(request, model):
                found = Violation(path=path, rule=Rule.COMBINATION, message=said, repair=repair)
                yield found.resting_on(partial(_told, condition.source))


def _told(source: Claim) -> Claim:
    return source


def _fit(entry: Facts, request: Request, tokens: Tokens) -> Iterator[Finding]:
    """Whether the counted prompt and the cap on the output fit; the cap itself has been judged by its own rule."""
    prompt = tokens.input_tokens
    if prompt is None and tokens.counter is not None:
        prompt = sum(tokens.counter(str(ask.value)) for ask in request.asks if ask.want is Want.TEXT)
        media = request.find(Want.INPUT)
        if media is not None:
            said = f"only texts were counted, and the request holds {media.name}"
            yield Note(path=media.path, rule=Rule.CONTEXT, message=said, unknown=True)
    cap = request.find(Want.CAP)
    output = tokens.output_tokens
    if output is None and cap is not None and type(cap.value) is int and cap.value >= 0:
        output = cap.value
    if prompt is None and tokens.output_tokens is None:
        return
    fit = fit_of(entry.limits, prompt or 0, output)
    for excess in fit.exceeded:
        if excess.limit == "max_output_tokens" and tokens.output_tokens is None:
            continue
        field = f"limits.{excess.limit}"
        repair = f"leave out {excess.by:,} tokens"
        yield _violation(entry, "", Rule.CONTEXT, str(excess), field, excess.allowed, repair)
    for name in fit.unknown:
        if name == "max_output_tokens" and cap is not None:
            continue
        said = f"whether it fits is not known: nobody has published {name} of {entry.id}"
        yield _unknown(entry, "", Rule.CONTEXT, said, f"limits.{name}")
