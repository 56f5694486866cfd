"""Models, offerings, authors and providers: what the catalog hands out."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, Self

from starmap.capabilities import Capabilities, Parameter
from starmap.charging import cost_of, moment
from starmap.costs import STANDARD, Cost
from starmap.errors import DetachedError, UnknownFieldError, UnsupportedError
from starmap.fit import Fit, fit_of
from starmap.lifecycle import Lifecycle, today
from starmap.limits import Limits, Modalities
from starmap.markup import html_table
from starmap.nearness import near_matches
from starmap.pricing import Pricing
from starmap.records import FrozenMap, PartialDate, Record
from starmap.usage import Usage
from starmap.vocabulary import Kind, Modality, ParameterName, Status

if TYPE_CHECKING:
    from starmap.checks import Check
    from starmap.provenance import Explanation

__all__ = ["CAPABILITY_NAMES", "Author", "Entry", "Link", "Linked", "Model", "Offering", "Provider"]

_NOT_FLAGS = frozenset({"reasoning_budget", "reasoning_efforts"})
CAPABILITY_NAMES = frozenset(Capabilities.model_fields) - _NOT_FLAGS | {"vision"}
"""Every name of a capability that ``supports`` answers to, beside the parameters."""

_PARAMETERS: dict[str, ParameterName] = {str(name): name for name in ParameterName}
_UNKNOWN_LIMITS = Limits.model_construct()
_UNKNOWN_MODALITIES = Modalities.model_construct()
_UNKNOWN_CAPABILITIES = Capabilities.model_construct()
_UNKNOWN_LIFECYCLE = Lifecycle.model_construct()


class Link(Protocol):
    """What a record asks of the catalog that it was read from."""

    def author_of(self, author_id: str) -> Author: ...
    def provider_of(self, provider_id: str) -> Provider: ...
    def model_of(self, model_ref: str) -> Model: ...
    def offerings_of(self, offering_ids: Sequence[str]) -> tuple[Offering, ...]: ...
    def authored_by(self, author_id: str) -> tuple[Model, ...]: ...
    def served_by(self, provider_id: str) -> tuple[Offering, ...]: ...
    def explanation_of(self, entry: Entry, field: str | None) -> Explanation: ...


class Linked(Record, frozen=True):
    """A record with an id and a link to its catalog, which is no part of its value."""

    __slots__ = ("_link",)

    id: str

    def linked(self, link: Link) -> Self:
        """The record, navigable through the catalog given; a copy, if it already leads through another."""
        record = self
        if getattr(self, "_link", link) is not link:
            record = self.model_copy()
        object.__setattr__(record, "_link", link)
        return record

    def _follow(self, name: str) -> Link:
        try:
            return self._link  # type: ignore[no-any-return, attr-defined]
        except AttributeError:
            raise DetachedError(self.id, name) from None


class Entry(Linked, frozen=True):
    """The facts that models and offerings share."""

    id: str
    """``author/slug`` of a model, ``provider:exact-api-id`` of an offering."""

    name: str | None = None
    """The display name; ``None`` if not known."""

    author_id: str | None = None
    """Who makes the model; ``None`` if not known."""

    family: str | None = None
    """The slug of the model family; ``None`` if not known."""

    kind: Kind | None = None
    """What it is for; ``None`` if not known."""

    limits: Limits = _UNKNOWN_LIMITS
    """Token limits, also readable directly on the entry."""

    modalities: Modalities = _UNKNOWN_MODALITIES
    """What goes in and comes out."""

    capabilities: Capabilities = _UNKNOWN_CAPABILITIES
    """Tri-state capabilities."""

    parameters: FrozenMap[ParameterName, Parameter] = FrozenMap()
    """Request parameters of which something is known, by name. A parameter not listed is not known."""

    price_history: tuple[Pricing, ...] = ()
    """Every dated rate card, oldest first. Empty where nothing is published."""

    lifecycle: Lifecycle = _UNKNOWN_LIFECYCLE
    """Deprecation and retirement dates, replacement and status."""

    release_date: date | None = None
    """The first day on which the API answered; ``None`` if not known to the day."""

    knowledge_cutoff: PartialDate | None = None
    """The end of the training data, in the precision published; ``None`` if not known."""

    open_weights: bool | None = None
    """Whether the weights can be had; ``None`` if not known."""

    license: str | None = None
    """The licence of the weights, as an SPDX id where there is one; ``None`` if not known."""

    weights_url: str | None = None
    """Where the weights are; ``None`` if not known or not open."""

    tokenizer: str | None = None
    """The tokenizer's name; ``None`` if not known."""

    dimensions: int | None = None
    """Dimensions of an embedding; ``None`` if not known or not an embedding model."""

    alias_of: str | None = None
    """On a moving name, the id of the offering that it serves now; ``None`` on any other."""

    @property
    def context_window(self) -> int | None:
        """Tokens of context, from ``limits``; ``None`` if not known."""
        return self.limits.context_window

    @property
    def max_input_tokens(self) -> int | None:
        """The most tokens of prompt, from ``limits``; ``None`` if not known."""
        return self.limits.max_input_tokens

    @property
    def max_output_tokens(self) -> int | None:
        """The most tokens of one response, from ``limits``; ``None`` if not known."""
        return self.limits.max_output_tokens

    @property
    def output_shares_context(self) -> bool | None:
        """Whether output counts against the window, from ``limits``; ``None`` if not known."""
        return self.limits.output_shares_context

    @property
    def pricing(self) -> Pricing | None:
        """The rate card in force today (UTC); for a retired entry its last one. ``None`` if none is published."""
        return self.pricing_on(today())

    def pricing_on(self, day: date) -> Pricing | None:
        """The rate card of a day; ``None`` where no card is known to hold then.

        A card without ``valid_from`` holds until the next one begins. Once an entry has retired, its last card stays.
        """
        for card in reversed(self.price_history):
            if card.valid_from is None or card.valid_from <= day:
                if card.valid_until is None or day < card.valid_until:
                    return card
                return card if self.lifecycle.status_on(day) is Status.RETIRED else None
        return None

    def fits(self, input_tokens: int, output_tokens: int | None = None, *, allow_unknown: bool = False) -> Fit:
        """Whether a prompt, and an output beside it, fit the token limits; false where a limit that matters is unknown.

        The answer is true or false, and says which limit is exceeded by how much, what room is left and what is not
        known. ``allow_unknown`` takes what is not known for good. Raises ``ValueError`` for a count that is none.

        >>> model = catalog.get("gemini-1.5-pro-002")
        >>> bool(model.fits(input_tokens=1_900_000, output_tokens=4_000))
        True
        >>> print(model.fits(input_tokens=1_900_000, output_tokens=9_000))
        does not fit: max_output_tokens is 8,192 tokens, and 9,000 are 808 too many
        """
        return fit_of(self.limits, input_tokens, output_tokens, allow_unknown)

    def cost(
        self,
        usage: Usage,
        at: date | datetime | None = None,
        mode: str = STANDARD,
        region: str | None = None,
        *,
        strict: bool = False,
    ) -> Cost:
        """What a usage costs here: a line for each priced unit, and a total unless anything used has no known price.

        The prices are those of ``at``: a day (UTC), a moment with its zone where prices depend on the hour, or now. The
        usage is of one request: its prompt decides on the long-context tier, at which the whole request is priced.
        ``mode`` is standard, batch, flex, priority or fast; a mode or region without a card of its own gives a total of
        ``None``, never the standard price.

        Raises ``UnknownFieldError`` for a mode that does not exist, ``ValueError`` for a time without a zone and, with
        ``strict``, ``UnpricedError`` instead of a total of ``None``.

        >>> catalog.get("gemini-1.5-pro-002").cost(Usage(input_tokens=12_000, output_tokens=800)).total
        Decimal('0.019')
        """
        day, hour = moment(at)
        return cost_of(self.id, self.pricing_on(day), usage, day, hour, mode, region, strict)

    @property
    def author(self) -> Author | None:
        """Who makes the model; ``None`` if not known. Raises ``DetachedError`` outside a catalog."""
        link = self._follow("author")
        return None if self.author_id is None else link.author_of(self.author_id)

    @property
    @abstractmethod
    def model(self) -> Model | None:
        """The model; itself, for a model."""

    @property
    @abstractmethod
    def offerings(self) -> tuple[Offering, ...]:
        """Every offering of the model."""

    def supports(self, *names: str) -> bool | None:
        """Whether all the capabilities and parameters named are supported.

        ``False`` if any is known to be missing, else ``None`` if any is not known, else ``True``. ``vision`` means
        image input on an entry that outputs text. Raises ``UnknownFieldError`` for a name that is neither.
        """
        answer: bool | None = True
        for name in names:
            one = self._supports(name)
            if one is False:
                answer = False
            elif one is None and answer is True:
                answer = None
        return answer

    def require(self, *names: str) -> Self:
        """The entry itself, if it is known to support all that is named; else raises ``UnsupportedError``."""
        missing = [name for name in names if self._supports(name) is False]
        unknown = [name for name in names if self._supports(name) is None]
        if missing or unknown:
            raise UnsupportedError(self.id, missing, unknown)
        return self

    def check(
        self,
        request: Mapping[str, object] | None = None,
        *,
        input_tokens: int | None = None,
        output_tokens: int | None = None,
        counter: Callable[[str], int] | None = None,
        on: date | None = None,
        soon: int = 90,
        api: str | None = None,
        strict: bool = False,
        **parameters: object,
    ) -> Check:
        """What is known here against a request: true if nothing is, else every violation with its path and its fact.

        ``request`` is a dict in the shape of OpenAI's chat completions or responses, Anthropic's messages or Gemini's
        ``generateContent``; ``api`` forces one. Parameters may also be given by name. Pass ``input_tokens``, or a
        ``counter`` of a text's tokens, to hold the prompt against the limits. ``on`` is the day, today (UTC) if left
        out; a retirement within ``soon`` days is noted. What is not known is a note, and with ``strict`` a violation.

        Raises ``UnreadableRequestError`` for a request of no known shape, ``UnknownFieldError`` for an unknown ``api``.

        >>> print(catalog.get("openai:o3").check(temperature=0.2).violations[-1])
        temperature: openai:o3 does not take temperature; leave temperature out
        """
        # Imported when first asked for: few programs check, and it would cost every other one a slower start.
        from starmap.checks import Tokens, check_of

        tokens = Tokens(input_tokens, output_tokens, counter)
        return check_of(self, request, parameters, tokens, on or today(), api, soon, strict)

    def explain(self, field: str | None = None) -> Explanation:
        """Who claims what: of one field (``"context_window"``, ``"pricing.input"``), or of all that is known.

        Raises ``UnknownFieldError`` for a field that does not exist, ``DetachedError`` outside a catalog.
        """
        return self._follow("explain").explanation_of(self, field)

    def _supports(self, name: str) -> bool | None:
        parameter = _PARAMETERS.get(name)
        if parameter is not None:
            known = self.parameters.get(parameter)
            return None if known is None else known.accepted
        if name == "vision":
            return self._vision()
        if name in CAPABILITY_NAMES:
            answer: bool | None = getattr(self.capabilities, name)
            return answer
        close = near_matches(str(name), sorted(CAPABILITY_NAMES | set(_PARAMETERS)))
        raise UnknownFieldError("capability or parameter", str(name), close)

    def _vision(self) -> bool | None:
        """Image input and text output, each known; one known ``no`` is enough for ``False``."""
        sides = (
            None if self.modalities.input is None else Modality.IMAGE in self.modalities.input,
            None if self.modalities.output is None else Modality.TEXT in self.modalities.output,
        )
        return False if False in sides else None if None in sides else True

    def __repr__(self) -> str:
        parts = [repr(self.id)]
        for label, value in (
            ("kind", None if self.kind is None else str(self.kind)),
            ("context_window", self.limits.context_window),
            ("max_output_tokens", self.limits.max_output_tokens),
        ):
            if value is not None:
                parts.append(f"{label}={value!r}")
        return f"{type(self).__name__}({', '.join(parts)})"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        """A small table for notebooks; every text in it is escaped."""
        return html_table(self.name or self.id, self._rows())

    def _rows(self) -> list[tuple[str, str]]:
        price = self.pricing
        facts: list[tuple[str, object]] = [
            ("id", self.id),
            ("author", self.author_id),
            ("kind", self.kind),
            ("context window", _tokens(self.limits.context_window)),
            ("max input", _tokens(self.limits.max_input_tokens)),
            ("max output", _tokens(self.limits.max_output_tokens)),
            ("input", _words(self.modalities.input)),
            ("output", _words(self.modalities.output)),
            ("input price", None if price is None or price.input is None else f"${price.input} per million tokens"),
            ("output price", None if price is None or price.output is None else f"${price.output} per million tokens"),
            ("released", self.release_date),
            ("knowledge cutoff", self.knowledge_cutoff),
            ("status", self.lifecycle.status),
        ]
        return [(label, "not known" if value is None else str(value)) for label, value in facts]


