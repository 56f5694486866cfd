"""Every offering as columns in one script, which a page opened from a folder can load without a server."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from starmap.model import CAPABILITY_NAMES, Offering
from starmap.pages.paths import file_name
from starmap.pricing import Pricing, RateCard, Rates, Window
from starmap.registry import Catalog
from starmap.vocabulary import Modality

__all__ = ["CAPABILITIES", "MODALITIES", "RATES", "offerings_script"]

CAPABILITIES = tuple(sorted(CAPABILITY_NAMES))
"""The capabilities, in the order of the letters that stand for their answers."""

MODALITIES = tuple(Modality)
"""The modalities, in the order of their bits, the lowest first."""

RATES = ("input", "output", "cache_read", "cache_write", "per_request")
"""The rates of a card, in the order in which a list holds them."""

Json = dict[str, "Json"] | list["Json"] | tuple["Json", ...] | str | int | bool | None

_LETTERS = {True: "y", False: "n", None: "u"}


def offerings_script(catalog: Catalog, day: date) -> str:
    """The text of ``assets/offerings.js``: ``window.STARMAP``, all offerings as they stand on a day.

    A column is ``{"of": values, "at": the value's place for each offering}``. Rates are texts, so that no digit is
    lost; what is not known is ``null``. The same catalog and day give the same text, and nothing in it ends a script.
    """
    offerings = list(catalog.offerings)
    table: Json = {
        "day": day.isoformat(),
        "version": catalog.data_version,
        "capabilities": CAPABILITIES,
        "modalities": [str(modality) for modality in MODALITIES],
        "rates": RATES,
        "providers": {provider.id: _named(provider.id, provider.name) for provider in catalog.providers},
        "authors": {author.id: _named(author.id, author.name) for author in catalog.authors},
        "homes": {author.id: author.home_providers for author in catalog.authors if author.home_providers},
        "columns": _columns(offerings, day),
    }
    text = json.dumps(table, ensure_ascii=True, separators=(",", ":"), sort_keys=True)
    # Parsing JSON is faster than running the same literal. Everything beyond ASCII is escaped already.
    literal = text.replace("\\", "\\\\").replace("'", "\\'").replace("<", "\\x3c")
    return f"window.STARMAP=JSON.parse('{literal}');\n"


def _columns(offerings: Sequence[Offering], day: date) -> Json:
    return {
        "provider": _coded(offering.provider_id for offering in offerings),
        "key": _coded(offering.model_id for offering in offerings),
        "name": _coded(offering.name for offering in offerings),
        "page": _coded(_own_file(offering.id.partition(":")[2]) for offering in offerings),
        "model": _coded(offering.model_ref for offering in offerings),
        "model_page": _coded(_own_file((offering.model_ref or "").partition("/")[2]) for offering in offerings),
        "author": _coded(offering.author_id for offering in offerings),
        "kind": _coded(_text(offering.kind) for offering in offerings),
        "status": _coded(_text(offering.lifecycle.status_on(day)) for offering in offerings),
        "context": _coded(offering.context_window for offering in offerings),
        "max_output": _coded(offering.max_output_tokens for offering in offerings),
        "released": _coded(_text(offering.release_date) for offering in offerings),
        "cutoff": _coded(_text(offering.knowledge_cutoff) for offering in offerings),
        "open_weights": _coded(offering.open_weights for offering in offerings),
        "takes": _coded(_mask(offering.modalities.input) for offering in offerings),
        "gives": _coded(_mask(offering.modalities.output) for offering in offerings),
        "answers": _coded(
            "".join(_LETTERS[offering.supports(name)] for name in CAPABILITIES) for offering in offerings
        ),
        "card": _coded(_card(offering.pricing_on(day), day) for offering in offerings),
    }


def _coded(values: Iterable[Json]) -> Json:
    """A column: each distinct value once, those that occur most first, so that most places are short numbers."""
    texts = [json.dumps(value, sort_keys=True) for value in values]
    tally = Counter(texts)
    order = sorted(tally, key=lambda text: (-tally[text], text))
    places = {text: place for place, text in enumerate(order)}
    return {"of": [json.loads(text) for text in order], "at": [places[text] for text in texts]}


def _named(key: str, name: str) -> Json:
    """A display name, and the folder where that is not called as the id."""
    own = _own_file(key)
    return [name] if own is None else [name, own]


def _own_file(key: str) -> str | None:
    """The name of a page where it is not the id itself: it holds a hash, which a reader would have to work out."""
    name = file_name(key) if key else key
    return None if name == key else name


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _mask(modalities: frozenset[Modality] | None) -> int | None:
    """The modalities as bits; none of them is 0, not known is ``None``."""
    if modalities is None:
        return None
    return sum(1 << bit for bit, modality in enumerate(MODALITIES) if modality in modalities)


def _card(card: Pricing | None, day: date) -> Json:
    """The rates of a day, as the rules of charging read them."""
    if card is None:
        return None
    batch = card.modes.get("batch")
    windows = [window for window in card.windows if _holds(window, day)]
    return {
        "currency": card.currency,
        "standard": _rates(card, windows),
        "batch": None if batch is None else _rates(batch, ()),
    }


def _holds(window: Window, day: date) -> bool:
    """Whether there are hours of the day at which it holds, as far as its calendar says."""
    if window.weekdays is not None and day.isoweekday() not in window.weekdays:
        return False
    return window.holidays is None or day not in window.holidays


def _rates(card: RateCard, windows: Sequence[Window]) -> Json:
    """Base rates and tiers. A tier's rate by the token is its own; what is not counted in tokens costs the card's."""
    base = _listed(card)
    steps: list[Json] = [{"above": None, "rates": base, "hourly": _hourly(card, windows)}]
    for tier in card.tiers:
        rates = _listed(tier)
        if rates[-1] is None:
            rates[-1] = base[-1]
        steps.append({"above": tier.above, "rates": rates, "hourly": _hourly(tier, windows)})
    return steps


def _listed(rates: Rates) -> list[Json]:
    return [_plain(getattr(rates, name)) for name in RATES]


def _plain(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate.normalize():f}"


def _hourly(rates: Rates, windows: Sequence[Window]) -> Json:
    """The places of the rates that differ at some hour of the day."""
    return [
        place
        for place, name in enumerate(RATES)
        if any(getattr(window, name) not in (None, getattr(rates, name)) for window in windows)
    ]
