"""The packaged catalog: importing does nothing, looking up reads only what it needs, from a directory or a zip."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import starmap
from factories import SAMPLE
from starmap import Catalog, DataError, DirectoryStore, catalog
from starmap.packaged import PackagedStore

SOURCE = Path(starmap.__file__).parent
FILES = ("authors", "evidence", "models", "names", "offerings", "providers")
WATCHED = """
import json, sys
events = []
def watch(event, args):
    if event == "open":
        path, mode, flags = args
        writing = isinstance(mode, str) and any(c in mode for c in "wax+") or bool((flags or 0) & 3)
        events.append((event, str(path), writing))
    elif event.startswith(("socket.", "subprocess.", "_thread.start", "urllib.", "ftplib.", "http.")) or event in (
        "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
        "os.utime", "os.fork",
        "os.exec", "os.posix_spawn", "os.system", "shutil.copyfile", "tempfile.mkstemp", "tempfile.mkdtemp",
    ):
        events.append((event, "", True))
sys.addaudithook(watch)
import threading
before = threading.active_count()
{script}
json.dump({"events": events, "modules": sorted(sys.modules), "threads": threading.active_count() - before}, sys.stdout)
"""


def watched(
    script: str, *flags: str, path: Path = SOURCE.parent, cwd: Path | None = None
) -> tuple[list[tuple[str, str, bool]], list[str], int]:
    """What a fresh interpreter opens and imports while it runs a script, and how many threads it leaves."""
    program = f"import sys; sys.path.insert(0, {str(path)!r})\n" + WATCHED.replace("{script}", script)
    done = subprocess.run(
        [sys.executable, "-B", *flags, "-c", program], capture_output=True, text=True, check=False, timeout=60, cwd=cwd
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    return [(event, place, writing) for event, place, writing in told["events"]], told["modules"], told["threads"]


IMPORT = "from starmap import catalog"
LOOK_UP = "from starmap import catalog\nassert catalog.get('gemini-1.5-pro-002').context_window == 2_000_000"


@pytest.mark.parametrize("script", ["import starmap", IMPORT], ids=["package", "catalog"])
def test_importing_opens_no_data_and_no_socket(script: str) -> None:
    """An import reads Python's own files, and nothing else; it writes nothing and starts no thread."""
    events, _, threads = watched(script)
    assert threads == 0
    assert [event for event in events if event[0] != "open"] == []
    assert [place for _, place, writing in events if writing] == []
    others = [
        place for _, place, _ in events if str(SOURCE) in place and not place.endswith((".py", ".pyc", "__pycache__"))
    ]
    assert others == []


def test_importing_brings_no_command_line_and_no_sources() -> None:
    """What the core does not need is not loaded."""
    _, modules, _ = watched(IMPORT)
    unwanted = (
        "typer",
        "click",
        "rich",
        "urllib.request",
        "http.client",
        "ssl",
        "sqlite3",
        "asyncio",
        "starmap.sources",
        "starmap.merging",
        "starmap.compiling",
        "starmap.cli",
        "starmap.pages",
        "starmap.telling",
        "starmap.changes",
        "starmap.scanning",
        "starmap.selection",
        "starmap.checks",
        "starmap.responses",
        "starmap.evidence",
        "jinja2",
        "markupsafe",
        "multiprocessing",
        "concurrent",
        "difflib",
        "tomllib",
    )
    assert [
        name for name in modules if name in unwanted or name.startswith(tuple(f"{word}." for word in unwanted))
    ] == []


def test_looking_up_reads_two_files_and_writes_none() -> None:
    """The index and the models; no socket, no cache on disk."""
    events, modules, threads = watched(LOOK_UP)
    assert threads == 0
    assert [event for event in events if event[0] != "open"] == []
    assert [place for _, place, writing in events if writing] == []
    data = {
        Path(place).name
        for _, place, _ in events
        if place.startswith(str(SOURCE / "data")) and place.endswith((".txt", ".json"))
    }
    assert data == {"names.txt", "models.txt"}
    assert not [
        name for name in modules if name.startswith(("starmap.sources", "starmap.compiling", "starmap.merging"))
    ]


