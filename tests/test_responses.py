"""Usage out of what providers' APIs return: documented examples of each, every way to hand one over, every refusal."""

from __future__ import annotations

import dataclasses
import json
import pickle
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from starmap.errors import StarmapError, UnreadableResponseError
from starmap.responses import Response, read_response

FOLDER = Path(__file__).parent / "responses"
EXAMPLES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))
}
every_example = pytest.mark.parametrize("name", EXAMPLES)

CHAT: dict[str, Any] = EXAMPLES["openai-chat-cached"]["body"]
MESSAGE: dict[str, Any] = EXAMPLES["anthropic-cache-terms"]["body"]
CHAT_COUNTS = {"requests": 1, "input_tokens": 2006, "output_tokens": 300, "cache_read_tokens": 1920}
MESSAGE_COUNTS = {
    "requests": 1,
    "input_tokens": 4096,
    "output_tokens": 503,
    "cache_read_tokens": 1800,
    "cache_write_tokens": 148,
    "cache_write_1h_tokens": 100,
}


def expected(name: str) -> tuple[str, dict[str, int | Decimal], str | None, str | None]:
    """What an example's file says should be read: the shape, the counts, the model and the mode."""
    told = EXAMPLES[name]["expected"]
    counts = {key: Decimal(count) if isinstance(count, str) else count for key, count in told["counts"].items()}
    return told["api"], counts, told["model"], told["mode"]


def counts_of(body: object, provider: str | None = None) -> dict[str, int | Decimal]:
    """The counts of a response, without the number of requests."""
    counts = dict(read_response(body, provider).counts)
    assert counts.pop("requests") == 1
    return counts


def chat(usage: object, **more: object) -> dict[str, object]:
    """A chat completion with the usage."""
    return {"object": "chat.completion", "model": "m", "choices": [], "usage": usage, **more}


@every_example
def test_an_example(name: str) -> None:
    """What a vendor's page shows is read as the page means it."""
    assert read_response(EXAMPLES[name]["body"])[:4] == expected(name)


@every_example
def test_an_example_as_text(name: str) -> None:
    """JSON text and bytes say what the mapping says."""
    body = EXAMPLES[name]["body"]
    text = json.dumps(body)
    assert read_response(text) == read_response(text.encode()) == read_response(bytearray(text, "utf-8"))
    assert read_response(text) == read_response(body)


@every_example
def test_the_parts_of_an_example_fit_into_the_whole(name: str) -> None:
    """No example contradicts itself once it is read."""
    counts = read_response(EXAMPLES[name]["body"]).counts

    def sum_of(*names: str) -> int | Decimal:
        return sum(counts.get(name, 0) for name in names)

    assert sum_of("cache_read_tokens", "cache_write_tokens", "cache_write_1h_tokens") <= sum_of("input_tokens")
    assert sum_of("input_audio_tokens", "input_image_tokens", "input_video_tokens") <= sum_of("input_tokens")
    assert sum_of("reasoning_tokens", "output_audio_tokens", "output_image_tokens") <= sum_of("output_tokens")
    for kind in ("audio", "image", "video"):
        assert sum_of(f"cache_read_{kind}_tokens") <= sum_of(f"input_{kind}_tokens")


@every_example
def test_an_example_has_a_source(name: str) -> None:
    """Each file says which page describes the shape, when it was read if it was, and where its figures come from."""
    told = EXAMPLES[name]
    assert set(told) == {"address", "read", "figures", "body", "expected"}
    assert told["address"].startswith("https://")
    assert told["figures"] in ("documented", "illustrative")
    assert told["read"] is None or datetime.strptime(told["read"], "%Y-%m")


# --- how a response may be handed over ---


class Usage(BaseModel):
    """A usage object as SDKs have it: unknown fields are kept."""

    model_config = ConfigDict(extra="allow")
    prompt_tokens: int
    completion_tokens: int


class Completion(BaseModel):
    """An SDK's response."""

    model_config = ConfigDict(extra="allow")
    model: str
    usage: Usage


class Plain:
    """An object with attributes and nothing else."""

    def __init__(self, **fields: object) -> None:
        self.__dict__.update(fields)


class Slotted:
    """An object without a dictionary."""

    __slots__ = ("completion_tokens", "prompt_tokens")

    def __init__(self) -> None:
        self.prompt_tokens, self.completion_tokens = 2, 3


