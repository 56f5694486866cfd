"""What an AI model can do, how much it takes and what it costs: typed, offline, with the evidence for every number."""

from starmap.capabilities import Capabilities, Parameter, TokenBudget
from starmap.costs import Cost, Line, Unpriced
from starmap.errors import (
    AmbiguousModelError,
    DataError,
    DetachedError,
    ImpossibleUsageError,
    InexactReferenceError,
    StarmapError,
    UnknownFieldError,
    UnknownModelError,
    UnknownProviderError,
    UnnamedModelError,
    UnpricedError,
    UnreadableResponseError,
    UnsupportedError,
)
from starmap.fit import Excess, Fit
from starmap.lifecycle import Lifecycle
from starmap.limits import Limits, Modalities
from starmap.model import Author, Model, Offering, Provider
from starmap.packaged import DirectoryStore, catalog
from starmap.pricing import Pricing, RateCard, Rates, Tier, Window
from starmap.records import FrozenMap
from starmap.registry import Catalog, Resolution
from starmap.usage import Usage
from starmap.vocabulary import Kind, Modality, ParameterName, Status

__all__ = [
    "AmbiguousModelError",
    "Author",
    "Capabilities",
    "Catalog",
    "Cost",
    "DataError",
    "DetachedError",
    "DirectoryStore",
    "Excess",
    "Fit",
    "FrozenMap",
    "ImpossibleUsageError",
    "InexactReferenceError",
    "Kind",
    "Lifecycle",
    "Limits",
    "Line",
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
    "UnnamedModelError",
    "Unpriced",
    "UnpricedError",
    "UnreadableResponseError",
    "UnsupportedError",
    "Usage",
    "Window",
    "catalog",
]
