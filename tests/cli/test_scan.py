"""``scan``: what it prints, in each form, and its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cli.runs import Run, Start


@pytest.fixture
def code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, set_today: Callable[[date], None]) -> Path:
    """A working directory with one file of each rule but ``unknown``."""
    set_today(date(2026, 11, 23))
    monkeypatch.setattr("starmap.cli.program.today", lambda: date(2026, 11, 23))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "retired.py").write_text('model = "claude-2.1"\n')
    (tmp_path / "retiring.py").write_text('model = "gpt-5"\n')
    (tmp_path / "deprecated.py").write_text('model = "azure/gpt-4o"\n')
    (tmp_path / "fine.py").write_text('model = "gpt-5.4"\n')
    return tmp_path


def test_text_is_grouped_by_file(run: Run, code: Path) -> None:
    """The path, then a line for each place; the sum goes to stderr."""
    result = run("scan", "retired.py", "retiring.py")
    assert result.stdout == (
        "retired.py\n"
        "  1:10  retired  claude-2.1  anthropic/claude-2.1 was retired on 2025-07-21; "
        "the replacement named is anthropic:claude-opus-4-8\n"
        "\n"
        "retiring.py\n"
        "  1:10  retiring  gpt-5  openai/gpt-5 retires on 2026-12-11, in 18 days; "
        "the replacement named is openai:gpt-6.1-sol\n"
    )
    assert result.stderr == "1 retired, 1 retiring in 4 lines of 2 files\n"


@pytest.mark.parametrize(
    ("file", "bar", "status"),
    [
        ("retired.py", "unknown", 0),
        ("retired.py", "retired", 1),
        ("retiring.py", "retired", 0),
        ("retiring.py", "retiring", 1),
        ("deprecated.py", "retiring", 0),
        ("deprecated.py", "deprecated", 1),
        ("fine.py", "deprecated", 0),
    ],
)
def test_the_bar_decides_the_exit_code(run: Run, code: Path, file: str, bar: str, status: int) -> None:
    """A finding as bad as --fail-on, or worse, is 1."""
    assert run("scan", file, "--fail-on", bar).exit_code == status


def test_a_missing_model_fails_by_default(run: Run, code: Path) -> None:
    """It is worse than a retired one."""
    (code / "a.py").write_text('model = "openai/gpt-9"\n')
    assert run("scan", "a.py").exit_code == 1


@pytest.mark.parametrize("arguments", [["missing.py"], [], [".", "--fail-on", "used"], [".", "--within", "-1"]])
def test_bad_usage_exits_2(run: Run, code: Path, arguments: list[str]) -> None:
    """A path that does not exist, none at all, or a value that is none."""
    assert run("scan", *arguments).exit_code == 2


def test_all_lists_what_is_in_use(run: Run, code: Path) -> None:
    """With --all a living model is listed and fails nothing."""
    result = run("scan", "fine.py", "--all", "--fail-on", "deprecated")
    assert (result.exit_code, "used" in result.stdout) == (0, True)


def test_within_moves_what_is_soon(run: Run, code: Path) -> None:
    """What retires later than that is only deprecated."""
    assert "deprecated" in run("scan", "retiring.py", "--within", "17").stdout


def test_json_is_one_document(run: Run, code: Path) -> None:
    """Findings, what was skipped, and the day."""
    document = json.loads(run("scan", ".", "--format", "json").stdout)
    assert [found["path"] for found in document["found"]] == ["deprecated.py", "retired.py", "retiring.py"]
    assert (document["day"], document["files"], document["skipped"]) == ("2026-11-23", 4, [])


def test_sarif_is_one_log(run: Run, code: Path) -> None:
    """One run with the results."""
    log = json.loads(run("scan", ".", "--format", "sarif").stdout)
    assert [result["ruleId"] for result in log["runs"][0]["results"]] == ["deprecated", "retired", "retiring"]


def test_github_gets_a_command_a_line(run: Run, code: Path) -> None:
    """Nothing else stands on standard output."""
    lines = run("scan", ".", "--format", "github").stdout.splitlines()
    assert [line.split(" ")[0] for line in lines] == ["::warning", "::error", "::warning"]


def test_a_clean_tree_gives_github_nothing(run: Run, code: Path) -> None:
    """No finding is no line."""
    assert run("scan", "fine.py", "--format", "github").stdout == ""


def test_the_ignore_file_of_the_working_directory_counts(run: Run, code: Path) -> None:
    """Even for files that are named, as a hook names them."""
    (code / ".starmapignore").write_text("retired.py\nmodel: gpt-5\n")
    assert run("scan", "retired.py", "retiring.py").stdout == ""


def test_another_ignore_file_may_be_named(run: Run, code: Path) -> None:
    """With --ignore-file."""
    (code / "quiet.txt").write_text("retired.py\n")
    assert run("scan", "retired.py", "--ignore-file", "quiet.txt").exit_code == 0


def test_what_is_skipped_is_told_on_stderr(run: Run, code: Path) -> None:
    """With the reason, and it fails nothing."""
    (code / "bad.py").write_bytes(b"\xff")
    result = run("scan", "bad.py")
    assert result.exit_code == 0
    assert "bad.py: it is not UTF-8\n" in result.stderr


def test_a_terminal_gets_colours(run: Run, code: Path) -> None:
    """The rule is coloured, and nothing is cut off."""
    env = {"FORCE_COLOR": "1", "COLUMNS": "40", "TERM": "xterm"}
    result = run("scan", "retired.py", env=env)
    assert "\x1b[" in result.stdout
    assert "anthropic:claude-opus-4-8" in result.stdout


def test_no_control_character_reaches_the_terminal(run: Run, code: Path) -> None:
    """A path cannot steer it."""
    (code / "a\x1b[2Jb.py").write_text('model = "gpt-5"\n')
    assert "\x1b" not in run("scan", ".").stdout


def test_a_lookup_does_not_import_the_scan(start: Start) -> None:
    """Only ``scan`` pays for it."""
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom starmap.cli.program import app\n"
        "assert CliRunner().invoke(app, ['show', 'gemini-1.5-pro-002']).exit_code == 0\n"
        "print([name for name in sys.modules if name.startswith('starmap.scanning')])"
    )
    assert start("-c", code).stdout == "[]\n"
