"""Markdown in which a text stays text."""

from __future__ import annotations

import pytest

from starmap.cli.grids import Column
from starmap.cli.markdown import code, plain, table

HOSTILE = ["a|b", "`x`", "<script>", "*b*", "[a](b)", "a_b", "&lt;", "#1", "~~x~~", "a\\b"]


@pytest.mark.parametrize("text", HOSTILE)
def test_every_mark_in_plain_text_is_escaped(text: str) -> None:
    """A backslash stands before each, and without these the text is itself."""
    shown = plain(text)
    for place, mark in enumerate(shown):
        if mark in "`*_[]<>|~#&":
            assert shown[place - 1] == "\\"
    assert shown.replace("\\\\", "\0").replace("\\", "").replace("\0", "\\") == text


def test_line_breaks_and_control_characters_end_nothing() -> None:
    """A break is a space; what could steer a terminal is a sign of replacement."""
    assert plain("a\nb\r\nc") == "a b c"
    assert code("a\n| b\x1b") == "`a | b\ufffd`"


@pytest.mark.parametrize(
    ("text", "shown"), [("x", "`x`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("a``b`", "``` a``b` ```")]
)
def test_code_is_fenced_by_more_than_it_holds(text: str, shown: str) -> None:
    """And set apart from a backtick at its edge."""
    assert code(text) == shown


def test_a_bar_is_escaped_only_in_a_cell() -> None:
    """Elsewhere the backslash would be shown."""
    assert code("a|b") == "`a|b`"
    assert code("a|b", cell=True) == "`a\\|b`"


def test_a_table_sets_figures_to_the_right() -> None:
    """Ids are code, but a dash is not."""
    columns = [Column("id", code=True), Column("n|n", True)]
    assert table(columns, [["x", "1"], ["—", "<2>"]]) == [
        "| id | n\\|n |",
        "| --- | ---: |",
        "| `x` | 1 |",
        "| — | \\<2\\> |",
    ]
