"""``select``, and the requirements that ``list`` takes as well."""

from __future__ import annotations

import json
from datetime import date

import pytest

from cli.runs import Run, RunJson
from starmap import Catalog, Kind, Modality, Usage
from starmap.cli.columns import COLUMNS

DAY = "2026-06-01"
REQUIREMENTS: dict[str, tuple[list[str], dict[str, object]]] = {
    "provider": (["--provider", "openai", "--provider", "azure"], {"providers": {"openai", "azure"}}),
    "author": (["--author", "google"], {"authors": {"google"}}),
    "kind": (["--kind", "image", "--kind", "embedding"], {"kinds": {Kind.IMAGE, Kind.EMBEDDING}}),
    "supports": (["--supports", "tools", "--supports", "seed"], {"supports": {"tools", "seed"}}),
    "forbid": (["--forbid", "reasoning"], {"forbid": {"reasoning"}}),
    "accepts": (["--accepts", "audio"], {"accepts": {Modality.AUDIO}}),
    "produces": (["--produces", "image"], {"produces": {Modality.IMAGE}}),
    "min-context": (["--min-context", "1000000"], {"min_context": 1_000_000}),
    "min-input": (["--min-input", "250000"], {"min_input": 250_000}),
    "min-output": (["--min-output", "64000"], {"min_output": 64_000}),
    "max-input-price": (["--max-input-price", "0.10"], {"max_input_price": "0.10"}),
    "max-output-price": (["--max-output-price", "1"], {"max_output_price": "1"}),
    "open-weights": (["--open-weights"], {"open_weights": True}),
    "no-open-weights": (["--no-open-weights"], {"open_weights": False}),
    "license": (["--license", "apache-2.0"], {"licenses": {"apache-2.0"}}),
    "released-after": (["--released-after", "2025-09"], {"released_after": "2025-09"}),
    "released-before": (["--released-before", "2024-06"], {"released_before": "2024-06"}),
    "cutoff-after": (["--cutoff-after", "2024"], {"cutoff_after": "2024"}),
    "status": (["--status", "deprecated"], {"status": {"deprecated"}}),
    "allow": (["--allow", "openai:*"], {"allow": {"openai:*"}}),
    "deny": (["--deny", "openai:*", "--deny", "google/*"], {"deny": {"openai:*", "google/*"}}),
    "allow-unknown": (
        ["--supports", "mcp", "--allow-unknown", "mcp"],
        {"supports": {"mcp"}, "allow_unknown": {"mcp"}},
    ),
    "allow-all": (["--supports", "mcp", "--allow-unknown", "all"], {"supports": {"mcp"}, "allow_unknown": True}),
}


