"""Near matches of a name that is not known, for error messages."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["near_matches"]


def near_matches(name: str, known: Iterable[str], count: int = 3) -> list[str]:
    """The known names most like the one given, best first; at most ``count``."""
    # Imported when first needed: only an error message wants it, and every start would pay.
    from difflib import get_close_matches

    return get_close_matches(name, list(known), n=count, cutoff=0.7)
