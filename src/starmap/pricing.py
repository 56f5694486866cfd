"""Rate cards: what an entry costs, in US dollars, and when each price holds."""

from datetime import date, time
from decimal import Decimal

from starmap.records import FrozenMap, Record
from starmap.vocabulary import ModalitySet

__all__ = ["Pricing", "RateCard", "Rates", "Tier", "Window"]


class Rates(Record, frozen=True):
    """Prices. Token rates are US dollars per million tokens; a name that begins with ``per_`` is a price for one.

    ``None`` is not published; zero is free.
    """

    input: Decimal | None = None
    """Prompt tokens, per million."""

    output: Decimal | None = None
    """Output tokens, per million."""

    cache_read: Decimal | None = None
    """Prompt tokens read from the cache, per million."""

    cache_write: Decimal | None = None
    """Prompt tokens written to the cache for five minutes (or the provider's only term), per million."""

    cache_write_1h: Decimal | None = None
    """Prompt tokens written to the cache for an hour, per million."""

    reasoning: Decimal | None = None
    """Reasoning tokens, per million, where they are priced apart from output."""

    input_audio: Decimal | None = None
    """Audio tokens of the prompt, per million."""

    output_audio: Decimal | None = None
    """Audio tokens of the output, per million."""

    cache_read_audio: Decimal | None = None
    """Audio tokens read from the cache, per million."""

    input_image: Decimal | None = None
    """Image tokens of the prompt, per million, where they are priced apart from text."""

    output_image: Decimal | None = None
    """Image tokens of the output, per million."""

    cache_read_image: Decimal | None = None
    """Image tokens read from the cache, per million."""

    input_video: Decimal | None = None
    """Video tokens of the prompt, per million, where they are priced apart from text."""

    cache_read_video: Decimal | None = None
    """Video tokens read from the cache, per million."""

    citation: Decimal | None = None
    """Tokens of the pages that a search brings in and the answer cites, per million."""

    per_image: Decimal | None = None
    """One generated image, of the standard size and quality."""

    per_input_image: Decimal | None = None
    """One image sent."""

    per_second_input: Decimal | None = None
    """One second of audio or video sent."""

    per_second_output: Decimal | None = None
    """One second of audio or video generated."""

    per_character: Decimal | None = None
    """One character of input."""

    per_page: Decimal | None = None
    """One page of a document."""

    per_request: Decimal | None = None
    """One request, whatever its size."""

    per_search: Decimal | None = None
    """One search query that the provider runs."""


class Tier(Rates, frozen=True):
    """Rates that hold for the whole request once its prompt is longer than ``above`` tokens.

    A token rate absent from it is not known; what is not counted in tokens (searches, images) costs what the card says.
    """

    above: int
    """Tokens of prompt; a request of exactly this many is still below the tier."""


class RateCard(Rates, frozen=True):
    """A complete set of rates, with its own long-context tiers. A rate absent from it is not known."""

    tiers: tuple[Tier, ...] = ()
    """Long-context rates, by rising ``above``."""


class Window(Rates, frozen=True):
    """Rates that hold at certain hours; a rate absent from it is the card's."""

    starts: time
    """The first minute, UTC."""

    ends: time
    """The first minute that it no longer holds, UTC; earlier than ``starts`` when it runs past midnight."""

    weekdays: tuple[int, ...] | None = None
    """ISO weekdays, UTC, on which it holds (Monday is 1); ``None`` for every day."""

    holidays: tuple[date, ...] | None = None
    """Days, UTC, on which it does not hold; ``None`` if the provider excepts none."""

    calendar_until: date | None = None
    """The last day that ``holidays`` covers: later ones may be holidays or not. ``None`` if there is no calendar."""


class Pricing(RateCard, frozen=True):
    """A rate card with the days on which it holds and its variants."""

    modes: FrozenMap[str, RateCard] = FrozenMap()
    """Complete cards of other processing modes: batch, flex, priority, fast."""

    regions: FrozenMap[str, RateCard] = FrozenMap()
    """Complete cards of regions whose prices differ."""

    windows: tuple[Window, ...] = ()
    """Rates by the hour; outside all windows the card's own rates hold."""

    billed_as_text: ModalitySet | None = None
    """Media whose tokens cost what text tokens cost, on every card here; ``None`` if the provider does not say.

    A rate of their own, such as ``input_image``, comes first.
    """

    currency: str = "USD"
    """The currency of every rate on the card."""

    valid_from: date | None = None
    """The first day on which the card is known to hold; ``None`` if not known."""

    valid_until: date | None = None
    """The first day on which it no longer holds; ``None`` while it is in force or if not known."""

    basis: str | None = None
    """How ``valid_from`` is known: documented by the vendor, first observed, or a commit's date."""

    source: str | None = None
    """The address or name of the page that the card was read from; ``None`` if the source gave none."""
