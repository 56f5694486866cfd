"""The forms of an answer: text, JSON, CSV and Markdown, for every command that prints facts or a table."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest

from cli.runs import Run
from factories import SAMPLE
from starmap import FrozenMap
from starmap.cli.forms import Field, Form, Page, Section, flat, page_lines, print_listing
from starmap.cli.grids import Column

COMMANDS = {
    "show": ("show", "gpt-4o"),
    "list": ("list", "--provider", "openai"),
    "search": ("search", "gpt"),
    "compare": ("compare", "gpt-4o", "gpt-4o-mini"),
    "cost": ("cost", "gpt-4o", "--input", "1000"),
    "select": ("select", "--supports", "tools"),
    "fits": ("fits", "gpt-4o", "--input", "1000"),
    "check": ("check", "-", "--model", "openai:gpt-4o"),
    "providers": ("providers",),
    "authors": ("authors",),
    "explain": ("explain", "gpt-4o", "context_window"),
    "resolve": ("resolve", "gpt-4o"),
    "history": ("history", "gpt-4o"),
    "diff": ("diff", str(SAMPLE), str(SAMPLE)),
    "conflicts": ("conflicts", "--limit", "3"),
}
REQUEST = '{"messages": [{"role": "user", "content": "Hello"}]}'


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_json_is_one_document(run: Run, command: tuple[str, ...]) -> None:
    """Nothing stands beside it."""
    result = run(*command, "--json", stdin=REQUEST)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_csv_has_a_header_and_rows_of_its_width(run: Run, command: tuple[str, ...]) -> None:
    """A program can read it without knowing more."""
    result = run(*command, "--csv", stdin=REQUEST)
    assert result.exit_code == 0, result.stderr
    header, *rows = csv.reader(io.StringIO(result.stdout))
    assert all(header)
    assert {len(row) for row in rows} <= {len(header)}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_markdown_tables_are_whole(run: Run, command: tuple[str, ...]) -> None:
    """Every table has a rule below its head, and rows of its width."""
    result = run(*command, "--markdown", stdin=REQUEST)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    for place, line in enumerate(lines):
        if line.startswith("| ---"):
            assert lines[place - 1].count(" | ") == line.count(" | ")


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_two_forms_are_bad_input(run: Run, command: tuple[str, ...]) -> None:
    """The message names the two."""
    result = run(*command, "--csv", "--markdown", stdin=REQUEST)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "take one of --csv and --markdown" in result.stderr


ROWS = [("a|b", None, True, Decimal("0.50"), date(2026, 1, 2), ("x", "y")), ("`c`", 1200, False, None, None, ())]
FIELDS: list[Field[tuple[object, ...]]] = [
    Field("id", Column("id", code=True), lambda row: row[0]),
    Field("count", Column("count", True), lambda row: row[1]),
    Field("open", Column("open"), lambda row: row[2]),
    Field("rate", Column("rate", True), lambda row: row[3]),
    Field("day", Column("day"), lambda row: row[4]),
    Field("words", Column("words"), lambda row: row[5]),
]


def test_csv_holds_exact_values(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is not known, answers are words of JSON, money keeps its digits, lists are JSON."""
    print_listing(Form.CSV, FIELDS, ROWS)
    assert capsys.readouterr().out == (
        "id,count,open,rate,day,words\n"
        'a|b,,true,0.50,2026-01-02,"[""x"", ""y""]"\n'
        "`c`,1200,false,,,[]\n"
    )  # fmt: skip


def test_json_holds_exact_values(capsys: pytest.CaptureFixture[str]) -> None:
    """Not known is null, and money a decimal text."""
    print_listing(Form.JSON, FIELDS, ROWS)
    first = {"id": "a|b", "count": None, "open": True, "rate": "0.50", "day": "2026-01-02", "words": ["x", "y"]}
    assert json.loads(capsys.readouterr().out)[0] == first


def test_markdown_says_what_a_person_reads(capsys: pytest.CaptureFixture[str]) -> None:
    """A dash for what is not known, separators in figures, and no cell that ends early."""
    print_listing(Form.MARKDOWN, FIELDS, ROWS)
    assert capsys.readouterr().out == (
        "| id | count | open | rate | day | words |\n"
        "| --- | ---: | --- | ---: | --- | --- |\n"
        "| <code>a&#124;b</code> | — | yes | 0.50 | 2026-01-02 | x, y |\n"
        "| <code>\\`c\\`</code> | 1,200 | no | — | — | none |\n"
    )


def test_a_page_has_headings_facts_and_sentences() -> None:
    """Parts are set apart by an empty line, and a list of ids is a list."""
    page = Page(
        "A *page*",
        [
            Section("One", [("label", "value")], lines=["It ends."]),
            Section("", [["x"]], (Column("id", code=True),)),
        ],
    )
    assert list(page_lines(page)) == [
        "# A \\*page\\*", "", "## One", "", "| fact | value |", "| --- | --- |", "| label | value |", "", "It ends.",
        "", "- `x`",
    ]  # fmt: skip


def test_a_document_is_flattened_to_its_paths() -> None:
    """Lists of objects by their places, lists of anything else as they are."""
    document = {"a": {"b": 1, "c": {}}, "d": [{"e": None}], "f": ["x"]}
    assert list(flat(document)) == [("a.b", 1), ("a.c", {}), ("d.0.e", None), ("f", ["x"])]


def test_a_mapping_of_the_library_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    """As is a set, sorted."""
    field: Field[object] = Field("v", Column("v"), lambda value: value)
    print_listing(Form.JSON, [field], [FrozenMap({"a": 1}), frozenset({"y", "x"})])
    assert json.loads(capsys.readouterr().out) == [{"v": {"a": 1}}, {"v": ["x", "y"]}]
