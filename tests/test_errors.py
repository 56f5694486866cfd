"""Every error: its message, its parents, and that it travels."""

from __future__ import annotations

import copy
import pickle

import pytest

import starmap.errors
from starmap.errors import (
    AmbiguousModelError,
    CompileError,
    DataError,
    DetachedError,
    FactsError,
    FetchError,
    ImpossibleUsageError,
    InexactReferenceError,
    MissingExtraError,
    NoTokenizerError,
    RefusedRequestError,
    SourceError,
    StarmapError,
    UnknownFieldError,
    UnknownModelError,
    UnknownProviderError,
    UnnamedModelError,
    UnpricedError,
    UnreadableRequestError,
    UnreadableResponseError,
    UnsupportedError,
)

CASES: list[tuple[StarmapError, type[Exception], str]] = [
    (UnknownModelError("gtp-4o"), KeyError, "no model is called 'gtp-4o'"),
    (
        UnknownModelError("gtp-4o", ("gpt-4o", "gpt-4")),
        KeyError,
        "no model is called 'gtp-4o'; close matches: gpt-4o, gpt-4",
    ),
    (UnknownModelError(""), KeyError, "no model is called ''"),
    (UnknownModelError("a\nb"), KeyError, r"no model is called 'a\nb'"),
    (UnknownModelError("x" * 10_000), KeyError, f"no model is called '{'x' * 80}'... (10,000 characters)"),
    (
        InexactReferenceError("gpt-5-2099-01-01", "openai/gpt-5", ("the date '2099-01-01'",)),
        KeyError,
        "'gpt-5-2099-01-01' is not in the catalog; dropping the date '2099-01-01' leads to openai/gpt-5, "
        "which may differ in price or limits: pass inexact=True to take it",
    ),
    (
        InexactReferenceError("eu.a:free", "p:a", ("the region 'eu'", "the variant 'free'")),
        KeyError,
        "'eu.a:free' is not in the catalog; dropping the region 'eu' and the variant 'free' leads to p:a, "
        "which may differ in price or limits: pass inexact=True to take it",
    ),
    (AmbiguousModelError("k3", ("a:k3", "b:k3")), KeyError, "'k3' may mean a:k3, b:k3; name one of them"),
    (
        AmbiguousModelError("k3", [f"p{number}:k3" for number in range(10)]),
        KeyError,
        "'k3' may mean p0:k3, p1:k3, p2:k3, p3:k3, p4:k3, p5:k3, p6:k3, p7:k3 and 2 more; name one of them",
    ),
    (UnknownProviderError("provider", "opnai"), KeyError, "no provider is called 'opnai'"),
    (
        UnknownProviderError("author", "opnai", ["openai"]),
        KeyError,
        "no author is called 'opnai'; close matches: openai",
    ),
    (
        DetachedError("acme/rocket-1", "offerings"),
        LookupError,
        "acme/rocket-1 was not read from a catalog, so it has no 'offerings' to follow; "
        "look it up again with catalog.get('acme/rocket-1')",
    ),
    (UnknownFieldError("field", "nme"), ValueError, "'nme' is not a field"),
    (UnknownFieldError("field", "nme", ("name",)), ValueError, "'nme' is not a field; close matches: name"),
    (
        ImpossibleUsageError("cache_read_tokens", 1_400, "input_tokens", 1_000),
        ValueError,
        "cache_read_tokens is 1,400, which cannot be part of 1,000 input_tokens; input_tokens counts all tokens, "
        "those of every part included",
    ),
    (
        UnpricedError("a:b", ("input audio tokens: no input_audio price is published", "pages: none either")),
        ValueError,
        "the cost of a:b is not known: input audio tokens: no input_audio price is published; pages: none either",
    ),
    (
        UnreadableResponseError("usage", "it is null"),
        ValueError,
        "no usage can be read from the response at usage: it is null; pass all that the API returned, or give the "
        "counts to Usage yourself",
    ),
    (
        UnnamedModelError(),
        ValueError,
        "the response names no model: pass model= the one that was asked for",
    ),
    (
        UnnamedModelError("request"),
        ValueError,
        "the request names no model: pass model= the one that is asked for",
    ),
    (
        UnreadableRequestError(("prompts",), "it has neither messages nor input nor contents"),
        ValueError,
        "the request has no shape that starmap knows: it has neither messages nor input nor contents (it has prompts); "
        "pass api= openai-chat, openai-responses, anthropic-messages or gemini, or the parameters by name",
    ),
    (
        UnreadableRequestError((), "it is of type int"),
        ValueError,
        "the request has no shape that starmap knows: it is of type int; "
        "pass api= openai-chat, openai-responses, anthropic-messages or gemini, or the parameters by name",
    ),
    (
        RefusedRequestError("a/b", ("top_k: a/b does not take top_k", "n: a/b does not take n")),
        ValueError,
        "a/b refuses the request: top_k: a/b does not take top_k; n: a/b does not take n",
    ),
    (
        NoTokenizerError("a/b"),
        LookupError,
        "no tokenizer is known for a/b; pass a function that counts its tokens instead",
    ),
    (
        MissingExtraError("starmap.tokens", "tiktoken"),
        ImportError,
        "starmap.tokens needs more than starmap's core: pip install 'starmap[tiktoken]'",
    ),
    (UnsupportedError("a/b", ("tools",), ()), ValueError, "a/b does not support tools"),
    (UnsupportedError("a/b", (), ("seed", "stop")), ValueError, "a/b is not known to support seed, stop"),
    (
        UnsupportedError("a/b", ("tools",), ("seed",)),
        ValueError,
        "a/b does not support tools and is not known to support seed",
    ),
    (
        DataError("models.txt", "it ends early"),
        ValueError,
        "the catalog's data file models.txt is damaged: it ends early; install starmap again or compile the data",
    ),
    (SourceError("a.json", "line 3", "no comma"), ValueError, "source file a.json at line 3: no comma"),
    (SourceError("a.json", "", "not JSON"), ValueError, "source file a.json: not JSON"),
    (FactsError("facts/a.toml", 12, "no url"), ValueError, "facts/a.toml:12: no url"),
    (CompileError("stale; run: starmap compile"), ValueError, "stale; run: starmap compile"),
    (FetchError("https://a.b", "timed out"), OSError, "cannot fetch https://a.b: timed out"),
]
every_error = pytest.mark.parametrize(
    ("error", "parent", "message"), CASES, ids=[f"{type(case[0]).__name__}-{n}" for n, case in enumerate(CASES)]
)


