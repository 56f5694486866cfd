"""``history``: every dated rate card, and the chart on a terminal."""

from __future__ import annotations

import pytest

from cli.runs import Run, RunJson
from starmap import Catalog

TERMINAL = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "60"}


def test_every_card_has_its_day_basis_prices_and_source(run_json: RunJson, sample: Catalog) -> None:
    """Oldest first, exact."""
    found = run_json("history", "gpt-4o")
    assert [(one["valid_from"], one["basis"], one["input"], one["output"], one["source"]) for one in found] == [
        (str(card.valid_from), card.basis, str(card.input), str(card.output), card.source)
        for card in sample.get("gpt-4o").price_history
    ]


def test_another_rate_may_be_named(run: Run) -> None:
    """By its name or its path; cards that do not have it are left out."""
    output = run("history", "gpt-4o", "pricing.cache_read").stdout
    assert output.splitlines()[2].split()[:4] == ["first", "day", "until", "cache"]
    assert "2024-05-13" not in output


def test_a_pipe_gets_no_chart(run: Run) -> None:
    """Only the table."""
    output = run("history", "gpt-4o").stdout
    assert "┤" not in output
    assert "\x1b" not in output


def test_a_terminal_gets_a_chart_of_each_price(run: Run) -> None:
    """As wide as the terminal at most."""
    output = run("--on", "2026-11-20", "history", "gpt-4o", env={**TERMINAL, "NO_COLOR": "1"}).stdout
    assert "\x1b[3" not in output
    plain = output.replace("\x1b[1m", "").replace("\x1b[0m", "")
    lines = plain.splitlines()
    assert max(map(len, lines)) <= 60
    assert [line.split()[0] for line in lines if "┤" in line] == ["$5.00", "$2.50", "$15.00", "$10.00"]
    assert sum(line.endswith("2026-11-20") for line in lines) == 2


def test_a_form_gets_no_chart(run: Run) -> None:
    """Not even on a terminal."""
    assert "┤" not in run("history", "gpt-4o", "--markdown", env=TERMINAL).stdout


def test_an_entry_without_prices_exits_1(run: Run) -> None:
    """JSON is still a document."""
    result = run("history", "github-copilot:gpt-4o", "--json")
    assert (result.exit_code, result.stdout) == (1, "[]\n")
    assert "no price of github-copilot:gpt-4o is known for input and output" in result.stderr


@pytest.mark.parametrize("name", ["inptu", "context_window"])
def test_what_is_no_rate_is_bad_input(run: Run, name: str) -> None:
    """With the names of rates."""
    result = run("history", "gpt-4o", name)
    assert result.exit_code == 2
    assert f"'{name}' is not a rate; close matches: input" in result.stderr
