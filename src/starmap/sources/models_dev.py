"""models.dev: the offerings of its newest edition, those that it has dropped, and its records of authors' models.

Habits of the source: gateways give ``limit.output`` the size of the window where they do not know it, embeddings give
it their dimensions; ``limit.input`` is at times larger than ``limit.context``; the price of image tokens stands under
``output`` for models that only draw; mode ``fast`` at OpenAI asks for the service tier ``priority``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Literal, NotRequired, Required, TypeAlias

from pydantic import ConfigDict, Field, TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Batch, Facts, Listing, ProviderFacts, compact
from starmap.sources.models_dev_prices import Cost, Experimental, mode_prices, no_price, prices
from starmap.sources.reading import ProviderNames, SourceFile, validated
from starmap.sources.words import Effort, Stage, day, efforts, modalities, partial_day, stage, tokens

__all__ = ["FILES", "NAME", "parse"]

NAME = "models.dev"
FILES = (
    "models_dev/api-*.json.gz",
    "models_dev/git-*/base_model_links.json",
    "models_dev/git-*/models.json",
    "models_dev_retired.json.gz",
)

_KEY = "models_dev"
_Form: TypeAlias = Literal["text", "image", "audio", "video", "pdf"]

_STRICT = ConfigDict(extra="forbid", strict=True)


@with_config(_STRICT)
class _Limit(TypedDict):
    """Tokens; zero where models.dev does not know."""

    context: int
    input: NotRequired[int]
    output: NotRequired[int]


@with_config(_STRICT)
class _Modalities(TypedDict):
    """What goes in and out."""

    input: list[_Form]
    output: list[_Form]


@with_config(_STRICT)
class _ReasoningOption(TypedDict):
    """One way to set how much a model thinks."""

    type: Literal["effort", "toggle", "budget_tokens"]
    values: NotRequired[list[Effort | None]]
    min: NotRequired[int]
    max: NotRequired[int]


@with_config(_STRICT)
class _Api(TypedDict, total=False):
    """How a model is called where that differs from its provider's other models."""

    npm: str
    api: str
    shape: str
    body: dict[str, object]


@with_config(_STRICT)
class _Model(TypedDict, total=False):
    """What the records of offerings and of authors share."""

    id: str
    name: Required[str]
    family: str
    attachment: bool
    reasoning: bool
    tool_call: bool
    structured_output: bool
    temperature: bool
    knowledge: str
    release_date: str
    last_updated: str
    open_weights: bool
    limit: Required[_Limit]
    modalities: _Modalities


@with_config(_STRICT)
class _Offering(_Model, total=False):
    """A provider's model."""

    description: str
    canonical_model_id: str
    reasoning_options: list[_ReasoningOption]
    interleaved: bool | dict[str, str]
    status: Stage
    cost: Cost
    experimental: Experimental | bool
    provider: _Api


