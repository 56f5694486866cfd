"""What an AI model can do, how much it takes and what it costs: typed, offline, with the evidence for every number."""

from starmap.capabilities import Capabilities, Parameter, TokenBudget
from starmap.errors import (
    AmbiguousModelError,
    DataError,
    DetachedError,
    InexactReferenceError,
    StarmapError,
    UnknownFieldError,
    UnknownModelError,
    UnknownProviderError,
    UnsupportedError,
)
from starmap.lifecycle import Lifecycle
from starmap.limits import Limits, Modalities
from starmap.model import Author, Model, Offering, Provider
from starmap.packaged import DirectoryStore, catalog
from starmap.pricing import Pricing, RateCard, Rates, Tier, Window
from starmap.records import FrozenMap
from starmap.registry import Catalog, Resolution
from starmap.vocabulary import Kind, Modality, ParameterName, Status

__all__ = [
    "AmbiguousModelError",
    "Author",
    "Capabilities",
    "Catalog",
    "DataError",
    "DetachedError",
    "DirectoryStore",
    "FrozenMap",
    "InexactReferenceError",
    "Kind",
    "Lifecycle",
    "Limits",
    "Modalities",
    "Modality",
    "Model",
    "Offering",
    "Parameter",
    "ParameterName",
    "Pricing",
    "Provider",
    "RateCard",
    "Rates",
    "Resolution",
    "StarmapError",
    "Status",
    "Tier",
    "TokenBudget",
    "UnknownFieldError",
    "UnknownModelError",
    "UnknownProviderError",
    "UnsupportedError",
    "Window",
    "catalog",
]
