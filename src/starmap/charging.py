"""The rules of charging: which rate of a card holds for which part of a usage.

Each rule with its source stands in ``docs/pricing-rules.md``. A request longer than a tier's threshold is repriced
whole; tokens of a kind that is priced apart (cached, audio, image, video, reasoning) are taken out of the whole first,
so nothing is charged twice; reasoning is billed as output where it is not priced apart; what is counted both in tokens
and by the piece is billed once. Nothing else falls back on another rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from starmap.costs import STANDARD, ZERO, Cost, Line, Unpriced, exact_dollars, plus, times, unit_label
from starmap.errors import UnknownFieldError, UnpricedError
from starmap.lifecycle import now
from starmap.nearness import near_matches
from starmap.pricing import Pricing, RateCard, Rates, Window
from starmap.usage import Usage
from starmap.vocabulary import Modality

__all__ = ["MODES", "cost_of", "moment"]

MODES = ("batch", "fast", "flex", "priority", STANDARD)
"""The processing modes that a price can be asked for."""

_MODES = frozenset(MODES)
_BY_THE_MILLION = frozenset(name for name in Rates.model_fields if not name.startswith("per_"))


def cost_of(
    entry: str,
    card: Pricing | None,
    usage: Usage,
    on: date,
    at: datetime | None = None,
    mode: str = STANDARD,
    region: str | None = None,
    strict: bool = False,
) -> Cost:
    """What a usage costs on the card of a day; ``at`` is the moment, in UTC, where the card has rates by the hour.

    Raises ``UnknownFieldError`` for a mode that does not exist; with ``strict``, ``UnpricedError`` where anything used
    has no price.
    """
    if mode not in _MODES:
        raise UnknownFieldError("processing mode", str(mode), near_matches(str(mode), MODES) or MODES)
    lines: list[Line] = []
    unpriced: list[Unpriced] = []
    tokens = pieces = ZERO
    tier = window = None
    base, missing = (card, "") if mode == STANDARD and region is None else _card_for(card, on, mode, region)
    if card is None or base is None:
        reason = missing or f"no price is known on {on}"
        unpriced = [Unpriced(unit, quantity, reason) for unit, quantity in _used(usage.__dict__)]
    else:
        rates: Mapping[str, Any] = base.__dict__
        doubts = _NO_DOUBTS
        if base.tiers:
            rates, doubts, tier = _in_tier(base, usage)
        if base is card and card.windows:
            rates, doubts, window = _by_the_hour(card, rates, doubts, on, at)
        for unit, quantity, name in _units(usage, base.__dict__):
            rate = rates[name]
            if rate is None and name in _MEDIA and card.billed_as_text and _MEDIA[name][0] in card.billed_as_text:
                name = _MEDIA[name][1]
                rate = rates[name]
            if rate is None or quantity is None or name in doubts:
                reason = doubts.get(name) or _unpublished(name, tier, mode, region)
                unpriced.append(Unpriced(unit, quantity, reason))
            else:
                lines.append(_line(Line, (unit, quantity, rate)))
                if name in _BY_THE_MILLION:
                    tokens = plus(tokens, times(rate, quantity))
                else:
                    pieces = plus(pieces, times(rate, quantity))
    if unpriced and strict:
        raise UnpricedError(entry, [f"{unit_label(unit)}: {reason}" for unit, _, reason in unpriced])
    values: dict[str, Any] = {
        "total": None if unpriced else exact_dollars(tokens, pieces),
        "lines": tuple(lines),
        "unpriced": tuple(unpriced),
        "entry": entry,
        "on": on,
        "mode": mode,
        "region": region,
        "tier": tier,
        "window": window,
        "currency": "USD" if card is None else card.currency,
        "source": None if card is None else card.source,
        "valid_from": None if card is None else card.valid_from,
        "estimated": usage.estimated,
    }
    return Cost.trusted(values).on_card(card)


_line = tuple.__new__  # a named tuple without the function that names its parts: half the time
_NO_DOUBTS: Mapping[str, str] = {}
_TOGETHER = "long-context rates hold for single requests, and these counts are of several: price them one by one"
_AT_HOURS = "the rate depends on the hour: give at= a datetime with its zone"
_NO_CALENDAR = "the rate depends on holidays of a year whose calendar is not known"


def _card_for(card: Pricing | None, on: date, mode: str, region: str | None) -> tuple[RateCard | None, str]:
    """The card of a mode or a region, or the reason why there is none."""
    if card is None:
        return None, f"no price is known on {on}"
    if region is None:
        found = card if mode == STANDARD else card.modes.get(mode)
        return found, f"no price is known for {mode} processing on {on}"
    found = card.regions.get(region) if mode == STANDARD else None
    known = f"; regions with a price of their own: {', '.join(sorted(card.regions))}" if card.regions else ""
    what = f"region {region}" if mode == STANDARD else f"{mode} processing in region {region}"
    return found, f"no price is known for {what} on {on}{known}"


def _in_tier(card: RateCard, usage: Usage) -> tuple[Mapping[str, Any], Mapping[str, str], int | None]:
    """The rates for a prompt of this length, those of which they cannot be told, and the tier's threshold."""
    passed = [tier for tier in card.tiers if usage.input_tokens > tier.above]
    if not passed:
        return card.__dict__, _NO_DOUBTS, None
    rates = passed[-1].__dict__
    pieces = {name: card.__dict__[name] for name in rates if name.startswith("per_") and rates[name] is None}
    doubts = {name: _TOGETHER for name in rates if not name.startswith("per_")} if usage.summed else _NO_DOUBTS
    return {**rates, **pieces}, doubts, passed[-1].above


