"""Publishers' words in the catalog's own."""

from __future__ import annotations

import pytest

from starmap.sources.words import day, day_of_timestamp, efforts, modalities, partial_day, stage, tokens, weights_url


@pytest.mark.parametrize("text", ["2026-02", "2026", "2026-02-30", "soon", "2026-2-3", "", None])
def test_a_day_is_whole_and_exists(text: str | None) -> None:
    """Months, years, dates that do not exist and words are no days."""
    assert day(text) is None
    assert day("2026-02-28") == "2026-02-28"


@pytest.mark.parametrize("text", ["2026", "2026-02", "2026-02-28"])
def test_a_partial_day_keeps_its_precision(text: str) -> None:
    """A cutoff stays as precise as it was published."""
    assert partial_day(text) == text


@pytest.mark.parametrize("text", ["2026-13", "2026-02-30", "unknown", "26", None])
def test_a_partial_day_exists(text: str | None) -> None:
    """A month or day that does not exist is not known."""
    assert partial_day(text) is None


def test_no_tokens_are_unknown() -> None:
    """Zero and less stand for what a publisher does not know."""
    assert [tokens(8192), tokens(0), tokens(-1), tokens(None)] == [8192, None, None, None]


def test_modalities_are_sorted_words_of_the_catalog() -> None:
    """``file`` is pdf, speech is audio, a transcription is text; numbers are no form of content."""
    assert modalities(["text", "file", "image"]) == ["image", "pdf", "text"]
    assert modalities(["speech"]) == ["audio"]
    assert modalities(["transcription"]) == ["text"]
    assert modalities(["embeddings"]) is None
    assert modalities([]) is None


def test_efforts_rise() -> None:
    """Levels come least first, and a level without a name is none."""
    assert efforts(["max", "none", None, "low", "medium"]) == ["none", "low", "medium", "max"]
    assert efforts([None]) is None


def test_stages_are_words_of_the_catalog() -> None:
    """Alpha and beta are previews; nothing said is not active."""
    assert [stage("alpha"), stage("beta"), stage("deprecated"), stage(None)] == [
        "preview",
        "preview",
        "deprecated",
        None,
    ]


def test_timestamps_are_days_in_utc() -> None:
    """A Unix timestamp names its day in UTC."""
    assert day_of_timestamp(1_785_858_831) == "2026-08-04"


def test_an_empty_repository_has_no_address() -> None:
    """OpenRouter writes an empty name where there are no weights."""
    assert weights_url("Qwen/Qwen3-32B") == "https://huggingface.co/Qwen/Qwen3-32B"
    assert [weights_url(""), weights_url(None)] == [None, None]
