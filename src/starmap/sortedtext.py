"""Sorted text, searched by bisection: one record a line, found with one small read whatever the file's size.

A file begins with a header line: JSON that says the format, the version, how many records, the file's size, and what
the kind of file needs besides; a tab and its checksum. Then come the records, ``key TAB json``, sorted by the bytes of
their keys. Last come the fences, a line for each block of some four kilobytes: the block's first key, its offset and
its checksum. Opening a file reads its two ends; a look-up bisects the fences and reads one block, so damage is noticed
wherever it is read. Checksums are CRC-32, in hexadecimal.
"""

from __future__ import annotations

import json
import os
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from typing import Any, Protocol
from zlib import crc32

from starmap.errors import DataError

__all__ = ["BytesReader", "FileReader", "Reader", "SortedText", "render"]

FORMAT = 3
_BLOCK = 4096
_HEAD = 3072


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
        first = self._first_line()
        told, _, checksum = first.rpartition(b"\t")
        try:
            if _sum(told) != checksum:
                raise ValueError("its checksum is wrong")
            header = json.loads(told)
            if header["format"] != FORMAT or header["bytes"] != reader.size:
                raise ValueError(f"header says format {header['format']} and {header['bytes']} bytes")
            self.version: str = header["version"]
            self.count: int = header["records"]
            self._end: int = reader.size - header["fences"]
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(name, f"no valid header ({error})") from None
        self.header: Mapping[str, Any] = header
        self._start = len(first) + 1
        fences = reader.read(self._end, header["fences"])
        if _sum(fences).decode() != header["fences_sum"]:
            raise DataError(name, "the checksum of its fences is wrong")
        self._fences = fences.split(b"\n")[:-1]

    def find(self, key: str) -> str | None:
        """The JSON of the record with this key, or ``None``."""
        try:
            wanted = key.encode() + b"\t"
        except UnicodeEncodeError:
            return None
        if b"\n" in wanted or wanted.count(b"\t") > 1:  # no key holds them, and a block does
            return None
        place = bisect_right(self._fences, wanted + b"\xff") - 1
        if place < 0:
            return None
        block = self._block(place)
        at = 0 if block.startswith(wanted) else block.find(b"\n" + wanted) + 1
        if at == 0 and not block.startswith(wanted):
            return None
        return block[at + len(wanted) : block.find(b"\n", at)].decode()

    def starting(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Every record whose key begins with the prefix, sorted."""
        wanted = prefix.encode()
        place = max(bisect_right(self._fences, wanted) - 1, 0)
        while place < len(self._fences) and self._fences[place][: len(wanted)] <= wanted:
            for key, text in _records(self._block(place)):
                if key.startswith(prefix):
                    yield key, text
            place += 1

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Every key and its JSON, sorted."""
        body = BytesReader(self._reader.read(self._start, self._end - self._start))
        number = 0
        for place in range(len(self._fences)):
            for record in _records(self._block(place, body)):
                number += 1
                yield record
        if number != self.count:
            raise DataError(self.name, f"it holds {number} records where its header says {self.count}")

    def _block(self, place: int, body: Reader | None = None) -> bytes:
        """A block, checked; from the file, or from a copy of all blocks."""
        _, offset, checksum = self._fences[place].split(b"\t")
        begin, end = int(offset, 16), self._end - self._start
        if place + 1 < len(self._fences):
            end = int(self._fences[place + 1].split(b"\t")[1], 16)
        origin, reader = (self._start, self._reader) if body is None else (0, body)
        block = reader.read(origin + begin, end - begin)
        if _sum(block) != checksum:
            raise DataError(self.name, f"a checksum is wrong near byte {self._start + begin}")
        return block

    def _first_line(self) -> bytes:
        size = _HEAD
        while True:
            chunk = self._reader.read(0, size)
            end = chunk.find(b"\n")
            if end >= 0:
                return chunk[:end]
            if len(chunk) < size:
                raise DataError(self.name, "it has no header")
            size *= 4


def render(records: Iterable[tuple[str, str]], version: str, more: Mapping[str, Any] | None = None) -> bytes:
    """A whole file of records, sorted. Keys must be unique and free of control characters. Raises ``ValueError``."""
    blocks: list[list[bytes]] = []
    size, count = _BLOCK, 0
    for key, text in sorted((key.encode(), text.encode()) for key, text in records):
        if not key or min(key) < 32 or b"\n" in text:
            raise ValueError(f"a record's key may be neither empty nor hold a control character: {key!r}")
        line = b"%b\t%b\n" % (key, text)
        if size + len(line) > _BLOCK:
            blocks.append([])
            size = 0
        blocks[-1].append(line)
        size += len(line)
        count += 1
    offset, fences = 0, b""
    for block in blocks:
        whole = b"".join(block)
        fences += b"%b\t%x\t%b\n" % (block[0].partition(b"\t")[0], offset, _sum(whole))
        offset += len(whole)
    body = b"".join(line for block in blocks for line in block)
    fields = {"format": FORMAT, "version": version, "records": count, **(more or {})}
    fields |= {"fences": len(fences), "fences_sum": _sum(fences).decode()}
    size = 0
    while True:  # the header says the size of the file that it is part of
        told = json.dumps({**fields, "bytes": size}, ensure_ascii=False, separators=(",", ":")).encode()
        header = b"%b\t%b\n" % (told, _sum(told))
        if size == len(header) + len(body) + len(fences):
            return header + body + fences
        size = len(header) + len(body) + len(fences)


def _records(block: bytes) -> Iterator[tuple[str, str]]:
    for line in block.decode().split("\n")[:-1]:
        key, _, text = line.partition("\t")
        yield key, text


def _sum(data: bytes) -> bytes:
    return b"%08x" % crc32(data)
