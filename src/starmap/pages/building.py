"""Building: every page of a catalog, written into a folder; the same input gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from datetime import date
from errno import ENOTDIR
from functools import partial
from multiprocessing import get_context
from os import strerror
from pathlib import Path
from typing import NamedTuple, TypeAlias

import importlib_resources
from jinja2 import Environment, FunctionLoader, StrictUndefined

from starmap.changes import Changes, find_changes
from starmap.errors import StarmapError
from starmap.pages import paths
from starmap.pages.authors import author_page, authors_index
from starmap.pages.blocks import Page
from starmap.pages.changelog import changes_page
from starmap.pages.comparison import comparison_page
from starmap.pages.contents import Contents, globs_of
from starmap.pages.home import home_page
from starmap.pages.html import html_of, site_path
from starmap.pages.markdown import markdown_of
from starmap.pages.models import model_page
from starmap.pages.offerings import offering_page
from starmap.pages.offerings_table import offerings_script
from starmap.pages.providers import provider_page, providers_index
from starmap.registry import Catalog

__all__ = ["Built", "PagesError", "build"]

MANIFEST = ".starmap-pages.json"
"""Lists the files of a build in its folder, so that the next one can take away what is no longer written."""

_AT_ONCE = 100
"""Pages that are made between two reports."""

Job: TypeAlias = Callable[[], Page]
"""Makes one page."""

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many pages are written, and of how many."""


