"""model-prices: dated first-party prices, each with how its date is known, compared daily with the vendors' pages.

Habits of the source: ids and labs are those of models.dev; ``removed`` means gone from models.dev, which may be a
rename; a commit's date lags the vendor's by days; the rates recorded for a provider with peak hours are those outside
them; a cache write of zero is a storage fee waived, not a free token. An entry without ``start`` is meant to have held
ever since, but is known to hold only from its ``valid_from`` on; one with a ``start`` holds from the later of the two.
A card's day is the UTC day of that moment, so a change at 16:00 makes the card of its own day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple, Required

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
from starmap.sources.rate_changes import Change, dated_cards
from starmap.sources.reading import ProviderNames, SourceFile, price, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "model-prices"
FILES = ("model_prices/snapshot.json",)


@with_config(extra="forbid")
class _Tier(TypedDict, total=False):
    above: Required[int]
    input: float
    output: float
    cache_read: float
    cache_write: float


@with_config(extra="forbid")
class _Rates(TypedDict, total=False):
    input: Required[float]
    output: Required[float]
    cache_read: float
    cache_write: float
    cache_write_1h_multiple: float
    tiers: list[_Tier]
    source: Required[str]
    valid_from: Required[str]
    valid_from_basis: Required[Literal["documented", "first observed", "models.dev commit"]]
    model: str


@with_config(extra="forbid")
class _Entry(TypedDict, total=False):
    """Rates from ``start`` on (``None``: ever since); ``recorded`` is what a correction replaced."""

    rates: _Rates | None
    recorded: _Rates | None
    start: str | None


@with_config(extra="forbid")
class _Schedule(TypedDict, total=False):
    provider: Required[str]
    peak_hours_utc: list[tuple[str, str]]
    peak_multiplier: float
    off_peak_hours_utc: list[tuple[str, str]]
    off_peak_multiplier: dict[str, float]
    weekdays_only: bool
    holidays: str
    valid_from: Required[str]
    valid_until: str
    source: str
    note: str
    terms: dict[str, str]


@with_config(extra="forbid")
class _Calendar(TypedDict):
    """Public holidays, in the days of a place that is some hours off UTC."""

    covers_through: str
    dates: list[str]
    source: str
    utc_offset_hours: int


@with_config(extra="forbid")
class _Schedules(TypedDict):
    schedule: list[_Schedule]
    holidays: dict[str, _Calendar]


@with_config(extra="forbid")
class _Aliases(TypedDict):
    models: dict[str, str]
    providers: dict[str, str]


@with_config(extra="forbid")
class _Snapshot(TypedDict):
    schema: int
    updated_at: str
    models_dev: object
    aliases: _Aliases
    bases: dict[str, dict[str, str]]
    prices: dict[str, dict[str, dict[str, list[_Entry]]]]
    schedules: _Schedules
    status: dict[str, dict[str, str]]
    plans: object
    estimates: object


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The cards in force on the file's date, all dated cards, and the names of labs for API ids.

    Raises ``SourceError``.
    """
    batch = Batch(NAME)
    for file in files:
        snapshot = validated(_SNAPSHOT, file.data, file.name)
        hours = _hours(snapshot["schedules"], file.name)
        for lab, models in snapshot["prices"].items():
            provider = _provider(lab, names)
            status = snapshot["status"].get(lab, {})
            for model, cards in models.items():
                if (lab, model) in _OTHER_APIS:
                    batch.leave_out("a model of another API under the id of this one")
                    continue
                schedules = [one for one in hours if _applies(one.schedule, lab, model)]
                listing = Listing(provider, model, {}, file.date, live=status.get(model) != "removed")
                _fill(listing, cards, schedules)
                if status.get(model) == "deprecated":
                    listing.facts["lifecycle.stage"] = "deprecated"
                batch.listings.append(listing)
                batch.cards += dated_cards(provider, model, *_parts(cards, schedules, listing))
                batch.leave_out("thinking and ultrafast cards", len(_OTHER_MODES & cards.keys()))
        batch.aliases += _aliases(snapshot, names, file.date)
        batch.leave_out("price estimates", len(snapshot["estimates"]) if isinstance(snapshot["estimates"], list) else 0)
    batch.listings.sort(key=lambda listing: (listing.provider, listing.id))
    batch.cards.sort(key=lambda card: (card.provider, card.id, card.begins))
    return batch


def _provider(lab: str, names: ProviderNames) -> str:
    return names.known("model_prices", lab) or names.get("models_dev", lab)


def _fill(listing: Listing, cards: dict[str, list[_Entry]], schedules: list[_Hours]) -> None:
    for mode in sorted(cards.keys() - _OTHER_MODES):
        card = _current(cards[mode], listing.date)
        if not card:
            continue
        facts = _facts(card[-1], mode, listing, schedules, listing.date)
        if facts and mode == "standard":
            listing.facts["pricing.valid_from"] = card[0]["valid_from"][:10]
            listing.url = _evidence(card)
        listing.facts |= facts


