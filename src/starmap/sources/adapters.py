"""Every adapter, in the order that the compile asks them: of spellings that differ in case, the first one's stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from starmap.sources import (
    ai_sdk,
    genai_prices,
    langchain_profiles,
    litellm,
    litellm_history,
    llm_db,
    mistral_docs,
    model_prices,
    models_dev,
    models_dev_history,
    openrouter,
    openrouter_history,
    pi_ai,
    provider_apis,
    ruby_llm,
    sdk,
)
from starmap.sources.listing import Batch
from starmap.sources.reading import ProviderNames, SourceFile

__all__ = ["ADAPTERS", "Adapter"]


class Adapter(NamedTuple):
    """What the compile needs of an adapter's module."""

    name: str
    """The source's name in provenance."""

    files: tuple[str, ...]
    """Patterns of its files inside the directory of sources."""

    parse: Callable[[Iterable[SourceFile], ProviderNames], Batch]
    """All that the files say. Pure. Raises ``SourceError``."""


ADAPTERS: tuple[Adapter, ...] = tuple(
    Adapter(module.NAME, module.FILES, module.parse)
    for module in (
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
        models_dev_history,
        litellm_history,
        openrouter_history,
    )
)
