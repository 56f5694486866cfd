"""Claims, offers and tables of names for tests of merging."""

from __future__ import annotations

from decimal import Decimal

from starmap.merging.choosing import Offer, choose
from starmap.merging.identity import Subject, identify
from starmap.merging.names import NameTables, read_names
from starmap.sources.listing import DatedCard, Facts, Listing, Value
from starmap.sources.reading import SourceFile

__all__ = [
    "SEA",
    "VENDOR",
    "make_dated",
    "make_listing",
    "make_offer",
    "make_rates",
    "make_tables",
    "make_text",
    "models_of",
    "said",
]

VENDOR = "vendor page"

SEA = """
[openai]
name = "OpenAI"
home_providers = ["openai", "azure"]
spellings = ["openai"]
families = ["orca"]

[anthropic]
name = "Anthropic"
home_providers = ["anthropic", "google-vertex"]
spellings = ["anthropic"]
families = ["reef"]

[alibaba]
name = "Alibaba"
home_providers = ["alibaba"]
spellings = ["qwen"]

[mistral]
name = "Mistral"
home_providers = ["mistral"]
spellings = ["mistralai"]

[tencent]
name = "Tencent"
"""
"""Authors, two of which share their id with a host of others' models."""


def make_listing(facts: Facts | None = None, *, provider: str = "acme", id: str = "orca-1", **more: object) -> Listing:
    """A listing of 2026-09-01, live, with more of its fields by name."""
    listing = Listing(provider, id, {"name": "Orca 1"} if facts is None else facts, "2026-09-01")
    for name, value in more.items():
        setattr(listing, name, value)
    return listing


def said(source: str, facts: Facts | None = None, /, **more: object) -> tuple[str, Listing]:
    """What a source says."""
    return source, make_listing(facts, **more)  # type: ignore[arg-type]


def make_offer(
    *listings: tuple[str, Listing], provider: str = "acme", id: str = "orca-1", at_home: bool = True
) -> Offer:
    """An offering of which the sources given speak."""
    return choose(provider, id, listings, at_home)


def make_rates(core: str, **more: Value) -> Facts:
    """The rates of a card: prompt and output as ``"1/4"``, others by name, dots of paths as ``__``."""
    pairs = zip(("input", "output"), core.split("/"), strict=False)
    facts: Facts = {f"pricing.{name}": Decimal(rate) for name, rate in pairs if rate}
    return facts | {f"pricing.{name.replace('__', '.')}": value for name, value in more.items()}


def make_dated(begins: str, facts: Facts | str = "", **more: str) -> DatedCard:
    """A dated card, first observed, with more of its fields by name; no facts where the price is gone."""
    card = DatedCard("acme", "orca-1", make_rates(facts) if isinstance(facts, str) else facts, begins, "first observed")
    for name, value in more.items():
        setattr(card, name, value)
    return card


def make_text(text: str, name: str) -> SourceFile:
    """A file of the project's own."""
    return SourceFile(name, text.encode(), "")


def make_tables(authors: str = SEA, providers: str = "") -> NameTables:
    """Tables of names from their texts."""
    return read_names(
        make_text(providers, "facts/names/providers.toml"), make_text(authors, "facts/names/authors.toml")
    )


def models_of(*subjects: Subject, tables: NameTables | None = None) -> list[str | None]:
    """The model that each subject turns out to be, in order."""
    found = identify(subjects, tables or make_tables())
    return [found[subject.provider, subject.id].model for subject in subjects]