def _parts(cards: dict[str, list[_Entry]], schedules: list[_Hours], listing: Listing) -> list[list[Change]]:
    """The changes of each mode's rates, the standard ones first."""
    modes = sorted(cards.keys() - _OTHER_MODES, key=lambda mode: (mode != "standard", mode))
    return [_changes(cards[mode], mode, schedules, listing) for mode in modes]


def _changes(entries: list[_Entry], mode: str, schedules: list[_Hours], listing: Listing) -> list[Change]:
    """What a mode's rates are from each day on that an entry or, for the standard ones, a schedule begins or ends."""
    begun = _begun(entries)
    days: dict[str, tuple[str, str | None]] = {
        day: (_BASES[rates["valid_from_basis"]], rates["source"]) if rates else ("commit", None)
        for day, rates in begun.items()
    }
    for one in schedules if mode == "standard" and begun else []:
        ends = one.schedule.get("valid_until", "")[:10]
        for day in (one.schedule["valid_from"][:10], ends):
            if min(begun) < day:
                days.setdefault(day, ("documented", one.schedule.get("source")))
    changes = []
    rates: _Rates | None = None
    for day in sorted(days):
        rates = begun.get(day, rates)
        facts = _facts(rates, mode, listing, schedules, day) if rates else {}
        changes.append(Change(day, facts, *days[day]))
    return changes


def _begun(entries: list[_Entry]) -> dict[str, _Rates | None]:
    """The rates by the first day on which they are known to hold; ``None`` from a day on which there are none."""
    begun: dict[str, _Rates | None] = {}
    for entry, following in zip(entries, [*entries[1:], None], strict=True):
        rates = entry.get("rates")
        since = max(entry.get("start") or "", rates["valid_from"] if rates else "")
        # What was first seen after the vendor's date of the next rates was never seen in force.
        if since and (following is None or since < (following.get("start") or "")):
            former = begun.get(since[:10])
            if not (rates and former and _numbers(former) == _numbers(rates)):
                begun[since[:10]] = rates
    return begun


def _facts(rates: _Rates, mode: str, listing: Listing, schedules: list[_Hours], day: str) -> Facts:
    """The card of a mode, with the hours that are in force on the day for the standard one."""
    path = "pricing" if mode == "standard" else f"pricing.modes.{mode}"
    facts = _card(rates, path, listing.provider)
    if (
        _IMAGES in listing.id
        and listing.provider == _GOOGLE
        and (output := facts.pop(f"{path}.output", None)) is not None
    ):
        facts[f"{path}.output_image"] = output
    if facts and mode == "standard":
        held = [one for one in schedules if _in_force(one.schedule, day)]
        if windows := [window for one in held for window in _windows(one, rates, listing.id)]:
            facts["pricing.windows"] = windows
    return facts


def _current(entries: list[_Entry], day: str) -> list[_Rates]:
    """The rates in force, last, after the earlier records of the same rates; empty where the price is not known."""
    begun = [entry for entry in entries if (entry.get("start") or "")[:10] <= day]
    same: list[_Rates] = []
    for entry in reversed(begun):
        rates = entry.get("rates")
        if rates is None or (same and _numbers(rates) != _numbers(same[0])):
            break
        same.insert(0, rates)
    return same


def _numbers(rates: _Rates) -> object:
    return {name: value for name, value in rates.items() if name not in ("source", "valid_from", "valid_from_basis")}


def _evidence(card: list[_Rates]) -> str | None:
    """The vendor's page for the card: the documented one, else the one it was first observed on."""
    for basis in ("documented", "first observed"):
        for rates in reversed(card):
            address = rates["source"]
            if rates["valid_from_basis"] == basis and address.startswith("http"):
                return address
    return None


def _card(rates: _Rates, path: str, provider: str) -> Facts:
    card = _priced(rates)
    if not any(card.values()) and provider in _ZERO_UNCHECKED:
        return {}
    multiple = rates.get("cache_write_1h_multiple")
    if multiple is not None and provider in _HOUR_WRITERS and "cache_write" in card:
        card["cache_write_1h"] = price(_decimal(rates["input"]) * _decimal(multiple)) or Decimal(0)
    facts: Facts = {f"{path}.{name}": rate for name, rate in card.items()}
    if tiers := rates.get("tiers"):
        facts[f"{path}.tiers"] = [
            {"above": tier["above"], **_priced(tier)} for tier in sorted(tiers, key=lambda tier: tier["above"])
        ]
    return facts


