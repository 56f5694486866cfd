"""genai-prices: dated prices with their tiers, processing variants and hours, checked by its authors.

Habits of the source: a model's id may be an umbrella over ids that only a prefix or a pattern matches;
``context_window`` is rounded; an empty card means free or not known; the list of prices holds future ones; ``google``
holds AI Studio and Vertex; hours have no weekdays, so DeepSeek's weekends are priced as its weekdays are; ``equals``
joins whatever has one price, so a name of another date is no proof of one model. What has no first day is known to hold
on the file's own day; a price without a first day that a dated one replaced is left out; hours are those of the card
in force, and say nothing of the cards before it. A card's day is a UTC day, the price that holds when it ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Required

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
from starmap.sources.rate_changes import Change, dated_cards
from starmap.sources.reading import ProviderNames, SourceFile, price, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "genai-prices"
FILES = ("genai_prices/data-*.json",)


@with_config(extra="forbid")
class _Step(TypedDict):
    start: int
    price: float


@with_config(extra="forbid")
class _Tiered(TypedDict):
    base: float
    tiers: list[_Step]


_Rate = float | _Tiered


@with_config(extra="forbid")
class _Prices(TypedDict, total=False):
    """A card: ``mtok`` is a million tokens, ``kcount`` a thousand calls."""

    audio_hours: _Rate
    cache_audio_read_mtok: _Rate
    cache_image_read_mtok: _Rate
    cache_read_mtok: _Rate
    cache_write_1h_mtok: _Rate
    cache_write_mtok: _Rate
    input_annotated_document_kpages: _Rate
    input_audio_hours: _Rate
    input_audio_mtok: _Rate
    input_document_kpages: _Rate
    input_image_mtok: _Rate
    input_mchars: _Rate
    input_mtok: _Rate
    input_text_messages_kcount: _Rate
    input_video_mtok: _Rate
    output_audio_mtok: _Rate
    output_citation_mtok: _Rate
    output_image_mtok: _Rate
    output_mtok: _Rate
    output_reasoning_mtok: _Rate
    output_video_mtok: _Rate
    requests_kcount: _Rate
    storage_searches_kcount: _Rate
    web_searches_kcount: _Rate


@with_config(extra="forbid")
class _Constraint(TypedDict, total=False):
    """From a day on, or between two times of every day (UTC)."""

    start_date: str
    start_time: str
    end_time: str


@with_config(extra="forbid")
class _Entry(TypedDict, total=False):
    prices: Required[_Prices]
    constraint: _Constraint | None


@with_config(extra="forbid")
class _Variant(_Entry, total=False):
    when: Required[dict[str, str]]


@with_config(extra="forbid")
class _Model(TypedDict, total=False):
    id: Required[str]
    name: str
    description: str
    match: Required[dict[str, object]]
    context_window: int
    price_comments: str
    prices: Required[_Prices | list[_Entry]]
    price_variants: list[_Variant]
    deprecated: bool


@with_config(extra="forbid")
class _Provider(TypedDict, total=False):
    id: Required[str]
    name: str
    description: str
    api_pattern: str
    pricing_urls: list[str]
    price_comments: str
    extractors: object
    provider_match: object
    model_match: object
    fallback_model_providers: list[str]
    models: Required[list[_Model]]


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The prices in force on the file's date and all dated cards, under each exact id. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in files:
        for provider in validated(_PROVIDERS, file.data, file.name):
            if reason := _left_out(provider["id"]):
                batch.leave_out(reason, len(provider["models"]))
                continue
            for model in provider["models"]:
                _add(batch, model, provider, names, file.date)
    batch.listings.sort(key=lambda listing: (listing.provider, listing.id))
    batch.aliases.sort(key=lambda alias: (alias.provider, alias.name, alias.target))
    batch.cards.sort(key=lambda card: (card.provider, card.id, card.begins))
    return batch


def _left_out(provider: str) -> str | None:
    if provider.startswith("huggingface_"):
        return "route of Hugging Face's"
    return "price list of another endpoint" if provider == "openai-decisions" else None


def _add(batch: Batch, model: _Model, provider: _Provider, names: ProviderNames, day: str) -> None:
    ours = names.get("genai_prices", provider["id"])
    if provider["id"] == "google" and (model["id"].startswith("claude-") or model["id"].endswith("-maas")):
        # One provider upstream; these are sold on Vertex alone.
        ours = "google-vertex"
    facts = _facts(model, day)
    exact = _equals(model["match"])
    same = [other for other in exact if other.lower() == model["id"].lower()]
    url = next(iter(provider.get("pricing_urls", [])), None)
    parts = _parts(model, day, url)
    if same:
        batch.listings.append(Listing(ours, model["id"], facts, day, url))
        batch.cards += dated_cards(ours, model["id"], *parts)
        for other in exact:
            if other not in same:
                batch.aliases.append(Alias(ours, other, model["id"], day, other.endswith("-latest")))
        return
    # An umbrella: what it prices exists, but its own id or spellings need not.
    for one in [model["id"], *exact]:
        batch.listings.append(Listing(ours, one, dict(facts), day, url, new=False))
        batch.cards += dated_cards(ours, one, *parts)


def _equals(match: object) -> list[str]:
    """The ids that a match names in full, in its order; a prefix or a pattern names none."""
    found: list[str] = []
    if isinstance(match, dict):
        for kind, operand in match.items():
            if kind == "equals":
                found.append(str(operand))
            elif kind == "or" and isinstance(operand, list):
                found += [one for part in operand for one in _equals(part)]
    return list(dict.fromkeys(found))


def _facts(model: _Model, day: str) -> Facts:
    facts: Facts = {}
    if name := model.get("name"):
        facts["name"] = name
    if model.get("deprecated"):
        facts["lifecycle.stage"] = "deprecated"
    entries = _entries(model)
    dated = [entry for entry in entries if _holds(entry, day) and not _is_hourly(entry)]
    if not dated:
        return facts
    base = dated[-1]
    facts |= _standard(base, entries)
    if (start := _start(base)) and _rates(base["prices"]):
        facts["pricing.valid_from"] = start
    # Upstream lists the latest of a mode's variants first.
    for variant in sorted(model.get("price_variants", []), key=lambda variant: _start(variant) or ""):
        mode = _mode(variant["when"])
        if mode is not None and _holds(variant, day) and _rates(variant["prices"]):
            former = [path for path in facts if path.startswith(f"pricing.modes.{mode}.")]
            for path in former:
                del facts[path]
            facts |= _card(variant["prices"], f"pricing.modes.{mode}")
    return facts


def _parts(model: _Model, day: str, url: str | None) -> list[list[Change]]:
    """The changes of the standard rates, then those of each mode's; ``day`` is the file's."""
    standard = _standard_changes(_entries(model), day, url)
    modes: dict[str, list[Change]] = {}
    for variant in model.get("price_variants", []):
        mode = _mode(variant["when"])
        if mode is None or not standard or not _rates(variant["prices"]):
            continue
        # A mode's rates that were looked up before the standard ones were wait for these: half a card is none.
        since = max(_start(variant) or day, standard[0].day)
        card = _card(variant["prices"], f"pricing.modes.{mode}")
        modes.setdefault(mode, []).append(Change(since, card, _basis(variant), url))
    return [standard, *(sorted(modes[mode], key=lambda change: change.day) for mode in sorted(modes))]


def _standard_changes(entries: list[_Entry], day: str, url: str | None) -> list[Change]:
    dated = [entry for entry in entries if not _is_hourly(entry)]
    if len(dated) < len(entries):
        # What the hours were under the cards before the one in force, the source no longer says.
        dated = dated[max(0, sum(_holds(entry, day) for entry in dated) - 1) :]
    changes = []
    for entry, following in zip(dated, [*dated[1:], None], strict=True):
        if _start(entry) is None and following is not None and (_start(following) or day) <= day:
            continue  # a price that was replaced, and nobody says when it began
        changes.append(Change(_start(entry) or day, _standard(entry, entries), _basis(entry), url))
    return changes


def _standard(base: _Entry, entries: list[_Entry]) -> Facts:
    """The standard rates of an entry, with all hours."""
    facts = _card(base["prices"], "pricing")
    if windows := [_window(entry) for entry in entries if _is_hourly(entry)]:
        facts["pricing.windows"] = windows
    return facts


def _entries(model: _Model) -> list[_Entry]:
    stated = model["prices"]
    return stated if isinstance(stated, list) else [{"prices": stated}]


def _holds(entry: _Entry, day: str) -> bool:
    return (_start(entry) or "") <= day


def _start(entry: _Entry) -> str | None:
    return (entry.get("constraint") or {}).get("start_date")


def _basis(entry: _Entry) -> str:
    return "documented" if _start(entry) else "first observed"


def _is_hourly(entry: _Entry) -> bool:
    return {"start_time", "end_time"} <= (entry.get("constraint") or {}).keys()


def _mode(when: dict[str, str]) -> str | None:
    """Our mode for a variant's condition; ``None`` for the default tier, routes and kinds of search."""
    return _MODES.get(next(iter(when.items()), ("", ""))) if len(when) == 1 else None


