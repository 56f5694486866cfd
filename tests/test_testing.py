"""The assertions pass silently, and fail with what a colleague would say."""

from __future__ import annotations

import doctest
import re
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from factories import SAMPLE, make_card, make_model, make_offering
from starmap import (
    Capabilities,
    Catalog,
    DataError,
    DirectoryStore,
    Lifecycle,
    Limits,
    Modalities,
    Modality,
    Offering,
    Parameter,
    ParameterName,
    Status,
    UnknownFieldError,
    UnknownModelError,
    Usage,
    lifecycle,
    testing,
)
from starmap.testing import (
    assert_accepts,
    assert_fits,
    assert_not_retired,
    assert_supports,
    default_catalog,
    frozen_today,
)

DAY = date(2026, 11, 22)
MODELS = "https://developers.openai.com/api/docs/models"
SHARED = Limits(context_window=1_000, max_output_tokens=400, output_shares_context=True)
BESIDE = Limits(context_window=1_000, max_output_tokens=400, output_shares_context=False)
APART = Limits(context_window=1_000, max_input_tokens=800, max_output_tokens=400, output_shares_context=True)
UNSURE = Limits(context_window=1_000, max_output_tokens=400)


def test_the_docstrings_are_right(sample: Catalog) -> None:
    """What their examples show happens."""
    names = {"catalog": sample, "date": date}
    with default_catalog(sample):
        for module in (testing, lifecycle):
            assert doctest.testmod(module, extraglobs=names).failed == 0


# fits


@pytest.mark.parametrize(
    ("limits", "tokens"),
    [
        (SHARED, (600, 400)),
        (SHARED, (1_000, None)),
        (BESIDE, (1_000, 400)),
        (APART, (800, 200)),
        (UNSURE, (600, 400)),
    ],
    ids=["shared", "prompt-alone", "beside", "input-limit", "within-either-way"],
)
def test_what_fits_passes(limits: Limits, tokens: tuple[int, int | None]) -> None:
    """Exactly at the limit is still within it."""
    assert_fits(make_model(limits=limits), *tokens)


@pytest.mark.parametrize(
    ("limits", "tokens", "advice"),
    [
        (SHARED, (600, 401), "Ask for at most 400 tokens of output."),
        (SHARED, (700, 301), "Ask for at most 300 tokens of output, or cut the prompt to 699 tokens."),
        (SHARED, (700, 500), "Ask for at most 300 tokens of output."),
        (SHARED, (1_000, 1), "Cut the prompt to 999 tokens."),
        (SHARED, (1_000, 500), "Cut the prompt to 600 tokens, and ask for at most 400 tokens of output."),
        (SHARED, (1_001, None), "Cut the prompt to 1,000 tokens."),
        (SHARED, (1_200, 200), "Cut the prompt to 800 tokens."),
        (SHARED, (1_200, 500), "Cut the prompt to 600 tokens, and ask for at most 400 tokens of output."),
        (BESIDE, (1_200, 500), "Cut the prompt to 1,000 tokens, and ask for at most 400 tokens of output."),
        (APART, (801, 100), "Cut the prompt to 800 tokens."),
        (UNSURE, (1_200, 100), "Cut the prompt to 1,000 tokens."),
        (UNSURE, (900, 500), "Ask for at most 400 tokens of output."),
        (
            Limits(context_window=1_000, max_output_tokens=1_000, output_shares_context=True),
            (1_200, 1_000),
            "Beside 1,000 tokens of output no prompt fits: ask for less, and cut the prompt.",
        ),
        (
            Limits(context_window=1_000, output_shares_context=True),
            (1_000, 1_000),
            "Take a model with a larger window.",
        ),
    ],
    ids=[
        "output",
        "sum",
        "sum-and-output",
        "no-room",
        "no-room-and-output",
        "prompt",
        "prompt-beside-output",
        "prompt-and-output",
        "prompt-and-output-beside",
        "input-limit",
        "prompt-unsure",
        "output-unsure",
        "no-prompt-fits",
        "nothing-fits",
    ],
)
def test_the_advice_is_what_fits(limits: Limits, tokens: tuple[int, int | None], advice: str) -> None:
    """The last line gives the greatest numbers that pass."""
    with pytest.raises(AssertionError) as failure:
        assert_fits(make_model(limits=limits), *tokens, allow_unknown=True)
    assert str(failure.value).splitlines()[-1] == advice


