"""Requests: the shape is recognised, and what is asked for is found with its path."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_model
from starmap import UnknownFieldError
from starmap.checks import Api, Want, read_request
from starmap.errors import UnreadableRequestError

USER = {"role": "user", "content": "Hello"}


def asked(request: dict[str, Any] | None = None, **parameters: object) -> list[tuple[str, str, str]]:
    """What is asked for but the texts: kind, name and path."""
    read = read_request(request, parameters)
    return [(str(ask.want), ask.name, ask.path) for ask in read.asks if ask.want is not Want.TEXT]


@pytest.mark.parametrize(
    ("request_", "family", "api"),
    [
        ({"messages": [USER]}, None, Api.CHAT),
        ({"messages": [USER], "max_tokens": 9}, "openai", Api.CHAT),
        ({"messages": [USER], "max_tokens": 9}, "anthropic", Api.MESSAGES),
        ({"messages": [USER], "max_completion_tokens": 9}, "anthropic", Api.CHAT),
        ({"messages": [USER], "system": "Be brief."}, None, Api.MESSAGES),
        ({"messages": [USER], "tools": [{"name": "f", "input_schema": {}}]}, None, Api.MESSAGES),
        ({"messages": [USER], "thinking": {"type": "enabled", "budget_tokens": 2000}}, None, Api.MESSAGES),
        ({"messages": [USER], "thinking": {"type": "enabled"}}, "deepseek", Api.CHAT),
        ({"messages": [{"role": "user", "content": [{"type": "image", "source": {}}]}]}, None, Api.MESSAGES),
        ({"input": "Hello"}, None, Api.RESPONSES),
        ({"contents": [{"parts": [{"text": "Hello"}]}]}, None, Api.GEMINI),
    ],
)
def test_the_shape_is_recognised_by_its_keys(request_: dict[str, Any], family: str | None, api: Api) -> None:
    """By keys that only one API has; the family decides between OpenAI's and Anthropic's where none has."""
    assert read_request(request_, {}, family=family).api is api


def test_a_shape_can_be_forced() -> None:
    """By its name; an unknown name is an error with near matches."""
    assert read_request({"messages": [USER]}, {}, api="anthropic-messages").api is Api.MESSAGES
    with pytest.raises(UnknownFieldError, match="openai-chat"):
        read_request({"messages": [USER]}, {}, api="openai-chats")


def test_a_request_of_no_shape_is_refused() -> None:
    """With its keys, and what to do."""
    with pytest.raises(UnreadableRequestError, match=r"neither messages nor input nor contents \(it has prompts\)"):
        read_request({"prompts": []}, {})


def test_a_chat_completion() -> None:
    """Parameters, tools, formats, roles and parts, each with its path."""
    request = {
        "model": "m",
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": [{"type": "text", "text": "Look"}, {"type": "image_url", "image_url": {}}]},
            {"role": "assistant", "content": "It is"},
        ],
        "temperature": 0,
        "max_tokens": 5,
        "reasoning_effort": "low",
        "response_format": {"type": "json_schema"},
        "tools": [{"type": "function"}, {"type": "web_search"}],
        "tool_choice": "required",
        "parallel_tool_calls": True,
        "stream": True,
    }
    assert asked(request) == [
        ("capability", "system_messages", "messages[0].role"),
        ("input", "image", "messages[1].content[1]"),
        ("capability", "prefill", "messages[2]"),
        ("parameter", "temperature", "temperature"),
        ("parameter", "max_tokens", "max_tokens"),
        ("cap", "max_tokens", "max_tokens"),
        ("effort", "reasoning_effort", "reasoning_effort"),
        ("capability", "structured_output", "response_format"),
        ("parameter", "response_format", "response_format"),
        ("capability", "tools", "tools[0]"),
        ("capability", "web_search", "tools[1]"),
        ("capability", "tool_choice", "tool_choice"),
        ("capability", "parallel_tools", "parallel_tool_calls"),
        ("capability", "streaming", "stream"),
    ]


def test_what_is_switched_off_is_not_asked_for() -> None:
    """Nothing, false, one answer, no tools, and a choice that forces nothing."""
    request = {
        "messages": [USER],
        "temperature": None,
        "stream": False,
        "logprobs": False,
        "n": 1,
        "tools": [],
        "tool_choice": "auto",
        "response_format": {"type": "text"},
        "parallel_tool_calls": False,
    }
    assert asked(request) == []


def test_a_response() -> None:
    """Instructions, items, parts of items, and the settings that stand in objects."""
    request = {
        "instructions": "Be brief.",
        "input": [
            {"role": "user", "content": [{"type": "input_image"}, {"type": "input_file", "filename": "a.pdf"}]},
            {"type": "function_call_output", "output": "4 m"},
        ],
        "reasoning": {"effort": "high", "summary": "auto"},
        "text": {"format": {"type": "json_object"}, "verbosity": "low"},
        "max_output_tokens": 9,
        "tools": [{"type": "computer_use_preview"}, {"type": "code_interpreter"}, {"type": "image_generation"}],
    }
    assert asked(request) == [
        ("capability", "system_messages", "instructions"),
        ("input", "image", "input[0].content[0]"),
        ("input", "pdf", "input[0].content[1]"),
        ("effort", "reasoning_effort", "reasoning.effort"),
        ("capability", "json_mode", "text.format"),
        ("parameter", "verbosity", "text.verbosity"),
        ("cap", "max_output_tokens", "max_output_tokens"),
        ("capability", "computer_use", "tools[0]"),
        ("capability", "code_execution", "tools[1]"),
    ]


def test_a_message() -> None:
    """Blocks inside results of tools, thinking, and tools of Anthropic's own."""
    request = {
        "system": "Be brief.",
        "max_tokens": 4096,
        "messages": [
            {"role": "user", "content": [{"type": "document", "source": {"type": "url", "url": "https://e.org/a"}}]},
            {"role": "assistant", "content": [{"type": "tool_use", "id": "1", "name": "f", "input": {}}]},
            {"role": "user", "content": [{"type": "tool_result", "content": [{"type": "image", "source": {}}]}]},
            {"role": "assistant", "content": "It is"},
        ],
        "stop_sequences": ["END"],
        "thinking": {"type": "enabled", "budget_tokens": 2048},
        "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {}}},
        "tools": [{"name": "f", "input_schema": {}}, {"type": "web_search_20250305"}, {"type": "computer_20250124"}],
        "tool_choice": {"type": "any"},
    }
    assert asked(request) == [
        ("capability", "system_messages", "system"),
        ("cap", "max_tokens", "max_tokens"),
        ("input", "pdf", "messages[0].content[0]"),
        ("capability", "tools", "messages[1].content[0]"),
        ("input", "image", "messages[2].content[0].content[0]"),
        ("capability", "prefill", "messages[3]"),
        ("parameter", "stop", "stop_sequences"),
        ("capability", "reasoning", "thinking"),
        ("thinking", "thinking", "thinking"),
        ("budget", "reasoning_budget", "thinking.budget_tokens"),
        ("effort", "reasoning_effort", "output_config.effort"),
        ("capability", "structured_output", "output_config.format"),
        ("capability", "tools", "tools[0]"),
        ("capability", "web_search", "tools[1]"),
        ("capability", "computer_use", "tools[2]"),
        ("capability", "tool_choice", "tool_choice"),
    ]


