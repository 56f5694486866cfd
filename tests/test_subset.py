"""A part of a catalog: the same interface over fewer records."""

from __future__ import annotations

import pickle

import pytest

from starmap import AmbiguousModelError, Catalog, UnknownModelError, UnknownProviderError
from starmap.errors import InexactReferenceError


@pytest.fixture
def part(sample: Catalog) -> Catalog:
    """What OpenAI and Azure serve."""
    return sample.filter(providers={"openai", "azure"})


def test_it_holds_what_the_providers_serve(part: Catalog, sample: Catalog) -> None:
    """And nothing else."""
    wanted = [o.id for o in sample.offerings if o.provider_id in ("openai", "azure")]
    assert [o.id for o in part.offerings] == part.offerings.ids() == wanted
    assert len(part.offerings) == len(wanted)
    assert {p.id for p in part.providers} == {"openai", "azure"}


def test_models_lead_only_to_what_is_kept(part: Catalog) -> None:
    """A model's offerings, and those of its offerings, are within the part."""
    model = part.model("gpt-4o")
    assert {o.provider_id for o in model.offerings} == {"openai", "azure"}
    assert all({o.provider_id for o in offering.offerings} <= {"openai", "azure"} for offering in part.offerings)


def test_a_model_is_in_if_an_offering_is(sample: Catalog) -> None:
    """GPT-4o served by a gateway is still OpenAI's model."""
    part = sample.filter(providers={"openrouter"})
    assert [o.id for o in part.get("openai/gpt-4o").offerings] == ["openrouter:openai/gpt-4o"]
    assert part.get("gpt-4o").id == "openai/gpt-4o"


def test_what_is_out_is_unknown(part: Catalog) -> None:
    """By every kind of reference."""
    for ref in ("google/gemini-2.5-pro", "google-vertex:gemini-2.5-pro", "claude-2.1", "GEMINI-2.5-PRO"):
        assert ref not in part
        with pytest.raises(UnknownModelError):
            part.get(ref)


def test_near_matches_are_of_the_part(part: Catalog) -> None:
    """An error names nothing that the part does not have."""
    with pytest.raises(UnknownModelError) as caught:
        part.get("gemini-2.5-pro")
    assert all(name in part for name in caught.value.close)


def test_a_bare_id_that_was_ambiguous_may_mean_one_thing(sample: Catalog) -> None:
    """Two gateways have this id, and one of them is left."""
    with pytest.raises(AmbiguousModelError):
        sample.get("openrouter/free")
    assert sample.filter(providers={"kilo"}).get("kilo:openrouter/free").id == "kilo:openrouter/free"


def test_lossy_references_stay_lossy(part: Catalog) -> None:
    """A date that nobody lists is still refused."""
    with pytest.raises(InexactReferenceError):
        part.get("openai:gpt-4o-2031-01-01")


def test_authors_keep_their_models_wherever_served(sample: Catalog) -> None:
    """Mistral's models and nobody else's."""
    part = sample.filter(authors={"mistral"})
    assert {o.author_id for o in part.offerings} == {"mistral"}
    assert [a.id for a in part.authors] == ["mistral"]


def test_globs_match_offerings_and_models(sample: Catalog) -> None:
    """Of either id; what is denied is out though allowed."""
    part = sample.filter(allow={"openai:*", "anthropic/*"}, deny={"*mini*", "amazon-bedrock:*"})
    ids = part.offerings.ids()
    assert "openai:gpt-4o" in ids
    assert "openrouter:anthropic/claude-haiku-4.5" in ids
    assert not [one for one in ids if "mini" in one or one.startswith("amazon-bedrock:")]


def test_a_part_of_a_part(part: Catalog) -> None:
    """Filters add up."""
    azure = part.filter(allow={"azure:*"})
    assert {o.provider_id for o in azure.offerings} == {"azure"}
    assert [o.provider_id for o in azure.model("gpt-4o").offerings] == ["azure"]


def test_a_provider_goes_by_its_aliases(sample: Catalog) -> None:
    """As everywhere."""
    assert sample.filter(providers=["gemini"]).offerings.ids() == [
        o.id for o in sample.offerings if o.provider_id == "google-ai-studio"
    ]


def test_unknown_names_are_errors(sample: Catalog) -> None:
    """A misspelt provider or author would give an empty catalog in silence."""
    with pytest.raises(UnknownProviderError):
        sample.filter(providers={"opnai"})
    with pytest.raises(UnknownProviderError):
        sample.filter(authors={"opnai"})


def test_one_text_is_not_a_set_of_names(sample: Catalog) -> None:
    """Its letters would be taken for names."""
    with pytest.raises(TypeError, match="not one text"):
        sample.filter(providers="openai")


def test_the_whole_is_not_touched(sample: Catalog) -> None:
    """Records of the whole catalog lead through the whole catalog still."""
    whole = sample.get("openai:gpt-4o")
    part = sample.filter(providers={"openai"})
    assert part.get("openai:gpt-4o") == whole
    assert len(whole.offerings) > len(part.get("openai:gpt-4o").offerings)
    assert pickle.loads(pickle.dumps(part.get("openai:gpt-4o"))) == whole


def test_evidence_and_dates_are_those_of_the_whole(part: Catalog, sample: Catalog) -> None:
    """What was known, by whom and when does not change."""
    assert part.data_date == sample.data_date
    assert part.explain("openai:gpt-4o", "context_window") == sample.explain("openai:gpt-4o", "context_window")


def test_no_terms_keep_everything(sample: Catalog) -> None:
    """The same records as the whole."""
    part = sample.filter()
    assert list(part.offerings) == list(sample.offerings)
    assert list(part.models) == list(sample.models)


def test_fitting_asks_every_offering(part: Catalog) -> None:
    """Those that answer yes, sorted."""
    found = part.fitting(150_000, 2_000)
    assert [o.id for o in found] == [o.id for o in part.offerings if o.fits(150_000, 2_000)]
    assert found


def test_fitting_may_allow_what_is_not_known(part: Catalog) -> None:
    """Then those of which nothing is known come too."""
    assert len(part.fitting(150_000, allow_unknown=True)) > len(part.fitting(150_000))
