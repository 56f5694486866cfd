"""How long the built site takes from its folder to the first rows of the table of all offerings, in Chromium.

Run it on a built site: ``python benchmarks/first_view.py FOLDER``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

__all__ = ["first_view"]

_ROUNDS = 5
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_PAINTED = "performance.getEntriesByName('starmap:painted')[0]"


def first_view(site: Path) -> float:
    """Milliseconds from the start of navigation until the first rows are painted: the median of five fresh windows.

    Raises ``RuntimeError`` where no Chromium is on the path.
    """
    found = shutil.which("chromium")
    if found is None:
        raise RuntimeError("no chromium on the PATH: install it, such as with apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_QUIET)
        times = [_one_view(browser, site) for _ in range(_ROUNDS)]
        browser.close()
    return median(times)


def _one_view(browser: Browser, site: Path) -> float:
    context = browser.new_context(viewport={"width": 1360, "height": 900})
    context.set_offline(True)
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    page.wait_for_function(_PAINTED)
    painted: float = page.evaluate(f"{_PAINTED}.startTime")
    context.close()
    return painted


if __name__ == "__main__":
    print(f"first view: {first_view(Path(sys.argv[1])):.0f} ms")
