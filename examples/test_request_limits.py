"""How a test suite can hold an application's settings against what its model takes."""

from starmap import Status, catalog

MODEL = "openai/gpt-4o"
MAX_TOKENS = 4_096
LONGEST_PROMPT = 100_000


def test_the_output_cap_is_within_the_models_limit() -> None:
    """The application may ask for as many tokens as the model gives."""
    limit = catalog.get(MODEL).max_output_tokens
    assert limit is not None
    assert limit >= MAX_TOKENS


def test_the_longest_prompt_fits() -> None:
    """Prompt and answer fit into the context window."""
    window = catalog.get(MODEL).context_window
    assert window is not None
    assert window >= LONGEST_PROMPT + MAX_TOKENS


def test_the_model_is_not_retired() -> None:
    """The model still answers on the day that its status was last known."""
    assert catalog.get("openai/gpt-4o").lifecycle.stage is not Status.RETIRED


def test_what_the_application_sends_is_accepted() -> None:
    """Tools, JSON schemas and images."""
    catalog.get(MODEL).require("tools", "structured_output", "vision")
