"""``show``, ``explain`` and ``resolve``."""

from __future__ import annotations

from datetime import date

import pytest

from cli.runs import Run, RunJson
from starmap import Catalog, Model


def test_show_prints_exact_limits(run: Run) -> None:
    """Limits are exact, with thousands separators."""
    result = run("show", "gemini-1.5-pro-002")
    assert result.exit_code == 0
    assert "context window        2,000,000 tokens\n" in result.stdout
    assert "max output            8,192 tokens\n" in result.stdout


def test_show_says_yes_no_and_not_known(run: Run) -> None:
    """A capability stands under its answer, in words."""
    lines = run("show", "gemini-1.5-pro-002").stdout.splitlines()
    start = lines.index("Capabilities")
    answers = {line[:11].strip(): line[11:].split(", ") for line in lines[start + 1 : start + 4]}
    assert "tools" in answers["yes"]
    assert answers["no"] == ["fine_tuning"]
    assert "mcp" in answers["not known"]


def test_show_prints_a_tier_beside_the_standard_price(run: Run) -> None:
    """The long-context tier has a column of its own."""
    output = run("show", "google/gemini-1.5-pro-002").stdout
    assert "            standard  above 128,000\ninput          $1.25          $2.50\n" in output


def test_show_of_a_model_lists_its_offerings(run: Run) -> None:
    """A model's offerings are a table."""
    output = run("show", "gemini-1.5-pro-002").stdout
    assert "Offerings (2; prices per million tokens)" in output
    assert "google-vertex     gemini-1.5-pro-002  2,000,000       8,192  $1.25   $5.00  retired\n" in output


def test_show_of_an_offering_names_the_provider_and_its_id(run: Run) -> None:
    """An offering shows who serves it and the id to send."""
    output = run("show", "github-copilot/o3").stdout
    assert "provider          GitHub Copilot (github-copilot)\n" in output
    assert "id to send        o3\n" in output


def test_show_tells_what_an_alias_serves_now(run: Run) -> None:
    """A moving name shows its target."""
    assert (
        "serves now        mistral:mistral-large-2512 (a moving name)\n" in run("show", "mistral-large-latest").stdout
    )


def test_show_tells_since_when_an_entry_is_retired(run: Run) -> None:
    """The status has its date."""
    assert "status            retired since 2025-09-24\n" in run("show", "gemini-1.5-pro-002").stdout


