"""Building pages into a folder."""

from __future__ import annotations

import re
import sys
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shelves import HOSTILE
from starmap import Catalog, UnknownProviderError
from starmap.pages.building import PagesError, build
from starmap.telling.texts import printable


def files(folder: Path) -> dict[str, bytes]:
    """Every file by its path."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


class Seen(HTMLParser):
    """What a browser would make of a page: tags, addresses and text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.scripts: list[str] = []
        """What stands in the scripts of the page itself."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src")]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script" and self.cdata_elem == "script":
            self.scripts.append(data)
        else:
            self.text += data


@pytest.fixture(scope="module")
def hostile_site(hostile: Catalog, tmp_path_factory: pytest.TempPathFactory) -> list[Seen]:
    """Every page of the site of the hostile catalog."""
    out = tmp_path_factory.mktemp("hostile")
    build(hostile, out, html=True)
    pages = []
    for file in sorted(out.rglob("*.html")):
        seen = Seen()
        seen.feed(file.read_text(encoding="utf-8"))
        pages.append(seen)
    return pages


def test_there_is_a_page_for_every_record(sample: Catalog, tmp_path: Path) -> None:
    """Beside the five of the catalog itself."""
    built = build(sample, tmp_path / "out")
    records = len(sample.models) + len(sample.offerings) + len(sample.authors) + len(sample.providers)
    assert built.pages == len(list((tmp_path / "out").rglob("*.md"))) == records + 5


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "site"])
def test_a_second_build_gives_the_same_bytes(sample: Catalog, tmp_path: Path, html: bool) -> None:
    """Whatever the day, for the day is the data's."""
    build(sample, tmp_path / "one", html=html)
    build(sample, tmp_path / "two", html=html)
    assert files(tmp_path / "one") == files(tmp_path / "two")


@pytest.mark.skipif(sys.platform != "linux", reason="forks")
@pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork:DeprecationWarning")
def test_several_workers_give_the_same_bytes(sample: Catalog, tmp_path: Path) -> None:
    """As one alone, and nothing twice."""
    assert build(sample, tmp_path / "one") == build(sample, tmp_path / "two", workers=2)
    assert files(tmp_path / "one") == files(tmp_path / "two")


def test_a_build_takes_away_what_an_earlier_one_left(sample: Catalog, tmp_path: Path) -> None:
    """Files that it does not write again go, with folders that they leave empty."""
    build(sample, tmp_path)
    built = build(sample, tmp_path, only=["openai"])
    assert built.removed > 0
    assert not (tmp_path / "authors" / "google").exists()
    build(sample, tmp_path / "fresh", only=["openai"])
    fresh = files(tmp_path / "fresh")
    assert {name: data for name, data in files(tmp_path).items() if not name.startswith("fresh")} == fresh


def test_a_folder_with_other_files_is_refused(sample: Catalog, tmp_path: Path) -> None:
    """And they stay as they were."""
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(PagesError, match="holds files that are no pages of starmap; give an empty folder"):
        build(sample, tmp_path)
    assert files(tmp_path) == {"thesis.tex": b"years of work"}


def test_a_build_that_was_broken_off_can_be_built_again(sample: Catalog, tmp_path: Path) -> None:
    """What it had written is known to be pages."""

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build(sample, tmp_path, progress=stop)
    assert list(tmp_path.rglob("*.md"))
    build(sample, tmp_path, only=["openai"])
    assert not (tmp_path / "authors" / "google").exists()


def test_a_list_of_files_removes_nothing_outside_the_folder(sample: Catalog, tmp_path: Path) -> None:
    """Whoever wrote it."""
    (tmp_path / "out").mkdir()
    (tmp_path / "precious").write_text("x")
    (tmp_path / "out" / ".starmap-pages.json").write_text('["../precious"]')
    build(sample, tmp_path / "out", only=["google"])
    assert (tmp_path / "precious").read_text() == "x"


