"""Tables in Markdown."""

from __future__ import annotations

from starmap.cli.grids import Column
from starmap.cli.markdown import table


def test_a_table_sets_figures_to_the_right() -> None:
    """Ids are code, but a dash is not; titles and cells are text."""
    columns = [Column("id", code=True), Column("n|n", True)]
    assert table(columns, [["x", "1"], ["—", "<2>"]]) == [
        "| id | n&#124;n |",
        "| --- | ---: |",
        "| `x` | 1 |",
        "| — | &lt;2&gt; |",
    ]


def test_an_address_of_the_web_is_a_link() -> None:
    """Any other text is none."""
    columns = [Column("site")]
    assert table(columns, [["https://example.com/a_b"], ["javascript:x"]])[2:] == [
        "| <https://example.com/a_b> |",
        "| javascript:x |",
    ]
