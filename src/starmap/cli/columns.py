"""The columns in which offerings can be listed: what each is called, what it holds, and how a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Annotated

import typer

from starmap.cli.forms import Field, Form
from starmap.cli.grids import Column
from starmap.errors import UnknownFieldError
from starmap.fields import RATE_NAMES
from starmap.model import CAPABILITY_NAMES, Offering
from starmap.nearness import near_matches
from starmap.telling.figures import UNKNOWN, money, words
from starmap.telling.rates import rate_label
from starmap.vocabulary import ParameterName

__all__ = ["COLUMNS", "columns_of", "fields_of"]

_SHOWN = ("id", "model", "kind", "context_window", "max_output_tokens", "input", "output", "status")
_HELD = (
    "id", "provider", "model", "author", "kind", "context_window", "max_output_tokens", "input", "output", "currency",
    "status",
)  # fmt: skip
_SPARE = frozenset({"model", "kind"})

_FACTS: dict[str, tuple[str, bool, Callable[[Offering], object]]] = {
    "id": ("offering", False, lambda one: one.id),
    "model": ("model", False, lambda one: one.model_ref),
    "model_id": ("id to send", False, lambda one: one.model_id),
    "name": ("name", False, lambda one: one.name),
    "author": ("author", False, lambda one: one.author_id),
    "provider": ("provider", False, lambda one: one.provider_id),
    "family": ("family", False, lambda one: one.family),
    "kind": ("kind", False, lambda one: one.kind),
    "context_window": ("context", True, lambda one: one.context_window),
    "max_input_tokens": ("max input", True, lambda one: one.max_input_tokens),
    "max_output_tokens": ("max output", True, lambda one: one.max_output_tokens),
    "dimensions": ("dimensions", True, lambda one: one.dimensions),
    "release_date": ("released", False, lambda one: one.release_date),
    "knowledge_cutoff": ("cutoff", False, lambda one: one.knowledge_cutoff),
    "deprecated_on": ("deprecated", False, lambda one: one.lifecycle.deprecated_on),
    "retires_on": ("retires", False, lambda one: one.lifecycle.retires_on),
    "replacement": ("replacement", False, lambda one: one.lifecycle.replacement),
    "alias_of": ("serves now", False, lambda one: one.alias_of),
    "open_weights": ("open weights", False, lambda one: one.open_weights),
    "license": ("license", False, lambda one: one.license),
    "tokenizer": ("tokenizer", False, lambda one: one.tokenizer),
    "api": ("API", False, lambda one: one.api),
    "regions": ("regions", False, lambda one: one.regions),
}
_MEDIA = {"accepts": "input", "produces": "output"}
_CODE = frozenset({"id", "model", "model_id", "alias_of", "replacement"})
_ABILITIES = (*sorted(CAPABILITY_NAMES), *map(str, ParameterName))
_RATES = tuple(name for name in RATE_NAMES if name not in _ABILITIES)
_ALSO = {"offering": "id"}

COLUMNS = (*_FACTS, *_MEDIA, "status", "currency", *_RATES, *_ABILITIES)
"""Every name of a column."""


def columns_of(
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="A,B,C",
            help="The columns, in order: facts such as id and context_window, rates such as input, capabilities "
            "and parameters.",
        ),
    ] = None,
) -> tuple[str, ...] | None:
    """The columns asked for. Raises ``UnknownFieldError`` with near matches for a name that is none."""
    if columns is None:
        return None
    names = [name.strip() for name in columns.split(",") if name.strip()]
    names = [_ALSO.get(name, name) for name in names]
    for name in names:
        if name not in COLUMNS:
            raise UnknownFieldError("column", name, near_matches(name, (*COLUMNS, *_ALSO)) or COLUMNS)
    if not names:
        raise typer.BadParameter("--columns names none; give them as id,context_window,input")
    return tuple(dict.fromkeys(names))


def fields_of(names: Sequence[str] | None, form: Form, day: date) -> list[Field[Offering]]:
    """The columns of those names; where none are named, those that a person or a program is given."""
    if names is None:
        readable = form in (Form.TEXT, Form.MARKDOWN)
        return [_field(name, day, spare=readable and name in _SPARE) for name in (_SHOWN if readable else _HELD)]
    return [_field(name, day) for name in names]


def _field(name: str, day: date, *, spare: bool = False) -> Field[Offering]:
    if name in _FACTS:
        title, number, read = _FACTS[name]
        return Field(name, Column(title, number, spare, name in _CODE), read)
    if name in _MEDIA:
        side = _MEDIA[name]
        return Field(name, Column(name), partial(_media, side), lambda one: _worded(_media(side, one)))
    if name == "status":
        return Field(name, Column(name), lambda one: one.lifecycle.status_on(day))
    if name == "currency":
        return Field(name, Column(name), lambda one: None if (card := one.pricing_on(day)) is None else card.currency)
    if name in _RATES:
        return Field(name, Column(_rate_title(name), True), partial(_rate, name, day), partial(_price, name, day))
    return Field(name, Column(name), lambda one: one.supports(name))


def _rate_title(name: str) -> str:
    return name if name in ("input", "output") else rate_label(name)


def _media(side: str, one: Offering) -> list[str] | None:
    known = one.modalities.input if side == "input" else one.modalities.output
    return None if known is None else sorted(known)


def _worded(known: list[str] | None) -> str:
    return UNKNOWN if known is None else words(known)


def _rate(name: str, day: date, one: Offering) -> object:
    card = one.pricing_on(day)
    return None if card is None else getattr(card, name)


def _price(name: str, day: date, one: Offering) -> str:
    card = one.pricing_on(day)
    return UNKNOWN if card is None else money(getattr(card, name), card.currency)