class PagesError(StarmapError, ValueError):
    """A folder cannot take the pages without losing what is in it."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.folder = folder

    def __str__(self) -> str:
        return (
            f"{self.folder!r} holds files that are no pages of starmap; "
            "give an empty folder, or one that does not exist yet"
        )


class Built(NamedTuple):
    """What a build wrote."""

    pages: int
    """How many pages."""

    size: int
    """Bytes of all files together."""

    removed: int
    """Files of an earlier build that this one does not have."""


def jobs_of(contents: Contents, since: Changes | None = None) -> dict[str, Job]:
    """What makes each page, by where it lies: indexes first, then the trees of authors and of providers."""
    jobs: dict[str, Job] = {
        paths.HOME: partial(home_page, contents),
        paths.COMPARISON: partial(comparison_page, contents),
        paths.CHANGES: partial(changes_page, contents, since),
        paths.AUTHORS: partial(authors_index, contents),
        paths.PROVIDERS: partial(providers_index, contents),
    }
    jobs |= {paths.author_page(key): partial(author_page, author, contents) for key, author in contents.authors.items()}
    jobs |= {paths.model_page(key): partial(model_page, model, contents) for key, model in contents.models.items()}
    for key, provider in contents.providers.items():
        jobs[paths.provider_page(key)] = partial(provider_page, provider, contents)
    for key, offering in contents.offerings.items():
        jobs[paths.offering_page(key)] = partial(offering_page, offering, contents)
    return jobs


def build(
    catalog: Catalog,
    out: Path,
    *,
    html: bool = False,
    only: Collection[str] = (),
    since: Catalog | None = None,
    on: date | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> Built:
    """Write the pages of a catalog into a folder: as Markdown, or as a site. What is left of an earlier build goes.

    ``only`` names authors and providers whose part of the catalog is wanted; ``since`` is an older state of the data,
    to tell what changed. Prices and statuses are those of ``on``, the date of the data if it is not given, so that the
    same data gives the same bytes on any day.

    ``workers`` is how many processes make pages. More than one are forked: leave it at one where the system cannot fork
    or other threads run.

    Raises ``UnknownProviderError`` for a name in ``only`` that is none, ``PagesError`` for a folder that holds anything
    but an earlier build, ``OSError`` where it cannot be written.
    """
    globs = globs_of(catalog, only)
    part = _part(catalog, globs)
    contents = Contents(part, on or catalog.data_date)
    earlier = _earlier(out)
    changes = None if since is None else find_changes(_part(since, globs), part)
    workshop = Workshop(jobs_of(contents, changes), out, html, contents.as_of)
    out.mkdir(parents=True, exist_ok=True)
    _list(out, earlier | workshop.files)  # first, so that a build that is broken off can be built again
    written: dict[str, int] = {}
    for some in workshop.work(workers):
        written |= some
        if progress is not None:
            progress(len(written), len(workshop.files))
    pages = len(written)
    if html:
        for name, content in _assets(part, contents.day):
            written[name] = _put(out / name, content)
    left = sorted(earlier - written.keys())
    for name in left:
        _remove(out, name)
    _list(out, written)
    return Built(pages, sum(written.values()), len(left))


class Workshop:
    """Makes pages and writes them, here or in processes of its own."""

    def __init__(self, jobs: Mapping[str, Job], out: Path, html: bool, edition: str) -> None:
        self._jobs = [(site_path(path) if html else f"{path}.md", job) for path, job in jobs.items()]
        self.files = {name for name, _ in self._jobs}
        self._out = out
        self._html = html
        self._edition = edition
        self._environment = _environment(html)

    def work(self, workers: int) -> Iterator[dict[str, int]]:
        """Every page, some at a time: the files written and their sizes."""
        starts = range(0, len(self._jobs), _AT_ONCE)
        if workers == 1:
            yield from map(self.write, starts)
            return
        with ProcessPoolExecutor(workers, get_context("fork"), _begin, (self,)) as pool:
            yield from pool.map(_write, starts)

    def write(self, start: int) -> dict[str, int]:
        """Some pages, from the one of that number on."""
        write = html_of if self._html else markdown_of
        written = {}
        for name, job in self._jobs[start : start + _AT_ONCE]:
            written[name] = _put(self._out / name, write(job(), self._environment, self._edition).encode())
        return written


_inherited: list[Workshop] = []
"""In a forked process the workshop that it works for: too large to be sent."""


def _begin(workshop: Workshop) -> None:
    _inherited[:] = [workshop]


def _write(start: int) -> dict[str, int]:
    return _inherited[0].write(start)


def _part(catalog: Catalog, globs: Sequence[str] | None) -> Catalog:
    return catalog if globs is None else catalog.filter(allow=globs)


def _earlier(out: Path) -> set[str]:
    """The files of an earlier build. Raises ``PagesError`` where the folder holds anything else."""
    if not out.exists():
        return set()
    try:
        names = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        names = None
    if not out.is_dir():
        raise NotADirectoryError(ENOTDIR, strerror(ENOTDIR), str(out))
    if isinstance(names, list) and all(isinstance(name, str) for name in names):
        return set(names)
    if any(out.iterdir()):
        raise PagesError(str(out))
    return set()


def _list(out: Path, names: Iterable[str]) -> None:
    _put(out / MANIFEST, f"{json.dumps(sorted(names), indent=0)}\n".encode())


def _put(file: Path, content: bytes) -> int:
    try:
        file.write_bytes(content)
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return len(content)


def _remove(out: Path, name: str) -> None:
    """Take away a file of an earlier build, and folders that it leaves empty; nothing outside the folder."""
    file = out / name
    if out.resolve() not in file.resolve().parents:
        return
    file.unlink(missing_ok=True)
    with suppress(OSError):
        for folder in file.parents:
            if folder == out:
                break
            folder.rmdir()


def _environment(html: bool) -> Environment:
    templates = importlib_resources.files("starmap.pages") / "templates"

    def load(name: str) -> str:
        return (templates / name).read_text(encoding="utf-8")

    return Environment(
        loader=FunctionLoader(load),
        autoescape=html,  # noqa: S701 - Markdown escapes in its own way
        undefined=StrictUndefined,
        trim_blocks=not html,
        lstrip_blocks=not html,
        keep_trailing_newline=True,
    )


def _assets(catalog: Catalog, day: date) -> Iterator[tuple[str, bytes]]:
    """Style, scripts and the data that they show."""
    yield "assets/offerings.js", offerings_script(catalog, day).encode()
    root = importlib_resources.files("starmap.pages") / "assets"
    folders = [("assets", root)]
    while folders:
        name, folder = folders.pop()
        for item in sorted(folder.iterdir(), key=lambda item: item.name):
            if item.is_dir():
                folders.append((f"{name}/{item.name}", item))
            else:
                yield f"{name}/{item.name}", item.read_bytes()
