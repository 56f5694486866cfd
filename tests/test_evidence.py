"""Explanations: who claims what of a field, and who disagrees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from factories import make_card, make_offering
from starmap import Catalog, UnknownFieldError, UnknownModelError
from starmap.evidence import explanation, value_at
from starmap.fields import LENT, shape_of
from starmap.model import Model, Offering
from starmap.provenance import Claim, Explanation, FieldEvidence
from starmap.sortedtext import BytesReader, SortedText, render


def every_entry(sample: Catalog) -> list[Model | Offering]:
    """All models and offerings."""
    return [*sample.models, *sample.offerings]


def published(entry: Model | Offering, sample: Catalog) -> dict[str, Any]:
    """An entry's JSON, with the card that was in force when the sources were merged."""
    card = entry.pricing_on(sample.data_date)
    pricing = None if card is None else card.model_dump(mode="json", exclude_none=True)
    return {**entry.model_dump(mode="json", exclude_none=True), "pricing": pricing}


def test_the_seed_model_is_explained(sample: Catalog) -> None:
    """Google's list wins; Google's documentation, which prints another number, is kept as a losing claim."""
    (field,) = sample.explain("google/gemini-1.5-pro-002", "context_window").fields
    assert (field.field, field.value, field.disputed) == ("limits.context_window", 2_000_000, True)
    assert field.winner is not None
    assert (field.winner.value, field.winner.source, field.winner.date) == (2_000_000, "vendor page", "2025-09-02")
    assert 2_097_152 in [claim.value for claim in field.losing]


def test_an_entry_explains_itself(sample: Catalog) -> None:
    """``entry.explain`` and ``catalog.explain`` say the same."""
    entry = sample.get("openai:gpt-4o")
    assert entry.explain() == sample.explain("openai:gpt-4o")
    assert entry.explain("pricing.input") == sample.explain("openai:gpt-4o", "pricing.input")


def test_the_value_explained_is_the_value_published(sample: Catalog) -> None:
    """For every field of every entry: the winner's value is what the record holds, unless every claim was refused."""
    for entry in every_entry(sample):
        plain = published(entry, sample)
        for field in entry.explain().fields:
            refused = [claim for claim in field.losing if (claim.note or "").startswith("refused")]
            assert shape_of(field.field) is not None
            assert field.value == Claim(value=value_at(plain, field.field), source="x").value
            if field.winner is None:
                assert field.value is None
                assert refused
            else:
                assert field.winner.value == field.value is not None
                assert field.value not in [claim.value for claim in field.losing if claim not in refused]


@pytest.mark.parametrize(
    "path",
    [
        "limits.context_window",
        "limits.max_output_tokens",
        "capabilities.tools",
        "modalities.input",
        "pricing.input",
        "kind",
    ],
)
def test_every_published_value_has_a_source(sample: Catalog, path: str) -> None:
    """No number stands without somebody who claims it."""
    for entry in every_entry(sample):
        value = value_at(published(entry, sample), path)
        explained = [field.field for field in entry.explain(path).fields if field.winner is not None]
        assert explained == ([] if value is None else [path]), entry


@pytest.mark.parametrize(
    ("basis", "source", "winner"),
    [
        (
            "commit (models.dev history)",
            "https://sea.example/commit",
            Claim(value="2026-03-01", source="models.dev history", url="https://sea.example/commit", note="commit"),
        ),
        (
            "first observed (provider APIs (llm_db))",
            "provider APIs (llm_db)",
            Claim(value="2026-03-01", source="provider APIs (llm_db)", note="first observed"),
        ),
        ("negotiated", "contract", Claim(value="2026-03-01", source="contract", note="negotiated")),
        (None, "contract", Claim(value="2026-03-01", source="contract")),
    ],
    ids=["address", "name with brackets", "no source in the basis", "no basis"],
)
def test_the_first_day_of_a_card_is_told_by_the_card(basis: str | None, source: str, winner: Claim) -> None:
    """How it is known, by whom and where; of the card that was in force when the sources were merged."""
    cards = (
        make_card("1", date(2025, 1, 1), date(2026, 3, 1)),
        make_card("2", date(2026, 3, 1), date(2027, 1, 1)).model_copy(update={"basis": basis, "source": source}),
        make_card("3", date(2027, 1, 1)),
    )
    nothing = SortedText("evidence.txt", BytesReader(render([], "v1", {"paths": [], "places": []})))
    expected = (FieldEvidence(field="pricing.valid_from", value="2026-03-01", winner=winner),)
    for field in (None, "pricing", "pricing.valid_from"):
        told = explanation(make_offering(price_history=cards), nothing, field, date(2026, 11, 20))
        assert told.fields == expected
    assert explanation(make_offering(price_history=cards), nothing, "pricing.input", date(2026, 11, 20)).fields == ()
    assert explanation(make_offering(price_history=cards), nothing, None, date(2024, 1, 1)).fields == ()


