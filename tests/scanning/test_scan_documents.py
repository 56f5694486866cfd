"""Notebooks and Markdown: which parts are code, and where a string stands in the file."""

from __future__ import annotations

import json

import pytest

from scanning.trees import anything, names
from starmap.scanning.literals import Literal
from starmap.scanning.notebook_strings import markdown_literals, notebook_literals
from starmap.scanning.running import reader_of


def notebook(*cells: dict[str, object]) -> str:
    """A notebook of cells."""
    return json.dumps({"cells": cells}, indent=1)


def test_code_cells_are_read_as_python() -> None:
    """Text cells and magic commands are passed over; the line is that of the file."""
    source = notebook(
        {"cell_type": "markdown", "source": ["model = 'm-1'"]},
        {"cell_type": "code", "source": ["%pip install x\n", "\n", 'model = "m-2"\n']},
    )
    (found,) = notebook_literals(source, anything)
    assert (found.text, found.context) == ("m-2", "model")
    line = source.split("\n")[found.line - 1]
    assert line[found.column - 1 :].startswith("m-2")


def test_a_cell_may_be_one_string() -> None:
    """The format allows a cell's source as one text."""
    source = notebook({"cell_type": "code", "source": "a = 1\nmodel = 'm-1'"})
    assert names(notebook_literals(source, anything)) == [("m-1", "model")]


def test_a_cell_that_is_not_python_gives_its_strings() -> None:
    """The tokenizer reads what does not parse."""
    source = notebook({"cell_type": "code", "source": ["def (\n", "model = 'm-1'"]})
    assert names(notebook_literals(source, anything)) == [("m-1", "model")]


@pytest.mark.parametrize("source", ["[]", "{}", '{"cells": 1}'])
def test_what_is_not_a_notebook_raises(source: str) -> None:
    """The caller says that the file was skipped."""
    with pytest.raises(ValueError, match="no cells"):
        list(notebook_literals(source, anything))


def test_markdown_reads_spans_and_fenced_blocks() -> None:
    """A block is read in its language, and one without a known language is not."""
    source = "a `m-1` b\n```python\nmodel = 'm-2'\n```\n```\nm-3\n```\n```yaml\nmodel: m-4\n```\n"
    assert list(markdown_literals(source, anything, reader_of)) == [
        Literal("m-1", 1, 4),
        Literal("m-2", 3, 10, "model"),
        Literal("model", 9, 1),
        Literal("m-4", 9, 8, "model"),
    ]


def test_a_block_that_does_not_parse_is_passed_over() -> None:
    """Documents show fragments."""
    assert list(markdown_literals("```python\ndef (\n```\n`m-1`", anything, reader_of)) == [Literal("m-1", 4, 2)]
