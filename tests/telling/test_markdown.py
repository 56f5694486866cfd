"""Markdown in which a text stays text, read by a parser of CommonMark with GitHub's tables."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from starmap.telling.markdown import code, text
from starmap.telling.texts import printable

PARSER = MarkdownIt("gfm-like", {"html": True, "linkify": False}).enable("table")
TEXTS = st.text("ab1 |`*_[]()<>!\\&;#~{}$%:/@.-+=\n\"'", max_size=20) | st.text(max_size=20)


def cells(markdown: str) -> list[Token]:
    """The pieces of the only cell of a table's only row."""
    parsed = PARSER.parse(f"| head |\n| --- |\n| {markdown} |\n")
    inline = [token for token in parsed if token.type == "inline"]
    return [] if len(inline) == 1 else inline[1].children or []


@given(TEXTS)
def test_text_stays_text(said: str) -> None:
    """In a cell of a table no text of the data means anything but itself."""
    pieces = cells(text(said))
    assert all(piece.type in ("text", "text_special") for piece in pieces)
    assert "".join(piece.content for piece in pieces) == printable(said).strip(" ")


@given(TEXTS)
def test_text_never_begins_a_block(said: str) -> None:
    """At the beginning of a line it is a paragraph, not a list, a heading or a rule."""
    parsed = PARSER.parse(f"{text(said)} is a model.\n")
    assert [token.type for token in parsed] == ["paragraph_open", "inline", "paragraph_close"]


@pytest.mark.parametrize(
    "said", ["{{ site.title }}", "{% raw %}", "<script>", "$x^2$", "https://evil.example", "a@b.example"]
)
def test_what_generators_and_hosts_read_as_their_own_is_written_out(said: str) -> None:
    """Templates, formulas and bare addresses do not come through as such, and read the same."""
    assert said not in text(said)
    assert unescape(text(said)) == said


def test_prices_stay_readable_in_the_source() -> None:
    """A dollar before a digit begins no formula."""
    assert text("$1.25") == "$1.25"


@given(TEXTS)
def test_code_stays_code(said: str) -> None:
    """In a cell of a table it is one piece of code and reads as it is, whatever it holds."""
    pieces = cells(code(said))
    if pieces[0].type == "code_inline":
        assert [piece.content for piece in pieces] == [printable(said)]
    else:
        assert (pieces[0].content, pieces[-1].content) == ("<code>", "</code>")
        assert all(piece.type in ("text", "text_special") for piece in pieces[1:-1])
        assert "".join(piece.content for piece in pieces[1:-1]) == printable(said)


def test_a_line_break_is_a_space() -> None:
    """What could steer a terminal is a sign of replacement."""
    assert text("a\nb\r\nc\x1b") == "a b  c\ufffd"
