"""Whether a request fits the token limits: each limit's rule, what is not known, what room is left."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_model, make_offering
from starmap import Limits
from starmap.fit import Excess, Fit, fit_of

SHARED = Limits(context_window=8_192, max_output_tokens=4_096, output_shares_context=True)
"""One window for prompt and output."""

BESIDE = Limits(context_window=8_192, max_output_tokens=4_096, output_shares_context=False)
"""Output has its own limit, beside a window of prompt."""

UNSAID = Limits(context_window=8_192, max_output_tokens=4_096)
"""Nobody says whether output counts against the window."""

SPLIT = Limits(context_window=400, max_input_tokens=272, max_output_tokens=128, output_shares_context=True)
"""An input limit and an output limit that make up the window together."""

_TOKENS = st.integers(0, 40)
_LIMIT = st.none() | st.integers(1, 40)
_LIMITS = st.builds(
    Limits,
    context_window=_LIMIT,
    max_input_tokens=_LIMIT,
    max_output_tokens=_LIMIT,
    output_shares_context=st.none() | st.booleans(),
)


@pytest.mark.parametrize(
    ("limits", "prompt", "output", "exceeded"),
    [
        pytest.param(SHARED, 4_096, 4_096, {}, id="both fill a shared window"),
        pytest.param(SHARED, 4_097, 4_096, {"context_window": 1}, id="one token above a shared window"),
        pytest.param(SHARED, 8_192, None, {}, id="the prompt alone fills the window"),
        pytest.param(SHARED, 8_193, None, {"context_window": 1}, id="the prompt alone is above the window"),
        pytest.param(SHARED, 8_193, 10, {"context_window": 11}, id="an output counts in what is too much"),
        pytest.param(SHARED, 0, 4_097, {"max_output_tokens": 1}, id="one token above the output limit"),
        pytest.param(SHARED, 8_000, 5_000, {"context_window": 4_808, "max_output_tokens": 904}, id="both at once"),
        pytest.param(BESIDE, 8_192, 4_096, {}, id="output beside a full window"),
        pytest.param(BESIDE, 8_193, 4_096, {"context_window": 1}, id="the window counts the prompt alone"),
        pytest.param(BESIDE, 8_192, 4_097, {"max_output_tokens": 1}, id="the output limit holds beside the window"),
        pytest.param(SPLIT, 272, 128, {}, id="both parts of a split window"),
        pytest.param(SPLIT, 273, 0, {"max_input_tokens": 1}, id="one token above the input limit"),
        pytest.param(
            SPLIT, 273, 128, {"max_input_tokens": 1, "context_window": 1}, id="above the input limit and the window"
        ),
        pytest.param(Limits(max_input_tokens=512), 512, None, {}, id="an input limit alone, at it"),
        pytest.param(
            Limits(max_input_tokens=512), 513, None, {"max_input_tokens": 1}, id="an input limit alone, above"
        ),
    ],
)
def test_each_limit_has_its_own_rule(limits: Limits, prompt: int, output: int | None, exceeded: dict[str, int]) -> None:
    """The answer names every limit that is exceeded, and by how much."""
    fit = fit_of(limits, prompt, output)
    assert {excess.limit: excess.by for excess in fit.exceeded} == exceeded
    assert fit.unknown == ()
    assert bool(fit) is not bool(exceeded)


@pytest.mark.parametrize(
    ("limits", "prompt", "output", "unknown"),
    [
        pytest.param(Limits(), 1, None, ("context_window",), id="nothing is known"),
        pytest.param(Limits(), 1, 1, ("context_window", "max_output_tokens"), id="nothing is known, with an output"),
        pytest.param(Limits(context_window=10), 10, 0, (), id="no output is asked for"),
        pytest.param(Limits(context_window=10), 9, 1, ("max_output_tokens",), id="the output limit is not known"),
        pytest.param(UNSAID, 4_096, 4_096, (), id="both fit the window in any case"),
        pytest.param(UNSAID, 4_097, 4_096, ("output_shares_context",), id="it depends on what counts"),
        pytest.param(UNSAID, 8_192, None, (), id="the prompt alone does not depend on it"),
    ],
)
def test_what_is_not_known_and_matters_is_named(
    limits: Limits, prompt: int, output: int | None, unknown: tuple[str, ...]
) -> None:
    """It makes the answer false, unless the caller takes it for good."""
    fit = fit_of(limits, prompt, output)
    assert fit.exceeded == ()
    assert fit.unknown == unknown
    assert bool(fit) is not bool(unknown)
    assert fit_of(limits, prompt, output, allow_unknown=True)


def test_what_is_exceeded_is_never_taken_for_good() -> None:
    """Taking the unknown for good does not lift a limit."""
    assert not fit_of(UNSAID, 8_193, allow_unknown=True)


@pytest.mark.parametrize(
    ("limits", "prompt", "output", "rooms"),
    [
        pytest.param(SHARED, 1_000, None, (7_192, 4_096), id="shared, the output limit is nearer"),
        pytest.param(SHARED, 8_000, None, (192, 192), id="shared, the window is nearer"),
        pytest.param(SHARED, 1_000, 4_000, (3_192, 4_096), id="an output takes room from the prompt"),
        pytest.param(SHARED, 8_193, None, (-1, 0), id="no room for output is left, and less than none for the prompt"),
        pytest.param(BESIDE, 8_192, 4_000, (0, 4_096), id="beside, each has its own"),
        pytest.param(SPLIT, 200, None, (72, 128), id="the input limit is nearer than the window"),
        pytest.param(UNSAID, 4_000, None, (4_192, 4_096), id="not said, and it does not matter"),
        pytest.param(UNSAID, 5_000, None, (3_192, None), id="not said, and it matters to the output"),
        pytest.param(UNSAID, 4_000, 1, (None, 4_096), id="not said, and it matters to the prompt"),
        pytest.param(Limits(context_window=10), 4, None, (6, None), id="no output limit is known"),
        pytest.param(Limits(max_output_tokens=10), 4, None, (None, None), id="no window is known"),
        pytest.param(Limits(max_input_tokens=9, max_output_tokens=10), 4, None, (5, None), id="two limits, no window"),
    ],
)
def test_the_room_that_is_left(
    limits: Limits, prompt: int, output: int | None, rooms: tuple[int | None, int | None]
) -> None:
    """For a longer prompt beside this output, and for output after this prompt."""
    fit = fit_of(limits, prompt, output)
    assert (fit.input_room, fit.output_room) == rooms


@pytest.mark.parametrize(
    ("fit", "text"),
    [
        pytest.param(fit_of(SHARED, 8_000, 192), "fits; room for output: 192 tokens", id="fits"),
        pytest.param(fit_of(Limits(context_window=10), 4), "fits; room for output: not known", id="room not known"),
        pytest.param(
            fit_of(SHARED, 8_000, 5_000),
            "does not fit: context_window is 8,192 tokens, and 13,000 are 4,808 too many; "
            "max_output_tokens is 4,096 tokens, and 5,000 are 904 too many",
            id="exceeded",
        ),
        pytest.param(
            fit_of(UNSAID, 8_000, 4_000), "not known to fit: output_shares_context is not known", id="not known"
        ),
    ],
)
def test_the_answer_reads_as_a_sentence(fit: Fit, text: str) -> None:
    """It says what is exceeded, what is not known, or what is left."""
    assert str(fit) == text


def test_an_excess_says_what_was_asked() -> None:
    """The limit, what it allows, and what would count against it."""
    (excess,) = fit_of(SHARED, 8_000, 193).exceeded
    assert excess == Excess("context_window", 8_192, 8_193)
    assert excess.by == 1


def test_the_answer_keeps_the_question() -> None:
    """An output that was not asked about is ``None``, and no tokens are zero."""
    assert fit_of(SHARED, 10).input_tokens == 10
    assert fit_of(SHARED, 10).output_tokens is None
    assert fit_of(SHARED, 10, 0).output_tokens == 0


@pytest.mark.parametrize(("prompt", "output", "name"), [(-1, None, "input_tokens"), (0, -1, "output_tokens")])
def test_a_negative_count_is_an_error(prompt: int, output: int | None, name: str) -> None:
    """The message names the argument and shows what was given."""
    with pytest.raises(ValueError, match=f"^{name} is -1; give a whole number of tokens, zero or more$"):
        fit_of(SHARED, prompt, output)


@pytest.mark.parametrize("count", [True, 1.0, "10", None], ids=repr)
def test_what_is_no_count_is_an_error(count: object) -> None:
    """Neither a truth nor a fraction nor a text counts tokens."""
    with pytest.raises(ValueError, match="input_tokens is "):
        fit_of(SHARED, count)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("make", [make_model, make_offering], ids=["model", "offering"])
def test_models_and_offerings_answer_alike(make: type) -> None:
    """Both ask the same rules of their own limits."""
    entry = make(limits=UNSAID)
    assert entry.fits(8_000, 4_000) == fit_of(UNSAID, 8_000, 4_000)
    assert entry.fits(input_tokens=8_000, output_tokens=4_000, allow_unknown=True)


@given(_LIMITS, _TOKENS, _TOKENS, _TOKENS, _TOKENS, st.booleans())
def test_more_tokens_never_fit_better(
    limits: Limits, prompt: int, output: int, longer: int, more: int, allow_unknown: bool
) -> None:
    """Whatever fits, a shorter prompt with less output fits too."""
    if fit_of(limits, prompt + longer, output + more, allow_unknown):
        assert fit_of(limits, prompt, output, allow_unknown)


@given(_LIMITS, _TOKENS, st.none() | _TOKENS)
def test_the_room_for_output_can_be_filled(limits: Limits, prompt: int, output: int | None) -> None:
    """A prompt that fits, fits with all of the room for output, and with one token more it does not."""
    room = fit_of(limits, prompt, output).output_room
    if room is not None and fit_of(limits, prompt):
        assert fit_of(limits, prompt, room)
        assert not fit_of(limits, prompt, room + 1)


@given(_LIMITS, _TOKENS, st.none() | _TOKENS)
def test_the_room_for_the_prompt_can_be_filled(limits: Limits, prompt: int, output: int | None) -> None:
    """A request that fits, fits with a prompt longer by all of its room, and with one token more it does not."""
    fit = fit_of(limits, prompt, output)
    if fit and fit.input_room is not None:
        assert fit_of(limits, prompt + fit.input_room, output)
        assert not fit_of(limits, prompt + fit.input_room + 1, output)


@given(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40), st.booleans())
def test_at_a_limit_fits_and_one_more_does_not(window: int, most_in: int, most_out: int, shares: bool) -> None:
    """Each limit allows exactly what it says, whatever the others are."""
    limits = Limits(
        context_window=window, max_input_tokens=most_in, max_output_tokens=most_out, output_shares_context=shares
    )
    longest = min(window, most_in)
    assert fit_of(limits, longest)
    assert not fit_of(limits, longest + 1)
    greatest = min(window, most_out) if shares else most_out
    assert fit_of(limits, 0, greatest)
    assert not fit_of(limits, 0, greatest + 1)


@given(_LIMITS, _TOKENS, st.none() | _TOKENS)
def test_the_unknown_is_never_true_unless_it_is_allowed(limits: Limits, prompt: int, output: int | None) -> None:
    """And allowing it changes nothing but that."""
    strict, lax = fit_of(limits, prompt, output), fit_of(limits, prompt, output, allow_unknown=True)
    assert not (strict and strict.unknown)
    assert bool(lax) is not bool(strict.exceeded)
    assert (strict.exceeded, strict.unknown) == (lax.exceeded, lax.unknown)


@given(_LIMITS, _TOKENS, _TOKENS, st.booleans())
def test_learning_a_limit_never_turns_a_refusal_into_a_fit(
    limits: Limits, prompt: int, output: int, shares: bool
) -> None:
    """What exceeds a limit exceeds it whether or not the provider says what counts against the window."""
    if limits.output_shares_context is None and fit_of(limits, prompt, output).exceeded:
        assert not fit_of(limits.model_copy(update={"output_shares_context": shares}), prompt, output)


def test_an_answer_can_be_pickled() -> None:
    """It is plain data."""
    fit = fit_of(SHARED, 8_000, 5_000)
    assert pickle.loads(pickle.dumps(fit)) == fit


def test_two_limits_do_not_tell_a_window_that_output_may_share() -> None:
    """A prompt is within its own limit; with output beside it, only a provider that keeps the two apart is sure."""
    apart = Limits(max_input_tokens=9, max_output_tokens=10)
    assert fit_of(apart, 9)
    assert fit_of(apart, 9, 10).unknown == ("context_window",)
    assert fit_of(apart.model_copy(update={"output_shares_context": False}), 9, 10)
