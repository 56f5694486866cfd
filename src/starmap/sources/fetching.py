"""Fetching live sources: bytes from an address within bounds of size and time, stored in a directory of sources."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import socket
import time
import zlib
from bisect import insort
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import partial
from http.client import HTTPException, HTTPResponse, IncompleteRead, RemoteDisconnected
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Protocol, TypeAlias
from urllib.error import HTTPError, URLError
from urllib.parse import urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    UnknownHandler,
)

from pydantic import JsonValue, TypeAdapter
from pydantic_core import from_json

from starmap.errors import FetchError, UnknownFieldError
from starmap.sources.reading import SourceDirectory, validated

__all__ = ["LIVE", "Fetched", "Fetcher", "Live", "Refreshed", "fetch", "refresh"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a live address answered."""

    url: str
    """The address that was asked."""

    data: bytes
    """The body, unpacked where it was sent as gzip; empty if not modified."""

    etag: str | None = None
    """The server's tag of this edition; ``None`` if it gave none."""

    not_modified: bool = False
    """Whether the edition is still the one whose tag was sent."""


class Fetcher(Protocol):
    """What ``refresh`` needs of ``fetch``."""

    def __call__(self, url: str, *, etag: str | None = None, as_json: bool = False) -> Fetched:
        """The answer of the address. Raises ``FetchError``."""
        ...


@dataclass(frozen=True, slots=True)
class Live:
    """The live address of a source and the place of its editions in a directory of sources."""

    url: str
    """The address."""

    file: str
    """The path of an edition inside the directory, with ``*`` for its date."""

    licence: str
    """The licence of its data."""

    history: bool = True
    """Whether its adapter also reads older editions: what they had and the newest lacks is not lost."""

    def file_on(self, day: date) -> str:
        """The path of the edition fetched on the day."""
        return self.file.replace("*", day.isoformat())

    def holds(self, file: str) -> bool:
        """Whether the path is that of an edition."""
        return fnmatchcase(file, self.file)


