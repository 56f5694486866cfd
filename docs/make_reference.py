"""Write ``docs/reference.md`` from the docstrings: ``python docs/make_reference.py``. A test holds it up to date."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import starmap
from starmap import checks, provenance, responses, selection, testing, tokens
from starmap.archive import Records
from starmap.compiling.schema import field_docs
from starmap.pages import building

HEAD = """# Reference

Written from the docstrings by `docs/make_reference.py`. Everything here is imported from `starmap`, but for the
evidence in `starmap.provenance`, and what is in `starmap.checks`, `starmap.pages.building`, `starmap.responses`,
`starmap.selection`, `starmap.testing` and `starmap.tokens`. Prices are US dollars; token rates are per million tokens.
"""


def reference() -> str:
    """The whole page."""
    things = [getattr(starmap, name) for name in starmap.__all__ if name != "catalog"]
    things += [Records, tokens.token_counter]
    things += [
        getattr(module, name) for module in (responses, checks, selection, testing, building) for name in module.__all__
    ]
    things += [*(getattr(provenance, name) for name in provenance.__all__)]
    parts = [HEAD, "## catalog\n\nThe packaged `Catalog`.\n"]
    parts += ["\n".join(section(thing)) for thing in sorted(things, key=lambda thing: thing.__name__)]
    return "\n".join(parts)


def section(thing: Any) -> Iterator[str]:
    """One class: its docstring, its fields or words, its methods; or a function with its docstring."""
    if inspect.isfunction(thing):
        yield f"## {thing.__name__}(...)\n\n{inspect.getdoc(thing)}\n"
        return
    parents = [parent.__name__ for parent in thing.__bases__ if parent.__module__.startswith("starmap")]
    yield f"## {thing.__name__}" + (f" ({', '.join(parents)})" if parents else "") + "\n"
    yield f"{inspect.cleandoc(thing.__doc__ or '')}\n"
    if issubclass(thing, StrEnum):
        yield "Words: " + ", ".join(f"`{word}`" for word in thing) + ".\n"
        return
    if issubclass(thing, BaseModel):
        inherited = {name for parent in thing.__bases__ for name in base_fields(parent)}
        own = [name for name in thing.model_fields if name not in inherited]
    else:
        own = list(getattr(thing, "_fields", ()))
    if own:
        docs = field_docs(thing)
        yield "| field | meaning |\n| --- | --- |"
        yield from (f"| `{name}` | {' '.join(docs.get(name, '').split())} |" for name in own)
        yield ""
    for name, member in vars(thing).items():
        if not name.startswith("_") and (isinstance(member, property) or inspect.isfunction(member)):
            doc = inspect.getdoc(member)
            if doc:
                call = "" if isinstance(member, property) else "(...)"
                yield f"**`{name}{call}`** {doc}\n"


def base_fields(parent: type) -> set[str]:
    """The fields that a parent already has."""
    return set(parent.model_fields) if issubclass(parent, BaseModel) else set()


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text(reference())
