"""The prices of LiteLLM's records: dollars per token and per unit, with their tiers, modes and hours."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache
from typing import Literal, NotRequired, get_args

from pydantic import with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Facts, Value
from starmap.sources.reading import per_million, price

__all__ = ["OffPeak", "TokenRange", "is_price", "prices", "regional_prices"]

Card = dict[str, Decimal]
"""Rates by our names."""

_DayName = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@with_config(extra="forbid")
class TokenRange(TypedDict, total=False):
    """One step of ``tiered_pricing``: rates for prompts within ``range``; search engines step by results instead."""

    range: tuple[int, int]
    max_results_range: tuple[int, int]
    input_cost_per_query: float
    input_cost_per_token: float
    output_cost_per_token: float
    output_cost_per_reasoning_token: float
    cache_read_input_token_cost: float
    cache_creation_input_token_cost: float


@with_config(extra="forbid")
class _Hours(TypedDict):
    hours_utc: str | list[str]
    weekdays: NotRequired[list[int | _DayName]]


@with_config(extra="forbid")
class OffPeak(TypedDict, total=False):
    """``off_peak_pricing``: rates within hours; the record's own rates are those of the peak."""

    input_cost_per_token: float
    output_cost_per_token: float
    cache_read_input_token_cost: float
    hours_utc: str | list[str]
    windows: list[_Hours]
    weekday_timezone: Literal["UTC", "Asia/Shanghai"]


def is_price(key: str) -> bool:
    """Whether a field of a record is a price that this module knows, be it one we carry or not."""
    return _slot(key) is not None


def prices(
    rates: Mapping[str, float],
    mode: str | None,
    ranges: Iterable[TokenRange] = (),
    off_peak: OffPeak | None = None,
    *,
    free: bool = False,
) -> Facts:
    """The facts of a record's prices. ``free`` says that this provider means free when all is zero."""
    cards = _cards(rates)
    for step in ranges:
        _add_range(cards, step)
    for card in cards.values():
        _keep_sensible(card, mode)
    base = cards.get(("", 0), {})
    if not any(base.values()):
        base = {name: rate for name, rate in base.items() if name in _TEXT_RATES} if free else {}
    facts: Facts = {f"pricing.{name}": rate for name, rate in base.items()}
    if tiers := _tiers(cards, ""):
        facts["pricing.tiers"] = tiers
    for ours in sorted(set(_MODES.values())):
        card = cards.get((ours, 0), {})
        if any(card.values()):
            facts |= {f"pricing.modes.{ours}.{name}": rate for name, rate in card.items()}
            if tiers := _tiers(cards, ours):
                facts[f"pricing.modes.{ours}.tiers"] = tiers
    if off_peak is not None and any(base.values()):
        facts["pricing.windows"] = _windows(off_peak)
    return facts


def regional_prices(facts: Facts, region: str) -> Facts:
    """The standard card of ``facts`` as that of a region; the catalog keeps no modes of regions."""
    rates = {path.removeprefix("pricing."): value for path, value in facts.items() if path.startswith("pricing.")}
    return {
        f"pricing.regions.{region}.{name}": value
        for name, value in rates.items()
        if "." not in name and name != "windows"
    }


def _cards(rates: Mapping[str, float]) -> dict[tuple[str, int], Card]:
    """The rates by mode and tier. Where two fields claim different values for one rate, it is left out."""
    claims: dict[tuple[str, int], dict[str, set[Decimal]]] = {}
    for key, number in rates.items():
        name, mode, above = _slot(key) or (None, None, 0)
        if name is None or mode is None:
            continue
        rate = price(number) if name.startswith("per_") else per_million(number)
        if rate is not None:
            claims.setdefault((mode, above), {}).setdefault(name, set()).add(rate)
    return {
        place: {name: next(iter(values)) for name, values in card.items() if len(values) == 1}
        for place, card in claims.items()
    }


def _add_range(cards: dict[tuple[str, int], Card], step: TokenRange) -> None:
    if "range" in step:
        rates = {key: number for key, number in step.items() if isinstance(number, float) and is_price(key)}
        cards.setdefault(("", step["range"][0]), {}).update(_cards(rates).get(("", 0), {}))


