"""The scan as a whole: places, ignores, what is skipped, and how long it takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanning.trees import DAY, write
from starmap import Catalog
from starmap.scanning import Findings, Rule, scan
from starmap.scanning.ignores import read_ignores


def places(findings: Findings) -> list[tuple[str, int, int, str, Rule]]:
    """File, line, column, text and rule of each."""
    return [(Path(f.path).name, f.line, f.column, f.text, f.rule) for f in findings.found]


LANGUAGES = {
    "a_py": 'ask(model="gpt-5")\n',
    "b_ts": 'const model = "gpt-5";\n',
    "c_go": 'model := "gpt-5"\n',
    "d_yaml": "model: gpt-5\n",
    "e_toml": 'model = "gpt-5"\n',
    "f_json": '{"model": "gpt-5"}\n',
    "g_env": "MODEL=gpt-5\n",
    "h_ipynb": '{"cells": [{"cell_type": "code", "source": ["model = \\"gpt-5\\""]}]}\n',
}


@pytest.mark.parametrize("name", LANGUAGES)
def test_every_language_is_read(tmp_path: Path, sample: Catalog, name: str) -> None:
    """One name in each, at its place."""
    write(tmp_path, **{name: LANGUAGES[name]})
    (found,) = scan([tmp_path], sample, day=DAY).found
    assert (found.text, found.rule, found.line) == ("gpt-5", Rule.RETIRING, 1)
    assert LANGUAGES[name][found.column - 1 :].startswith("gpt-5")


def test_a_finding_tells_all(tmp_path: Path, sample: Catalog) -> None:
    """The entry, the day, the days until then and the replacement."""
    write(tmp_path, a_py='\nmodel = "claude-2.1"\n')
    (found,) = scan([tmp_path], sample, day=DAY).found
    assert found.model_dump(mode="json") == {
        "path": (tmp_path / "a.py").as_posix(),
        "line": 2,
        "column": 10,
        "text": "claude-2.1",
        "rule": "retired",
        "id": "anthropic/claude-2.1",
        "day": "2025-07-21",
        "days": -490,
        "replacement": "anthropic:claude-opus-4-8",
        "sentence": "anthropic/claude-2.1 was retired on 2025-07-21; "
        "the replacement named is anthropic:claude-opus-4-8",
    }


def test_paths_are_relative_to_the_working_directory(
    tmp_path: Path, sample: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a person and a code host name them."""
    write(tmp_path, src__a_py='model = "gpt-5"')
    monkeypatch.chdir(tmp_path)
    assert [f.path for f in scan([tmp_path], sample, day=DAY).found] == ["src/a.py"]


def test_a_living_model_is_no_finding_unless_all_are_listed(tmp_path: Path, sample: Catalog) -> None:
    """``everything`` lists what is in use."""
    write(tmp_path, a_py='model = "gpt-5.4"')
    assert scan([tmp_path], sample, day=DAY).found == ()
    assert [f.rule for f in scan([tmp_path], sample, day=DAY, everything=True).found] == [Rule.USED]


@pytest.mark.parametrize(
    ("code", "count"),
    [
        pytest.param('flag = "o3"', 0, id="word"),
        pytest.param('model = "o3"', 1, id="word-under-a-model"),
        pytest.param('label = "GPT-5"', 0, id="title"),
        pytest.param('MODEL_PREFIXES = ("gpt-5",)', 0, id="prefixes"),
        pytest.param('add(Chat("gpt-5.4"), aliases=("gpt-5",))', 0, id="aliases"),
        pytest.param('path = "openai/gpt-9"', 0, id="short-name-of-two-parts"),
        pytest.param('model = "openai/gpt-9"', 1, id="short-name-of-two-parts-under-a-model"),
    ],
)
def test_a_word_counts_only_under_a_model(tmp_path: Path, sample: Catalog, code: str, count: int) -> None:
    """What may be something else needs a name that speaks of models."""
    write(tmp_path, a_py=code)
    assert len(scan([tmp_path], sample, day=DAY).found) == count


def test_markdown_is_read_when_asked(tmp_path: Path, sample: Catalog) -> None:
    """Documents tell history, so they are left out unless asked for."""
    write(tmp_path, a_md="`gpt-5`")
    assert scan([tmp_path], sample, day=DAY).found == ()
    assert len(scan([tmp_path], sample, day=DAY, markdown=True).found) == 1


