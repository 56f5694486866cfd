"""``list``, ``providers`` and ``authors``."""

from __future__ import annotations

from cli.runs import Run, RunJson
from starmap import Catalog


def test_list_has_every_offering(run: Run, sample: Catalog) -> None:
    """A header and a line for each."""
    lines = run("list").stdout.splitlines()
    assert [line.split()[0] for line in lines[1:]] == sample.offerings.ids()


def test_list_of_a_provider_takes_its_alias(run_json: RunJson) -> None:
    """--provider answers to the names that references may use."""
    found = run_json("list", "--provider", "gemini")
    assert {row["provider"] for row in found} == {"google-ai-studio"}


def test_list_of_an_author(run_json: RunJson) -> None:
    """--author keeps its models, wherever they are served."""
    found = run_json("list", "--author", "google")
    assert {row["provider"] for row in found} == {"google-ai-studio", "google-vertex"}


def test_list_of_a_kind(run_json: RunJson) -> None:
    """--kind keeps one kind."""
    assert [row["id"] for row in run_json("list", "--kind", "embedding")] == ["openai:text-embedding-3-small"]


def test_list_tells_free_from_not_known(run: Run) -> None:
    """Zero is free; an unpublished price is a dash."""
    lines = run("list", "--unplaced").stdout.splitlines()
    rows = {line.split()[0]: line.split() for line in lines[1:4]}
    assert rows["kilo:openrouter/free"].count("free") == 2
    assert rows["azure:prebuilt-read"].count("—") >= 2


def test_unplaced_counts_by_provider(run: Run) -> None:
    """Offerings without a model, with a count by provider."""
    output = run("list", "--unplaced").stdout
    assert "3 offerings whose model or author is not known, by provider\n" in output
    assert "kilo                1\n" in output


def test_list_json_keeps_null_and_exact_prices(run_json: RunJson) -> None:
    """Not known is null, and a price is a decimal text."""
    found = {row["id"]: row for row in run_json("list")}
    assert found["azure:prebuilt-read"]["context_window"] is None
    assert found["google-vertex:gemini-1.5-pro-002"]["input"] == "1.25"
    assert found["kilo:openrouter/free"]["input"] == "0"


def test_list_of_an_unknown_provider_names_near_ones(run: Run) -> None:
    """An unknown provider is not found, with near matches."""
    result = run("list", "--provider", "opnai")
    assert result.exit_code == 1
    assert "close matches: openai" in result.stderr


def test_list_of_nothing_exits_1(run: Run) -> None:
    """No offering is a negative answer; JSON is still a document."""
    result = run("list", "--author", "mistral", "--kind", "video", "--json")
    assert result.exit_code == 1
    assert result.stdout == "[]\n"
    assert "no offering answers to that" in result.stderr


def test_list_of_an_unknown_kind_is_bad_input(run: Run) -> None:
    """The kinds are a closed list."""
    assert run("list", "--kind", "telepathy").exit_code == 2


def test_a_narrow_terminal_loses_whole_columns_never_parts_of_ids(run: Run) -> None:
    """What does not fit is left out by column; the rest is in full."""
    terminal = {"FORCE_COLOR": "1", "NO_COLOR": "1"}
    wide = run("list", "--provider", "openai", env={**terminal, "COLUMNS": "200"}).stdout
    narrow = run("list", "--provider", "openai", env={**terminal, "COLUMNS": "80"}).stdout
    assert "openai/gpt-5-2025-08-07" in wide
    assert "openai/gpt-5-2025-08-07" not in narrow
    assert "openai:gpt-5-2025-08-07" in narrow


def test_providers_count_their_offerings(run_json: RunJson, sample: Catalog) -> None:
    """Each provider with the number of its offerings."""
    found = {row["id"]: row["offering_count"] for row in run_json("providers")}
    assert found == {provider.id: len(provider.offerings) for provider in sample.providers}


def test_providers_show_the_key_variables(run: Run) -> None:
    """The table names the variables that hold the key."""
    assert "OPENAI_API_KEY" in run("providers").stdout


def test_authors_count_their_models(run_json: RunJson, sample: Catalog) -> None:
    """Each author with the number of its models."""
    found = {row["id"]: row["model_count"] for row in run_json("authors")}
    assert found == {author.id: len(author.models) for author in sample.authors}


def test_authors_show_their_home_providers(run: Run) -> None:
    """The table names the home providers in order."""
    assert "google-ai-studio, google-vertex" in run("authors").stdout
