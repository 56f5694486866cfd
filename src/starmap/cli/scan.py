"""``starmap scan``: the models that a code base names, and what has become of them."""

from __future__ import annotations

from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from starmap.cli.grids import print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.scanning import Finding, Findings, Rule, scan
from starmap.scanning.formats import as_github, as_json, as_sarif, summary
from starmap.scanning.ignores import Ignores, read_ignores
from starmap.scanning.running import WITHIN
from starmap.telling.texts import printable

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_STYLES = {Rule.UNKNOWN: "red", Rule.RETIRED: "red", Rule.RETIRING: "yellow", Rule.DEPRECATED: "yellow"}


class Form(StrEnum):
    """How the findings are written."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


class Bar(StrEnum):
    """From which rule on a finding fails the scan; the rules that are worse fail it too."""

    UNKNOWN = "unknown"
    RETIRED = "retired"
    RETIRING = "retiring"
    DEPRECATED = "deprecated"


@commands.command("scan", epilog="Example: `starmap scan src --within 60 --fail-on retiring`")
def scan_code(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATHS", help="Files and directories.", exists=True)],
    within: Annotated[int, typer.Option(help="Report what retires within so many days.", min=0)] = WITHIN,
    fail_on: Annotated[Bar, typer.Option(help="Exit with 1 from this rule on.")] = Bar.RETIRED,
    form: Annotated[Form, typer.Option("--format", help="How the findings are written.")] = Form.TEXT,
    markdown: Annotated[bool, typer.Option("--markdown", help="Read code in Markdown too.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="List every model in use.")] = False,
    ignore_file: Annotated[
        Path | None, typer.Option(help="Another ignore file; its paths are relative to its directory.", dir_okay=False)
    ] = None,
) -> None:
    """Find the models that code and settings name, and report those that are retired, soon to be, or missing.

    Read are Python, TypeScript, JavaScript, Go, YAML, TOML, JSON, .env files and notebooks; a name counts only where
    a whole string means a model exactly.

    Exit codes: 0 nothing as bad as --fail-on, 1 something, 2 a path that cannot be read. The rules, worst first:
    unknown, retired, retiring, deprecated.

    A comment `starmap: ignore` silences its line, `starmap: ignore-file` at the top a file, and `.starmapignore`
    paths and models.
    """
    invocation = invocation_of(ctx)
    findings = scan(
        paths,
        invocation.catalog,
        day=invocation.day,
        within=within,
        markdown=markdown,
        everything=everything,
        ignores=_ignores(ignore_file),
    )
    if form is Form.TEXT:
        _print_text(findings)
    else:
        typer.echo(_document(findings, form), nl=form is not Form.GITHUB)
    if findings.at_least(Rule(fail_on)):
        raise typer.Exit(1)


def _ignores(file: Path | None) -> list[Ignores]:
    """The ignore file given; else that of the working directory, if there is one."""
    chosen = file or Path(".starmapignore")
    if file is None and not chosen.is_file():
        return []
    return [read_ignores(chosen.parent, chosen.read_text(encoding="utf-8").splitlines())]


def _document(findings: Findings, form: Form) -> str:
    if form is Form.JSON:
        return as_json(findings)
    if form is Form.SARIF:
        # Imported here, because it costs as much as a small scan and only SARIF asks for it.
        from importlib.metadata import PackageNotFoundError, version

        try:
            return as_sarif(findings, version("starmap"))
        except PackageNotFoundError:
            return as_sarif(findings, "0")
    return as_github(findings)


def _print_text(findings: Findings) -> None:
    """The findings by file, then what was skipped and the sum, which is no finding and goes to stderr."""
    console = screen()
    for number, (path, group) in enumerate(groupby(findings.found, lambda finding: finding.path)):
        if number:
            print_line(console)
        print_line(console, path, "bold")
        _print_places(console, list(group))
    told = screen(stderr=True)
    for skipped in findings.skipped:
        print_line(told, f"{skipped.path}: {skipped.reason}", "dim")
    print_line(told, summary(findings))


def _print_places(console: Console, group: list[Finding]) -> None:
    places = [f"{finding.line}:{finding.column}" for finding in group]
    widths = max(map(len, places)), max(len(finding.rule) for finding in group), max(len(f.text) for f in group)
    for place, finding in zip(places, group, strict=True):
        parts = [f"  {place:>{widths[0]}}", f"{finding.rule:<{widths[1]}}", f"{finding.text:<{widths[2]}}"]
        if console.is_terminal:
            line = Text("  ".join(map(printable, parts))).append(f"  {printable(finding.sentence)}", "dim")
            line.stylize(_STYLES.get(finding.rule, ""), len(parts[0]), len(parts[0]) + 2 + len(finding.rule))
            console.print(line, soft_wrap=True)
        else:
            print_line(console, "  ".join((*parts, finding.sentence)))
