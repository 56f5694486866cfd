"""The usage that Anthropic's messages tell: the cache stands beside the input, and some rounds beside the totals."""

from __future__ import annotations

from starmap.responses.bodies import Body, word
from starmap.responses.counts import Counts, count, first_count, part, rows, searches

__all__ = ["anthropic"]


def anthropic(usage: Body, counts: Counts, at: str) -> Counts:
    """Anthropic counts what it reads from and writes to the cache beside ``input_tokens``.

    The totals leave out rounds of compaction, and where an advisor was asked they have the input of the first round
    alone, so the rounds are added up. The advisor's own are billed as another model's, and are left out.
    """
    sums = _round(usage, at)
    if usage.get("iterations") is not None:
        rounds = [(0, 0, 0, 0, 0, 0)]
        compactions = [(0, 0, 0, 0, 0, 0)]
        for number, told in enumerate(rows(usage, "iterations")):
            kind = word(told.get("type"))
            if kind != "advisor_message":
                kept = compactions if kind == "compaction" else rounds
                kept.append(_round(told, f"{at}.iterations[{number}]"))
        sums = tuple(
            max(total, sum(some)) + sum(more)
            for total, some, more in zip(sums, zip(*rounds, strict=True), zip(*compactions, strict=True), strict=True)
        )
    prompt, read, written, hour, output, thinking = sums
    counts["input_tokens"] = prompt + read + written
    if "output_tokens" in counts:
        counts["output_tokens"] = output
    if read:
        counts["cache_read_tokens"] = read
    if written > hour:
        counts["cache_write_tokens"] = written - hour
    if hour:
        counts["cache_write_1h_tokens"] = hour
    if thinking:
        counts["reasoning_tokens"] = thinking
    if "server_tool_use" in usage and (found := searches(usage, at)):
        counts["searches"] = found
    return counts


def _round(usage: Body, at: str) -> tuple[int, int, int, int, int, int]:
    """Input beside the cache, reads, all writes, one-hour writes, output, and the thinking in it."""
    written = count(usage, "cache_creation_input_tokens", at) or 0
    hour = 0
    if usage.get("cache_creation") is not None:
        split = part(usage, "cache_creation")
        hour = count(split, "ephemeral_1h_input_tokens", f"{at}.cache_creation") or 0
        # The split is finer than the sum, which some gateways leave at zero.
        short = count(split, "ephemeral_5m_input_tokens", f"{at}.cache_creation") or 0
        if hour + short > written:
            written = hour + short
    thinking = 0
    if usage.get("output_tokens_details") is not None:
        thinking = first_count(
            part(usage, "output_tokens_details"), ("thinking_tokens", "reasoning_tokens"), f"{at}.output_tokens_details"
        )
    return (
        count(usage, "input_tokens", at) or 0,
        count(usage, "cache_read_input_tokens", at) or 0,
        written,
        hour,
        count(usage, "output_tokens", at) or 0,
        thinking,
    )
