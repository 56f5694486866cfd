"""Mistral's documentation: its models with their dates, API names, prices, weights and replacements, in its own words.

Habits of the source: lengths are written ``128k``, which we read as thousands though some models take 1024s; ``status``
lags behind the retirement date; one API name may stand in several records, of which the newest holds it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Required

from pydantic import TypeAdapter, with_config
from typing_extensions import TypedDict

from starmap.sources.listing import Alias, Batch, Facts, Listing, Value
from starmap.sources.reading import ProviderNames, SourceFile, price, validated

__all__ = ["FILES", "NAME", "parse"]

NAME = "Mistral docs"
FILES = ("mistral_docs/models.json",)
PROVIDER = "mistral"


@with_config(extra="forbid")
class _Weights(TypedDict):
    name: str
    license: str
    licenseUrl: str
    url: str
    parameters: object
    active: object
    contextSize: object
    minGpuRam: object


@with_config(extra="forbid")
class _Price(TypedDict, total=False):
    label: str
    type: str
    price: Required[float]
    priceEur: float
    denominator: Required[str]


@with_config(extra="forbid")
class _Pricing(TypedDict, total=False):
    type: str
    free: Required[bool]
    input: list[_Price]
    output: list[_Price]
    price: float
    denominator: str


@with_config(extra="forbid")
class _Identifiers(TypedDict):
    apiNames: list[str]


@with_config(extra="forbid")
class _Capabilities(TypedDict):
    input: list[str]
    output: list[str]
    features: list[str]


@with_config(extra="forbid")
class _Metadata(TypedDict, total=False):
    deprecationDate: str
    retirementDate: str
    replacement: str
    parameters: str


@with_config(extra="forbid")
class _Model(TypedDict, total=False):
    name: Required[str]
    slug: Required[str]
    slugAliases: list[str]
    version: str
    releaseDate: Required[str]
    status: Required[str]
    type: Required[str]
    capabilities: Required[_Capabilities]
    contextLength: Required[str | None]
    outputTokenLimit: str
    pricing: Required[_Pricing]
    identifiers: Required[_Identifiers]
    metadata: Required[_Metadata]
    weights: Required[list[_Weights]]
    avatar: object
    bloglink: object
    externalLinks: object
    frontier: object
    hideRatings: object
    legacy: object
    legalButton: object
    paperlink: object
    performanceMaxStars: object
    playground: object
    pricingLayout: object
    ratings: object
    relatedModels: object
    tags: object
    usageExample: object
    # ``class`` is a keyword, so it is declared below.


@with_config(extra="forbid")
class _Record(_Model, TypedDict("_Class", {"class": str}, total=False), total=False):
    """A model with the field that Python has no name for."""


def parse(files: Iterable[SourceFile], names: ProviderNames) -> Batch:
    """An offering under each model's dated API name; its other names as aliases. Raises ``SourceError``."""
    batch = Batch(NAME)
    provider = names.known("models_dev", PROVIDER) or PROVIDER
    for file in files:
        models = validated(_MODELS, file.data, file.name)
        newest = sorted(models.values(), key=lambda model: model["slug"])
        newest.sort(key=lambda model: model["releaseDate"], reverse=True)
        ids = {model["slug"]: one for model in newest if (one := _id(model)) is not None}
        batch.leave_out("no API name", len(models) - len(ids))
        taken: set[str] = set()
        for model in newest:
            one = ids.get(model["slug"])
            if one is None:
                continue
            if one in taken:
                batch.leave_out("a name that another record holds")
                continue
            taken.add(one)
            batch.listings.append(Listing(provider, one, _facts(model, newest, ids), file.date))
        for model in newest:
            for name in model["identifiers"]["apiNames"]:
                if name not in taken:
                    taken.add(name)
                    target = ids[model["slug"]]
                    batch.aliases.append(Alias(provider, name, target, file.date, name.endswith("-latest")))
    batch.listings.sort(key=lambda listing: listing.id)
    batch.aliases.sort(key=lambda alias: alias.name)
    return batch


def _id(model: _Record) -> str | None:
    """The dated API name, else the first that does not move."""
    api_names = model["identifiers"]["apiNames"]
    dated = [name for name in api_names if re.search(r"-\d{4}$", name)]
    fixed = [name for name in api_names if not name.endswith("-latest")]
    return next(iter([*dated, *fixed, *api_names]), None)


