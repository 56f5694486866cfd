"""What there is to say of an entry, in words: read here, printed elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from starmap.capabilities import Parameter
from starmap.model import CAPABILITY_NAMES, Entry, Offering
from starmap.telling.figures import UNKNOWN, answer, count, life, money, named, span, words
from starmap.vocabulary import ParameterName

__all__ = ["OFFERING_TITLES", "abilities", "identity", "limits", "offering_row", "parameters", "title"]

Facts = list[tuple[str, str]]

OFFERING_TITLES = ("provider", "id", "context", "max output", "input", "output", "status")
"""The titles of a model's table of offerings; prices are per million tokens."""


def title(entry: Entry) -> str:
    """The name of an entry, what it is and whose."""
    author = entry.author
    name = entry.name or entry.id
    if isinstance(entry, Offering):
        return f"{name}: an offering of {named(entry.provider.name, entry.provider_id)}"
    return f"{name}: a model of {'an author not known' if author is None else named(author.name, author.id)}"


def identity(entry: Entry, day: date) -> Facts:
    """Who makes it and serves it, what it is for and where it stands in its life."""
    author = entry.author
    facts = [("id", entry.id), ("author", "not known" if author is None else named(author.name, author.id))]
    if isinstance(entry, Offering):
        provider = entry.provider
        facts += [
            ("provider", named(provider.name, provider.id)),
            ("id to send", entry.model_id),
            ("model", entry.model_ref or "not known"),
        ]
    if entry.alias_of is not None:
        facts.append(("serves now", f"{entry.alias_of} (a moving name)"))
    facts += [
        ("kind", str(entry.kind or "not known")),
        ("status", life(entry.lifecycle, day)),
        ("released", str(entry.release_date or "not known")),
        ("knowledge cutoff", entry.knowledge_cutoff or "not known"),
        ("open weights", answer(entry.open_weights)),
    ]
    # What most entries do not have is told where it is known; everything above is told either way.
    facts += _known(
        ("family", entry.family),
        ("license", entry.license),
        ("weights", entry.weights_url),
        ("tokenizer", entry.tokenizer),
        ("dimensions", None if entry.dimensions is None else count(entry.dimensions)),
    )
    if isinstance(entry, Offering):
        regions = None if entry.regions is None else words(entry.regions)
        facts += _known(("regions", regions), ("API family", entry.api))
    return facts


def limits(entry: Entry) -> Facts:
    """Token limits and modalities."""
    given, taken = entry.modalities.input, entry.modalities.output
    return [
        ("context window", _tokens(entry.context_window)),
        ("max input", _tokens(entry.max_input_tokens)),
        ("max output", _tokens(entry.max_output_tokens)),
        ("output shares window", answer(entry.output_shares_context)),
        ("input", words(None if given is None else sorted(given))),
        ("output", words(None if taken is None else sorted(taken))),
    ]


def abilities(entry: Entry) -> Facts:
    """Every capability under its answer, and how reasoning may be steered."""
    facts = _answers((name, entry.supports(name), "") for name in sorted(CAPABILITY_NAMES))
    efforts, budget = entry.capabilities.reasoning_efforts, entry.capabilities.reasoning_budget
    if efforts is not None:
        facts.append(("reasoning efforts", words(efforts)))
    if budget is not None:
        facts.append(("reasoning budget", f"{span(budget.min, budget.max)} tokens"))
    return facts


def parameters(entry: Entry) -> Facts:
    """Every request parameter under its answer, with its range where one is published."""
    known = entry.parameters
    return _answers((str(name), entry.supports(name), _bounds(known.get(name))) for name in ParameterName)


def offering_row(offering: Offering, day: date) -> list[str]:
    """An offering's row in the table of its model."""
    card = offering.pricing_on(day)
    return [
        offering.provider_id,
        offering.model_id,
        count(offering.context_window),
        count(offering.max_output_tokens),
        UNKNOWN if card is None else money(card.input, card.currency),
        UNKNOWN if card is None else money(card.output, card.currency),
        str(offering.lifecycle.status_on(day) or UNKNOWN),
    ]


def _known(*facts: tuple[str, str | None]) -> Facts:
    return [(label, value) for label, value in facts if value is not None]


def _tokens(number: int | None) -> str:
    return "not known" if number is None else f"{number:,} tokens"


def _answers(found: Iterable[tuple[str, bool | None, str]]) -> Facts:
    """The names under yes, no and not known; an answer that nothing has is left out."""
    groups: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for name, known, more in found:
        groups[known].append(f"{name}{more}")
    return [(answer(known), ", ".join(names)) for known, names in groups.items() if names]


def _bounds(parameter: Parameter | None) -> str:
    if parameter is None:
        return ""
    parts = []
    if parameter.min is not None or parameter.max is not None:
        parts.append(span(parameter.min, parameter.max))
    if parameter.default is not None:
        parts.append(f"default {parameter.default:f}")
    return f" ({', '.join(parts)})" if parts else ""
