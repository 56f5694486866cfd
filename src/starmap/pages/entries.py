"""What the pages of models and of offerings have in common: sentences, limits, abilities, prices over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from urllib.parse import urlsplit

from starmap.capabilities import Parameter
from starmap.fields import RATE_NAMES
from starmap.model import CAPABILITY_NAMES, Entry
from starmap.pages.blocks import (
    NOT_KNOWN,
    Answer,
    Away,
    Block,
    Cell,
    Chart,
    Code,
    Column,
    Day,
    Facts,
    Figure,
    Inline,
    Paragraph,
    Section,
    Table,
    exact,
    price,
)
from starmap.pages.contents import Contents
from starmap.pricing import Pricing
from starmap.telling.figures import span, tokens
from starmap.telling.histories import changed
from starmap.telling.rates import rate_label
from starmap.vocabulary import Modality, ParameterName, Status

__all__ = [
    "ability_rows",
    "capabilities",
    "dated",
    "history",
    "identity_rows",
    "limit_rows",
    "parameter_table",
    "parameters",
    "place",
    "sentence",
    "story",
    "told",
]

_CHARTED = ("input", "output", "cache_read")
_WHAT = {
    "chat": "a chat model",
    "embedding": "an embedding model",
    "image": "an image model",
    "video": "a video model",
    "speech": "a speech model",
    "transcription": "a transcription model",
    "rerank": "a reranking model",
    "moderation": "a moderation model",
    "completion": "a completion model",
    "realtime": "a realtime model",
    "ocr": "a document-reading model",
}


def told(value: object) -> Inline:
    """A value as text, or that it is not known."""
    return NOT_KNOWN if value is None else str(value)


def dated(day: date | str | None) -> Inline:
    """A date in its own precision, or that it is not known."""
    return NOT_KNOWN if day is None else Day(str(day))


def place(source: str, url: str | None) -> Inline:
    """Where something was read, with the host of the page."""
    if url is None:
        return source
    host = urlsplit(url).hostname
    return Away(source if host is None or source == url else f"{source} ({host.removeprefix('www.')})", url)


def sentence(entry: Entry, contents: Contents) -> str:
    """What it is, who makes it, when it came and what it takes: from facts alone."""
    author = contents.authors.get(entry.author_id or "")
    parts = [
        _WHAT.get(str(entry.kind), "a model"),
        "by an author who is not known" if author is None else f"by {author.name}",
    ]
    text = " ".join(parts)
    if entry.release_date is not None:
        future = entry.release_date > contents.day
        text += f", {'to be released' if future else 'released'} on {entry.release_date}"
    status = contents.status(entry)
    retires = entry.lifecycle.retires_on
    if status is Status.RETIRED:
        text += f", retired since {retires}" if retires is not None else ", retired"
    elif retires is not None:
        text += f", {f'{status}, ' if status is Status.DEPRECATED else ''}to be retired on {retires}"
    elif status in (Status.DEPRECATED, Status.PREVIEW):
        text += f", {'deprecated' if status is Status.DEPRECATED else 'in preview'}"
    return text


def story(entry: Entry) -> str:
    """One more sentence: what goes in, what comes out, and how much of it; empty where none of it is known."""
    given, made = entry.modalities.input, entry.modalities.output
    window, most = entry.context_window, entry.max_output_tokens
    text = ""
    if given is not None and made is not None:
        text = f"It takes {_listed(given)} and gives {_listed(made)}"
    if window is not None:
        size = f"a context window of {tokens(window)} tokens"
        text = f"{text}, with {size}" if text else f"It has {size}"
    if most is not None:
        size = f"answers of up to {tokens(most)} tokens"
        text = f"{text} and {size}" if window is not None else f"{text}, with {size}" if text else f"It gives {size}"
    return f"{text}." if text else ""


def limit_rows(entry: Entry) -> list[tuple[Cell, Cell]]:
    """Token limits, in short and in full."""
    limits = entry.limits
    return [
        ("Context window", _tokens(limits.context_window)),
        ("Max input", _tokens(limits.max_input_tokens)),
        ("Max output", _tokens(limits.max_output_tokens)),
        ("Output counts in the window", Answer(limits.output_shares_context)),
    ]


def identity_rows(entry: Entry, contents: Contents) -> list[tuple[Cell, Cell]]:
    """What it is for and where it stands in its life; of its weights and dimensions only what is known."""
    rows: list[tuple[Cell, Cell]] = [
        ("Kind", told(entry.kind)),
        ("Family", told(entry.family)),
        ("Status", contents.status_cell(entry)),
        ("Released", dated(entry.release_date)),
        ("Knowledge cutoff", dated(entry.knowledge_cutoff)),
        ("Open weights", Answer(entry.open_weights)),
    ]
    if entry.license is not None:
        rows.append(("License", entry.license))
    if entry.weights_url is not None:
        rows.append(("Weights", Away(entry.weights_url, entry.weights_url)))
    if entry.tokenizer is not None:
        rows.append(("Tokenizer", entry.tokenizer))
    if entry.dimensions is not None:
        rows.append(("Dimensions", exact(entry.dimensions)))
    return rows


def ability_rows(entry: Entry, contents: Contents) -> list[tuple[Cell, Cell]]:
    """Modalities, and how reasoning may be steered."""
    given, made = entry.modalities.input, entry.modalities.output
    rows: list[tuple[Cell, Cell]] = [
        ("Input modalities", NOT_KNOWN if given is None else contents.names_of(sorted(given))),
        ("Output modalities", NOT_KNOWN if made is None else contents.names_of(sorted(made))),
    ]
    efforts, budget = entry.capabilities.reasoning_efforts, entry.capabilities.reasoning_budget
    if efforts is not None:
        rows.append(("Reasoning efforts", contents.names_of(efforts)))
    if budget is not None:
        rows.append(("Reasoning budget", f"{span(budget.min, budget.max)} tokens"))
    return rows


def capabilities(entry: Entry, contents: Contents) -> Facts:
    """Every capability under its answer."""
    return _by_answer("Capabilities", entry, sorted(CAPABILITY_NAMES), contents)


def parameters(entry: Entry, contents: Contents) -> Facts:
    """Every request parameter under its answer."""
    return _by_answer("Request parameters", entry, [str(name) for name in ParameterName], contents)


def parameter_table(entry: Entry) -> Table | None:
    """The ranges of parameters; ``None`` where none is published."""
    ranged = [(str(name), known) for name, known in sorted(entry.parameters.items()) if _has_range(known)]
    if not ranged:
        return None
    columns = [Column("Parameter"), Column("Least", True), Column("Greatest", True), Column("Default", True)]
    rows = [[Code(name), _number(known.min), _number(known.max), _number(known.default)] for name, known in ranged]
    return Table("Ranges of request parameters", columns, rows)


def history(entry: Entry, contents: Contents) -> Section | None:
    """Every dated card, drawn and as a table; ``None`` where there is one card or none."""
    cards = entry.price_history
    if len(cards) < 2:
        return None
    priced = [name for name in RATE_NAMES if any(getattr(card, name) is not None for card in cards)]
    rates = [name for name in _CHARTED if name in priced] or priced[:3]
    titles = [Column("From"), Column("Until"), *(Column(rate_label(name).capitalize(), True) for name in rates)]
    titles += [Column("Changed"), Column("How the day is known"), Column("Source")]
    rows = []
    for earlier, card, later in zip([None, *cards], cards, [*cards[1:], None], strict=False):
        until = card.valid_until or (None if later is None else later.valid_from)
        held: Inline = Day(str(until))
        if until is None:
            held = _last(entry, contents)
        rows.append(
            [
                dated(card.valid_from),
                held,
                *(price(getattr(card, name), card.currency) for name in rates),
                ", ".join(changed(earlier, card)),
                told(card.basis),
                NOT_KNOWN if card.source is None else Away(card.source, card.source),
            ]
        )
    blocks: list[Block] = [Paragraph(f"{len(cards)} rate cards, the oldest first; tokens in US dollars per million.")]
    chart = _chart(cards, rates, contents)
    if chart is not None:
        blocks.append(chart)
    blocks.append(Table("Price history", titles, rows))
    return Section("Price history", blocks)


def _last(entry: Entry, contents: Contents) -> Inline:
    """How long the last card holds."""
    if contents.status(entry) is not Status.RETIRED:
        return "in force"
    return dated(entry.lifecycle.retires_on) if entry.lifecycle.retires_on else "its retirement"


def _chart(cards: Sequence[Pricing], rates: Sequence[str], contents: Contents) -> Chart | None:
    dated = [card for card in cards if card.valid_from is not None]
    drawn = [name for name in rates if name in ("input", "output")]
    if len(dated) < 2 or not drawn or any(card.currency != "USD" for card in dated):
        return None
    days = [str(card.valid_from) for card in dated]
    last = max(str(contents.day), days[-1])
    series = [(rate_label(name), [_plain(getattr(card, name)) for card in dated]) for name in drawn]
    return Chart("Price history", "$ per million tokens", days, last, series)


def _by_answer(title: str, entry: Entry, names: Sequence[str], contents: Contents) -> Facts:
    groups: dict[bool | None, list[str]] = {True: [], False: [], None: []}
    for name in names:
        groups[entry.supports(name)].append(name)
    rows: list[tuple[Cell, Cell]] = [
        (Answer(known), contents.names_of(found)) for known, found in groups.items() if found
    ]
    return Facts(title, rows, ("Answer", title))


def _tokens(number: int | None) -> Cell:
    return NOT_KNOWN if number is None else (Figure(f"{tokens(number)} tokens", f"{number:,} tokens"), f" ({number:,})")


def _plain(rate: Decimal | None) -> str | None:
    return None if rate is None else f"{rate:f}"


def _has_range(known: Parameter) -> bool:
    return not known.min is known.max is known.default is None


def _number(value: Decimal | None) -> Inline:
    return NOT_KNOWN if value is None else f"{value:f}"


def _listed(modalities: Collection[Modality]) -> str:
    """Modalities as a sentence has them, text first."""
    words = sorted(modalities, key=lambda modality: (modality is not Modality.TEXT, modality))
    return "nothing" if not words else " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
