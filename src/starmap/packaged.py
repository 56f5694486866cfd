"""The catalog that comes with the package: its files are opened when first needed."""

from __future__ import annotations

from pathlib import Path

from importlib_resources import files

from starmap.errors import DataError
from starmap.registry import Catalog
from starmap.sortedtext import BytesReader, FileReader, SortedText

__all__ = ["DirectoryStore", "PackagedStore", "catalog"]


class PackagedStore:
    """The files inside an installed package, on disk or in a zip."""

    def __init__(self, package: str) -> None:
        self._package = package

    def open(self, name: str) -> SortedText:
        """The text of that name. Raises ``DataError`` where it is missing or damaged."""
        file = f"{name}.txt"
        place = files(self._package).joinpath(file)
        try:
            if isinstance(place, Path):
                return SortedText(file, FileReader(str(place)))
            return SortedText(file, BytesReader(place.read_bytes()))
        except (OSError, KeyError) as error:
            raise DataError(file, f"it cannot be read ({error})") from None


class DirectoryStore:
    """Files of the same form in any directory, such as the output of a compile."""

    def __init__(self, path: str | Path) -> None:
        self._path = Path(path)

    def open(self, name: str) -> SortedText:
        """The text of that name. Raises ``DataError`` where it is missing or damaged."""
        file = self._path / f"{name}.txt"
        try:
            return SortedText(str(file), FileReader(str(file)))
        except OSError as error:
            raise DataError(str(file), f"it cannot be read ({error.strerror})") from None


catalog = Catalog(PackagedStore("starmap.data"))
"""The packaged catalog."""
