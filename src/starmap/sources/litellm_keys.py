"""The keys of LiteLLM's table: which name an offering, which are only price variants, and what the prefixes mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starmap.sources.reading import ProviderNames

__all__ = ["Place", "is_main", "place", "provider_of", "pseudo"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key's record belongs."""

    id: str
    """The id that the provider's API takes."""

    region: str | None = None
    """The region for which the record states prices; ``None`` for the offering itself."""


def pseudo(key: str) -> str | None:
    """Why a key names no offering (an image size, a commitment, a fine-tune template ...); ``None`` if it does."""
    if key in _NAMED:
        return _NAMED[key]
    for prefix, reason in _PREFIXED.items():
        if key.startswith(prefix):
            return reason
    *scopes, last = key.split("/")
    for pattern, reason in _SCOPES:
        if any(pattern.fullmatch(scope) for scope in scopes):
            return reason
    if last.startswith("ft:"):
        return "fine-tune price template"
    return "price class by number of parameters" if _CLASS.fullmatch(key) else None


def place(key: str, spelling: str) -> Place:
    """The id, and the region if the key states one, without LiteLLM's own prefixes for the provider it spells so."""
    own = {spelling, spelling.partition("-")[0], spelling.replace("_", "-"), *_OTHER_PREFIXES.get(spelling, ())}
    scopes = key.split("/")
    if len(scopes) > 1 and scopes[0] in own:
        scopes = scopes[1:]
    if len(scopes) > 1 and scopes[0] in _ROUTES.get(spelling, ()):
        scopes = scopes[1:]
    region = _region(scopes[0], spelling) if len(scopes) > 1 else None
    model = "/".join(scopes if region is None else scopes[1:])
    if spelling.startswith("fireworks_ai") and "/" not in model:
        # What LiteLLM itself sends for a short Fireworks name.
        model = f"accounts/fireworks/models/{model}"
    return Place(model, region)


def provider_of(spelling: str, names: ProviderNames) -> str:
    """Our id; a family of models at one provider (``vertex_ai-vision-models``) is that provider."""
    whole = spelling.partition("-")[0]
    return names.known("litellm", spelling) or names.known("litellm", whole) or names.get("litellm", spelling)


def is_main(key: str, spelling: str) -> bool:
    """Whether a key is of its provider's main price list, in its usual form."""
    return spelling not in _SECOND_SPELLINGS and (spelling != "gemini" or key.startswith("gemini/"))


def _region(scope: str, spelling: str) -> str | None:
    if spelling.startswith("azure"):
        return _AZURE_REGIONS.get(scope)
    return scope if spelling.startswith("bedrock") and _AWS_REGION.fullmatch(scope) else None


_NAMED = {
    "sample_spec": "not a record",
    "fallback_generalizations": "not a record",
    "azure/container": "a service, not a model",
    "azure_ai/model_router": "a service, not a model",
    "bedrock/guardrails": "a service, not a model",
    "openai/container": "a service, not a model",
    "transcribe/StartTranscriptionJob": "a service, not a model",
    "openai/sora-2-pro-high-res": "quality variant",
    "sora-2-pro-high-res": "quality variant",
}
_PREFIXED = {
    "azure/speech/": "a service, not a model",
    "bedrock/claude_platform/": "a route to another platform",
    "deepgram/streaming/": "streaming variant",
    "perplexity/preset/": "a preset, not a model",
    "replicateopenai/": "misspelt key",
}
_SCOPES = (
    (re.compile(r"\d+-month-commitment"), "commitment price"),
    (re.compile(r"(\d+|max)-x-(\d+|max)"), "image size"),
    (re.compile(r"(\d+|max)-steps"), "number of image steps"),
    (re.compile(r"hd|standard|low|medium|high|xhigh|max|auto"), "image quality"),
    (re.compile(r"\*"), "wildcard"),
)
_CLASS = re.compile(
    r"(together|fireworks)-ai-(embedding-|moe-)?"
    r"(default|(up-to|above)-\d+(\.\d+)?[bm]|\d+(\.\d+)?[bm]-(to-)?\d+(\.\d+)?[bm])"
)
_OTHER_PREFIXES = {
    "azure_ai": ("azure",),
    "azure_text": ("azure",),
    "bedrock_converse": ("bedrock",),
    "bedrock_mantle": ("bedrock",),
}
_SECOND_SPELLINGS = (
    "azure_ai",
    "azure_text",
    "bedrock_mantle",
    "codestral",
    "qwen_ai_platform",
    "qwencloud",
    "text-completion-codestral",
    "text-completion-openai",
)
_ROUTES = {
    "azure_ai": ("doc-intelligence",),
    "bedrock": ("converse", "invoke"),
    "bedrock_converse": ("converse", "invoke"),
    "nvidia_nim": ("ranking",),
}
_AZURE_REGIONS = {
    "apac": "apac",
    "eu": "eu",
    "global": "global",
    "global-standard": "global",
    "us": "us",
    "us-gov": "us-gov",
}
_AWS_REGION = re.compile(
    r"[a-z]{2}(-gov|-iso[a-z]?)?-(central|north|south|east|west|northeast|southeast|northwest|southwest)-\d"
)
