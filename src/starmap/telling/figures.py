"""Numbers, prices and answers as a person reads them: exact, and never a blank where something is not known."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal

from starmap.fields import Shape, shape_of
from starmap.lifecycle import Lifecycle
from starmap.provenance import show
from starmap.vocabulary import Status

__all__ = [
    "UNKNOWN",
    "answer",
    "claimed",
    "count",
    "counted",
    "leaf",
    "life",
    "money",
    "named",
    "span",
    "tokens",
    "words",
]

UNKNOWN = "—"
"""What stands in a table where a number is not known."""


def count(number: int | None) -> str:
    """A whole number with thousands separators."""
    return UNKNOWN if number is None else f"{number:,}"


def tokens(number: int) -> str:
    """A number of tokens in short: round thousands and odd numbers in decimal, multiples of 1,024 in binary units.

    A window of 128,000 is called 128k and so is one of 131,072, though 128,000 is a multiple of 1,024 as well.

    >>> [tokens(number) for number in (8_192, 131_072, 128_000, 200_000, 1_048_576, 2_000_000, 1_050_000)]
    ['8k', '128k', '128k', '200k', '1.0M', '2.0M', '1.05M']
    """
    if number < 1000:
        return str(number)
    thousand = 1024 if number % 1024 == 0 and number % 1000 else 1000
    if number < thousand * thousand:
        return f"{_rounded(number, thousand, 1)}k"
    tenths = _rounded(number, thousand * thousand, 2)
    return f"{tenths if '.' in tenths else f'{tenths}.0'}M"


def money(rate: Decimal | None, currency: str = "USD") -> str:
    """A price with every digit it has, and at least the cents."""
    if rate is None:
        return UNKNOWN
    if not rate:
        return "free"
    whole, _, part = f"{rate:f}".partition(".")
    digits = f"{int(whole):,}.{part.rstrip('0').ljust(2, '0')}"
    return f"${digits}" if currency == "USD" else f"{digits} {currency}"


def counted(number: int, what: str) -> str:
    """So many of something, in the singular for one."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def span(least: int | Decimal | None, most: int | Decimal | None) -> str:
    """A range, of which either end may not be known."""
    if least is None:
        return "any number of" if most is None else f"at most {most:,}"
    return f"at least {least:,}" if most is None else f"{least:,} to {most:,}"


def leaf(field: str, value: str | int | bool | None) -> str:
    """A single value of a field, as a record's JSON has it: a price as a decimal text, a limit, an answer."""
    if value is None:
        return UNKNOWN
    if isinstance(value, bool):
        return answer(value)
    if isinstance(value, int):
        return count(value)
    return money(Decimal(value)) if field.startswith("pricing.") and field != "pricing.currency" else value


def answer(known: bool | None) -> str:
    """A tri-state answer in words."""
    return "not known" if known is None else "yes" if known else "no"


def words(found: Collection[str] | None) -> str:
    """A list of words; an empty one is ``none``, which is not the same as not known."""
    return "not known" if found is None else ", ".join(found) or "none"


def named(name: str, key: str) -> str:
    """A display name with its id."""
    return key if name == key else f"{name} ({key})"


def life(lifecycle: Lifecycle, day: date) -> str:
    """The status on a day, with the dates and the replacement that were announced."""
    status = lifecycle.status_on(day)
    deprecated, retires = lifecycle.deprecated_on, lifecycle.retires_on
    parts = [str(status or "not known")]
    if retires is not None and retires <= day:
        parts[0] += f" since {retires}"
    elif retires is not None:
        parts.append(f"retires {retires}")
    if deprecated is not None and deprecated <= day and status is Status.DEPRECATED:
        parts[0] += f" since {deprecated}"
    elif deprecated is not None:
        parts.append(f"{'deprecated' if deprecated <= day else 'to be deprecated'} {deprecated}")
    if lifecycle.retires_not_before is not None:
        parts.append(f"not retired before {lifecycle.retires_not_before}")
    if lifecycle.replacement is not None:
        parts.append(f"replacement: {lifecycle.replacement}")
    return "; ".join(parts)


def claimed(path: str, value: object) -> str:
    """A value of a field, as evidence has it."""
    if shape_of(path) is Shape.RATE and isinstance(value, str):
        return money(Decimal(value))
    if isinstance(value, list | tuple):
        return "; ".join(claimed(path, item) for item in value) if any(map(_is_map, value)) else show(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {show(part)}" for name, part in value.items() if part is not None)
    return show(value)


def _rounded(number: int, unit: int, places: int) -> str:
    """The number in units, with no more decimals than it needs and than there are places, half rounded up."""
    scaled = (number * 10**places * 2 + unit) // (2 * unit)
    whole, part = divmod(scaled, 10**places)
    return f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")


def _is_map(value: object) -> bool:
    return isinstance(value, Mapping)