def _window(entry: _Entry) -> Value:
    when = entry.get("constraint") or {}
    window: dict[str, Value] = {"starts": when.get("start_time", "")[:5], "ends": when.get("end_time", "")[:5]}
    return window | _rates(entry["prices"])


def _card(prices: _Prices, path: str) -> Facts:
    facts: Facts = {f"{path}.{name}": rate for name, rate in _rates(prices).items()}
    if tiers := _tiers(prices):
        facts[f"{path}.tiers"] = tiers
    return facts


def _rates(prices: _Prices) -> dict[str, Value]:
    """The rates outside tiers, in our names and units."""
    rates: dict[str, Value] = {}
    for name, stated in _stated(prices).items():
        if (rate := _rate(name, stated if isinstance(stated, float | int) else stated["base"])) is not None:
            rates[_UNITS[name][0]] = rate
    if "input" in rates and "input_audio_hours" not in prices:
        # Hours of a conversation, beside tokens: not a price of the audio sent.
        rates.pop("per_second_input", None)
    return rates


def _tiers(prices: _Prices) -> list[Value]:
    """The tiers, each with the rates that it changes."""
    steps: dict[int, dict[str, Value]] = {}
    for name, stated in _stated(prices).items():
        for step in [] if isinstance(stated, float | int) else stated["tiers"]:
            if (rate := _rate(name, step["price"])) is not None:
                steps.setdefault(step["start"], {})[_UNITS[name][0]] = rate
    return [{"above": above, **steps[above]} for above in sorted(steps)]


