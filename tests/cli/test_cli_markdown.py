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
