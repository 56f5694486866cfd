"""Reading source files: found in a directory, unpacked, dated by its manifest, checked against a strict shape."""

from __future__ import annotations

import gzip
import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from starmap.errors import SourceError

__all__ = ["ProviderNames", "SourceDirectory", "SourceFile", "per_million", "plain", "price", "validated"]

T = TypeVar("T")
MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One source file, unpacked."""

    name: str
    """Its path inside the directory of sources, with ``/``."""

    data: bytes
    """Its bytes, unpacked where it was gzipped."""

    date: str
    """The date of its content, from the manifest."""

    origin: str = ""
    """Where it comes from, from the manifest."""

    licence: str = ""
    """Its licence, from the manifest."""

    sha256: str = ""
    """The hash of the file as it lies on disk."""


@dataclass(frozen=True, slots=True)
class ProviderNames:
    """Which of our providers a source means, by its own spelling; made from ``facts/names/providers.toml``."""

    by_source: Mapping[str, Mapping[str, str]]

    def get(self, source: str, spelling: str) -> str:
        """Our id for the source's spelling; the spelling itself, with ``_`` as ``-``, where the table has none."""
        known = self.by_source.get(source, {}).get(spelling)
        return known if known is not None else spelling.lower().replace("_", "-").replace(" ", "-")

    def known(self, source: str, spelling: str) -> str | None:
        """Our id for the source's spelling, or ``None`` where the table has none."""
        return self.by_source.get(source, {}).get(spelling)


class SourceDirectory:
    """A directory of source files with its ``MANIFEST.json``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        manifest = path / "MANIFEST.json"
        if not path.is_dir():
            raise SourceError(str(path), "", "no such directory; pass --sources a directory that holds MANIFEST.json")
        if not manifest.is_file():
            raise SourceError(str(manifest), "", "missing; it says the date, origin and licence of every source file")
        listed = validated(_MANIFEST, manifest.read_bytes(), "MANIFEST.json")
        for entry in listed["files"]:
            if not re.fullmatch(r"20[0-9]{2}-[01][0-9](-[0-3][0-9])?", entry["date"]):
                raise SourceError("MANIFEST.json", entry["file"], f"{entry['date']!r} is not a date such as 2026-08-21")
        self._entries = {entry["file"]: entry for entry in listed["files"]}

    def files(self, patterns: Iterable[str]) -> list[SourceFile]:
        """The files that match any pattern, sorted, unpacked. Raises ``SourceError`` if a pattern finds none."""
        found = []
        for pattern in patterns:
            names = sorted(name for name in self._entries if fnmatchcase(name, pattern))
            if not names:
                raise SourceError(pattern, "", "MANIFEST.json lists no such file")
            found += [self._read(name) for name in names]
        return found

    def _read(self, name: str) -> SourceFile:
        entry = self._entries[name]
        try:
            raw = (self.path / name).read_bytes()
        except OSError as error:
            raise SourceError(name, "", f"cannot be read: {error.strerror}") from error
        data = raw
        if name.endswith(".gz"):
            try:
                data = gzip.decompress(raw)
            except (OSError, EOFError, ValueError, zlib.error) as error:
                raise SourceError(name, "", f"broken gzip: {error}") from error
        return SourceFile(name, data, entry["date"], entry["origin"], entry["licence"], hashlib.sha256(raw).hexdigest())


def validated(shape: TypeAdapter[T], data: bytes | str, file: str) -> T:
    """The JSON checked against the upstream's shape. Raises ``SourceError`` naming the place and the cause."""
    try:
        return shape.validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        place = ".".join(map(str, first["loc"]))
        cause = first["msg"]
        if first["type"] == "extra_forbidden":
            cause = "new upstream field; teach the adapter what it means, or to leave it out"
        more = f" (and {error.error_count() - 1} more like it)" if error.error_count() > 1 else ""
        raise SourceError(file, place, f"{cause}{more}") from None


def price(number: float | int | str | Decimal) -> Decimal | None:
    """A rate without float noise, in its shortest form; ``None`` for a negative one, a placeholder upstream."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    if not exact.is_finite() or exact < 0:
        return None
    return plain(_without_noise(exact))


def per_million(number: float | int | str | Decimal) -> Decimal | None:
    """A rate per million from a rate per token, without float noise; ``None`` for a negative placeholder."""
    exact = number if isinstance(number, Decimal) else Decimal(str(number))
    return price(exact * MILLION)


def _without_noise(exact: Decimal) -> Decimal:
    """The number rounded to three digits where the rest is noise (1.9999e-07), else to ten."""
    if not exact:
        return Decimal(0)
    rough = Decimal(f"{exact:.3e}")
    if f"{rough:.2e}" == f"{exact:.2e}" and Decimal(f"{rough:.2e}") == rough and abs(rough - exact) <= exact / 10_000:
        return rough
    return Decimal(f"{exact:.9e}")


def plain(number: Decimal) -> Decimal:
    """The number without exponent or trailing zeros."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


class _ManifestEntry(TypedDict):
    """One file of the manifest; what else it says is not needed."""

    file: str
    date: str
    origin: str
    licence: str


class _Manifest(TypedDict):
    files: list[_ManifestEntry]


_MANIFEST = TypeAdapter(_Manifest)