def _keep_sensible(card: Card, mode: str | None) -> None:
    """Drop what LiteLLM states only for its own sums: converted, repeated and placeholder rates."""
    if card.get("reasoning") == card.get("output"):
        card.pop("reasoning", None)
    for name in ("cache_write", "cache_write_1h"):
        # A written token is never cheaper than a plain one: that is a fee for storage, or the price of reading.
        if name in card and card[name] < card.get("input", 0):
            del card[name]
    if "input" in card:
        # Where both are stated, tokens are what is sold now, or the other is a conversion.
        card.pop("per_character", None)
    if mode == "audio_transcription" and "per_second_output" in card:
        # The seconds are those of the audio sent, stated twice or on the wrong side.
        card.setdefault("per_second_input", card.pop("per_second_output"))
    if mode == "audio_speech":
        card.pop("per_image", None)
    if mode == "rerank" and "per_request" in card:
        card["per_search"] = card.pop("per_request")
    by_token = any(card.get(name) for name in ("input", "output", "input_audio", "output_audio"))
    if mode in _TEXT_MODES or (by_token and mode in ("audio_speech", "audio_transcription", "realtime")):
        # Time of machines, or an estimate from the token price.
        card.pop("per_second_output", None)
        card.pop("per_second_input", None)
    if mode in ("image_generation", "image_edit") and "per_image" not in card:
        # Older records put the price of the image made here.
        card.pop("per_input_image", None)
    for name in [name for name, rate in card.items() if not rate]:
        if name not in _TEXT_RATES or mode in _UNIT_MODES:
            del card[name]


def _tiers(cards: Mapping[tuple[str, int], Card], mode: str) -> list[Value]:
    found = sorted((above, card) for (which, above), card in cards.items() if which == mode and above)
    return [{"above": above, **card} for above, card in found if any(card.values())]


def _windows(off_peak: OffPeak) -> list[Value]:
    rates = {key: number for key, number in off_peak.items() if isinstance(number, float)}
    card = _cards(rates).get(("", 0), {})
    hours: list[_Hours] = off_peak.get("windows") or [{"hours_utc": off_peak.get("hours_utc", [])}]
    zone = off_peak.get("weekday_timezone", "UTC")
    windows: list[Value] = []
    for entry in hours:
        spans = entry["hours_utc"]
        days = sorted(_weekday(day) for day in entry.get("weekdays", []))
        for span in [spans] if isinstance(spans, str) else spans:
            for starts, ends, on in _in_utc(span, days, zone):
                window: dict[str, Value] = {"starts": starts, "ends": ends}
                if on:
                    window["weekdays"] = list(on)
                windows.append(window | dict(card))
    return windows


def _in_utc(span: str, days: list[int], zone: str) -> list[tuple[str, str, list[int]]]:
    """A span of UTC hours on weekdays of ``zone``, as spans on UTC weekdays."""
    starts, _, ends = span.partition("-")
    if zone == "UTC" or not days:
        return [(starts, ends, days)]
    # A day of Shanghai begins at 16:00 UTC of the day before.
    last = ends if ends != "00:00" else "24:00"
    before = sorted(day - 1 or 7 for day in days)
    parts = []
    if starts < "16:00":
        parts.append((starts, min(last, "16:00"), days))
    if last > "16:00":
        parts.append((max(starts, "16:00"), ends, before))
    return parts


def _weekday(day: int | _DayName) -> int:
    return day if isinstance(day, int) else 1 + get_args(_DayName).index(day)


@cache
def _slot(key: str) -> tuple[str | None, str | None, int] | None:
    """Our rate, our mode ("" is standard) and the tier of a price field; ``None`` for what we do not carry.

    Ultrafast is no mode of ours: it costs three times what OpenAI calls fast.
    """
    if key in _UNITS:
        return _UNITS[key], "", 0
    match = _VARIANT.fullmatch(key)
    if match is None or match["unit"] not in _UNITS:
        return None
    suffix = match["mode"]
    return _UNITS[match["unit"]], _MODES.get(suffix) if suffix else "", 1000 * int(match["above"] or 0)