def _priced(rates: _Rates | _Tier) -> dict[str, Decimal]:
    stated = {name: price(value) for name, value in rates.items() if name in _RATES and isinstance(value, float)}
    return {name: rate for name, rate in stated.items() if rate or (rate is not None and name in ("input", "output"))}


def _in_force(schedule: _Schedule, day: str) -> bool:
    # A schedule's first day may begin in the evening before, UTC.
    return schedule["valid_from"][:10] <= day < schedule.get("valid_until", "9999")[:10]


def _applies(schedule: _Schedule, lab: str, model: str) -> bool:
    by_model = schedule.get("off_peak_multiplier", {})
    return schedule["provider"] == lab and ("peak_multiplier" in schedule or model in by_model)


class _Hours(NamedTuple):
    """A schedule with the days that it leaves out."""

    schedule: _Schedule
    spans: list[tuple[str, str]]
    days: Facts
    """Weekdays, holidays and the calendar's end, as a window has them."""


def _hours(schedules: _Schedules, file: str) -> list[_Hours]:
    return [
        _Hours(one, spans, _weekdays(one) | _holidays(one, spans, schedules["holidays"], file))
        for one in schedules["schedule"]
        for spans in [one.get("peak_hours_utc") or one.get("off_peak_hours_utc", [])]
    ]


def _weekdays(schedule: _Schedule) -> Facts:
    return {"weekdays": [1, 2, 3, 4, 5]} if schedule.get("weekdays_only") else {}


def _holidays(
    schedule: _Schedule, spans: list[tuple[str, str]], calendars: Mapping[str, _Calendar], file: str
) -> Facts:
    """The holidays that the schedule's days would else have. Raises ``SourceError`` where they are no UTC days."""
    if (name := schedule.get("holidays")) is None:
        return {}
    place = f"schedules.holidays.{name}"
    if (calendar := calendars.get(name)) is None:
        raise SourceError(file, place, "a schedule names it, and it is not there")
    for starts, ends in spans:
        first = int(starts[:2]) + calendar["utc_offset_hours"]
        if starts >= ends or first < 0 or first >= 24 or _minutes(ends) + 60 * calendar["utc_offset_hours"] > 24 * 60:
            raise SourceError(file, place, f"the hours {starts} to {ends} lie in two days of the calendar's place")
    held = [day for day in sorted(calendar["dates"]) if day >= schedule["valid_from"][:10]]
    if schedule.get("weekdays_only"):
        held = [day for day in held if date.fromisoformat(day).isoweekday() <= 5]
    return {"holidays": list[Value](held), "calendar_until": calendar["covers_through"]}


def _minutes(time: str) -> int:
    return 60 * int(time[:2]) + int(time[3:5])


def _windows(hours: _Hours, rates: _Rates, model: str) -> list[Value]:
    schedule = hours.schedule
    multiple = schedule.get("peak_multiplier") or schedule.get("off_peak_multiplier", {})[model]
    card = {name: price(rate * _decimal(multiple)) for name, rate in _priced(rates).items()}
    known: Facts = {name: rate for name, rate in card.items() if rate is not None}
    return [{"starts": starts, "ends": ends} | hours.days | known for starts, ends in hours.spans]


def _aliases(snapshot: _Snapshot, names: ProviderNames, day: str) -> list[Alias]:
    """Spellings people use, and labs' names of models for the ids that serve them."""
    found = []
    for name, target in snapshot["aliases"]["models"].items():
        lab, _, model = target.partition("/")
        found.append(Alias(_provider(lab, names), name, model, day))
    for lab, bases in snapshot["bases"].items():
        found += [Alias(_provider(lab, names), name, model, day) for name, model in bases.items()]
    return sorted(found, key=lambda alias: (alias.provider, alias.name, alias.target))


def _decimal(number: float) -> Decimal:
    return Decimal(str(number))


_RATES = ("input", "output", "cache_read", "cache_write")
_BASES = {"documented": "documented", "first observed": "first observed", "models.dev commit": "commit"}
_GOOGLE, _IMAGES = "google-ai-studio", "-image"
"""Google's image models, of which the source has the price of image tokens as that of output."""
_OTHER_APIS = frozenset((("perplexity", "sonar"),))
"""Ids under which the source has the prices of another API's model: Perplexity's Agent API has a sonar of its own."""
_OTHER_MODES = frozenset(("thinking", "ultrafast"))
_HOUR_WRITERS = ("anthropic",)
"""Where the multiple is of an hour's write; OpenAI's is of a longer term, and Moonshot's is not checked upstream."""
_ZERO_UNCHECKED = ("cognition", "nova", "poolside", "sensenova", "tencent-tokenhub")
"""Providers whose zeros nobody upstream compares with a price page."""
_SNAPSHOT = TypeAdapter(_Snapshot)
