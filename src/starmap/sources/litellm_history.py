"""LiteLLM's prices as they were: its tables since 2023 replayed key by key, and its commits where they tell the day.

Habits of the source: a table shows a price on the day of its release, which may be weeks after the change; the
commits, known for the keys of the newest table alone, tell the day on which LiteLLM learned of it; many changes are
slips, undone within a month, and a price a hundred times too high or low was a slip of the unit; keys come and go, and
the last card of an offering does not end with its key. Hours, and what a search is billed by, are not in the replayed
tables. A card's day is a UTC day, the record that stood when it ended.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple, NotRequired

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Batch
from starmap.sources.litellm_keys import is_main, place, provider_of, pseudo
from starmap.sources.litellm_prices import is_price, regional_prices
from starmap.sources.litellm_records import checked, is_model, prices_of, refuse_unknown
from starmap.sources.rate_changes import Change, dated_cards
from starmap.sources.reading import ProviderNames, SourceFile, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "LiteLLM history"
FILES = ("litellm_history.jsonl.gz", "llmledger/litellm_events.json")

_From = TypedDict("_From", {"from": str})


@with_config(extra="forbid")
class _Event(_From):
    """A field that got another value in a table, ``None`` where it went; ``after`` is the table before."""

    key: str
    field: str
    value: object
    ref: str
    after: NotRequired[str]


class _Commit(NamedTuple):
    """A change of a key in LiteLLM's repository."""

    day: str
    kind: Literal["added", "removed", "price", "deprecation", "start"]
    field: str
    old: object
    new: object
    flag: Literal["", "bulk", "likely", "reverted", "unit"]
    source: int


class _Ledger(TypedDict):
    """The commits by key; what else the file holds is not needed."""

    events: dict[str, list[_Commit]]


class _Step(NamedTuple):
    """A field's value from a day on."""

    day: str
    field: str
    value: object
    basis: str = "first observed"


@dataclass(slots=True)
class _History:
    """What one key says of an offering over time."""

    states: dict[str, Change | None]
    """By day; ``None`` from the day on that the key is gone."""

    main: bool
    """Whether the key is of the provider's main price list, in its usual form."""

    @property
    def live(self) -> bool:
        return list(self.states.values())[-1] is not None

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Live before gone, the provider's main price list before its others, then the one that says more."""
        told = [change for change in self.states.values() if change is not None]
        return self.live, self.main, len(told[-1].facts)


