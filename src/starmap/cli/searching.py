"""``starmap search``: models and offerings whose id or name holds every word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Annotated, NamedTuple

import typer

from starmap.cli.forms import Field, Form, form_of, print_listing
from starmap.cli.grids import Column, print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import bundled
from starmap.model import Entry, Model
from starmap.registry import Catalog

__all__ = ["commands", "find"]

commands = typer.Typer(rich_markup_mode="markdown")

_FIELDS: list[Field[Entry]] = [
    Field("id", Column("id", code=True), lambda one: one.id),
    Field("what", Column("what", spare=True), lambda one: "model" if isinstance(one, Model) else "offering"),
    Field("name", Column("name"), lambda one: one.name),
    Field("kind", Column("kind"), lambda one: one.kind),
    Field("context_window", Column("context", True), lambda one: one.context_window),
    Field("release_date", Column("released"), lambda one: one.release_date),
]


@commands.command("search", epilog="Example: `starmap search claude opus 4.5`")
@bundled(form=form_of)
def search_entries(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="Every word must occur.")],
    limit: Annotated[int, typer.Option(metavar="N", help="How many to print.", min=1)] = 20,
    form: Form = Form.TEXT,
) -> None:
    """Search the ids and names of models and offerings, whatever the case and the punctuation.

    Best first: the words are the id, begin it, begin words in it, occur anywhere; models before offerings, and an
    author's own offerings before others.

    Exit code 1 where nothing is found, with near matches.
    """
    catalog = invocation_of(ctx).catalog
    asked = [folded for word in words if (folded := _folded(word))]
    if not asked:
        raise typer.BadParameter("the words hold no letter and no digit to search for")
    found = find(catalog, asked, limit + 1)
    if found or form in (Form.JSON, Form.CSV):
        print_listing(form, _FIELDS, [catalog.get(key) for key in found[:limit]])
    told = screen(stderr=True)
    if len(found) > limit:
        print_line(told, f"there are more; see them with --limit {limit * 5}", "dim")
    if not found:
        close = catalog.index.close_to(" ".join(words))
        hint = f"; close matches: {', '.join(close)}" if close else ""
        print_line(told, f"nothing is called {' '.join(words)!r}{hint}")
        raise typer.Exit(1)


class _Hit(NamedTuple):
    """How well an entry answers; the least is the best."""

    rank: int
    place: int
    """Models before offerings, and those of the author itself before others."""
    length: int
    id: str


def find(catalog: Catalog, words: Sequence[str], most: int) -> list[str]:
    """The ids that answer to folded words, best first.

    The names of offerings are read only where ids, and the names of models, leave room: reading every offering takes
    longer than all the rest.
    """
    models = list(catalog.models)
    homes = {author.id: author.home_providers for author in catalog.authors}
    first = {
        key
        for model in models
        for key in model.offering_ids
        if key.partition(":")[0] in homes.get(model.author_id or "", ())
    }
    hits = [
        *_hits(words, ((model.id, model.id.partition("/")[2], model.name or "") for model in models), 0),
        *_hits(words, ((key, key.partition(":")[2], "") for key in catalog.offerings.ids()), 2),
    ]
    hits = [hit._replace(place=1) if hit.id in first else hit for hit in hits]
    if len(hits) < most:
        held = {hit.id for hit in hits}
        named = ((one.id, one.model_id, one.name or "") for one in catalog.offerings if one.id not in held)
        hits += _hits(words, named, 2)
    return [hit.id for hit in sorted(hits)[:most]]


def _hits(words: Sequence[str], entries: Iterable[tuple[str, str, str]], place: int) -> Iterator[_Hit]:
    whole = "-".join(words)
    parts = whole.split("-")  # these hold no punctuation, so what lacks one of them as it stands need not be folded
    for key, own, name in entries:
        raw = f"{key} {name}".casefold()
        if all(part in raw for part in parts):
            texts = [_folded(key), _folded(own), _folded(name)]
            together = f"-{'-'.join(texts)}-"
            if all(word in together for word in words):
                yield _Hit(_rank(words, whole, texts, together), place, len(own), key)


def _rank(words: Sequence[str], whole: str, texts: Sequence[str], together: str) -> int:
    """0 for what is called so, 1 for what begins so, 2 where each word begins a word, 3 for anywhere."""
    tests: tuple[Callable[[str], bool], ...] = (whole.__eq__, lambda text: text.startswith(whole))
    for rank, test in enumerate(tests):
        if any(map(test, texts)):
            return rank
    return 2 if all(f"-{word}" in together for word in words) else 3


def _folded(text: str) -> str:
    """The text in one case, its letters and digits parted by single hyphens."""
    return "-".join(re.findall(r"\w+", text.casefold().replace("_", "-")))
