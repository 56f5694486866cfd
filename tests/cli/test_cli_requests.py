"""``fits`` and ``check``."""

from __future__ import annotations

import json

import pytest

from cli.runs import Run

O3 = '{"model": "o3", "messages": [{"role": "user", "content": "Hi"}], "temperature": 0.2, "max_tokens": 500}'
GOOD = '{"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]}'


@pytest.mark.parametrize(
    ("options", "status", "told"),
    [
        (["gpt-4o", "--input", "1000"], 0, "openai/gpt-4o: fits; room for output: 16,384 tokens\n"),
        (
            ["gpt-4o", "--input", "128001"],
            1,
            "openai/gpt-4o: does not fit: context_window is 128,000 tokens, and 128,001 are 1 too many\n",
        ),
        (
            ["azure:prebuilt-read", "--input", "1"],
            1,
            "azure:prebuilt-read: not known to fit: context_window is not known\n",
        ),
        (
            ["azure:prebuilt-read", "--input", "1", "--allow-unknown"],
            0,
            "azure:prebuilt-read: fits; room for output: not known\n",
        ),
    ],
    ids=["fits", "does not", "not known", "taken for good"],
)
def test_fits_answers_in_a_sentence_and_a_code(run: Run, options: list[str], status: int, told: str) -> None:
    """What is not known is no yes."""
    result = run("fits", *options)
    assert (result.exit_code, result.stdout) == (status, told)


def test_fits_counts_the_output_too(run: Run) -> None:
    """Beside the prompt, where it shares the window."""
    assert run("fits", "gpt-4o", "--input", "120000", "--output", "8000").exit_code == 0
    assert run("fits", "gpt-4o", "--input", "120000", "--output", "8001").exit_code == 1


def test_json_of_a_misfit_tells_by_how_much(run: Run) -> None:
    """Each limit that is exceeded."""
    document = json.loads(run("fits", "gpt-4o", "--input", "128001", "--json").stdout)
    assert document["fits"] is False
    assert document["exceeded"] == [{"limit": "context_window", "allowed": 128_000, "asked": 128_001, "by": 1}]


@pytest.mark.parametrize("options", [["gpt-4o"], ["gpt-4o", "--input", "-1"], ["gpt-4o", "--input", "many"]])
def test_fits_needs_a_count(run: Run, options: list[str]) -> None:
    """Anything else is bad input."""
    assert run("fits", *options).exit_code == 2


def test_check_prints_path_fact_and_repair(run: Run) -> None:
    """Of every violation, in the request's order."""
    result = run("--on", "2026-06-01", "check", "-", stdin=O3)
    assert result.exit_code == 1
    assert result.stdout == (
        "openai/o3 refuses the request\n\n"
        "violation: openai/o3 does not take temperature\n"
        "path    temperature\n"
        "rule    parameter\n"
        "fact    parameters.temperature.accepted: false\n"
        "repair  leave temperature out\n\n"
        "violation: openai/o3 does not take max_tokens\n"
        "path    max_tokens\n"
        "rule    parameter\n"
        "fact    parameters.max_tokens.accepted: false\n"
        "repair  send max_completion_tokens instead\n"
    )


def test_a_good_request_exits_0(run: Run) -> None:
    """Nothing is known against it."""
    result = run("check", "-", "--on", "2026-06-01", stdin=GOOD)
    assert (result.exit_code, result.stdout) == (0, "nothing is known against the request to openai/gpt-4o\n")


def test_the_day_decides_on_retirement(run: Run) -> None:
    """--on of the command comes before that of the program."""
    assert run("--on", "2026-06-01", "check", "-", "--on", "2027-01-14", stdin=GOOD).exit_code == 1


def test_strict_refuses_what_is_not_known(run: Run) -> None:
    """A parameter of which nothing is published."""
    request = GOOD.replace("}]}", '}], "verbosity": "low"}')
    assert run("check", "-", "--on", "2026-06-01", stdin=request).exit_code == 0
    assert run("check", "-", "--on", "2026-06-01", "--strict", stdin=request).exit_code == 1


def test_counts_are_held_against_the_limits(run: Run) -> None:
    """Of the prompt and of the output."""
    result = run("check", "-", "--on", "2026-06-01", "--input-tokens", "128001", stdin=GOOD)
    assert result.exit_code == 1
    assert "rule    context" in result.stdout
    assert run("check", "-", "--on", "2026-06-01", "--output-tokens", "16385", stdin=GOOD).exit_code == 1


def test_the_model_and_the_provider_may_be_named(run: Run) -> None:
    """Instead of that of the request, or of its home."""
    named = json.loads(run("check", "-", "--model", "openai:o3", "--json", stdin=GOOD).stdout)
    served = json.loads(run("check", "-", "--provider", "azure", "--json", stdin=GOOD).stdout)
    assert (named["entry"], served["entry"]) == ("openai:o3", "azure:gpt-4o")


def test_csv_has_a_row_for_each_finding(run: Run) -> None:
    """With who says so."""
    lines = run("--on", "2026-06-01", "check", "-", "--csv", stdin=O3).stdout.splitlines()
    assert [line.split(",")[:3] for line in lines[1:]] == [
        ["violation", "temperature", "parameter"],
        ["violation", "max_tokens", "parameter"],
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "- is no JSON"),
        ("[]", "- holds no request"),
        ("[" * 100_000, "- is no JSON"),
        ('{"model": "gpt-4o", "x": 1}', "the request has no shape that starmap knows"),
        ('{"messages": []}', "the request names no model"),
    ],
    ids=["cut off", "a list", "too deep", "no shape", "no model"],
)
def test_an_unreadable_request_is_bad_input(run: Run, text: str, told: str) -> None:
    """Exit code 2 and what to give instead."""
    result = run("check", "-", stdin=text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_a_missing_file_is_named(run: Run) -> None:
    """With exit code 2."""
    result = run("check", "no-such-file.json")
    assert result.exit_code == 2
    assert "no-such-file.json: No such file or directory\n" in result.stderr
