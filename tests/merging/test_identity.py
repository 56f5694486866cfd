"""Who makes what is offered, and which model it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from merging.factories import make_tables, models_of
from starmap.merging.identity import Subject, fold, identify, tail_of

HOME = Subject("openai", "orca-2", ["openai/orca-2"])
FIRST_PARTY = '[openai]\nname = "OpenAI"\nfirst_party = "openai"\n'


@pytest.mark.parametrize("host", ["azure", "novita", "deepinfra", "tencent", "alibaba", "mistral", "vertex", "baidu"])
def test_a_host_before_a_slash_is_no_author(host: str) -> None:
    """Gateways write the host that they pass a request to."""
    assert models_of(Subject("relay", f"{host}/unheard-of-1")) == [None]


@pytest.mark.parametrize("host", ["azure", "novita", "deepinfra", "tencent", "alibaba", "mistral"])
def test_behind_a_host_the_models_name_still_tells(host: str) -> None:
    """The rest of the id is the same as at home."""
    assert models_of(HOME, Subject("relay", f"{host}/orca-2"))[1] == "openai/orca-2"


@pytest.mark.parametrize(
    ("id", "model"),
    [
        ("anthropic.reef-1-20260101-v1:0", "anthropic/reef-1-20260101"),
        ("us.anthropic.reef-1-20260101-v1:0", "anthropic/reef-1-20260101"),
        ("us-gov.anthropic.reef-1-20260101-v1:0", "anthropic/reef-1-20260101"),
        ("global.anthropic.reef-1-20260101-v1:0:200k", "anthropic/reef-1-20260101"),
        ("eu.qwen.tide-3", "alibaba/tide-3"),
        ("anthropic.claude-v2", "anthropic/claude-2.0"),
        ("anthropic.claude-v2:1", "anthropic/claude-2.1"),
    ],
)
def test_bedrock_writes_the_vendor_before_a_dot(id: str, model: str) -> None:
    """The region before the vendor and the version behind the name are no part of the model."""
    assert models_of(Subject("amazon-bedrock", id)) == [model]


def test_a_dotted_id_elsewhere_names_no_vendor() -> None:
    """Only where Amazon wrote it."""
    assert models_of(Subject("relay", "anthropic.reef-9")) == [None]


def test_a_known_author_in_the_path_is_read() -> None:
    """By the spelling of the table, with or without a gateway before it."""
    assert models_of(Subject("relay", "qwen/tide-3"), Subject("relay", "novita/qwen/tide-3")) == ["alibaba/tide-3"] * 2


def test_a_sources_pointer_comes_first() -> None:
    """What the source itself says it is outranks the path."""
    assert models_of(Subject("relay", "qwen/orca-2", ["openai/orca-2"])) == ["openai/orca-2"]


def test_a_pointer_to_nobody_is_passed_over() -> None:
    """The next pointer counts."""
    assert models_of(Subject("relay", "x", ["nobody/x", "openai/orca-2"])) == ["openai/orca-2"]


def test_a_provider_of_one_author_serves_that_author() -> None:
    """``first_party`` in the table."""
    assert models_of(Subject("openai", "orca-9"), tables=make_tables(providers=FIRST_PARTY)) == ["openai/orca-9"]


def test_the_same_tail_elsewhere_tells_the_author() -> None:
    """An id that others have too is theirs."""
    assert models_of(HOME, Subject("relay", "orca-2"), Subject("relay", "Orca.2"))[1:] == ["openai/orca-2"] * 2


def test_a_tail_of_two_authors_tells_nothing() -> None:
    """Not by vote."""
    rivals = [Subject("a", "x", ["openai/tide-3"]), Subject("b", "y", ["qwen/tide-3"])]
    assert models_of(*rivals, Subject("relay", "tide-3"))[2] is None


def test_a_family_tells_the_author_where_nothing_else_does() -> None:
    """The families of the table are safe."""
    assert models_of(Subject("relay", "seafood-9", family="orca")) == ["openai/seafood-9"]


def test_an_unknown_family_leaves_it_open() -> None:
    """Never guessed."""
    assert models_of(Subject("relay", "seafood-9", family="squid")) == [None]


def test_the_home_offering_names_the_model() -> None:
    """A gateway's spelling joins the home's, however it parts words."""
    assert models_of(Subject("relay", "openai/Orca_2.5"), Subject("openai", "orca-2.5", ["openai/orca-2-5"])) == [
        "openai/orca-2.5",
        "openai/orca-2.5",
    ]


def test_the_first_homes_spelling_stands() -> None:
    """Homes are in order."""
    subjects = [Subject("azure", "orca_2", ["openai/orca_2"]), Subject("openai", "orca-2", ["openai/orca-2"])]
    assert models_of(*subjects) == ["openai/orca-2", "openai/orca-2"]


@pytest.mark.parametrize("first", [0, 1])
def test_a_vertex_date_and_a_dated_anthropic_id_are_one_model(first: int) -> None:
    """Whichever is read first."""
    pair = [Subject("google-vertex", "reef-1@20260101"), Subject("anthropic", "reef-1-20260101")]
    pair = [pair[first], pair[1 - first]]
    tables = make_tables(providers='[anthropic]\nname = "Anthropic"\nfirst_party = "anthropic"\n')
    assert models_of(*pair, tables=tables) == ["anthropic/reef-1-20260101"] * 2


def test_dated_and_undated_ids_are_separate_models() -> None:
    """A date may change prices and limits."""
    subjects = [HOME, Subject("openai", "orca-2-2026-05-01", ["openai/orca-2"])]
    assert models_of(*subjects) == ["openai/orca-2", "openai/orca-2-2026-05-01"]


@pytest.mark.parametrize("variant", ["free", "nitro", "floor", "online", "extended", "batch"])
def test_a_gateways_variant_joins_the_model(variant: str) -> None:
    """Another way to be served, not another model."""
    assert models_of(HOME, Subject("openrouter", f"openai/orca-2:{variant}"))[1] == "openai/orca-2"


def test_a_longer_name_is_another_model() -> None:
    """Never by prefix."""
    assert models_of(HOME, Subject("relay", "openai/orca-2-mini")) == ["openai/orca-2", "openai/orca-2-mini"]


def test_what_nobody_offers_at_home_is_a_model_of_its_author() -> None:
    """Hosts of open weights may be the only ones that serve it."""
    assert models_of(Subject("a", "openai/Orca-Open 20B"), Subject("b", "openai/orca-open-20b")) == [
        "openai/orca-open-20b",
        "openai/orca-open-20b",
    ]


@pytest.mark.parametrize(
    ("provider", "id", "tail"),
    [
        ("fireworks-ai", "accounts/fireworks/models/tide-v3p1", "tide-v3.1"),
        ("azure", "gpt-35-turbo", "gpt-3.5-turbo"),
        ("google-vertex", "reef-1@default", "reef-1"),
        ("google-vertex", "tide-3-maas", "tide-3"),
        ("openrouter", "openai/Orca-2:free", "orca-2"),
        ("openai", "orca:2", "orca:2"),
    ],
)
def test_the_tail_is_what_names_the_model(provider: str, id: str, tail: str) -> None:
    """Providers' own ways to write an id."""
    assert tail_of(provider, id) == tail