_TEXT_RATES = ("input", "output")
_TEXT_MODES = ("chat", "completion", "responses", "embedding", "moderation")
_UNIT_MODES = (
    "rerank", "image_generation", "image_edit", "video_generation", "audio_speech", "audio_transcription", "ocr",
)  # fmt: skip
_MODES = {"batches": "batch", "batch_requests": "batch", "flex": "flex", "priority": "priority"}
_VARIANT = re.compile(
    r"(?P<unit>.+?)(?:_above_(?P<above>\d+)k_tokens)?"
    r"(?:_(?P<mode>batches|batch_requests|flex|priority|ultrafast|decisions|balanced))?"
)
_UNITS: dict[str, str | None] = {
    "input_cost_per_token": "input",
    "output_cost_per_token": "output",
    "cache_read_input_token_cost": "cache_read",
    "input_cost_per_token_cache_hit": "cache_read",
    "cache_creation_input_token_cost": "cache_write",
    "cache_creation_input_token_cost_above_1hr": "cache_write_1h",
    "output_cost_per_reasoning_token": "reasoning",
    "input_cost_per_audio_token": "input_audio",
    "output_cost_per_audio_token": "output_audio",
    "cache_read_input_audio_token_cost": "cache_read_audio",
    "cache_read_input_token_cost_per_audio_token": "cache_read_audio",
    "input_cost_per_image_token": "input_image",
    "output_cost_per_image_token": "output_image",
    "cache_read_input_image_token_cost": "cache_read_image",
    "input_cost_per_video_token": "input_video",
    "output_cost_per_image": "per_image",
    "cost_per_image": "per_image",
    "input_cost_per_image": "per_input_image",
    "input_cost_per_second": "per_second_input",
    "input_cost_per_audio_per_second": "per_second_input",
    "input_cost_per_video_per_second": "per_second_input",
    "output_cost_per_second": "per_second_output",
    "output_cost_per_audio_per_second": "per_second_output",
    "output_cost_per_video_per_second": "per_second_output",
    "input_cost_per_character": "per_character",
    "ocr_cost_per_page": "per_page",
    "input_cost_per_query": "per_request",
    "input_cost_per_request": "per_request",
    # Known, and not carried: no rate of ours has the unit, or the price is of a size or quality other than standard.
    **dict.fromkeys(
        (
            "annotation_cost_per_page",
            "cache_creation_input_audio_token_cost",
            "cache_creation_input_token_cost_above_12hr",
            "citation_cost_per_token",
            "code_interpreter_cost_per_session",
            "computer_use_input_cost_per_1k_tokens",
            "computer_use_output_cost_per_1k_tokens",
            "cost_per_second",
            "explicit_cache_read_input_token_cost",
            "file_search_cost_per_1k_calls",
            "file_search_cost_per_gb_per_day",
            "google_maps_grounding_cost_per_query",
            "input_cost_per_pixel",
            "input_cost_per_text_message",
            "input_cost_per_video_per_second_above_15s_interval",
            "input_cost_per_video_per_second_above_8s_interval",
            "input_dbu_cost_per_token",
            "ocr_cost_per_credit",
            "output_cost_per_character",
            "output_cost_per_image_0.5K",
            "output_cost_per_image_1024",
            "output_cost_per_image_1536",
            "output_cost_per_image_1K",
            "output_cost_per_image_2K",
            "output_cost_per_image_4K",
            "output_cost_per_image_512",
            "output_cost_per_image_above_1024_and_1024_pixels",
            "output_cost_per_image_above_1024_and_1024_pixels_and_premium_image",
            "output_cost_per_image_above_512_and_512_pixels",
            "output_cost_per_image_above_512_and_512_pixels_and_premium_image",
            "output_cost_per_image_premium_image",
            "output_cost_per_pixel",
            "output_cost_per_second_1080p",
            "output_cost_per_second_2k",
            "output_cost_per_second_480p",
            "output_cost_per_second_4k",
            "output_cost_per_second_720p",
            "output_cost_per_second_768p",
            "output_cost_per_video_token",
            "output_db_cost_per_token",
            "output_dbu_cost_per_token",
            "vector_store_cost_per_gb_per_day",
        )
    ),
}  # fmt: skip