def test_every_claim_names_its_source(sample: Catalog) -> None:
    """A claim without a source is worth nothing."""
    for entry in every_entry(sample):
        for field in entry.explain().fields:
            for claim in (*filter(None, [field.winner]), *field.losing):
                assert claim.source


def test_fields_are_sorted_and_told_once(sample: Catalog) -> None:
    """By path."""
    for entry in every_entry(sample):
        paths = [field.field for field in entry.explain().fields]
        assert paths == sorted(set(paths))


@pytest.mark.parametrize(
    ("group", "inside"),
    [
        ("pricing", {"pricing.input", "pricing.output", "pricing.modes.batch.input"}),
        ("limits", {"limits.context_window", "limits.max_output_tokens"}),
        ("pricing.modes.batch", {"pricing.modes.batch.input", "pricing.modes.batch.output"}),
        ("temperature", {"parameters.temperature.accepted"}),
    ],
)
def test_a_group_explains_all_in_it(sample: Catalog, group: str, inside: set[str]) -> None:
    """And nothing else."""
    paths = {field.field for field in sample.explain("openai:gpt-4o", group).fields}
    assert inside <= paths
    assert len({path.rpartition(".")[0] for path in paths if "modes" not in path}) <= 1


def test_a_part_of_a_name_is_no_group(sample: Catalog) -> None:
    """``pricing.input`` does not explain ``pricing.input_audio``."""
    for entry in every_entry(sample):
        assert {field.field for field in entry.explain("pricing.input").fields} <= {"pricing.input"}


def test_what_an_offering_takes_from_its_model_is_told(sample: Catalog) -> None:
    """The evidence that stands at the model answers for the offering too."""
    offering = sample.offerings["togetherai:deepseek-ai/DeepSeek-V3"]
    own = {field.field for field in offering.explain().fields}
    lent = {name for name in LENT if getattr(offering, name) is not None}
    assert lent <= own


def test_what_nobody_claims_has_no_evidence(sample: Catalog) -> None:
    """An empty explanation, not an error."""
    assert sample.explain("openai:o3", "weights_url") == Explanation(id="openai:o3")


def test_unknown_fields_and_models_are_errors(sample: Catalog) -> None:
    """As everywhere else."""
    with pytest.raises(UnknownFieldError):
        sample.explain("openai:o3", "contxt_window")
    with pytest.raises(UnknownModelError):
        sample.explain("openai:o99")


def test_an_explanation_is_hashable(sample: Catalog) -> None:
    """As every record is."""
    for entry in every_entry(sample):
        hash(entry.explain())


def test_an_explanation_travels_as_json(sample: Catalog) -> None:
    """And comes back equal."""
    for entry in every_entry(sample):
        told = entry.explain()
        assert Explanation.model_validate_json(told.model_dump_json()) == told


def test_evidence_is_read_as_if_it_were_validated(sample: Catalog) -> None:
    """Reading without a check gives what validating the same JSON gives."""
    for entry in (*sample.models, *sample.offerings):
        explanation = entry.explain()
        assert Explanation.model_validate_json(explanation.model_dump_json()) == explanation
