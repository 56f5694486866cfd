"""Conditions between parameters of one request that vendors state, each with the page that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from starmap.checks.asks import Api, Want
from starmap.checks.requests import Request
from starmap.provenance import Claim

__all__ = ["CONDITIONS", "NONE_LIFTS", "TEMPERED", "Breach", "Condition", "number"]


class Breach(NamedTuple):
    """One condition that a request does not keep."""

    path: str
    message: str
    repair: str


class Condition(NamedTuple):
    """A condition that a vendor states of the requests to its API."""

    vendors: frozenset[str]
    """The providers and authors whose requests it binds."""

    breaches: Callable[[Request, str], Iterator[Breach]]
    """How a request breaks it; the second argument is the model's id, without provider or author."""

    source: Claim
    """The page that states it."""


def number(value: object) -> Decimal | None:
    """The number that a request has as a value; ``None`` if it is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    found = Decimal(str(value))
    return found if found.is_finite() else None


_LEAST_BUDGET = 1024


def _budget(request: Request, model: str) -> Iterator[Breach]:
    """The budget of manual thinking is at least 1,024 tokens, and below the cap unless it spans calls of tools."""
    asked, cap = request.find(Want.BUDGET), request.find(Want.CAP)
    budget = None if asked is None else number(asked.value)
    if request.api is not Api.MESSAGES or asked is None or budget is None:
        return
    if budget < _LEAST_BUDGET:
        yield Breach(asked.path, f"a thinking budget is at least {_LEAST_BUDGET:,} tokens", "raise it")
    most = None if cap is None else number(cap.value)
    if most is not None and budget >= most and request.find(Want.CAPABILITY, "tools") is None:
        said = f"the thinking budget of {budget:,} tokens is not below max_tokens, {most:,}"
        yield Breach(asked.path, said, "raise max_tokens or lower the budget")


def _while_thinking(request: Request, model: str) -> Iterator[Breach]:
    """Manual thinking goes without a temperature, top_k, a forced tool and a prefill; top_p may only be near one."""
    if request.find(Want.THINKING) is None:
        return
    for ask in request.asks:
        value = number(ask.value)
        if ask.want is Want.PARAMETER and (ask.name == "top_k" or (ask.name == "temperature" and value != 1)):
            yield Breach(ask.path, f"{ask.name} cannot be set while thinking is enabled", f"leave {ask.name} out")
        elif (
            ask.want is Want.PARAMETER and ask.name == "top_p" and (value is None or not Decimal("0.95") <= value <= 1)
        ):
            yield Breach(ask.path, "top_p is between 0.95 and 1 while thinking is enabled", "leave top_p out")
        elif ask.want is Want.CAPABILITY and ask.name == "tool_choice":
            yield Breach(ask.path, "a tool cannot be forced while thinking is enabled", 'let the type be "auto"')
        elif ask.want is Want.CAPABILITY and ask.name == "prefill":
            yield Breach(
                ask.path, "the answer cannot be prefilled while thinking is enabled", "end with a user message"
            )


def _manual_thinking(request: Request, model: str) -> Iterator[Breach]:
    """From Opus 4.7 on, thinking is adaptive, and a budget is refused."""
    asked = request.find(Want.THINKING)
    if asked is not None and model in ("claude-opus-4-7", "claude-opus-4-8", "claude-opus-5"):
        yield Breach(asked.path, f"{model} thinks adaptively and takes no budget", 'send {"type": "adaptive"}')


def _system_inside(request: Request, model: str) -> Iterator[Breach]:
    """Before Opus 4.8, the system speaks at the top of a request and not among its messages."""
    asked = next((ask for ask in request.asks if ask.name == "system_messages" and ask.path.endswith(".role")), None)
    if request.api is Api.MESSAGES and asked is not None and model in _BEFORE_OPUS_4_8:
        yield Breach(asked.path, f"{model} takes no system message among the messages", 'send it as "system"')


_BEFORE_OPUS_4_8 = frozenset(
    (
        "claude-haiku-4-5", "claude-haiku-4-5-20251001", "claude-opus-4-5", "claude-opus-4-5-20251101",
        "claude-opus-4-6", "claude-opus-4-7", "claude-sonnet-4-5", "claude-sonnet-4-5-20250929", "claude-sonnet-4-6",
    )
)  # fmt: skip


def _tools_in_chat(request: Request, model: str) -> Iterator[Breach]:
    """GPT-6 calls functions in chat completions only without reasoning, and two of its models not at all."""
    tool = request.find(Want.CAPABILITY, "tools")
    if request.api is not Api.CHAT or tool is None or "tools" not in tool.path:
        return
    if model in ("gpt-6-astra", "gpt-6.1-sol"):
        yield Breach(tool.path, f"{model} calls tools only in the Responses API", "send it to /v1/responses")
    elif model in ("gpt-6-sol", "gpt-6-luna") and not _without_reasoning(request):
        said = f'{model} calls tools in chat completions only with reasoning_effort "none"'
        yield Breach(tool.path, said, 'send it to /v1/responses, or with reasoning_effort "none"')


def _without_reasoning(request: Request) -> bool:
    asked = request.find(Want.EFFORT)
    return asked is not None and asked.value == "none"


TEMPERED = frozenset(("anthropic", "openai"))
"""Vendors that refuse every temperature but the default, which is one: Anthropic by its migration guide, OpenAI by the
error that its API answers with (https://github.com/tmc/langchaingo/issues/1355, 2025-08-10)."""

NONE_LIFTS = frozenset(("temperature", "top_p", "logprobs", "top_logprobs"))
"""Parameters that OpenAI's reasoning models refuse only while they reason (``_CHECKLIST``): at effort ``none`` a
refusal of them is no more than not known."""

_THINKING = Claim(
    value=None,
    source="vendor page",
    date="2026-02",
    url="https://platform.claude.com/docs/en/build-with-claude/extended-thinking",
)
_ENABLED = Claim(
    value=None,
    source="vendor page",
    date="2026-11",
    url="https://github.com/anthropics/anthropic-sdk-python/blob/v2.12.0/src/anthropic/types/thinking_config_enabled_param.py",
)
_MIGRATION = Claim(
    value=None,
    source="vendor page",
    date="2026",
    url="https://platform.claude.com/docs/en/about-claude/models/migration-guide",
)
_CHECKLIST = Claim(
    value=None,
    source="vendor page",
    date="2026-09-30",
    url="https://developers.openai.com/api/docs/guides/deployment-checklist",
)

CONDITIONS: Sequence[Condition] = (
    Condition(frozenset(("anthropic",)), _budget, _ENABLED),
    Condition(frozenset(("anthropic",)), _while_thinking, _THINKING),
    Condition(frozenset(("anthropic",)), _manual_thinking, _MIGRATION),
    Condition(frozenset(("anthropic",)), _system_inside, _MIGRATION),
    Condition(frozenset(("openai",)), _tools_in_chat, _CHECKLIST),
)
"""Every condition, with its page."""
