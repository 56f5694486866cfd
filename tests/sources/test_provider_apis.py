"""Providers' own answers as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import provider_apis
from starmap.sources.listing import Alias, Batch, Facts
from starmap.sources.reading import ProviderNames, SourceFile

DAY = "2026-08-05"
NAMES = ProviderNames({"models_dev": {"google": "google-ai-studio"}})


def answer(provider: str, body: object) -> Batch:
    """The claims of an answer."""
    return provider_apis.parse([SourceFile(f"llm_db/remote/{provider}.json", json.dumps(body).encode(), DAY)], NAMES)


def anthropic(**changes: object) -> Facts:
    """The claims of a model of Anthropic's."""
    yes, no = {"supported": True}, {"supported": False}
    able = {
        "batch": yes,
        "citations": yes,
        "code_execution": no,
        "context_management": yes,
        "effort": yes | {"low": yes, "medium": yes, "high": yes, "xhigh": no, "max": yes},
        "image_input": yes,
        "pdf_input": no,
        "structured_outputs": yes,
        "thinking": yes | {"types": {}},
    }
    model = {
        "id": "big-1",
        "type": "model",
        "display_name": "Big 1",
        "created_at": "2026-07-24T00:00:00Z",
        "max_input_tokens": 1_000_000,
        "max_tokens": 128_000,
        "capabilities": able | changes,
    }
    return answer("anthropic", {"data": [model]}).listings[0].facts


def test_anthropic_says_yes_and_no() -> None:
    """Its false is a no; text goes without saying."""
    assert anthropic() == {
        "name": "Big 1",
        "release_date": "2026-07-24",
        "limits.context_window": 1_000_000,
        "limits.max_output_tokens": 128_000,
        "capabilities.batch": True,
        "capabilities.citations": True,
        "capabilities.code_execution": False,
        "capabilities.reasoning": True,
        "capabilities.structured_output": True,
        "capabilities.reasoning_efforts": ["low", "medium", "high", "max"],
        "modalities.input": ["image", "text"],
    }


def test_without_effort_there_are_no_levels() -> None:
    """The list is not known rather than empty."""
    assert "capabilities.reasoning_efforts" not in anthropic(effort={"supported": False})


def google(**changes: object) -> Facts:
    """The claims of a model of Google's."""
    model = {
        "name": "models/big-1",
        "displayName": "Big 1",
        "description": "A sentence of theirs.",
        "version": "001",
        "inputTokenLimit": 1_048_576,
        "outputTokenLimit": 65_536,
        "supportedGenerationMethods": ["generateContent"],
    } | changes
    (listing,) = answer("google", {"models": [model]}).listings
    assert (listing.provider, listing.id) == ("google-ai-studio", "big-1")
    return listing.facts


def test_google_limits_the_prompt_by_itself() -> None:
    """Its input limit is not a window."""
    assert google() == {
        "name": "Big 1",
        "limits.max_input_tokens": 1_048_576,
        "limits.max_output_tokens": 65_536,
    }


def test_google_names_methods_and_defaults() -> None:
    """Thinking, caching, batches and sampling."""
    stated = google(
        thinking=True,
        temperature=1,
        maxTemperature=2,
        topP=0.95,
        topK=64,
        supportedGenerationMethods=["generateContent", "createCachedContent", "batchGenerateContent"],
    )
    assert stated["capabilities.reasoning"] is True
    assert stated["capabilities.prompt_caching"] is True
    assert stated["capabilities.batch"] is True
    assert stated["parameters.temperature.default"] == Decimal(1)
    assert stated["parameters.temperature.max"] == Decimal(2)
    assert stated["parameters.top_p.default"] == Decimal("0.95")
    assert stated["parameters.top_k.default"] == Decimal(64)


@pytest.mark.parametrize(
    ("methods", "kind"), [(["embedContent", "countTokens"], "embedding"), (["predictLongRunning"], None)]
)
def test_a_placeholder_for_output_is_left_out(methods: list[str], kind: str | None) -> None:
    """Embeddings, images and videos have no tokens of output."""
    stated = google(supportedGenerationMethods=methods, outputTokenLimit=1)
    assert "limits.max_output_tokens" not in stated
    assert stated.get("kind") == kind


def test_openai_says_when_a_record_was_made() -> None:
    """In UTC; a person's fine-tune is nobody else's."""
    models = [
        {"id": one, "object": "model", "owned_by": "x", "created": 1671217299} for one in ("big-1", "ft:big-1:me")
    ]
    batch = answer("openai", {"object": "list", "data": models})
    assert [(one.id, one.facts) for one in batch.listings] == [("big-1", {"release_date": "2022-12-16"})]


def xai(**changes: object) -> Batch:
    """The claims of a model of xAI's."""
    model = {"id": "big-1", "object": "model", "owned_by": "xai", "created": 1782691200, "aliases": []} | changes
    return answer("xai", {"object": "list", "data": [model]})


def test_xai_counts_hundredths_of_cents() -> None:
    """20000 is two dollars per million tokens; an image is two cents."""
    stated = xai(
        context_length=500_000,
        prompt_text_token_price=20_000,
        prompt_image_token_price=20_000,
        completion_text_token_price=60_000,
        cached_prompt_text_token_price=3_000,
        long_context_threshold=200_000,
        prompt_text_token_price_long_context=40_000,
        completion_text_token_price_long_context=120_000,
        cached_prompt_text_token_price_long_context=6_000,
        image_price=200_000_000,
    )
    assert stated.listings[0].facts == {
        "release_date": "2026-06-29",
        "limits.context_window": 500_000,
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(6),
        "pricing.cache_read": Decimal("0.3"),
        "pricing.per_image": Decimal("0.02"),
        "pricing.tiers": [{"above": 200_000, "input": Decimal(4), "output": Decimal(12), "cache_read": Decimal("0.6")}],
    }


