"""What cannot be: rules over the chosen values of an offering. Each names the field whose claim is to be refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from starmap.fields import RATE_NAMES, Shape, shape_of
from starmap.merging.authority import rank_of
from starmap.merging.choosing import Offer
from starmap.sources.listing import Value

__all__ = ["RULES", "Quarantined", "generates", "hold_to_rules", "is_below_price"]

CONTEXT, INPUT, OUTPUT = "limits.context_window", "limits.max_input_tokens", "limits.max_output_tokens"
_LARGEST_WINDOW = 100_000_000
_DEAREST = Decimal(1_000)
"""US dollars per million tokens; nothing sold by the token has come near it."""
_CHEAPEST = Decimal("0.004")
"""US dollars per million tokens: what generates is not sold for less, but by another unit or for nothing."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A claim that a rule refused."""

    offering: str
    field: str
    value: Value
    source: str
    reason: str


Finding = tuple[str, str]
"""The field whose claim is refused, and why."""


def hold_to_rules(offer: Offer, at_home: bool) -> list[Quarantined]:
    """Refuse claims until no rule finds anything; the next claim of a field wins each time."""
    out = []
    while (finding := next((f for rule in RULES for f in rule(offer, at_home)), None)) is not None:
        path, reason = finding
        offer.choices[path] = offer.choices[path].copy()
        refused = offer.choices[path].refuse(reason)
        out.append(Quarantined(f"{offer.provider}:{offer.id}", path, refused.value, refused.source, reason))
    return out


def is_below_price(path: str, value: Value | None, generates: bool) -> bool:
    """Whether a rate of prompt or output is so low that it must be the price of another unit."""
    if not generates or not path.endswith((".input", ".output")):
        return False
    return isinstance(value, Decimal | int) and shape_of(path) is Shape.RATE and 0 < value < _CHEAPEST


def generates(offer: Offer) -> bool:
    """Whether something is known to generate: what only reads (embedding, rerank, moderation) may be that cheap."""
    if offer.value("kind") in ("embedding", "rerank", "moderation"):
        return False
    told = (offer.value(path) for path in ("kind", "pricing.output", "capabilities.tools", "capabilities.reasoning"))
    return any(told)


def _shapes(offer: Offer, at_home: bool) -> Iterator[Finding]:
    for path, choice in offer.choices.items():
        value, shape = choice.value, shape_of(path)
        if value is None:
            continue
        if shape in (Shape.DAY, Shape.PARTIAL_DAY) and not _is_day(value, whole=shape is Shape.DAY):
            yield path, "the date does not exist"
        elif shape is Shape.TOKENS and (not isinstance(value, int) or not 0 < value <= _LARGEST_WINDOW):
            yield path, "not a number of tokens"
        elif is_below_price(path, value, generates(offer)):
            yield path, "cheaper than any token sold: the price of another unit"
        elif shape is Shape.RATE and isinstance(value, Decimal | int) and not 0 <= value <= _DEAREST:
            yield path, f"{value} is not a price"


def _output_in_context(offer: Offer, at_home: bool) -> Iterator[Finding]:
    context, output = _number(offer, CONTEXT), _number(offer, OUTPUT)
    beside = offer.value("limits.output_shares_context") is False
    if context is not None and output is not None and output > context and not beside:
        yield _weaker(offer, OUTPUT, CONTEXT, at_home), f"output {output:,} above a shared context of {context:,}"


def _input_in_context(offer: Offer, at_home: bool) -> Iterator[Finding]:
    context, taken = _number(offer, CONTEXT), _number(offer, INPUT)
    if context is not None and taken is not None and taken > context:
        yield _weaker(offer, INPUT, CONTEXT, at_home), f"input {taken:,} above a context of {context:,}"


def _cache_read_below_input(offer: Offer, at_home: bool) -> Iterator[Finding]:
    for card in sorted({path.removesuffix("cache_read") for path in offer.choices if path.endswith(".cache_read")}):
        full, cached = _number(offer, f"{card}input"), _number(offer, f"{card}cache_read")
        if full is not None and cached is not None and cached > full:
            weaker = _weaker(offer, f"{card}cache_read", f"{card}input", at_home)
            yield weaker, f"cache read {cached} dearer than input {full}"


