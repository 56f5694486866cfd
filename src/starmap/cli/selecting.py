"""``starmap select``: the offerings that meet every requirement, best first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Annotated, NamedTuple

import typer

from starmap.cli.columns import columns_of, fields_of
from starmap.cli.completing import complete_ability, complete_reference
from starmap.cli.filters import Filters, filters_of, select_from
from starmap.cli.forms import Field, Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.grids import Column, print_line, print_table, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Day, bundled
from starmap.cli.workloads import usage_of
from starmap.errors import UnknownModelError
from starmap.model import Offering
from starmap.selection import NoneSelectedError, Selection
from starmap.selection.ranking import RankBy
from starmap.telling.figures import UNKNOWN
from starmap.usage import Usage

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_SHOWN = ("id", "context_window", "max_output_tokens", "input", "output")


class Chosen(NamedTuple):
    """One of the selected."""

    place: int
    offering: Offering
    cost: Decimal | None
    """What the workload costs there; ``None`` without one."""


@commands.command(
    "select", epilog="Example: `starmap select --provider openai --supports tools --input 3000 --output 500 --limit 3`"
)
@bundled(filters=filters_of, workload=usage_of, columns=columns_of, form=form_of)
def select_offerings(
    ctx: typer.Context,
    filters: Filters,
    prefer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="First what is known to have this capability or input; repeatable.",
            autocompletion=complete_ability,
        ),
    ] = None,
    rank_by: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY", help="A key as of list --sort; repeatable. After the workload, if there is one."),
    ] = None,
    workload: Usage | None = None,
    free: Annotated[bool, typer.Option("--free", help="Let what costs nothing come first.")] = False,
    explain: Annotated[
        list[str] | None,
        typer.Option(
            metavar="REF", help="Why this one is not selected; repeatable.", autocompletion=complete_reference
        ),
    ] = None,
    on: Day = None,
    columns: tuple[str, ...] | None = None,
    limit: Annotated[int, typer.Option(metavar="N", help="How many to print.", min=1)] = 20,
    form: Form = Form.TEXT,
) -> None:
    """Select the offerings that meet every requirement, best first.

    Ranked by what a workload costs (--input, --output, ...), by keys (--rank-by), or by id. What is not known meets no
    requirement; --allow-unknown takes it for good, and `all` for every requirement. Without --status only what is known
    to be retired is left out.

    Exit code 1 where nothing is selected, with the requirements that keep out most.
    """
    invocation = invocation_of(ctx)
    day = on or invocation.day
    ranking: list[RankBy] = [*([] if workload is None else [workload]), *(rank_by or ())]
    part = invocation.catalog
    if filters.providers is not None:
        part = part.filter(providers=filters.providers)
    choose = partial(
        select_from, filters=filters, on=on or invocation.stated, prefer=prefer or (), rank_by=ranking, free=free
    )
    selection = choose(part)
    explained = {ref: _explained(ref, selection, partial(choose, invocation.catalog)) for ref in explain or ()}
    chosen = [
        Chosen(place, offering, None if workload is None else selection.cost_of(offering).total)
        for place, offering in enumerate(selection.ranked[:limit], 1)
    ]
    fields = _fields(columns, form, day, priced=workload is not None)
    if selection or explained or form is Form.JSON:
        print_report(form, _report(selection, chosen, fields, explained))
    if not selection:
        _complain(selection)
        raise typer.Exit(1)


def _explained(ref: str, selection: Selection, whole: Callable[[], Selection]) -> str:
    """Why an offering is selected or not; of one that stands outside the part that was read, from the whole."""
    try:
        return selection.explain(ref)
    except UnknownModelError:
        return whole().explain(ref)


def _fields(names: Sequence[str] | None, form: Form, day: date, *, priced: bool) -> list[Field[Chosen]]:
    """The place, the id, the cost where there is a workload, and the columns."""
    own = [_of_offering(field) for field in fields_of(_SHOWN if names is None else names, form, day)]
    place: Field[Chosen] = Field("place", Column("", True), lambda one: one.place)
    cost: Field[Chosen] = Field("cost", Column("cost", True), lambda one: one.cost, _cost)
    at = 1 if own and own[0].name == "id" else 0
    return [place, *own[:at], *([cost] if priced else []), *own[at:]]


def _of_offering(field: Field[Offering]) -> Field[Chosen]:
    return Field(field.name, field.column, lambda one: field.value(one.offering), lambda one: field.told(one.offering))


def _cost(one: Chosen) -> str:
    return UNKNOWN if one.cost is None else f"${one.cost:,f}"


def _report(
    selection: Selection, chosen: Sequence[Chosen], fields: Sequence[Field[Chosen]], explained: Mapping[str, str]
) -> Report:
    on, counted = selection.on, len(selection) + len(selection.rejected)
    more = f"; {len(selection) - len(chosen):,} more" if len(selection) > len(chosen) else ""
    summary = f"{len(selection):,} of {counted:,} offerings on {on}{more}"
    return Report(
        document=lambda: {
            "on": on,
            "offerings": counted,
            "selected": len(selection),
            "ranked": [{field.name: field.value(one) for field in fields} for one in chosen],
            "explained": explained,
        },
        records=lambda: Records(
            [field.name for field in fields], ([field.value(one) for field in fields] for one in chosen)
        ),
        page=lambda: Page(
            "",
            [
                Section(
                    "",
                    [[field.told(one) for field in fields] for one in chosen],
                    [field.column for field in fields] if chosen else (),
                    lines=[*([summary] if chosen else []), *explained.values()],
                )
            ],
        ),
    )


_ALLOWING = re.compile(r"allow_unknown=\{'(\w+)'\}")
"""How the library says it; here it is an option."""


def _complain(selection: Selection) -> None:
    """What keeps out most, on standard error."""
    try:
        _ = selection.best
    except NoneSelectedError as error:
        told = screen(stderr=True)
        print_line(told, _ALLOWING.sub(r"--allow-unknown \1", str(error)))
        rows = [
            [str(hurdle), f"{hurdle.rejected:,}", f"{hurdle.alone:,}", f"{hurdle.unknown:,}"]
            for hurdle in error.hurdles
        ]
        if rows:
            titles = ("keeps out", "alone", "of them not known")
            print_table(told, [Column("requirement"), *(Column(title, True) for title in titles)], rows)