def test_show_speaks_of_today(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its retirement the same record is not retired."""
    monkeypatch.setattr("starmap.cli.program.today", lambda: date(2025, 9, 1))
    assert "retires 2025-09-24\n" in run("show", "gemini-1.5-pro-002").stdout


def test_show_never_prints_none(run: Run, sample: Catalog) -> None:
    """What is not known is told in words or as a dash, for every entry."""
    for entry in (*sample.models, *sample.offerings):
        result = run("show", entry.id)
        assert result.exit_code == 0
        assert "None" not in result.stdout


def test_show_fits_a_narrow_terminal(run: Run) -> None:
    """On a terminal no line is wider than it."""
    output = run("show", "openai:gpt-5.4", env={"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "60"}).stdout
    plain = output.replace("\x1b[1m", "").replace("\x1b[2m", "").replace("\x1b[0m", "")
    assert max(map(len, plain.splitlines())) <= 60


def test_show_is_plain_in_a_pipe(run: Run) -> None:
    """Away from a terminal there is no escape sequence and no trailing space."""
    output = run("show", "gpt-4o").stdout
    assert "\x1b" not in output
    assert not any(line.endswith(" ") for line in output.splitlines())


def test_no_color_is_respected(run: Run) -> None:
    """A terminal gets colour, but not with NO_COLOR."""
    terminal = {"FORCE_COLOR": "1", "TERM": "xterm-256color", "COLUMNS": "100"}
    assert "\x1b[32m" in run("show", "gpt-4o", env=terminal).stdout
    assert "\x1b[3" not in run("show", "gpt-4o", env={**terminal, "NO_COLOR": "1"}).stdout


def test_json_is_the_dump_and_what_depends_on_the_day(run_json: RunJson, sample: Catalog) -> None:
    """Without as_of, status and pricing the document is the record."""
    document = run_json("show", "gemini-1.5-pro-002")
    assert document.pop("status") == "retired"
    assert document.pop("pricing")["input"] == "1.25"
    assert date.fromisoformat(document.pop("as_of"))
    assert document == sample.get("google/gemini-1.5-pro-002").model_dump(mode="json")


def test_an_unknown_reference_exits_1_with_near_matches(run: Run) -> None:
    """The message is on stderr, and nothing on stdout."""
    result = run("show", "gemini-1.5-pro-02")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "no model is called 'gemini-1.5-pro-02'; close matches: " in result.stderr


def test_an_ambiguous_reference_lists_its_candidates(run: Run) -> None:
    """Each candidate stands on a line of its own."""
    result = run("show", "openrouter/free")
    assert result.exit_code == 1
    assert "  kilo:openrouter/free\n" in result.stderr


def test_an_inexact_reference_is_refused_and_says_so(run: Run) -> None:
    """What would be dropped, and where it would lead."""
    result = run("show", "gpt-4o-2024-12-25")
    assert result.exit_code == 1
    assert "dropping the date '2024-12-25' leads to openai/gpt-4o" in result.stderr


def test_inexact_takes_the_entry(run: Run) -> None:
    """With --inexact the entry is shown."""
    assert "openai/gpt-4o\n" in run("show", "gpt-4o-2024-12-25", "--inexact").stdout


def test_explain_prints_the_source_and_the_losing_claim(run: Run) -> None:
    """Value, source and date, and the losing value with its own."""
    output = run("explain", "gemini-1.5-pro-002", "context_window").stdout
    assert "limits.context_window: 2,000,000\n" in output
    assert "  source  vendor page, 2025-09-02, https://generativelanguage.googleapis.com/" in output
    assert "  losing  2,097,152: vendor page, 2024-12, https://ai.google.dev/" in output


def test_explain_without_a_field_tells_all(run: Run, sample: Catalog) -> None:
    """Every field with evidence is told."""
    output = run("explain", "gemini-1.5-pro-002").stdout
    assert all(f"{f.field}: " in output for f in sample.explain("gemini-1.5-pro-002").fields)


def test_explain_json_is_the_explanation(run_json: RunJson, sample: Catalog) -> None:
    """The document is the library's own."""
    found = run_json("explain", "gemini-1.5-pro-002", "pricing")
    assert found == sample.explain("gemini-1.5-pro-002", "pricing").model_dump(mode="json")


def test_explain_of_a_field_of_which_nothing_is_known_exits_1(run: Run) -> None:
    """An empty answer is a negative one."""
    result = run("explain", "openai:gpt-4o", "capabilities.prefill")
    assert result.exit_code == 1
    assert "nothing is known of capabilities.prefill" in result.stdout


def test_explain_of_a_field_that_does_not_exist_is_bad_input(run: Run) -> None:
    """A typing mistake in a field gets near matches and exit code 2."""
    result = run("explain", "openai:gpt-4o", "contxt_window")
    assert result.exit_code == 2
    assert "close matches: context_window" in result.stderr


def test_resolve_prints_each_step(run: Run) -> None:
    """The entry, that it is exact, and the steps in order."""
    lines = run("resolve", "models/gemini-1.5-pro-002").stdout.splitlines()
    assert lines[:3] == ["google/gemini-1.5-pro-002", "means   a model", "exact   yes"]
    assert lines[3] == "step 1  without 'models/'"


def test_resolve_says_what_an_inexact_reference_drops(run_json: RunJson) -> None:
    """An inexact reference is found, and marked."""
    found = run_json("resolve", "gpt-4o-2024-12-25")
    assert (found["id"], found["exact"], found["dropped"]) == ("openai/gpt-4o", False, ["the date '2024-12-25'"])


def test_the_sample_has_models(sample: Catalog) -> None:
    """The tests above read a catalog of models."""
    assert isinstance(sample.get("gpt-4o"), Model)
