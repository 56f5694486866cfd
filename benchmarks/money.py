"""What a price takes: one cost and one response read, against genai-prices doing the same, and a million usages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from genai_prices import Usage as TheirUsage
from genai_prices import calc_price, extract_usage

from starmap import Catalog, DirectoryStore, Usage
from yardsticks import Pair, Row, side_by_side, timed

__all__ = ["cost_rows", "response_rows"]

_CALLS = 2_000
_MILLION = 1_000_000
_COUNTS: dict[str, Any] = {"input_tokens": 12_000, "cache_read_tokens": 4_000, "output_tokens": 800}
_CHAT: dict[str, Any] = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_763_000_000,
    "model": "gpt-4o",
    "choices": [{"index": 0, "message": {"role": "assistant", "content": "Yes."}, "finish_reason": "stop"}],
    "usage": {
        "prompt_tokens": 12_000,
        "completion_tokens": 800,
        "total_tokens": 12_800,
        "prompt_tokens_details": {"cached_tokens": 4_000, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 0, "audio_tokens": 0},
    },
}
_MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-4-5-20250929",
    "content": [{"type": "text", "text": "Yes."}],
    "usage": {
        "input_tokens": 7_000,
        "cache_creation_input_tokens": 1_000,
        "cache_read_input_tokens": 4_000,
        "output_tokens": 800,
    },
}


def cost_rows(data: Path, rounds: int) -> list[Row]:
    """One warm cost of a usage with cached tokens, and the rate of a million in a loop."""
    catalog, rows = Catalog(DirectoryStore(data)), []
    usage, theirs = Usage(**_COUNTS), TheirUsage(**_COUNTS)
    for provider, model in (("openai", "gpt-4o"), ("anthropic", "claude-sonnet-4-5-20250929")):
        offering = catalog.offering(f"{provider}:{model}")
        one = partial(offering.cost, usage)
        other = partial(calc_price, theirs, model, provider_id=provider)
        if one().total is None:
            raise RuntimeError(f"{offering.id} has no price for the benchmark's usage")
        pair = side_by_side(partial(timed, one, _CALLS), partial(timed, other, _CALLS // 10), rounds)
        rows.append(_ratio(f"cost, warm, cached tokens: {model}", pair, "genai-prices' calc_price", 0.1))
    offering = catalog.offering("openai:gpt-4o")
    spent = timed(partial(_loop, offering.cost, usage))
    rate = f"{_MILLION / spent.wall:,.0f} usages a second"
    rows.append(Row("a million usages priced in a loop", rate, "", None, 0, "s", note=f"{spent.wall:.1f} s"))
    return rows


def response_rows(rounds: int) -> list[Row]:
    """One response read, against genai-prices' extraction."""
    rows = []
    for name, body, how in (
        ("chat completion", _CHAT, {"provider_id": "openai", "api_flavor": "chat"}),
        ("message", _MESSAGE, {"provider_id": "anthropic"}),
    ):
        ours, theirs = partial(Usage.from_response, body), partial(extract_usage, body, **how)
        pair = side_by_side(partial(timed, ours, _CALLS), partial(timed, theirs, _CALLS // 10), rounds)
        rows.append(_ratio(f"from_response: {name}", pair, "genai-prices' extract_usage", 0.5))
    return rows


def _loop(cost: Any, usage: Usage) -> None:
    for _ in range(_MILLION):
        cost(usage)


def _ratio(what: str, pair: Pair, yardstick: str, bound: float) -> Row:
    return Row(
        what, f"{pair.measured * 1e6:.2f} us", f"{yardstick}, {pair.yardstick * 1e6:.1f} us", pair.ratio, bound,
        cpu=pair.cpu,
    )  # fmt: skip