def _by_the_hour(
    card: Pricing, rates: Mapping[str, Any], doubts: Mapping[str, str], on: date, at: datetime | None
) -> tuple[Mapping[str, Any], Mapping[str, str], str | None]:
    """The rates at a moment, those of which it cannot be said whether they hold, and the window's hours."""
    for window in card.windows:
        if window.weekdays is not None and on.isoweekday() not in window.weekdays:
            continue
        if window.holidays is not None and on in window.holidays:
            continue
        if at is not None and not _within(window, at):
            continue
        own = {name: rate for name in rates if (rate := window.__dict__.get(name)) is not None}
        if at is not None and (window.calendar_until is None or on <= window.calendar_until):
            return {**rates, **own}, doubts, f"{window.starts:%H:%M}-{window.ends:%H:%M}"
        why = _AT_HOURS if at is None else _NO_CALENDAR
        doubts = {**doubts, **{name: why for name, rate in own.items() if rate != rates[name]}}
    return rates, doubts, None


def _within(window: Window, at: datetime) -> bool:
    moment = at.time()
    if window.starts < window.ends:
        return window.starts <= moment < window.ends
    return moment >= window.starts or moment < window.ends


def _used(counts: Mapping[str, Any]) -> Iterator[tuple[str, int | Decimal]]:
    """Every unit that was used, where no card says how units are told apart."""
    for unit, _ in (("input_tokens", "input"), ("output_tokens", "output"), *_PIECES):
        if counts[unit]:
            yield unit, counts[unit]


def _units(usage: Usage, card: Mapping[str, Any]) -> list[tuple[str, Any, str]]:
    """Every unit that was used, its quantity without the parts that are units themselves, and its rate's name."""
    counts = usage.__dict__
    read, write, write_1h = counts["cache_read_tokens"], counts["cache_write_tokens"], counts["cache_write_1h_tokens"]
    plain, output = counts["input_tokens"] - read - write - write_1h, counts["output_tokens"]
    units: list[tuple[str, Any, str]] = []
    more: list[tuple[str, Any, str]] = []
    if not usage.__pydantic_fields_set__ <= _COMMON:
        for kind, cached, unit, cached_unit in _KINDS:
            whole, part = counts[unit], counts[cached_unit]
            if whole:
                plain -= whole - part
                read -= part
                if whole > part and not _by_piece(counts, card, kind):
                    units.append((unit, whole - part, kind))
                if part:
                    units.append((cached_unit, part, cached))
        if plain and counts["characters"] and card["input"] is None and card["per_character"] is not None:
            plain = 0
        for name, unit in _OUTPUT_KINDS:
            if counts[unit]:
                output -= counts[unit]
                if not _by_piece(counts, card, name):
                    more.append((unit, counts[unit], name))
        for unit, name in _PIECES:
            if counts[unit] and not _by_token(counts, card, unit):
                more.append((unit, counts[unit], name))
    if plain:
        units.append(("input_tokens", plain, "input"))
    if read:
        units.append(("cache_read_tokens", read, "cache_read"))
    if write:
        units.append(("cache_write_tokens", write, "cache_write"))
    if write_1h:
        units.append(("cache_write_1h_tokens", write_1h, "cache_write_1h"))
    if output:
        reasoning = counts["reasoning_tokens"]
        if reasoning and card["reasoning"] is not None:
            output -= reasoning
            units.append(("reasoning_tokens", reasoning, "reasoning"))
        if output:
            units.append(("output_tokens", output, "output"))
    units += more
    if card["per_request"] and (units or counts["requests"]):
        units.append(("requests", counts["requests"], "per_request"))
    return units


