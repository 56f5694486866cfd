"""The AI SDK's packages: ids by the endpoint that they are typed for, the best free list of what is not chat.

Type hints only grow: an id in them may be gone. An endpoint for language takes models of other kinds too, so that the
word of a special endpoint outranks it.
"""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import ConfigDict, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.errors import SourceError
from starmap.sources.listing import Batch, Facts, Listing
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.vocabulary import Kind, Status

__all__ = ["FILES", "NAME", "parse"]

NAME = "AI SDK"
FILES = ("sdk/ai-sdk-model-ids.json",)


@with_config(ConfigDict(extra="forbid", strict=True))
class _Package(TypedDict):
    """One package: ids by the name of their type."""

    version: str
    types: dict[str, list[str]]


_PACKAGES = TypeAdapter(dict[str, _Package])

_ENDPOINTS: tuple[tuple[str, Kind | None], ...] = (
    ("SpeechTranslation", None),
    ("Decision", None),
    ("Transcription", Kind.TRANSCRIPTION),
    ("Embedding", Kind.EMBEDDING),
    ("Reranking", Kind.RERANK),
    ("Realtime", Kind.REALTIME),
    ("Completion", Kind.COMPLETION),
    ("Speech", Kind.SPEECH),
    ("Image", Kind.IMAGE),
    ("Video", Kind.VIDEO),
    ("Language", Kind.CHAT),
    ("Chat", Kind.CHAT),
    ("Responses", Kind.CHAT),
    ("Interactions", None),
    ("GatewayModelId", Kind.CHAT),
)
"""The word in a type's name that tells the endpoint, the more telling first. The catalog has no kind for some."""

_GENERAL = (Kind.CHAT, Kind.COMPLETION)
"""Endpoints for language, the more usual first."""


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """Every id, live, with the kind of its endpoint. Raises ``SourceError``."""
    batch = Batch(NAME)
    for file in sorted(files, key=lambda file: file.name):
        for package, record in sorted(validated(_PACKAGES, file.data, file.name).items()):
            spelling = package.removeprefix("@ai-sdk/")
            provider = names.get("ai_sdk", spelling)
            for id, types in sorted(_types_by_id(record).items()):
                if spelling == "fal" and "/" not in id:
                    batch.leave_out("the SDK's shorthand for an id")
                    continue
                batch.listings.append(Listing(provider, id, _facts(types, file.name, package), file.date))
    return batch


def _types_by_id(package: _Package) -> dict[str, list[str]]:
    types: dict[str, list[str]] = {}
    for type, ids in package["types"].items():
        for id in ids:
            types.setdefault(id, []).append(type)
    return types


def _facts(types: list[str], file: str, package: str) -> Facts:
    kinds = {kind for type in types if (kind := _kind(type, file, package)) is not None}
    special = kinds.difference(_GENERAL)
    general = [kind for kind in _GENERAL if kind in kinds]
    facts: Facts = {}
    # An id of two special endpoints has no one kind.
    if len(special) == 1:
        facts["kind"] = str(special.pop())
    elif general and not special:
        facts["kind"] = str(general[0])
    if all("Deprecated" in type for type in types):
        facts["lifecycle.stage"] = str(Status.DEPRECATED)
    return facts


def _kind(type: str, file: str, package: str) -> Kind | None:
    for word, kind in _ENDPOINTS:
        if word.lower() in type.lower():
            return kind
    raise SourceError(file, f"{package}.types.{type}", "new endpoint; teach the adapter the kind of its models")
