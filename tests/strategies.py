"""Hypothesis strategies for records, read off their fields."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from hypothesis import strategies as st

from starmap import (
    Author,
    Capabilities,
    FrozenMap,
    Lifecycle,
    Limits,
    Modalities,
    Model,
    Offering,
    Parameter,
    Pricing,
    Provider,
    RateCard,
    Rates,
    Tier,
    TokenBudget,
    Window,
)
from starmap.provenance import Claim, Explanation, FieldEvidence
from starmap.records import PartialDate, Record
from starmap.usage import Usage

__all__ = ["RECORD_KINDS", "complete_cards", "priced_cards", "records", "token_usages", "usages"]

RECORD_KINDS: tuple[type[Record], ...] = (
    Author,
    Capabilities,
    Claim,
    Explanation,
    FieldEvidence,
    Lifecycle,
    Limits,
    Modalities,
    Model,
    Offering,
    Parameter,
    Pricing,
    Provider,
    RateCard,
    Rates,
    Tier,
    TokenBudget,
    Window,
)
_TEXTS = st.text(max_size=12)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: _TEXTS,
    int: st.integers(-(2**62), 2**62),
    bool: st.booleans(),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9),
    date: st.dates(),
    time: st.times(),
    NoneType: st.none(),
    Any: st.none() | st.booleans() | st.integers(-(2**53), 2**53) | _TEXTS,
}


@cache
def records(kind: type[Record]) -> st.SearchStrategy[Any]:
    """Valid records of a kind; about half of the optional fields are known."""
    required: dict[str, st.SearchStrategy[Any]] = {}
    optional: dict[str, st.SearchStrategy[Any]] = {}
    for name, field in kind.model_fields.items():
        annotation = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
        (required if field.is_required() else optional)[name] = _values(annotation)
    return st.fixed_dictionaries(required, optional=optional).map(lambda facts: kind(**facts))


_RATE_NAMES = tuple(Rates.model_fields)
_RATES = st.integers(0, 10**8).map(lambda millionths: Decimal(millionths).scaleb(-6))
_COUNTS = st.just(0) | st.integers(0, 10**6)
_SECONDS = st.integers(0, 10**6).map(lambda thousandths: Decimal(thousandths).scaleb(-3))
_DISJOINT: tuple[str, ...] = (
    "plain", "read", "cache_write_tokens", "cache_write_1h_tokens", "audio", "image", "video",
    "cache_read_audio_tokens", "cache_read_image_tokens", "cache_read_video_tokens",
    "text", "reasoning_tokens", "output_audio_tokens", "output_image_tokens",
)  # fmt: skip
_PIECES = ("images", "input_images", "characters", "pages", "searches", "citation_tokens")


def token_usages() -> st.SearchStrategy[Usage]:
    """Usages that count tokens of every kind, none twice."""
    return st.tuples(*[_COUNTS] * len(_DISJOINT)).map(lambda drawn: Usage(**_token_counts(drawn)))


def usages() -> st.SearchStrategy[Usage]:
    """Usages of everything that can be counted."""
    seconds = {"input_seconds": _SECONDS, "output_seconds": _SECONDS}
    more = {"requests": st.none() | st.integers(0, 3), "estimated": st.booleans()}
    pieces = st.fixed_dictionaries({}, optional={**dict.fromkeys(_PIECES, _COUNTS), **seconds, **more})
    tokens = st.tuples(*[_COUNTS] * len(_DISJOINT)).map(_token_counts)
    return st.builds(lambda one, other: Usage(**one, **other), tokens, pieces)


def complete_cards(*, tiers: bool = False) -> st.SearchStrategy[Pricing]:
    """Cards on which every rate is published; the rates of their tiers are not below the card's own."""
    rates = st.tuples(*[_RATES] * len(_RATE_NAMES))
    if not tiers:
        return rates.map(lambda drawn: Pricing(**_named(drawn)))
    return st.builds(_tiered, rates, rates, st.integers(0, 10**6))


def priced_cards() -> st.SearchStrategy[Pricing]:
    """Cards on which some rates are published, with or without a tier."""
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(_RATE_NAMES, _RATES))
    tier = st.builds(lambda above, rates: Tier(above=above, **rates), st.integers(0, 10**6), some)
    return st.builds(lambda rates, tiers: Pricing(**rates, tiers=tiers), some, st.just(()) | st.tuples(tier))


def _token_counts(drawn: tuple[int, ...]) -> dict[str, Any]:
    parts = dict(zip(_DISJOINT, drawn, strict=True))
    cached = {kind: parts[f"cache_read_{kind}_tokens"] for kind in ("audio", "image", "video")}
    counts = {name: count for name, count in parts.items() if name.endswith("_tokens")}
    counts |= {f"input_{kind}_tokens": parts[kind] + count for kind, count in cached.items()}
    counts["cache_read_tokens"] = parts["read"] + sum(cached.values())
    counts["input_tokens"] = sum(drawn[: _DISJOINT.index("text")])
    counts["output_tokens"] = sum(drawn[_DISJOINT.index("text") :])
    return counts


def _tiered(base: tuple[Decimal, ...], rise: tuple[Decimal, ...], above: int) -> Pricing:
    dearer = _named(tuple(map(sum, zip(base, rise, strict=True))))
    return Pricing(**_named(base), tiers=(Tier(above=above, **dearer),))


def _named(rates: tuple[Any, ...]) -> dict[str, Any]:
    return dict(zip(_RATE_NAMES, rates, strict=True))


def _values(annotation: Any) -> st.SearchStrategy[Any]:
    origin, args = get_origin(annotation), get_args(annotation)
    if annotation == PartialDate:
        return st.dates().flatmap(lambda day: st.sampled_from([f"{day}", f"{day}"[:7], f"{day}"[:4]]))
    if origin is Annotated:
        return _values(args[0])
    if origin in (Union, UnionType):
        return st.one_of(*map(_values, args))
    if origin is tuple:
        return st.lists(_values(args[0]), max_size=2).map(tuple)
    if origin is frozenset:
        return st.frozensets(_values(args[0]), max_size=3)
    if origin is FrozenMap:
        return st.dictionaries(_values(args[0]), _values(args[1]), max_size=2).map(FrozenMap)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(list(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return records(annotation)
    return _PLAIN[annotation]
