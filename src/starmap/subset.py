"""A part of an archive: some offerings, the models that they serve, and whoever makes and serves those."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TypeVar

from starmap.archive import Archive
from starmap.decoding import Decoder
from starmap.model import Author, Link, Linked, Model, Offering, Provider
from starmap.references import Named, Names
from starmap.sortedtext import SortedText

__all__ = ["Subset", "Terms"]

R = TypeVar("R", bound=Linked)


@dataclass(frozen=True, slots=True)
class Terms:
    """Which offerings to keep; ``None`` keeps all. A glob matches the id of the offering, or of the model it serves."""

    providers: frozenset[str] | None = None
    authors: frozenset[str] | None = None
    allow: tuple[str, ...] | None = None
    deny: tuple[str, ...] = ()

    def keep(self, provider: str | None, author: str | None, ids: Iterable[str]) -> bool:
        """Whether something of a provider and an author that goes by these ids is kept."""
        if self.providers is not None and provider not in self.providers:
            return False
        if self.authors is not None and author not in self.authors:
            return False
        known = list(ids)
        if self.allow is not None and not any(fnmatchcase(one, glob) for glob in self.allow for one in known):
            return False
        return not any(fnmatchcase(one, glob) for glob in self.deny for one in known)

    def offering(self, offering: Offering) -> bool:
        """Whether an offering is kept."""
        ids = [offering.id] if offering.model_ref is None else [offering.id, offering.model_ref]
        return self.keep(offering.provider_id, offering.author_id, ids)


class Subset(Archive):
    """What of a whole archive the terms keep, read from it as it is asked for."""

    def __init__(self, whole: Archive, link: Link, terms: Terms) -> None:
        self.link = link
        self._whole = whole
        self._terms = terms
        self._ids: dict[str, list[str]] = {}

    def record(self, name: str, key: str, decode: Callable[[Decoder, str, str], R]) -> R | None:
        """The record of an id, if it is kept."""
        found = self._whole.record(name, key, decode)
        return None if found is None else self._kept(found)

    def starting(self, name: str, prefix: str, decode: Callable[[Decoder, str, str], R]) -> Iterator[R]:
        """Every record that is kept and whose id begins with the prefix."""
        yield from filter(None, map(self._kept, self._whole.starting(name, prefix, decode)))

    def every(self, name: str, decode: Callable[[Decoder, str, str], R]) -> Iterator[R]:
        """Every record of a kind that is kept, sorted by id."""
        if name == "offerings" and self._terms.providers is not None:
            for provider in sorted(self._terms.providers):
                yield from self.starting(name, f"{provider}:", decode)
        else:
            yield from filter(None, map(self._kept, self._whole.every(name, decode)))

    def ids(self, name: str) -> list[str]:
        """Every id of a kind that is kept, sorted."""
        if name not in self._ids:
            self._ids[name] = [record.id for record in self.every(name, _DECODERS[name])]
        return self._ids[name]

    def count(self, name: str) -> int:
        """How many records of a kind are kept."""
        return len(self.ids(name))

    def text(self, name: str) -> SortedText:
        """The file of a kind, whole."""
        return self._whole.text(name)

    def decoder(self, name: str) -> Decoder:
        """What reads the lines of a kind's file."""
        return self._whole.decoder(name)

    def narrowed(self, names: Names) -> Names:
        """What is left of an index line."""
        kept = []
        for named in names.ids:
            providers = tuple(p for p in named.providers if self._has(f"{p}:{named.text}"))
            homes = tuple(model for model in named.homes if self._has(model))
            if providers or homes:
                kept.append(Named(named.text, providers, homes, tuple(m for m in named.models if self._has(m))))
        return Names(
            tuple(kept),
            tuple(alias for alias in names.aliases if self._has(alias[2])),
            names.provider,
            names.model if names.model is not None and self._has(names.model) else None,
        )

    def _has(self, key: str) -> bool:
        if ":" in key.partition("/")[0]:
            return self.record("offerings", key, Decoder.offering) is not None
        return self.record("models", key, Decoder.model) is not None

    def _kept(self, record: R) -> R | None:
        """The record as it stands in this part, or ``None``."""
        if isinstance(record, Offering):
            return record.linked(self.link) if self._terms.offering(record) else None
        if isinstance(record, Model):
            return self._model(record)  # type: ignore[return-value]
        if isinstance(record, Provider):
            found = any(True for _ in self.starting("offerings", f"{record.id}:", Decoder.offering))
        else:
            found = isinstance(record, Author) and any(
                True for _ in self.starting("models", f"{record.id}/", Decoder.model)
            )
        return record.linked(self.link) if found else None

    def _model(self, model: Model) -> Model | None:
        """A model with those of its offerings that are kept; one that nobody serves is kept by its own id."""
        if not model.offering_ids:
            keep = self._terms.providers is None and self._terms.keep(None, model.author_id, [model.id])
            return model.linked(self.link) if keep else None
        ids = [
            one
            for one in model.offering_ids
            if self._terms.keep(one.partition(":")[0], model.author_id, [one, model.id])
        ]
        if not ids:
            return None
        if len(ids) == len(model.offering_ids):
            return model.linked(self.link)
        return model.model_copy(update={"offering_ids": tuple(ids)}).linked(self.link)


_DECODERS = {
    "models": Decoder.model,
    "offerings": Decoder.offering,
    "authors": Decoder.author,
    "providers": Decoder.provider,
}
