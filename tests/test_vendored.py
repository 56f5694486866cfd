"""The libraries that the site brings along."""

from __future__ import annotations

import re
from hashlib import sha256
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from importlib_resources import files
from importlib_resources.abc import Traversable

ASSETS = files("starmap.pages").joinpath("assets")
VENDOR = ASSETS.joinpath("vendor")


def contents(folder: Traversable) -> dict[str, bytes]:
    """Every file in a folder and below it."""
    found: dict[str, bytes] = {}
    for item in folder.iterdir():
        if item.is_dir():
            found |= {f"{item.name}/{name}": data for name, data in contents(item).items()}
        else:
            found[item.name] = item.read_bytes()
    return found


def test_every_vendored_file_is_as_published() -> None:
    """The digests written down are those of the files, and no file is without one."""
    written = VENDOR.joinpath("README.md").read_text("utf-8")
    noted = dict(re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", written, re.MULTILINE))
    held = {name: sha256(data).hexdigest() for name, data in contents(VENDOR).items() if name != "README.md"}
    assert held == noted


def test_every_vendored_script_has_its_licence() -> None:
    """Beside each library stands its licence."""
    names = set(contents(VENDOR))
    assert {name.partition(".")[0] for name in names if name.endswith((".js", ".css"))} == {
        name.partition(".")[0] for name in names if name.endswith(".LICENSE.txt")
    }


def test_the_assets_stay_small() -> None:
    """All assets together take at most 130 kB of the wheel."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as wheel:
        for name, data in contents(ASSETS).items():
            wheel.writestr(name, data)
    assert len(packed.getvalue()) <= 130_000
