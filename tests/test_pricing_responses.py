"""From a response to its cost, on the sample catalog."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from starmap import AmbiguousModelError, Catalog, UnknownModelError, UnknownProviderError, UnnamedModelError
from starmap.errors import UnpricedError, UnreadableResponseError

NOVEMBER = date(2026, 11, 1)


def chat(**more: Any) -> dict[str, Any]:
    """A chat completion of 1,200 tokens of prompt and 300 of answer: $0.003 + $0.003 at 2.50 and 10."""
    usage = {"prompt_tokens": 1_200, "completion_tokens": 300, "total_tokens": 1_500}
    return {"choices": [], "usage": usage, **more}


def test_the_model_that_the_response_names_is_priced(sample: Catalog) -> None:
    """A response that names its model needs nothing else."""
    cost = sample.price(chat(model="gpt-4o-2024-08-06"), at=NOVEMBER)
    assert (cost.entry, cost.total) == ("openai/gpt-4o-2024-08-06", Decimal("0.006"))


def test_the_model_is_looked_for_at_the_provider_that_was_asked(sample: Catalog) -> None:
    """The dated id that Azure answers with is Azure's, whether a reference or a provider says so."""
    body = chat(model="gpt-4o-2024-08-06")
    assert sample.price(body, model="azure:gpt-4o", at=NOVEMBER).entry == "azure:gpt-4o-2024-08-06"
    assert sample.price(body, provider="azure", at=NOVEMBER).entry == "azure:gpt-4o-2024-08-06"


def test_a_name_that_is_not_exact_gives_way_to_the_one_asked_for(sample: Catalog) -> None:
    """What the response calls its model may be a deployment's name, or a date that nobody lists."""
    for name in ("my-deployment", "gpt-4o-2031-01-01"):
        assert sample.price(chat(model=name), model="azure:gpt-4o", at=NOVEMBER).entry == "azure:gpt-4o"


def test_a_name_that_is_not_exact_is_an_error_by_itself(sample: Catalog) -> None:
    """Without the model that was asked for there is nothing to price by."""
    with pytest.raises(UnknownModelError):
        sample.price(chat(model="gpt-4o-2031-01-01"))


def test_an_ambiguous_name_gives_way_to_the_one_asked_for(sample: Catalog) -> None:
    """An id that two providers have is none exactly: it is an error by itself."""
    body = chat(model="openrouter/free")
    with pytest.raises(AmbiguousModelError):
        sample.price(body, at=NOVEMBER)
    assert sample.price(body, model="openai/gpt-4o", at=NOVEMBER).entry == "openai/gpt-4o"


def test_a_response_without_a_name_is_priced_as_asked(sample: Catalog) -> None:
    """Bedrock's answers name no model."""
    body = {"output": {"message": {}}, "usage": {"inputTokens": 1_000, "outputTokens": 100, "totalTokens": 1_100}}
    ref = "amazon-bedrock:amazon.nova-lite-v1:0"
    assert sample.price(body, model=ref, at=NOVEMBER).entry == ref


def test_nobody_naming_a_model_is_an_error(sample: Catalog) -> None:
    """The error says what to pass."""
    with pytest.raises(UnnamedModelError, match="pass model="):
        sample.price({"usage": {"inputTokens": 10, "outputTokens": 1, "totalTokens": 11}})


def test_an_unknown_provider_is_an_error(sample: Catalog) -> None:
    """A misspelt provider is not passed over."""
    with pytest.raises(UnknownProviderError):
        sample.price(chat(model="gpt-4o"), provider="opnai")


def test_the_day_is_that_of_the_response(sample: Catalog) -> None:
    """A response of June 2024 costs what it cost then: 1,200 x 5/M + 300 x 15/M = 0.0105."""
    created = int(datetime(2024, 6, 1, tzinfo=UTC).timestamp())
    cost = sample.price(chat(model="gpt-4o", created=created), provider="openai")
    assert (cost.on, cost.total) == (date(2024, 6, 1), Decimal("0.0105"))


def test_the_day_given_comes_first(sample: Catalog) -> None:
    """``at`` is taken before what the response says."""
    created = int(datetime(2024, 6, 1, tzinfo=UTC).timestamp())
    assert sample.price(chat(model="gpt-4o", created=created), provider="openai", at=NOVEMBER).on == NOVEMBER


def test_the_mode_is_that_of_the_response(sample: Catalog) -> None:
    """A response of the priority tier is priced so: 1,200 x 4.25/M + 300 x 17/M = 0.0102."""
    body = chat(model="gpt-4o", service_tier="priority")
    cost = sample.price(body, provider="openai", at=NOVEMBER)
    assert (cost.mode, cost.total) == ("priority", Decimal("0.0102"))
    assert sample.price(body, provider="openai", at=NOVEMBER, mode="standard").total == Decimal("0.006")


def test_strict_raises_where_something_is_unpriced(sample: Catalog) -> None:
    """As on entries."""
    body = chat(model="gpt-4o")
    body["usage"]["prompt_tokens_details"] = {"audio_tokens": 100}
    assert sample.price(body, provider="openai", at=NOVEMBER).total is None
    with pytest.raises(UnpricedError):
        sample.price(body, provider="openai", at=NOVEMBER, strict=True)


def test_an_unreadable_body_is_never_free(sample: Catalog) -> None:
    """An error of the provider's costs nothing that we know of, and is not zero."""
    with pytest.raises(UnreadableResponseError):
        sample.price({"error": {"message": "overloaded"}}, model="openai:gpt-4o")
