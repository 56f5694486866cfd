"""The closed word lists."""

from __future__ import annotations

from enum import StrEnum

import pytest

from starmap import Capabilities, Kind, Modality, ParameterName, Status
from starmap.model import CAPABILITY_NAMES


def test_each_name_is_owned_by_one() -> None:
    """No name that ``supports`` takes is both a capability and a parameter."""
    assert not CAPABILITY_NAMES & {str(name) for name in ParameterName}


def test_every_flag_is_a_name() -> None:
    """Each tri-state capability and the derived ``vision`` is a name; what is no flag is not."""
    flags = {name for name, field in Capabilities.model_fields.items() if field.annotation == (bool | None)}
    assert flags | {"vision"} == CAPABILITY_NAMES


@pytest.mark.parametrize("words", [Kind, Modality, ParameterName, Status], ids=lambda words: words.__name__)
def test_words_are_their_own_text(words: type[StrEnum]) -> None:
    """A word prints, compares and formats as the text that data and JSON hold."""
    for word in words:
        assert (str(word), f"{word}", word) == (word.value, word.value, word.value)
        assert word.value == word.name.lower()
