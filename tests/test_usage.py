"""Usages: what they refuse, how they add up, and what they keep on a journey."""

from __future__ import annotations

import copy
import decimal
import pickle
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from starmap.errors import ImpossibleUsageError, StarmapError
from starmap.usage import COUNTERS, TOKENS, Usage
from strategies import token_usages, usages

BODY = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_700_000_000,
    "model": "gpt-4o",
    "usage": {"prompt_tokens": 9, "completion_tokens": 12, "total_tokens": 21},
}
COUNTED = [name for name in (*TOKENS, *COUNTERS) if not name.endswith("_seconds")]
SECONDS = [name for name in COUNTERS if name.endswith("_seconds")]


class TestWhatIsRefused:
    """A wrong number or a wrong name is an error, never a price."""

    @pytest.mark.parametrize("value", [True, 1.0, 1.5, "1", Decimal(1), -1, float("nan")], ids=repr)
    @pytest.mark.parametrize("name", COUNTED)
    def test_a_count_is_a_whole_number_of_at_least_zero(self, name: str, value: Any) -> None:
        """Booleans, floats, texts, decimals and negative numbers are none."""
        with pytest.raises(ValidationError, match=name):
            Usage(**{name: value})

    @pytest.mark.parametrize("name", [name for name in COUNTED if name != "requests"])
    def test_a_count_is_never_none(self, name: str) -> None:
        """Nothing used is zero; only ``requests`` may be unknown."""
        with pytest.raises(ValidationError, match=name):
            Usage.model_validate({name: None})

    @pytest.mark.parametrize(
        "value",
        [True, "1.5", None, -1, -0.5, float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity")],
        ids=repr,
    )
    @pytest.mark.parametrize("name", SECONDS)
    def test_seconds_are_finite_numbers_of_at_least_zero(self, name: str, value: Any) -> None:
        """Whole or not, but a number."""
        with pytest.raises(ValidationError, match=name):
            Usage(**{name: value})

    @pytest.mark.parametrize(
        ("name", "hint"),
        [
            ("input_tokns", "close matches: input_tokens, "),
            ("cached_read_tokens", "close matches: cache_read_tokens, "),
            ("output_token", "close matches: output_tokens, "),
            ("pgaes", "close matches: pages"),
            ("xyzzy", "'xyzzy' is not a field of a usage"),
        ],
    )
    def test_a_name_that_does_not_exist_is_an_error(self, name: str, hint: str) -> None:
        """With the names that it may have been meant to be."""
        with pytest.raises(ValueError, match=f"'{name}' is not a field of a usage") as caught:
            Usage(**{name: 5})  # type: ignore[arg-type]
        assert hint in str(caught.value)

    def test_a_strange_name_in_json_is_an_error(self) -> None:
        """JSON is checked as strictly as a call."""
        with pytest.raises(ValueError, match="'input_tokns' is not a field of a usage; close matches: input_tokens"):
            Usage.model_validate_json('{"input_tokns": 5}')

    @pytest.mark.parametrize("text", ['{"input_tokens": "5"}', '{"input_tokens": 5.5}', '{"input_seconds": "long"}'])
    def test_wrong_numbers_in_json_are_errors(self, text: str) -> None:
        """A text is no count there either."""
        with pytest.raises(ValidationError):
            Usage.model_validate_json(text)

    @pytest.mark.parametrize(
        ("counts", "sentence"),
        [
            ({"cache_read_tokens": 1}, "cache_read_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"cache_write_tokens": 1}, "cache_write_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"cache_write_1h_tokens": 1}, "cache_write_1h_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"input_audio_tokens": 1}, "input_audio_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"input_image_tokens": 1}, "input_image_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"input_video_tokens": 1}, "input_video_tokens is 1, which cannot be part of 0 input_tokens"),
            ({"reasoning_tokens": 1}, "reasoning_tokens is 1, which cannot be part of 0 output_tokens"),
            ({"output_audio_tokens": 1}, "output_audio_tokens is 1, which cannot be part of 0 output_tokens"),
            ({"output_image_tokens": 1}, "output_image_tokens is 1, which cannot be part of 0 output_tokens"),
            (
                {"input_tokens": 2000, "cache_read_tokens": 1000, "cache_write_tokens": 1001},
                "cache_read_tokens + cache_write_tokens is 2,001, which cannot be part of 2,000 input_tokens",
            ),
            (
                {"output_tokens": 9, "reasoning_tokens": 5, "output_audio_tokens": 5},
                "reasoning_tokens + output_audio_tokens is 10, which cannot be part of 9 output_tokens",
            ),
            (
                {"input_tokens": 9, "cache_read_tokens": 9, "cache_read_audio_tokens": 1},
                "cache_read_audio_tokens is 1, which cannot be part of 0 input_audio_tokens",
            ),
            (
                {"input_tokens": 9, "cache_read_tokens": 9, "cache_read_image_tokens": 1},
                "cache_read_image_tokens is 1, which cannot be part of 0 input_image_tokens",
            ),
            (
                {"input_tokens": 9, "cache_read_tokens": 9, "cache_read_video_tokens": 1},
                "cache_read_video_tokens is 1, which cannot be part of 0 input_video_tokens",
            ),
            (
                {"input_tokens": 9, "input_audio_tokens": 5, "cache_read_audio_tokens": 5, "cache_read_tokens": 4},
                "is 5, which cannot be part of 4 cache_read_tokens",
            ),
        ],
        ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
    )
    def test_parts_do_not_exceed_their_whole(self, counts: dict[str, int], sentence: str) -> None:
        """Each part of the prompt and of the output, alone and together."""
        with pytest.raises(ValueError, match="which cannot be part of") as caught:
            Usage(**counts)  # type: ignore[arg-type]
        assert sentence in str(caught.value)

    @pytest.mark.parametrize(
        "counts",
        [
            {"input_tokens": 6, "cache_read_tokens": 3, "cache_write_tokens": 2, "cache_write_1h_tokens": 1},
            {"input_tokens": 5, "cache_read_tokens": 5, "input_audio_tokens": 5, "cache_read_audio_tokens": 5},
            {"input_tokens": 6, "input_audio_tokens": 3, "input_image_tokens": 2, "input_video_tokens": 1},
            {"output_tokens": 6, "reasoning_tokens": 3, "output_audio_tokens": 2, "output_image_tokens": 1},
        ],
        ids=["cache", "cached audio", "kinds", "output"],
    )
    def test_parts_may_be_the_whole(self, counts: dict[str, int]) -> None:
        """What is cached and audio at once is counted once."""
        usage = Usage(**counts)  # type: ignore[arg-type]
        assert {name: getattr(usage, name) for name in counts} == counts

    def test_a_response_that_contradicts_itself_is_refused(self) -> None:
        """A provider's counts are held to the same rule."""
        details = {"prompt_tokens_details": {"cached_tokens": 10}}
        with pytest.raises(ImpossibleUsageError, match="cache_read_tokens is 10, which cannot be part of 9 input"):
            Usage.from_response({**BODY, "usage": {**BODY["usage"], **details}})  # type: ignore[dict-item]

    def test_a_usage_is_frozen(self) -> None:
        """No count can be set."""
        with pytest.raises(ValidationError, match="frozen"):
            Usage().input_tokens = 5  # type: ignore[misc]