class Named(NamedTuple):
    """A named tuple, which is no row of events."""

    model: str
    usage: object


@dataclasses.dataclass
class Data:
    """A dataclass."""

    prompt_tokens: int
    completion_tokens: int


class Dumping:
    """An object that only dumps itself."""

    def __init__(self, method: str, body: object) -> None:
        self._body = body
        setattr(self, method, lambda: self._body)


class Field(NamedTuple):
    """The name of a protobuf field."""

    name: str


class Message:
    """A protobuf message: it lists the fields that are not zero."""

    def __init__(self, **fields: object) -> None:
        self._fields = fields

    def ListFields(self) -> list[tuple[Field, object]]:  # noqa: N802  # the name that protobuf gives it
        return [(Field(name), value) for name, value in self._fields.items()]


class Wrapped:
    """A proto-plus message around a protobuf message."""

    def __init__(self, message: object) -> None:
        self._pb = message


class Showing:
    """An SDK's class that shows its raw answer through a property."""

    def __init__(self) -> None:
        self._raw = {"prompt_tokens": 2, "completion_tokens": 3}

    @property
    def usage(self) -> dict[str, int]:
        return self._raw


class Modality(str, Enum):  # noqa: UP042  # as SDKs write it
    """A modality as an SDK's enum."""

    AUDIO = "AUDIO"


TWO_AND_THREE = {"input_tokens": 2, "output_tokens": 3}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(Completion(model="m", usage=Usage(prompt_tokens=2, completion_tokens=3)), id="pydantic"),
        pytest.param(Plain(model="m", usage=Plain(prompt_tokens=2, completion_tokens=3)), id="attributes"),
        pytest.param(Plain(model="m", usage=Slotted()), id="slots"),
        pytest.param(Named("m", {"prompt_tokens": 2, "completion_tokens": 3}), id="named-tuple"),
        pytest.param({"usage": Data(2, 3)}, id="dataclass"),
        pytest.param(Data(2, 3), id="bare-dataclass"),
        pytest.param(Showing(), id="property"),
        pytest.param(
            Wrapped(Message(usage_metadata=Message(prompt_token_count=2, candidates_token_count=3))), id="proto-plus"
        ),
        *(
            pytest.param(Dumping(method, chat({"prompt_tokens": 2, "completion_tokens": 3})), id=method)
            for method in ("model_dump", "to_dict", "_asdict", "dict")
        ),
    ],
)
def test_an_object_of_an_sdk(body: object) -> None:
    """Whatever class an SDK wraps its answers in, the counts are found."""
    assert counts_of(body) == TWO_AND_THREE


def test_fields_that_a_pydantic_model_does_not_know() -> None:
    """What an SDK of last year keeps as extra fields is read too."""
    body = Completion.model_validate(CHAT)
    assert read_response(body).counts == CHAT_COUNTS


def test_enums_of_an_sdk() -> None:
    """Modalities may be members of an enum."""
    details = [Plain(modality=Modality.AUDIO, token_count=4)]
    usage = Plain(prompt_token_count=9, candidates_token_count=1, prompt_tokens_details=details)
    assert counts_of(Plain(usage_metadata=usage))["input_audio_tokens"] == 4


def test_a_long_text_is_not_copied() -> None:
    """Only what leads to the usage is opened, so an object whose content cannot be dumped is read."""

    class Closed:
        def __getattr__(self, name: str) -> object:
            raise AssertionError(name)

    assert counts_of(Plain(content=Closed(), usage={"prompt_tokens": 2, "completion_tokens": 3})) == TWO_AND_THREE


STREAM: list[dict[str, Any]] = EXAMPLES["anthropic-stream"]["body"]
EVENTS = "".join(f"event: {event['type']}\ndata: {json.dumps(event)}\n\n" for event in STREAM)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(STREAM, id="list"),
        pytest.param(tuple(STREAM), id="tuple"),
        pytest.param(iter(STREAM), id="iterator"),
        pytest.param([Plain(**event) for event in STREAM], id="objects"),
        pytest.param(EVENTS, id="events"),
        pytest.param(EVENTS.encode(), id="events-as-bytes"),
        pytest.param(EVENTS.replace("\n", "\r\n"), id="events-with-crlf"),
        pytest.param(EVENTS.splitlines(), id="lines"),
        pytest.param("".join(f"data: {json.dumps(event)}\n" for event in STREAM), id="events-without-blank-lines"),
        pytest.param("".join(f"{json.dumps(event)}\n" for event in STREAM), id="json-lines"),
        pytest.param([json.dumps(event) for event in STREAM], id="list-of-texts"),
    ],
)
def test_a_stream(body: object) -> None:
    """However the events of a stream are held, the last word on each count holds."""
    read = read_response(body)
    assert read[:3] == (
        "anthropic-messages",
        {"requests": 1, "input_tokens": 25, "output_tokens": 15},
        STREAM[0]["message"]["model"],
    )