_EVENTS = TypeAdapter(list[_Event])
_LEDGER = TypeAdapter(_Ledger)


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The cards that each offering has had. Raises ``SourceError``."""
    batch = Batch(NAME)
    commits: dict[str, list[_Commit]] = {}
    found: dict[tuple[str, str], dict[str, list[_History]]] = defaultdict(lambda: defaultdict(list))
    tables: list[SourceFile] = []
    for file in files:
        if file.name.endswith(".jsonl.gz"):
            tables.append(file)
        else:
            commits |= validated(_LEDGER, file.data, file.name)["events"]
    for file in tables:
        for key, events in _by_key(file).items():
            if reason := pseudo(key):
                batch.leave_out(reason)
                continue
            _add(found, key, events, commits.get(key, []), names, file.name)
    for offering in sorted(found):
        by_region = found[offering]
        live = any(history.live for history in by_region.get("", []))
        parts = [_told_together(by_region[region], ends=live and region != "") for region in sorted(by_region)]
        batch.cards += dated_cards(*offering, *parts)
    return batch


def _by_key(file: SourceFile) -> dict[str, list[_Event]]:
    found: dict[str, list[_Event]] = defaultdict(list)
    for event in validated(_EVENTS, b"[" + b",".join(file.data.splitlines()) + b"]", file.name):
        found[event["key"]].append(event)
    return found


def _add(
    found: dict[tuple[str, str], dict[str, list[_History]]],
    key: str,
    events: list[_Event],
    commits: list[_Commit],
    names: ProviderNames,
    file: str,
) -> None:
    """What a key says, under each offering that it has stood for, by region; "" is the offering itself."""
    refuse_unknown(file, key, {field: None for event in events if (field := event["field"]) not in (_ADDED, _REMOVED)})
    record: dict[str, object] = {}
    histories: dict[tuple[str, str, str], _History] = {}
    for step, last in _days(_steps(events, commits)):
        if step.field in (_ADDED, _REMOVED):
            record.clear()
        else:
            record[step.field] = step.value
        if not last:
            continue
        if step.field == _REMOVED:
            for history in histories.values():
                history.states[step.day] = None
            continue
        stated = {name: value for name, value in record.items() if value is not None}
        known, _, rates = checked(file, key, stated)
        if (spelling := known.get("litellm_provider")) is None or not is_model(known):
            continue
        provider, where = provider_of(spelling, names), place(key, spelling)
        facts = prices_of(known, rates, provider)
        if where.region is not None:
            facts = regional_prices(facts, where.region)
        main = is_main(key, spelling) and key.endswith(where.id)
        history = histories.setdefault((provider, where.id, where.region or ""), _History({}, main))
        history.states[step.day] = Change(step.day, facts, step.basis)
    for (provider, id, region), history in histories.items():
        found[provider, id][region].append(history)


def _days(steps: list[_Step]) -> list[tuple[_Step, bool]]:
    """The steps, each with whether it is the last of its day."""
    following = [step.day for step in steps[1:]]
    return [(step, day != step.day) for step, day in zip(steps, [*following, None], strict=True)]


def _steps(events: list[_Event], commits: list[_Commit]) -> list[_Step]:
    """What the tables say of a key, without slips, each value from the first day on that a commit or a table tells."""
    slips = [*_slips(commits)]
    steps: list[_Step] = []
    by_field: dict[str, list[_Step]] = defaultdict(list)
    born = ""
    for event in events:
        day, field, value = event["from"], event["field"], event["value"]
        if field == _ADDED:
            born = day
        if not _is_carried(field):
            if field in (_ADDED, _REMOVED, *_NEEDED):
                steps.append(_Step(day, field, value))
            continue
        if not any(slip.holds(field, value, day) for slip in slips):
            # Nothing is known of the day on which a new key got the values that its first table shows.
            told = None if born == day else _told(commits, field, value, event.get("after", ""), day)
            by_field[field].append(_Step(told, field, value, "commit") if told else _Step(day, field, value))
    for values in by_field.values():
        steps += _without_slips(values)
    return sorted(steps, key=lambda step: (step.day, step.field != _ADDED, step.field == _REMOVED))


class _Slip(NamedTuple):
    """A value that a commit put right: wrong from a day until another."""

    field: str
    value: object
    since: str
    until: str

    def holds(self, field: str, value: object, day: str) -> bool:
        """Whether a table of the day shows it."""
        return self.field == field and self.value == value and self.since <= day < self.until


def _slips(commits: list[_Commit]) -> Iterable[_Slip]:
    """The values that the commits' flags tell to have been wrong: of another unit, or undone within a month.

    One that came back and stayed was none.
    """
    stayed = {commit.field: commit.new for commit in commits}
    for number, commit in enumerate(commits):
        if commit.flag == "unit":
            yield _Slip(commit.field, commit.old, "", commit.day)
        if commit.flag == "reverted" and stayed[commit.field] != commit.new:
            for later in commits[number + 1 :]:
                if (later.flag, later.field, later.old) == ("reverted", commit.field, commit.new):
                    yield _Slip(commit.field, commit.new, commit.day, later.day)
                    break


def _told(commits: list[_Commit], field: str, value: object, after: str, day: str) -> str | None:
    """The day of the commit behind a table's new value; ``None`` if none is known or it is in doubt."""
    days = [one.day for one in commits if (one.field, one.new) == (field, value) and after < one.day <= day]
    sound = [one.day for one in commits if (one.field, one.new, one.flag) == (field, value, "")]
    return days[-1] if days and days[-1] in sound else None


def _without_slips(values: list[_Step]) -> list[_Step]:
    """A field's values without those that came and went within a month, and without those of another unit."""
    kept: list[_Step] = []
    for step in values:
        if len(kept) > 1 and kept[-2].value == step.value and _days_between(kept[-1].day, step.day) <= _SHORT:
            kept.pop()
        else:
            kept.append(step)
    wrong = {
        place
        for place, later in ((place, later) for later in range(len(kept)) for place in range(later))
        if _is_rescaled(kept[place].value, kept[later].value)
    }
    return [step._replace(value=None) if place in wrong else step for place, step in enumerate(kept)]


def _days_between(day: str, later: str) -> int:
    return (date.fromisoformat(later) - date.fromisoformat(day)).days


def _is_rescaled(value: object, later: object) -> bool:
    if not isinstance(value, int | float) or not isinstance(later, int | float) or not value or not later:
        return False
    # A hundredfold, but for the noise of floats.
    return max(value / later, later / value) > _HUNDREDFOLD


def _is_carried(field: str) -> bool:
    return is_price(field) or field in ("tiered_pricing", "search_context_cost_per_query")


def _told_together(histories: list[_History], *, ends: bool) -> list[Change]:
    """What the key that ranks first says while it is there, and its equals of the same price list while it is not.

    Where no key is left the last card stays, or ``ends``, as a region's does at an offering that LiteLLM still lists.
    """
    ranked = sorted(histories, key=lambda history: history.rank, reverse=True)
    equals = [history.states for history in ranked if history.main == ranked[0].main]
    now: list[Change | None] = [None for _ in equals]
    changes: list[Change] = []
    for day in sorted({day for states in equals for day in states}):
        now = [states.get(day, former) for states, former in zip(equals, now, strict=True)]
        told = next((change for change in now if change is not None), None)
        if told is not None:
            changes.append(told if told.day == day else Change(day, told.facts, "first observed"))
        elif ends:
            changes.append(Change(day, {}, "first observed"))
    return changes


_ADDED = "_added"
_REMOVED = "_removed"
_NEEDED = ("litellm_provider", "mode")
_SHORT = 30
_HUNDREDFOLD = 99.9
