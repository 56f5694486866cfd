"""The paths of every field that can be claimed, published and explained, with the shape of each."""

from __future__ import annotations

import re
from enum import StrEnum

from starmap.capabilities import Capabilities
from starmap.errors import UnknownFieldError
from starmap.limits import Limits
from starmap.nearness import near_matches
from starmap.pricing import Rates
from starmap.vocabulary import ParameterName

__all__ = ["LENT", "PATHS", "RATE_NAMES", "Shape", "find_path", "shape_of"]


class Shape(StrEnum):
    """The shape of a field's value in claims and in JSON."""

    BOOL = "true or false"
    TOKENS = "a whole number"
    TEXT = "a text"
    DAY = "a date"
    PARTIAL_DAY = "a date, a month or a year"
    NUMBER = "a number"
    RATE = "a price"
    TIERS = "a list of tiers"
    WINDOWS = "a list of windows"
    TEXTS = "a list of texts"
    MODALITIES = "a list of modalities"
    BUDGET = "a range of tokens"


RATE_NAMES = tuple(Rates.model_fields)
MODE_NAMES = ("batch", "fast", "flex", "priority")
_NUMBERS = ("min", "max", "default")

PATHS: dict[str, Shape] = {
    "name": Shape.TEXT,
    "family": Shape.TEXT,
    "kind": Shape.TEXT,
    "release_date": Shape.DAY,
    "knowledge_cutoff": Shape.PARTIAL_DAY,
    "open_weights": Shape.BOOL,
    "license": Shape.TEXT,
    "weights_url": Shape.TEXT,
    "tokenizer": Shape.TEXT,
    "dimensions": Shape.TOKENS,
    "alias_of": Shape.TEXT,
    "regions": Shape.TEXTS,
    "api": Shape.TEXT,
    **{f"limits.{name}": Shape.TOKENS for name in Limits.model_fields if name != "output_shares_context"},
    "limits.output_shares_context": Shape.BOOL,
    "modalities.input": Shape.MODALITIES,
    "modalities.output": Shape.MODALITIES,
    **{f"capabilities.{name}": Shape.BOOL for name in Capabilities.model_fields if not name.startswith("reasoning_")},
    "capabilities.reasoning_efforts": Shape.TEXTS,
    "capabilities.reasoning_budget": Shape.BUDGET,
    **{f"parameters.{name}.accepted": Shape.BOOL for name in ParameterName},
    **{f"parameters.{name}.{part}": Shape.NUMBER for name in ParameterName for part in _NUMBERS},
    **{f"pricing.{name}": Shape.RATE for name in RATE_NAMES},
    "pricing.tiers": Shape.TIERS,
    "pricing.windows": Shape.WINDOWS,
    "pricing.billed_as_text": Shape.MODALITIES,
    "pricing.valid_from": Shape.DAY,
    **{f"pricing.modes.{mode}.{name}": Shape.RATE for mode in MODE_NAMES for name in RATE_NAMES},
    **{f"pricing.modes.{mode}.tiers": Shape.TIERS for mode in MODE_NAMES},
    "lifecycle.stage": Shape.TEXT,
    "lifecycle.deprecated_on": Shape.DAY,
    "lifecycle.retires_on": Shape.DAY,
    "lifecycle.retires_not_before": Shape.DAY,
    "lifecycle.replacement": Shape.TEXT,
}
"""Every field path but those of regional cards, which carry the region's name."""

LENT = (
    "name", "family", "kind", "knowledge_cutoff", "open_weights", "license", "weights_url", "tokenizer", "dimensions",
)  # fmt: skip
"""What is true of a model wherever it is served: an offering takes it from its model where no source says otherwise."""

_REGIONAL = re.compile(r"pricing\.regions\.[a-z0-9-]+\.([a-z0-9_]+)")


def shape_of(path: str) -> Shape | None:
    """The shape of a field; ``None`` if there is no such field."""
    shape = PATHS.get(path)
    if shape is None and (match := _REGIONAL.fullmatch(path)):
        return Shape.TIERS if match[1] == "tiers" else PATHS.get(f"pricing.{match[1]}")
    return shape


def find_path(name: str) -> str:
    """The path that a person means: itself, or the only path that ends in it (``context_window``, ``temperature``).

    A whole group answers to its own name: ``pricing`` and ``limits``. Raises ``UnknownFieldError`` with near matches.
    """
    if shape_of(name) is not None or any(path.startswith(f"{name}.") for path in PATHS):
        return name
    if re.fullmatch(r"pricing\.regions(\.[a-z0-9-]+)?", name):
        return name
    ends = [path for path in PATHS if f"{path}.".endswith(f".{name}.") or path.startswith(f"parameters.{name}.")]
    short = [path for path in ends if ".modes." not in path]
    if any(path.startswith(f"parameters.{name}.") for path in short):
        return f"parameters.{name}"
    if len(short) == 1:
        return short[0]
    if short:
        raise UnknownFieldError("field by itself", name, short)
    raise UnknownFieldError("field", name, near_matches(name, [*PATHS, *(p.rpartition(".")[2] for p in PATHS)]))
