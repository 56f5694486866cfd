"""The closed word lists of the catalog: kinds, modalities, statuses, capability and parameter names."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import PlainSerializer

__all__ = ["Kind", "Modality", "ModalitySet", "ParameterName", "Status"]


class Kind(StrEnum):
    """What a model is for."""

    CHAT = "chat"
    EMBEDDING = "embedding"
    IMAGE = "image"
    VIDEO = "video"
    SPEECH = "speech"
    TRANSCRIPTION = "transcription"
    RERANK = "rerank"
    MODERATION = "moderation"
    COMPLETION = "completion"
    REALTIME = "realtime"
    OCR = "ocr"


class Modality(StrEnum):
    """A form of content that goes in or comes out."""

    AUDIO = "audio"
    IMAGE = "image"
    PDF = "pdf"
    TEXT = "text"
    VIDEO = "video"


ModalitySet = Annotated[frozenset[Modality], PlainSerializer(sorted, return_type=list[Modality], when_used="json")]
"""A set of modalities; in JSON a sorted list."""


class Status(StrEnum):
    """Where an entry stands in its life."""

    PREVIEW = "preview"
    ACTIVE = "active"
    DEPRECATED = "deprecated"
    RETIRED = "retired"


class ParameterName(StrEnum):
    """The request parameters that the catalog keeps facts about, in the name most APIs give them."""

    FREQUENCY_PENALTY = "frequency_penalty"
    LOGIT_BIAS = "logit_bias"
    LOGPROBS = "logprobs"
    MAX_COMPLETION_TOKENS = "max_completion_tokens"
    MAX_TOKENS = "max_tokens"
    MIN_P = "min_p"
    N = "n"
    PRESENCE_PENALTY = "presence_penalty"
    REASONING_EFFORT = "reasoning_effort"
    REPETITION_PENALTY = "repetition_penalty"
    RESPONSE_FORMAT = "response_format"
    SEED = "seed"
    STOP = "stop"
    TEMPERATURE = "temperature"
    TOP_K = "top_k"
    TOP_LOGPROBS = "top_logprobs"
    TOP_P = "top_p"
    VERBOSITY = "verbosity"
