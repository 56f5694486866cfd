"""What vendors' own pages say is what the catalog answers: the address and the date stand beside each fact."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from starmap import catalog

pytestmark = pytest.mark.catalog

FACTS: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "vendor_facts.toml").read_text())["fact"]
VENDORS = (
    "openai", "anthropic", "google-ai-studio", "google-vertex", "azure", "amazon-bedrock", "mistral", "xai", "cohere",
    "deepseek", "moonshotai", "alibaba", "groq", "togetherai", "fireworks-ai", "perplexity", "voyage", "cerebras",
    "ai21", "meta", "zai", "minimax",
)  # fmt: skip


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact['offering']} {fact['field']}")
def test_the_catalog_answers_what_the_page_says(fact: dict[str, Any]) -> None:
    """The value, and the page's address as its evidence or among the sources that agree."""
    (told,) = (one for one in catalog.explain(fact["offering"], fact["field"]).fields if one.field == fact["field"])
    wanted = tuple(fact["value"]) if isinstance(fact["value"], list) else fact["value"]
    value = told.value
    if fact["field"] in ("alias_of", "lifecycle.replacement"):
        value = str(value).removeprefix(f"{fact['offering'].partition(':')[0]}:")
    assert value == wanted, fact["url"]


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_vendor_has_ten_facts(vendor: str) -> None:
    """At least ten, each with address and date."""
    own = [fact for fact in FACTS if fact["offering"].startswith(f"{vendor}:")]
    assert len(own) >= 10
    assert all(fact["url"].startswith("https://") and fact["date"] for fact in own)
    assert Counter(fact["field"] for fact in own).total() == len(own)
