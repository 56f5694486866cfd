"""llm_db's own overlays: lifecycles with replacements, other names and limits, kept by hand over other lists.

Habits of the source: its records amend those of models.dev and make no offering by themselves; its aliases on Bedrock
are inference profiles, which are ids of their own; names that end in ``-completions`` are its own invention.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
from starmap.sources.reading import ProviderNames, SourceFile, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "llm_db"
FILES = ("llm_db/local_overlays.json",)


@with_config(extra="forbid")
class _Lifecycle(TypedDict, total=False):
    status: str
    deprecated_at: str
    retires_at: str
    replacement: str


@with_config(extra="forbid")
class _Limits(TypedDict, total=False):
    context: int
    output: int


@with_config(extra="forbid")
class _Overlay(TypedDict, total=False):
    """A model's overlay, or, under ``provider``, the provider's."""

    id: str
    provider: str
    provider_model_id: str
    name: str
    aliases: list[str]
    lifecycle: _Lifecycle
    limits: _Limits
    extra: dict[str, object]
    doc_url: str
    # What other sources say better, and the provider's record.
    base_url: object
    capabilities: object
    catalog_only: object
    config_schema: object
    cost: object
    deprecated: object
    doc: object
    env: object
    exclude_models: object
    execution: object
    family: object
    knowledge: object
    last_updated: object
    modalities: object
    pricing: object
    pricing_defaults: object
    release_date: object
    runtime: object
    tags: object


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The lifecycles, limits and names that the overlays state. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in files:
        for spelling, overlays in validated(_OVERLAYS, file.data, file.name).items():
            provider = names.known("llm_db", spelling) or names.get("models_dev", spelling.replace("_", "-"))
            for key, overlay in overlays.items():
                if key == "provider":
                    continue
                if "id" not in overlay:
                    raise SourceError(file.name, f"{spelling}.{key}.id", "missing")
                _add(batch, overlay["id"], overlay, provider, file.date)
    batch.listings.sort(key=lambda listing: (listing.provider, listing.id))
    batch.aliases.sort(key=lambda alias: (alias.provider, alias.name))
    return batch


def _add(batch: Batch, model: str, overlay: _Overlay, provider: str, day: str) -> None:
    if model.startswith(("ft:", "ft-")):
        batch.leave_out("fine-tune price template")
        return
    for name in overlay.get("aliases", []):
        if provider == "amazon-bedrock":
            batch.leave_out("inference profile given as an alias")
        elif name.endswith("-completions"):
            batch.leave_out("alias of llm_db's own")
        else:
            batch.aliases.append(Alias(provider, name, model, day, name.endswith("-latest")))
    facts = _facts(overlay)
    if facts:
        batch.listings.append(Listing(provider, model, facts, day, overlay.get("doc_url"), new=False))
    else:
        batch.leave_out("nothing that we carry")


def _facts(overlay: _Overlay) -> Facts:
    lifecycle = overlay.get("lifecycle", {})
    limits = overlay.get("limits", {})
    extra = overlay.get("extra", {})
    replacement = lifecycle.get("replacement")
    facts: dict[str, Value | None] = {
        "lifecycle.stage": _STAGES.get(lifecycle.get("status", str(extra.get("aws_lifecycle")))),
        "lifecycle.deprecated_on": _day(lifecycle.get("deprecated_at")),
        "lifecycle.retires_on": _day(lifecycle.get("retires_at")) or _day(extra.get("eol_date")),
        "lifecycle.retires_not_before": _earliest(extra.get("eol_date")),
        # Some are a sentence.
        "lifecycle.replacement": replacement if replacement is not None and " " not in replacement else None,
        "limits.context_window": limits.get("context") or None,
        "limits.max_output_tokens": limits.get("output") or None,
    }
    return {path: value for path, value in facts.items() if value is not None}


def _day(text: object) -> str | None:
    """The day of a date or a moment; ``None`` for anything else."""
    try:
        return date.fromisoformat(str(text)[:10]).isoformat()
    except ValueError:
        return None


def _earliest(text: object) -> str | None:
    """The day of AWS's ``No sooner than 9/23/2025``."""
    try:
        return datetime.strptime(str(text), "No sooner than %m/%d/%Y").date().isoformat()
    except ValueError:
        return None


_STAGES = {"active": "active", "deprecated": "deprecated", "legacy": "deprecated", "retired": "retired"}
_OVERLAYS = TypeAdapter(dict[str, dict[str, _Overlay]])
