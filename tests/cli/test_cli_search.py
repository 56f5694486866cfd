"""``search``: which entries it finds, and in which order."""

from __future__ import annotations

import json

import pytest

from cli.runs import Run, RunJson
from factories import make_author, make_model, make_offering, make_provider
from shelves import make_catalog
from starmap.cli.searching import find


@pytest.mark.parametrize("words", [["5.4"], ["5-4"], ["GPT", "5.4"], ["gpt_5/4"]])
def test_case_and_punctuation_do_not_matter(run_json: RunJson, words: list[str]) -> None:
    """The parts of a word stay together."""
    found = [one["id"] for one in run_json("search", *words)]
    assert found == ["openai/gpt-5.4", "openai:gpt-5.4", "azure:gpt-5.4"]


def test_every_word_must_occur(run_json: RunJson) -> None:
    """In any order, in the id or in the name."""
    found = [one["id"] for one in run_json("search", "mini", "gpt-4o")]
    assert found
    assert all("gpt-4o-mini" in key for key in found)


def test_a_name_is_found_too(run_json: RunJson) -> None:
    """Of models, and of the offerings that carry it."""
    found = {one["id"] for one in run_json("search", "nano", "banana")}
    assert found == {"google/gemini-2.5-flash-image", "google-vertex:gemini-2.5-flash-image"}


def test_the_limit_cuts_and_says_so(run: Run) -> None:
    """The first are the same as without it."""
    whole = json.loads(run("search", "gpt", "--json").stdout)
    result = run("search", "gpt", "--json", "--limit", "2")
    assert json.loads(result.stdout) == whole[:2]
    assert "there are more; see them with --limit 10" in result.stderr


def test_nothing_found_exits_1_with_near_matches(run: Run) -> None:
    """Nothing on standard output."""
    result = run("search", "gpt-4oo")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("nothing is called 'gpt-4oo'; close matches: gpt-4o")


def test_words_without_letters_are_bad_input(run: Run) -> None:
    """There is nothing to look for."""
    assert run("search", "...").exit_code == 2


def test_the_best_come_first() -> None:
    """What is called so, what begins so, words that begin so, anywhere; models, then home offerings."""
    models = [make_model(id=f"acme/{slug}") for slug in ("my-star-9", "superstar", "star-2", "moon")]
    models.append(make_model(id="acme/star", offering_ids=("acme-cloud:star", "zeppelin:star")))
    offerings = [make_offering(model_id=slug) for slug in ("star", "star-2", "x-star")]
    offerings.append(make_offering(model_id="moon-1", name="Morning star"))
    offerings += [make_offering(provider_id=name, model_id="star") for name in ("aardvark", "zeppelin")]
    providers = [make_provider(id=key) for key in ("aardvark", "acme-cloud", "zeppelin")]
    catalog = make_catalog(models, offerings, [make_author(home_providers=("zeppelin",))], providers)
    assert find(catalog, ["star"], 20) == [
        "acme/star", "zeppelin:star", "aardvark:star", "acme-cloud:star", "acme/star-2", "acme-cloud:star-2",
        "acme/my-star-9", "acme-cloud:moon-1", "acme-cloud:x-star", "acme/superstar",
    ]  # fmt: skip