def test_a_stream_that_ends_with_done() -> None:
    """OpenAI's last chunk has the usage, and after it comes a mark that is no JSON."""
    first = {"model": "m", "created": 1741569952, "choices": [{"delta": {"content": "a\u2028b"}}], "usage": None}
    last = {"choices": [], "usage": {"prompt_tokens": 2, "completion_tokens": 3}, "service_tier": "flex"}
    text = ": hello\n\n" + "".join(f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n" for chunk in (first, last))
    read = read_response(text + "data: [DONE]\n\n")
    assert read.counts == {"requests": 1, **TWO_AND_THREE}
    assert (read.model, read.mode, read.created) == ("m", "flex", datetime(2025, 3, 10, 1, 25, 52, tzinfo=UTC))


def test_data_over_several_lines() -> None:
    """One event's data may be broken over lines."""
    assert counts_of('data: {"usage": {"prompt_tokens": 2,\ndata: "completion_tokens": 3}}\n\n') == TWO_AND_THREE


def test_searches_of_a_stream_come_from_every_chunk() -> None:
    """The queries may be told before the last counts are."""
    usage = {"promptTokenCount": 2, "candidatesTokenCount": 3}
    chunks = [
        {"candidates": [{"groundingMetadata": {"webSearchQueries": ["a", "b"]}}], "usageMetadata": usage},
        {"candidates": [{}], "usageMetadata": usage, "modelVersion": "gemini-3-pro"},
    ]
    assert counts_of(chunks) == {**TWO_AND_THREE, "searches": 2}


@pytest.mark.parametrize(
    "event",
    [
        pytest.param({"choices": [], "usage": {"prompt_tokens": 2, "completion_tokens": 3}}, id="openai"),
        pytest.param(
            {"type": "message_delta", "delta": {}, "usage": {"input_tokens": 2, "output_tokens": 3}}, id="anthropic"
        ),
        pytest.param(
            {"type": "response.completed", "response": {"usage": {"input_tokens": 2, "output_tokens": 3}}},
            id="responses",
        ),
        pytest.param({"metadata": {"usage": {"inputTokens": 2, "outputTokens": 3}}}, id="converse"),
        pytest.param(
            {"amazon-bedrock-invocationMetrics": {"inputTokenCount": 2, "outputTokenCount": 3}}, id="invoke-model"
        ),
        pytest.param({"usageMetadata": {"promptTokenCount": 2, "candidatesTokenCount": 3}}, id="gemini"),
    ],
)
def test_the_last_event_alone(event: object) -> None:
    """The event that tells the usage may stand for its stream."""
    assert counts_of(event) == TWO_AND_THREE


@pytest.mark.parametrize(
    "usage",
    [
        {"prompt_tokens": 2, "completion_tokens": 3},
        {"input_tokens": 2, "output_tokens": 3},
        {"promptTokenCount": 2, "candidatesTokenCount": 3},
        {"prompt_token_count": 2, "candidates_token_count": 3, "cached_content_token_count": None},
        {"inputTokens": 2, "outputTokens": 3},
        {"promptTokens": 2, "completionTokens": 3},
        {"billed_units": {"input_tokens": 2, "output_tokens": 3}},
        {"inputTokens": {"total": 2}, "outputTokens": {"total": 3}},
    ],
    ids=lambda usage: next(iter(usage)),
)
def test_a_usage_object_alone(usage: dict[str, object]) -> None:
    """Its keys tell the shape."""
    assert counts_of(usage) == TWO_AND_THREE
    assert counts_of({**usage, "anything": "else"}) == TWO_AND_THREE


@pytest.mark.parametrize("key", ["response", "body", "result", "data"])
def test_a_wrapper(key: str) -> None:
    """Envelopes are looked through."""
    assert counts_of({key: chat({"prompt_tokens": 2, "completion_tokens": 3})}) == TWO_AND_THREE


# --- conventions that the examples leave open ---


@pytest.mark.parametrize(
    ("usage", "more"),
    [
        ({}, {"reasoning_tokens": 40}),
        ({"total_tokens": 150}, {"reasoning_tokens": 40}),
        ({"total_tokens": 190}, {"output_tokens": 90, "reasoning_tokens": 40}),
    ],
    ids=["no-total", "inside", "beside"],
)
def test_the_total_says_where_reasoning_stands(usage: dict[str, int], more: dict[str, int]) -> None:
    """Reasoning is part of the completion unless the total only fits with it beside."""
    told = {"prompt_tokens": 100, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 40}}
    assert counts_of(chat({**told, **usage})) == {"input_tokens": 100, "output_tokens": 50, **more}