def test_only_takes_the_models_of_an_author_and_the_offerings_of_a_provider(sample: Catalog, tmp_path: Path) -> None:
    """A name that is both means both; everything that is left out leaves no link behind."""
    build(sample, tmp_path, only=["google"], html=True)
    names = set(files(tmp_path))
    assert "authors/google/models/gemini-1.5-pro-002.html" in names
    assert "providers/google-vertex/models/gemini-1.5-pro-002.html" in names
    assert not any(name.startswith("authors/openai") for name in names)
    assert dangling(tmp_path) == []


def test_only_refuses_a_name_that_is_neither(sample: Catalog, tmp_path: Path) -> None:
    """With near matches."""
    with pytest.raises(UnknownProviderError, match="close matches: openai"):
        build(sample, tmp_path, only=["opnai"])


def test_the_day_decides_statuses(sample: Catalog, tmp_path: Path) -> None:
    """Before its retirement a model is not retired."""
    build(sample, tmp_path / "then", on=date(2025, 9, 1))
    build(sample, tmp_path / "now")
    page = "authors/google/models/gemini-1.5-pro-002.md"
    assert "| Status | retired |" not in (tmp_path / "then" / page).read_text()
    assert "| Status | retired |" in (tmp_path / "now" / page).read_text()


def test_since_tells_what_the_data_says_otherwise(sample: Catalog, tmp_path: Path) -> None:
    """Against a part of itself, the rest is new."""
    build(sample, tmp_path, since=sample.filter(deny={"openai/o3", "openai:o3"}))
    page = (tmp_path / "changes.md").read_text()
    assert "### Models added\n\n- [`openai/o3`](authors/openai/models/o3.md)" in page


def test_since_may_lack_what_the_part_is_of(sample: Catalog, tmp_path: Path) -> None:
    """Then all of it is new."""
    build(sample, tmp_path, only=["deepseek"], since=sample.filter(authors={"openai"}))
    assert "models added" in (tmp_path / "changes.md").read_text()


def test_progress_is_told(sample: Catalog, tmp_path: Path) -> None:
    """Up to the last page."""
    told: list[tuple[int, int]] = []
    built = build(sample, tmp_path, progress=lambda done, of: told.append((done, of)))
    assert told[-1] == (built.pages, built.pages)


@pytest.mark.parametrize("html", [False, True], ids=["markdown", "site"])
def test_every_link_of_the_sample_resolves(sample: Catalog, tmp_path: Path, html: bool) -> None:
    """Relative to the page that it stands on."""
    build(sample, tmp_path, html=html)
    assert dangling(tmp_path) == []


def test_hostile_texts_make_no_tags(hostile_site: list[Seen]) -> None:
    """The scripts of a page are its own."""
    for page in hostile_site:
        assert all(script.startswith("(function(d)") for script in page.scripts)
        assert "b" not in page.tags


def test_hostile_texts_are_read_as_they_are(hostile_site: list[Seen]) -> None:
    """Every character that can be printed."""
    assert sum(printable(HOSTILE) in page.text for page in hostile_site) >= 5


def test_hostile_addresses_are_no_links(hostile_site: list[Seen]) -> None:
    """Only pages of the site and of the web are led to."""
    addresses = [address for page in hostile_site for address in page.addresses]
    assert not [address for address in addresses if address.lower().startswith("javascript")]


def dangling(folder: Path) -> list[str]:
    """Every link that leads to no file."""
    found = []
    for file in folder.rglob("*.html"):
        seen = Seen()
        seen.feed(file.read_text(encoding="utf-8"))
        found += [f"{file}: {a}" for a in seen.addresses if not _leads(file, a)]
    for file in folder.rglob("*.md"):
        links = re.findall(r"\]\(([^)]+)\)", file.read_text(encoding="utf-8"))
        found += [f"{file}: {a}" for a in links if not _leads(file, a)]
    return found


def _leads(file: Path, address: str) -> bool:
    target = address.partition("#")[0]
    return address.startswith(("https://", "http://")) or not target or (file.parent / target).is_file()
