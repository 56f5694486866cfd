"""``starmap compare``: models and offerings side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Annotated

import typer

from starmap.cli.completing import complete_reference
from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.grids import Column
from starmap.cli.invocation import invocation_of
from starmap.cli.options import bundled
from starmap.telling.comparisons import Line, lines_of

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")


@commands.command("compare", epilog="Example: `starmap compare gpt-4o gemini-1.5-pro-002 --differences`")
@bundled(form=form_of)
def compare_entries(
    ctx: typer.Context,
    refs: Annotated[
        list[str],
        typer.Argument(
            metavar="REF REF...", help="Two or more models or offerings.", autocompletion=complete_reference
        ),
    ],
    differences: Annotated[bool, typer.Option("--differences", help="Only what tells them apart.")] = False,
    form: Form = Form.TEXT,
) -> None:
    """Compare models and offerings: limits, modalities, prices per million tokens, dates, capabilities, parameters.

    Exit code 1 where --differences finds none.
    """
    if len(refs) < 2:
        raise typer.BadParameter("name two or more to compare")
    invocation = invocation_of(ctx)
    entries = [invocation.catalog.get(ref) for ref in refs]
    lines = [line for line in lines_of(entries, invocation.day) if line.differs or not differences]
    ids = [entry.id for entry in entries]
    print_report(
        form,
        Report(
            document=lambda: {"on": invocation.day, "entries": ids, "facts": [_object(line) for line in lines]},
            records=lambda: Records(("group", "fact", *ids), ((line.group, line.name, *line.values) for line in lines)),
            page=lambda: Page("" if lines else "nothing that is known tells them apart", list(_sections(ids, lines))),
        ),
    )
    if not lines:
        raise typer.Exit(1)


def _object(line: Line) -> dict[str, object]:
    return {"group": line.group, "fact": line.name, "values": line.values, "differs": line.differs}


def _sections(ids: Sequence[str], lines: Sequence[Line]) -> Iterator[Section]:
    for group, held in groupby(lines, lambda line: line.group):
        columns = [Column(""), *(Column(key, code=False) for key in ids)]
        yield Section(group, [[line.label, *line.texts] for line in held], columns, cut=True)