def _facts(model: _Record, newest: list[_Record], ids: Mapping[str, str]) -> Facts:
    facts: dict[str, Value | None] = {
        "name": model["name"],
        "release_date": _day(model["releaseDate"]),
        "limits.context_window": _tokens(model["contextLength"]),
        "limits.max_output_tokens": _tokens(model.get("outputTokenLimit")),
        "lifecycle.stage": _STAGES.get(model["status"]),
        "lifecycle.deprecated_on": _day(model["metadata"].get("deprecationDate")),
        "lifecycle.retires_on": _day(model["metadata"].get("retirementDate")),
        "lifecycle.replacement": _replacement(model, newest, ids),
    }
    facts |= _abilities(model["capabilities"])
    facts |= _weights(model)
    facts |= _prices(model["pricing"])
    return {path: value for path, value in facts.items() if value is not None}


def _abilities(stated: _Capabilities) -> Facts:
    facts: Facts = {}
    features = stated["features"]
    if kind := next((kind for feature, kind in _KINDS.items() if feature in features), None):
        facts["kind"] = kind
    for side, words in (("input", stated["input"]), ("output", stated["output"])):
        if known := sorted({_MODALITIES[word] for word in words if word in _MODALITIES}):
            facts[f"modalities.{side}"] = list(known)
    for feature, capability in _CAPABILITIES.items():
        if feature in features:
            facts[f"capabilities.{capability}"] = True
    if "reasoning" in stated["output"]:
        facts["capabilities.reasoning"] = True
    return facts


def _weights(model: _Record) -> Facts:
    published = model["weights"]
    if not published:
        # A premier model is sold, not published; of a laboratory one nothing is said.
        return {"open_weights": False} if model["type"] == "Premier" else {}
    facts: Facts = {"open_weights": True}
    if len({one["license"] for one in published}) == 1:
        facts["license"] = published[0]["license"]
    instruct = [one for one in published if one["name"] in ("Instruct Weights", "Weights")]
    facts["weights_url"] = (instruct or published)[0]["url"]
    return facts


def _prices(stated: _Pricing) -> Facts:
    """Dollar prices; zero only where the page says free."""
    if stated["free"]:
        return {"pricing.input": Decimal(0), "pricing.output": Decimal(0)}
    facts: Facts = {}
    for side, prices in (("input", stated.get("input", [])), ("output", stated.get("output", []))):
        for one in prices:
            unit = _UNITS.get((side, one["denominator"]))
            if "Cached" in one.get("label", ""):
                unit = ("cache_read", 1)
            if unit is not None and one["price"] > 0:
                rate = price(Decimal(str(one["price"])) / unit[1])
                if rate is not None:
                    facts[f"pricing.{unit[0]}"] = rate
    return facts


def _replacement(model: _Record, newest: list[_Record], ids: Mapping[str, str]) -> str | None:
    """The API id of the newest living model of the name that the page gives; ``None`` if there is none."""
    name = model["metadata"].get("replacement")
    living = (one for one in newest if one["name"] == name and one["status"] in ("GA", "PublicPreview"))
    return next((ids[one["slug"]] for one in living if one["slug"] in ids), None)


def _tokens(text: str | None) -> int | None:
    match = re.fullmatch(r"(\d+)([kM])", text or "")
    return int(match[1]) * {"k": 1_000, "M": 1_000_000}[match[2]] if match else None


def _day(text: str | None) -> str | None:
    """A full date, which the page writes in two ways."""
    for form in ("%Y-%m-%d", "%B %d, %Y"):
        try:
            return datetime.strptime(text or "", form).date().isoformat()
        except ValueError:
            continue
    return None


_STAGES = {"GA": "active", "PublicPreview": "preview", "Deprecated": "deprecated", "Retired": "retired"}
_KINDS = {
    "ocr": "ocr",
    "embeddings": "embedding",
    "moderations": "moderation",
    "tts": "speech",
    "chat-completions": "chat",
    "transcriptions": "transcription",
    "fim": "completion",
}
_MODALITIES = {"text": "text", "image": "image", "audio": "audio", "document": "pdf"}
_CAPABILITIES = {
    "batching": "batch",
    "function-calling": "tools",
    "predicted-outputs": "predicted_outputs",
    "prefix": "prefill",
    "structured-outputs": "structured_output",
}
_UNITS = {
    ("input", "/M Tokens"): ("input", 1),
    ("output", "/M Tokens"): ("output", 1),
    ("input", "/Min"): ("per_second_input", 60),
    ("input", "/1000 Pages"): ("per_page", 1_000),
    # Of the text that is read out.
    ("output", "/M Chars"): ("per_character", 1_000_000),
}
_MODELS = TypeAdapter(dict[str, _Record])