class Model(Entry, frozen=True):
    """A model: what its author claims of it, else what its author's home providers offer, field by field."""

    __slots__ = ()

    offering_ids: tuple[str, ...] = ()
    """The id of every offering of it, home providers first."""

    @property
    def model(self) -> Model:
        """Itself."""
        return self

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """Every offering of it, home providers first. Raises ``DetachedError`` outside a catalog."""
        return self._follow("offerings").offerings_of(self.offering_ids)


class Offering(Entry, frozen=True):
    """One model at one provider, with that provider's own id, limits, prices, capabilities and lifecycle."""

    __slots__ = ()

    provider_id: str
    """Who serves it."""

    model_id: str
    """The exact id to send to the provider's API."""

    model_ref: str | None = None
    """The id of the model that it serves, ``author/slug``; ``None`` if not known."""

    regions: tuple[str, ...] | None = None
    """Regions in which it is served; ``None`` if not known."""

    api: str | None = None
    """The API family to speak, such as ``openai`` or ``anthropic``; ``None`` if not known."""

    @property
    def provider(self) -> Provider:
        """Who serves it. Raises ``DetachedError`` outside a catalog."""
        return self._follow("provider").provider_of(self.provider_id)

    @property
    def model(self) -> Model | None:
        """The model that it serves; ``None`` if not known. Raises ``DetachedError`` outside a catalog."""
        link = self._follow("model")
        return None if self.model_ref is None else link.model_of(self.model_ref)

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """Every offering of the same model; only itself where the model is not known."""
        model = self.model
        return (self,) if model is None else model.offerings


