"""llm_db's overlays as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import llm_db
from starmap.sources.listing import Alias, Batch, Facts
from starmap.sources.reading import ProviderNames, SourceFile

DAY = "2026-08-07"
NAMES = ProviderNames({"models_dev": {"google": "google-ai-studio"}})


def parse(*overlays: dict[str, object], provider: str = "openai") -> Batch:
    """The claims of a provider's overlays."""
    whole: dict[str, object] = {f"key-{number}": overlay for number, overlay in enumerate(overlays)}
    data = json.dumps({provider: whole | {"provider": {"runtime": {}, "env": []}}}).encode()
    return llm_db.parse([SourceFile("llm_db/local_overlays.json", data, DAY)], NAMES)


def facts(**overlay: object) -> Facts:
    """The claims of one overlay."""
    (listing,) = parse({"id": "big-1", **overlay}).listings
    return listing.facts


def test_an_overlay_amends_and_makes_no_offering() -> None:
    """Its id is the API's, its provider models.dev's with another dash."""
    (listing,) = parse({"id": "big:1", "limits": {"context": 1000, "output": 0}}, provider="google_vertex").listings
    assert (listing.provider, listing.id, listing.new) == ("google-vertex", "big:1", False)
    assert listing.facts == {"limits.context_window": 1000}


def test_a_lifecycle_has_stage_dates_and_replacement() -> None:
    """A moment becomes its day."""
    assert facts(
        lifecycle={
            "status": "deprecated",
            "deprecated_at": "2026-05-07",
            "retires_at": "2026-11-15T19:00:00Z",
            "replacement": "big-2",
        }
    ) == {
        "lifecycle.stage": "deprecated",
        "lifecycle.deprecated_on": "2026-05-07",
        "lifecycle.retires_on": "2026-11-15",
        "lifecycle.replacement": "big-2",
    }


def test_a_replacement_in_prose_is_left_out() -> None:
    """A sentence is no id."""
    stated = facts(lifecycle={"status": "retired", "replacement": "Any model of the catalog"})
    assert stated == {"lifecycle.stage": "retired"}


@pytest.mark.parametrize(
    ("text", "state", "expected"),
    [
        ("2026-09-14", "legacy", {"lifecycle.stage": "deprecated", "lifecycle.retires_on": "2026-09-14"}),
        (
            "No sooner than 9/3/2025",
            "active",
            {"lifecycle.stage": "active", "lifecycle.retires_not_before": "2025-09-03"},
        ),
    ],
    ids=["a date", "an earliest date"],
)
def test_aws_says_when_a_model_ends(text: str, state: str, expected: Facts) -> None:
    """Or when it will not yet."""
    assert facts(extra={"eol_date": text, "aws_lifecycle": state}) == expected


def test_aliases_are_other_names() -> None:
    """But not llm_db's own, and no inference profiles."""
    batch = parse({"id": "big-1-0613", "aliases": ["big-1", "big-1-latest", "big-1-completions"]})
    assert batch.aliases == [
        Alias("openai", "big-1", "big-1-0613", DAY),
        Alias("openai", "big-1-latest", "big-1-0613", DAY, moving=True),
    ]
    assert batch.left_out == {"alias of llm_db's own": 1, "nothing that we carry": 1}
    assert parse({"id": "big-v1", "aliases": ["us.big-v1"]}, provider="amazon_bedrock").aliases == []


@pytest.mark.parametrize("model", ["ft:big-1", "ft-big-1"])
def test_a_fine_tune_template_is_no_offering(model: str) -> None:
    """It is counted."""
    assert parse({"id": model, "lifecycle": {"status": "retired"}}).left_out == {"fine-tune price template": 1}


def test_a_new_field_is_refused() -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=r"at openai\.key-0\.lifecycle\.smell: new upstream field"):
        facts(lifecycle={"smell": "x"})


def test_an_overlay_without_an_id_is_refused() -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=r"at openai\.key-0\.id: missing"):
        parse({"name": "Big"})


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"llm_db/local_overlays\.json"):
        llm_db.parse([SourceFile("llm_db/local_overlays.json", b'{"openai', DAY)], NAMES)
