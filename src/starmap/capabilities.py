"""What an entry can do: tri-state capabilities and request parameters."""

from decimal import Decimal

from starmap.records import Record

__all__ = ["Capabilities", "Parameter", "TokenBudget"]


class TokenBudget(Record, frozen=True):
    """The range of a reasoning budget that a caller may set, in tokens."""

    min: int | None = None
    """The least budget, in tokens; ``None`` if not published."""

    max: int | None = None
    """The greatest budget, in tokens; ``None`` if not published."""


class Capabilities(Record, frozen=True):
    """What an entry can do. ``True`` is yes, ``False`` is no, ``None`` is not known; they are never traded."""

    batch: bool | None = None
    """Takes requests through a batch endpoint."""

    citations: bool | None = None
    """Cites the documents it was given."""

    code_execution: bool | None = None
    """Runs code on the provider's side."""

    computer_use: bool | None = None
    """Operates a computer through a tool of the provider's."""

    file_search: bool | None = None
    """Searches files through a tool of the provider's."""

    fine_tuning: bool | None = None
    """Can be fine-tuned at this provider."""

    json_mode: bool | None = None
    """Can be told to answer in JSON, without a schema."""

    mcp: bool | None = None
    """Calls MCP servers from the provider's side."""

    parallel_tools: bool | None = None
    """May call several tools in one turn."""

    predicted_outputs: bool | None = None
    """Takes a prediction of the output to answer faster."""

    prefill: bool | None = None
    """Goes on from a partial assistant message that the caller supplies."""

    prompt_caching: bool | None = None
    """Caches prompts, by itself or when told to."""

    reasoning: bool | None = None
    """Thinks before it answers, always or when asked to."""

    reasoning_budget: TokenBudget | None = None
    """The range of the reasoning budget; ``None`` if there is none or it is not known."""

    reasoning_efforts: tuple[str, ...] | None = None
    """The reasoning effort levels that a request may name, least first; ``None`` if not known."""

    streaming: bool | None = None
    """Streams its answer."""

    structured_output: bool | None = None
    """Holds its answer to a JSON schema."""

    system_messages: bool | None = None
    """Takes a system message or instruction."""

    tool_choice: bool | None = None
    """Can be told whether to call tools, and which."""

    tools: bool | None = None
    """Calls functions that the caller defines."""

    url_context: bool | None = None
    """Reads web pages that the prompt names, through a tool of the provider's."""

    web_search: bool | None = None
    """Searches the web through a tool of the provider's."""


class Parameter(Record, frozen=True):
    """What is known of one request parameter."""

    accepted: bool | None = None
    """Whether a request may carry it. ``False`` means that the provider refuses it; ``None`` is not known."""

    min: Decimal | None = None
    """The least value; ``None`` if not published."""

    max: Decimal | None = None
    """The greatest value; ``None`` if not published."""

    default: Decimal | None = None
    """The value used when the request has none; ``None`` if not published."""
