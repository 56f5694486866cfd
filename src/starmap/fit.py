"""Whether a request fits an entry's token limits, and if not, which limit it exceeds and by how much.

Each limit has its own rule. The prompt must be within the input limit, where there is one, and within the context
window; the output within the output limit; and both together within the window where the provider counts output in it.
"""

from __future__ import annotations

from typing import NamedTuple

from starmap.limits import Limits
from starmap.records import Record

__all__ = ["Excess", "Fit", "fit_of"]

CONTEXT, INPUT, OUTPUT, SHARES = "context_window", "max_input_tokens", "max_output_tokens", "output_shares_context"


class Excess(NamedTuple):
    """One limit that is exceeded."""

    limit: str
    """The limit: ``context_window``, ``max_input_tokens`` or ``max_output_tokens``."""

    allowed: int
    """Tokens that it allows."""

    asked: int
    """Tokens that would count against it: prompt, output, or both where output shares the window."""

    @property
    def by(self) -> int:
        """By how many tokens it is exceeded."""
        return self.asked - self.allowed

    def __str__(self) -> str:
        return f"{self.limit} is {self.allowed:,} tokens, and {self.asked:,} are {self.by:,} too many"


class Fit(Record, frozen=True):
    """The answer to ``fits``: true if no limit is exceeded and none that matters is unknown."""

    input_tokens: int
    """Tokens of prompt that were asked about."""

    output_tokens: int | None
    """Tokens of output that were asked about; ``None`` if only the prompt was."""

    exceeded: tuple[Excess, ...] = ()
    """Every limit that is exceeded."""

    unknown: tuple[str, ...] = ()
    """What is not known and would have to be, to be sure: names of limits."""

    input_room: int | None = None
    """Tokens by which the prompt may still grow, beside this output; ``None`` if not known. Negative if exceeded."""

    output_room: int | None = None
    """The most tokens of output that this prompt leaves; ``None`` if not known. Never negative."""

    allow_unknown: bool = False
    """Whether the caller takes what is not known for good."""

    def __bool__(self) -> bool:
        return not self.exceeded and (self.allow_unknown or not self.unknown)

    def __str__(self) -> str:
        if self.exceeded:
            return f"does not fit: {'; '.join(map(str, self.exceeded))}"
        if not self:
            return f"not known to fit: {', '.join(self.unknown)} is not known"
        left = "not known" if self.output_room is None else f"{self.output_room:,} tokens"
        return f"fits; room for output: {left}"


def fit_of(limits: Limits, input_tokens: int, output_tokens: int | None = None, allow_unknown: bool = False) -> Fit:
    """Whether so many tokens fit the limits. Raises ``ValueError`` for a count that is none.

    >>> bool(fit_of(Limits(context_window=8_192, max_output_tokens=4_096, output_shares_context=True), 8_000, 192))
    True
    >>> print(fit_of(Limits(context_window=8_192, max_output_tokens=4_096, output_shares_context=True), 8_000, 193))
    does not fit: context_window is 8,192 tokens, and 8,193 are 1 too many
    """
    _counted("input_tokens", input_tokens)
    if output_tokens is not None:
        _counted("output_tokens", output_tokens)
    window, most_in, most_out = limits.context_window, limits.max_input_tokens, limits.max_output_tokens
    shares, both = limits.output_shares_context, input_tokens + (output_tokens or 0)
    exceeded, unknown = [], []
    if most_in is not None and input_tokens > most_in:
        exceeded.append(Excess(INPUT, most_in, input_tokens))
    if window is not None and input_tokens > window:
        exceeded.append(Excess(CONTEXT, window, both if shares else input_tokens))
    elif window is not None and both > window and shares:
        exceeded.append(Excess(CONTEXT, window, both))
    elif window is not None and both > window and shares is None:
        unknown.append(SHARES)
    if window is None and (most_in is None or (output_tokens and shares is not False)):
        unknown.append(CONTEXT)
    if output_tokens and most_out is None:
        unknown.append(OUTPUT)
    if output_tokens and most_out is not None and output_tokens > most_out:
        exceeded.append(Excess(OUTPUT, most_out, output_tokens))
    return Fit.trusted(
        {
            "input_tokens": input_tokens,
            "output_tokens": output_tokens,
            "exceeded": tuple(exceeded),
            "unknown": tuple(unknown),
            "input_room": _input_room(limits, input_tokens, output_tokens or 0),
            "output_room": _output_room(limits, input_tokens),
            "allow_unknown": allow_unknown,
        }
    )


def _counted(name: str, tokens: object) -> None:
    if not isinstance(tokens, int) or isinstance(tokens, bool) or tokens < 0:
        raise ValueError(f"{name} is {tokens!r}; give a whole number of tokens, zero or more")


def _input_room(limits: Limits, input_tokens: int, output_tokens: int) -> int | None:
    rooms = []
    if limits.max_input_tokens is not None:
        rooms.append(limits.max_input_tokens - input_tokens)
    if limits.context_window is not None:
        beside = output_tokens if limits.output_shares_context else 0
        if limits.output_shares_context is None and output_tokens:
            return None
        rooms.append(limits.context_window - input_tokens - beside)
    return min(rooms, default=None)


def _output_room(limits: Limits, input_tokens: int) -> int | None:
    """What the output limit and the rest of a shared window leave; not known where either of the two is not."""
    most, window = limits.max_output_tokens, limits.context_window
    if most is None:
        return None
    if limits.output_shares_context is False:
        return most
    if window is None:
        return None
    left = max(window - input_tokens, 0)
    if limits.output_shares_context is None and left < most:
        return None
    return min(most, left)