class TestAddition:
    """Field by field, and what cannot be known of a sum."""

    @given(usages())
    def test_every_field_is_added(self, usage: Usage) -> None:
        """Whatever it counts."""
        both = usage + usage
        for name in (*TOKENS, *COUNTERS):
            count = getattr(usage, name)
            assert getattr(both, name) == (None if count is None else 2 * count), name

    def test_one_of_each(self) -> None:
        """Counts that only one side has are kept."""
        assert Usage(input_tokens=5, requests=1) + Usage(output_tokens=7, pages=2, requests=1) == Usage(
            input_tokens=5, output_tokens=7, pages=2, requests=2
        )

    def test_sum_begins_with_nothing(self) -> None:
        """``sum`` needs no start."""
        parts = [Usage(input_tokens=n, requests=1) for n in (1, 2, 3)]
        assert sum(parts) == Usage(input_tokens=6, requests=3)

    def test_a_sum_of_one_is_that_one(self) -> None:
        """And is still one request."""
        one = Usage(input_tokens=5)
        assert sum([one]) is one
        assert not one.summed

    @pytest.mark.parametrize(
        ("one", "other", "requests"),
        [
            (Usage(requests=1), Usage(requests=2), 3),
            (Usage(input_tokens=1, requests=1), Usage(input_tokens=1), None),
            (Usage(input_tokens=1), Usage(input_tokens=1), None),
            (Usage(), Usage(input_tokens=1, requests=2), 2),
            (Usage(input_tokens=1, requests=2), Usage(), 2),
            (Usage(requests=0), Usage(input_tokens=1, requests=1), 1),
            (Usage(), Usage(), None),
        ],
        ids=["both", "one unknown", "both unknown", "nothing first", "nothing last", "zero", "nothing"],
    )
    def test_requests_are_known_where_both_are(self, one: Usage, other: Usage, requests: int | None) -> None:
        """An empty usage adds no doubt."""
        assert (one + other).requests == requests

    @pytest.mark.parametrize(
        ("usage", "summed"),
        [
            (Usage(input_tokens=1), False),
            (Usage(input_tokens=1, requests=1), False),
            (Usage(input_tokens=1, requests=2), True),
            (Usage(input_tokens=1) + Usage(input_tokens=1), True),
            (Usage(input_tokens=1) + Usage(), False),
            (Usage() + Usage(input_tokens=1), False),
            (Usage(input_tokens=1) + Usage(input_tokens=1) + Usage(), True),
        ],
        ids=["uncounted", "one", "two", "added", "added nothing", "added to nothing", "stays"],
    )
    def test_a_sum_says_that_it_is_one(self, usage: Usage, summed: bool) -> None:
        """Long-context tiers ask for it."""
        assert usage.summed is summed

    @pytest.mark.parametrize(("one", "other"), [(True, False), (False, True), (True, True)])
    def test_an_estimate_makes_the_sum_one(self, one: bool, other: bool) -> None:
        """What is estimated in part is estimated."""
        assert (Usage(estimated=one) + Usage(estimated=other)).estimated is True
        assert (Usage() + Usage()).estimated is False

    @pytest.mark.parametrize("other", [1, "5", None, 2.5, [Usage()]], ids=repr)
    def test_only_usages_are_added(self, other: Any) -> None:
        """Anything else is a ``TypeError``."""
        with pytest.raises(TypeError):
            _ = Usage() + other
        with pytest.raises(TypeError):
            _ = other + Usage()

    @given(token_usages(), token_usages(), token_usages())
    def test_the_order_does_not_matter(self, one: Usage, two: Usage, three: Usage) -> None:
        """Addition is commutative and associative."""
        assert one + two + three == three + (two + one)

    def test_seconds_are_added_exactly(self) -> None:
        """Whatever the caller's decimal context: 1234.567 + 0.001."""
        with decimal.localcontext(decimal.Context(prec=3)):
            both = Usage(input_seconds=Decimal("1234.567")) + Usage(input_seconds=Decimal("0.001"))
        assert both.input_seconds == Decimal("1234.568")