def followed(advice: str, tokens: tuple[int, int | None]) -> list[tuple[int, int | None]]:
    """What one would ask for who follows the advice, for each way that it offers."""
    cut, most = re.search(r"ut the prompt to (\d+)", advice), re.search(r"at most (\d+) tokens of output", advice)
    less, fewer = int(cut[1]) if cut else tokens[0], int(most[1]) if most else tokens[1]
    return [(tokens[0], fewer), (less, tokens[1])] if ", or " in advice else [(less, fewer)] if cut or most else []


def test_who_follows_the_advice_passes() -> None:
    """Every combination of small limits and requests: the numbers given fit, and one token more does not."""
    seen = 0
    for window, most_in, most_out, shares in product((None, 10), (None, 7, 12), (None, 4, 10), (None, True, False)):
        limits = Limits(
            context_window=window, max_input_tokens=most_in, max_output_tokens=most_out, output_shares_context=shares
        )
        model = make_model(limits=limits)
        for tokens in product((0, 3, 7, 8, 10, 11), (None, 0, 1, 4, 5, 10, 11)):
            if model.fits(*tokens, allow_unknown=True):
                assert_fits(model, *tokens, allow_unknown=True)
                continue
            with pytest.raises(AssertionError) as failure:
                assert_fits(model, *tokens, allow_unknown=True)
            for less, fewer in followed(str(failure.value).splitlines()[-1], tokens):
                seen += 1
                assert model.fits(less, fewer, allow_unknown=True), (limits, tokens, str(failure.value))
                more = (less + (less != tokens[0]), None if fewer is None else fewer + (fewer != tokens[1]))
                assert not model.fits(*more, allow_unknown=True), (limits, tokens, str(failure.value))
    assert seen > 500


def test_a_limit_exceeded_is_told_in_full(sample: Catalog) -> None:
    """What was asked, each limit, by how much, who says so, and what to do."""
    with pytest.raises(AssertionError) as failure:
        assert_fits("openai/gpt-4o", input_tokens=140_000, output_tokens=20_000, allow_unknown=True, catalog=sample)
    assert str(failure.value) == (
        "140,000 tokens of prompt and 20,000 of output do not fit openai/gpt-4o:\n"
        "  the context window is 128,000 tokens, prompt and output together: 160,000 are 32,000 too many "
        f"(vendor page, 2026-07, {MODELS}/gpt-4o)\n"
        f"  the output limit is 16,384 tokens: 20,000 are 3,616 too many (vendor page, 2026-07, {MODELS}/gpt-4o)\n"
        "Cut the prompt to 111,616 tokens, and ask for at most 16,384 tokens of output."
    )


def test_a_shared_window_names_both_parts() -> None:
    """A sum is told as a sum; a record that stands outside a catalog has no source to name."""
    with pytest.raises(AssertionError) as failure:
        assert_fits(make_model(limits=SHARED), input_tokens=700, output_tokens=301)
    assert str(failure.value) == (
        "700 tokens of prompt and 301 of output do not fit acme/rocket-1:\n"
        "  the context window is 1,000 tokens, prompt and output together: 1,001 are 1 too many\n"
        "Ask for at most 300 tokens of output, or cut the prompt to 699 tokens."
    )