@with_config(_STRICT)
class _Retired(_Offering, total=False):
    """The last record of an offering that is gone, with the spellings of its day."""

    _removed_at: Required[Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT")]]
    _last_changed_at: str
    _last_ref: str
    alpha: bool
    input_modalities: list[_Form]
    output_modalities: list[_Form]


@with_config(_STRICT)
class _Weights(TypedDict, total=False):
    """Where the weights lie."""

    url: Required[str]
    label: str
    quantization: str


@with_config(_STRICT)
class _Author(_Model, total=False):
    """An author's model. Benchmarks are other people's work and links are no facts: both stay unread."""

    license: str
    weights: list[_Weights]
    links: list[dict[str, str]]
    benchmarks: list[dict[str, object]]


@with_config(_STRICT)
class _Provider(TypedDict):
    """A provider and its models by id."""

    id: str
    name: str
    env: list[str]
    npm: str
    doc: str
    api: NotRequired[str]
    models: dict[str, _Offering]


_PROVIDERS = TypeAdapter(dict[str, _Provider])
_AUTHORS = TypeAdapter(dict[Annotated[str, Field(pattern="^[^/]+/.+$")], _Author])
_RETIRED = TypeAdapter(dict[str, dict[str, _Retired]])
_LINKS = TypeAdapter(dict[str, str])


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """The offerings of the newest edition, live; those of older ones, as each was last seen; and authors' own models.

    Raises ``SourceError``.
    """
    batch = Batch(NAME)
    editions, authors, retired, links = _sorted_out(files)
    base = {ref: model for file in links for ref, model in validated(_LINKS, file.data, file.name).items()}
    seen: set[tuple[str, str]] = set()
    for number, file in enumerate(editions):
        providers = validated(_PROVIDERS, file.data, file.name)
        if number == 0:
            batch.providers = list(_providers(providers, names))
        for provider, record in sorted(providers.items()):
            for id, model in sorted(record["models"].items()):
                listing = _listing(provider, id, model, names, file.date, base, batch)
                _add(listing, number == 0, seen, batch)
    for file in retired:
        for provider, gone in sorted(validated(_RETIRED, file.data, file.name).items()):
            for id, model in sorted(gone.items()):
                listing = _listing(provider, id, model, names, model["_removed_at"][:10], base, batch)
                _add(listing, False, seen, batch)
    for file in authors:
        batch.listings += _author_listings(validated(_AUTHORS, file.data, file.name), file.date)
    return batch


def _sorted_out(
    files: Iterable[SourceFile],
) -> tuple[list[SourceFile], list[SourceFile], list[SourceFile], list[SourceFile]]:
    """Editions of the table, newest first; authors' models; retired records; links."""
    kinds: tuple[list[SourceFile], list[SourceFile], list[SourceFile], list[SourceFile]] = ([], [], [], [])
    for file in sorted(files, key=lambda file: (file.date, file.name), reverse=True):
        ends = ("/models.json", "_retired.json.gz", "/base_model_links.json")
        kinds[next((place for place, end in enumerate(ends, 1) if file.name.endswith(end)), 0)].append(file)
    return kinds


def _providers(providers: Mapping[str, _Provider], names: ProviderNames) -> Iterator[ProviderFacts]:
    """Our providers; where several of models.dev's are one of ours, the first speaks for it."""
    told: set[str] = set()
    for spelling, record in sorted(providers.items()):
        id = names.get(_KEY, spelling)
        if id not in told:
            told.add(id)
            yield ProviderFacts(
                id,
                record["name"],
                _documentation(record["doc"]),
                tuple(record["env"]),
                record.get("api"),
                _api_family(record["npm"]),
            )


def _add(listing: Listing, live: bool, seen: set[tuple[str, str]], batch: Batch) -> None:
    """The listing, unless a newer record or another of models.dev's providers that is the same one of ours has it."""
    offering = (listing.provider, listing.id)
    if offering in seen:
        batch.leave_out("listed a second time")
        return
    seen.add(offering)
    listing.live = live
    batch.listings.append(listing)


def _documentation(address: str) -> str | None:
    """The address of a provider's documentation; a package's page in a registry is none."""
    return None if "/package/" in address else address


def _listing(
    provider: str,
    id: str,
    record: _Offering,
    names: ProviderNames,
    date: str,
    base: Mapping[str, str],
    batch: Batch,
) -> Listing:
    facts = _facts(record)
    facts |= compact(
        {
            "api": _api_family(record.get("provider", {}).get("npm")),
            "lifecycle.stage": stage(record.get("status")),
        }
    )
    facts |= _reasoning(record.get("reasoning_options", ()))
    facts |= _prices(provider, id, record, batch)
    model = record.get("canonical_model_id") or base.get(f"{provider}/{id}")
    return Listing(names.get(_KEY, provider), id, facts, date, model=model)


def _author_listings(records: dict[str, _Author], date: str) -> Iterator[Listing]:
    for ref, record in sorted(records.items()):
        author, _, slug = ref.partition("/")
        weights = record.get("weights", ())
        own = compact({"license": record.get("license"), "weights_url": weights[0]["url"] if weights else None})
        yield Listing(f"@{author}", slug, _facts(record) | own, date, model=ref)


def _facts(record: _Model) -> Facts:
    """What offerings and authors' models have alike. Zero limits and days that are only months are unknown."""
    limit = record["limit"]
    forms = record.get("modalities")
    return compact(
        {
            "name": record["name"],
            "family": record.get("family"),
            "release_date": day(record.get("release_date")),
            "knowledge_cutoff": partial_day(record.get("knowledge")),
            "open_weights": record.get("open_weights"),
            "limits.context_window": tokens(limit["context"]),
            "limits.max_input_tokens": tokens(limit.get("input")),
            "limits.max_output_tokens": tokens(limit.get("output")),
            "modalities.input": modalities(forms["input"]) if forms else None,
            "modalities.output": modalities(forms["output"]) if forms else None,
            "capabilities.tools": record.get("tool_call"),
            "capabilities.structured_output": record.get("structured_output"),
            "capabilities.reasoning": record.get("reasoning"),
            "parameters.temperature.accepted": record.get("temperature"),
        }
    )


def _reasoning(options: Iterable[_ReasoningOption]) -> Facts:
    facts: Facts = {}
    for option in options:
        if option["type"] == "effort" and (levels := efforts(option.get("values", ()))):
            facts["capabilities.reasoning_efforts"] = levels
        if option["type"] == "budget_tokens" and ("min" in option or "max" in option):
            facts["capabilities.reasoning_budget"] = compact({"min": option.get("min"), "max": option.get("max")})
    return facts


def _prices(provider: str, id: str, record: _Offering, batch: Batch) -> Facts:
    facts: Facts = {}
    cost = record.get("cost")
    forms = record.get("modalities") or {"input": ["text"], "output": ["text"]}
    if cost is not None:
        reason = no_price(cost, provider, id, forms["input"], forms["output"])
        if reason is None:
            facts |= prices(cost)
        else:
            batch.leave_out(reason)
    experimental = record.get("experimental")
    if isinstance(experimental, dict):
        facts |= mode_prices(experimental.get("modes", {}))
    return facts


def _api_family(npm: str | None) -> str | None:
    """The API that a package of the AI SDK speaks; a package of the provider's own says nothing of it."""
    prefix = "@ai-sdk/"
    return npm.removeprefix(prefix) if npm is not None and npm.startswith(prefix) else None
