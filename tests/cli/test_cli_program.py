"""The program as a whole: options, help, exit codes, and what it imports."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.runs import Run, Start
from starmap.cli.program import COMMANDS, app


def test_version_tells_the_date_of_the_data(run: Run) -> None:
    """--version prints the data's date and version, of the directory given."""
    result = run("--version")
    assert result.exit_code == 0
    assert result.stdout.endswith("data of 2026-11-20 (5a4d91e000000001)\n")


def test_no_arguments_print_the_help() -> None:
    """Without a command the help is printed."""
    assert "Exit codes" in CliRunner().invoke(app, []).output


def test_help_documents_the_exit_codes(run: Run) -> None:
    """The help says what 0, 1 and 2 mean."""
    output = run("--help").stdout
    assert all(text in output for text in ("0: done", "1: a negative answer", "2: bad input"))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_with_an_example(run: Run, command: str) -> None:
    """--help of a command ends with an example of it."""
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Example: starmap {command}" in result.stdout


def test_an_unknown_command_names_near_ones(run: Run) -> None:
    """A typing mistake in a command is bad input and gets near matches."""
    result = run("shwo", "gpt-4o")
    assert result.exit_code == 2
    assert "close matches: show" in result.stderr


def test_a_missing_directory_of_data_is_bad_input() -> None:
    """--data takes only a directory that exists."""
    result = CliRunner().invoke(app, ["--data", "no-such-directory", "list"])
    assert result.exit_code == 2
    assert "no-such-directory" in result.stderr


def test_damaged_data_is_named(tmp_path: Path) -> None:
    """A damaged file is one clear error that names it, with exit code 2."""
    (tmp_path / "names.txt").write_text("not data\n")
    result = CliRunner().invoke(app, ["--data", str(tmp_path), "show", "gpt-4o"])
    assert result.exit_code == 2
    assert "names.txt is damaged" in result.stderr
    assert result.stdout == ""


def test_control_characters_do_not_reach_the_terminal(run: Run) -> None:
    """What a caller or a file wrote cannot steer the terminal through a message."""
    result = run("show", "gpt\x1b[31m-4o")
    assert result.exit_code == 1
    assert "\x1b" not in result.output


def test_the_command_runs_on_the_packaged_catalog(start: Start) -> None:
    """As a program of its own it answers from the packaged data."""
    result = start("-m", "starmap.cli", "show", "gemini-1.5-pro-002")
    assert result.returncode == 0, result.stderr
    assert "2,000,000 tokens" in result.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    """``starmap list | head`` ends quietly."""
    command = [sys.executable, "-W", "error", "-m", "starmap.cli", "list"]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b"offering")
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 0


def test_a_lookup_does_not_import_the_compile(start: Start) -> None:
    """A command imports only its own module: show knows nothing of sources and compiles."""
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom starmap.cli.program import app\n"
        "assert CliRunner().invoke(app, ['show', 'gemini-1.5-pro-002']).exit_code == 0\n"
        "above = ('starmap.compiling', 'starmap.sources', 'starmap.merging')\n"
        "print([name for name in sys.modules if name.startswith(above)])"
    )
    result = start("-c", code)
    assert result.stdout == "[]\n", result.stderr


ABOVE = ("starmap.compiling", "starmap.merging", "starmap.sources", "starmap.scanning", "starmap.testing")


@pytest.mark.parametrize(
    ("command", "needless"),
    [
        ("list --provider openai --limit 3", ("starmap.selection", "starmap.checks")),
        ("providers", ("starmap.selection", "starmap.cli.listings")),
        ("cost gpt-4o --input 1", ("starmap.selection", "starmap.checks", "starmap.responses")),
        ("fits gpt-4o --input 1", ("starmap.selection", "starmap.checks")),
        ("history gpt-4o", ("starmap.selection", "starmap.evidence")),
        ("completion bash", ("starmap.selection", "starmap.evidence")),
    ],
)
def test_a_command_imports_no_more_than_it_needs(start: Start, command: str, needless: tuple[str, ...]) -> None:
    """Each costs every run of the command its time."""
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom starmap.cli.program import app\n"
        f"assert CliRunner().invoke(app, {command.split()!r}).exit_code == 0\n"
        f"print([name for name in sys.modules if name.startswith({(*ABOVE, *needless)!r})])"
    )
    result = start("-c", code)
    assert result.stdout == "[]\n", result.stderr


def test_on_sets_the_day_of_the_run(run: Run) -> None:
    """For prices and for statuses, and for no longer than the run."""
    then = run("--on", "2024-06-01", "show", "openai:gpt-4o").stdout
    assert "deprecated since" not in then
    assert "since   2024-05-13" in then
    assert "since   2024-05-13" not in run("show", "openai:gpt-4o").stdout


@pytest.mark.parametrize("day", ["2024-13-01", "yesterday", ""])
def test_on_takes_a_day(run: Run, day: str) -> None:
    """Anything else is bad input."""
    result = run("--on", day, "show", "gpt-4o")
    assert result.exit_code == 2
    assert "write it as 2026-11-20" in result.stderr


TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
COLOURED = [
    ("show", "gpt-4o"),
    ("list", "--provider", "openai"),
    ("search", "gpt"),
    ("compare", "gpt-4o", "gpt-4o-mini"),
    ("cost", "gpt-4o", "--input", "1"),
    ("select", "--supports", "tools"),
    ("providers",),
    ("explain", "gpt-4o", "context_window"),
    ("history", "gpt-4o"),
    ("conflicts", "--limit", "2"),
]


@pytest.mark.parametrize("command", COLOURED, ids=lambda command: command[0])
def test_colour_is_for_terminals(run: Run, command: tuple[str, ...]) -> None:
    """None in a pipe, none with NO_COLOR, none in a form for programs."""
    assert "\x1b[" in run(*command, env=TERMINAL).stdout
    assert "\x1b" not in run(*command).stdout
    assert "\x1b[3" not in run(*command, env={**TERMINAL, "NO_COLOR": "1"}).stdout
    for form in ("--json", "--csv", "--markdown"):
        assert "\x1b" not in run(*command, form, env=TERMINAL).stdout


@pytest.mark.parametrize("missing", ["typer", "rich"])
def test_a_missing_extra_is_told_with_the_command_that_installs_it(start: Start, missing: str) -> None:
    """Without Typer or Rich the script says how to get them, and nothing else."""
    code = f"import sys; sys.modules[{missing!r}] = None; sys.argv = ['starmap', 'list']\n"
    result = start("-c", f"{code}from starmap.cli.app import main; main()")
    assert result.returncode == 2
    assert 'pip install "starmap[cli]"' in result.stderr
    assert "Traceback" not in result.stderr
