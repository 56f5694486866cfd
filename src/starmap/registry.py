"""The catalog: look up, iterate, resolve and explain, over any store of records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar, overload

from starmap.archive import Archive, Records, Store, keep
from starmap.charging import moment
from starmap.costs import STANDARD, Cost
from starmap.decoding import Decoder
from starmap.errors import AmbiguousModelError, DataError, InexactReferenceError, UnknownModelError, UnnamedModelError
from starmap.model import Author, Entry, Model, Offering, Provider
from starmap.nameindex import NameIndex
from starmap.references import LONGEST, Resolved, fold_key, resolve, within_provider
from starmap.usage import Usage

if TYPE_CHECKING:
    from starmap.checks import Check
    from starmap.provenance import Explanation
    from starmap.selection.columns import Columns
    from starmap.selection.ranking import RankBy
    from starmap.selection.selecting import Selection

__all__ = ["Catalog", "Resolution"]

T = TypeVar("T")
_MISSING: Any = object()


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


class Catalog:
    """Models, offerings, authors and providers, read from a store as they are asked for.

    Safe to share between threads and after a fork. Everything that it hands out is frozen.
    """

    _columns: Columns | None = None  # read when first selected from

    def __init__(self, store: Store) -> None:
        self._begin(Archive(store, self))

    def _begin(self, archive: Archive) -> None:
        self._archive = archive
        self._found: dict[str, Model | Offering] = {}
        self.index = NameIndex(archive)
        """Every name that a reference may begin with or be."""

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

    def price(
        self,
        body: object,
        model: str | None = None,
        provider: str | None = None,
        at: date | datetime | None = None,
        mode: str | None = None,
        region: str | None = None,
        *,
        strict: bool = False,
    ) -> Cost:
        """What a provider's response cost: its usage at the prices of the model that it names.

        ``model`` is the reference that was asked for and ``provider`` who answered; both may be left out where the
        response names its model. The model it names is taken if it is one exactly, at the provider that was asked,
        else the one asked for. The mode and the time are those that the response tells, else standard and now; give
        ``mode`` and ``at`` where you know better.

        Raises ``UnreadableResponseError`` where the response tells no usage, ``UnnamedModelError`` where neither it nor
        the caller names a model, and as ``get`` and ``Entry.cost`` do.

        >>> body = {"model": "gpt-4o", "usage": {"prompt_tokens": 1200, "completion_tokens": 300}}
        >>> catalog.price(body, provider="openai").total
        Decimal('0.006')
        """
        usage = Usage.from_response(body, provider)
        told = usage.response
        named, told_mode, told_at = (None, None, None) if told is None else (told.model, told.mode, told.created)
        entry = self._answering(named, model, provider)
        return entry.cost(usage, at or told_at, mode or told_mode or STANDARD, region, strict=strict)

    def check(
        self,
        request: Mapping[str, object],
        model: str | None = None,
        provider: str | None = None,
        *,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        counter: Callable[[str], int] | None = None,
        on: date | None = None,
        soon: int = 90,
        api: str | None = None,
        strict: bool = False,
    ) -> Check:
        """What is known against a request to the model that it names, or to ``model``, which a Gemini request needs.

        With a provider it is held against what that provider offers by the name. All else is as with ``Entry.check``.

        Raises ``UnnamedModelError`` where neither the request nor the caller names a model, and as ``get`` and
        ``Entry.check`` do.

        >>> catalog.check({"model": "o3", "input": "Hello", "temperature": 0.2}).violations[-1].path
        'temperature'
        """
        told = request.get("model") if model is None else model
        if not isinstance(told, str) or not told:
            raise UnnamedModelError("request")
        entry = self.get(told) if provider is None else self.offering(told, provider)
        return entry.check(
            request,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            counter=counter,
            on=on,
            soon=soon,
            api=api,
            strict=strict,
        )

    def explain(self, ref: str, field: str | None = None) -> Explanation:
        """Who claims what of an entry: of one field (``"context_window"``), of a group (``"pricing"``), or of all.

        Raises as ``get`` does, and ``UnknownFieldError`` for a field that does not exist.
        """
        return self.explanation_of(self.get(ref), field)

    @property
    def models(self) -> Records[Model]:
        """Every model."""
        return Records(self._archive, "models", Decoder.model, close=self.index.close_to)

    @property
    def offerings(self) -> Records[Offering]:
        """Every offering."""
        return Records(self._archive, "offerings", Decoder.offering, close=self.index.close_to)

    @property
    def authors(self) -> Records[Author]:
        """Every author."""
        return Records(self._archive, "authors", Decoder.author)

    @property
    def providers(self) -> Records[Provider]:
        """Every provider. Indexing also takes the aliases of a provider."""
        return Records(self._archive, "providers", Decoder.provider, self._provider)

    @property
    def data_date(self) -> date:
        """The date of the newest source behind the data."""
        return date.fromisoformat(self._archive.text("names").header["date"])

    @property
    def data_version(self) -> str:
        """What tells one state of the data from another: the start of a hash over all of it."""
        return self._archive.text("names").version

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

    def fitting(
        self, input_tokens: int, output_tokens: int | None = None, *, allow_unknown: bool = False
    ) -> tuple[Offering, ...]:
        """Every offering that takes a prompt, and an output beside it, sorted by id; retired ones too.

        As ``Entry.fits`` has it. ``filter`` first to ask about some of them only.
        """
        return tuple(o for o in self.offerings if o.fits(input_tokens, output_tokens, allow_unknown=allow_unknown))

    def filter(
        self,
        *,
        providers: Collection[str] | None = None,
        authors: Collection[str] | None = None,
        allow: Collection[str] | None = None,
        deny: Collection[str] = (),
    ) -> Catalog:
        """A smaller catalog with the same interface: what these providers serve of these authors' models.

        ``allow`` and ``deny`` are globs over ids of offerings and models (``openai:*``, ``anthropic/*``); what ``deny``
        matches is out. A model is in if any of its offerings is. Nothing is read before it is asked for, and records
        lead to each other only within the part. Raises ``UnknownProviderError`` for an unknown provider or author.

        >>> small = catalog.filter(providers={"openai", "azure"}, deny={"*:*-preview*"})
        >>> "gpt-4o" in small, "gemini-2.5-pro" in small
        (True, False)
        """
        # Imported when first asked for: most programs use the whole catalog.
        from starmap.subset import Subset, Terms

        terms = Terms(
            None
            if providers is None
            else frozenset(self.providers[name].id for name in _names("providers", providers)),
            None if authors is None else frozenset(self.authors[name].id for name in _names("authors", authors)),
            None if allow is None else tuple(_names("allow", allow)),
            tuple(_names("deny", deny)),
        )
        part = Catalog.__new__(Catalog)
        part._begin(Subset(self._archive, part, terms))
        return part

    def select(
        self,
        *,
        supports: Collection[str] = (),
        forbid: Collection[str] = (),
        prefer: Collection[str] = (),
        accepts: Collection[str] = (),
        produces: Collection[str] = (),
        providers: Collection[str] | None = None,
        authors: Collection[str] | None = None,
        kinds: Collection[str] | None = None,
        min_context: int | None = None,
        min_input: int | None = None,
        min_output: int | None = None,
        fits: tuple[int, int | None] | None = None,
        max_input_price: Decimal | int | float | str | None = None,
        max_output_price: Decimal | int | float | str | None = None,
        open_weights: bool | None = None,
        licenses: Collection[str] | None = None,
        released_after: date | str | None = None,
        released_before: date | str | None = None,
        cutoff_after: date | str | None = None,
        status: Collection[str] | None = None,
        allow: Collection[str] | None = None,
        deny: Collection[str] = (),
        allow_unknown: bool | Collection[str] = False,
        rank_by: RankBy | Sequence[RankBy] | None = None,
        free: bool = False,
        on: date | datetime | None = None,
    ) -> Selection:
        """The offerings that meet every requirement, best first, and why each other one does not.

        What is not known meets no requirement, unless ``allow_unknown`` is true or names the requirement (``"fits"``),
        capability or modality. ``supports`` must be known to be there and ``forbid`` known not to be; ``accepts`` and
        ``produces`` are modalities of input and output. ``min_input`` is held against the input limit and the context
        window, as far as they are known; ``fits`` takes tokens of prompt and of output. Prices are dollars per million
        tokens, at the dearest hour and below long-context tiers. Dates count only where they surely lie after or
        before; one of a month or year means all of it. ``allow`` and ``deny`` are globs over ids of offerings and of
        models. Without ``status`` only what is known to be retired is left out.

        ``rank_by`` is a ``Usage``, whose cost must then be known and decides; a key: ``context_window``,
        ``max_input_tokens``, ``max_output_tokens``, ``release_date`` and ``knowledge_cutoff`` (the greatest first),
        ``input_price`` and ``output_price`` (the lowest first), with ``-`` before it the other way; a function of an
        offering (the least first); or several of these. What costs nothing stands after all that has a price unless
        ``free``; ties stand by id. Before all of it comes how many capabilities, parameters or input modalities of
        ``prefer`` are known to be there. ``on`` is the day or moment (UTC) of prices and status; now, if not given.

        Raises ``UnknownFieldError`` and ``UnknownProviderError`` for names that do not exist, ``ValueError`` for
        numbers and dates that cannot be. An empty selection is no error until its ``best`` is asked for.

        >>> workload = Usage(input_tokens=3_000, output_tokens=500)
        >>> chosen = catalog.select(supports={"tools"}, accepts={"image"}, min_context=200_000, rank_by=workload)
        >>> chosen.best.supports("tools", "vision")
        True
        """
        # Imported when first asked for: a program that only looks up would start slower.
        from starmap.selection.columns import Columns
        from starmap.selection.requirements import Requirements
        from starmap.selection.selecting import choose

        served = None if providers is None else [self.providers[name].id for name in _names("providers", providers)]
        made = None if authors is None else [self.authors[name].id for name in _names("authors", authors)]
        required = Requirements(
            supports=supports,
            forbid=forbid,
            accepts=accepts,
            produces=produces,
            providers=served,
            authors=made,
            kinds=kinds,
            min_context=min_context,
            min_input=min_input,
            min_output=min_output,
            fits=fits,
            max_input_price=max_input_price,
            max_output_price=max_output_price,
            open_weights=open_weights,
            licenses=licenses,
            released_after=released_after,
            released_before=released_before,
            cutoff_after=cutoff_after,
            status=status,
            allow=allow,
            deny=deny,
            allow_unknown=allow_unknown,
        )
        if self._columns is None:
            self._columns = Columns(self.offerings, moment(on)[0])
        return choose(self, self._columns, required, prefer=prefer, rank_by=rank_by, free=free, on=on)

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
        return tuple(self._archive.starting("models", f"{author_id}/", Decoder.model))

    def served_by(self, provider_id: str) -> tuple[Offering, ...]:
        """Every offering of a provider."""
        return tuple(self._archive.starting("offerings", f"{provider_id}:", Decoder.offering))

    def explanation_of(self, entry: Entry, field: str | None) -> Explanation:
        """The evidence behind an entry."""
        # Imported when first asked for: few programs explain, and it would cost every other one a slower start.
        from starmap.evidence import explanation

        return explanation(entry, self._archive.text("evidence"), field, self.data_date)

    def _look_up(self, ref: object, default: Any, inexact: bool) -> Any:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        exact = self._canonical(ref)
        if exact is not None:
            keep(self._found, ref, exact)
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
            keep(self._found, ref, entry)
        return entry

    def _canonical(self, ref: str) -> Model | Offering | None:
        """The entry of exactly this canonical id, read without the index."""
        if len(ref) > LONGEST or not ref.isprintable():
            return None
        head, colon, _ = ref.partition(":")
        if "/" in head:
            return self._archive.record("models", ref, Decoder.model)
        return self._archive.record("offerings", ref, Decoder.offering) if colon else None

    def _resolved(self, ref: object) -> Resolved:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        try:
            return resolve(ref, self.index)
        except UnknownModelError:
            raise UnknownModelError(ref, lambda: self.index.close_to(ref)) from None

    def _offering_at(self, ref: str, provider: str) -> Offering:
        if not isinstance(ref, str):
            raise TypeError(f"a reference is a text, not {type(ref).__name__}")
        known = self.providers[provider].id
        named = within_provider(known, ref, self.index) if 0 < len(ref) <= LONGEST else None
        if named is not None:
            return self._offering(named.id)
        model = self.get(ref).model
        own = [] if model is None else [o for o in model.offering_ids if o.startswith(f"{known}:")]
        if not own:
            raise UnknownModelError(f"{known}:{ref}", lambda: self.index.close_to(ref))
        if len(own) > 1:
            raise AmbiguousModelError(ref, own)
        return self._offering(own[0])

    def _answering(self, named: str | None, asked: str | None, provider: str | None) -> Model | Offering:
        """The entry that a response names, if it is one exactly, else the one that was asked for."""
        at = None if provider is None else self.providers[provider].id
        first = None if asked is None else self.get(asked) if at is None else self.offering(asked, at)
        if at is None and isinstance(first, Offering):
            at = first.provider_id
        try:
            if named is not None:
                return self.get(named) if at is None else self.offering(f"{at}:{named}")
        except (UnknownModelError, AmbiguousModelError):
            if first is None:
                raise
        if first is None:
            raise UnnamedModelError
        return first

    def _entry(self, key: str) -> Model | Offering:
        """The entry of a canonical id, which is in the data."""
        if ":" in key.partition("/")[0]:
            return self._offering(key)
        found = self._archive.record("models", key, Decoder.model)
        if found is None:
            raise DataError("models.txt", f"{key!r} is in the index but not in the file")
        return found

    def _offering(self, key: str) -> Offering:
        found = self._archive.record("offerings", key, Decoder.offering)
        if found is None:
            raise DataError("offerings.txt", f"{key!r} is in the index but not in the file")
        return found

    def _provider(self, name: str) -> Provider | None:
        found = self._archive.record("providers", name, Decoder.provider)
        if found is None:
            names = self.index.names(fold_key(name))
            if names is not None and names.provider is not None:
                return self._archive.record("providers", names.provider, Decoder.provider)
        return found


def _names(what: str, given: Collection[str]) -> list[str]:
    """A collection of texts, and not one text, which is a collection of letters."""
    if isinstance(given, str):
        raise TypeError(f"{what} is a set of names, not one text: give {{{given!r}}}")
    return sorted(given)
