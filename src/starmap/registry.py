"""The catalog: look up, iterate, resolve and explain, over any store of records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, NoReturn, Protocol, TypeVar, overload

from starmap.decoding import Decoder
from starmap.errors import (
    AmbiguousModelError,
    DataError,
    InexactReferenceError,
    UnknownModelError,
    UnknownProviderError,
)
from starmap.model import Author, Entry, Linked, Model, Offering, Provider
from starmap.nearness import near_matches
from starmap.references import LONGEST, Names, Resolved, fold_key, resolve, within_provider
from starmap.sortedtext import SortedText

if TYPE_CHECKING:
    from starmap.provenance import Explanation

__all__ = ["Catalog", "Records", "Resolution", "Store"]

T = TypeVar("T")
R = TypeVar("R", bound=Linked)
_CACHED = 8192
_MISSING: Any = object()


class Store(Protocol):
    """Where the records are: one sorted text for each kind."""

    def open(self, name: str) -> SortedText:
        """The text of that name: models, offerings, authors, providers, names or evidence. Raises ``DataError``."""
        ...


class Resolution(NamedTuple):
    """What a reference means and how that was found."""

    entry: Model | Offering
    """The entry found."""

    steps: tuple[str, ...]
    """Each step taken, in order."""

    exact: bool
    """Whether nothing that can change facts was dropped on the way."""

    dropped: tuple[str, ...] = ()
    """What was dropped; empty if exact."""


class Records(Generic[R]):
    """All records of one kind, sorted by id. Iteration yields records; indexing takes an id."""

    def __init__(
        self, catalog: Catalog, name: str, read: Callable[[str], R | None], decode: Callable[[Decoder, str, str], R]
    ) -> None:
        self._catalog = catalog
        self._name = name
        self._read = read
        self._decode = decode

    def __len__(self) -> int:
        return self._catalog._text(self._name).count

    def __iter__(self) -> Iterator[R]:
        decode, catalog = self._decode, self._catalog
        decoder = catalog._decoder(self._name)
        for key, text in catalog._text(self._name):
            yield _decoded(decode, decoder, self._name, key, text).linked(catalog)

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
        return [key for key, _ in self._catalog._text(self._name)]

    def _miss(self, key: str) -> NoReturn:
        if not isinstance(key, str):
            raise TypeError(f"an id is a text, not {type(key).__name__}")
        if self._name in ("models", "offerings"):
            raise UnknownModelError(key, lambda: self._catalog._close_to(key))
        raise UnknownProviderError(self._name[:-1], key, near_matches(key, self.ids()))

    def __repr__(self) -> str:
        return f"<{len(self):,} {self._name}>"


class Catalog:
    """Models, offerings, authors and providers, read from a store as they are asked for.

    Safe to share between threads and after a fork. Everything that it hands out is frozen.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._texts: dict[str, SortedText] = {}
        self._decoders: dict[str, Decoder] = {}
        self._found: dict[str, Model | Offering] = {}
        self._held: dict[str, Any] = {}
        self._heads: dict[str, str | None] = {}

    @overload
    def get(self, ref: str, *, inexact: bool = False) -> Model | Offering: ...
    @overload
    def get(self, ref: str, default: T, *, inexact: bool = False) -> Model | Offering | T: ...
    def get(self, ref: str, default: Any = _MISSING, *, inexact: bool = False) -> Any:
        """The model or offering that a reference means.

        Raises ``UnknownModelError`` with near matches, ``AmbiguousModelError`` with the candidates, and
        ``InexactReferenceError`` where only dropping a date, region, version or variant would lead to an entry: pass
        ``inexact=True`` to take that one. With a default, that is returned instead of raising.

        >>> catalog.get("gemini-1.5-pro-002").context_window
        2000000
        """
        try:
            return self._found[ref]
        except (KeyError, TypeError):
            return self._look_up(ref, default, inexact)

    def model(self, ref: str) -> Model:
        """The model that a reference means, or that the offering it means serves.

        Raises as ``get`` does, and ``UnknownModelError`` if it is not known which model the offering serves.
        """
        entry = self.get(ref)
        found = entry.model
        if found is None:
            raise UnknownModelError(ref, (entry.id,))
        return found

    def offering(self, ref: str, provider: str | None = None) -> Offering:
        """The offering that a reference means: of a model the first home offering, else its only one.

        With a provider: what that provider takes by this id, else its only offering of the model that the reference
        means. Raises as ``get`` does, and ``UnknownProviderError`` for an unknown provider.
        """
        if provider is not None:
            return self._offering_at(ref, provider)
        entry = self.get(ref)
        if isinstance(entry, Offering):
            return entry
        author = entry.author
        homes = () if author is None else author.home_providers
        for home in homes:
            own = [o for o in entry.offering_ids if o.startswith(f"{home}:")]
            if own:
                return self._offering(own[0])
        if len(entry.offering_ids) == 1:
            return self._offering(entry.offering_ids[0])
        if not entry.offering_ids:
            raise UnknownModelError(ref)
        raise AmbiguousModelError(ref, entry.offering_ids)

    def resolve(self, ref: str) -> Resolution:
        """What a reference means, with each step taken; a lossy one answers with ``exact=False``.

        Raises ``UnknownModelError`` and ``AmbiguousModelError``.
        """
        found = self._resolved(ref)
        return Resolution(self._entry(found.id), found.steps, found.exact, found.dropped)

    def explain(self, ref: str, field: str | None = None) -> Explanation:
        """Who claims what of an entry: of one field (``"context_window"``), of a group (``"pricing"``), or of all.

        Raises as ``get`` does, and ``UnknownFieldError`` for a field that does not exist.
        """
        return self.explanation_of(self.get(ref), field)

    @property
    def models(self) -> Records[Model]:
        """Every model."""
        return Records(self, "models", lambda key: self._record("models", key, Decoder.model), Decoder.model)

    @property
    def offerings(self) -> Records[Offering]:
        """Every offering."""
        return Records(
            self, "offerings", lambda key: self._record("offerings", key, Decoder.offering), Decoder.offering
        )

    @property
    def authors(self) -> Records[Author]:
        """Every author."""
        return Records(self, "authors", lambda key: self._record("authors", key, Decoder.author), Decoder.author)

    @property
    def providers(self) -> Records[Provider]:
        """Every provider. Indexing also takes the aliases of a provider."""
        return Records(self, "providers", self._provider, Decoder.provider)

    @property
    def data_date(self) -> date:
        """The date of the newest source behind the data."""
        return date.fromisoformat(self._text("names").header["date"])

    @property
    def data_version(self) -> str:
        """What tells one state of the data from another: the start of a hash over all of it."""
        return self._text("names").version

    def __contains__(self, ref: object) -> bool:
        if isinstance(ref, str):
            return self.get(ref, None) is not None
        return isinstance(ref, Entry) and (ref in self.models or ref in self.offerings)

    def __getitem__(self, ref: str) -> Model | Offering:
        return self.get(ref)

    def __iter__(self) -> Iterator[Model]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    def __repr__(self) -> str:
        return f"<Catalog of {len(self.models):,} models and {len(self.offerings):,} offerings, {self.data_date}>"

    # What records ask for through their link.

    def author_of(self, author_id: str) -> Author:
        """The author of that id."""
        return self.authors[author_id]

    def provider_of(self, provider_id: str) -> Provider:
        """The provider of that id."""
        return self.providers[provider_id]

    def model_of(self, model_ref: str) -> Model:
        """The model of that id."""
        return self.models[model_ref]

    def offerings_of(self, offering_ids: Sequence[str]) -> tuple[Offering, ...]:
        """The offerings of those ids, in their order."""
        return tuple(self._offering(key) for key in offering_ids)

    def authored_by(self, author_id: str) -> tuple[Model, ...]:
        """Every model of an author."""
        return tuple(self._starting("models", f"{author_id}/", Decoder.model))

    def served_by(self, provider_id: str) -> tuple[Offering, ...]:
        """Every offering of a provider."""
        return tuple(self._starting("offerings", f"{provider_id}:", Decoder.offering))

    def explanation_of(self, entry: Entry, field: str | None) -> Explanation:
        """The evidence behind an entry."""
        # Imported when first asked for: few programs explain, and it would cost every other one a slower start.
        from starmap.evidence import explanation

        return explanation(entry, self._text("evidence"), field)

    # What resolution asks for.

    def names(self, key: str) -> Names | None:
        """What the index has under a folded name."""
        text = self._text("names").find(key)
        return None if text is None else Names.read(key, text)

    def provider_named(self, key: str) -> str | None:
        """The provider that goes by a folded name. There are few, and most references begin with one."""
        try:
            return self._heads[key]
        except KeyError:
            names = self.names(key)
            found = None if names is None else names.provider
            self._keep(self._heads, key, found)
            return found

    def prefixes(self, provider: str) -> tuple[str, ...]:
        """The prefixes that users type before a provider's ids."""
        return tuple(self._text("names").header["prefixes"].get(provider, ()))

    def id_prefix(self, provider: str) -> str | None:
        """What a provider writes before all its ids and users leave out."""
        found: str | None = self._text("names").header["id_prefixes"].get(provider)
        return found

    def _look_up(self, ref: object, default: Any, inexact: bool) -> Any:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        exact = self._canonical(ref)
        if exact is not None:
            self._keep(self._found, ref, exact)
            return exact
        try:
            found = self._resolved(ref)
            if not found.exact and not inexact:
                raise InexactReferenceError(ref, found.id, found.dropped)
        except (UnknownModelError, AmbiguousModelError):
            if default is _MISSING:
                raise
            return default
        entry = self._entry(found.id)
        if found.exact:
            self._keep(self._found, ref, entry)
        return entry

    def _canonical(self, ref: str) -> Model | Offering | None:
        """The entry of exactly this canonical id, read without the index."""
        if len(ref) > LONGEST or not ref.isprintable():
            return None
        head, colon, _ = ref.partition(":")
        if "/" in head:
            return self._record("models", ref, Decoder.model)
        return self._record("offerings", ref, Decoder.offering) if colon else None

    def _resolved(self, ref: object) -> Resolved:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        try:
            return resolve(ref, self)
        except UnknownModelError:
            raise UnknownModelError(ref, lambda: self._close_to(ref)) from None

    def _offering_at(self, ref: str, provider: str) -> Offering:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        known = self.providers[provider].id
        named = within_provider(known, ref, self) if 0 < len(ref) <= LONGEST else None
        if named is not None:
            return self._offering(named.id)
        model = self.get(ref).model
        own = [] if model is None else [o for o in model.offering_ids if o.startswith(f"{known}:")]
        if not own:
            raise UnknownModelError(f"{known}:{ref}", lambda: self._close_to(ref))
        if len(own) > 1:
            raise AmbiguousModelError(ref, own)
        return self._offering(own[0])

    def _entry(self, key: str) -> Model | Offering:
        """The entry of a canonical id, which is in the data."""
        if ":" in key.partition("/")[0]:
            return self._offering(key)
        found = self._record("models", key, Decoder.model)
        if found is None:
            raise DataError("models.txt", f"{key!r} is in the index but not in the file")
        return found

    def _offering(self, key: str) -> Offering:
        found = self._record("offerings", key, Decoder.offering)
        if found is None:
            raise DataError("offerings.txt", f"{key!r} is in the index but not in the file")
        return found

    def _provider(self, name: str) -> Provider | None:
        found = self._record("providers", name, Decoder.provider)
        if found is None:
            names = self.names(fold_key(name))
            if names is not None and names.provider is not None:
                return self._record("providers", names.provider, Decoder.provider)
        return found

    def _record(self, name: str, key: str, decode: Callable[[Decoder, str, str], R]) -> R | None:
        """The record of a canonical id; the same object while it is in the cache."""
        held_as = f"{name}\n{key}"
        held: R | None = self._held.get(held_as)
        if held is None:
            text = self._text(name).find(key)
            if text is None:
                return None
            held = _decoded(decode, self._decoder(name), name, key, text).linked(self)
            self._keep(self._held, held_as, held)
        return held

    def _starting(self, name: str, prefix: str, decode: Callable[[Decoder, str, str], R]) -> Iterator[R]:
        for key, text in self._text(name).starting(prefix):
            yield _decoded(decode, self._decoder(name), name, key, text).linked(self)

    def _text(self, name: str) -> SortedText:
        text = self._texts.get(name)
        if text is None:
            text = self._store.open(name)
            for other in self._texts.values():
                if other.version != text.version:
                    raise DataError(text.name, f"it belongs to data {text.version}, {other.name} to {other.version}")
            self._texts[name] = text
        return text

    def _decoder(self, name: str) -> Decoder:
        decoder = self._decoders.get(name)
        if decoder is None:
            decoder = self._decoders[name] = Decoder(self._text(name).header)
        return decoder

    def _keep(self, cache: dict[str, Any], key: str, value: Any) -> None:
        """Hold a value, and let go of the oldest once the cache is full.

        Without a lock, which a fork could leave locked: where two threads meet, one lets the other's turn pass.
        """
        while len(cache) >= _CACHED:
            try:
                del cache[next(iter(cache))]
            except (KeyError, RuntimeError, StopIteration):
                break
        cache[key] = value

    def _close_to(self, ref: str) -> tuple[str, ...]:
        """Names that look like a reference that nothing answers to."""
        if not 0 < len(ref) <= LONGEST:
            return ()
        tail = fold_key(ref)
        keys = [key for key, _ in self._text("names")]
        close = near_matches(tail, keys)
        if not close and tail.rpartition("/")[2] != tail:
            close = near_matches(tail.rpartition("/")[2], keys)
        return tuple(self._spelled(key) for key in close)

    def _spelled(self, key: str) -> str:
        """A folded name in the spelling that the data has."""
        names = self.names(key)
        if names is None:
            return key
        if names.model is not None:
            return names.model
        return next((n.text for n in names.ids), next((a[0] for a in names.aliases), key))


def _decoded(decode: Callable[[Decoder, str, str], R], decoder: Decoder, name: str, key: str, text: str) -> R:
    try:
        return decode(decoder, key, text)
    except (LookupError, ValueError, TypeError, ArithmeticError, AttributeError) as error:
        raise DataError(f"{name}.txt", f"the record of {key!r} cannot be read ({error})") from None
