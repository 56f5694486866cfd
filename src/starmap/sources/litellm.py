"""LiteLLM's table of prices and context windows, its older editions and the keys that it dropped.

Habits of the source: ``max_input_tokens`` is the context window for most keys and the window less the output for some;
an absent ``supports_*`` says nothing; a price of zero often means that nobody looked; ``deprecation_date`` is the day
of the shutdown; the values of a table are as old as their last edit, not as its release.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import TypeAdapter

from starmap.sources.listing import Batch, Listing
from starmap.sources.litellm_keys import is_main, place, provider_of, pseudo
from starmap.sources.litellm_prices import regional_prices
from starmap.sources.litellm_records import checked, facts_of, is_model, prices_of, refuse_unknown
from starmap.sources.reading import ProviderNames, SourceFile, validated

__all__ = ["FILES", "NAME", "parse", "pseudo"]

NAME = "LiteLLM"
FILES = (
    "litellm/model_prices_and_context_window-*.json.gz",
    "litellm/snapshots/*.json.gz",
    "litellm_retired.json",
)


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The offerings of the newest table, live, and of older ones, as each was last seen. Raises ``SourceError``."""
    batch = Batch(NAME)
    seen: dict[tuple[str, str], _Candidate] = {}
    regional: list[_Candidate] = []
    for entry in _entries(files, batch):
        candidate = _candidate(entry, names, batch)
        if candidate is None:
            continue
        if candidate.region is not None:
            regional.append(candidate)
            continue
        rival = seen.get(candidate.offering)
        if rival is not None:
            batch.leave_out("another key of the same offering")
        if rival is None or candidate.rank > rival.rank:
            seen[candidate.offering] = candidate
    _leave_out_short_names(seen, batch)
    for candidate in regional:
        _add_region(seen, candidate, batch)
    batch.listings = [seen[offering].listing for offering in sorted(seen)]
    return batch


@dataclass(slots=True)
class _Entry:
    """One key's last record."""

    file: str
    key: str
    record: Mapping[str, object]
    date: str
    live: bool


@dataclass(slots=True)
class _Candidate:
    """A listing that another key of the same offering may replace."""

    listing: Listing
    region: str | None
    main: bool
    """Whether the key is of the provider's main price list, in its usual form."""
    short: bool
    """Whether the key leaves a part of the id to LiteLLM."""

    @property
    def offering(self) -> tuple[str, str]:
        return self.listing.provider, self.listing.id

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """Live before gone, the provider's main price list before its others, then the one that says more."""
        return self.listing.live, self.main and not self.short, len(self.listing.facts)


def _entries(files: Iterable[SourceFile], batch: Batch) -> list[_Entry]:
    """The last record of every key that may name an offering, by key."""
    tables = sorted(files, key=lambda file: (not _is_table(file), file.date, file.name))
    newest = max((file.date for file in tables if _is_table(file)), default="")
    last: dict[str, _Entry] = {}
    left_out: dict[str, str] = {}
    for file in tables:
        for key, record in validated(_TABLE, file.data, file.name).items():
            if reason := pseudo(key):
                left_out[key] = reason
                continue
            refuse_unknown(file.name, key, record)
            day = file.date if _is_table(file) else str(record.get("_last_seen", ""))
            if key not in last or day > last[key].date:
                last[key] = _Entry(file.name, key, record, day, _is_table(file) and day == newest)
    for reason in left_out.values():
        batch.leave_out(reason)
    return [last[key] for key in sorted(last)]


def _candidate(entry: _Entry, names: ProviderNames, batch: Batch) -> _Candidate | None:
    record, flags, rates = checked(entry.file, entry.key, entry.record)
    spelling = record.get("litellm_provider")
    if spelling is None:
        batch.leave_out("no provider")
        return None
    if not is_model(record):
        batch.leave_out(f"mode {record.get('mode')}")
        return None
    where = place(entry.key, spelling)
    provider = provider_of(spelling, names)
    facts = facts_of(record, flags) | prices_of(record, rates, provider)
    url = record.get("source", "").strip()
    listing = Listing(
        provider,
        where.id,
        facts,
        entry.date,
        url=url if url.startswith("http") and " " not in url else None,
        live=entry.live,
    )
    short = not entry.key.endswith(where.id)
    return _Candidate(listing, where.region, is_main(entry.key, spelling), short)


def _add_region(seen: dict[tuple[str, str], _Candidate], candidate: _Candidate, batch: Batch) -> None:
    """Add a region's card to the offering; a card of an older table is no word on a live one."""
    listing, region = candidate.listing, candidate.region or ""
    cards = regional_prices(listing.facts, region)
    base = seen.get(candidate.offering)
    if base is None or (listing.live and not base.listing.live):
        listing.facts = {path: value for path, value in listing.facts.items() if not path.startswith("pricing.")}
        base = seen[candidate.offering] = candidate
    elif base.listing.live != listing.live:
        batch.leave_out("regional price of an older table")
        return
    base.listing.facts |= {path: value for path, value in cards.items() if path not in base.listing.facts}


def _leave_out_short_names(seen: dict[tuple[str, str], _Candidate], batch: Batch) -> None:
    """LiteLLM's short Fireworks names that stand for a router: nothing answers to them under ``models``."""
    for provider, model in sorted(seen):
        if seen[provider, model].short and (provider, model.replace("/models/", "/routers/")) in seen:
            del seen[provider, model]
            batch.leave_out("another key of the same offering")


def _is_table(file: SourceFile) -> bool:
    return not file.name.endswith("litellm_retired.json")


_TABLE = TypeAdapter(dict[str, dict[str, object]])
