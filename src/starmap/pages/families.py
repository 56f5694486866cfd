"""Entries by family: how the pages of authors and of providers list what they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from starmap.model import Entry
from starmap.pages.blocks import Cell, Column, Paragraph, Section, Table
from starmap.pages.contents import newest_first

__all__ = ["by_family", "family_sections"]

E = TypeVar("E", bound=Entry)


def by_family(entries: Iterable[E]) -> list[tuple[str, list[E]]]:
    """Families of more than one by name, and what is left under the empty name; the newest first in each."""
    grouped: dict[str, list[E]] = defaultdict(list)
    for entry in entries:
        grouped[entry.family or ""].append(entry)
    several = {family: found for family, found in grouped.items() if family and len(found) > 1}
    rest = [entry for family, found in grouped.items() if family not in several for entry in found]
    named = [(family, newest_first(found)) for family, found in sorted(several.items())]
    return named if not rest else [*named, ("", newest_first(rest))]


def family_sections(
    what: str, line: str, columns: Sequence[Column], entries: Sequence[E], row: Callable[[E], list[Cell]]
) -> list[Section]:
    """A section for them all, and below it one for each family; ``what`` is the plural of what is listed."""
    heading = f"{what.capitalize()} by family"
    if not entries:
        return [Section(heading, [Paragraph(f"No {what} are known.")])]
    sections = [Section(heading, [Paragraph(line)])]
    grouped = by_family(entries)
    for family, found in grouped:
        title = family or ("Other families" if len(grouped) > 1 else f"All {what}")
        table = Table(f"{title}: {what}", columns, [row(entry) for entry in found])
        sections.append(Section(f"{title} ({len(found):,})", [table], level=3))
    return sections
