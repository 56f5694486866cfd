"""Publishers' words in the catalog's own: days, token counts, forms of content, effort levels, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Literal, TypeAlias

from starmap.sources.listing import Value
from starmap.vocabulary import Modality, Status

__all__ = [
    "Effort",
    "Stage",
    "day",
    "day_of_timestamp",
    "efforts",
    "modalities",
    "partial_day",
    "stage",
    "tokens",
    "weights_url",
]

Effort: TypeAlias = Literal["none", "minimal", "low", "medium", "default", "high", "xhigh", "max"]
"""The effort levels that publishers name."""

Stage: TypeAlias = Literal["alpha", "beta", "deprecated"]
"""The stages that models.dev and those who copy it name."""

_EFFORTS = ("none", "minimal", "low", "medium", "default", "high", "xhigh", "max")
_MODALITIES: dict[str, Modality] = {
    **{str(form): form for form in Modality},
    "file": Modality.PDF,
    "speech": Modality.AUDIO,
    "transcription": Modality.TEXT,
}
_STAGES: dict[Stage, Status] = {"alpha": Status.PREVIEW, "beta": Status.PREVIEW, "deprecated": Status.DEPRECATED}
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_PARTIAL_DAY = re.compile(r"\d{4}(-\d\d){0,2}")


def day(text: str | None) -> str | None:
    """The date if it exists and names a day; ``None`` for a month, a year, a word or nothing."""
    return text if text is not None and _DAY.fullmatch(text) and _exists(text) else None


def partial_day(text: str | None) -> str | None:
    """The date, month or year if it exists."""
    return text if text is not None and _PARTIAL_DAY.fullmatch(text) and _exists(f"{text}-01-01"[:10]) else None


def day_of_timestamp(seconds: int) -> str:
    """The day, in UTC, of a Unix timestamp."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def tokens(count: int | None) -> int | None:
    """The count of tokens; ``None`` for zero or less, which publishers write where they do not know."""
    return count if count is not None and count > 0 else None


def modalities(words: Iterable[str]) -> list[Value] | None:
    """The forms of content, sorted; ``None`` if no word names one, as ``embeddings`` and ``rerank`` do not."""
    forms = sorted({str(_MODALITIES[word]) for word in words if word in _MODALITIES})
    return list[Value](forms) or None


def efforts(levels: Iterable[str | None]) -> list[Value] | None:
    """The effort levels that can be named, least first; ``None`` if there are none."""
    return list[Value](sorted({level for level in levels if level is not None}, key=_EFFORTS.index)) or None


def stage(word: Stage | None) -> str | None:
    """The stage in the catalog's word; ``None`` if the publisher says nothing, which does not mean active."""
    return None if word is None else str(_STAGES[word])


def weights_url(repository: str | None) -> str | None:
    """The address of a repository on Hugging Face; ``None`` if none is named."""
    return f"https://huggingface.co/{repository}" if repository else None


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