def test_the_provider_says_where_reasoning_stands() -> None:
    """Without a total, xAI is known to tell it beside."""
    usage = {"prompt_tokens": 100, "completion_tokens": 50, "completion_tokens_details": {"reasoning_tokens": 40}}
    assert counts_of(usage, "xai")["output_tokens"] == 90


@pytest.mark.parametrize(
    ("total", "whole"), [(110, 100), (910, 900), (None, 900)], ids=["inside", "beside", "cannot-be-inside"]
)
def test_the_total_says_where_the_cache_stands(total: int | None, whole: int) -> None:
    """Gateways put Anthropic's names beside OpenAI's, and mean either convention."""
    cache = {"cache_read_input_tokens": 60, "cache_creation_input_tokens": 30}
    if whole == 900:
        cache = {"cache_read_input_tokens": 500, "cache_creation_input_tokens": 300}
    usage = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": total, **cache}
    assert counts_of(chat(usage)) == {
        "input_tokens": whole,
        "output_tokens": 10,
        "cache_read_tokens": cache["cache_read_input_tokens"],
        "cache_write_tokens": cache["cache_creation_input_tokens"],
    }


def test_a_vocabulary_of_zeros_is_not_the_one_used() -> None:
    """Some gateways have both names of each count and fill in one."""
    usage = {"prompt_tokens": 0, "completion_tokens": 0, "input_tokens": 2, "output_tokens": 3}
    assert counts_of(chat(usage)) == TWO_AND_THREE
    usage = {"prompt_tokens": 2, "completion_tokens": 3, "input_tokens": 0, "output_tokens": 0}
    assert counts_of(chat(usage)) == TWO_AND_THREE


def test_thoughts_that_only_the_total_tells_need_google() -> None:
    """Elsewhere a total that does not add up is left alone."""
    usage = {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 9}
    assert counts_of(usage, "google-vertex") == {"input_tokens": 2, "output_tokens": 7, "reasoning_tokens": 4}
    assert counts_of(usage) == TWO_AND_THREE


def test_cached_audio_that_is_not_told() -> None:
    """What cannot be otherwise is told: audio and cache reads that exceed the prompt overlap."""
    usage = {
        "prompt_tokens": 100,
        "completion_tokens": 0,
        "prompt_tokens_details": {"audio_tokens": 70, "cached_tokens": 50},
    }
    assert counts_of(chat(usage))["cache_read_audio_tokens"] == 20


def test_a_split_of_cache_writes_without_their_sum() -> None:
    """Gateways may drop one of Anthropic's two ways to say it."""
    usage = {
        "input_tokens": 5,
        "output_tokens": 1,
        "cache_creation": {"ephemeral_5m_input_tokens": 7, "ephemeral_1h_input_tokens": 2},
    }
    assert counts_of(usage) == {
        "input_tokens": 14,
        "output_tokens": 1,
        "cache_write_tokens": 7,
        "cache_write_1h_tokens": 2,
    }


def test_a_total_is_the_input_where_nothing_is_generated() -> None:
    """Bare, only a provider that does nothing else says so."""
    assert counts_of({"data": [], "usage": {"total_tokens": 5}}) == {"input_tokens": 5}
    assert counts_of({"total_tokens": 5}, "voyage") == {"input_tokens": 5}


def test_an_embedding_that_counts_its_input_in_anthropics_words() -> None:
    """Only data that holds images is images."""
    body = {"data": [{"embedding": [0.1]}], "usage": {"input_tokens": 5}}
    assert read_response(body)[:2] == ("openai-embeddings", {"requests": 1, "input_tokens": 5})


