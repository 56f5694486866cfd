"""Which files a scan reads, and which it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning.trees import write
from starmap.scanning.files import LARGEST, Language, UnreadableFileError, language_of, read_source, walk
from starmap.scanning.ignores import Ignores, read_ignores


def found(*paths: Path, ignores: list[Ignores] | None = None) -> list[str]:
    """The names of the files on the way."""
    return [file.name for file in walk(paths, ignores if ignores is not None else [])]


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("a.py", Language.PYTHON),
        ("a.tsx", Language.JAVASCRIPT),
        ("a.mjs", Language.JAVASCRIPT),
        ("a.go", Language.GO),
        ("a.yml", Language.YAML),
        ("pyproject.toml", Language.TOML),
        (".env", Language.ENVIRONMENT),
        (".env.local", Language.ENVIRONMENT),
        ("a.ipynb", Language.NOTEBOOK),
        ("README.md", Language.MARKDOWN),
        ("a.txt", None),
        ("package-lock.json", None),
        ("uv.lock", None),
        ("a.min.js", None),
    ],
)
def test_a_name_tells_the_language(name: str, language: Language | None) -> None:
    """By its ending; what tools write is not read."""
    assert language_of(Path(name)) is language


def test_directories_of_others_are_passed_over(tmp_path: Path) -> None:
    """Installed packages, caches, and what a build made."""
    write(tmp_path, a_py="", node_modules__b_js="", dist__c_py="", src__d_py="", env__e_py="")
    (tmp_path / "env" / "pyvenv.cfg").write_text("")
    assert found(tmp_path) == ["a.py", "d.py"]


def test_a_named_file_is_taken_wherever_it_lies(tmp_path: Path) -> None:
    """And each file once."""
    write(tmp_path, dist__c_py="")
    assert found(tmp_path / "dist" / "c.py", tmp_path / "dist") == ["c.py"]


def test_ignore_files_are_found_on_the_way(tmp_path: Path) -> None:
    """Each speaks for its own directory."""
    write(tmp_path, a_py="", b__a_py="", b__c_py="")
    (tmp_path / "b" / ".starmapignore").write_text("a.py\n")
    assert found(tmp_path) == ["a.py", "c.py"]


def test_an_ignore_file_hides_a_named_file(tmp_path: Path) -> None:
    """A hook that names every changed file asks for no exception."""
    write(tmp_path, a_py="")
    assert found(tmp_path / "a.py", ignores=[read_ignores(tmp_path, ["*.py"])]) == []


def test_a_missing_path_raises(tmp_path: Path) -> None:
    """A typing mistake is no empty scan."""
    with pytest.raises(FileNotFoundError):
        found(tmp_path / "missing")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"a\0b", "it is binary", id="binary"),
        pytest.param(b"\xff\xfea", "it is not UTF-8", id="encoding"),
        pytest.param(b"#" * (LARGEST + 1), "it has 2,000,001 bytes, more than 2,000,000", id="size"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    """The reason stands in the error."""
    (tmp_path / "a.py").write_bytes(content)
    with pytest.raises(UnreadableFileError, match=reason):
        read_source(tmp_path / "a.py")


def test_line_ends_and_marks_are_made_plain(tmp_path: Path) -> None:
    """A byte order mark and carriage returns move no place."""
    (tmp_path / "a.py").write_bytes(b"\xef\xbb\xbfa\r\nb\rc")
    assert read_source(tmp_path / "a.py") == "a\nb\nc"
