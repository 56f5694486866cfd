"""How a test suite holds an application's settings against what its models take: run it with pytest."""

import pytest

from starmap import Catalog
from starmap.testing import assert_accepts, assert_fits, assert_not_retired, assert_supports

MODEL = "openai/gpt-5.4"
FALLBACKS = ("anthropic/claude-haiku-4-5-20251001", "openai:gpt-5.4")
LONGEST_PROMPT = 120_000
MAX_TOKENS = 4_096

# The day stands still, so that a model's retirement fails this file when someone moves the day, not overnight.
pytestmark = pytest.mark.starmap(today="2026-11-22")


def test_the_longest_prompt_fits() -> None:
    """Prompt and answer are within every limit of the model."""
    assert_fits(MODEL, input_tokens=LONGEST_PROMPT, output_tokens=MAX_TOKENS)


@pytest.mark.parametrize("model", [MODEL, *FALLBACKS])
def test_what_the_application_uses_is_supported(model: str) -> None:
    """Tools, JSON schemas and images, at the fallbacks too."""
    assert_supports(model, "tools", "structured_output", "vision")


def test_the_request_is_accepted() -> None:
    """Nothing is known against a request as the application sends it."""
    request = {
        "model": "gpt-5.4",
        "messages": [{"role": "user", "content": "What is the weather in Bern?"}],
        "tools": [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}],
        "max_completion_tokens": MAX_TOKENS,
    }
    assert_accepts(MODEL, request, input_tokens=LONGEST_PROMPT, allow_unknown=True)


def test_the_model_stays_for_a_month() -> None:
    """Fails thirty days before the model is retired, and names its replacement."""
    assert_not_retired(MODEL, within=30)


def test_a_settings_file_names_models_that_exist(starmap_catalog: Catalog) -> None:
    """The catalog as a fixture: the packaged one, or the data that the project has pinned."""
    assert all(model in starmap_catalog for model in (MODEL, *FALLBACKS))


@pytest.mark.starmap(today="2025-09-24")
def test_a_retired_model_is_noticed() -> None:
    """A day of its own: what the application says on the day that a model is retired."""
    with pytest.raises(AssertionError, match="was retired on 2025-09-24"):
        assert_not_retired("google/gemini-1.5-pro-002")