class TestJourneys:
    """A usage is a value: what it was read from stands outside."""

    @given(usages())
    def test_json_and_back(self, usage: Usage) -> None:
        """The same counts, seconds with all digits."""
        again = Usage.model_validate_json(usage.model_dump_json())
        assert again == usage
        assert hash(again) == hash(usage)

    @pytest.mark.parametrize(
        ("given", "exact"),
        [(0.1, "0.1"), (3, "3"), (Decimal("2.50"), "2.50"), (1e-7, "1E-7")],
        ids=["float", "int", "decimal", "small"],
    )
    def test_seconds_are_what_they_show(self, given: Any, exact: str) -> None:
        """A float means the digits that it prints."""
        assert Usage(input_seconds=given).input_seconds == Decimal(exact)

    @pytest.mark.parametrize("text", ['{"input_seconds": 0.1}', '{"input_seconds": "0.1"}'], ids=["number", "text"])
    def test_seconds_of_json(self, text: str) -> None:
        """A number or, as they are dumped, a text."""
        assert Usage.model_validate_json(text) == Usage(input_seconds=Decimal("0.1"))

    @pytest.mark.parametrize(
        "journey",
        [lambda usage: pickle.loads(pickle.dumps(usage)), copy.copy, copy.deepcopy, lambda usage: usage.model_copy()],
        ids=["pickle", "copy", "deepcopy", "model_copy"],
    )
    def test_copies_are_equal(self, journey: Callable[[Usage], Usage]) -> None:
        """And hash alike."""
        for usage in (Usage(input_tokens=5, input_seconds=0.5), Usage.from_response(BODY)):  # type: ignore[arg-type]
            again = journey(usage)
            assert again == usage
            assert hash(again) == hash(usage)

    def test_the_response_is_no_part_of_the_value(self) -> None:
        """Equality, hash and JSON know nothing of it."""
        told = Usage.from_response(BODY)
        plain = Usage(input_tokens=9, output_tokens=12, requests=1)
        assert told.response is not None
        assert (told.response.api, told.response.model) == ("openai-chat", "gpt-4o")
        assert plain.response is None
        assert (told, hash(told), told.model_dump_json()) == (plain, hash(plain), plain.model_dump_json())

    def test_it_prints_what_was_used(self) -> None:
        """Not what was not."""
        assert repr(Usage(input_tokens=5, requests=1)) == "Usage(input_tokens=5, requests=1)"

    def test_usages_are_keys(self) -> None:
        """Equal ones are the same key."""
        assert len({Usage(), Usage(input_tokens=0), Usage(input_tokens=1)}) == 2

    def test_every_field_counts_or_tells(self) -> None:
        """The two lists of fields and the flag are all there is."""
        assert {*TOKENS, *COUNTERS, "estimated"} == set(Usage.model_fields)


