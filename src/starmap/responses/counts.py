"""Counts of a response: read one by one with their JSON path, and put together under the names of ``Usage``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from math import isfinite
from operator import index
from typing import SupportsIndex

from starmap.errors import UnreadableResponseError
from starmap.responses.bodies import Body, opened, word

__all__ = [
    "Counts",
    "Reading",
    "count",
    "first_count",
    "length",
    "listed",
    "modalities",
    "part",
    "quantity",
    "rows",
    "searches",
    "spread",
    "text_count",
]

Counts = dict[str, int | Decimal]
"""Counts by the field names of ``Usage``."""

Reading = tuple[str, Counts]
"""The shape of an API and the counts of one response."""

_NOTHING: Body = {}
_MODALITIES = {"image": "image", "video": "video", "audio": "audio", "document": "image"}
_SEARCHED = frozenset(
    (
        "num_search_queries",
        "server_tool_use",
        "server_tool_use_details",
        "server_side_tool_usage_details",
        "num_sources_used",
        "server_side_tools_used",
        "serverSideToolsUsed",
        "numSourcesUsed",
        "tool_calls_details",
        "connectors",
        "plugins",
    )
)
_MODALITY_NUMBERS = {2: "image", 3: "video", 4: "audio", 5: "document"}


def count(told: Body, key: str, at: str) -> int | None:
    """The whole number under a key; ``None`` if it is missing or null. Anything else is refused with its path."""
    value = told.get(key)
    if value is None or (type(value) is int and value >= 0):
        return value
    return _whole(value, within(at, key))


def first_count(told: Body, keys: tuple[str, ...], at: str) -> int:
    """The first count among the keys that is not zero; zero if there is none."""
    for key in keys:
        if told.get(key) is not None and (found := count(told, key, at)):
            return found
    return 0


def text_count(told: Body, keys: tuple[str, ...], at: str) -> int | None:
    """The count under the first of the keys that is told, also as a text: proto JSON and headers write numbers so."""
    for key in keys:
        value = told.get(key)
        if value is None:
            continue
        if isinstance(value, str) and value.isascii() and value.isdigit():
            return int(value)
        return count(told, key, at)
    return None


def quantity(value: object, at: str) -> Decimal | None:
    """Seconds as a decimal, from a number or a numeric text; ``None`` for null and for the empty object."""
    if value is None or (isinstance(value, Mapping) and not value):
        return None
    if isinstance(value, int | float | str | Decimal) and not isinstance(value, bool):
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and number >= 0:
            return number
    raise UnreadableResponseError(at.removeprefix("."), f"{_shown(value)} is not a quantity")


def length(told: Body, key: str, at: str) -> Decimal:
    """The seconds under a key, which must be told."""
    path = within(at, key)
    found = quantity(told.get(key), path)
    if found is None:
        raise UnreadableResponseError(path, "the length is missing")
    return found


def within(at: str, key: str) -> str:
    """The JSON path of a key inside the object at a path."""
    return f"{at}.{key}" if at else key


def part(told: Body, key: str) -> Body:
    """The object under a key; an empty one if it is missing, null or no object."""
    value = told.get(key)
    if value is None:
        return _NOTHING
    return value if type(value) is dict else opened(value) or _NOTHING


def listed(told: Body, key: str) -> Iterable[object]:
    """What the list under a key holds; nothing if it is missing or no list."""
    value = told.get(key)
    if value is None or type(value) is list:
        return value or ()
    return () if isinstance(value, str | bytes | Mapping) or not isinstance(value, Iterable) else value


def rows(told: Body, key: str) -> list[Body]:
    """The objects in the list under a key, opened."""
    return [row for row in map(opened, listed(told, key)) if row is not None]


def modalities(told: Body, keys: tuple[str, ...], at: str) -> dict[str, int]:
    """Tokens by modality from a list of modality counts, as Google's APIs break them down.

    Pages of documents are images: Google bills them so, and its newer models report them so.
    """
    sums: dict[str, int] = {}
    for key in keys:
        for row in rows(told, key):
            name = row.get("modality")
            kind = _MODALITY_NUMBERS.get(name) if isinstance(name, int) else (word(name) or "").lower()
            modality = _MODALITIES.get((kind or "").removeprefix("modality_"))
            if modality is not None:
                found = text_count(row, ("tokenCount", "token_count", "tokens"), f"{at}.{key}")
                sums[modality] = sums.get(modality, 0) + (found or 0)
    return sums


def searches(usage: Body, at: str) -> int:
    """Searches that the provider ran and counts in its usage object."""
    if _SEARCHED.isdisjoint(usage):
        return 0
    for key in ("server_tool_use", "server_tool_use_details"):
        if tools := part(usage, key):
            return count(tools, "web_search_requests", f"{at}.{key}") or 0
    tools = part(usage, "server_side_tool_usage_details")
    if tools:
        inside = f"{at}.server_side_tool_usage_details"
        return (count(tools, "web_search_calls", inside) or 0) + (count(tools, "x_search_calls", inside) or 0)
    for key in ("server_side_tools_used", "serverSideToolsUsed"):
        if ran := sum(tool in _SEARCH_TOOLS for tool in listed(usage, key) if isinstance(tool, int | str)):
            return ran
    tools = part(usage, "connectors")
    if tools:
        inside = f"{at}.connectors"
        return (count(tools, "web_search", inside) or 0) + (count(tools, "web_search_premium", inside) or 0)
    tools = part(part(usage, "tool_calls_details"), "search_web")
    if tools:
        return count(tools, "invocation", f"{at}.tool_calls_details.search_web") or 0
    tools = part(part(usage, "plugins"), "search")
    if tools:
        return count(tools, "count", f"{at}.plugins.search") or 0
    return first_count(usage, ("num_search_queries", "num_sources_used", "numSourcesUsed"), at)


_SEARCH_TOOLS = frozenset((1, 2, "SERVER_SIDE_TOOL_WEB_SEARCH", "SERVER_SIDE_TOOL_X_SEARCH"))


def spread(counts: Counts, whole: int, cached: int) -> None:
    """Tell how much of the cache reads must be audio, image or video, where the response does not say.

    Only what cannot be otherwise is told: media and cache reads that together exceed the prompt must overlap. Images
    and video overlap first, since their cached tokens cost what cached text costs.
    """
    media = sum(int(counts.get(f"input_{kind}_tokens", 0)) for kind in ("image", "video", "audio"))
    overlap = min(media + cached - whole, cached)
    for kind in ("image", "video", "audio"):
        if overlap <= 0:
            return
        taken = min(overlap, int(counts.get(f"input_{kind}_tokens", 0)))
        if taken:
            counts[f"cache_read_{kind}_tokens"] = taken
            overlap -= taken


def _whole(value: object, at: str) -> int:
    if not isinstance(value, bool):
        if isinstance(value, SupportsIndex) and index(value) >= 0:
            return index(value)
        if isinstance(value, float | Decimal) and isfinite(value) and value >= 0 and value % 1 == 0:
            return int(value)
    raise UnreadableResponseError(at.removeprefix("."), f"{_shown(value)} is not a count")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."