@pytest.mark.parametrize("snake", [False, True], ids=["REST", "SDK"])
def test_a_content_in_both_spellings(snake: bool) -> None:
    """The REST API's keys and the Python SDK's ask for the same."""
    data, tool = ("inline_data", "google_search") if snake else ("inlineData", "googleSearch")
    mime, config = ("mime_type", "generation_config") if snake else ("mimeType", "generationConfig")
    cap, thinking = ("max_output_tokens", "thinking_config") if snake else ("maxOutputTokens", "thinkingConfig")
    budget = "thinking_budget" if snake else "thinkingBudget"
    request = {
        "contents": [{"parts": [{"text": "Look"}, {data: {mime: "video/mp4"}}]}],
        config: {cap: 9, thinking: {budget: 512}, "temperature": 1},
        "tools": [{tool: {}}],
    }
    assert asked(request) == [
        ("input", "video", "contents[0].parts[1]"),
        ("cap", "max_output_tokens", f"{config}.{cap}"),
        ("budget", "reasoning_budget", f"{config}.{thinking}.{budget}"),
        ("parameter", "temperature", f"{config}.temperature"),
        ("capability", "web_search", f"tools[0].{tool}"),
    ]


def test_the_config_of_the_sdk_holds_everything() -> None:
    """The Python SDK keeps tools and instructions in the same object as the settings."""
    config = {"system_instruction": "Be brief.", "response_mime_type": "application/json", "top_k": 4}
    assert asked({"contents": "Hello", "config": config}) == [
        ("capability", "system_messages", "config.system_instruction"),
        ("parameter", "top_k", "config.top_k"),
        ("capability", "json_mode", "config.response_mime_type"),
    ]


def test_parameters_by_name() -> None:
    """Parameters, capabilities as switches, and tools as they are sent."""
    assert asked(temperature=0.5, tools=True, streaming=True, batch=False) == [
        ("parameter", "temperature", "temperature"),
        ("capability", "tools", "tools"),
        ("capability", "streaming", "streaming"),
    ]
    assert asked(tools=[{"type": "function"}]) == [("capability", "tools", "tools[0]")]


def test_keywords_of_a_whole_request_are_a_request() -> None:
    """What a caller would pass to a client can be passed on as it is."""
    assert read_request(None, {"messages": [USER], "system": "Be brief."}).api is Api.MESSAGES


def test_a_key_that_is_not_known_is_told() -> None:
    """At its path; keys that ask the model for nothing are not."""
    assert asked({"messages": [USER], "user": "u", "tempature": 1}) == [("unknown", "tempature", "tempature")]


KEYS = ("type", "role", "content", "text", "parts", "name", "source", "budget_tokens", "effort", "format", "mime_type")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(("user", "image", "tool_use", "enabled")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4),
    max_leaves=12,
)
TOP = ("messages", "system", "tools", "tool_choice", "thinking", "max_tokens", "temperature", "n", "response_format")


@given(body=st.dictionaries(st.sampled_from(TOP), JSON), api=st.sampled_from(Api))
def test_a_malformed_request_is_checked_without_a_crash(body: dict[str, Any], api: Api) -> None:
    """Whatever stands where, there is an answer and it can be read."""
    check = make_model().check({"messages": [], **body}, api=str(api), counter=len)
    assert check.table()


def test_the_texts_are_found() -> None:
    """For whoever counts them."""
    request = {
        "messages": [{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}]
    }
    assert [ask.value for ask in read_request(request, {}).asks] == ["a", "b"]
