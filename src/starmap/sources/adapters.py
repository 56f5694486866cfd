"""Every adapter, in the order that the compile asks them: where spellings differ in case alone, the first one's stands."""

from __future__ import annotations

from starmap.sources import (
    ai_sdk,
    genai_prices,
    langchain_profiles,
    litellm,
    llm_db,
    mistral_docs,
    model_prices,
    models_dev,
    openrouter,
    pi_ai,
    provider_apis,
    ruby_llm,
    sdk,
)
from starmap.sources.reading import Adapter

__all__ = ["ADAPTERS"]

ADAPTERS: tuple[Adapter, ...] = (
    models_dev,
    provider_apis,
    mistral_docs,
    sdk,
    pi_ai,
    openrouter,
    langchain_profiles,
    litellm,
    genai_prices,
    model_prices,
    llm_db,
    ai_sdk,
    ruby_llm,
)
