"""The index of names, read as it is asked for: what resolution looks up, and the near matches of what it misses."""

from __future__ import annotations

from starmap.archive import Archive, keep
from starmap.nearness import near_matches
from starmap.references import LONGEST, Names, fold_key

__all__ = ["NameIndex"]


class NameIndex:
    """Every name of an archive's records, and what goes by it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._heads: dict[str, str | None] = {}

    def names(self, key: str) -> Names | None:
        """What the index has under a folded name."""
        text = self._archive.text("names").find(key)
        return None if text is None else self._archive.narrowed(Names.read(key, text))

    def provider_named(self, key: str) -> str | None:
        """The provider that goes by a folded name. There are few, and most references begin with one."""
        try:
            return self._heads[key]
        except KeyError:
            names = self.names(key)
            found = None if names is None else names.provider
            keep(self._heads, key, found)
            return found

    def prefixes(self, provider: str) -> tuple[str, ...]:
        """The prefixes that users type before a provider's ids."""
        return tuple(self._archive.text("names").header["prefixes"].get(provider, ()))

    def id_prefix(self, provider: str) -> str | None:
        """What a provider writes before all its ids and users leave out."""
        found: str | None = self._archive.text("names").header["id_prefixes"].get(provider)
        return found

    def close_to(self, ref: str) -> tuple[str, ...]:
        """Names that look like a reference that nothing answers to."""
        if not 0 < len(ref) <= LONGEST:
            return ()
        tail = fold_key(ref)
        keys = [key for key, _ in self._archive.text("names")]
        close = near_matches(tail, keys)
        if not close and tail.rpartition("/")[2] != tail:
            close = near_matches(tail.rpartition("/")[2], keys)
        return tuple(spelled for spelled in map(self._spelled, close) if spelled is not None)

    def _spelled(self, key: str) -> str | None:
        """A folded name in the spelling that the data has; ``None`` if nothing here goes by it."""
        names = self.names(key)
        if names is None:
            return key
        if names.model is not None:
            return names.model
        return next((n.text for n in names.ids), next((a[0] for a in names.aliases), names.provider))
