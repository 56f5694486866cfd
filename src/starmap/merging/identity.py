"""Who made what is offered, and which model it is: told from the sources' own pointers, never from a host's prefix."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from starmap.merging.names import NameTables

__all__ = ["Identity", "Subject", "fold", "identify", "is_gateway_variant", "tail_of"]


@dataclass(slots=True)
class Subject:
    """One offering to be identified: its id, and what sources say that it is."""

    provider: str
    id: str
    pointers: list[str] = field(default_factory=list)
    """``author/slug`` in sources' spellings, best first."""
    family: str | None = None


@dataclass(slots=True)
class Identity:
    """Who makes it and which model it is; ``None`` where no evidence says."""

    author: str | None = None
    slug: str | None = None
    basis: str = ""

    @property
    def model(self) -> str | None:
        """``author/slug``."""
        return f"{self.author}/{self.slug}" if self.author and self.slug else None


# The vendor that Amazon writes before the dot of a Bedrock id.
_BEDROCK_VENDORS = {
    "ai21": "ai21", "amazon": "amazon", "anthropic": "anthropic", "cohere": "cohere", "deepseek": "deepseek",
    "google": "google", "luma": "luma", "meta": "meta", "minimax": "minimax", "mistral": "mistral",
    "moonshot": "moonshotai", "moonshotai": "moonshotai", "nvidia": "nvidia", "openai": "openai", "qwen": "alibaba",
    "stability": "stability", "twelvelabs": "twelvelabs", "writer": "writer", "xai": "xai", "zai": "zhipuai",
}  # fmt: skip
_DOTTED = frozenset({"amazon-bedrock", "oci"})
"""Providers that write the vendor and a dot before the model."""

_BRANDS = {"azure": "fw-", "databricks": "databricks-"}
"""What a provider writes before the name of a model that others make (``FW-`` is Fireworks on Azure)."""

_OLD_CLAUDE = {"claude-v2": "claude-2.0", "claude-v2:0": "claude-2.0", "claude-v2:1": "claude-2.1"}
"""Bedrock's ids of Claude 2, whose end is the model's version and not the API's."""

_REGION = re.compile(r"^(us-gov|us|eu|apac|ap|jp|au|ca|sa|global)\.")
_BEDROCK_VERSION = re.compile(r"(-v\d+)?:\d+(:[\w.-]+)?$")
_VARIANT = re.compile(r":(free|nitro|floor|online|extended|beta|exacto|batch|flex|priority|fast|discounted)$")
_VERTEX_END = re.compile(r"(@default|@latest|-maas)$")


def tail_of(provider: str, model_id: str) -> str:
    """The part of an offering's id that names the model: without path, vendor, region, variant and API version."""
    tail = model_id.casefold().replace("%2f", "/")
    if provider in _DOTTED:
        tail = _REGION.sub("", tail)
        vendor, dot, rest = tail.partition(".")
        if dot and vendor in _BEDROCK_VENDORS:
            tail = rest
        return _OLD_CLAUDE.get(tail) or _BEDROCK_VERSION.sub("", tail)
    tail = tail.rpartition("/")[2]
    tail = _VARIANT.sub("", tail)
    if provider == "google-vertex":
        tail = _VERTEX_END.sub("", tail).replace("@", "-")
    tail = tail.removeprefix(_BRANDS.get(provider, ""))
    if provider == "fireworks-ai":  # Fireworks writes p for the point of a version
        tail = re.sub(r"(?<=\d)p(?=\d)", ".", tail)
    if provider == "azure":  # Azure's names may hold no dot
        tail = tail.replace("gpt-35-", "gpt-3.5-")
    return tail


def is_gateway_variant(model_id: str) -> bool:
    """Whether an id ends in a gateway's variant, such as ``:free``."""
    return _VARIANT.search(model_id.casefold()) is not None


def fold(slug: str) -> str:
    """A slug without regard to how words are parted."""
    return re.sub(r"[-._:@ /]+", "-", slug.casefold()).strip("-")


