"""Conditions between parameters of one request that vendors state, each with the page that states it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from starmap.checks.asks import Api, Want
from starmap.checks.requests import Request
from starmap.provenance import Claim

__all__ = ["CONDITIONS", "NONE_LIFTS", "Breach", "Condition", "number"]


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
_CHECKLIST = Claim(
    value=None,
    source="vendor page",
    date="2026-09-30",
    url="https://developers.openai.com/api/docs/guides/deployment-checklist",
)

CONDITIONS: Sequence[Condition] = (
    Condition(frozenset(("anthropic",)), _budget, _ENABLED),
    Condition(frozenset(("anthropic",)), _while_thinking, _THINKING),
    Condition(frozenset(("openai",)), _tools_in_chat, _CHECKLIST),
)
"""Every condition, with its page."""
