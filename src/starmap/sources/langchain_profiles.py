"""LangChain's model profiles: facts of models.dev under LangChain's names, corrected by hand in some packages.

Habits of the source: ``max_input_tokens`` is the context window unless a model's own correction says otherwise; a
correction of a whole package is written on every model of it, embeddings included, over what was known of the model;
profiles of models that models.dev has dropped live on in the corrections; ``max_output_tokens`` of an embedding is its
dimensions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Batch, Facts, Listing, Value, compact
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.sources.words import Effort, Stage, day, efforts, stage, tokens

__all__ = ["FILES", "NAME", "parse"]

NAME = "LangChain profiles"
FILES = ("langchain_profiles/*.json",)

_Side: TypeAlias = Literal["inputs", "outputs"]

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class _Profile(TypedDict, total=False):
    """One model."""

    name: str
    status: Stage
    release_date: str
    last_updated: str
    open_weights: bool
    max_input_tokens: int
    max_output_tokens: int
    text_inputs: bool
    image_inputs: bool
    image_url_inputs: bool
    audio_inputs: bool
    pdf_inputs: bool
    video_inputs: bool
    text_outputs: bool
    image_outputs: bool
    audio_outputs: bool
    video_outputs: bool
    reasoning_output: bool
    reasoning_effort_levels: list[Effort]
    reasoning_effort_default: Effort
    tool_calling: bool
    tool_choice: bool
    tool_call_streaming: bool
    image_tool_message: bool
    pdf_tool_message: bool
    structured_output: bool
    attachment: bool
    temperature: bool
    mid_conversation_system_messages: bool
    mid_conversation_tools: bool


@with_config(_STRICT)
class _Corrections(TypedDict, total=False):
    """What is corrected by hand: a flag for a whole package, a profile for one model."""

    provider: str
    overrides: dict[str, bool | _Profile]


@with_config(_STRICT)
class _Package(TypedDict):
    """One integration package."""

    package: str
    version: str
    profiles: dict[str, _Profile]
    augmentations: _Corrections | None


_PACKAGE = TypeAdapter(_Package)
_FLAGS = frozenset(_Profile.__annotations__)


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """Every profile, live. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in sorted(files, key=lambda file: file.name):
        package = validated(_PACKAGE, file.data, file.name)
        overrides = (package["augmentations"] or {}).get("overrides", {})
        blanket = {name for name, value in overrides.items() if isinstance(value, bool)}
        if unknown := sorted(blanket - _FLAGS):
            raise SourceError(file.name, f"augmentations.overrides.{unknown[0]}", "not a field of a profile")
        provider = names.get("langchain", package["package"])
        for id, profile in sorted(package["profiles"].items()):
            own = overrides.get(id, {})
            swept = blanket - own.keys() if isinstance(own, dict) else blanket
            facts = _facts(profile, own if isinstance(own, dict) else {}, swept)
            batch.listings.append(Listing(provider, id, facts, file.date, new="name" in profile))
    return batch


def _facts(profile: _Profile, own: Mapping[str, object], swept: set[str]) -> Facts:
    """The claims; ``own`` is the model's correction and ``swept`` the flags that only the package's correction set."""
    return compact(
        {
            "name": profile.get("name"),
            "release_date": day(profile.get("release_date")),
            "open_weights": profile.get("open_weights"),
            "lifecycle.stage": stage(profile.get("status")),
            # Copied from models.dev it is the window; only a correction by hand speaks of the input alone.
            "limits.max_input_tokens" if "max_input_tokens" in own else "limits.context_window": tokens(
                profile.get("max_input_tokens")
            ),
            "limits.max_output_tokens": tokens(profile.get("max_output_tokens")),
            "modalities.input": _modalities(profile, "inputs") if "pdf_inputs" not in swept else None,
            "modalities.output": _modalities(profile, "outputs"),
            "capabilities.tools": profile.get("tool_calling"),
            "capabilities.tool_choice": _tool_choice(profile, swept),
            "capabilities.structured_output": profile.get("structured_output")
            if "structured_output" not in swept
            else None,
            "capabilities.reasoning": profile.get("reasoning_output"),
            "capabilities.reasoning_efforts": efforts(profile.get("reasoning_effort_levels", ())),
            "parameters.temperature.accepted": profile.get("temperature"),
        }
    )


def _modalities(profile: _Profile, side: _Side) -> list[Value] | None:
    """The forms that are said to be taken or given; ``None`` unless each but pdf, left out where it is not, is told."""
    told = {form: profile.get(f"{form}_{side}") for form in ("audio", "image", "pdf", "text", "video")}
    if any(told[form] is None for form in ("audio", "image", "text", "video")):
        return None
    return [form for form, taken in told.items() if taken] or None


def _tool_choice(profile: _Profile, swept: set[str]) -> bool | None:
    """The flag; the whole package's holds only for models that call tools."""
    if "tool_choice" in swept and not profile.get("tool_calling"):
        return None
    return profile.get("tool_choice")