def identify(subjects: Iterable[Subject], tables: NameTables) -> dict[tuple[str, str], Identity]:
    """The identity of every offering."""
    listed = list(subjects)
    found = {(s.provider, s.id): _first_look(s, tables) for s in listed}
    _by_same_tail(listed, found)
    for subject in listed:
        identity = found[subject.provider, subject.id]
        if identity.author is None and subject.family is not None:
            identity.author, identity.basis = tables.author_by_family.get(subject.family), "family"
        if identity.author is None:
            identity.author, identity.basis = tables.named_by(tail_of(subject.provider, subject.id)), "name"
    _name_models(listed, found, tables)
    return found


def _first_look(subject: Subject, tables: NameTables) -> Identity:
    """The author by pointer, by a provider that serves one author alone, by a path segment, by Bedrock's vendor."""
    for pointer in subject.pointers:
        spelling, _, slug = pointer.partition("/")
        author = tables.author_by_spelling.get(spelling.casefold(), spelling if spelling in tables.authors else None)
        if author is not None and slug:
            return Identity(author, slug.casefold(), "pointer")
    row = tables.providers.get(subject.provider)
    if row is not None and row.first_party is not None:
        return Identity(row.first_party, None, "first party")
    if subject.provider in _DOTTED:
        vendor = _REGION.sub("", subject.id.casefold()).partition(".")[0]
        if vendor in _BEDROCK_VENDORS:
            return Identity(_BEDROCK_VENDORS[vendor], None, "vendor prefix")
    for segment in reversed(subject.id.casefold().replace("%2f", "/").removeprefix("hf:").split("/")[:-1]):
        author = tables.author_by_spelling.get(segment)
        if author is not None:
            return Identity(author, None, "path segment")
    return Identity()


def _by_same_tail(subjects: list[Subject], found: Mapping[tuple[str, str], Identity]) -> None:
    """An id that others have too, all of one author, is that author's."""
    authors: dict[str, Counter[str]] = defaultdict(Counter)
    for subject in subjects:
        identity = found[subject.provider, subject.id]
        if identity.author is not None and identity.basis != "same tail":
            authors[fold(tail_of(subject.provider, subject.id))][identity.author] += 1
            if identity.slug is not None:
                authors[fold(identity.slug)][identity.author] += 1
    for subject in subjects:
        identity = found[subject.provider, subject.id]
        if identity.author is None:
            tally = authors.get(fold(tail_of(subject.provider, subject.id)))
            if tally is not None and len(tally) == 1:
                identity.author, identity.basis = next(iter(tally)), "same tail"


def _name_models(subjects: list[Subject], found: Mapping[tuple[str, str], Identity], tables: NameTables) -> None:
    """A home offering names its model; every other joins the model of its pointer or tail, or founds one."""
    slugs: dict[tuple[str, str], str] = {}
    at_home: list[tuple[int, Identity]] = []
    away = []
    for subject in subjects:
        identity = found[subject.provider, subject.id]
        homes = () if identity.author is None else tables.homes(identity.author)
        if subject.provider in homes:
            identity.slug = _slug(tail_of(subject.provider, subject.id))
            at_home.append((homes.index(subject.provider), identity))
        elif identity.author is not None:
            away.append(subject)
    for _, identity in sorted(at_home, key=lambda pair: pair[0]):  # the first home's spelling stands
        identity.slug = slugs.setdefault((identity.author or "", fold(identity.slug or "")), identity.slug or "")
    for subject in away:
        identity = found[subject.provider, subject.id]
        author = identity.author or ""
        own = _slug(tail_of(subject.provider, subject.id))
        for candidate in (identity.slug, own):
            if candidate is not None and (author, fold(candidate)) in slugs:
                identity.slug = slugs[author, fold(candidate)]
                break
        else:
            identity.slug = slugs.setdefault((author, fold(identity.slug or own)), _slug(identity.slug or own))


def _slug(text: str) -> str:
    """A slug that is safe after ``author/``."""
    return re.sub(r"[\s:@/]+", "-", text.casefold()).strip("-")
