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

__all__ = ["RECORD_KINDS", "records"]

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