LIVE: Mapping[str, Live] = MappingProxyType(
    {
        "models.dev": Live(
            "https://models.dev/api.json",
            "models_dev/api-*.json.gz",
            "MIT",
        ),
        "LiteLLM": Live(
            "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json",
            "litellm/model_prices_and_context_window-*.json.gz",
            "MIT",
        ),
        "genai-prices": Live(
            "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/new_data/v2/data.json",
            "genai_prices/data-*.json",
            "MIT",
            history=False,
        ),
        "OpenRouter": Live(
            "https://openrouter.ai/api/v1/models?output_modalities=all",
            "openrouter/models-*.json.gz",
            "public API response; facts only (OpenRouter terms apply, descriptions are their text)",
        ),
    }
)
"""The sources that have a live address, by their names in provenance."""


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a refresh did for one source."""

    name: str
    """The source, as in ``LIVE``."""

    file: str
    """The path of its newest edition inside the directory."""

    changed: bool
    """Whether that edition was fetched now; otherwise the address still serves the one at hand."""

    replaced: tuple[str, ...] = ()
    """Older editions that the manifest no longer lists. Their files stay, for the caller to keep or remove."""


def fetch(
    url: str,
    *,
    etag: str | None = None,
    timeout: float = 60.0,
    max_bytes: int = 64 * 1024 * 1024,
    as_json: bool = False,
) -> Fetched:
    """The body at an http or https address, or word that it is still the edition of the ``etag``.

    ``timeout`` bounds the whole, in seconds, from looking up the host to the last byte; ``max_bytes`` bounds the body,
    both as sent and as unpacked. With ``as_json``, a body that is not JSON is refused. Raises ``FetchError``.
    """
    # A socket's timeout holds for each single wait only, and looking up a host heeds none at all. So a thread does the
    # work and the caller stops waiting for it. It is a daemon, lest a server that drips headers keep us from exiting.
    answer: Future[Fetched] = Future()
    work = partial(_follow, url, etag, time.monotonic() + timeout, max_bytes)
    Thread(target=_settle, args=(answer, work), name=f"starmap fetch {url}", daemon=True).start()
    try:
        fetched = answer.result(timeout)
    except TimeoutError:
        raise FetchError(url, f"no complete answer within {timeout:g} seconds") from None
    if as_json and not fetched.not_modified:
        try:
            from_json(fetched.data, allow_inf_nan=False)
        except ValueError as error:
            raise FetchError(url, f"not JSON: {error}; it begins with {fetched.data[:40]!r}") from None
    return fetched


def refresh(directory: Path, names: Sequence[str] | None, day: date, fetch: Fetcher = fetch) -> list[Refreshed]:
    """Fetch the newest editions of the named sources, or of all in ``LIVE``, into a directory of sources.

    Nothing is written before everything is fetched, and the manifest comes last. Raises ``FetchError``, ``SourceError``
    for the directory and ``UnknownFieldError`` for a name; the directory is then as it was.
    """
    wanted = {name: _live(name) for name in (LIVE if names is None else names)}
    SourceDirectory(directory)  # Says what is wrong with the directory before anything is fetched.
    place = directory / "MANIFEST.json"
    raw = place.read_bytes()
    manifest = validated(_MANIFEST, raw, place.name)
    entries = _ENTRIES.validate_python(manifest["files"])

    done = []
    files: dict[Path, bytes] = {}
    for name, live in wanted.items():
        held = next((entry for entry in reversed(entries) if _is_intact(entry, live, directory)), {})
        fetched = fetch(live.url, etag=_text(held, "etag") or None, as_json=True)
        if fetched.not_modified:
            done.append(Refreshed(name, _text(held, "file"), changed=False))
            continue
        file = live.file_on(day)
        packed = gzip.compress(fetched.data, mtime=0) if file.endswith(".gz") else fetched.data
        editions = [_text(entry, "file") for entry in entries if live.holds(_text(entry, "file"))]
        older = [edition for edition in editions if edition == file or not live.history]
        entries = [entry for entry in entries if _text(entry, "file") not in older]
        insort(entries, _entry(file, live, day, fetched, packed), key=lambda entry: _text(entry, "file"))
        files[directory / file] = packed
        done.append(Refreshed(name, file, changed=True, replaced=tuple(other for other in older if other != file)))

    if files:
        now: _Entry = {
            "generated": day.isoformat(),
            "total_bytes": sum(size for entry in entries if isinstance(size := entry.get("bytes"), int)),
            "files": [*entries],
        }
        manifest |= {key: value for key, value in now.items() if key in manifest}
        text = json.dumps(manifest, indent=1, ensure_ascii=False) + "\n" * raw.endswith(b"\n")
        _write({**files, place: text.encode()})
    return done


_HOPS = 5
_CHUNK = 64 * 1024
_GZIP = zlib.MAX_WBITS | 16
_REDIRECTS = {301, 302, 303, 307, 308}

_HANDLERS = (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor, UnknownHandler)

_Entry: TypeAlias = dict[str, JsonValue]
_MANIFEST: TypeAdapter[_Entry] = TypeAdapter(_Entry)
_ENTRIES: TypeAdapter[list[_Entry]] = TypeAdapter(list[_Entry])


class _Intake:
    """The body as it comes in, unpacked, and refused once it is larger than allowed."""

    def __init__(self, packed: bool, max_bytes: int) -> None:
        self.sent = 0
        self._data = bytearray()
        self._gzip = zlib.decompressobj(_GZIP) if packed else None
        self._max_bytes = max_bytes

    def add(self, chunk: bytes) -> None:
        self.sent += len(chunk)
        if self._gzip is None:
            self._data += chunk
        else:
            self._unpack(chunk)
        if max(self.sent, len(self._data)) > self._max_bytes:
            raise ValueError(f"more than the {self._max_bytes:,} bytes allowed")

    def finish(self) -> bytes:
        if not self.sent:
            raise ValueError("empty body")
        if self._gzip is not None and not self._gzip.eof:
            raise ValueError("truncated: the gzip body ends early")
        return bytes(self._data)

    def _unpack(self, chunk: bytes) -> None:
        """Unpack at most one byte more than allowed. A gzip body may consist of several, one after the other."""
        while chunk and len(self._data) <= self._max_bytes:
            if self._gzip is None or self._gzip.eof:
                self._gzip = zlib.decompressobj(_GZIP)
            self._data += self._gzip.decompress(chunk, self._max_bytes + 1 - len(self._data))
            chunk = self._gzip.unused_data


def _settle(answer: Future[Fetched], work: Callable[[], Fetched]) -> None:
    try:
        answer.set_result(work())
    except BaseException as error:
        answer.set_exception(error)


def _follow(url: str, etag: str | None, deadline: float, max_bytes: int) -> Fetched:
    """The answer at the end of the redirects. Raises ``FetchError``, or ``TimeoutError`` for the caller to phrase."""
    address = url
    for _ in range(_HOPS + 1):
        try:
            with _open(address, etag, deadline) as response:
                return Fetched(url, _body(response, deadline, max_bytes), response.headers.get("ETag"))
        except HTTPError as error:
            with error:
                if error.code == 304 and etag is not None:
                    return Fetched(url, b"", etag, not_modified=True)
                onward = error.headers.get("Location") if error.code in _REDIRECTS else None
                if onward is None:
                    raise FetchError(url, f"HTTP {error.code} {error.reason}{_via(url, address)}") from None
                address = _joined(url, address, onward)
        except (HTTPException, OSError, ValueError, zlib.error) as error:
            reason = error.reason if isinstance(error, URLError) else error
            if isinstance(reason, TimeoutError):
                raise reason from None
            raise FetchError(url, f"{_cause(reason)}{_via(url, address)}") from error
    raise FetchError(url, f"redirected more than {_HOPS} times{_via(url, address)}")


def _open(address: str, etag: str | None, deadline: float) -> HTTPResponse:
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
        raise ValueError("only http and https addresses are fetched")
    headers = {"User-Agent": "starmap", "Accept-Encoding": "gzip"}
    if etag is not None:
        headers["If-None-Match"] = etag
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    # Not urllib's usual opener: that one opens files and FTP too, and reads the whole body of a redirect, however long.
    opener = OpenerDirector()
    for handler in _HANDLERS:
        opener.add_handler(handler())
    response: HTTPResponse = opener.open(Request(address, headers=headers), timeout=left)
    return response


def _body(response: HTTPResponse, deadline: float, max_bytes: int) -> bytes:
    """The body, unpacked. What it declares of itself is held against it, never relied on."""
    if response.status != 200:
        raise ValueError(f"HTTP {response.status} {response.reason}")
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip"):
        raise ValueError(f"the content encoding {encoding!r} was not asked for")
    declared = response.length
    if declared is not None and declared > max_bytes:
        raise ValueError(f"it declares {declared:,} bytes, more than the {max_bytes:,} allowed")
    intake = _Intake(encoding != "identity", max_bytes)
    while declared is None or intake.sent < declared:
        chunk = response.read1(_CHUNK if declared is None else min(_CHUNK, declared - intake.sent))
        if time.monotonic() > deadline:
            raise TimeoutError
        if not chunk:
            break
        intake.add(chunk)
    if declared is not None and intake.sent < declared:
        raise ValueError(f"truncated: the body ends after {intake.sent:,} of {declared:,} bytes")
    return intake.finish()


def _joined(url: str, address: str, onward: str) -> str:
    try:
        return urljoin(address, onward)
    except ValueError as error:
        raise FetchError(url, f"redirected to {onward!r}: {error}") from None


def _via(url: str, address: str) -> str:
    return "" if address == url else f" (redirected to {address})"


def _cause(error: BaseException | str) -> str:
    match error:
        case socket.gaierror():
            return f"the host is not found: {error.strerror}"
        case RemoteDisconnected():
            return "the server closed the connection without an answer"
        case IncompleteRead():
            return "truncated: the connection ended within the body"
        case ConnectionRefusedError():
            return "connection refused"
        case OSError(strerror=str(text)):
            return text
        case zlib.error():
            return f"broken gzip: {error}"
        case ValueError():
            return str(error)
        case _:
            return f"{type(error).__name__}: {error}"


def _live(name: str) -> Live:
    if name not in LIVE:
        raise UnknownFieldError("live source", name, tuple(LIVE))
    return LIVE[name]


def _is_intact(entry: _Entry, live: Live, directory: Path) -> bool:
    """Whether the entry is an edition of the live address, with its tag and with its file as it was written."""
    if not live.holds(_text(entry, "file")) or entry.get("origin") != live.url or not _text(entry, "etag"):
        return False
    path = directory / _text(entry, "file")
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == entry.get("sha256")


def _entry(file: str, live: Live, day: date, fetched: Fetched, packed: bytes) -> _Entry:
    """The manifest's entry. A live address has no version, so the beginning of its content's hash stands for one."""
    entry: _Entry = {
        "file": file,
        "origin": live.url,
        "version": hashlib.sha256(fetched.data).hexdigest()[:12],
        "date": day.isoformat(),
        "licence": live.licence,
        "bytes": len(packed),
        "bytes_uncompressed": len(fetched.data),
        "sha256": hashlib.sha256(packed).hexdigest(),
    }
    return entry if fetched.etag is None else entry | {"etag": fetched.etag}


def _text(entry: _Entry, key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _write(files: Mapping[Path, bytes]) -> None:
    """Put the files in place, in order; first all under other names, so that a full disk changes nothing."""
    new = {path: path.with_name(f".{path.name}.{os.getpid()}.tmp") for path in files}
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new[path].write_bytes(data)
        for path in files:
            os.replace(new[path], path)
    finally:
        for temporary in new.values():
            temporary.unlink(missing_ok=True)
