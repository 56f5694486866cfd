"""``cost``: requests and responses, and what is not priced."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cli.runs import Run, RunJson
from factories import SAMPLE
from starmap import Catalog, Usage

RESPONSES = SAMPLE.parent / "responses"


def test_a_request_has_a_line_for_each_unit(run: Run) -> None:
    """With its rate and amount, and the total above."""
    lines = run("cost", "gpt-4o", "--input", "12000", "--cached", "4000", "--output", "800").stdout.splitlines()
    assert lines[0] == "openai/gpt-4o: $0.033"
    assert [line.split()[-1] for line in lines[1:5]] == ["amount", "$0.02", "$0.005", "$0.008"]


def test_every_count_of_a_usage_can_be_given(run_json: RunJson, sample: Catalog) -> None:
    """By its own option, or by its name."""
    found = run_json(
        "cost", "anthropic:claude-sonnet-4-5", "--input", "9000", "--output", "900", "--cached", "1000",
        "--cache-write", "2000", "--cache-write-1h", "3000", "--reasoning", "100", "--usage", "searches=2",
    )  # fmt: skip
    usage = Usage(
        input_tokens=9000, output_tokens=900, cache_read_tokens=1000, cache_write_tokens=2000,
        cache_write_1h_tokens=3000, reasoning_tokens=100, searches=2,
    )  # fmt: skip
    expected = sample.get("anthropic:claude-sonnet-4-5").cost(usage)
    assert expected.total is not None
    assert (found["total"], len(found["lines"])) == (str(expected.total), len(expected.lines))


def test_seconds_may_have_a_fraction(run: Run) -> None:
    """Exactly as written."""
    unpriced = json.loads(run("cost", "gpt-4o", "--usage", "input_seconds=0.1", "--json").stdout)["unpriced"]
    assert [unit["quantity"] for unit in unpriced] == ["0.1"]


def test_many_requests_are_the_sum_of_as_many(run_json: RunJson, sample: Catalog) -> None:
    """Not one long request: the tier is that of each, and so is the fee."""
    one = sample.get("google-vertex:gemini-1.5-pro-002").cost(Usage(input_tokens=100_000, output_tokens=10))
    assert one.total is not None
    for number in (1, 2, 3, 1000):
        found = run_json(
            "cost", "google-vertex:gemini-1.5-pro-002", "--input", "100000", "--output", "10", "--requests", str(number)
        )
        assert Decimal(found["total"]) == one.total * number
        assert found["lines"][0]["quantity"] == 100_000 * number
        assert found["requests"] == number


def test_an_unpriced_unit_leaves_no_total(run: Run) -> None:
    """The reason is told once, however many requests, and the exit code is 1."""
    result = run("cost", "gpt-4o", "--input", "10", "--usage", "images=1", "--requests", "1000000")
    assert result.exit_code == 1
    assert result.stdout.startswith("one request to openai/gpt-4o: not known (no per_image price is published)\n")
    assert result.stdout.count("images  ") == 2
    assert "\nat least   $0.000025\n" in result.stdout


def test_json_of_an_unknown_total_is_null(run: Run) -> None:
    """And never zero."""
    document = json.loads(run("cost", "gpt-4o", "--usage", "images=1", "--json").stdout)
    assert document["total"] is None
    assert document["unpriced"][0]["reason"] == "no per_image price is published"


def test_csv_ends_with_the_total(run: Run) -> None:
    """Rates and amounts are decimal texts."""
    assert run("cost", "gpt-4o", "--input", "1000000", "--csv").stdout == (
        "unit,quantity,rate,amount,currency,reason\ninput_tokens,1000000,2.5,2.5,USD,\ntotal,,,2.5,USD,\n"
    )


def test_the_day_and_the_mode_decide(run_json: RunJson) -> None:
    """--at comes before --on, and a mode has a card of its own."""
    options = ("gpt-4o", "--input", "1000000")
    assert run_json("cost", *options, "--at", "2024-06-01")["total"] == "5"
    assert run_json("--on", "2024-06-01", "cost", *options)["total"] == "5"
    assert run_json("--on", "2024-06-01", "cost", *options, "--at", "2026-11-20")["total"] == "2.5"
    assert run_json("cost", *options, "--mode", "batch")["total"] == "1.25"


def test_a_moment_has_its_zone(run_json: RunJson, run: Run) -> None:
    """Without one it is bad input."""
    assert run_json("cost", "gpt-4o", "--input", "1", "--at", "2024-06-01T23:30-05:00")["on"] == "2024-06-02"
    assert run("cost", "gpt-4o", "--input", "1", "--at", "2024-06-01T23:30").exit_code == 2


def test_a_provider_serves_the_model(run_json: RunJson) -> None:
    """Its own offering is priced."""
    assert run_json("cost", "gpt-4o", "--provider", "azure", "--input", "1")["entry"] == "azure:gpt-4o"


def test_a_response_is_priced_as_the_library_does(run_json: RunJson, sample: Catalog) -> None:
    """At the prices of its own day."""
    file = RESPONSES / "openai-chat-cached.json"
    found = run_json("cost", "--response", str(file), "--at", "2026-11-20")
    assert found["total"] == str(sample.price(file.read_text(), at=date(2026, 11, 20)).total)
    assert found["entry"] == "openai/gpt-4o-2024-08-06"


def test_a_response_may_come_from_standard_input(run: Run) -> None:
    """And a reference says which model was asked for."""
    body = '{"usage": {"prompt_tokens": 1000000, "completion_tokens": 0, "total_tokens": 1000000}}'
    result = run("cost", "gpt-4o", "--response", "-", "--at", "2026-11-20", stdin=body)
    assert result.stdout.startswith("openai/gpt-4o: $2.50\n")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["gpt-4o"], "say what is used"),
        (["--input", "1"], "name what is to be priced"),
        (["gpt-4o", "--usage", "imags=1"], "'imags' is not a field of a usage; close matches: images"),
        (["gpt-4o", "--usage", "images"], "write it as images=2"),
        (["gpt-4o", "--usage", "images=many"], "write it as images=2"),
        (["gpt-4o", "--input", "1", "--usage", "input_tokens=2"], "input_tokens is given twice"),
        (["gpt-4o", "--usage", "images=-1"], "images: input should be greater than or equal to 0"),
        (["gpt-4o", "--input", "-1"], "--input"),
        (["gpt-4o", "--output", "1", "--reasoning", "2"], "reasoning_tokens is 2, which cannot be part of 1"),
        (["gpt-4o", "--input", "1", "--mode", "bach"], "'bach' is not a processing mode; close matches: batch"),
        (["gpt-4o", "--input", "1", "--at", "noon"], "'noon' is no day and no moment"),
        (["--response", "no-such-file.json"], "no-such-file.json: No such file or directory"),
        (["--response", "-", "--input", "1"], "give --response or counts, not both"),
        (["--response", "-"], "no usage can be read from the response"),
    ],
)
def test_bad_input_says_what_is_wrong(run: Run, options: list[str], told: str) -> None:
    """On standard error, with exit code 2."""
    result = run("cost", *options, stdin="nothing")
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_a_file_that_is_no_text_is_bad_input(run: Run, tmp_path: Path) -> None:
    """It is named."""
    (tmp_path / "body").write_bytes(b"\xff\xfe")
    result = run("cost", "--response", str(tmp_path / "body"))
    assert result.exit_code == 2
    assert "is not UTF-8" in " ".join(result.stderr.replace("│", " ").split())
