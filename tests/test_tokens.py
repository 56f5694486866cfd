"""Counting tokens with OpenAI's tokenizer, on an encoding of single bytes in place of the files that it fetches."""

from __future__ import annotations

import importlib
import sys

import pytest
import tiktoken
from tiktoken import registry

import starmap.tokens
from factories import make_model, make_offering
from starmap.errors import MissingExtraError, NoTokenizerError
from starmap.usage import Usage


@pytest.fixture(autouse=True)
def bytes_as_tokens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every encoding that tiktoken looks up is one in which each byte is a token."""
    ranks = {bytes([number]): number for number in range(256)}
    encoding = tiktoken.Encoding("bytes", pat_str=r"[\s\S]", mergeable_ranks=ranks, special_tokens={"<|end|>": 256})
    monkeypatch.setattr(registry, "ENCODINGS", {"o200k_base": encoding, "cl100k_base": encoding})


def test_a_models_tokens_are_counted_by_its_encoding() -> None:
    """The encoding is the one that tiktoken has for the model's id."""
    counter = starmap.tokens.token_counter(make_model(id="openai/gpt-4o", author_id="openai"))
    assert counter("naïve") == 6


def test_an_offerings_tokens_are_those_of_its_model() -> None:
    """What a provider calls the model does not matter."""
    offering = make_offering(
        id="azure:my-deployment", provider_id="azure", model_id="my-deployment", model_ref="openai/gpt-4o"
    )
    assert starmap.tokens.token_counter(offering)("abc") == 3


def test_words_that_look_special_are_text() -> None:
    """A prompt that spells a special token is counted, not refused."""
    assert starmap.tokens.token_counter(make_model(id="openai/gpt-4o", author_id="openai"))("<|end|>") == 7


@pytest.mark.parametrize("name", ["acme/gpt-4o", "openai/unheard-of"])
def test_other_models_have_no_tokenizer_here(name: str) -> None:
    """Another maker's model, and one that tiktoken does not know, are refused with what to do."""
    with pytest.raises(NoTokenizerError, match="pass a function that counts"):
        starmap.tokens.token_counter(make_model(id=name, author_id=name.partition("/")[0]))


def test_an_offering_of_no_known_model_has_no_tokenizer() -> None:
    """Without a model there is nothing to go by."""
    with pytest.raises(NoTokenizerError):
        starmap.tokens.token_counter(make_offering(model_ref=None))


def test_a_counter_serves_an_estimate() -> None:
    """Messages are framed by three tokens each, and three begin the answer."""
    counter = starmap.tokens.token_counter(make_model(id="openai/gpt-4o", author_id="openai"))
    usage = Usage.estimate([{"role": "user", "content": "Hello"}], output_tokens=10, counter=counter)
    assert usage == Usage(input_tokens=3 + 4 + 5 + 3, output_tokens=10, requests=1, estimated=True)


def test_without_tiktoken_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """The module says what to install."""
    monkeypatch.setitem(sys.modules, "tiktoken", None)
    with pytest.raises(MissingExtraError, match=r"starmap\[tiktoken\]"):
        importlib.reload(starmap.tokens)
    monkeypatch.undo()
    importlib.reload(starmap.tokens)