@pytest.mark.parametrize(("options", "asked"), REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_each_option_is_a_requirement_of_the_library(
    run_json: RunJson, sample: Catalog, options: list[str], asked: dict[str, object]
) -> None:
    """The command selects what ``Catalog.select`` does."""
    expected = sample.select(on=date.fromisoformat(DAY), **asked)  # type: ignore[arg-type]
    assert 0 < len(expected) < len(sample.offerings)
    found = run_json("select", *options, "--on", DAY, "--limit", "100")
    assert [one["id"] for one in found["ranked"]] == list(expected.ranked.ids)


@pytest.mark.parametrize(("options", "asked"), REQUIREMENTS.values(), ids=REQUIREMENTS)
def test_list_takes_the_same_and_keeps_the_retired(
    run_json: RunJson, sample: Catalog, options: list[str], asked: dict[str, object]
) -> None:
    """All that is selected is listed, and besides it only what is retired."""
    selected = set(sample.select(on=date.fromisoformat(DAY), **asked).ranked.ids)  # type: ignore[arg-type]
    listed = {one["id"]: one["status"] for one in run_json("list", *options, "--on", DAY)}
    assert selected <= listed.keys()
    assert {listed[key] for key in listed.keys() - selected} <= {"retired"}


def test_a_workload_ranks_by_its_cost(run_json: RunJson, sample: Catalog) -> None:
    """The costs are the library's, and rise."""
    found = run_json("select", "--supports", "tools", "--input", "3000", "--output", "500", "--cached", "1000")
    usage = Usage(input_tokens=3000, output_tokens=500, cache_read_tokens=1000)
    assert [one["cost"] for one in found["ranked"]] == [
        str(sample.get(one["id"]).cost(usage).total) for one in found["ranked"]
    ]
    costs = [float(one["cost"]) for one in found["ranked"]]
    assert costs == sorted(costs)


def test_keys_rank_in_their_order(run_json: RunJson) -> None:
    """The first key decides, and a later one only among equals."""
    found = run_json("select", "--rank-by", "context_window", "--rank-by", "-max_output_tokens", "--limit", "5")
    told = [(-one["context_window"], one["max_output_tokens"]) for one in found["ranked"]]
    assert told == sorted(told)


def test_what_is_free_comes_first_only_if_allowed(run_json: RunJson) -> None:
    """With --free."""
    last = run_json("select", "--rank-by", "input_price", "--limit", "1")["ranked"][0]
    first = run_json("select", "--rank-by", "input_price", "--limit", "1", "--free")["ranked"][0]
    assert (last["input"] != "0", first["input"]) == (True, "0")


def test_what_is_preferred_comes_first(run_json: RunJson) -> None:
    """Before any key."""
    found = run_json("select", "--prefer", "audio", "--columns", "id,accepts", "--limit", "3")
    assert all("audio" in one["accepts"] for one in found["ranked"])


def test_the_rest_is_counted(run: Run) -> None:
    """With how many were looked at."""
    output = run("select", "--provider", "openai", "--limit", "1", "--on", DAY).stdout
    assert output.splitlines()[-1].endswith(" offerings on 2026-06-01; 14 more")


def test_an_explanation_tells_why_not(run: Run) -> None:
    """Of any offering, also of a provider that was not asked about."""
    output = run(
        "select", "--provider", "openai", "--min-context", "200000", "--explain", "openai:gpt-4o", "--explain",
        "github-copilot:gpt-4o",
    ).stdout  # fmt: skip
    assert "openai:gpt-4o is not selected: its context window is 128,000 tokens, less than 200,000\n" in output
    assert "github-copilot:gpt-4o is not selected: it is served by github-copilot, not by openai; " in output


def test_nothing_selected_exits_1_and_tells_what_keeps_out_most(run: Run) -> None:
    """On standard error, worst first."""
    result = run("select", "--kind", "video")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "none of 58 offerings meets every requirement; most are kept out by kinds video (58)" in result.stderr
    assert "kinds video                                    58" in result.stderr


def test_nothing_selected_is_a_document_all_the_same(run: Run) -> None:
    """With nothing ranked."""
    result = run("select", "--kind", "video", "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["ranked"] == []


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--supports", "tolls"], "'tolls' is not a capability or parameter; close matches: tools"),
        (["--allow-unknown", "tolls"], "'tolls' is not a requirement; close matches: tools"),
        (["--rank-by", "context"], "'context' is not a key to rank by"),
        (["--released-after", "soon"], "released_after is 'soon'"),
        (["--max-input-price", "cheap"], "max_input_price is 'cheap'"),
        (["--columns", "id,inptu"], "'inptu' is not a column; close matches: input"),
        (["--columns", ","], "--columns names none"),
        (["--on", "yesterday"], "'yesterday' is no day"),
    ],
)
def test_bad_input_says_what_is_wrong(run: Run, options: list[str], told: str) -> None:
    """With near matches where there are any, and exit code 2."""
    result = run("select", *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in " ".join(result.stderr.replace("│", " ").split())


def test_list_sorts_by_a_key(run_json: RunJson) -> None:
    """Newest first, and with a hyphen the other way; what is not known last."""
    for key, turned in (("release_date", True), ("-release_date", False)):
        days = [one["release_date"] for one in run_json("list", f"--sort={key}", "--columns", "id,release_date")]
        known = [day for day in days if day is not None]
        assert known == sorted(known, reverse=turned)
        assert days == known + [None] * (len(days) - len(known))


def test_list_turns_the_order_of_ids(run_json: RunJson, sample: Catalog) -> None:
    """With --sort=-id."""
    assert [one["id"] for one in run_json("list", "--sort=-id")] == sample.offerings.ids()[::-1]


@pytest.mark.parametrize("options", [[], ["--sort=-id"], ["--sort", "context_window"], ["--supports", "tools"]])
def test_list_is_cut_at_its_limit(run_json: RunJson, options: list[str]) -> None:
    """The first of the whole list."""
    assert run_json("list", *options, "--limit", "3") == run_json("list", *options)[:3]


def test_the_columns_are_those_asked_for(run: Run) -> None:
    """In their order, each once; answers in words, and money as money."""
    lines = run("list", "--allow", "openai:gpt-4o", "--columns", "offering,tools,mcp,input,tools").stdout.splitlines()
    assert [line.split() for line in lines] == [
        ["offering", "tools", "mcp", "input"],
        ["openai:gpt-4o", "yes", "—", "$2.50"],
    ]


def test_no_two_columns_have_one_name() -> None:
    """So that a name means one thing."""
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_every_column_can_be_listed(run_json: RunJson) -> None:
    """And is in the document by its name."""
    found = run_json("list", "--limit", "3", "--columns", ",".join(COLUMNS))
    assert all(list(one) == list(COLUMNS) for one in found)


def test_the_day_decides_on_status_and_price(run_json: RunJson) -> None:
    """For list as for select."""
    options = ("list", "--allow", "openai:gpt-4o", "--columns", "status,input", "--on")
    assert run_json(*options, "2024-06-01") == [{"status": "active", "input": "5"}]
    assert run_json(*options, "2026-11-20") == [{"status": "deprecated", "input": "2.5"}]