def test_a_limit_not_known_fails_unless_allowed() -> None:
    """Nobody is sure that it fits; the message says how to go on."""
    model = make_model(limits=UNSURE)
    with pytest.raises(AssertionError) as failure:
        assert_fits(model, input_tokens=700, output_tokens=301)
    assert str(failure.value) == (
        "700 tokens of prompt and 301 of output are not known to fit acme/rocket-1:\n"
        "  whether output counts against the context window is not known\n"
        "What is not known passes with allow_unknown=True."
    )
    assert_fits(model, input_tokens=700, output_tokens=301, allow_unknown=True)


def test_nothing_known_names_every_limit() -> None:
    """Of an entry without limits, each that matters is named."""
    with pytest.raises(AssertionError) as failure:
        assert_fits(make_offering(), input_tokens=1, output_tokens=1)
    assert str(failure.value) == (
        "1 token of prompt and 1 of output are not known to fit acme-cloud:rocket-1:\n"
        "  the context window is not known\n"
        "  the output limit is not known\n"
        "What is not known passes with allow_unknown=True."
    )


# accepts


def request(**more: object) -> dict[str, object]:
    """A chat request of one message, and what a test adds."""
    return {"model": "rocket-1", "messages": [{"role": "user", "content": "How high?"}], **more}


def test_a_request_that_is_taken_passes() -> None:
    """As does one that a model takes for the last few days: another assertion looks ahead."""
    model = model_with(stage=Status.DEPRECATED, retires_on=date(2026, 11, 24), replacement="acme/rocket-2")
    assert_accepts(some_model(), request(stop=["."]))
    assert_accepts(model, request(), on=DAY)


def test_a_request_that_is_refused_is_told_with_its_places() -> None:
    """Each place, what is known against it, and what to do; what is not known comes after."""
    with pytest.raises(AssertionError) as failure:
        assert_accepts(some_model(), request(temperature=0.2, seed=7, tools=[{"type": "function"}]))
    assert str(failure.value) == (
        "acme-cloud:rocket-1 refuses the request:\n"
        "  temperature: acme-cloud:rocket-1 does not take temperature; leave temperature out\n"
        "  seed: whether acme-cloud:rocket-1 takes seed is not known\n"
        "What is not known passes with allow_unknown=True."
    )


def test_a_request_not_known_to_be_taken_fails_unless_allowed() -> None:
    """Nobody is sure; with leave, only what is known counts."""
    with pytest.raises(AssertionError) as failure:
        assert_accepts(some_model(), request(seed=7))
    assert str(failure.value) == (
        "acme-cloud:rocket-1 is not known to take the request:\n"
        "  seed: whether acme-cloud:rocket-1 takes seed is not known\n"
        "What is not known passes with allow_unknown=True."
    )
    assert_accepts(some_model(), request(seed=7), allow_unknown=True)
    with pytest.raises(AssertionError, match=r"^acme-cloud:rocket-1 refuses the request:\n  temperature: [^\n]*$"):
        assert_accepts(some_model(), request(seed=7, temperature=0.2), allow_unknown=True)


def test_who_stands_behind_a_refusal_is_named(sample: Catalog) -> None:
    """The source with its date, of a part of a body too."""
    with pytest.raises(AssertionError) as failure:
        assert_accepts("openai/o3", {"temperature": 0.2}, api="openai-chat", on=DAY, catalog=sample)
    assert str(failure.value) == (
        "openai/o3 refuses the request:\n"
        "  temperature: openai/o3 does not take temperature; leave temperature out (models.dev, 2026-09-30)"
    )


def test_the_tokens_of_a_request_are_counted() -> None:
    """Given as a number or as a function that counts them."""
    model = make_model(limits=SHARED)
    assert_accepts(model, request(), input_tokens=600, output_tokens=400)
    with pytest.raises(AssertionError, match="context_window is 1,000 tokens, and 1,001 are 1 too many"):
        assert_accepts(model, request(), input_tokens=601, output_tokens=400)
    with pytest.raises(AssertionError, match="context_window is 1,000 tokens"):
        assert_accepts(model, request(), counter=lambda text: 1_001)


