"""``starmap explain``: who says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.grids import print_facts, print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Ref, bundled
from starmap.provenance import Claim, Explanation, FieldEvidence
from starmap.telling.figures import claimed

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")


@commands.command("explain", epilog="Example: `starmap explain gemini-1.5-pro-002 context_window`")
@bundled(form=form_of)
def explain_entry(
    ctx: typer.Context,
    ref: Ref,
    field: Annotated[str | None, typer.Argument(metavar="[FIELD]", help="A field, or a group such as pricing.")] = None,
    form: Form = Form.TEXT,
) -> None:
    """Show who says so: the source, date and address of every value, and the claims that lost.

    With --csv a line for each claim. Exit code 1 where nothing is known of the field.
    """
    explanation = invocation_of(ctx).catalog.explain(ref, field)
    nothing = f"nothing is known of {field or 'its fields'}"
    print_report(
        form,
        Report(
            document=lambda: explanation.model_dump(mode="json"),
            records=lambda: Records(_HEADER, _records(explanation)),
            page=lambda: Page(explanation.id, list(_sections(explanation)) or [Section("", (), lines=[nothing])]),
            text=lambda: _print_text(explanation, nothing),
        ),
    )
    if not explanation.fields:
        raise typer.Exit(1)


_HEADER = ("field", "says", "value", "source", "date", "url", "note")


def _records(explanation: Explanation) -> Iterator[tuple[object, ...]]:
    """A row for the winner, each source that says the same, and each claim that lost."""
    for evidence in explanation.fields:
        if evidence.winner is None:
            yield evidence.field, "derived", evidence.value, None, None, None, None
        else:
            yield _record(evidence, "winner", evidence.winner)
        for source in evidence.agreeing:
            yield evidence.field, "agreeing", evidence.value, source, None, None, None
        for claim in evidence.losing:
            yield _record(evidence, "losing", claim)


def _record(evidence: FieldEvidence, says: str, claim: Claim) -> tuple[object, ...]:
    return evidence.field, says, claim.value, claim.source, claim.date, claim.url, claim.note


def _print_text(explanation: Explanation, nothing: str) -> None:
    console = screen()
    print_line(console, explanation.id, "bold")
    if not explanation.fields:
        print_line(console, nothing)
    for evidence in explanation.fields:
        print_line(console, f"{evidence.field}: {claimed(evidence.field, evidence.value)}", "bold")
        print_facts(console, _evidence(evidence), indent=2)


def _sections(explanation: Explanation) -> Iterator[Section]:
    for evidence in explanation.fields:
        yield Section(f"{evidence.field}: {claimed(evidence.field, evidence.value)}", _evidence(evidence))


def _evidence(evidence: FieldEvidence) -> list[tuple[str, str]]:
    lines = [("source", "derived from other values" if evidence.winner is None else _place(evidence.winner))]
    if evidence.agreeing:
        lines.append(("agreeing", ", ".join(evidence.agreeing)))
    lines += [("losing", f"{claimed(evidence.field, claim.value)}: {_place(claim)}") for claim in evidence.losing]
    return lines


def _place(claim: Claim) -> str:
    said = ", ".join(part for part in (claim.source, claim.date, claim.url) if part)
    return f"{said} ({claim.note})" if claim.note else said