def test_rounds_of_tools_are_added_up() -> None:
    """Where an advisor was asked, Anthropic's totals have the input of the first round only."""
    rounds = [
        {"type": "message", "input_tokens": 10, "output_tokens": 1},
        {"type": "advisor_message", "model": "other", "input_tokens": 500, "output_tokens": 500},
        {"type": "message", "input_tokens": 20, "cache_read_input_tokens": 5, "output_tokens": 2},
    ]
    usage = {"input_tokens": 10, "cache_read_input_tokens": 0, "output_tokens": 3, "iterations": rounds}
    assert counts_of(usage) == {"input_tokens": 35, "output_tokens": 3, "cache_read_tokens": 5}


def test_numbers_as_json_may_write_them() -> None:
    """Whole floats count; Google's proto JSON writes texts."""
    assert counts_of(chat({"prompt_tokens": 2.0, "completion_tokens": 3.0})) == TWO_AND_THREE
    assert counts_of({"usageMetadata": {"promptTokenCount": "2", "candidatesTokenCount": "3"}}) == TWO_AND_THREE


def test_counts_that_contradict_each_other_are_left_alone() -> None:
    """Nothing is mended: who made the claim is to see it."""
    usage = {
        "prompt_tokens": 10,
        "completion_tokens": 1,
        "total_tokens": 11,
        "prompt_tokens_details": {"cached_tokens": 90},
    }
    assert counts_of(chat(usage)) == {"input_tokens": 10, "output_tokens": 1, "cache_read_tokens": 90}


# --- what else a response tells ---


@pytest.mark.parametrize(
    ("tier", "mode"),
    [
        ("default", "standard"),
        ("standard", "standard"),
        ("on_demand", "standard"),
        ("flex", "flex"),
        ("priority", "priority"),
        ("batch", "batch"),
        ("SERVICE_TIER_FLEX", "flex"),
        ({"type": "priority"}, "priority"),
        ("auto", None),
        ("scale", None),
        ("", None),
        (3, None),
        (None, None),
    ],
    ids=repr,
)
def test_the_mode(tier: object, mode: str | None) -> None:
    """A tier that has no prices of its own, or says nothing of what was done, is no mode."""
    assert read_response({**CHAT, "service_tier": tier}).mode == mode


def test_the_mode_of_vertex_behind_openai_names() -> None:
    """Google puts its traffic type among extra properties there."""
    usage = {
        "prompt_tokens": 2,
        "completion_tokens": 3,
        "extra_properties": {"google": {"traffic_type": "ON_DEMAND_PRIORITY"}},
    }
    assert read_response(chat(usage)).mode == "priority"