def test_a_request_on_the_day_of_retirement_is_refused() -> None:
    """The day may be given."""
    model = model_with(retires_on=DAY, replacement="acme/rocket-2")
    assert_accepts(model, request(), on=date(2026, 11, 21))
    with pytest.raises(AssertionError, match=r"retired since 2026-11-22; use acme/rocket-2$"):
        assert_accepts(model, request(), on=DAY)


# supports


def some_model() -> Offering:
    """An offering with tools, without images and temperature, and of which no more is known."""
    return make_offering(
        capabilities=Capabilities(tools=True, web_search=False),
        modalities=Modalities(input=frozenset({Modality.TEXT}), output=frozenset({Modality.TEXT})),
        parameters={ParameterName.TEMPERATURE: Parameter(accepted=False), ParameterName.STOP: Parameter(accepted=True)},
    )


def test_what_is_supported_passes() -> None:
    """Capabilities and parameters alike; asking for nothing asks for nothing."""
    assert_supports(some_model(), "tools", "stop")
    assert_supports(some_model())


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (
            ("tools", "vision"),
            "acme-cloud:rocket-1 does not support vision:\n"
            "  vision: no\n"
            "Leave vision out of the request, or take a model that supports it.",
        ),
        (
            ("web_search", "temperature", "vision", "seed"),
            "acme-cloud:rocket-1 does not support web_search, temperature and vision "
            "and is not known to support seed:\n"
            "  web_search: no\n"
            "  temperature: no\n"
            "  vision: no\n"
            "  seed: no source says yes or no\n"
            "Leave web_search, temperature and vision out of the request, or take a model that supports them.\n"
            "What is not known passes with allow_unknown=True.",
        ),
        (
            ("seed", "batch"),
            "acme-cloud:rocket-1 is not known to support seed and batch:\n"
            "  seed: no source says yes or no\n"
            "  batch: no source says yes or no\n"
            "What is not known passes with allow_unknown=True.",
        ),
    ],
    ids=["missing", "missing-and-unknown", "unknown"],
)
def test_what_is_not_supported_is_named(names: tuple[str, ...], message: str) -> None:
    """What is refused and what is not known stand apart."""
    with pytest.raises(AssertionError) as failure:
        assert_supports(some_model(), *names)
    assert str(failure.value) == message


def test_what_is_not_known_may_be_allowed() -> None:
    """With leave, only a known no fails."""
    assert_supports(some_model(), "tools", "seed", allow_unknown=True)
    with pytest.raises(AssertionError, match=r"rocket-1 does not support vision:\n"):
        assert_supports(some_model(), "vision", "seed", allow_unknown=True)


@pytest.mark.parametrize(
    ("ref", "name", "line"),
    [
        ("openai/o3", "temperature", "  temperature: no (models.dev, 2026-09-30)"),
        ("openai/text-embedding-3-small", "tools", "  tools: no (models.dev, 2026-09-30)"),
        ("openai/text-embedding-3-small", "vision", "  vision: no (models.dev, 2026-09-30)"),
        ("openai/gpt-image-1", "vision", f"  vision: no (vendor page, 2026-07, {MODELS}/gpt-image-1)"),
    ],
    ids=["parameter", "capability", "image-input", "text-output"],
)
def test_who_says_no_is_named(sample: Catalog, ref: str, name: str, line: str) -> None:
    """The source with its date."""
    with pytest.raises(AssertionError) as failure:
        assert_supports(ref, name, catalog=sample)
    assert str(failure.value).splitlines()[1] == line


def test_a_misspelt_name_is_no_failure_but_an_error() -> None:
    """The test is wrong, not the model."""
    with pytest.raises(UnknownFieldError, match="'tols' is not a capability or parameter"):
        assert_supports(some_model(), "tols")


# retired


def model_with(**facts: object) -> Offering:
    """An offering with that lifecycle."""
    return make_offering(lifecycle=Lifecycle.model_validate(facts))