def test_using_everything_writes_nothing() -> None:
    """Misses, evidence and every record: still no socket and no file written."""
    script = (
        LOOK_UP + "\ncatalog.get('gpt-9', None); catalog.explain('gpt-4o')\n"
        "for part in (catalog.models, catalog.authors, catalog.providers): sum(1 for _ in part)\n"
        "catalog.get('gpt-4o').model_dump_json(); str(catalog.resolve('gpt-4o')); repr(catalog)"
    )
    events, _, threads = watched(script)
    assert threads == 0
    assert [event for event in events if event[0] != "open"] == []
    assert [place for _, place, writing in events if writing] == []


def test_the_facade_is_what_it_says() -> None:
    """``__all__`` is sorted and whole."""
    assert starmap.__all__ == sorted(starmap.__all__)
    assert all(hasattr(starmap, name) for name in starmap.__all__)
    assert starmap.catalog is catalog


def test_the_packaged_catalog_answers() -> None:
    """The first sentence of the README."""
    assert catalog.get("gemini-1.5-pro-002").context_window == 2_000_000


@pytest.mark.parametrize("name", FILES)
def test_the_packaged_files_belong_together(name: str) -> None:
    """One version, and a header that holds."""
    text = PackagedStore("starmap.data").open(name)
    assert text.version == catalog.data_version
    assert text.count > 0


def zip_of_source(place: Path, data: Path) -> Path:
    """A zip of the library with the data of a directory."""
    path = place / "starmap.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in SOURCE.rglob("*.py"):
            archive.write(file, Path("starmap") / file.relative_to(SOURCE))
        for file in data.glob("*.txt"):
            archive.write(file, f"starmap/data/{file.name}")
    return path


def test_lookup_works_from_a_zip(tmp_path: Path) -> None:
    """On ``sys.path``, with nothing unpacked and nothing written beside it."""
    path = zip_of_source(tmp_path, SAMPLE)
    script = (
        "import starmap\nassert '.zip' in starmap.__file__, starmap.__file__\nfrom starmap import catalog\n"
        "assert catalog.get('gemini-1.5-pro-002').context_window == 2_000_000\n"
        "assert catalog.get('vertex_ai/gemini-2.5-pro').provider.id == 'google-vertex'\n"
        "assert catalog.explain('gpt-4o', 'pricing').fields\n"
        "assert len(list(catalog.offerings)) == len(catalog.offerings)\n"
        "assert catalog.get('gpt-9', None) is None"
    )
    events, _, _ = watched(script, path=path, cwd=tmp_path)
    assert [place for _, place, writing in events if writing] == []
    assert [file.name for file in tmp_path.iterdir()] == ["starmap.zip"]


def test_a_zip_without_its_data_says_so(tmp_path: Path) -> None:
    """An error that names the file, as from a directory."""
    (tmp_path / "empty").mkdir()
    path = zip_of_source(tmp_path, tmp_path / "empty")
    script = (
        "from starmap import DataError, catalog\ntry:\n    catalog.get('gpt-4o')\nexcept DataError as error:\n"
        "    assert error.file == 'names.txt', error.file\nelse:\n    raise AssertionError('no error')"
    )
    watched(script, path=path)


def test_a_package_without_data_says_so() -> None:
    """The store names the file that it misses."""
    with pytest.raises(DataError, match=r"names\.txt is damaged: it cannot be read"):
        PackagedStore("starmap").open("names")


def test_a_directory_may_be_named_by_text_or_path() -> None:
    """As anywhere in Python."""
    assert Catalog(DirectoryStore(str(SAMPLE))).data_version == Catalog(DirectoryStore(SAMPLE)).data_version


def test_warnings_are_none() -> None:
    """Neither importing nor looking up warns, whatever is turned on."""
    watched(LOOK_UP, "-W", "error", "-X", "dev")
