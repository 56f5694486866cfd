"""Text from data, made safe to print."""

from __future__ import annotations

__all__ = ["printable"]

_BREAKS = str.maketrans("\n\r\t", "   ")


def printable(text: str) -> str:
    r"""The text on one line, with what is no character to print (controls, marks of direction) shown as such.

    >>> printable("a\nb\x1b[1m")
    'a b\ufffd[1m'
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\ufffd" for c in text.translate(_BREAKS))