def _stated(prices: _Prices) -> dict[str, _Rate]:
    return {name: rate for name, rate in dict(prices).items() if name in _UNITS}  # type: ignore[misc]


def _rate(name: str, stated: float) -> Decimal | None:
    """Our rate; zero is left out, for upstream writes an empty card where a model is free."""
    return price(Decimal(str(stated)) / _UNITS[name][1]) if stated > 0 else None


_MODES = {
    ("processing", "batch"): "batch",
    ("service_tier", "fast"): "fast",
    ("service_tier", "flex"): "flex",
    ("service_tier", "priority"): "priority",
    ("speed", "fast"): "fast",
}
_UNITS = {
    "input_mtok": ("input", 1),
    "output_mtok": ("output", 1),
    "cache_read_mtok": ("cache_read", 1),
    "cache_write_mtok": ("cache_write", 1),
    "cache_write_1h_mtok": ("cache_write_1h", 1),
    "output_reasoning_mtok": ("reasoning", 1),
    "input_audio_mtok": ("input_audio", 1),
    "output_audio_mtok": ("output_audio", 1),
    "cache_audio_read_mtok": ("cache_read_audio", 1),
    "input_image_mtok": ("input_image", 1),
    "output_image_mtok": ("output_image", 1),
    "cache_image_read_mtok": ("cache_read_image", 1),
    "input_video_mtok": ("input_video", 1),
    "audio_hours": ("per_second_input", 3600),
    "input_audio_hours": ("per_second_input", 3600),
    "input_mchars": ("per_character", 1_000_000),
    "input_document_kpages": ("per_page", 1_000),
    "requests_kcount": ("per_request", 1_000),
    "web_searches_kcount": ("per_search", 1_000),
}
_PROVIDERS = TypeAdapter(list[_Provider])
