"""From a text that names a model or an offering to the id it means, step by step, never by likeness.

The order: the exact id; an alias from the data; one lossless fold (case, a path, a known prefix) at a time. An id that
exists never folds. What drops meaning (a date, a region, a version, a gateway's variant, a fine-tune) is lossy: it is
found, but marked as inexact.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from starmap.errors import AmbiguousModelError, UnknownModelError

__all__ = ["Index", "Named", "Names", "Resolved", "fold_key", "resolve", "within_provider"]

_read = json.JSONDecoder().raw_decode  # without the search for spaces at both ends, of which a line has none
LONGEST = 512
_GATEWAY = "gateway/"  # pydantic-ai's gateway passes on to the provider named after it


def fold_key(text: str) -> str:
    """The key under which every spelling of a name that differs only in case is kept. Only ASCII has a case here."""
    return text.lower() if text.isascii() else text


class Named(NamedTuple):
    """Everything that the catalog has under one exact spelling of an API id."""

    text: str
    providers: tuple[str, ...]
    homes: tuple[str, ...]
    """Models whose home offering has this id."""
    models: tuple[str, ...]
    """Models that the offerings with this id serve, where all of them are known; else empty."""


class Names(NamedTuple):
    """One line of the index: all that is known under a name, whatever its case."""

    ids: tuple[Named, ...] = ()
    aliases: tuple[tuple[str, str, str], ...] = ()
    """Spelling, provider within which it holds (empty for a model's own), and the id that it stands for."""
    provider: str | None = None
    """The provider that goes by this name."""
    model: str | None = None
    """The model whose id this is, in its own case."""

    @classmethod
    def read(cls, key: str, text: str) -> Names:
        """From a line of ``names.txt``. An empty spelling is the key's own; what only repeats is left out."""
        held = _read(text)[0]
        model = held.get("m")
        return cls(
            tuple([_named(key, *row) for row in held.get("i", ())]),
            tuple([(alias[0] or key, alias[1], alias[2]) for alias in held.get("a", ())]),
            held.get("p"),
            key if model == "" else model,
        )


def _named(
    key: str, text: str, providers: list[str], homes: Sequence[str] = (), models: Sequence[str] | None = None
) -> Named:
    return Named(text or key, tuple(providers), tuple(homes), tuple(homes if models is None else models))


_NOTHING = Names()


class Index(Protocol):
    """What resolution asks of the catalog's data."""

    def names(self, key: str) -> Names | None:
        """The line of a folded name."""
        ...

    def provider_named(self, key: str) -> str | None:
        """The provider that goes by a folded name."""
        ...

    def prefixes(self, provider: str) -> tuple[str, ...]:
        """Prefixes that users type before this provider's ids."""
        ...

    def id_prefix(self, provider: str) -> str | None:
        """What this provider writes before all its ids and users leave out."""
        ...


class Resolved(NamedTuple):
    """The id that a reference means, and how it was found."""

    id: str
    steps: tuple[str, ...]
    exact: bool = True
    dropped: tuple[str, ...] = ()


def resolve(ref: str, index: Index) -> Resolved:
    """What a reference means. Raises ``UnknownModelError`` or ``AmbiguousModelError``."""
    if not ref or len(ref) > LONGEST or not ref.isprintable():
        raise UnknownModelError(ref)
    found = _lossless(ref, index)
    if found is not None:
        return found
    for shorter, dropped in _lossy(ref):
        try:
            found = _lossless(shorter, index)
        except AmbiguousModelError:
            continue
        if found is not None:
            steps = (*(f"dropped {what}" for what in dropped), *found.steps)
            return Resolved(found.id, steps, False, dropped)
    raise UnknownModelError(ref)


def within_provider(provider: str, model_id: str, index: Index) -> Resolved | None:
    """The offering that an id means at one provider: exact, alias, then a lossless fold at a time."""
    spellings = [*_spellings(model_id, (*index.prefixes(provider), f"{provider}/"))]
    before = index.id_prefix(provider)
    if before is not None:
        spellings.append((f"{before}{model_id}", (f"with {before!r}",)))
    for text, step in spellings:
        names = index.names(fold_key(text)) or _NOTHING
        for same in (True, False):
            how = (*step, "exact id") if same else (*step, "folded case")
            hits = [n.text for n in names.ids if provider in n.providers and (n.text == text) is same]
            if hits:
                return Resolved(_only(model_id, [f"{provider}:{hit}" for hit in hits]), how)
            targets = [a[2] for a in names.aliases if a[1] == provider and (a[0] == text) is same]
            if targets:
                return Resolved(_only(model_id, targets), (*how[:-1], "alias" if same else "alias, folded case"))
    return None


def _lossless(ref: str, index: Index) -> Resolved | None:
    if ref.casefold().startswith(_GATEWAY) and ":" in ref:
        found = _lossless(ref[len(_GATEWAY) :], index)
        return None if found is None else Resolved(found.id, (f"without {_GATEWAY!r}", *found.steps))
    head, colon, rest = ref.partition(":")
    if colon and "/" not in head:
        provider = _provider(head, index)
        if provider is not None:
            return _at(provider, head, rest, index)
    whole = index.names(fold_key(ref)) or _NOTHING
    if whole.model == ref:
        return Resolved(ref, ("exact model id",))
    head, slash, rest = ref.partition("/")
    if slash and rest:
        provider = _provider(head, index)
        found = None if provider is None else _at(provider, head, rest, index)
        if found is not None and (whole.model is None or found.id.partition(":")[2] == rest):
            return found
        if whole.model is not None:
            return Resolved(whole.model, ("folded case", "exact model id"))
        bare = _bare(ref, ref, whole, (True,))
        if bare is not None:
            return bare
    for text, step in _spellings(ref, ()):
        names = whole if text == ref else index.names(fold_key(text)) or _NOTHING
        bare = _bare(ref, text, names, (True, False))
        if bare is not None:
            return Resolved(bare.id, (*step, *bare.steps))
    return _resource(ref, index)


def _provider(name: str, index: Index) -> str | None:
    return index.provider_named(fold_key(name))


def _at(provider: str, head: str, rest: str, index: Index) -> Resolved | None:
    found = within_provider(provider, rest, index)
    if found is None:
        return None
    how = f"provider {provider}" if head == provider else f"{head} is provider {provider}"
    return Resolved(found.id, (how, *found.steps))


def _bare(ref: str, text: str, names: Names, spellings: tuple[bool, ...]) -> Resolved | None:
    """A bare id: the home offering's model, the only offering, the one model that all serve; then aliases."""
    for same in spellings:
        case = () if same else ("folded case",)
        for named in [n for n in names.ids if (n.text == text) is same]:
            if len(named.homes) == 1:
                return Resolved(named.homes[0], (*case, "id at its home provider"))
            if len(named.providers) == 1:
                return Resolved(f"{named.providers[0]}:{named.text}", (*case, "only offering with this id"))
            if len(named.models) == 1:
                return Resolved(named.models[0], (*case, "the one model that all offerings with this id serve"))
            raise AmbiguousModelError(ref, [*named.homes, *(f"{p}:{named.text}" for p in named.providers)])
        targets = sorted({a[2] for a in names.aliases if (a[0] == text) is same})
        own = [target for target in targets if ":" not in target.partition("/")[0]]
        if own or targets:
            return Resolved(_only(ref, own or targets), (*case, "alias"))
    return None


def _resource(ref: str, index: Index) -> Resolved | None:
    """An ARN of Amazon Bedrock, or a resource path of Google Cloud."""
    for pattern, provider, what in _RESOURCES:
        match = re.fullmatch(pattern, ref)
        if match is not None:
            found = within_provider(provider, match["id"], index)
            if found is not None:
                return Resolved(found.id, (what, *found.steps))
    return None


# Patterns stand as text and are compiled when first used: most programs never need them.
_RESOURCES = (
    (
        r"(?i)arn:aws[a-z-]*:bedrock:[a-z0-9-]*:\d*:(foundation-model|inference-profile)/(?P<id>[^/]+)",
        "amazon-bedrock",
        "ARN of Amazon Bedrock",
    ),
    (
        r"(?i)(projects/[^/]+/locations/[^/]+/)?publishers/[^/]+/models/(?P<id>[^/]+)",
        "google-vertex",
        "resource path of Vertex AI",
    ),
)


def _spellings(text: str, prefixes: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text, and the text without one path or known prefix."""
    yield text, ()
    folded = text.casefold()
    for path in ("models/", *prefixes):
        if folded.startswith(path) and len(text) > len(path):
            yield text[len(path) :], (f"without {path!r}",)
    if folded.startswith("publishers/") and text.count("/") == 3 and "/models/" in folded:
        yield text.rpartition("/")[2], ("without its path",)


def _only(ref: str, ids: list[str]) -> str:
    if len(ids) > 1:
        raise AmbiguousModelError(ref, sorted(ids))
    return ids[0]


def _lossy(ref: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Shorter texts that drop meaning, least first, with what each drops."""
    seen = {ref}
    layer: list[tuple[str, tuple[str, ...]]] = [(ref, ())]
    for _ in range(3):
        following = []
        for text, dropped in layer:
            for pattern, what in _DROPS:
                match = re.fullmatch(pattern, text, re.IGNORECASE)
                if match is None:
                    continue
                shorter = f"{match['head']}{match['tail']}"
                if shorter and shorter not in seen:
                    seen.add(shorter)
                    following.append((shorter, (*dropped, f"{what} {match['drop'].strip('/:@.-')!r}")))
        yield from following
        layer = following


_REGIONS = r"(?:us|eu|apac|ap|jp|au|ca|sa|me|af|global|global-standard|us-gov|data-?zone|[a-z]{2}(?:-gov)?-[a-z]+-\d)"
_DROPS = (
    (r"(?P<head>(?:[a-z_.-]+[:/])?)(?P<drop>ft:)(?P<tail>[^:]+)(?::.*)?", "the fine-tune"),
    (r"(?P<head>.+)(?P<drop>:(?!\d)[a-z][a-z-]*)(?P<tail>)", "the variant"),
    (rf"(?P<head>(?:.*[:/])?)(?P<drop>{_REGIONS}[./])(?P<tail>[^/]+.*)", "the region"),
    (r"(?P<head>.+)(?P<drop>-\d{4}-\d\d-\d\d)(?P<tail>(?:-v\d+(?::\d+)?)?)", "the date"),
    (r"(?P<head>.+)(?P<drop>[-@]20\d{6})(?P<tail>(?:-v\d+(?::\d+)?)?)", "the date"),
    (r"(?P<head>.+)(?P<drop>[-@]v\d+:\d+|:\d+|@\d{3}|-\d{3}|@default|@latest|-latest)(?P<tail>)", "the version"),
)