@every_error
def test_the_message(error: StarmapError, parent: type[Exception], message: str) -> None:
    """A sentence without the quotes that a ``KeyError`` would print."""
    assert str(error) == message
    assert "\n" not in str(error)


@every_error
def test_the_parents(error: StarmapError, parent: type[Exception], message: str) -> None:
    """One family, and the builtin a caller would catch."""
    assert isinstance(error, StarmapError)
    assert isinstance(error, parent)


@every_error
def test_an_error_travels(error: StarmapError, parent: type[Exception], message: str) -> None:
    """Pickle and copy keep the type, the parts and the message."""
    for again in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(again) is type(error)
        assert str(again) == message
        assert {name: value for name, value in vars(again).items() if name[0] != "_"} == {
            name: value for name, value in vars(error).items() if name[0] != "_"
        }


def test_every_error_is_here() -> None:
    """No class of the module goes without a case."""
    assert {type(case[0]).__name__ for case in CASES} | {"StarmapError"} == set(starmap.errors.__all__)


def test_near_matches_are_worked_out_once_and_only_when_read() -> None:
    """A miss that nobody prints costs no search."""
    searches = []

    def search() -> list[str]:
        searches.append(1)
        return ["gpt-4o"]

    error = UnknownModelError("gtp-4o", search)
    assert searches == []
    assert (error.close, error.close, str(error)) == (
        ("gpt-4o",),
        ("gpt-4o",),
        "no model is called 'gtp-4o'; close matches: gpt-4o",
    )
    assert searches == [1]


def test_near_matches_travel() -> None:
    """What was to be searched for is found before the error leaves its process."""
    error = pickle.loads(pickle.dumps(UnknownModelError("gtp-4o", ("gpt-4o",))))
    assert error.close == ("gpt-4o",)
