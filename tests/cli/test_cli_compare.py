"""``compare``: entries side by side."""

from __future__ import annotations

from cli.runs import Run, RunJson

PAIR = ("gpt-4o", "google-vertex:gemini-1.5-pro-002")


def facts(document: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """The values of each fact."""
    return {str(one["fact"]): one["values"] for one in document["facts"]}


def test_models_and_offerings_stand_side_by_side(run_json: RunJson) -> None:
    """With exact values, null for what is not known."""
    document = run_json("compare", *PAIR)
    assert document["entries"] == ["openai/gpt-4o", "google-vertex:gemini-1.5-pro-002"]
    held = facts(document)
    assert held["what"] == ["model", "offering"]
    assert held["context_window"] == [128_000, 2_000_000]
    assert held["input"] == ["2.5", "1.25"]
    assert held["retires_on"] == ["2027-01-14", "2025-09-24"]
    assert held["tools"] == [True, True]
    assert held["mcp"] == [None, None]


def test_text_has_words_for_all_three_answers(run: Run) -> None:
    """Yes, no and not known are told apart."""
    rows = {line.split("  ")[0]: line.split()[1:] for line in run("compare", *PAIR).stdout.splitlines() if line}
    assert rows["reasoning"] == ["no", "not", "known"]
    assert rows["tools"] == ["yes", "yes"]


def test_differences_leave_out_what_is_the_same(run_json: RunJson) -> None:
    """And keep what only one of them has."""
    document = run_json("compare", *PAIR, "--differences")
    held = facts(document)
    assert all(values[0] != values[1] for values in held.values())  # type: ignore[index]
    assert "tools" not in held
    assert held["reasoning"] == [False, None]


def test_no_difference_is_a_negative_answer(run: Run) -> None:
    """And says so."""
    result = run("compare", "gpt-4o", "openai/gpt-4o", "--differences")
    assert result.exit_code == 1
    assert result.stdout == "nothing that is known tells them apart\n"


def test_one_entry_cannot_be_compared(run: Run) -> None:
    """Two are needed."""
    assert run("compare", "gpt-4o").exit_code == 2


def test_the_day_decides_on_prices(run: Run, run_json: RunJson) -> None:
    """With the global --on."""
    found = run("--on", "2024-06-01", "compare", *PAIR, "--csv").stdout
    assert "\nprices,input,5,\n" in found


def test_a_narrow_terminal_cuts_between_entries(run: Run) -> None:
    """No line is wider, and every entry is there."""
    env = {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "60"}
    output = run("compare", *PAIR, "azure:gpt-5.4", env=env).stdout
    plain = output.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert max(map(len, plain.splitlines())) <= 60
    assert plain.count("\nidentity\n") == 1
    assert {"openai/gpt-4o", "google-vertex:gemini-1.5-pro-002", "azure:gpt-5.4"} <= set(plain.split())
