"""Tables of HTML."""

from __future__ import annotations

from starmap.markup import escaped, html_table


def test_every_mark_is_escaped() -> None:
    """The five characters that HTML reads as its own."""
    assert escaped("<a href=\"x\" id='y'>&") == "&lt;a href=&quot;x&quot; id=&#x27;y&#x27;&gt;&amp;"


def test_a_row_without_a_head_begins_with_its_own() -> None:
    """Labels and values."""
    assert html_table("<b>", [("id", "<i>")]) == (
        "<table><caption>&lt;b&gt;</caption><tr><th>id</th><td>&lt;i&gt;</td></tr></table>"
    )


def test_a_head_stands_above_rows_of_cells() -> None:
    """Titles are escaped as well."""
    assert html_table("t", [("1", "2")], ("a", "&")) == (
        "<table><caption>t</caption><tr><th>a</th><th>&amp;</th></tr><tr><td>1</td><td>2</td></tr></table>"
    )
