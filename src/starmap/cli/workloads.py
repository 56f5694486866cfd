"""The options of a usage: how many tokens, and whatever else is billed."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from pydantic import ValidationError

from starmap.errors import StarmapError
from starmap.usage import Usage

__all__ = ["usage_of"]


def usage_of(
    input_tokens: Annotated[
        int | None, typer.Option("--input", metavar="TOKENS", help="Tokens of the prompt, all of them.", min=0)
    ] = None,
    output_tokens: Annotated[
        int | None, typer.Option("--output", metavar="TOKENS", help="Tokens generated, all of them.", min=0)
    ] = None,
    cached: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Tokens of the prompt read from the cache.", min=0)
    ] = None,
    cache_write: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Those written to the cache for five minutes.", min=0)
    ] = None,
    cache_write_1h: Annotated[
        int | None,
        typer.Option("--cache-write-1h", metavar="TOKENS", help="Those written to the cache for an hour.", min=0),
    ] = None,
    reasoning: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Tokens of the output spent on reasoning.", min=0)
    ] = None,
    usage: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=COUNT", help="Any other count of a usage, such as images=2; repeatable."),
    ] = None,
) -> Usage | None:
    """The usage; ``None`` where no count is given. Raises ``UnknownFieldError`` and ``ImpossibleUsageError``."""
    named = {
        "input_tokens": input_tokens,
        "output_tokens": output_tokens,
        "cache_read_tokens": cached,
        "cache_write_tokens": cache_write,
        "cache_write_1h_tokens": cache_write_1h,
        "reasoning_tokens": reasoning,
    }
    counts = {name: Decimal(count) for name, count in named.items() if count is not None}
    for text in usage or ():
        name, count = _count(text)
        if name in counts:
            raise typer.BadParameter(f"{name} is given twice")
        counts[name] = count
    if not counts:
        return None
    try:
        return Usage.model_validate(
            {name: int(count) if count == count.to_integral_value() else count for name, count in counts.items()}
        )
    except ValidationError as error:
        raise _plain(error) from None


def _count(text: str) -> tuple[str, Decimal]:
    name, equals, count = text.partition("=")
    try:
        number = Decimal(count)
    except InvalidOperation:
        number = Decimal("NaN")
    if not equals or not number.is_finite():
        raise typer.BadParameter(f"{text!r} is no count; write it as images=2")
    return name.strip(), number


def _plain(error: ValidationError) -> Exception:
    """The library's own error, where one is behind it; else what pydantic says of the first count."""
    first = error.errors()[0]
    cause = first.get("ctx", {}).get("error")
    if isinstance(cause, StarmapError):
        return cause
    return typer.BadParameter(f"{'.'.join(map(str, first['loc']))}: {first['msg'].lower()}")
