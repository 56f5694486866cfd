"""Every adapter, in the order that the compile asks them: where spellings differ in case alone, the first one's stands."""

from __future__ import annotations

from starmap.sources import litellm
from starmap.sources.reading import Adapter

__all__ = ["ADAPTERS"]

ADAPTERS: tuple[Adapter, ...] = (litellm,)
