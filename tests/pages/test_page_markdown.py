"""Pages as Markdown."""

from __future__ import annotations

import pytest

from starmap.pages.blocks import NOT_KNOWN, Answer, Away, Cell, Code, Day, Figure, Link, Stage, Strong
from starmap.pages.markdown import Writer

write = Writer("authors/google/models/gemini-1.5-pro-002")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("a|b", "a&#124;b"),
        (Code("a`b"), "<code>a\\`b</code>"),
        (Link("Google", "authors/google/README"), "[Google](../README.md)"),
        (Link("groq:x", "providers/groq/models/x", code=True), "[`groq:x`](../../../providers/groq/models/x.md)"),
        (NOT_KNOWN, "—"),
        (Figure("2.0M", "2,000,000 tokens"), '<abbr title="2,000,000 tokens">2.0M</abbr>'),
        (Answer(True), "✓ yes"),
        (Answer(False), "✗ no"),
        (Answer(None), "? not known"),
        (Stage("retired"), "retired"),
        (Day("2026-11"), "2026-11"),
        (Strong("a*b"), "**a\\*b**"),
        (Away("https://example.com/a_b", "https://example.com/a_b"), "<https://example.com/a_b>"),
        (Away("site", "https://example.com/a (b)"), "[site](https://example.com/a%20%28b%29)"),
        (Away("site", "javascript:alert(1)"), "site"),
        ((Code("a"), ", ", "b"), "`a`, b"),
    ],
    ids=str,
)
def test_each_piece_has_its_form(cell: Cell, shown: str) -> None:
    """Words for answers, relative links, and nothing of the data that means anything but itself."""
    assert write.inline(cell) == shown


def test_a_row_of_a_table() -> None:
    """An empty cell keeps its place."""
    assert write.row(["a", "", NOT_KNOWN]) == "| a |   | — |"
