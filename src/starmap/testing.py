"""Assertions for test suites: that a model takes a request, supports what is used, and still answers.

Each takes an entry or any reference and needs no network. Each fails with what was asked, which fact says no and by how
much, who says so, and what to do. What is not known fails as well, unless it is allowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

from starmap.checks import Finding
from starmap.errors import DataError, DetachedError
from starmap.fit import CONTEXT, INPUT, OUTPUT, SHARES, Excess, Fit
from starmap.lifecycle import Lifecycle, frozen_today, today
from starmap.model import CAPABILITY_NAMES, Model, Offering
from starmap.packaged import catalog as packaged
from starmap.provenance import Claim
from starmap.registry import Catalog
from starmap.vocabulary import Modality, Status

__all__ = [
    "assert_accepts",
    "assert_fits",
    "assert_not_retired",
    "assert_supports",
    "default_catalog",
    "frozen_today",
]

# Where references are looked up when an assertion is given no catalog.
_default = packaged


@contextmanager
def default_catalog(catalog: Catalog) -> Iterator[None]:
    """Within the block every assertion that is given no ``catalog`` looks references up in this one.

    >>> from starmap import Catalog, DirectoryStore
    >>> with default_catalog(Catalog(DirectoryStore("tests/sample"))):
    ...     assert_supports("openai/gpt-4o", "tools")
    """
    global _default
    before, _default = _default, catalog
    try:
        yield
    finally:
        _default = before


def assert_fits(
    ref: Model | Offering | str,
    input_tokens: int,
    output_tokens: int | None = None,
    *,
    allow_unknown: bool = False,
    catalog: Catalog | None = None,
) -> None:
    """Fails unless so many tokens are known to fit the model's limits.

    ``allow_unknown`` takes a limit that is not known for one that is kept. Raises as ``Catalog.get`` does.

    >>> assert_fits("openai/gpt-4o", input_tokens=100_000, output_tokens=4_096)
    """
    __tracebackhide__ = True
    entry = _entry(ref, catalog)
    fit = entry.fits(input_tokens, output_tokens)
    unknown = () if allow_unknown else fit.unknown
    if not fit.exceeded and not unknown:
        return
    asked = "1 token of prompt" if input_tokens == 1 else f"{input_tokens:,} tokens of prompt"
    if output_tokens is not None:
        asked += f" and {output_tokens:,} of output"
    lines = [f"{asked} do not fit {entry.id}:" if fit.exceeded else f"{asked} are not known to fit {entry.id}:"]
    lines += [_exceeded(entry, fit, excess) for excess in fit.exceeded]
    lines += [f"  {_UNKNOWN[name]} is not known" for name in unknown]
    lines += [_smaller(entry, fit)] if fit.exceeded else []
    lines += [_ALLOWED] if unknown else []
    raise AssertionError("\n".join(lines))


def assert_accepts(
    ref: Model | Offering | str,
    request: Mapping[str, object],
    *,
    input_tokens: int | None = None,
    output_tokens: int | None = None,
    counter: Callable[[str], int] | None = None,
    on: date | None = None,
    api: str | None = None,
    allow_unknown: bool = False,
    catalog: Catalog | None = None,
) -> None:
    """Fails unless the model is known to take a request, given as the body that ``Entry.check`` takes.

    A part of a body is enough where ``api`` names its shape. The tokens are counted against the limits if they are
    given, or a ``counter`` of a text's tokens. ``on`` is the day; today (UTC) if left out.

    ``allow_unknown`` takes what is not known for accepted. A model that will be retired soon still takes requests:
    ``assert_not_retired`` looks ahead. Raises as ``Catalog.get`` and ``Entry.check`` do.

    >>> assert_accepts("openai/gpt-4o", {"temperature": 0.2}, api="openai-chat", on=date(2026, 11, 22))
    """
    __tracebackhide__ = True
    entry = _entry(ref, catalog)
    check = entry.check(
        request, input_tokens=input_tokens, output_tokens=output_tokens, counter=counter, on=on, api=api
    )
    unknown = [] if allow_unknown else [note for note in check.notes if note.unknown]
    if check.violations or unknown:
        verb = "refuses" if check.violations else "is not known to take"
        lines = [f"{entry.id} {verb} the request:"]
        lines += [f"  {found}{_behind(found)}" for found in (*check.violations, *unknown)]
        lines += [_ALLOWED] if unknown else []
        raise AssertionError("\n".join(lines))


def assert_supports(
    ref: Model | Offering | str, *names: str, allow_unknown: bool = False, catalog: Catalog | None = None
) -> None:
    """Fails unless every capability and parameter named is known to be supported.

    ``allow_unknown`` takes what is not known for supported. Raises as ``Catalog.get`` does, and ``UnknownFieldError``
    for a name that is neither a capability nor a parameter.

    >>> assert_supports("openai/gpt-4o", "tools", "vision")
    """
    __tracebackhide__ = True
    entry = _entry(ref, catalog)
    answers = {name: entry.supports(name) for name in names}
    missing = [name for name, answer in answers.items() if answer is False]
    unknown = [] if allow_unknown else [name for name, answer in answers.items() if answer is None]
    if not missing and not unknown:
        return
    parts = [f"does not support {_and(missing)}"] if missing else []
    parts += [f"is not known to support {_and(unknown)}"] if unknown else []
    lines = [f"{entry.id} {' and '.join(parts)}:"]
    lines += [f"  {name}: no{_source(entry, _field(entry, name))}" for name in missing]
    lines += [f"  {name}: no source says yes or no" for name in unknown]
    it = "it" if len(missing) == 1 else "them"
    lines += [f"Leave {_and(missing)} out of the request, or take a model that supports {it}."] if missing else []
    lines += [_ALLOWED] if unknown else []
    raise AssertionError("\n".join(lines))


def assert_not_retired(
    ref: Model | Offering | str,
    *,
    on: date | None = None,
    within: int = 0,
    allow_unknown: bool = False,
    catalog: Catalog | None = None,
) -> None:
    """Fails if the model is retired on a day (today, UTC), or will be within so many days of it.

    Fails also where nobody says that it still answers, unless ``allow_unknown``. An announced later day or a promise
    not to retire it earlier is enough. Raises as ``Catalog.get`` does, and ``ValueError`` for a negative ``within``.

    >>> assert_not_retired("openai/gpt-4o", on=date(2026, 11, 22), within=30)
    """
    __tracebackhide__ = True
    if within < 0:
        raise ValueError(f"within is {within!r}; give a number of days, zero or more")
    entry = _entry(ref, catalog)
    day = today() if on is None else on
    last = day + timedelta(days=within)
    if entry.lifecycle.status_on(last) is Status.RETIRED:
        told = _source(entry, "lifecycle.retires_on", "lifecycle.stage")
        next_one = _replacement(entry.lifecycle, _default if catalog is None else catalog, last)
        raise AssertionError(f"{entry.id} {_retirement(entry.lifecycle, day, within)}{told}.\n{next_one}")
    if not allow_unknown and not _known_to_answer(entry.lifecycle, last):
        raise AssertionError(f"{entry.id} is not known to answer on {last}: no source gives a status.\n{_ALLOWED}")


def _entry(ref: Model | Offering | str, catalog: Catalog | None) -> Model | Offering:
    if isinstance(ref, Model | Offering):
        return ref
    return (_default if catalog is None else catalog).get(ref)


_ALLOWED = "What is not known passes with allow_unknown=True."


def _source(entry: Model | Offering, *fields: str) -> str:
    """Who claims the first of the fields that has evidence, when and where; empty if there is none to be read."""
    for field in fields:
        try:
            found = entry.explain(field).fields
        except (DetachedError, DataError):  # the assertion fails for a better reason than a missing source
            return ""
        for evidence in found:
            if evidence.winner is not None:
                return _cited(evidence.winner)
    return ""


def _behind(found: Finding) -> str:
    """Who claims the fact that a finding rests on; empty if there is none to be read."""
    try:
        claim = found.source
    except DataError:  # as above
        return ""
    return "" if claim is None else _cited(claim)


def _cited(claim: Claim) -> str:
    return f" ({', '.join(part for part in (claim.source, claim.date, claim.url) if part)})"


def _and(words: Sequence[str]) -> str:
    """The words as a sentence has them."""
    return " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part)


_NAMED = {CONTEXT: "the context window", INPUT: "the input limit", OUTPUT: "the output limit"}
_UNKNOWN = {**_NAMED, SHARES: "whether output counts against the context window"}


def _exceeded(entry: Model | Offering, fit: Fit, excess: Excess) -> str:
    """A line about one limit: what it allows, by how much that is exceeded, and who says so."""
    both = excess.limit == CONTEXT and excess.asked > fit.input_tokens
    what = ", prompt and output together" if both else ""
    return (
        f"  {_NAMED[excess.limit]} is {excess.allowed:,} tokens{what}: "
        f"{excess.asked:,} are {excess.by:,} too many{_source(entry, f'limits.{excess.limit}')}"
    )


def _smaller(entry: Model | Offering, fit: Fit) -> str:
    """What to lower, and to which number."""
    output = fit.output_tokens or 0
    caps = [excess.allowed for excess in fit.exceeded if excess.limit == OUTPUT]
    walls = [excess.allowed for excess in fit.exceeded if excess.limit != OUTPUT and fit.input_tokens > excess.allowed]
    full = fit.output_room == 0 and any(excess.limit == CONTEXT for excess in fit.exceeded)
    if walls or full:
        # The output is held to its limit first, for the longest prompt depends on it.
        output = min([output, *caps])
        room = entry.fits(fit.input_tokens, output).input_room
        longest = min(walls) if room is None else fit.input_tokens + room
        if longest <= 0:
            return f"Beside {output:,} tokens of output no prompt fits: ask for less, and cut the prompt."
        cap = f", and ask for at most {output:,} tokens of output" if caps else ""
        return f"Cut the prompt to {longest:,} tokens{cap}."
    ways = []
    most = min(caps, default=None) if fit.output_room is None else fit.output_room
    if most is not None:
        ways.append(f"ask for at most {most:,} tokens of output")
    if not caps and fit.input_room is not None and fit.input_tokens + fit.input_room > 0:
        ways.append(f"cut the prompt to {fit.input_tokens + fit.input_room:,} tokens")
    text = ", or ".join(ways) or "take a model with a larger window"
    return f"{text[0].upper()}{text[1:]}."


def _field(entry: Model | Offering, name: str) -> str:
    """The field that says no to a name that ``supports`` takes."""
    if name == "vision":
        takes = entry.modalities.input
        return "modalities.output" if takes is None or Modality.IMAGE in takes else "modalities.input"
    return f"capabilities.{name}" if name in CAPABILITY_NAMES else f"parameters.{name}.accepted"


def _known_to_answer(life: Lifecycle, day: date) -> bool:
    """Whether a status, an announced day or a promise says that it is not retired on a day."""
    later = [known for known in (life.retires_on, life.retires_not_before) if known is not None and known > day]
    return bool(later) or life.status_on(day) is not None


def _retirement(life: Lifecycle, day: date, within: int) -> str:
    """Since when it is retired, or how soon it will be."""
    if life.retires_on is None:
        return "is retired; the day was not published"
    verb = "was" if life.retires_on <= today() else "will be"
    days = (life.retires_on - day).days
    if days > 0:
        return f"{verb} retired on {life.retires_on}, {_days(days)} after {day} and within the {within:,} asked about"
    return f"{verb} retired on {life.retires_on}, {f'{_days(-days)} before {day}' if days else 'the day asked about'}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count:,} days"


def _replacement(life: Lifecycle, catalog: Catalog, day: date) -> str:
    """What to use instead: the replacement, or what replaced that in turn."""
    passed: list[str] = []
    while life.replacement is not None and life.replacement not in passed:
        entry = catalog.get(life.replacement, None)
        if entry is None or entry.lifecycle.status_on(day) is not Status.RETIRED:
            too = f"; {_and(passed)}, named before, {_is(passed)} retired by then too" if passed else ""
            return f"Use {life.replacement} instead{too}."
        passed.append(life.replacement)
        life = entry.lifecycle
    if passed:
        return f"It was to be replaced by {_and(passed)}, which {_is(passed)} retired by then too."
    return "No replacement is known."


def _is(words: Sequence[str]) -> str:
    return "is" if len(words) == 1 else "are"
