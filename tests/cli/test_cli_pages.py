"""``pages build``."""

from __future__ import annotations

from pathlib import Path

import pytest

from cli.runs import Run, Start
from factories import SAMPLE
from starmap import Catalog


def test_build_says_what_it_wrote_and_where_to_begin(run: Run, sample: Catalog, tmp_path: Path) -> None:
    """Markdown begins with the file that a code host shows."""
    result = run("pages", "build", str(tmp_path / "out"))
    pages = len(list((tmp_path / "out").rglob("*.md")))
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith(f"{pages} pages in {tmp_path / 'out'}, 0.")
    assert result.stdout.endswith(f"begin with {tmp_path / 'out' / 'README.md'}\n")


def test_html_makes_a_site(run: Run, tmp_path: Path) -> None:
    """With its scripts and the data that they show."""
    result = run("pages", "build", str(tmp_path / "out"), "--html", "--only", "openai")
    assert result.stdout.endswith(f"begin with {tmp_path / 'out' / 'index.html'}\n")
    assert (tmp_path / "out" / "assets" / "offerings.js").is_file()
    assert not list((tmp_path / "out" / "authors").rglob("google"))


def test_a_part_that_does_not_exist_exits_1(run: Run, tmp_path: Path) -> None:
    """With near matches, and nothing is written."""
    result = run("pages", "build", str(tmp_path / "out"), "--only", "opnai")
    assert result.exit_code == 1
    assert "no author or provider is called 'opnai'; close matches: openai" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("name", "said"), [("folder", "holds files that are no pages"), ("file", "Not a directory")])
def test_what_is_no_place_for_pages_exits_2(run: Run, tmp_path: Path, name: str, said: str) -> None:
    """A folder with other files, or a file."""
    (tmp_path / "folder").mkdir()
    for file in (tmp_path / "folder" / "notes.txt", tmp_path / "file"):
        file.write_text("mine")
    result = run("pages", "build", str(tmp_path / name))
    assert result.exit_code == 2
    assert said in result.stderr


def test_since_and_on_are_passed_on(run: Run, tmp_path: Path) -> None:
    """An older directory of data, and another day."""
    result = run("pages", "build", str(tmp_path), "--since", str(SAMPLE), "--on", "2025-09-01", "--only", "google")
    assert result.exit_code == 0, result.stderr
    assert "Nothing in the data changed." in (tmp_path / "changes.md").read_text()
    assert "prices and statuses as of 2025-09-01" in (tmp_path / "README.md").read_text()


def test_without_jinja_the_extra_is_named(start: Start, tmp_path: Path) -> None:
    """Instead of a trace."""
    code = (
        "import sys, importlib.util as util\n"
        "found = util.find_spec\n"
        "util.find_spec = lambda name, *rest: None if name == 'jinja2' else found(name, *rest)\n"
        f"sys.argv = ['starmap', 'pages', 'build', {str(tmp_path)!r}]\n"
        "from starmap.cli.app import main; main()"
    )
    result = start("-c", code)
    assert result.returncode == 2
    assert "which is not installed: pip install" in " ".join(result.stderr.split())


def test_a_second_build_tells_what_it_took_away(run: Run, tmp_path: Path) -> None:
    """Files of the first that the second does not have."""
    run("pages", "build", str(tmp_path))
    assert "files of an earlier build removed" in run("pages", "build", str(tmp_path), "--only", "openai").stdout
