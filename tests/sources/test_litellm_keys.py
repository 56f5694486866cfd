"""What LiteLLM's keys name."""

from __future__ import annotations

import pytest

from starmap.sources.litellm_keys import Place, place, pseudo


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("1024-x-1024/dall-e-2", "image size"),
        ("hd/1024-x-1792/dall-e-3", "image size"),
        ("azure/low/1024-x-1536/gpt-image-1", "image size"),
        ("fal_ai/high/1024-x-1024/openai/gpt-image-2.5/flare/edit", "image size"),
        ("max-x-max/50-steps/stability.stable-diffusion-xl-v0", "image size"),
        ("50-steps/stability.stable-diffusion-xl-v1", "number of image steps"),
        ("azure/standard/dall-e-3", "image quality"),
        ("bedrock/*/6-month-commitment/cohere.command-text-v14", "commitment price"),
        ("bedrock/us-east-1/1-month-commitment/anthropic.claude-v2:1", "commitment price"),
        ("bedrock/*/cohere.command-text-v14", "wildcard"),
        ("ft:gpt-4o-2024-08-06", "fine-tune price template"),
        ("openai/ft:gpt-4o-mini-2024-07-18", "fine-tune price template"),
        ("together-ai-4.1b-8b", "price class by number of parameters"),
        ("together-ai-embedding-151m-to-350m", "price class by number of parameters"),
        ("fireworks-ai-moe-up-to-56b", "price class by number of parameters"),
        ("fireworks-ai-default", "price class by number of parameters"),
        ("sample_spec", "not a record"),
        ("fallback_generalizations", "not a record"),
        ("openai/container", "a service, not a model"),
        ("azure/speech/azure-tts", "a service, not a model"),
        ("deepgram/streaming/diarize", "streaming variant"),
        ("perplexity/preset/pro-search", "a preset, not a model"),
        ("bedrock/claude_platform/claude-opus-5", "a route to another platform"),
        ("openai/sora-2-pro-high-res", "quality variant"),
    ],
)
def test_a_price_variant_is_no_offering(key: str, reason: str) -> None:
    """Sizes, qualities, terms, templates and services say why they are left out."""
    assert pseudo(key) == reason


@pytest.mark.parametrize(
    "key",
    [
        "gpt-4o",
        "dall-e-3",
        "mistral/open-mixtral-8x22b",
        "together_ai/mistralai/Mixtral-8x7B-Instruct-v0.1",
        "groq/llama3-70b-8192",
        "vertex_ai/claude-opus-5@default",
        "aws_polly/standard",
        "fireworks_ai/accounts/fireworks/routers/auto",
        "tts-1-hd",
        "xai/grok-imagine-image-quality",
        "aihubmix/step-3.7-flash",
        "us.anthropic.claude-sonnet-5",
        "azure/eu/gpt-4o",
    ],
)
def test_a_model_is_not_taken_for_a_variant(key: str) -> None:
    """Names that only look like sizes, steps or qualities stay."""
    assert pseudo(key) is None


@pytest.mark.parametrize(
    ("key", "spelling", "expected"),
    [
        ("gpt-4o", "openai", Place("gpt-4o")),
        ("openai/sora-2", "openai", Place("sora-2")),
        (
            "vertex_ai/meta/llama-3.1-8b-instruct-maas",
            "vertex_ai-llama_models",
            Place("meta/llama-3.1-8b-instruct-maas"),
        ),
        ("gemini-2.5-pro", "vertex_ai-language-models", Place("gemini-2.5-pro")),
        ("together_ai/Qwen/Qwen3.5-9B", "together_ai", Place("Qwen/Qwen3.5-9B")),
        ("perplexity/perplexity/sonar", "perplexity", Place("perplexity/sonar")),
        ("amazon-nova/nova-lite-v1", "amazon_nova", Place("nova-lite-v1")),
        ("azure_ai/doc-intelligence/prebuilt-read", "azure_ai", Place("prebuilt-read")),
        ("nvidia_nim/ranking/nvidia/rerank-1b", "nvidia_nim", Place("nvidia/rerank-1b")),
        ("fireworks_ai/glm-5p2", "fireworks_ai", Place("accounts/fireworks/models/glm-5p2")),
        ("fireworks_ai/nomic-ai/nomic-embed", "fireworks_ai-embedding-models", Place("nomic-ai/nomic-embed")),
        ("azure/claude-opus-4-1", "azure_ai", Place("claude-opus-4-1")),
    ],
)
def test_prefixes_of_litellms_own_are_stripped(key: str, spelling: str, expected: Place) -> None:
    """The provider's prefix and LiteLLM's routes go; what the API takes stays whole."""
    assert place(key, spelling) == expected


@pytest.mark.parametrize(
    ("key", "spelling", "expected"),
    [
        ("azure/eu/gpt-4o", "azure", Place("gpt-4o", "eu")),
        ("azure/us-gov/o3-mini", "azure", Place("o3-mini", "us-gov")),
        ("azure/global-standard/gpt-4o-mini", "azure", Place("gpt-4o-mini", "global")),
        ("azure_ai/global/grok-3", "azure_ai", Place("grok-3", "global")),
        ("bedrock/us-east-1/anthropic.claude-v2:1", "bedrock", Place("anthropic.claude-v2:1", "us-east-1")),
        ("bedrock_mantle/us-gov-west-1/xai.grok-4.6", "bedrock_mantle", Place("xai.grok-4.6", "us-gov-west-1")),
    ],
)
def test_a_region_in_the_key_is_told_apart(key: str, spelling: str, expected: Place) -> None:
    """Azure's and Bedrock's regions qualify prices, not ids."""
    assert place(key, spelling) == expected


def test_an_inference_profile_is_an_id() -> None:
    """Bedrock's ``us.`` and ``global.`` ids are what its API takes."""
    assert place("us.anthropic.claude-sonnet-5", "bedrock_converse") == Place("us.anthropic.claude-sonnet-5")
