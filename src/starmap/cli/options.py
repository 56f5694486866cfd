"""Options that several commands share, declared once."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Annotated, Any, TypeVar, get_type_hints

import typer

from starmap.cli.completing import complete_reference

__all__ = ["Day", "Ref", "bundled", "day_of"]

R = TypeVar("R")


def day_of(text: str) -> date:
    """A day as ISO writes it. Raises ``BadParameter``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no day; write it as 2026-11-20") from None


Ref = Annotated[
    str,
    typer.Argument(
        metavar="REF", help="A model or an offering, as catalog.get takes it.", autocompletion=complete_reference
    ),
]
Day = Annotated[
    date | None, typer.Option(parser=day_of, metavar="DATE", help="The day to speak of; today (UTC) if left out.")
]


def bundled(**bundles: Callable[..., object]) -> Callable[[Callable[..., R]], Callable[..., R]]:
    """Give a command the options of each bundle in place of the parameter of that name.

    The parameter gets what the bundle makes of its options.
    """

    def with_options(command: Callable[..., R]) -> Callable[..., R]:
        owners: dict[str, str] = {}
        parameters: list[inspect.Parameter] = []
        for name, own in _parameters(command).items():
            if name in bundles:
                options = _parameters(bundles[name])
                owners.update(dict.fromkeys(options, name))
                parameters += options.values()
            else:
                parameters.append(own)

        @wraps(command)
        def run(**given: Any) -> R:
            parts: dict[str, dict[str, Any]] = {name: {} for name in bundles}
            values: dict[str, Any] = {}
            for name, value in given.items():
                held = parts[owners[name]] if name in owners else values
                held[name] = value
            made = {name: bundle(**parts[name]) for name, bundle in bundles.items()}
            return command(**values, **made)

        # Typer reads both: the signature for defaults, the annotations for types.
        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
        return run

    return with_options


def _parameters(function: Callable[..., object]) -> dict[str, inspect.Parameter]:
    """The parameters of a function with their types, each to be given by name, so that their order is free."""
    types = get_type_hints(function, include_extras=True)
    return {
        name: parameter.replace(annotation=types[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(function).parameters.items()
    }
