"""Everything that pages draw on, read once: entries, who makes and serves them, and the day the pages speak of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from starmap.errors import UnknownProviderError
from starmap.model import Entry, Model, Offering
from starmap.nearness import near_matches
from starmap.pages import paths
from starmap.pages.blocks import NOT_KNOWN, Cell, Code, Column, Inline, Link, Stage, price, short
from starmap.pricing import Pricing
from starmap.registry import Catalog
from starmap.vocabulary import Status

__all__ = ["FIGURES", "Contents", "globs_of", "named", "newest_first"]

FIGURES = (Column("Context", True), Column("Max output", True), Column("Input", True), Column("Output", True))
"""The columns of limits and prices in lists of entries."""

E = TypeVar("E", bound=Entry)


class Contents:
    """A catalog as pages want it: whole collections by id, and links between what has a page."""

    def __init__(self, catalog: Catalog, day: date) -> None:
        self.day = day
        edition = f"Data of {catalog.data_date} ({catalog.data_version})"
        self.as_of = f"{edition}; prices and statuses as of {day}. A dash means not known."
        self.models = {model.id: model for model in catalog.models}
        self.offerings = {offering.id: offering for offering in catalog.offerings}
        self.authors = {author.id: author for author in catalog.authors}
        self.providers = {provider.id: provider for provider in catalog.providers}
        self.by_author: dict[str, list[Model]] = {key: [] for key in self.authors}
        self.by_provider: dict[str, list[Offering]] = {key: [] for key in self.providers}
        for model in self.models.values():
            if model.author_id is not None:
                self.by_author[model.author_id].append(model)
        for offering in self.offerings.values():
            self.by_provider[offering.provider_id].append(offering)

    def offerings_of(self, model: Model) -> list[Offering]:
        """Every offering of a model, home providers first."""
        return [self.offerings[key] for key in model.offering_ids]

    def is_home(self, offering: Offering) -> bool:
        """Whether the provider is one through which the author itself serves its models."""
        author = self.authors.get(offering.author_id or "")
        return author is not None and offering.provider_id in author.home_providers

    def status(self, entry: Entry) -> Status | None:
        """The status on the day."""
        return entry.lifecycle.status_on(self.day)

    def card(self, entry: Entry) -> Pricing | None:
        """The rate card of the day."""
        return entry.pricing_on(self.day)

    def status_cell(self, entry: Entry) -> Inline:
        """The status on the day, or that it is not known."""
        status = self.status(entry)
        return NOT_KNOWN if status is None else Stage(str(status))

    def prices(self, entry: Entry) -> tuple[Inline, Inline]:
        """The input and output rates of the day."""
        card = self.card(entry)
        if card is None:
            return NOT_KNOWN, NOT_KNOWN
        return price(card.input, card.currency), price(card.output, card.currency)

    def figures(self, entry: Entry) -> list[Cell]:
        """The cells under ``FIGURES``."""
        return [short(entry.context_window), short(entry.max_output_tokens), *self.prices(entry)]

    def author_link(self, author_id: str | None) -> Inline:
        """The author's name, leading to its page."""
        author = self.authors.get(author_id or "")
        if author is None:
            return NOT_KNOWN if author_id is None else author_id
        return Link(author.name, paths.author_page(author.id))

    def provider_link(self, provider_id: str) -> Inline:
        """The provider's name, leading to its page."""
        provider = self.providers.get(provider_id)
        return provider_id if provider is None else Link(provider.name, paths.provider_page(provider.id))

    def reference(self, key: str) -> Inline:
        """An id of a model or an offering, leading to its page if it has one here."""
        if key in self.offerings:
            return Link(key, paths.offering_page(key), code=True)
        return Link(key, paths.model_page(key), code=True) if key in self.models else Code(key)

    def names_of(self, found: Iterable[str]) -> Cell:
        """Words side by side; ``none`` for an empty list, which is not the same as not known."""
        words: list[Inline] = []
        for word in found:
            words += [", ", Code(word)] if words else [Code(word)]
        return tuple(words) or "none"


def newest_first(entries: Iterable[E]) -> list[E]:
    """By release, the newest first; those without a date last, by id."""
    by_id = sorted(entries, key=lambda entry: entry.id)
    return sorted(by_id, key=lambda entry: entry.release_date or date.min, reverse=True)


def named(entry: Entry) -> str:
    """The display name, or what of the id tells it from its neighbours."""
    if entry.name is not None:
        return entry.name
    return entry.model_id if isinstance(entry, Offering) else entry.id.partition("/")[2]


def globs_of(catalog: Catalog, only: Iterable[str]) -> list[str] | None:
    """What ``Catalog.filter`` allows to keep the models of these authors and the offerings of these providers.

    ``None`` keeps all, where none are named. Raises ``UnknownProviderError`` for a name that is neither.
    """
    globs = []
    authors = set(catalog.authors.ids())
    for name in only:
        found = []
        if name in authors:
            found.append(f"{_literal(name)}/*")
        if name in catalog.providers:
            found.append(f"{_literal(catalog.providers[name].id)}:*")
        if not found:
            known = sorted(authors | set(catalog.providers.ids()))
            raise UnknownProviderError("author or provider", name, near_matches(name, known))
        globs += found
    return globs or None


def _literal(text: str) -> str:
    """The text as a glob that matches it alone."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in text)
