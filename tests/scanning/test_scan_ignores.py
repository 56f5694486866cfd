"""Ignore comments and ignore files."""

from __future__ import annotations

from pathlib import Path

import pytest

from starmap.scanning.ignores import ignores_file, ignores_line, read_ignores

HERE = Path("/code")


@pytest.mark.parametrize(
    ("globs", "path", "hidden"),
    [
        pytest.param(["*.json"], "a/b.json", True, id="name-anywhere"),
        pytest.param(["/b.json"], "a/b.json", False, id="only-at-the-top"),
        pytest.param(["a/*.json"], "a/b.json", True, id="in-a-directory"),
        pytest.param(["a/*.json"], "x/a/b.json", False, id="a-slash-anchors"),
        pytest.param(["a/*.json"], "a/x/b.json", False, id="a-star-stays-in-a-directory"),
        pytest.param(["a/**/b.json"], "a/x/y/b.json", True, id="two-stars"),
        pytest.param(["a/**"], "a/x/b.json", True, id="all-below"),
        pytest.param(["tests/"], "a/tests/b.py", True, id="directory"),
        pytest.param(["tests/"], "a/tests", False, id="a-file-is-no-directory"),
        pytest.param(["b?.py"], "b1.py", True, id="one-character"),
        pytest.param(["b[!1].py"], "b1.py", False, id="not-of-a-set"),
        pytest.param(["*.py", "!b.py"], "b.py", False, id="taken-back"),
        pytest.param(["!b.py", "*.py"], "b.py", True, id="the-last-decides"),
        pytest.param(["# *.py", ""], "b.py", False, id="comment"),
    ],
)
def test_globs_are_read_as_in_gitignore(globs: list[str], path: str, hidden: bool) -> None:
    """Globs hide files and whole directories."""
    assert read_ignores(HERE, globs).hides_path(HERE / path) is hidden


def test_an_ignore_file_speaks_only_for_its_directory() -> None:
    """What lies elsewhere is not hidden."""
    assert not read_ignores(HERE, ["*"]).hides_path(Path("/elsewhere/b.py"))


def test_models_are_ignored_by_name_or_glob() -> None:
    """Lines that begin with ``model:`` name references, in any case."""
    ignores = read_ignores(HERE, ["model: GPT-4", "model: claude-2*"])
    assert [ignores.hides_model(ref) for ref in ("gpt-4", "claude-2.1", "gpt-4o")] == [True, True, False]


@pytest.mark.parametrize(
    ("line", "silent"),
    [
        ("model = 'gpt-4'  # starmap: ignore", True),
        ("model: 'gpt-4', // starmap: ignore, kept for old bills", True),
        ("<!-- starmap: ignore -->", True),
        ("/* starmap:ignore */", True),
        ("model = 'starmap: ignore'", False),
        ("model = 'gpt-4'  # starmap: ignore-file", False),
    ],
)
def test_a_comment_silences_its_line(line: str, silent: bool) -> None:
    """Only in a comment, and a reason may follow."""
    assert ignores_line(line) is silent


def test_a_comment_at_the_top_silences_the_file() -> None:
    """Within the first ten lines."""
    assert ignores_file("\n# starmap: ignore-file\n")
    assert not ignores_file("\n" * 10 + "# starmap: ignore-file")
