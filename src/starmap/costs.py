"""A cost: a line for every priced unit, exact, and what could not be priced."""

from __future__ import annotations

import operator
from collections.abc import Iterable
from datetime import date
from decimal import Context, Decimal
from typing import Any, NamedTuple

from pydantic import field_serializer, field_validator

from starmap.markup import html_table
from starmap.pricing import Pricing
from starmap.records import Record

__all__ = [
    "STANDARD",
    "ZERO",
    "Cost",
    "Line",
    "Unpriced",
    "exact_dollars",
    "exact_total",
    "plus",
    "times",
    "unit_label",
]

STANDARD = "standard"

ZERO, _ONE, _TEN = Decimal(0), Decimal(1), Decimal(10)
_EXACT = Context(prec=200)
"""Precise enough that no product or sum of prices is ever rounded, whatever the caller's own context."""

times = _EXACT.multiply
"""The product of a rate and a quantity, exact."""

plus = _EXACT.add
"""The sum of two amounts, exact."""


class Line(NamedTuple):
    """One priced unit."""

    unit: str
    """The field of the usage; ``input_tokens`` and ``output_tokens`` are what the other lines leave of them."""

    quantity: int | Decimal
    """How many."""

    rate: Decimal
    """The price: of a million tokens, or of one of anything else."""

    @property
    def amount(self) -> Decimal:
        """Quantity times rate, exact."""
        return exact_total((self,))


class Unpriced(NamedTuple):
    """One unit that was used and has no price."""

    unit: str
    """The field of the usage."""

    quantity: int | Decimal | None
    """How many; ``None`` where that is what is not known."""

    reason: str
    """Why it has none."""


class Cost(Record, frozen=True):
    """What a usage costs: the whole of it, or not known."""

    __slots__ = ("_card",)

    total: Decimal | None
    """The whole amount, exact, in ``currency``; ``None`` if anything used could not be priced."""

    lines: tuple[Line, ...] = ()
    """A line for each priced unit."""

    unpriced: tuple[Unpriced, ...] = ()
    """What was used and has no price, with the reason; empty where the total is known."""

    entry: str | None = None
    """The id of the model or offering; ``None`` on a sum over several."""

    on: date | None = None
    """The day (UTC) whose prices were taken; ``None`` on a sum over several days."""

    mode: str | None = STANDARD
    """The processing mode; ``None`` on a sum over several."""

    region: str | None = None
    """The region; ``None`` if none was asked for."""

    tier: int | None = None
    """The long-context tier: the tokens of prompt above which its rates hold; ``None`` for the base rates."""

    window: str | None = None
    """The hours (UTC) whose rates were taken, ``01:00-04:00``; ``None`` for the rates outside all windows."""

    currency: str = "USD"
    """The currency of every amount."""

    source: str | None = None
    """Where the card was read; ``None`` if there is no card, or several."""

    valid_from: date | None = None
    """The first day on which the card is known to hold; ``None`` if not known, if there is no card, or several."""

    estimated: bool = False
    """Whether the usage was estimated before the request."""

    @property
    def card(self) -> Pricing | None:
        """The rate card that was taken; ``None`` if there was none, on a sum, and on a cost read from JSON."""
        return getattr(self, "_card", None)

    def on_card(self, card: Pricing | None) -> Cost:
        """This cost, keeping hold of the card that it was worked out on."""
        _hold(self, card)
        return self

    @property
    def at_least(self) -> Decimal:
        """The sum of the lines: what is known to be owed, whatever else could not be priced."""
        return exact_total(self.lines)

    def __add__(self, other: Cost | int) -> Cost:
        """Both, line by line; not known if either is not. Raises ``ValueError`` for two currencies."""
        if isinstance(other, int) and other == 0:  # what ``sum`` begins with
            return self
        if not isinstance(other, Cost):
            return NotImplemented
        if self.currency != other.currency:
            raise ValueError(f"cannot add {self.currency} and {other.currency}; convert one of the costs first")
        values: dict[str, Any] = {
            name: mine if (mine := getattr(self, name)) == getattr(other, name) else None
            for name in ("entry", "on", "mode", "region", "tier", "window", "source", "valid_from")
        }
        lines = _merged(self.lines + other.lines)
        known = self.total is not None and other.total is not None
        return Cost.trusted(
            {
                **values,
                "total": exact_total(lines) if known else None,
                "lines": lines,
                "unpriced": self.unpriced + other.unpriced,
                "currency": self.currency,
                "estimated": self.estimated or other.estimated,
            }
        )

    __radd__ = __add__

    def __str__(self) -> str:
        if self.total is None:
            return f"not known ({'; '.join(dict.fromkeys(reason for _, _, reason in self.unpriced))})"
        return f"{'about ' if self.estimated else ''}{_money(self.total, self.currency)}"

    def __format__(self, spec: str) -> str:
        """The sentence of ``str``; with a specification such as ``.4f`` the total as a number, or ``not known``."""
        if not spec:
            return str(self)
        return "not known" if self.total is None else format(self.total, spec)

    def __repr__(self) -> str:
        parts = [f"total={self.total}" if self.total is None else f"total=Decimal('{self.total}')"]
        parts += [f"{name}={value!r}" for name in ("entry", "tier") if (value := getattr(self, name)) is not None]
        parts += [] if self.mode == STANDARD else [f"mode={self.mode!r}"]
        parts += ["estimated=True"] if self.estimated else []
        return f"Cost({', '.join(parts)})"

    def table(self) -> str:
        """The lines as a table of plain text, with the total and what is not priced."""
        rows = [_HEADS, *self._rows()]
        widths = [max(len(row[column]) for row in rows) for column in range(4)]
        lines = [
            "  ".join(text.rjust(width) if place else text.ljust(width) for place, (text, width) in enumerate(pairs))
            for pairs in (zip(row, widths, strict=True) for row in rows)
        ]
        return "\n".join([*lines, *(f"{unit_label(unit)}: {reason}" for unit, _, reason in self.unpriced)])

    def _repr_html_(self) -> str:
        """A table for notebooks, with the reasons where something is not priced; every text in it is escaped."""
        reasons = [(unit_label(unit), "", "", reason) for unit, _, reason in self.unpriced]
        return html_table(self.entry or "cost", [*self._rows(), *reasons], _HEADS)

    def _rows(self) -> list[tuple[str, str, str, str]]:
        """Each line, each unit without a price, and the total."""
        rows = []
        for line in self.lines:
            per = "/M" if line.unit.endswith("_tokens") else " each"
            amount = _money(line.amount, self.currency)
            rows.append((unit_label(line.unit), f"{line.quantity:,}", f"{line.rate}{per}", amount))
        rows += [
            (unit_label(unit), "not known" if quantity is None else f"{quantity:,}", "not known", "not known")
            for unit, quantity, _ in self.unpriced
        ]
        total = "not known" if self.total is None else _money(self.total, self.currency)
        return [*rows, ("total, estimated" if self.estimated else "total", "", "", total)]

    @field_serializer("lines")
    def _with_amounts(self, lines: tuple[Line, ...]) -> list[dict[str, Any]]:
        return [{**line._asdict(), "amount": line.amount} for line in lines]

    @field_serializer("unpriced")
    def _as_objects(self, unpriced: tuple[Unpriced, ...]) -> list[dict[str, Any]]:
        return [item._asdict() for item in unpriced]

    @field_validator("lines", mode="before")
    @classmethod
    def _from_objects(cls, lines: Any) -> Any:
        """The amounts of JSON follow from the rest of each line, so they are worked out again."""
        if not isinstance(lines, list):
            return lines
        try:
            return tuple([Line(x["unit"], _count(x["quantity"]), Decimal(x["rate"])) for x in lines])
        except (TypeError, KeyError, ArithmeticError) as error:
            raise ValueError(f"not the lines of a cost: {error!r}") from None


