"""RubyLLM's registry: ids that providers' APIs listed, the days those APIs gave, and one name for an id everywhere.

All else in it is a copy of models.dev or a guess from the name (limits, prices, modalities, capabilities, families),
and stays unread. OpenAI's ``created`` is the day of the record, a few days before the release or, where the record was
made anew, long after; Mistral's is made up by the registry, and RubyLLM's copies of models.dev repeat its days.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NotRequired

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Alias, Batch, Listing, compact
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.sources.words import day

__all__ = ["FILES", "NAME", "parse"]

NAME = "ruby_llm"
FILES = ("ruby_llm/aliases.json", "ruby_llm/models.json.gz")

_KEY = "ruby_llm"
_DATED_BY_API = frozenset({"openai", "openrouter"})
"""The providers whose ``created_at`` is their API's own answer."""

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(ConfigDict(extra="allow", strict=True))
class _Metadata(TypedDict):
    """Where a record comes from; the rest is each API's own answer, of which nothing is read."""

    source: NotRequired[Literal["models.dev", "known_models"]]


@with_config(_STRICT)
class _Model(TypedDict):
    """One record."""

    id: str
    provider: str
    name: str
    family: str | None
    created_at: str | None
    context_window: int | None
    max_output_tokens: int | None
    knowledge_cutoff: str | None
    modalities: dict[str, list[str]]
    capabilities: list[str]
    pricing: dict[str, object]
    metadata: _Metadata


_MODELS = TypeAdapter(list[_Model])
_ALIASES = TypeAdapter(dict[str, dict[str, str]])


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The ids that APIs listed, live, and the aliases. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in sorted(files, key=lambda file: file.name):
        if file.name.endswith("aliases.json"):
            batch.aliases += _aliases(file, names)
        else:
            _add_models(file, names, batch)
    return batch


def _aliases(file: SourceFile, names: ProviderNames) -> list[Alias]:
    return [
        Alias(names.get(_KEY, provider), name, id, file.date, moving=name.endswith("-latest"))
        for name, targets in sorted(validated(_ALIASES, file.data, file.name).items())
        for provider, id in sorted(targets.items())
        if id != name
    ]


def _add_models(file: SourceFile, names: ProviderNames, batch: Batch) -> None:
    models = validated(_MODELS, file.data, file.name)
    for model in sorted(models, key=lambda model: (model["provider"], model["id"])):
        source = model["metadata"].get("source")
        if source is not None:
            batch.leave_out("copy of models.dev" if source == "models.dev" else "kept by hand")
            continue
        created = model["created_at"] if model["provider"] in _DATED_BY_API else None
        facts = compact({"release_date": day(created[:10]) if created else None})
        batch.listings.append(Listing(names.get(_KEY, _spelling(model)), model["id"], facts, file.date))


def _spelling(model: _Model) -> str:
    """The provider; Perplexity's API of other authors' models, whose ids name the author, is a provider of its own."""
    if model["provider"] == "perplexity" and "/" in model["id"]:
        return "perplexity-agent"
    return model["provider"]