_COMMON = frozenset(
    {"input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens"}
    | {"reasoning_tokens", "requests", "estimated"}
)
# Each kind of prompt token that may be priced apart: its rate, the rate of those that were cached, and the counts.
_KINDS = (
    ("input_audio", "cache_read_audio", "input_audio_tokens", "cache_read_audio_tokens"),
    ("input_image", "cache_read_image", "input_image_tokens", "cache_read_image_tokens"),
    ("input_video", "cache_read_video", "input_video_tokens", "cache_read_video_tokens"),
)
# What a rate of media is the rate of, where the provider bills them as text.
_MEDIA = {
    "input_audio": (Modality.AUDIO, "input"),
    "cache_read_audio": (Modality.AUDIO, "cache_read"),
    "input_image": (Modality.IMAGE, "input"),
    "cache_read_image": (Modality.IMAGE, "cache_read"),
    "input_video": (Modality.VIDEO, "input"),
    "cache_read_video": (Modality.VIDEO, "cache_read"),
}
_OUTPUT_KINDS = (("output_audio", "output_audio_tokens"), ("output_image", "output_image_tokens"))
_PIECES = (
    ("citation_tokens", "citation"),
    ("images", "per_image"),
    ("input_images", "per_input_image"),
    ("input_seconds", "per_second_input"),
    ("output_seconds", "per_second_output"),
    ("characters", "per_character"),
    ("pages", "per_page"),
    ("searches", "per_search"),
)
# What providers count both in tokens and by the piece: the piece, its rate, the tokens, their rate.
_TWICE = (
    ("images", "per_image", "output_image_tokens", "output_image"),
    ("input_images", "per_input_image", "input_image_tokens", "input_image"),
    ("input_seconds", "per_second_input", "input_audio_tokens", "input_audio"),
    ("output_seconds", "per_second_output", "output_audio_tokens", "output_audio"),
    ("characters", "per_character", "input_tokens", "input"),
)
_BY_PIECE = {rate: (piece, piece_rate) for piece, piece_rate, _, rate in _TWICE}
_BY_TOKEN = {piece: (tokens, rate) for piece, _, tokens, rate in _TWICE}


def _by_piece(counts: Mapping[str, Any], card: Mapping[str, Any], rate: str) -> bool:
    """Whether tokens of a kind without a price were also counted by a piece that has one."""
    if card[rate] is not None or rate not in _BY_PIECE:
        return False
    piece, piece_rate = _BY_PIECE[rate]
    return bool(counts[piece]) and card[piece_rate] is not None


def _by_token(counts: Mapping[str, Any], card: Mapping[str, Any], piece: str) -> bool:
    """Whether pieces were also counted in tokens that have a price."""
    if piece not in _BY_TOKEN:
        return False
    tokens, rate = _BY_TOKEN[piece]
    return bool(counts[tokens]) and card[rate] is not None


def _unpublished(name: str, tier: int | None, mode: str, region: str | None) -> str:
    if name == "per_request":
        return "each request has its price and nobody counted them: give requests=1 for one"
    where = "" if tier is None else f" above {tier:,} tokens"
    where += "" if mode == STANDARD else f" for {mode} processing"
    where += "" if region is None else f" in region {region}"
    return f"no {name} price is published{where}"


def moment(at: date | datetime | None) -> tuple[date, datetime | None]:
    """The day and moment (UTC) that a caller means; now, for ``None``. Raises ``ValueError`` without a zone."""
    if at is None:
        at = now()
    elif not isinstance(at, datetime):
        if not isinstance(at, date):
            raise TypeError(f"at is a date or a datetime with its zone, not {type(at).__name__}")
        return at, None
    elif at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone: give at= a datetime with tzinfo, such as datetime.UTC")
    else:
        at = at.astimezone(UTC)
    return at.date(), at