@pytest.mark.parametrize(
    "life",
    [
        {"stage": Status.ACTIVE},
        {"stage": Status.DEPRECATED},
        {"retires_on": date(2026, 11, 23)},
        {"retires_not_before": date(2026, 11, 23)},
    ],
    ids=["active", "deprecated", "retires-later", "promised"],
)
def test_what_still_answers_passes(life: dict[str, object]) -> None:
    """A status, a later day or a promise is enough."""
    assert_not_retired(model_with(**life), on=DAY)


@pytest.mark.parametrize(
    ("life", "within", "message"),
    [
        (
            {"retires_on": date(2026, 4, 20)},
            0,
            "was retired on 2026-04-20, 216 days before 2026-11-22.\nNo replacement is known.",
        ),
        (
            {"retires_on": date(2026, 11, 21), "replacement": "acme-cloud:rocket-2"},
            0,
            "was retired on 2026-11-21, 1 day before 2026-11-22.\nUse acme-cloud:rocket-2 instead.",
        ),
        ({"retires_on": DAY}, 0, "was retired on 2026-11-22, the day asked about.\nNo replacement is known."),
        (
            {"stage": Status.DEPRECATED, "retires_on": date(2026, 12, 1)},
            30,
            "will be retired on 2026-12-01, 9 days after 2026-11-22 and within the 30 asked about.\n"
            "No replacement is known.",
        ),
        ({"stage": Status.RETIRED}, 0, "is retired; the day was not published.\nNo replacement is known."),
    ],
    ids=["long-ago", "yesterday", "today", "soon", "undated"],
)
def test_since_when_is_told(sample: Catalog, life: dict[str, object], within: int, message: str) -> None:
    """The day, how far it is, and what to use instead."""
    with frozen_today(DAY), pytest.raises(AssertionError) as failure:
        assert_not_retired(model_with(**life), within=within, catalog=sample)
    assert str(failure.value) == f"acme-cloud:rocket-1 {message}"


def test_the_days_ahead_count_to_the_last() -> None:
    """Retired on the last of the days is within them, a day later is not."""
    model = model_with(stage=Status.ACTIVE, retires_on=date(2026, 12, 1))
    assert_not_retired(model, on=DAY, within=8)
    with pytest.raises(AssertionError, match="9 days after 2026-11-22 and within the 9 asked about"):
        assert_not_retired(model, on=DAY, within=9)


def test_who_announced_it_is_named(sample: Catalog) -> None:
    """The source with date and address."""
    with pytest.raises(AssertionError) as failure:
        assert_not_retired("anthropic/claude-2.1", on=DAY, catalog=sample)
    assert str(failure.value) == (
        "anthropic/claude-2.1 was retired on 2025-07-21, 489 days before 2026-11-22 (vendor page, 2026-09-30, "
        "https://platform.claude.com/docs/en/about-claude/model-deprecations).\n"
        "Use anthropic:claude-opus-4-8 instead."
    )


@pytest.mark.parametrize(
    ("day", "advice"),
    [
        (date(2026, 11, 1), "Use anthropic:claude-sonnet-4-5 instead."),
        (
            date(2026, 11, 30),
            "Use anthropic:claude-sonnet-5-5 instead; "
            "anthropic:claude-sonnet-4-5, named before, is retired by then too.",
        ),
    ],
    ids=["it-answers", "it-is-retired-too"],
)
def test_a_replacement_that_is_retired_too_is_passed_over(sample: Catalog, day: date, advice: str) -> None:
    """What replaced the replacement is what helps."""
    model = model_with(retires_on=date(2026, 1, 1), replacement="anthropic:claude-sonnet-4-5")
    with pytest.raises(AssertionError) as failure:
        assert_not_retired(model, on=day, catalog=sample)
    assert str(failure.value).splitlines()[-1] == advice