class TestEstimate:
    """A planned request, before it is sent."""

    def test_a_text(self) -> None:
        """As the counter counts it, one request, marked."""
        assert Usage.estimate("a b c", 100, lambda text: len(text.split())) == Usage(
            input_tokens=3, output_tokens=100, requests=1, estimated=True
        )

    def test_messages_are_framed(self) -> None:
        """3 begin the answer; 3 + 1 (role) + 2 (content), and 3 + 1 (role) + 1 (name) + 1 (content)."""
        messages = [{"role": "system", "content": "be brief"}, {"role": "user", "name": "bob", "content": "hello"}]
        assert Usage.estimate(messages, 5, lambda text: len(text.split())).input_tokens == 3 + 6 + 6

    def test_texts_of_parts_are_counted(self) -> None:
        """3 + 3 + 1 (role) + 2 (text); the image is not counted."""
        parts = [{"type": "text", "text": "what is"}, {"type": "image_url", "image_url": {"url": "https://a.b"}}]
        messages = [{"role": "user", "content": parts}]
        assert Usage.estimate(messages, 5, lambda text: len(text.split())).input_tokens == 3 + 3 + 1 + 2

    @given(st.text(max_size=20), st.integers(0, 100))
    def test_nothing_is_invented(self, text: str, output: int) -> None:
        """Input is the counter's, output the caller's."""
        usage = Usage.estimate(text, output, len)
        assert (usage.input_tokens, usage.output_tokens, usage.estimated) == (len(text), output, True)

    def test_a_counter_that_counts_below_zero_is_refused(self) -> None:
        """Like any negative count."""
        with pytest.raises(ValidationError):
            Usage.estimate("a", 1, lambda text: -1)


def test_impossible_usages_are_starmap_errors() -> None:
    """One family, beside the builtin."""
    assert issubclass(ImpossibleUsageError, StarmapError)
    assert issubclass(ImpossibleUsageError, ValueError)
