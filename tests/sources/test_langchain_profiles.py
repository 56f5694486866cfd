"""LangChain's profiles as claims."""

from __future__ import annotations

import json

import pytest

from starmap.errors import SourceError
from starmap.sources import langchain_profiles
from starmap.sources.listing import Facts, Listing
from starmap.sources.reading import ProviderNames, SourceFile

NAMES = ProviderNames({"langchain": {"langchain-google-genai": "google-ai-studio"}})


def profile(**changes: object) -> dict[str, object]:
    """A profile as copied from models.dev."""
    return {
        "name": "Big 1",
        "release_date": "2026-05-01",
        "last_updated": "2026-05-02",
        "open_weights": False,
        "max_input_tokens": 200_000,
        "max_output_tokens": 8_000,
        "text_inputs": True,
        "image_inputs": True,
        "audio_inputs": False,
        "video_inputs": False,
        "text_outputs": True,
        "image_outputs": False,
        "audio_outputs": False,
        "video_outputs": False,
        "reasoning_output": True,
        "tool_calling": True,
        "attachment": True,
        "temperature": False,
    } | changes


def file(profiles: dict[str, object], overrides: dict[str, object] | None = None) -> SourceFile:
    """A package's file."""
    package = {
        "package": "langchain-google-genai",
        "version": "4.4.2",
        "profiles": profiles,
        "augmentations": None if overrides is None else {"provider": "google", "overrides": overrides},
    }
    return SourceFile("langchain_profiles/langchain-google-genai.json", json.dumps(package).encode(), "2026-10-13")


def listing(record: dict[str, object], overrides: dict[str, object] | None = None) -> Listing:
    """The listing of one profile."""
    (only,) = langchain_profiles.parse([file({"big-1": record}, overrides)], NAMES).listings
    return only


def facts(overrides: dict[str, object] | None = None, **changes: object) -> Facts:
    """The claims of one profile."""
    return listing(profile(**changes), overrides).facts


def test_a_profile_becomes_claims() -> None:
    """What LangChain calls the greatest input is models.dev's context window."""
    assert facts(status="deprecated", reasoning_effort_levels=["high", "low"], structured_output=True) == {
        "name": "Big 1",
        "release_date": "2026-05-01",
        "open_weights": False,
        "lifecycle.stage": "deprecated",
        "limits.context_window": 200_000,
        "limits.max_output_tokens": 8_000,
        "modalities.input": ["image", "text"],
        "modalities.output": ["text"],
        "capabilities.tools": True,
        "capabilities.structured_output": True,
        "capabilities.reasoning": True,
        "capabilities.reasoning_efforts": ["low", "high"],
        "parameters.temperature.accepted": False,
    }


def test_the_package_is_the_provider() -> None:
    """In our spelling, dated as the package."""
    found = listing(profile())
    assert (found.provider, found.date, found.live, found.new) == ("google-ai-studio", "2026-10-13", True, True)


def test_a_correction_by_hand_is_the_input_limit() -> None:
    """Only there does the greatest input mean itself."""
    claims = facts({"big-1": {"max_input_tokens": 272_000}}, max_input_tokens=272_000)
    assert claims["limits.max_input_tokens"] == 272_000
    assert "limits.context_window" not in claims


def test_limits_of_zero_are_not_known() -> None:
    """Image models have none."""
    assert not {path for path in facts(max_input_tokens=0, max_output_tokens=0) if path.startswith("limits.")}


def test_a_flag_of_the_whole_package_is_not_about_the_model() -> None:
    """It was written over what was known of the model, and so was its pdf input."""
    claims = facts({"structured_output": False, "pdf_inputs": True}, structured_output=False, pdf_inputs=True)
    assert not {"capabilities.structured_output", "modalities.input"} & claims.keys()


def test_a_flag_of_the_model_outranks_the_packages() -> None:
    """What is said of the model by hand is a claim."""
    claims = facts(
        {"structured_output": False, "big-1": {"structured_output": True}, "pdf_inputs": True}, structured_output=True
    )
    assert claims["capabilities.structured_output"] is True


def test_a_packages_tool_choice_holds_for_models_that_call_tools() -> None:
    """An embedding has no tools to choose from."""
    overrides: dict[str, object] = {"tool_choice": True}
    assert facts(overrides, tool_choice=True)["capabilities.tool_choice"] is True
    assert "capabilities.tool_choice" not in facts(overrides, tool_choice=True, tool_calling=False)


def test_a_profile_of_corrections_alone_brings_no_offering() -> None:
    """models.dev has dropped it; what the hand wrote says little and claims no modalities."""
    found = listing({"image_url_inputs": True, "reasoning_effort_levels": ["low", "high"]})
    assert found.new is False
    assert found.facts == {"capabilities.reasoning_efforts": ["low", "high"]}


def test_a_new_field_is_noticed() -> None:
    """A field that the adapter does not know is an error that names its place."""
    with pytest.raises(SourceError, match="new upstream field") as caught:
        facts(shiny=1)
    assert caught.value.place == "profiles.big-1.shiny"


def test_a_new_flag_of_a_package_is_noticed() -> None:
    """So is one that a package sets for all."""
    with pytest.raises(SourceError, match="not a field of a profile") as caught:
        facts({"shiny": True})
    assert caught.value.place == "augmentations.overrides.shiny"


def test_a_truncated_file_is_an_error() -> None:
    """Half a file is no file."""
    whole = file({"big-1": profile()})
    with pytest.raises(SourceError, match=r"langchain_profiles/langchain-google-genai\.json"):
        langchain_profiles.parse([SourceFile(whole.name, whole.data[:-9], whole.date)], NAMES)