def test_a_line_of_replacements_may_end() -> None:
    """Two retired models that name each other help nobody."""
    other = "acme-cloud:rocket-1"
    model = model_with(retires_on=date(2026, 1, 1), replacement=other)

    class Found(Catalog):
        def get(self, ref: str, *rest: object, **more: object) -> Offering:
            return model

    with pytest.raises(AssertionError) as failure:
        assert_not_retired(model, on=DAY, catalog=object.__new__(Found))
    assert str(failure.value).splitlines()[-1] == (
        "It was to be replaced by acme-cloud:rocket-1, which is retired by then too."
    )


def test_a_status_not_known_fails_unless_allowed() -> None:
    """Nobody says that it answers; the message says how to go on."""
    with pytest.raises(AssertionError) as failure:
        assert_not_retired(model_with(), on=DAY, within=8)
    assert str(failure.value) == (
        "acme-cloud:rocket-1 is not known to answer on 2026-11-30: no source gives a status.\n"
        "What is not known passes with allow_unknown=True."
    )
    assert_not_retired(model_with(), on=DAY, within=8, allow_unknown=True)


def test_the_days_are_not_negative() -> None:
    """A look back is a mistake."""
    with pytest.raises(ValueError, match="within is -1; give a number of days, zero or more"):
        assert_not_retired(model_with(), within=-1)


# references, catalogs and the clock


def test_an_unknown_reference_is_an_error(sample: Catalog) -> None:
    """With near matches, as everywhere."""
    with pytest.raises(UnknownModelError, match="no model is called 'gpt-9'"):
        assert_fits("gpt-9", 1, catalog=sample)


def test_a_source_that_cannot_be_read_hides_no_failure(tmp_path: Path) -> None:
    """Data without evidence still fails for the reason that matters."""
    for file in SAMPLE.glob("*.txt"):
        if file.name != "evidence.txt":
            (tmp_path / file.name).write_bytes(file.read_bytes())
    cut = Catalog(DirectoryStore(tmp_path))
    with pytest.raises(AssertionError, match="  temperature: no\n"):
        assert_supports("openai/o3", "temperature", catalog=cut)
    with pytest.raises(AssertionError, match=r"leave temperature out$"):
        assert_accepts("openai/o3", {"temperature": 0.2}, api="openai-chat", on=DAY, catalog=cut)


def test_references_are_looked_up_where_a_block_says(sample: Catalog, tmp_path: Path) -> None:
    """Blocks nest, and give back what they found; what is passed wins."""
    empty = Catalog(DirectoryStore(tmp_path))
    with default_catalog(sample):
        assert_supports("openai/gpt-4o", "tools")
        with default_catalog(empty):
            assert_supports("openai/gpt-4o", "tools", catalog=sample)
            with pytest.raises(DataError):
                assert_supports("openai/gpt-4o", "tools")
        assert_supports("openai/gpt-4o", "tools")


def test_a_frozen_day_holds_for_statuses_and_prices(sample: Catalog) -> None:
    """Whoever imported the clock by name sees it too; blocks nest and give back the time."""
    offering = sample.offering("anthropic:claude-sonnet-4-5")
    with frozen_today(date(2026, 11, 29)):
        assert (offering.lifecycle.status, lifecycle.today()) == (Status.DEPRECATED, date(2026, 11, 29))
        with frozen_today(date(2026, 11, 30)):
            assert (offering.lifecycle.status, lifecycle.today()) == (Status.RETIRED, date(2026, 11, 30))
            assert lifecycle.now().isoformat() == "2026-11-30T12:00:00+00:00"
        assert (offering.lifecycle.status, lifecycle.today()) == (Status.DEPRECATED, date(2026, 11, 29))
        assert sample.offering("openai:gpt-4o").pricing == sample.offering("openai:gpt-4o").pricing_on(
            lifecycle.today()
        )
    dated = make_model(price_history=(make_card("2", None, date(2026, 1, 1)), make_card("1", date(2026, 1, 1))))
    with frozen_today(date(2025, 12, 31)):
        assert dated.cost(Usage(input_tokens=1_000_000)).total == 2
        assert dated.pricing == dated.price_history[0]
    assert dated.pricing == dated.price_history[1]
