"""``completion``: the scripts, and what a shell is offered."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from cli.runs import Run
from factories import SAMPLE
from starmap.cli.program import app


def offered(words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    env = {"_STARMAP_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(words.count(" "))}
    return CliRunner().invoke(app, [], env=env, prog_name="starmap").stdout.splitlines()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_each_shell_has_its_script(run: Run, shell: str) -> None:
    """It calls the program back with the variable that the program reads."""
    output = run("completion", shell).stdout
    assert f"_STARMAP_COMPLETE=complete_{shell}" in output or f'_STARMAP_COMPLETE = "complete_{shell}"' in output


def test_the_shell_of_the_environment_is_taken(run: Run) -> None:
    """Where none is named."""
    assert run("completion", env={"SHELL": "/usr/bin/zsh"}).stdout == run("completion", "zsh").stdout


@pytest.mark.parametrize("shell", ["", "/bin/csh"])
def test_an_unknown_shell_is_bad_input(run: Run, shell: str) -> None:
    """The ones that can be taught are named."""
    result = run("completion", env={"SHELL": shell})
    assert (result.exit_code, result.stdout) == (2, "")
    assert "bash, zsh, fish, powershell" in result.stderr


def test_commands_complete() -> None:
    """By what is typed."""
    assert offered("starmap co") == ["compare", "cost", "conflicts", "compile", "completion"]


def test_references_complete_from_the_data_given() -> None:
    """Models with and without their author, and offerings."""
    start = f"starmap --data {SAMPLE} show "
    assert offered(start + "gpt-4o-mini") == ["gpt-4o-mini", "gpt-4o-mini-2024-07-18"]
    assert offered(start + "openai/gpt-4o-mini") == ["openai/gpt-4o-mini", "openai/gpt-4o-mini-2024-07-18"]
    assert offered(start + "azure:gpt-5") == ["azure:gpt-5.4"]


def test_no_more_than_fifty_are_offered() -> None:
    """Even where nothing is typed."""
    assert len(offered("starmap show ")) == 50


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("starmap list --provider google-v", ["google-vertex"]),
        ("starmap list --author mistr", ["mistral"]),
        ("starmap select --supports temp", ["temperature"]),
        ("starmap select --kind emb", ["embedding"]),
        ("starmap check x.json --model openai/gpt-4o-min", ["openai/gpt-4o-mini"]),
    ],
)
def test_values_of_options_complete(words: str, found: list[str]) -> None:
    """Providers, authors, capabilities, kinds, references."""
    assert offered(words)[: len(found)] == found
