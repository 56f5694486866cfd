"""Sorted text searched by bisection: one record a line, found in a few small reads whatever the file's size.

A file begins with a header line (JSON: format, version, how many records, the file's size, and what the kind of file
needs besides; a tab and its checksum). Every further line is ``key TAB checksums TAB json``, sorted by the bytes of its key. The checksums are
four hex digits of the key's CRC-32 and all eight of the JSON's: damage is noticed when a line is read, at no cost to others.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Protocol
from zlib import crc32

from starmap.errors import DataError

__all__ = ["BytesReader", "FileReader", "Reader", "SortedText", "render"]

FORMAT = 1
_PROBE = 768
_SCAN = 3072
_STRETCH = 1 << 16
_REMEMBERED = 512


class Reader(Protocol):
    """Random access to a file's bytes."""

    @property
    def size(self) -> int: ...
    def read(self, offset: int, count: int) -> bytes: ...


class FileReader:
    """Reads a file by position, so threads and forked processes can share it."""

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        self.size = os.fstat(self._descriptor).st_size
        self._lock = None if hasattr(os, "pread") else Lock()

    def read(self, offset: int, count: int) -> bytes:
        if self._lock is None:
            return os.pread(self._descriptor, count, offset)
        with self._lock:  # a platform without pread: the position is shared
            os.lseek(self._descriptor, offset, os.SEEK_SET)
            return os.read(self._descriptor, count)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)


class BytesReader:
    """Reads from bytes in memory, for packages imported from a zip."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self.size = len(data)

    def read(self, offset: int, count: int) -> bytes:
        return self._data[offset : offset + count]


class SortedText:
    """One file of records. Raises ``DataError`` wherever it finds damage."""

    def __init__(self, name: str, reader: Reader) -> None:
        self.name = name
        self._reader = reader
        first = self._line_at(0)
        told, _, checksum = first.rpartition(b"\t")
        try:
            if b"%08x" % crc32(told) != checksum:
                raise ValueError("its checksum is wrong")
            header = json.loads(told)
            if header["format"] != FORMAT or header["bytes"] != reader.size:
                raise ValueError(f"header says format {header['format']} and {header['bytes']} bytes")
            self.version: str = header["version"]
            self.count: int = header["records"]
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(name, f"no valid header ({error})") from None
        self.header: Mapping[str, Any] = header
        self._start = len(first) + 1
        self._probes: dict[int, tuple[bytes, int]] = {}

    def find(self, key: str) -> str | None:
        """The JSON of the record with this key, or ``None``."""
        try:
            wanted = key.encode()
        except UnicodeEncodeError:
            return None
        low, high = self._around(wanted)
        return self._scan(wanted, low, high)

    def starting(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Every record whose key begins with the prefix, sorted."""
        wanted = prefix.encode()
        offset, _ = self._around(wanted)
        while offset < self._reader.size:
            chunk = self._reader.read(offset, _STRETCH)
            whole = chunk[: chunk.rfind(b"\n") + 1] or self._line_at(offset) + b"\n"
            for line in whole[:-1].split(b"\n"):
                key, text = self._parts(line)
                if key.startswith(wanted):
                    yield key.decode(), text
                elif key > wanted:
                    return
            offset += len(whole)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every key and its JSON, sorted."""
        body = self._reader.read(self._start, self._reader.size - self._start)
        lines = body.split(b"\n")
        if lines.pop() != b"" or len(lines) != self.count:
            raise DataError(self.name, f"it holds {len(lines)} records where its header says {self.count}")
        for line in lines:
            key, text = self._parts(line)
            yield key.decode(), text

    def _around(self, wanted: bytes) -> tuple[int, int]:
        """A short range in which the first line not below a key begins, if the key or one above it is there."""
        low, high = self._start, self._reader.size
        probes = self._probes
        while high - low > _SCAN:
            middle = (low + high) // 2
            probe = probes.get(middle)
            if probe is None:
                probe = self._probe(middle)
                if len(probes) < _REMEMBERED:
                    probes[middle] = probe
            found, start = probe
            if start >= high:
                high = middle + 1  # a line may begin right at the middle
            elif found <= wanted:
                low = start
            else:
                high = start
        return low, high

    def _probe(self, offset: int) -> tuple[bytes, int]:
        """The first key that begins after an offset, checked, and where its line begins."""
        size = _PROBE
        while True:
            chunk = self._reader.read(offset, size)
            end = chunk.find(b"\n")
            if end >= 0:
                start = offset + end + 1
                if start >= self._reader.size:
                    return b"", start
                tab = chunk.find(b"\t", end)
                if tab >= 0 and len(chunk) >= tab + 5:
                    key = chunk[end + 1 : tab]
                    if b"%04x" % (crc32(key) & 0xFFFF) != chunk[tab + 1 : tab + 5]:
                        raise DataError(self.name, f"a key's checksum is wrong near byte {start}")
                    return key, start
            if len(chunk) < size:
                raise DataError(self.name, f"it ends in the middle of a record, near byte {offset}")
            size *= 4

    def _scan(self, wanted: bytes, low: int, high: int) -> str | None:
        """The record with this key among the lines that begin in a short range."""
        chunk = self._reader.read(low, high - low + _PROBE)
        at = 0
        while low + at < high:
            end = chunk.find(b"\n", at)
            line = chunk[at:end] if end >= 0 else self._line_at(low + at)
            key, text = self._parts(line)
            if key == wanted:
                return text
            at += len(line) + 1
            if end < 0 and low + at < high:  # a long line reached beyond what was read
                low, at = low + at, 0
                chunk = self._reader.read(low, high - low + _PROBE)
        return None

    def _line_at(self, offset: int) -> bytes:
        size = _SCAN
        while True:
            chunk = self._reader.read(offset, size)
            end = chunk.find(b"\n")
            if end >= 0:
                return chunk[:end]
            if len(chunk) < size:
                raise DataError(self.name, f"it ends in the middle of a record, near byte {offset}")
            size *= 4

    def _parts(self, line: bytes) -> tuple[bytes, str]:
        key, _, rest = line.partition(b"\t")
        sums, _, text = rest.partition(b"\t")
        if b"%04x%08x" % (crc32(key) & 0xFFFF, crc32(text)) != sums:
            raise DataError(self.name, f"the record of {key[:80].decode(errors='replace')!r} has a wrong checksum")
        return key, text.decode()


def render(records: Iterable[tuple[str, str]], version: str, more: Mapping[str, Any] | None = None) -> bytes:
    """A whole file of sorted records. Keys must be unique and free of tabs and line breaks."""
    lines = []
    for key, text in sorted((key.encode(), text.encode()) for key, text in records):
        if b"\t" in key or b"\n" in key or b"\n" in text:
            raise ValueError(f"a record's key may hold no tab and no line break: {key!r}")
        lines.append(b"%b\t%04x%08x\t%b\n" % (key, crc32(key) & 0xFFFF, crc32(text), text))
    body = b"".join(lines)
    fields: dict[str, Any] = {"format": FORMAT, "version": version, "records": len(lines), **(more or {})}
    size = 0
    while True:  # the header says the size of the file that it is part of
        told = json.dumps({**fields, "bytes": size}, ensure_ascii=False, separators=(",", ":")).encode()
        header = b"%b\t%08x\n" % (told, crc32(told))
        if size == len(header) + len(body):
            return header + body
        size = len(header) + len(body)