def test_an_image_token_of_another_price_has_a_rate() -> None:
    """Else it is a token like any other."""
    stated = xai(prompt_text_token_price=20_000, prompt_image_token_price=30_000).listings[0].facts
    assert stated["pricing.input_image"] == Decimal(3)


def test_xai_names_aliases() -> None:
    """A name with ``latest`` in it moves."""
    assert xai(aliases=["big-latest", "big-1-0309"]).aliases == [
        Alias("xai", "big-1-0309", "big-1", DAY),
        Alias("xai", "big-latest", "big-1", DAY, moving=True),
    ]


def cost(value: float, **prompt: object) -> dict[str, object]:
    """A price of ZenMux's."""
    one: dict[str, object] = {"currency": "USD", "unit": "perMTokens", "value": value}
    return one | ({"conditions": {"prompt_tokens": prompt | {"unit": "kTokens"}}} if prompt else {})


def zenmux(**changes: object) -> Facts:
    """The claims of a model on ZenMux."""
    model = {
        "id": "org/big-1",
        "object": "model",
        "owned_by": "org",
        "display_name": "Org: Big 1",
        "created": 1,
        "publish_time": "2026-08-03",
        "context_length": 0,
        "capabilities": {"reasoning": False},
        "input_modalities": ["text", "file"],
        "output_modalities": ["text"],
    } | changes
    return answer("zenmux", {"object": "list", "data": [model]}).listings[0].facts


def test_zenmux_describes_what_it_serves() -> None:
    """A length of zero is not known, a file is a document, and no reasoning says nothing."""
    assert zenmux() == {
        "name": "Org: Big 1",
        "release_date": "2026-08-03",
        "modalities.input": ["pdf", "text"],
        "modalities.output": ["text"],
    }


def test_zenmux_prices_by_the_length_of_the_prompt() -> None:
    """The range from zero is the card; the start of another one is a tier."""
    stated = zenmux(
        pricings={
            "prompt": [cost(1.25, gte=0, lte=200), cost(2.5, gt=200)],
            "completion": [cost(10)],
            "input_cache_write_5_min": [cost(1.6)],
            "input_cache_write_1_h": [cost(2.5)],
            "web_search": [{"currency": "USD", "unit": "perCount", "value": 0.01}],
        }
    )
    assert {path: value for path, value in stated.items() if path.startswith("pricing.")} == {
        "pricing.input": Decimal("1.25"),
        "pricing.output": Decimal(10),
        "pricing.cache_write": Decimal("1.6"),
        "pricing.cache_write_1h": Decimal("2.5"),
        "pricing.per_search": Decimal("0.01"),
        "pricing.tiers": [{"above": 200_000, "input": Decimal("2.5")}],
    }


UNUSABLE = [
    ("two values for one prompt", {"prompt": [cost(1)], "input_cache_read": [cost(0.17), cost(0.25)]}),
    ("the keeping of a cache", {"prompt": [cost(1)], "input_cache_write_1_h": [cost(4.5)]}),
    ("a write cheaper than a token", {"prompt": [cost(1)], "input_cache_write": [cost(0.08)]}),
]


@pytest.mark.parametrize("stated", [case[1] for case in UNUSABLE], ids=[case[0] for case in UNUSABLE])
def test_a_rate_that_cannot_be_read_is_left_out(stated: dict[str, object]) -> None:
    """The others stay."""
    priced = {path: value for path, value in zenmux(pricings=stated).items() if path.startswith("pricing.")}
    assert priced == {"pricing.input": Decimal(1)}


def test_prices_by_the_length_of_the_answer_are_left_out() -> None:
    """No card of ours can say them."""
    one = cost(1) | {"conditions": {"completion_tokens": {"gte": 0, "unit": "kTokens"}}}
    assert not any(path.startswith("pricing.") for path in zenmux(pricings={"prompt": [one]}))


@pytest.mark.parametrize("change", [{"unit": "perKTokens"}, {"currency": "CNY"}], ids=["unit", "currency"])
def test_another_unit_is_refused(change: dict[str, str]) -> None:
    """A price in it would be wrong by a factor."""
    with pytest.raises(SourceError, match=r"data\.0\.pricings\.prompt\.0\.(unit|currency)"):
        zenmux(pricings={"prompt": [cost(1) | change]})


@pytest.mark.parametrize("provider", ["anthropic", "google", "openai", "xai", "zenmux"])
def test_a_new_field_is_refused(provider: str) -> None:
    """In every answer."""
    with pytest.raises(SourceError, match=rf"llm_db/remote/{provider}\.json at "):
        answer(provider, {"models" if provider == "google" else "data": [{"smell": 1}]})


def test_an_answer_without_a_reader_is_refused() -> None:
    """A new provider needs one."""
    with pytest.raises(SourceError, match=r"llm_db/remote/newcomer\.json: a provider whose answer has no reader"):
        answer("newcomer", {})


def test_a_truncated_answer_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"llm_db/remote/xai\.json"):
        provider_apis.parse([SourceFile("llm_db/remote/xai.json", b'{"data": [', DAY)], NAMES)
