"""Text from data, made safe to print."""

from __future__ import annotations

__all__ = ["printable"]


def printable(text: str) -> str:
    """The text with what is no character to print (controls, line breaks, marks of direction) shown as such."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in text)