_HEADS = ("unit", "quantity", "rate", "amount")
_hold = Cost.__dict__["_card"].__set__


def exact_total(lines: Iterable[Line]) -> Decimal:
    """The sum of the lines, without rounding and without zeros at its end."""
    tokens, pieces = ZERO, ZERO
    for unit, quantity, rate in lines:
        if unit.endswith("_tokens"):
            tokens = plus(tokens, times(rate, quantity))
        else:
            pieces = plus(pieces, times(rate, quantity))
    return exact_dollars(tokens, pieces)


def exact_dollars(millionths: Decimal, whole: Decimal) -> Decimal:
    """The sum of an amount in millionths, as token rates give it, and a whole one."""
    total = millionths.scaleb(-6, _EXACT)
    return _tidy(total if whole is ZERO else plus(total, whole))


def _count(quantity: object) -> int | Decimal:
    return Decimal(quantity) if isinstance(quantity, str) else operator.index(quantity)  # type: ignore[arg-type]


def _tidy(amount: Decimal) -> Decimal:
    """The same number without zeros at its end, and without an exponent."""
    short = amount.normalize(_EXACT)
    if short < _TEN or short != short.to_integral_value():
        return short
    return short.quantize(_ONE, context=_EXACT)


def _merged(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """One line for each unit and rate."""
    held: dict[tuple[str, Decimal], Line] = {}
    for line in lines:
        key = (line.unit, line.rate)
        if (one := held.get(key)) is not None:
            both = one.quantity, line.quantity
            line = Line(line.unit, sum(both) if all(type(n) is int for n in both) else plus(*both), line.rate)
        held[key] = line
    return tuple(held.values())


def unit_label(unit: str) -> str:
    """A unit in words."""
    return unit.replace("_", " ").replace(" 1h", " (1 hour)")


def _money(amount: Decimal, currency: str) -> str:
    """The amount in full, with at least two decimals."""
    whole, _, rest = f"{_tidy(amount):f}".partition(".")
    text = f"{int(whole):,}.{rest.ljust(2, '0')}"
    return f"${text}" if currency == "USD" else f"{text} {currency}"
