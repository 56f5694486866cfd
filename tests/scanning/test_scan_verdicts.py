"""What the catalog says of a text on a day."""

from __future__ import annotations

from datetime import date

import pytest

from scanning.trees import DAY
from starmap import Catalog
from starmap.scanning.findings import Rule
from starmap.scanning.verdicts import Judge


@pytest.fixture(scope="module")
def judge(sample: Catalog) -> Judge:
    """On the sample catalog."""
    return Judge(sample, DAY, 90)


@pytest.mark.parametrize(
    ("text", "rule", "sentence"),
    [
        (
            "claude-2.1",
            Rule.RETIRED,
            "anthropic/claude-2.1 was retired on 2025-07-21; the replacement named is anthropic:claude-opus-4-8",
        ),
        ("github-copilot/o3", Rule.RETIRED, "github-copilot:o3 was retired"),
        (
            "gpt-5",
            Rule.RETIRING,
            "openai/gpt-5 retires on 2026-12-11, in 18 days; the replacement named is openai:gpt-6.1-sol",
        ),
        (
            "azure/gpt-4o",
            Rule.DEPRECATED,
            "azure:gpt-4o is deprecated and retires on 2027-04-14; the replacement named is azure:gpt-5.1",
        ),
        ("gpt-5.4", Rule.USED, "openai/gpt-5.4 is in use"),
        ("openai/gpt-9-ultra", Rule.UNKNOWN, "openai has no model called gpt-9-ultra"),
        ("anthropic:claude-doesnotexist-7", Rule.UNKNOWN, "anthropic has no model called claude-doesnotexist-7"),
        (
            "openai/gpt-4o-2024-05-31",
            Rule.UNKNOWN,
            "openai has no model called gpt-4o-2024-05-31; without its date it would be openai/gpt-4o",
        ),
        ("vertex_ai/gemini-9.5-pro", Rule.UNKNOWN, "google-vertex has no model called gemini-9.5-pro"),
    ],
)
def test_a_name_has_a_verdict(judge: Judge, text: str, rule: Rule, sentence: str) -> None:
    """The rule and the sentence."""
    verdict = judge.verdict(text)
    assert verdict is not None
    assert (verdict.rule, verdict.sentence) == (rule, sentence)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("gpt-9", id="no-provider-named"),
        pytest.param("gpt-4o:batch", id="found-only-by-dropping-something"),
        pytest.param("openai/openai-python", id="repository"),
        pytest.param("openai/my-own-model", id="name-of-ones-own"),
        pytest.param("openai/whisper-large-v9", id="weights"),
        pytest.param("openai/gpt-oss-999b", id="open-family"),
        pytest.param("openai/resources/gpt-9", id="import-path"),
        pytest.param("@anthropic-ai/claude-9", id="package"),
        pytest.param("azure/gpt-9-deployment", id="deployment"),
        pytest.param("openrouter/openai/gpt-9", id="gateway"),
        pytest.param("mistralai/Mistral-Large-9", id="repository-of-weights"),
        pytest.param("https://api.openai.com/gpt-9", id="address"),
        pytest.param("./openai/gpt-9", id="path"),
        pytest.param("deepseek-ai/DeepSeek-V3", id="weights-at-hosts"),
        pytest.param("ollama/gpt-9:latest", id="local"),
        pytest.param("gpt 4o", id="blank"),
        pytest.param("4", id="number"),
        pytest.param("", id="empty"),
    ],
)
def test_what_names_no_model_has_none(judge: Judge, text: str) -> None:
    """Nothing is said of what may be something else."""
    assert judge.verdict(text) is None


@pytest.mark.parametrize(
    ("text", "plain"),
    [("o3", True), ("GPT-4o", True), ("gpt-4o", False), ("openai/gpt-9", True), ("openai:gpt-9", False)],
)
def test_a_text_that_may_be_something_else_is_plain(judge: Judge, text: str, plain: bool) -> None:
    """Short words, titles, and short names of two parts count only under a name that speaks of models."""
    verdict = judge.verdict(text)
    assert verdict is not None
    assert verdict.plain is plain


def test_the_days_ahead_decide_what_is_soon(sample: Catalog) -> None:
    """At the bound it is soon, one day further it is not."""
    rules = [getattr(Judge(sample, DAY, within).verdict("gpt-4o"), "rule", None) for within in (51, 52)]
    assert rules == [Rule.DEPRECATED, Rule.RETIRING]


def test_the_day_decides_what_is_past(sample: Catalog) -> None:
    """On the day of its retirement a model no longer answers."""
    rules = [getattr(Judge(sample, date(2026, 12, day), 0).verdict("gpt-5"), "rule", None) for day in (10, 11)]
    assert rules == [Rule.DEPRECATED, Rule.RETIRED]
