"""model-prices: dated first-party prices, each with how its date is known, compared daily with the vendors' pages.

Habits of the source: ids and labs are those of models.dev; ``removed`` means gone from models.dev, which may be a
rename; a commit's date lags the vendor's by days; the rates recorded for a provider with peak hours are those outside
them, and its calendar of holidays is not carried; a cache write of zero is a storage fee waived, not a free token.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Required

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
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
    valid_from_basis: Required[str]
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
class _Schedules(TypedDict):
    schedule: list[_Schedule]
    holidays: object


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
    """The cards in force on the file's date, and the names of labs for API ids. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in files:
        snapshot = validated(_SNAPSHOT, file.data, file.name)
        for lab, models in snapshot["prices"].items():
            provider = _provider(lab, names)
            schedules = [one for one in snapshot["schedules"]["schedule"] if _in_force(one, lab, file.date)]
            status = snapshot["status"].get(lab, {})
            for model, cards in models.items():
                listing = Listing(provider, model, {}, file.date, live=status.get(model) != "removed")
                _fill(listing, cards, [one for one in schedules if _applies(one, model)])
                if status.get(model) == "deprecated":
                    listing.facts["lifecycle.stage"] = "deprecated"
                batch.listings.append(listing)
                batch.leave_out("thinking and ultrafast cards", len(_OTHER_MODES & cards.keys()))
        batch.aliases += _aliases(snapshot, names, file.date)
        batch.leave_out("price estimates", len(snapshot["estimates"]) if isinstance(snapshot["estimates"], list) else 0)
    batch.listings.sort(key=lambda listing: (listing.provider, listing.id))
    return batch


def _provider(lab: str, names: ProviderNames) -> str:
    return names.known("model_prices", lab) or names.get("models_dev", lab)


def _fill(listing: Listing, cards: dict[str, list[_Entry]], schedules: list[_Schedule]) -> None:
    for mode in sorted(cards.keys() - _OTHER_MODES):
        card = _current(cards[mode], listing.date)
        if not card:
            continue
        rates, path = card[-1], "pricing" if mode == "standard" else f"pricing.modes.{mode}"
        facts = _card(rates, path, listing.provider)
        if not facts:
            continue
        listing.facts |= facts
        if mode == "standard":
            listing.facts["pricing.valid_from"] = card[0]["valid_from"][:10]
            listing.url = _evidence(card)
            if windows := [window for one in schedules for window in _windows(one, rates, listing.id)]:
                listing.facts["pricing.windows"] = windows


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


def _in_force(schedule: _Schedule, lab: str, day: str) -> bool:
    # A schedule's first day may begin in the evening before, UTC.
    return schedule["provider"] == lab and schedule["valid_from"][:10] <= day < schedule.get("valid_until", "9999")[:10]


def _applies(schedule: _Schedule, model: str) -> bool:
    return "peak_multiplier" in schedule or model in schedule.get("off_peak_multiplier", {})


def _windows(schedule: _Schedule, rates: _Rates, model: str) -> list[Value]:
    multiple = schedule.get("peak_multiplier") or schedule.get("off_peak_multiplier", {})[model]
    card = {name: price(rate * _decimal(multiple)) for name, rate in _priced(rates).items()}
    windows: list[Value] = []
    for starts, ends in schedule.get("peak_hours_utc") or schedule.get("off_peak_hours_utc", []):
        window: dict[str, Value] = {"starts": starts, "ends": ends}
        if schedule.get("weekdays_only"):
            window["weekdays"] = [1, 2, 3, 4, 5]
        windows.append(window | {name: rate for name, rate in card.items() if rate is not None})
    return windows


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
_OTHER_MODES = frozenset(("thinking", "ultrafast"))
_HOUR_WRITERS = ("anthropic",)
"""Where the multiple is of an hour's write; OpenAI's is of a longer term, and Moonshot's is not checked upstream."""
_ZERO_UNCHECKED = ("cognition", "nova", "poolside", "sensenova", "tencent-tokenhub")
"""Providers whose zeros nobody upstream compares with a price page."""
_SNAPSHOT = TypeAdapter(_Snapshot)