def test_comments_and_ignore_files_silence(tmp_path: Path, sample: Catalog) -> None:
    """A line, a file, a path and a model."""
    write(
        tmp_path,
        a_py='model = "gpt-5"  # starmap: ignore\nmodel = "o3"\n',
        b_py='# starmap: ignore-file\nmodel = "gpt-5"\n',
        c_py='model = "gpt-5"\n',
        d_py='model = "claude-2.1"\n',
    )
    (tmp_path / ".starmapignore").write_text("c.py\nmodel: claude-2*\n")
    assert places(scan([tmp_path], sample, day=DAY)) == [("a.py", 2, 10, "o3", Rule.RETIRING)]


def test_ignores_may_be_given(tmp_path: Path, sample: Catalog) -> None:
    """A caller that has its own."""
    write(tmp_path, a_py='model = "gpt-5"')
    assert scan([tmp_path], sample, day=DAY, ignores=[read_ignores(tmp_path, ["model: gpt-5"])]).found == ()


def test_python_that_does_not_parse_is_still_read(tmp_path: Path, sample: Catalog) -> None:
    """Its strings are, and the note says so."""
    write(tmp_path, a_py='print "x"\nmodel = "gpt-5"\n')
    findings = scan([tmp_path], sample, day=DAY)
    assert places(findings) == [("a.py", 2, 10, "gpt-5", Rule.RETIRING)]
    assert findings.skipped[0].reason.startswith("it is not Python, so only its strings were read: ")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        pytest.param("a_toml", 'model = "gpt-5', "it is not toml: ", id="toml"),
        pytest.param("a_ipynb", '"gpt-5"', "it is not notebook: it has no cells", id="notebook"),
    ],
)
def test_a_bad_file_is_skipped_with_the_reason(
    tmp_path: Path, sample: Catalog, name: str, text: str, reason: str
) -> None:
    """It is no crash, and it is told."""
    write(tmp_path, **{name: text})
    (skipped,) = scan([tmp_path], sample, day=DAY).skipped
    assert skipped.reason.startswith(reason)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        pytest.param("a_ipynb", '{"a": "gpt-5", "cells": ' + "[" * 100_000, id="notebook"),
        pytest.param("a_py", 'x = "gpt-5", ' + "-" * 100_000 + "1", id="python"),
    ],
)
def test_deep_nesting_is_told(tmp_path: Path, sample: Catalog, name: str, text: str) -> None:
    """What exhausts a parser is no crash."""
    write(tmp_path, **{name: text})
    assert len(scan([tmp_path], sample, day=DAY).skipped) == 1


@pytest.mark.parametrize("piece", ['"\\', '\\"', "`${", "`${a}", "'", "/*", "[a:"])
@pytest.mark.parametrize("suffix", ["ts", "json", "go", "yaml"])
def test_odd_text_is_read_to_its_end(tmp_path: Path, sample: Catalog, piece: str, suffix: str) -> None:
    """A line of unfinished strings is read to its end; ``benchmarks`` tells how long that takes."""
    (tmp_path / f"a.{suffix}").write_text('"gpt-5"\n' + piece * 500)
    findings = scan([tmp_path], sample, day=DAY)
    assert (findings.files, findings.lines) == (1, 2)


def test_a_file_that_is_not_text_is_skipped(tmp_path: Path, sample: Catalog) -> None:
    """It does not end the scan of the others."""
    write(tmp_path, b_py='model = "gpt-5"')
    (tmp_path / "a.py").write_bytes(b"\xff")
    findings = scan([tmp_path], sample, day=DAY)
    assert [skipped.reason for skipped in findings.skipped] == ["it is not UTF-8"]
    assert len(findings.found) == 1


@pytest.mark.parametrize("named", [True, False])
def test_a_file_that_cannot_be_opened(
    tmp_path: Path, sample: Catalog, monkeypatch: pytest.MonkeyPatch, named: bool
) -> None:
    """One that was named is an error; one on the way is skipped."""

    def refuse(path: Path) -> str:
        raise PermissionError(13, "permission denied", str(path))

    monkeypatch.setattr("starmap.scanning.running.read_source", refuse)
    write(tmp_path, a_py="")
    if named:
        with pytest.raises(PermissionError):
            scan([tmp_path / "a.py"], sample, day=DAY)
    else:
        (skipped,) = scan([tmp_path], sample, day=DAY).skipped
        assert skipped.reason == "permission denied"


def test_what_is_read_is_counted(tmp_path: Path, sample: Catalog) -> None:
    """Files and lines."""
    write(tmp_path, a_py="a\nb\n", b_txt="a")
    findings = scan([tmp_path], sample, day=DAY)
    assert (findings.files, findings.lines) == (1, 3)
