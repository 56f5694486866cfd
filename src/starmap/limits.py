"""How much an entry takes: token limits and the modalities that go in and out."""

from starmap.records import Record
from starmap.vocabulary import ModalitySet

__all__ = ["Limits", "Modalities"]


class Limits(Record, frozen=True):
    """Token limits of one request. Each is ``None`` where nobody published it."""

    context_window: int | None = None
    """Tokens that prompt and, where it shares the window, output may fill together. ``None`` if not known."""

    max_input_tokens: int | None = None
    """The most tokens of prompt, where the provider limits it by itself. ``None`` if not known or not stated."""

    max_output_tokens: int | None = None
    """The most tokens that one response may hold, reasoning included. ``None`` if not known."""

    output_shares_context: bool | None = None
    """Whether output counts against the context window. ``None`` if the provider does not say."""


class Modalities(Record, frozen=True):
    """The forms of content that an entry takes and gives."""

    input: ModalitySet | None = None
    """What may be sent. ``None`` if not known."""

    output: ModalitySet | None = None
    """What may come back. ``None`` if not known."""