def test_every_offering_gets_an_answer() -> None:
    """Known or not."""
    subjects = [HOME, Subject("relay", "nobody"), Subject("relay", "azure/")]
    assert set(identify(subjects, make_tables())) == {(s.provider, s.id) for s in subjects}


@given(st.text(alphabet="ab12-._:@ /", max_size=20))
def test_folding_twice_is_folding_once(slug: str) -> None:
    """A folded slug is stable."""
    assert fold(fold(slug)) == fold(slug)


@given(st.permutations([
    HOME,
    Subject("relay", "azure/orca-2"),
    Subject("relay", "Orca_2"),
    Subject("openrouter", "openai/orca-2:free"),
    Subject("google-vertex", "reef-1@20260101", ["anthropic/reef-1"]),
    Subject("anthropic", "reef-1-20260101", ["anthropic/reef-1"]),
]))  # fmt: skip
def test_identities_do_not_depend_on_the_order(subjects: list[Subject]) -> None:
    """The home names the model wherever it stands."""
    assert dict(zip([s.id for s in subjects], models_of(*subjects), strict=True)) == {
        "orca-2": "openai/orca-2",
        "azure/orca-2": "openai/orca-2",
        "Orca_2": "openai/orca-2",
        "openai/orca-2:free": "openai/orca-2",
        "reef-1@20260101": "anthropic/reef-1-20260101",
        "reef-1-20260101": "anthropic/reef-1-20260101",
    }
