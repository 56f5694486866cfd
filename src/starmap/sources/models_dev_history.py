"""The prices of models.dev as they were: each change of a cost record, from its commits and from dated editions.

Habits of the source: a commit's day is when models.dev learned of a price, often days after the provider's change; a
pair that vanished may have been renamed, so its last card does not end; the cache's names of June 2025 meant reads
here and writes there and stay unread; prices of modes are not in it. A card's day is a UTC day, the record that stood
when it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NotRequired

from pydantic import ConfigDict, TypeAdapter, ValidationError, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Batch, Facts
from starmap.sources.models_dev_prices import Cost, no_price, prices
from starmap.sources.rate_changes import Change, dated_cards, preceded
from starmap.sources.reading import ProviderNames, SourceFile, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "models.dev history"
FILES = ("models_dev_history.jsonl.gz", "models_dev/api-*.json.gz", "models_dev_retired.json.gz")

_From = TypedDict("_From", {"from": str})


@with_config(ConfigDict(extra="forbid", strict=True))
class _Event(_From):
    """A field that got another value, ``None`` where it went; ``after`` is the edition before a dated one."""

    provider: str
    model: str
    field: str
    value: object
    commit: NotRequired[str]
    snapshot: NotRequired[str]
    after: NotRequired[str]


class _Forms(TypedDict):
    """Forms of content."""

    input: list[str]
    output: list[str]


class _Model(TypedDict):
    """What a price needs of a record; the rest is another adapter's."""

    modalities: NotRequired[_Forms]


class _Provider(TypedDict):
    models: dict[str, _Model]


_EVENTS = TypeAdapter(list[_Event])
_COST = TypeAdapter(Cost)
_PROVIDERS = TypeAdapter(dict[str, _Provider])
_RETIRED = TypeAdapter(dict[str, dict[str, _Model]])

_TEXT: _Forms = {"input": ["text"], "output": ["text"]}
_UNREAD = frozenset({"cached", "cached_write", "citation", "image", "request"})
"""Names that a few records had for weeks, and whose meaning was never settled."""

Pair = tuple[str, str]


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The cards that each pair of provider and id has had. Raises ``SourceError``."""
    batch = Batch(NAME)
    changes: dict[Pair, list[Change]] = {}
    forms: dict[Pair, _Forms] = {}
    histories: list[SourceFile] = []
    for file in sorted(files, key=lambda file: (file.date, file.name)):
        if file.name.endswith(".jsonl.gz"):
            histories.append(file)
        elif file.name.endswith("_retired.json.gz"):
            forms = _forms_of(validated(_RETIRED, file.data, file.name)) | forms
        else:
            listed = validated(_PROVIDERS, file.data, file.name)
            forms |= _forms_of({provider: record["models"] for provider, record in listed.items()})
    for file in histories:
        for (provider, id), events in sorted(_by_pair(file).items()):
            found = _changes((provider, id), events, forms.get((provider, id), _TEXT), file.name, batch)
            # Where two of models.dev's providers are one of ours, the first speaks, as in its newest edition.
            offering = names.get("models_dev", provider), id
            changes[offering] = preceded(changes.get(offering, []), found)
    for offering in sorted(changes):
        batch.cards += dated_cards(*offering, changes[offering])
    return batch


def _forms_of(listed: dict[str, dict[str, _Model]]) -> dict[Pair, _Forms]:
    return {
        (provider, id): record["modalities"]
        for provider, models in listed.items()
        for id, record in models.items()
        if "modalities" in record
    }


def _by_pair(file: SourceFile) -> dict[Pair, list[_Event]]:
    """The events about prices, and those that a record began with, by provider and id in the spelling of models.dev."""
    events = validated(_EVENTS, b"[" + b",".join(file.data.splitlines()) + b"]", file.name)
    found: dict[Pair, list[_Event]] = defaultdict(list)
    for event in events:
        if event["field"] == _ADDED or event["field"].startswith(_COST_FIELD):
            found[event["provider"], event["model"]].append(event)
    return found


def _changes(pair: Pair, events: list[_Event], forms: _Forms, file: str, batch: Batch) -> list[Change]:
    """The card at the end of each day that has an event."""
    days: dict[str, list[_Event]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event["from"]):
        days[event["from"][:10]].append(event)
    record: dict[str, object] = {}
    changes = []
    for day, of_day in days.items():
        for event in of_day:
            if event["field"] == _ADDED:
                # A record that comes back tells all its fields again.
                record.clear()
            elif (name := event["field"].removeprefix(_COST_FIELD)) not in _UNREAD:
                record[name] = event["value"]
        facts = _facts(pair, record, forms, file, batch)
        changes.append(Change(day, facts, "commit" if "commit" in of_day[-1] else "first observed"))
    return changes


def _facts(pair: Pair, record: dict[str, object], forms: _Forms, file: str, batch: Batch) -> Facts:
    """The rates of a cost record; none where the adapter of the editions takes none."""
    stated = {name: value for name, value in record.items() if value is not None}
    if not stated:
        return {}
    cost = _cost(stated, file, "/".join(pair))
    reason = no_price(cost, *pair, forms["input"], forms["output"])
    if reason is not None:
        batch.leave_out(reason)
        return {}
    return prices(cost)


def _cost(stated: dict[str, object], file: str, place: str) -> Cost:
    try:
        return _COST.validate_python(stated)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        cause = "new upstream field; teach the adapter what it means, or to leave it out"
        named = ".".join(map(str, (place, *first["loc"])))
        raise SourceError(file, named, cause if first["type"] == "extra_forbidden" else first["msg"]) from None


_ADDED = "_added"
_COST_FIELD = "cost."