def _batch_below_input(offer: Offer, at_home: bool) -> Iterator[Finding]:
    for rate in ("input", "output"):
        full, batch = _number(offer, f"pricing.{rate}"), _number(offer, f"pricing.modes.batch.{rate}")
        if full is not None and batch is not None and batch > full:
            yield (
                _weaker(offer, f"pricing.modes.batch.{rate}", f"pricing.{rate}", at_home),
                f"batch {batch} above {full}",
            )


def _tiers_above_base(offer: Offer, at_home: bool) -> Iterator[Finding]:
    tiers = offer.value("pricing.tiers")
    sizes = [tier.get("above") for tier in tiers if isinstance(tier, dict)] if isinstance(tiers, list) else []
    if any(not isinstance(size, int) for size in sizes) or any(a >= b for a, b in pairwise(sizes)):  # type: ignore[operator]
        yield "pricing.tiers", "the tiers' thresholds do not rise"
        return
    for tier in tiers if isinstance(tiers, list) else ():
        for rate in RATE_NAMES:
            base = _number(offer, f"pricing.{rate}")
            above = tier.get(rate) if isinstance(tier, dict) else None
            if base is not None and isinstance(above, Decimal | int) and above < base:
                yield "pricing.tiers", f"long-context {rate} {above} below the base rate {base}"
                return


def _dates_in_order(offer: Offer, at_home: bool) -> Iterator[Finding]:
    released, deprecated, retires = (
        offer.value(path) for path in ("release_date", "lifecycle.deprecated_on", "lifecycle.retires_on")
    )
    if isinstance(released, str) and isinstance(retires, str) and retires < released:
        yield (
            _weaker(offer, "lifecycle.retires_on", "release_date", at_home),
            f"retired {retires} before release {released}",
        )
    if isinstance(deprecated, str) and isinstance(retires, str) and retires < deprecated:
        weaker = _weaker(offer, "lifecycle.deprecated_on", "lifecycle.retires_on", at_home)
        yield weaker, f"deprecated {deprecated} after retirement {retires}"


def _text_price_of_an_image_model(offer: Offer, at_home: bool) -> Iterator[Finding]:
    """Some sources print the price of image tokens as that of output, where others tell the two apart."""
    for card in ("pricing.", "pricing.modes.batch."):
        choice = offer.choices.get(f"{card}output")
        image = offer.value(f"{card}output_image")
        if choice is None or not choice.claims or image is None or choice.claims[0].value != image:
            continue
        if any(
            isinstance(rival.value, Decimal | int) and isinstance(image, Decimal | int) and rival.value < image
            for rival in choice.rivals
        ):
            yield f"{card}output", "the price of image tokens in place of text"


def _no_output_of_an_embedding(offer: Offer, at_home: bool) -> Iterator[Finding]:
    """An embedding gives a vector: what sources print as its output limit is its dimensions."""
    choice = offer.choices.get(OUTPUT)
    vector = offer.value("kind") in ("embedding", "rerank")
    if vector and choice is not None and choice.claims and choice.claims[0].source in _PLACEHOLDERS:
        yield OUTPUT, "dimensions in place of an output limit"


RULES: tuple[Callable[[Offer, bool], Iterator[Finding]], ...] = (
    _shapes,
    _output_in_context,
    _input_in_context,
    _cache_read_below_input,
    _batch_below_input,
    _tiers_above_base,
    _dates_in_order,
    _no_output_of_an_embedding,
    _text_price_of_an_image_model,
)
"""Every rule, in the order they are asked."""

_PLACEHOLDERS = frozenset({"models.dev", "LangChain profiles", "LiteLLM", "pi-ai", "OpenRouter"})


def _number(offer: Offer, path: str) -> int | Decimal | None:
    value = offer.value(path)
    return value if isinstance(value, int | Decimal) and not isinstance(value, bool) else None


def _weaker(offer: Offer, first: str, second: str, at_home: bool) -> str:
    """Of two fields that contradict each other, the one whose claim has less authority; the first on a tie."""

    def rank(path: str) -> tuple[bool, int]:
        claim = offer.choices[path].claims[0]
        return not claim.listing.live, rank_of(path, offer.provider, at_home, claim.source)[0]

    return second if rank(second) > rank(first) else first


def _is_day(value: Value, *, whole: bool) -> bool:
    text = str(value)
    if not re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text):
        return False
    if not whole:
        text = f"{text}-01-01"[:10] if len(text) == 4 else f"{text}-01"[:10] if len(text) == 7 else text
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return date(2015, 1, 1) <= day <= date(2040, 1, 1)