@pytest.mark.parametrize(
    ("told", "moment"),
    [
        ({"created": 1741569952}, datetime(2025, 3, 10, 1, 25, 52, tzinfo=UTC)),
        ({"created": 1741569952000}, datetime(2025, 3, 10, 1, 25, 52, tzinfo=UTC)),
        ({"created_at": 1741569952.5}, datetime(2025, 3, 10, 1, 25, 52, 500_000, tzinfo=UTC)),
        ({"created_at": "2025-03-10T01:25:52.123456789Z"}, datetime(2025, 3, 10, 1, 25, 52, 123_456, tzinfo=UTC)),
        ({"createTime": "2025-03-10T02:25:52+01:00"}, datetime(2025, 3, 10, 1, 25, 52, tzinfo=UTC)),
        ({"create_time": datetime(2025, 3, 10, 1, 25, 52)}, datetime(2025, 3, 10, 1, 25, 52, tzinfo=UTC)),  # noqa: DTZ001
        ({"created": 0}, None),
        ({"created": 10**30}, None),
        ({"created": True}, None),
        ({"created": "yesterday"}, None),
        ({"created": []}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_when_it_was_made(told: dict[str, object], moment: datetime | None) -> None:
    """A moment in UTC; a strange one does not spoil the counts."""
    read = read_response({"usage": {"prompt_tokens": 2, "completion_tokens": 3}, **told})
    assert read.created == moment
    assert moment is None or (read.created is not None and read.created.tzinfo is UTC)


def test_a_response_is_a_plain_record() -> None:
    """It pickles, and its counts belong to nobody else."""
    read = read_response(CHAT)
    assert pickle.loads(pickle.dumps(read)) == read
    assert isinstance(read, Response)
    assert read.counts is not read_response(CHAT).counts


# --- refusals ---


@pytest.mark.parametrize(
    ("body", "place", "cause"),
    [
        ({}, "", "it has no usage"),
        ([], "", "it has no usage"),
        ({"choices": [], "usage": None}, "usage", "it is null"),
        ({"usage": {}}, "usage", "it holds no counts"),
        ({"usage": []}, "usage", "it holds no counts"),
        ({"usage": {"cost": 3, "ms": 1}}, "usage", "its keys are 'cost', 'ms'"),
        ({"usage": {"prompt_tokens": None, "completion_tokens": None}}, "usage", "it tells no count that is known"),
        ({"usageMetadata": {"totalTokenCount": 9}}, "usageMetadata", "it tells no count that is known"),
        ({"error": {"message": "no"}}, "error", "the provider answered with an error"),
        ([{"type": "error", "error": {"message": "no"}}], "error", "the provider answered with an error"),
        ({"object": "chat.completion.chunk", "choices": [{"delta": {}}]}, "", "it has no usage"),
        ({"id": "modr-1", "model": "m", "results": [{"flagged": False}]}, "", "it has no usage"),
        ({"data": [{"embedding": [0.1]}]}, "", "it has no usage"),
        ({"total_tokens": 9}, "", "it has no usage"),
        ({"usage": {"output_tokens": 9}}, "usage", "it tells no count that is known"),
        (chat({"prompt_tokens": 9}), "usage.completion_tokens", "is missing"),
        ({"input_tokens": 9, "output_tokens": None}, "output_tokens", "is missing"),
        ({"usage": {"input_tokens": 9, "output_tokens": None}}, "usage.output_tokens", "is missing"),
        ({"usage": {"prompt_tokens": True, "completion_tokens": 1}}, "usage.prompt_tokens", "True is not a count"),
        ({"usage": {"prompt_tokens": -1, "completion_tokens": 1}}, "usage.prompt_tokens", "-1 is not a count"),
        ({"usage": {"prompt_tokens": 1.5, "completion_tokens": 1}}, "usage.prompt_tokens", "1.5 is not a count"),
        ({"usage": {"prompt_tokens": "1", "completion_tokens": 1}}, "usage.prompt_tokens", "'1' is not a count"),
        ({"usage": {"prompt_tokens": float("inf"), "completion_tokens": 1}}, "usage.prompt_tokens", "inf is not"),
        ({"usage": {"prompt_tokens": [1], "completion_tokens": 1}}, "usage.prompt_tokens", "[1] is not a count"),
        (
            {"usage": {"prompt_tokens": Decimal("NaN"), "completion_tokens": 1}},
            "usage.prompt_tokens",
            "Decimal('NaN') is not a count",
        ),
        (
            {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": False}},
            "prompt_tokens_details.cached_tokens",
            "False is not a count",
        ),
        (
            {"response": {"usage": {"input_tokens": 1, "output_tokens": -1}}},
            "response.usage.output_tokens",
            "-1 is not a count",
        ),
        ({"usageMetadata": {"promptTokenCount": "1e3"}}, "usageMetadata.promptTokenCount", "'1e3' is not a count"),
        ({"text": "a", "task": "transcribe", "duration": "long"}, "duration", "'long' is not a quantity"),
        ({"text": "a", "usage": {"type": "duration", "seconds": -1}}, "usage.seconds", "-1 is not a quantity"),
        ({"generated_text": "a", "details": {"generated_tokens": 3, "prefill": []}}, "details.prefill", "not counted"),
        ([CHAT, CHAT], "", "it holds 2 responses"),
        (5, "", "it is of type int"),
        (None, "", "it is of type NoneType"),
        (object(), "", "it is of type object"),
        ("", "", "the text is empty"),
        ("hello", "", "it is neither JSON nor a stream of events: 'hello'"),
        ('{"usage":', "", "it is not JSON"),
        ("[" * 100_000, "", "it is not JSON"),
        ("data: {\n\n", "", "it is not JSON"),
        (b"\xff", "", "it is not UTF-8 text"),
        ('{"usage": {"prompt_tokens": NaN, "completion_tokens": 1}}', "usage.prompt_tokens", "nan is not a count"),
    ],
)
def test_a_refusal(body: object, place: str, cause: str) -> None:
    """No usage is never zero usage: the error says where and why."""
    with pytest.raises(UnreadableResponseError) as caught:
        read_response(body)
    assert caught.value.place == place
    assert cause in caught.value.cause


def test_the_error() -> None:
    """It is starmap's and a ``ValueError``, says what to do next, and travels."""
    error = UnreadableResponseError("usage.input_tokens", "-1 is not a count")
    assert isinstance(error, StarmapError)
    assert isinstance(error, ValueError)
    assert str(error) == (
        "no usage can be read from the response at usage.input_tokens: -1 is not a count; "
        "pass all that the API returned, or give the counts to Usage yourself"
    )
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


# --- laws ---

names = st.sampled_from(sorted(EXAMPLES))


def shuffled(value: Any, draw: Any) -> Any:
    """The same JSON with the keys of every object in another order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key], draw) for key in draw(st.permutations(list(value)))}
    return [shuffled(part, draw) for part in value] if isinstance(value, list) else value


@given(names, st.data())
def test_the_order_of_keys_does_not_matter(name: str, data: st.DataObject) -> None:
    """JSON objects have no order."""
    body = EXAMPLES[name]["body"]
    assert read_response(shuffled(body, data.draw)) == read_response(body)


@given(
    names, st.dictionaries(st.text(min_size=1).map("x-{}".format), st.none() | st.integers() | st.text(), max_size=3)
)
def test_unknown_keys_change_nothing(name: str, extra: dict[str, object]) -> None:
    """Providers add fields whenever they like."""

    def with_extra(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: with_extra(part) for key, part in value.items()} | (extra if value else {})
        return [with_extra(part) for part in value] if isinstance(value, list) else value

    if name == "gemini-count-tokens":
        return  # A lone total is only known by having nothing else beside it.
    body = EXAMPLES[name]["body"]
    assert read_response(with_extra(body)) == read_response(body)


tokens = st.integers(min_value=0, max_value=10**9)


@given(tokens, tokens, tokens, tokens, tokens)
def test_what_anthropic_bills_adds_up(fresh: int, read: int, short: int, hour: int, output: int) -> None:
    """The whole is the fresh input and each part of the cache, and no part is lost."""
    split = {"ephemeral_5m_input_tokens": short, "ephemeral_1h_input_tokens": hour}
    usage = {
        "input_tokens": fresh,
        "cache_read_input_tokens": read,
        "cache_creation_input_tokens": short + hour,
        "cache_creation": split,
        "output_tokens": output,
    }
    counts = counts_of(usage)
    parts = [counts.get(f"cache_{part}_tokens", 0) for part in ("read", "write", "write_1h")]
    assert parts == [read, short, hour]
    assert counts["input_tokens"] == fresh + sum(parts)


@given(tokens, tokens, tokens, st.booleans())
def test_reasoning_is_inside_the_output(prompt: int, visible: int, reasoning: int, beside: bool) -> None:
    """Whichever way a chat completion counts, the output is all that was generated."""
    completion = visible if beside else visible + reasoning
    usage = {
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + visible + reasoning,
        "completion_tokens_details": {"reasoning_tokens": reasoning},
    }
    counts = counts_of(usage)
    assert (counts["output_tokens"], counts.get("reasoning_tokens", 0)) == (visible + reasoning, reasoning)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
places = st.sampled_from(
    ["usage", "usageMetadata", "meta", "response", "data", "results", "images", "details", "metadata"]
)


@given(places, json_values)
def test_nothing_breaks_the_reader(place: str, value: object) -> None:
    """Any JSON is read or refused, and refused in one way."""
    for body in ({place: value}, value, json.dumps(value)):
        try:
            counts = read_response(body).counts
        except UnreadableResponseError:
            continue
        assert all(count >= 0 for count in counts.values())


@given(names, st.sampled_from([True, -1, "many", float("nan"), [], {}, 10**30]), st.data())
def test_a_spoilt_body_is_read_or_refused(name: str, wrong: object, data: st.DataObject) -> None:
    """A wrong value anywhere in a familiar body never raises anything but the one error."""

    def leaves(value: Any) -> Iterator[tuple[Any, Any]]:
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield value, key
            if isinstance(part, dict | list):
                yield from leaves(part)

    body = json.loads(json.dumps(EXAMPLES[name]["body"]))
    owner, key = data.draw(st.sampled_from(range(len(places_of := list(leaves(body)))))), None
    owner, key = places_of[owner]
    owner[key] = wrong
    try:
        read_response(body)
    except UnreadableResponseError:
        return
