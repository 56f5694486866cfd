"""Markdown (CommonMark with GitHub's tables) in which a text stays text, whatever it holds.

What Markdown reads as its own is escaped with a backslash. What HTML, a table, a formula, a template language of a site
generator or a code host's links would read as theirs is written as a character reference, for they may look first.
"""

from __future__ import annotations

import re
from functools import lru_cache

from starmap.telling.texts import printable

__all__ = ["code", "text"]

_REFERENCES = {c: f"&#{ord(c)};" for c in "|{}"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_TEXT = str.maketrans({c: f"\\{c}" for c in "\\`*_[]~#"} | _REFERENCES)
_BEGINNINGS = frozenset(" +-=0123456789")
_BEGINNING = re.compile(r"^(?:( {0,3})([-+=])|( {0,3}\d+)([.)])(?= |$)|(   )( ))")
"""What makes a list, a rule, a heading or code of a line that begins so: the character to write out comes second."""

_MATHS = re.compile(r"\$(?!\d)")
_ODD_IN_CODE = frozenset("`|{}<>&\\")


@lru_cache(maxsize=16_384)
def text(said: str) -> str:
    """The text, with nothing in it that means anything but itself."""
    safe = printable(said).translate(_TEXT)
    if "$" in safe:
        safe = _MATHS.sub("&#36;", safe)
    if safe[:1] in _BEGINNINGS:
        safe = _BEGINNING.sub(_written_out, safe, count=1)
    if "://" in safe or "www." in safe or "@" in safe:
        # What looks like an address would become a link of its own.
        safe = safe.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")
    return safe


@lru_cache(maxsize=16_384)
def code(said: str) -> str:
    """The text as code; as HTML where it holds what a code span or a table would read as its own."""
    safe = printable(said)
    if not _ODD_IN_CODE.isdisjoint(safe) or safe != safe.strip() or not safe:
        return f"<code>{text(said)}</code>"
    return f"`{safe}`"


def _written_out(found: re.Match[str]) -> str:
    before, mark = (part for part in found.groups() if part is not None)
    return f"{before}&#32;" if mark == " " else f"{before}\\{mark}"