class Author(Linked, frozen=True):
    """Who makes models."""

    __slots__ = ()

    id: str
    """The author's slug, the part of a model's id before the slash."""

    name: str
    """The display name."""

    website: str | None = None
    """The author's site; ``None`` if not known."""

    home_providers: tuple[str, ...] = ()
    """The providers through which the author itself serves its models, first the one that speaks for it."""

    @property
    def models(self) -> tuple[Model, ...]:
        """Every model of the author. Raises ``DetachedError`` outside a catalog."""
        return self._follow("models").authored_by(self.id)


class Provider(Linked, frozen=True):
    """Who serves models."""

    __slots__ = ()

    id: str
    """The provider's slug, the part of an offering's id before the colon."""

    name: str
    """The display name."""

    aliases: tuple[str, ...] = ()
    """Other names that references may use for it."""

    documentation_url: str | None = None
    """Its documentation; ``None`` if not known."""

    status_url: str | None = None
    """Its status page; ``None`` if not known."""

    env: tuple[str, ...] = ()
    """The environment variables that hold its key and settings."""

    base_url: str | None = None
    """The address of its API; ``None`` if not known."""

    api: str | None = None
    """The API family that it speaks, such as ``openai`` or ``anthropic``; ``None`` if not known."""

    @property
    def offerings(self) -> tuple[Offering, ...]:
        """Everything that it serves or served. Raises ``DetachedError`` outside a catalog."""
        return self._follow("offerings").served_by(self.id)


def _tokens(count: int | None) -> str | None:
    return None if count is None else f"{count:,} tokens"


def _words(words: frozenset[Modality] | None) -> str | None:
    return None if words is None else ", ".join(sorted(words))
