"""OpenRouter's prices on archived days since 2023: input and output alone, as copies of its list of models had them.

Habits of the source: between two copies a price may have changed on any day, so a card begins on the day of the copy;
an id that a copy lacks has no card that ends; a zero is a free model's, a model's that is billed by another unit, or
a gap, and the copies do not tell which. It is taken of free variants, and of models that had no other price in any
copy and that the full editions of the list show to answer in text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from decimal import Decimal

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Batch
from starmap.sources.openrouter_prices import Pricing, no_price, prices
from starmap.sources.rate_changes import Change, dated_cards
from starmap.sources.reading import ProviderNames, SourceFile, plain, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "OpenRouter history"
FILES = ("openrouter/price_history_*.json", "openrouter/models-*.json.gz")


@with_config(extra="forbid")
class _Copy(TypedDict):
    """One day's prices of input and output, dollars per million tokens."""

    date: str
    prices: dict[str, tuple[float, float]]


@with_config(extra="forbid")
class _History(TypedDict):
    built: str
    source: str
    snapshots: list[_Copy]


class _Architecture(TypedDict):
    output_modalities: list[str]


class _Model(TypedDict):
    """What a zero needs of a record; the rest is another adapter's."""

    id: str
    architecture: _Architecture


class _Page(TypedDict):
    data: list[_Model]


_HISTORY = TypeAdapter(_History)
_PAGE = TypeAdapter(_Page)

_PROVIDER = "openrouter"
_MILLION = 1_000_000


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The cards that each id has had on the archived days. Raises ``SourceError``."""
    batch = Batch(NAME)
    answers: dict[str, list[str]] = {}
    copies: list[_Copy] = []
    for file in sorted(files, key=lambda file: (file.date, file.name)):
        if file.name.endswith(".gz"):
            page = validated(_PAGE, file.data, file.name)
            answers |= {model["id"]: model["architecture"]["output_modalities"] for model in page["data"]}
        else:
            copies += validated(_HISTORY, file.data, file.name)["snapshots"]
    priced = {id for copy in copies for id, rates in copy["prices"].items() if any(rates)}
    changes: dict[str, list[Change]] = defaultdict(list)
    for copy in sorted(copies, key=lambda copy: copy["date"]):
        for id, (prompt, completion) in copy["prices"].items():
            card: Pricing = {"prompt": _per_token(prompt), "completion": _per_token(completion)}
            reason = None
            if not prompt and not completion and not _is_free(id):
                reason = _unclear(id, priced, answers)
            reason = reason or no_price(card, answers.get(id, ["text"]), _is_free(id))
            if reason is not None:
                batch.leave_out(reason)
            changes[id].append(Change(copy["date"], prices(card) if reason is None else {}, "first observed"))
    for id in sorted(changes):
        batch.cards += dated_cards(_PROVIDER, id, changes[id])
    return batch


def _is_free(id: str) -> bool:
    return id.endswith((":free", "/free"))


def _unclear(id: str, priced: Collection[str], answers: Collection[str]) -> str | None:
    """Why a zero cannot be read; ``None`` if the adapter of the full list can tell."""
    if id in priced:
        return "zero price between others"
    return None if id in answers else "zero price of a model that no full list has"


def _per_token(per_million: float) -> str:
    return str(plain(Decimal(str(per_million)) / _MILLION))
