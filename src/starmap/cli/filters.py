"""The options of a selection: what is asked of an offering, as ``list`` and ``select`` both take it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from starmap.cli.completing import complete_ability, complete_author, complete_provider
from starmap.errors import StarmapError
from starmap.registry import Catalog
from starmap.vocabulary import Kind, Modality, Status

if TYPE_CHECKING:
    from starmap.selection import Selection
    from starmap.selection.ranking import RankBy

__all__ = ["Filters", "filters_of", "select_from"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What is asked of an offering; ``Catalog.select`` says what each part means."""

    providers: Sequence[str] | None
    authors: Sequence[str] | None
    kinds: Sequence[str] | None
    supports: Sequence[str]
    forbid: Sequence[str]
    accepts: Sequence[str]
    produces: Sequence[str]
    min_context: int | None
    min_input: int | None
    min_output: int | None
    max_input_price: str | None
    max_output_price: str | None
    open_weights: bool | None
    licenses: Sequence[str] | None
    released_after: str | None
    released_before: str | None
    cutoff_after: str | None
    status: Sequence[str] | None
    allow: Sequence[str] | None
    deny: Sequence[str]
    allow_unknown: bool | Sequence[str]

    @property
    def plain(self) -> bool:
        """Whether nothing is asked but who serves and makes it."""
        return replace(self, providers=None, authors=None) == filters_of()


def filters_of(
    provider: Annotated[
        list[str] | None, typer.Option(help="Served by this provider; repeatable.", autocompletion=complete_provider)
    ] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="Made by this author; repeatable.", autocompletion=complete_author)
    ] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Of this kind; repeatable.")] = None,
    supports: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Supports this capability or parameter; repeatable.", autocompletion=complete_ability
        ),
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Is known not to support it; repeatable.", autocompletion=complete_ability),
    ] = None,
    accepts: Annotated[list[Modality] | None, typer.Option(help="Takes this as input; repeatable.")] = None,
    produces: Annotated[list[Modality] | None, typer.Option(help="Gives this as output; repeatable.")] = None,
    min_context: Annotated[int | None, typer.Option(metavar="TOKENS", help="The least context window.", min=0)] = None,
    min_input: Annotated[int | None, typer.Option(metavar="TOKENS", help="The least prompt it takes.", min=0)] = None,
    min_output: Annotated[int | None, typer.Option(metavar="TOKENS", help="The least output limit.", min=0)] = None,
    max_input_price: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="The most for a million tokens of input.")
    ] = None,
    max_output_price: Annotated[
        str | None, typer.Option(metavar="DOLLARS", help="The most for a million tokens of output.")
    ] = None,
    open_weights: Annotated[
        bool | None, typer.Option("--open-weights/--no-open-weights", help="Whether its weights can be had.")
    ] = None,
    license: Annotated[list[str] | None, typer.Option(help="The licence of its weights; repeatable.")] = None,
    released_after: Annotated[str | None, typer.Option(metavar="DATE", help="A day, a month or a year.")] = None,
    released_before: Annotated[str | None, typer.Option(metavar="DATE", help="A day, a month or a year.")] = None,
    cutoff_after: Annotated[
        str | None, typer.Option(metavar="DATE", help="Its knowledge reaches beyond this day, month or year.")
    ] = None,
    status: Annotated[list[Status] | None, typer.Option(help="Its status; repeatable.")] = None,
    allow: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Only ids that this matches (openai:*); repeatable.")
    ] = None,
    deny: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="No ids that this matches; repeatable.")
    ] = None,
    allow_unknown: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="Take what is not known of this requirement or capability for good, or of all."
        ),
    ] = None,
) -> Filters:
    """The requirements that were given."""
    return Filters(
        providers=provider or None,
        authors=author or None,
        kinds=kind or None,
        supports=supports or (),
        forbid=forbid or (),
        accepts=accepts or (),
        produces=produces or (),
        min_context=min_context,
        min_input=min_input,
        min_output=min_output,
        max_input_price=max_input_price,
        max_output_price=max_output_price,
        open_weights=open_weights,
        licenses=license or None,
        released_after=released_after,
        released_before=released_before,
        cutoff_after=cutoff_after,
        status=status or None,
        allow=allow or None,
        deny=deny or (),
        allow_unknown=True if "all" in (allow_unknown or ()) else allow_unknown or (),
    )


def select_from(
    catalog: Catalog,
    filters: Filters,
    on: date | None,
    *,
    retired: bool = False,
    prefer: Sequence[str] = (),
    rank_by: Sequence[RankBy] = (),
    free: bool = False,
) -> Selection:
    """The selection; ``retired`` takes what no longer answers too. Raises ``BadParameter`` for bad input."""
    status, lenient = filters.status, filters.allow_unknown
    if status is None and retired:
        status = list(Status)
        lenient = lenient if lenient is True else [*_names(lenient), "status"]
    try:
        return catalog.select(
            supports=filters.supports,
            forbid=filters.forbid,
            prefer=prefer,
            accepts=filters.accepts,
            produces=filters.produces,
            providers=filters.providers,
            authors=filters.authors,
            kinds=filters.kinds,
            min_context=filters.min_context,
            min_input=filters.min_input,
            min_output=filters.min_output,
            max_input_price=filters.max_input_price,
            max_output_price=filters.max_output_price,
            open_weights=filters.open_weights,
            licenses=filters.licenses,
            released_after=filters.released_after,
            released_before=filters.released_before,
            cutoff_after=filters.cutoff_after,
            status=status,
            allow=filters.allow,
            deny=filters.deny,
            allow_unknown=lenient,
            rank_by=rank_by or None,
            free=free,
            on=on,
        )
    except StarmapError:
        raise
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _names(lenient: bool | Sequence[str]) -> Sequence[str]:
    return () if isinstance(lenient, bool) else lenient
