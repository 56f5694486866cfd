"""A pytest plugin: the catalog as a fixture, data that is pinned, and a day that stands still.

It stands outside the package, so that pytest can load it without importing starmap. That happens when a test asks for
the fixture, or an option or a marker is used; a session that does neither pays for this file alone.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from starmap import Catalog

__all__ = ["starmap_catalog"]

_DATA, _TODAY = "starmap_data", "starmap_today"
_FILES = ("models.txt", "offerings.txt", "names.txt")
_MARKER = 'write @pytest.mark.starmap(data="DIR", today="2026-11-22"), or one of the two'


class _Pin(NamedTuple):
    """What holds for a session or a test."""

    data: Path | None
    """The directory of data; ``None`` for the packaged data."""

    today: date | None
    """The day that stands for today; ``None`` for the clock's."""


_PIN = pytest.StashKey[_Pin]()
_CATALOGS = pytest.StashKey["dict[Path, Catalog]"]()


@pytest.fixture
def starmap_catalog(request: pytest.FixtureRequest) -> Catalog:
    """The starmap catalog: the packaged one, or that of the data pinned by marker, command line or configuration."""
    pin = request.node.stash.get(_PIN, request.config.stash[_PIN])
    return _catalog(request.config, pin.data)


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options, on the command line and in the configuration file."""
    group = parser.getgroup("starmap", "starmap: facts about AI models")
    group.addoption("--starmap-data", metavar="DIR", help="look models up in this directory of compiled data")
    group.addoption("--starmap-today", metavar="DATE", help="the day (such as 2026-11-22) that starmap takes for today")
    parser.addini(_DATA, "look models up in this directory of compiled data; relative to this file", default="")
    parser.addini(_TODAY, "the day (such as 2026-11-22) that starmap takes for today", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Read the options and hold what they pin until the session ends. Raises ``UsageError`` for a bad value."""
    config.addinivalue_line(
        "markers", "starmap(data=DIR, today=DATE): the data that a test looks models up in, and the day that is today"
    )
    config.stash[_CATALOGS] = {}
    config.stash[_PIN] = pin = _session_pin(config)
    if pin.data is not None or pin.today is not None:
        held = ExitStack()
        held.enter_context(_held(config, pin))
        config.add_cleanup(held.close)


def pytest_report_header(config: pytest.Config) -> str | None:
    """What is pinned, for whoever reads the report."""
    pin = config.stash[_PIN]
    parts = [] if pin.data is None else [f"data of {pin.data}"]
    parts += [] if pin.today is None else [f"today is {pin.today}"]
    return f"starmap: {', '.join(parts)}" if parts else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the markers before anything runs. Raises ``UsageError`` for a bad one."""
    for item in items:
        pin = config.stash[_PIN]
        marked = False
        for marker in reversed(list(item.iter_markers("starmap"))):  # the closest last: it decides
            pin, marked = _marked(marker, item, pin), True
        if marked:
            item.stash[_PIN] = pin


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Hold what a marker pins while its test and the fixtures of it run."""
    pin = item.stash.get(_PIN, None)
    if pin is None:
        return (yield)
    with _held(item.config, pin):
        return (yield)


@contextmanager
def _held(config: pytest.Config, pin: _Pin) -> Iterator[None]:
    # Imported when first used, because most sessions pin nothing.
    from starmap.testing import default_catalog, frozen_today

    with ExitStack() as stack:
        if pin.today is not None:
            stack.enter_context(frozen_today(pin.today))
        if pin.data is not None:
            stack.enter_context(default_catalog(_catalog(config, pin.data)))
        yield


def _catalog(config: pytest.Config, data: Path | None) -> Catalog:
    """The catalog of a directory, one for the whole session, or the packaged one."""
    # Imported when first used, because most sessions ask for no catalog.
    from starmap import Catalog, DirectoryStore, catalog

    if data is None:
        return catalog
    opened = config.stash[_CATALOGS]
    if data not in opened:
        opened[data] = Catalog(DirectoryStore(data))
    return opened[data]


def _session_pin(config: pytest.Config) -> _Pin:
    """What the command line says, else the configuration file."""
    data, beside = config.getoption(_DATA), config.invocation_params.dir
    told_by = "--starmap-data"
    if data is None:
        data, told_by = config.getini(_DATA), _in_file(_DATA, config)
        beside = config.rootpath if config.inipath is None else config.inipath.parent
    day, day_told_by = config.getoption(_TODAY), "--starmap-today"
    if day is None:
        day, day_told_by = config.getini(_TODAY), _in_file(_TODAY, config)
    return _Pin(
        _directory(data, beside, told_by) if data else None,
        _day(day, day_told_by) if day else None,
    )


def _in_file(name: str, config: pytest.Config) -> str:
    return name if config.inipath is None else f"{name} in {config.inipath.name}"


def _marked(marker: pytest.Mark, item: pytest.Item, pin: _Pin) -> _Pin:
    """The pin with what a marker changes."""
    told_by = f"the starmap marker of {item.nodeid}"
    if marker.args:
        raise pytest.UsageError(f"{told_by} has {marker.args[0]!r} without a name: {_MARKER}")
    strange = sorted(set(marker.kwargs) - set(_Pin._fields))
    if strange:
        raise pytest.UsageError(f"{told_by} has {strange[0]!r}, which it does not know: {_MARKER}")
    data, day = marker.kwargs.get("data"), marker.kwargs.get("today")
    return _Pin(
        pin.data if data is None else _directory(data, item.path.parent, told_by),
        pin.today if day is None else _day(day, told_by),
    )


def _day(value: object, told_by: str) -> date:
    """The day that a text or a date means. Raises ``UsageError``."""
    if type(value) is date:
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None or day.isoformat() != value:
        raise pytest.UsageError(f"{told_by} gives {value!r} for today: write a day as 2026-11-22")
    return day


def _directory(value: object, beside: Path, told_by: str) -> Path:
    """The directory of data that a text or a path means, relative to another. Raises ``UsageError``."""
    if not isinstance(value, str | Path):
        raise pytest.UsageError(f"{told_by} gives {value!r} for data: write the path of a directory, as a text")
    place = (beside / value).resolve()
    if not place.is_dir():
        raise pytest.UsageError(
            f"{told_by} gives {str(value)!r} for data, and {place} is not a directory: "
            "write the path of one that holds compiled data (starmap compile --out DIR makes it)"
        )
    missing = [name for name in _FILES if not (place / name).is_file()]
    if missing:
        raise pytest.UsageError(
            f"{told_by} gives {str(value)!r} for data, and {place} holds no {missing[0]}: "
            "write the path of a directory of compiled data (starmap compile --out DIR makes it)"
        )
    return place
