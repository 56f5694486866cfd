"""The index of authors, and the page of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial

from starmap.model import Author, Model
from starmap.pages import paths
from starmap.pages.blocks import (
    NOT_KNOWN,
    Away,
    Cell,
    Code,
    Column,
    Facts,
    Inline,
    Items,
    Link,
    Page,
    Paragraph,
    Section,
    Table,
)
from starmap.pages.contents import FIGURES, Contents, named
from starmap.pages.entries import dated, told
from starmap.pages.families import family_sections
from starmap.telling.figures import counted
from starmap.vocabulary import Kind, Status

__all__ = ["author_page", "authors_index"]

_KINDS = (Kind.CHAT, Kind.EMBEDDING, Kind.IMAGE, Kind.VIDEO, Kind.SPEECH, Kind.TRANSCRIPTION)


def authors_index(contents: Contents) -> Page:
    """Every author, beside the others."""
    line = f"{len(contents.authors):,} authors and the {len(contents.models):,} models that they made."
    columns = [Column("Author"), Column("Models", True), Column("Retired", True), Column("Serves them itself through")]
    columns.append(Column("Website"))
    kinds = [Column("Author"), *(Column(str(kind).capitalize(), True) for kind in _KINDS), Column("Other", True)]
    authors = sorted(contents.authors.values(), key=lambda author: (-len(contents.by_author[author.id]), author.id))
    return Page(
        path=paths.AUTHORS,
        title="Authors",
        description=line,
        kind="authors",
        crumbs=[("Catalog", paths.HOME)],
        opening=[Paragraph(line, lead=True)],
        sections=[
            Section("Overview", [Table("Authors", columns, [_row(author, contents) for author in authors])]),
            Section("By kind", [Table("Models by kind", kinds, [_kinds(author, contents) for author in authors])]),
        ],
    )


def author_page(author: Author, contents: Contents) -> Page:
    """Who the author is, its models by family, and where they can be had."""
    models = contents.by_author[author.id]
    served = Counter(key.partition(":")[0] for model in models for key in model.offering_ids)
    line = f"{author.name} made {counted(len(models), 'model')} of this catalog"
    line += f", offered by {counted(len(served), 'provider')}." if served else "."
    return Page(
        path=paths.author_page(author.id),
        title=author.name,
        description=line,
        kind="author",
        crumbs=[("Catalog", paths.HOME), ("Authors", paths.AUTHORS)],
        opening=[Paragraph(line, lead=True)],
        sections=[
            Section("Information", [Facts("Information", _information(author, models, contents))]),
            *_by_family(models, contents),
            *_available(served, contents),
            Section("See also", [Items([Link("All authors", paths.AUTHORS), Link("Comparison", paths.COMPARISON)])]),
        ],
        front={"id": author.id},
    )


def _row(author: Author, contents: Contents) -> list[Cell]:
    models = contents.by_author[author.id]
    retired = sum(contents.status(model) is Status.RETIRED for model in models)
    return [
        Link(author.name, paths.author_page(author.id)),
        f"{len(models):,}",
        f"{retired:,}",
        _homes(author, contents),
        NOT_KNOWN if author.website is None else Away(author.website, author.website),
    ]


def _kinds(author: Author, contents: Contents) -> list[Cell]:
    counts = Counter(model.kind for model in contents.by_author[author.id])
    shown = [counts.pop(kind, 0) for kind in _KINDS]
    rest = sum(counts.values())
    return [Link(author.name, paths.author_page(author.id)), *(f"{number:,}" for number in (*shown, rest))]


def _homes(author: Author, contents: Contents) -> Cell:
    homes: list[Inline] = []
    for key in author.home_providers:
        homes += [", ", contents.provider_link(key)] if homes else [contents.provider_link(key)]
    return tuple(homes) or NOT_KNOWN


def _information(author: Author, models: Sequence[Model], contents: Contents) -> list[tuple[Cell, Cell]]:
    retired = sum(contents.status(model) is Status.RETIRED for model in models)
    return [
        ("Author ID", Code(author.id)),
        ("Website", NOT_KNOWN if author.website is None else Away(author.website, author.website)),
        ("Serves its models itself through", _homes(author, contents)),
        ("Models", f"{len(models):,}"),
        ("Of these retired", f"{retired:,}"),
    ]


def _by_family(models: Sequence[Model], contents: Contents) -> list[Section]:
    columns = [
        Column("Model"),
        Column("Kind"),
        Column("Released"),
        *FIGURES,
        Column("Providers", True),
        Column("Status"),
    ]
    line = "Limits and prices (per million tokens) are the author's word, as far as it is known."
    return family_sections("models", line, columns, models, partial(_model_row, contents))


def _model_row(contents: Contents, model: Model) -> list[Cell]:
    return [
        Link(named(model), paths.model_page(model.id)),
        told(model.kind),
        dated(model.release_date),
        *contents.figures(model),
        f"{len({key.partition(':')[0] for key in model.offering_ids}):,}",
        contents.status_cell(model),
    ]


def _available(served: Counter[str], contents: Contents) -> list[Section]:
    if not served:
        return []
    rows: list[list[Cell]] = [
        [contents.provider_link(key), f"{number:,}"]
        for key, number in sorted(served.items(), key=lambda item: (-item[1], item[0]))
    ]
    columns = [Column("Provider"), Column("Offerings", True)]
    return [Section("Where available", [Table("Where available", columns, rows)])]
