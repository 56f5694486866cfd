"""The index of names: for every name in any case, what has it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from starmap.compiling.building import Built
from starmap.errors import CompileError
from starmap.merging.names import NameTables
from starmap.references import fold_key

__all__ = ["index_names"]


def index_names(built: Built, tables: NameTables) -> dict[str, str]:
    """Every line of ``names.txt`` by its key. Raises ``CompileError`` where an alias collides with what it may not."""
    rows: dict[str, dict[str, Any]] = defaultdict(dict)
    _add_ids(built, tables, rows)
    for model in built.models:
        rows[fold_key(model.id)]["m"] = "" if model.id == fold_key(model.id) else model.id
    for provider in built.providers:
        for name in (provider.id, *provider.aliases):
            other = rows[fold_key(name)].setdefault("p", provider.id)
            if other != provider.id:
                raise CompileError(f"the provider name {name!r} of {provider.id} is already that of {other}")
    known = {offering.id for offering in built.offerings} | {model.id for model in built.models}
    for name, provider_id, target in built.aliases:
        if target not in known:
            raise CompileError(f"the alias {name!r} stands for {target!r}, which is not in the catalog")
        rows[fold_key(name)].setdefault("a", []).append([name, provider_id, target])
    return {key: json.dumps(row, ensure_ascii=False, separators=(",", ":")) for key, row in rows.items()}


def _add_ids(built: Built, tables: NameTables, rows: Mapping[str, dict[str, Any]]) -> None:
    by_id: dict[str, list[tuple[str, str | None, str | None]]] = defaultdict(list)
    for offering in built.offerings:
        by_id[offering.model_id].append((offering.provider_id, offering.model_ref, offering.author_id))
    for model_id, served in sorted(by_id.items()):
        homes = {ref for provider, ref, author in served if ref and author and provider in tables.homes(author)}
        refs = {ref for _, ref, _ in served}
        models = sorted(ref for ref in refs if ref is not None) if None not in refs and len(served) > 1 else []
        key = fold_key(model_id)
        row: list[Any] = ["" if key == model_id else model_id, sorted({provider for provider, _, _ in served})]
        if homes or models:
            row.append(sorted(homes))
        if models and models != sorted(homes):
            row.append(models)
        rows[key].setdefault("i", []).append(row)
