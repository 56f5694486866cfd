"""What a shell is offered to complete: references, providers and authors."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import typer

from starmap.model import CAPABILITY_NAMES
from starmap.packaged import DirectoryStore, catalog
from starmap.registry import Catalog
from starmap.vocabulary import ParameterName

__all__ = ["complete_ability", "complete_author", "complete_party", "complete_provider", "complete_reference"]

_MOST = 50


def complete_reference(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of models and offerings that begin with what is typed; so do the ids that a model goes by without author."""
    found = _read(ctx)
    models = found.models.ids()
    bare = (key.partition("/")[2] for key in models)
    served = found.offerings.ids() if incomplete else []
    return _beginning(incomplete, (*models, *bare, *served))


def complete_provider(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of providers."""
    return _beginning(incomplete, _read(ctx).providers.ids())


def complete_author(ctx: typer.Context, incomplete: str) -> list[str]:
    """Ids of authors."""
    return _beginning(incomplete, _read(ctx).authors.ids())


def complete_party(ctx: typer.Context, incomplete: str) -> list[str]:
    """Authors and providers."""
    return sorted({*complete_author(ctx, incomplete), *complete_provider(ctx, incomplete)})


def complete_ability(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of capabilities and parameters."""
    return _beginning(incomplete, (*sorted(CAPABILITY_NAMES), *map(str, ParameterName)))


def _read(ctx: typer.Context) -> Catalog:
    """The catalog of ``--data``, if it stands before what is completed; a shell that completes runs no command."""
    data = ctx.find_root().params.get("data")
    return catalog if data is None else Catalog(DirectoryStore(Path(data)))


def _beginning(incomplete: str, ids: Iterable[str]) -> list[str]:
    fitting = dict.fromkeys(key for key in ids if key.startswith(incomplete))
    return list(islice(fitting, _MOST))
