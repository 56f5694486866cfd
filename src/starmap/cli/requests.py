"""``starmap fits`` and ``check``: what is known against a request before it is sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from starmap.cli.completing import complete_provider, complete_reference
from starmap.cli.files import read_text
from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.invocation import invocation_of
from starmap.cli.options import Day, Ref, bundled

if TYPE_CHECKING:
    from starmap.checks import Check, Finding

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")


@commands.command("fits", epilog="Example: `starmap fits gpt-4o --input 120000 --output 4000`")
@bundled(form=form_of)
def fit_request(
    ctx: typer.Context,
    ref: Ref,
    input_tokens: Annotated[int, typer.Option("--input", metavar="TOKENS", help="Tokens of the prompt.", min=0)],
    output_tokens: Annotated[
        int | None, typer.Option("--output", metavar="TOKENS", help="Tokens of output beside it.", min=0)
    ] = None,
    allow_unknown: Annotated[bool, typer.Option("--allow-unknown", help="Take what is not known for good.")] = False,
    form: Form = Form.TEXT,
) -> None:
    """Tell whether a prompt, and an output beside it, fit the limits; and if not, by how much they exceed which.

    Exit code 1 where it does not fit or is not known to.
    """
    entry = invocation_of(ctx).catalog.get(ref)
    fit = entry.fits(input_tokens, output_tokens, allow_unknown=allow_unknown)
    document = {
        "id": entry.id,
        "fits": bool(fit),
        "exceeded": [{**excess._asdict(), "by": excess.by} for excess in fit.exceeded],
        "unknown": list(fit.unknown),
        "input_room": fit.input_room,
        "output_room": fit.output_room,
    }
    print_report(
        form,
        Report(
            document=lambda: document,
            records=lambda: Records(tuple(document), [tuple(document.values())]),
            page=lambda: Page("", [Section("", (), lines=[f"{entry.id}: {fit}"])]),
        ),
    )
    if not fit:
        raise typer.Exit(1)


@commands.command("check", epilog="Example: `starmap check examples/request.json --strict`")
@bundled(form=form_of)
def check_request(
    ctx: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="The request as JSON; - reads standard input.")],
    model: Annotated[
        str | None,
        typer.Option(
            metavar="REF", help="The model; that of the request if left out.", autocompletion=complete_reference
        ),
    ] = None,
    provider: Annotated[
        str | None, typer.Option(help="What this provider offers by the name.", autocompletion=complete_provider)
    ] = None,
    input_tokens: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Tokens of the prompt, held against the limits.", min=0)
    ] = None,
    output_tokens: Annotated[
        int | None, typer.Option(metavar="TOKENS", help="Tokens of output expected.", min=0)
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="What is not known is a violation too.")] = False,
    on: Day = None,
    form: Form = Form.TEXT,
) -> None:
    """Check a request in the shape of OpenAI's, Anthropic's or Gemini's API before it is sent.

    Prints each violation with its path, the fact that it rests on, and what to do about it; then what is worth noting.

    Exit code 1 where there is a violation, 2 where the request cannot be read.
    """
    invocation = invocation_of(ctx)
    found = invocation.catalog.check(
        _request(file),
        model,
        provider,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        on=on or invocation.day,
        strict=strict,
    )
    print_report(
        form,
        Report(
            document=lambda: found.model_dump(mode="json"),
            records=lambda: Records(_HEADER, _records(found)),
            page=lambda: Page(_title(found), list(_sections(found))),
        ),
    )
    if not found:
        raise typer.Exit(1)


def _request(file: str) -> Mapping[str, Any]:
    try:
        request = json.loads(read_text(file))
    except (json.JSONDecodeError, RecursionError) as error:
        raise typer.BadParameter(f"{file} is no JSON: {error}") from None
    if not isinstance(request, dict):
        raise typer.BadParameter(f"{file} holds no request: give one JSON object, as it is sent")
    return request


_HEADER = ("finding", "path", "rule", "message", "fact", "value", "repair", "source", "date", "url")


def _title(found: Check) -> str:
    return f"{found.entry} refuses the request" if found.violations else str(found)


def _all(found: Check) -> Iterator[tuple[str, Finding]]:
    yield from (("violation", one) for one in found.violations)
    yield from (("note", one) for one in found.notes)


def _records(found: Check) -> Iterator[tuple[object, ...]]:
    for what, one in _all(found):
        source = one.source
        said = (None, None, None) if source is None else (source.source, source.date, source.url)
        yield what, one.path, one.rule, one.message, one.field, one.value, one.repair, *said


def _sections(found: Check) -> Iterator[Section]:
    for what, one in _all(found):
        rows = [("path", one.path or "the whole request"), ("rule", str(one.rule))]
        if one.field is not None:
            rows.append(("fact", f"{one.field}: {_value(one.value)}"))
        if one.repair is not None:
            rows.append(("repair", one.repair))
        yield Section(f"{what}: {one.message}", rows)


def _value(value: object) -> str:
    return "not known" if value is None else json.dumps(value, ensure_ascii=False)
