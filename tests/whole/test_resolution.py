"""The names that users of other tools hold lead to the entry they mean."""

from __future__ import annotations

import gzip
import json
import tomllib
from pathlib import Path

import pytest

from starmap import Offering, StarmapError, UnknownModelError, catalog
from starmap.merging.names import NameTables, read_names
from starmap.sources.litellm_keys import pseudo
from starmap.sources.reading import SourceFile

pytestmark = pytest.mark.catalog

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
SOURCES = ROOT.parent / "shared" / "sources"
needs_sources = pytest.mark.skipif(not SOURCES.is_dir(), reason="the sources do not lie beside the project")

# Names that pydantic-ai knows and no source of facts lists: an answer would be a guess.
NOT_LISTED = {
    **dict.fromkeys(
        (
            "crusoe:deepseek-ai/DeepSeek-V4.1-Flash",
            "crusoe:nvidia/nemotron-3.5-lightning-30b-a3b",
            "crusoe:nvidia/nemotron-3.5-super-vl-120b-a12b",
            "crusoe:qwen/Qwen3.8-27B",
            "crusoe:zai-org/GLM-5.3",
            "crusoe:zai-org/GLM-5.3-Flash",
            "heroku:claude-4-5-haiku",
            "heroku:claude-4-6-sonnet",
            "heroku:claude-fable-5-1",
            "heroku:claude-haiku-5-5",
            "heroku:claude-opus-4-8",
            "heroku:claude-opus-5-5",
            "heroku:claude-sonnet-5-5",
            "heroku:gpt-oss-120b",
            "heroku:nova-2-lite",
            "heroku:nova-pro",
            "snowflake:claude-opus-5-5",
            "snowflake:claude-sonnet-5-5",
            "snowflake:mistral-large3",
            "snowflake:openai-gpt-6-astra",
            "snowflake:openai-gpt-6-luna",
            "snowflake:openai-gpt-6-sol",
            "snowflake:openai-gpt-6.1-terra",
        ),
        "no source of facts lists the id at this provider",
    ),
    "google-decisions:gemini-decision-1": "an API of pydantic-ai's own, no provider",
    "openai-decisions:gpt-6-luna": "an API of pydantic-ai's own, no provider",
    "test": "pydantic-ai's stand-in for tests",
}


@pytest.fixture(scope="module")
def tables() -> NameTables:
    """The curated tables of names."""
    names = ROOT / "facts" / "names"
    files = [SourceFile(name, (names / name).read_bytes(), "") for name in ("providers.toml", "authors.toml")]
    return read_names(*files)


def test_the_names_that_pydantic_ai_knows() -> None:
    """Each of them leads, exactly, to the id it names, or is listed above with the reason."""
    names = (HERE / "pydantic_ai_names.txt").read_text().split()
    assert len(names) == 263
    for name in names:
        if name in NOT_LISTED:
            with pytest.raises(UnknownModelError):
                catalog.get(name)
            continue
        found = catalog.resolve(name)
        _, _, wanted = name.partition(":")
        got = found.entry.model_id if isinstance(found.entry, Offering) else found.entry.id.partition("/")[2]
        assert found.exact, name
        assert got.casefold() == wanted.casefold(), name


@needs_sources
def test_live_litellm_keys_lead_to_the_same_provider_and_model(tables: NameTables) -> None:
    """At least 97 % of the keys of mapped providers lead to an entry of that provider with the same id and limits."""
    table = json.loads(gzip.decompress(max(SOURCES.glob("litellm/model_prices*-1.109.1.json.gz")).read_bytes()))
    asked, right = 0, 0
    for key, record in table.items():
        provider = tables.spellings.known("litellm", record.get("litellm_provider") or "")
        not_a_model = record.get("mode") in ("search", "vector_store", "guardrail", "rag")
        if provider is None or key == "sample_spec" or pseudo(key) or not_a_model:
            continue
        asked += 1
        right += _same(key, record, provider)
    assert asked > 3_000
    assert right / asked >= 0.97, f"{right} of {asked}"


def _same(key: str, record: dict[str, object], provider: str) -> bool:
    """Whether a key leads to an offering of the provider whose id ends the key and whose output limit agrees."""
    try:
        entry = catalog.resolve(key).entry
    except StarmapError:
        return False
    offerings = [entry] if isinstance(entry, Offering) else [o for o in entry.offerings if o.provider_id == provider]
    named = [o for o in offerings if o.provider_id == provider and key.casefold().endswith(o.model_id.casefold())]
    named += [o for o in offerings if o.provider_id == provider and o.model_id.endswith(f"/{key.rpartition('/')[2]}")]
    if not named:
        return False
    claimed = record.get("max_output_tokens")
    known = {
        evidence.value if evidence.value is not None else None
        for evidence in named[0].explain("limits.max_output_tokens").fields
    } | {claim.value for evidence in named[0].explain("limits.max_output_tokens").fields for claim in evidence.losing}
    return not isinstance(claimed, int) or not known or claimed in known


@needs_sources
def test_retired_litellm_keys_of_labs_and_clouds_lead_to_an_entry() -> None:
    """At least 90 % of the keys that vanished from LiteLLM at first-party labs and major clouds still answer."""
    labs = set(tomllib.loads((HERE / "labs.toml").read_text())["litellm"])
    retired = json.loads((SOURCES / "litellm_retired.json").read_bytes())
    asked, found = 0, 0
    for key, record in retired.items():
        provider = record.get("litellm_provider", "")
        if pseudo(key) or not (provider in labs or provider.startswith("vertex_ai")):
            continue
        asked += 1
        found += key in catalog
    assert asked > 300
    assert found / asked >= 0.90, f"{found} of {asked}"


INVENTED = (
    "gpt-9", "claude-doesnotexist-7", "gpt-5.4-mini-x", "gemini-9-pro", "gemini-1.5-pro-003", "gpt-4o-minis", "gpt4o",
    "openai/gpt-9", "openai:gpt-9", "anthropic/claude-9", "anthropic:claude-3-opus-20990101", "claude-3-opus-2024022",
    "o33", "o3-", "-o3", "mistral-largest", "llama-99", "deepseek-chatty", "google/gemini", "google:gemini-pro-max",
    "nonexistent/gpt-4o", "nonexistent:gpt-4o", "openai//gpt-4o", "openai/", "/gpt-4o", ":gpt-4o", "openai:",
    "gpt-4o gpt-4o", " gpt-4o", "gpt-4o ", "gpt-4o\n", "models/", "models/gpt-9", "publishers/google/models/gemini-9",
    "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-99", "azure/gpt-9", "bedrock/anthropic.claude-99",
    "ft:gpt-9:org::x", "gpt-9-2024-01-01", "us.anthropic.claude-99-v1:0", "gpt-4o:free:free:free",
    "\uff47\uff50\uff54\uff0d\uff14\uff4f",
)  # fmt: skip


@pytest.mark.parametrize("name", INVENTED, ids=repr)
def test_invented_names_are_unknown(name: str) -> None:
    """An invented or near-miss name is refused, and never answered by likeness."""
    with pytest.raises(UnknownModelError):
        catalog.get(name)
