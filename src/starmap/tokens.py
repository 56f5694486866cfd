"""Counting tokens before a request: OpenAI's own tokenizer for OpenAI's models, behind the extra ``tiktoken``.

Any other function from text to a number of tokens serves as a counter just as well.
"""

from __future__ import annotations

from collections.abc import Callable

from starmap.errors import MissingExtraError, NoTokenizerError
from starmap.model import Entry, Offering

try:
    import tiktoken
except ImportError as missing:
    raise MissingExtraError("starmap.tokens", "tiktoken") from missing

__all__ = ["token_counter"]


def token_counter(entry: Entry) -> Callable[[str], int]:
    """A function that counts the tokens of a text as the model does.

    The encoding is the one that tiktoken, OpenAI's library, has for the model's id; it fetches an encoding's file when
    it is first used, and keeps it. Raises ``NoTokenizerError`` for models that it does not know and for those of other
    makers, whose tokens another tokenizer does not count.
    """
    model = entry.model_ref if isinstance(entry, Offering) else entry.id
    author, _, slug = (model or "").partition("/")
    if author != "openai":
        raise NoTokenizerError(entry.id)
    try:
        encoding = tiktoken.encoding_for_model(slug)
    except KeyError:
        raise NoTokenizerError(entry.id) from None
    return lambda text: len(encoding.encode(text, disallowed_special=()))
