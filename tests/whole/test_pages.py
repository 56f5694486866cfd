"""Every page of the full catalog, in both forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from filecmp import cmp
from html import unescape
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote

import pytest
from markdown_it import MarkdownIt

from starmap import catalog
from starmap.pages.paths import model_page, offering_page
from whole.conftest import build

pytestmark = pytest.mark.catalog

ADDRESS = re.compile(r'(?:href|src)="([^"]*)"')
MARKDOWN_LINK = re.compile(r"\]\(([^)]*)\)")
ANCHOR = re.compile(r' id="([^"]*)"')
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
FILLED = re.compile(r'<section class="(?:explorer|chooser)".*?</section>', re.DOTALL)
"""Parts that scripts fill in the browser."""

TAG = re.compile(r"<[^>]*>")
ALLOWED_IN_MARKDOWN = re.compile(r"</?(?:abbr(?: title=\"[\d,]+ tokens\")?|code)>|<https?://")
EMPTY = re.compile(r"</h[23]>\s*(?:<h2\b|</main>)|</h3>\s*<h3\b|<(tbody|ul|p|figure|table)[^>]*>\s*</\1>")
"""A heading with nothing below it, or a block with nothing in it."""

LEFT_OVER = re.compile(r"\b(?:None|undefined|NotKnown|Traceback)\b|\b(?:Decimal|Status|Code|Link)\(")
"""What a value that was never written for people would print."""


NAMES = tuple({entry.name for entry in catalog.offerings if entry.name and LEFT_OVER.search(entry.name)})
"""Display names that hold such a word, as "Grok 4 Fast None Reasoning" does."""


def left_over(said: str) -> re.Match[str] | None:
    """What is not for people, but for the names that really are so."""
    for name in NAMES:
        said = said.replace(name, "")
    return LEFT_OVER.search(said)


def texts(folder: Path, ending: str) -> Iterator[tuple[str, str]]:
    """Every page by its path."""
    for file in sorted(folder.rglob(f"*.{ending}")):
        yield file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def names(site: Path) -> set[str]:
    """Every file of the site."""
    return {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}


@pytest.mark.usefixtures("validator")
def test_every_entry_has_a_page(site: Path, markdown: Path) -> None:
    """In its tree, in both forms, and under a name that no other has on a file system that folds case."""
    pages = [*map(model_page, catalog.models.ids()), *map(offering_page, catalog.offerings.ids())]
    assert len({page.casefold() for page in pages}) == len(pages) == len(catalog.models) + len(catalog.offerings)
    for page in pages:
        assert (site / f"{page}.html").is_file()
        assert (markdown / f"{page}.md").is_file()


def test_every_link_of_the_site_resolves(site: Path, names: set[str]) -> None:
    """Each is relative and leads to a file, and to a place in it where it names one."""
    anchors: dict[str, set[str]] = {}
    broken = []
    for name, page in texts(site, "html"):
        for address in set(ADDRESS.findall(page)):
            target, _, part = unescape(address).partition("#")
            if target.startswith(("https://", "http://")):
                continue
            led = normpath(join(dirname(name), unquote(target))) if target else name
            if led not in names:
                broken.append(f"{name}: {address}")
            elif part:
                if led not in anchors:
                    anchors[led] = set(ANCHOR.findall((site / led).read_text(encoding="utf-8")))
                if part not in anchors[led]:
                    broken.append(f"{name}: {address}")
    assert broken == []


def test_every_link_of_the_markdown_resolves(markdown: Path) -> None:
    """Each is relative and leads to a page."""
    names = {file.relative_to(markdown).as_posix() for file in markdown.rglob("*.md")}
    broken = [
        f"{name}: {address}"
        for name, page in texts(markdown, "md")
        for address in set(MARKDOWN_LINK.findall(page))
        if not address.startswith(("https://", "http://")) and normpath(join(dirname(name), address)) not in names
    ]
    assert broken == []


def test_no_page_of_the_site_prints_what_is_not_for_people(site: Path) -> None:
    """No ``None``, no name of a class, no empty section, table or list."""
    odd = []
    for name, page in texts(site, "html"):
        body = FILLED.sub("", SCRIPT.sub("script", page))
        empty = EMPTY.search(body)
        found = left_over(unescape(TAG.sub("\n", body)))
        if empty or found:
            odd.append(f"{name}: {(empty or found)!r}")
    assert odd == []


def test_no_page_of_the_markdown_prints_what_is_not_for_people(markdown: Path) -> None:
    """No ``None``, no empty section, no table without rows, and no tags but two."""
    odd = []
    for name, page in texts(markdown, "md"):
        body = page.split("\n---\n", 1)[1]
        empty = re.search(r"^(#+) .*\n+(?:#{1,2} |---\n)|^\| ---[^\n]*\n\n", body, re.MULTILINE)
        found = left_over(body)
        tags = "<" in ALLOWED_IN_MARKDOWN.sub("", body)
        if empty or found or tags:
            odd.append(f"{name}: {(empty or found or 'a tag')!r}")
    assert odd == []


def test_the_markdown_parses_into_whole_tables(markdown: Path) -> None:
    """Every fiftieth page: each row has as many cells as its head, and nothing is left as a line of pipes."""
    parser = MarkdownIt("gfm-like", {"linkify": False})
    for _, page in list(texts(markdown, "md"))[::50]:
        tokens = parser.parse(page.split("\n---\n", 1)[1])
        assert not [t.content for t in tokens if t.type == "inline" and t.content.startswith("|")]
        kinds = [t.type for t in tokens]
        assert kinds.count("heading_open") >= 2
        assert "html_block" not in kinds


@pytest.mark.parametrize("form", ["site", "markdown"])
def test_a_second_build_is_the_same(form: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every file, to the last byte."""
    first: Path = request.getfixturevalue(form)
    second = build(tmp_path / "again", *(["--html"] if form == "site" else []))
    files = [file.relative_to(first) for file in first.rglob("*") if file.is_file()]
    assert len(files) == sum(file.is_file() for file in second.rglob("*"))
    assert [str(file) for file in files if not cmp(first / file, second / file, shallow=False)] == []
