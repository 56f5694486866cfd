"""``compile``: what it writes, what it prints, and what it refuses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from cli.runs import Run
from compiling.inputs import Inputs, make_inputs
from starmap.errors import FetchError
from starmap.sources.fetching import Refreshed


@pytest.fixture
def inputs(tmp_path: Path) -> Inputs:
    """Small sources and curated files."""
    return make_inputs(tmp_path)


def options(inputs: Inputs, *more: str) -> tuple[str, ...]:
    """The command with the directories of the inputs."""
    return ("compile", "--facts", str(inputs.facts), "--out", str(inputs.out), *more)


def with_sources(inputs: Inputs, *more: str) -> tuple[str, ...]:
    """The command with the sources too."""
    return options(inputs, "--sources", str(inputs.sources), *more)


def test_a_compile_writes_the_data_and_says_so(run: Run, inputs: Inputs) -> None:
    """The summary begins with what was written and the counts."""
    result = run(*with_sources(inputs))
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"{inputs.out}: written"
    assert lines[1].startswith("models       ")
    assert "manifest.json" in inputs.output()


def test_a_second_compile_changes_nothing(run: Run, inputs: Inputs) -> None:
    """The same inputs give the same bytes, and the summary says so."""
    run(*with_sources(inputs))
    before = inputs.output()
    assert run(*with_sources(inputs)).stdout.startswith(f"{inputs.out}: nothing changed\n")
    assert inputs.output() == before


def test_the_report_lists_what_the_summary_counts(run: Run, inputs: Inputs, tmp_path: Path) -> None:
    """--report writes every quarantined claim and unplaced offering."""
    report = tmp_path / "report.txt"
    assert run(*with_sources(inputs, "--report", str(report))).exit_code == 0
    text = report.read_text()
    assert text.startswith("Quarantined (")
    assert "\nUnplaced (" in text


def test_changes_are_written_as_markdown(run: Run, inputs: Inputs, tmp_path: Path) -> None:
    """What a user of the data will notice; nothing to compare with at first."""
    page = tmp_path / "changes.md"
    arguments = options(inputs, "--sources", str(inputs.sources), "--changes", str(page))
    assert run(*arguments).exit_code == 0
    assert page.read_text() == "There was no data to compare with.\n"
    table = inputs.read("models_dev/api-2026-09-30.json.gz")
    assert isinstance(table, dict)
    table["relay"]["models"]["azure/orca-2"]["cost"]["input"] = 3
    inputs.write("models_dev/api-2026-09-30.json.gz", table)
    assert run(*arguments).exit_code == 0
    assert "relay:azure/orca-2" in page.read_text()


def test_accept_writes_the_baseline(run: Run, inputs: Inputs) -> None:
    """--accept leaves a baseline beside the facts."""
    run(*with_sources(inputs, "--accept"))
    assert (inputs.facts / "baseline" / "offerings.tsv").is_file()


def test_check_compares_with_the_sources(run: Run, inputs: Inputs) -> None:
    """--check with sources compiles again."""
    run(*with_sources(inputs))
    result = run(*with_sources(inputs, "--check"))
    assert result.exit_code == 0, result.stderr
    assert "data files are what" in result.stdout


def test_check_without_sources_says_that_it_saw_hashes_only(run: Run, inputs: Inputs) -> None:
    """--check alone verifies hashes and says so."""
    run(*with_sources(inputs))
    result = run(*options(inputs, "--check"))
    assert result.exit_code == 0
    assert "match their hashes (sources not at hand)" in result.stdout


def test_check_finds_a_changed_byte(run: Run, inputs: Inputs) -> None:
    """A changed output file fails the check with what to run."""
    run(*with_sources(inputs))
    with (inputs.out / "models.txt").open("ab") as file:
        file.write(b"x")
    result = run(*options(inputs, "--check"))
    assert result.exit_code == 2
    assert "run: starmap compile --sources DIR" in result.stderr


def test_a_malformed_source_is_named_and_the_data_untouched(run: Run, inputs: Inputs) -> None:
    """A broken source exits 2; no byte of the data changes."""
    run(*with_sources(inputs))
    before = inputs.output()
    (inputs.sources / "litellm_retired.json").write_text("{")
    result = run(*with_sources(inputs))
    assert result.exit_code == 2
    assert "litellm_retired.json" in result.stderr
    assert inputs.output() == before


def test_a_wrong_curated_key_is_named_with_its_line(run: Run, inputs: Inputs) -> None:
    """A curated file that breaks a rule exits 2 with file and line."""
    inputs.add_fact("\n[wrong]\n")
    result = run(*with_sources(inputs))
    assert result.exit_code == 2
    assert "openai.toml:" in result.stderr


@pytest.mark.parametrize("option", ["--sources", "--facts"])
def test_a_missing_directory_is_bad_input(run: Run, inputs: Inputs, option: str) -> None:
    """A directory that is not there exits 2 and is named."""
    result = run(*with_sources(inputs), option, "no-such-directory")
    assert result.exit_code == 2
    assert "no-such-directory" in result.stderr
    assert inputs.output() == {}


def test_a_compile_needs_sources(run: Run) -> None:
    """Only --check can do without them."""
    result = run("compile")
    assert result.exit_code == 2
    assert "--sources" in result.stderr


def test_check_does_not_go_with_writing(run: Run, inputs: Inputs) -> None:
    """--check and --accept contradict each other."""
    assert run(*with_sources(inputs, "--check", "--accept")).exit_code == 2


def test_a_report_that_cannot_be_written_stops_before_the_compile(run: Run, inputs: Inputs, tmp_path: Path) -> None:
    """The place of the report is looked at first."""
    result = run(*with_sources(inputs, "--report", str(tmp_path / "nowhere" / "report.txt")))
    assert result.exit_code == 2
    assert inputs.output() == {}


def test_refresh_fetches_before_the_compile(run: Run, inputs: Inputs, monkeypatch: pytest.MonkeyPatch) -> None:
    """--refresh says what was fetched, then the compile reads it."""
    asked = []

    def refresh(directory: Path, names: None, day: date) -> list[Refreshed]:
        asked.append(directory)
        assert inputs.output() == {}
        return [Refreshed("models.dev", "models_dev/api-2026-09-30.json.gz", changed=False)]

    monkeypatch.setattr("starmap.cli.compilation.refresh", refresh)
    result = run(*with_sources(inputs, "--refresh"))
    assert result.exit_code == 0, result.stderr
    assert asked == [inputs.sources]
    assert result.stdout.startswith("models.dev: unchanged, models_dev/api-2026-09-30.json.gz\n")


def test_a_source_that_cannot_be_fetched_stops_the_compile(
    run: Run, inputs: Inputs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed fetch exits 2 with the address and the cause; nothing is compiled."""

    def refresh(directory: Path, names: None, day: date) -> list[Refreshed]:
        raise FetchError("https://models.dev/api.json", "connection refused")

    monkeypatch.setattr("starmap.cli.compilation.refresh", refresh)
    result = run(*with_sources(inputs, "--refresh"))
    assert result.exit_code == 2
    assert "cannot fetch https://models.dev/api.json: connection refused" in result.stderr
    assert inputs.output() == {}
