"""Records of a store by kind and id: read when asked for, decoded once, and held in a bounded cache."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NoReturn, Protocol, TypeVar

from starmap.decoding import Decoder
from starmap.errors import DataError, UnknownModelError, UnknownProviderError
from starmap.model import Link, Linked
from starmap.nearness import near_matches
from starmap.references import Names
from starmap.sortedtext import SortedText

__all__ = ["Archive", "Records", "Store", "keep"]

T = TypeVar("T")
R = TypeVar("R", bound=Linked)
_CACHED = 8192


class Store(Protocol):
    """Where the records are: one sorted text for each kind."""

    def open(self, name: str) -> SortedText:
        """The text of that name: models, offerings, authors, providers, names or evidence. Raises ``DataError``."""
        ...


class Archive:
    """Every record of a store, linked to what they navigate through."""

    def __init__(self, store: Store, link: Link) -> None:
        self.link = link
        self._store = store
        self._texts: dict[str, SortedText] = {}
        self._decoders: dict[str, Decoder] = {}
        self._held: dict[str, Any] = {}

    def record(self, name: str, key: str, decode: Callable[[Decoder, str, str], R]) -> R | None:
        """The record of a canonical id; the same object while it is in the cache."""
        held_as = f"{name}\n{key}"
        held: R | None = self._held.get(held_as)
        if held is None:
            text = self.text(name).find(key)
            if text is None:
                return None
            held = _decoded(decode, self.decoder(name), name, key, text).linked(self.link)
            keep(self._held, held_as, held)
        return held

    def starting(self, name: str, prefix: str, decode: Callable[[Decoder, str, str], R]) -> Iterator[R]:
        """Every record whose id begins with the prefix."""
        for key, text in self.text(name).starting(prefix):
            yield _decoded(decode, self.decoder(name), name, key, text).linked(self.link)

    def every(self, name: str, decode: Callable[[Decoder, str, str], R]) -> Iterator[R]:
        """Every record of a kind, sorted by id."""
        decoder, link = self.decoder(name), self.link
        for key, text in self.text(name):
            yield _decoded(decode, decoder, name, key, text).linked(link)

    def ids(self, name: str) -> list[str]:
        """Every id of a kind, sorted."""
        return [key for key, _ in self.text(name)]

    def count(self, name: str) -> int:
        """How many records of a kind there are."""
        return self.text(name).count

    def narrowed(self, names: Names) -> Names:
        """What of an index line is here: all of it."""
        return names

    def text(self, name: str) -> SortedText:
        """The file of a kind, opened when first asked for. Raises ``DataError`` where two are not of one compile."""
        text = self._texts.get(name)
        if text is None:
            text = self._store.open(name)
            for other in self._texts.values():
                if other.version != text.version:
                    raise DataError(text.name, f"it belongs to data {text.version}, {other.name} to {other.version}")
            self._texts[name] = text
        return text

    def decoder(self, name: str) -> Decoder:
        """What reads the lines of a kind's file."""
        decoder = self._decoders.get(name)
        if decoder is None:
            decoder = self._decoders[name] = Decoder(self.text(name).header)
        return decoder


class Records(Generic[R]):
    """All records of one kind, sorted by id. Iteration yields records; indexing takes an id."""

    def __init__(
        self,
        archive: Archive,
        name: str,
        decode: Callable[[Decoder, str, str], R],
        read: Callable[[str], R | None] | None = None,
        close: Callable[[str], Sequence[str]] | None = None,
    ) -> None:
        self._archive = archive
        self._name = name
        self._decode = decode
        self._read = read or self._exactly
        self._close = close

    def __len__(self) -> int:
        return self._archive.count(self._name)

    def __iter__(self) -> Iterator[R]:
        return self._archive.every(self._name, self._decode)

    def __contains__(self, item: object) -> bool:
        if isinstance(item, str):
            return self._read(item) is not None
        key = getattr(item, "id", None)
        return isinstance(key, str) and self._read(key) == item

    def __getitem__(self, key: str) -> R:
        found = self._read(key) if isinstance(key, str) else None
        if found is None:
            self._miss(key)
        return found

    def get(self, key: str, default: T | None = None) -> R | T | None:
        """The record of that id, or the default."""
        found = self._read(key) if isinstance(key, str) else None
        return default if found is None else found

    def ids(self) -> list[str]:
        """Every id, sorted."""
        return self._archive.ids(self._name)

    def _exactly(self, key: str) -> R | None:
        return self._archive.record(self._name, key, self._decode)

    def _miss(self, key: str) -> NoReturn:
        if not isinstance(key, str):
            raise TypeError(f"an id is a text, not {type(key).__name__}")
        close = self._close
        if close is not None:
            raise UnknownModelError(key, lambda: close(key))
        raise UnknownProviderError(self._name[:-1], key, near_matches(key, self.ids()))

    def __repr__(self) -> str:
        return f"<{len(self):,} {self._name}>"


def keep(cache: dict[str, Any], key: str, value: Any) -> None:
    """Hold a value, and let go of the oldest once the cache is full.

    Without a lock, which a fork could leave locked: where two threads meet, one lets the other's turn pass.
    """
    while len(cache) >= _CACHED:
        try:
            del cache[next(iter(cache))]
        except (KeyError, RuntimeError, StopIteration):
            break
    cache[key] = value


def _decoded(decode: Callable[[Decoder, str, str], R], decoder: Decoder, name: str, key: str, text: str) -> R:
    try:
        return decode(decoder, key, text)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError) as error:
        raise DataError(f"{name}.txt", f"the record of {key!r} cannot be read ({error})") from None
