"""What the packaged catalog holds."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from importlib_resources import files

from starmap import Modality, Model, Offering, Status, catalog
from starmap.decoding import expand

pytestmark = pytest.mark.catalog

MAPPED = (Path(__file__).parent / "mapped_providers.txt").read_text().split()


def test_size() -> None:
    """Thousands of offerings at hundreds of providers."""
    assert len(catalog.offerings) >= 9_000
    assert len(catalog.providers) >= 200
    assert len(catalog.models) >= 1_500


def test_offerings_of_mapped_providers_have_a_model_and_an_author() -> None:
    """At least 95 % of them; elsewhere both may be unknown."""
    tally = Counter(
        offering.model_ref is not None and offering.author_id is not None
        for offering in catalog.offerings
        if offering.provider_id in MAPPED
    )
    assert tally[True] / tally.total() >= 0.95, tally


def test_every_reference_between_records_leads_somewhere() -> None:
    """Models, offerings, authors, providers, aliases and home providers name records that exist."""
    models, offerings = set(catalog.models.ids()), set(catalog.offerings.ids())
    providers, authors = set(catalog.providers.ids()), set(catalog.authors.ids())
    for model in catalog.models:
        assert set(model.offering_ids) <= offerings, model.id
        assert model.author_id in authors, model.id
    for offering in catalog.offerings:
        assert offering.provider_id in providers, offering.id
        assert offering.model_ref is None or offering.model_ref in models, offering.id
        assert offering.alias_of is None or offering.alias_of in offerings, offering.id


def test_every_record_is_what_pydantic_reads() -> None:
    """The fast reading and pydantic's validation of the whole JSON give equal records; the JSON fits the schema."""
    schema = json.loads(files("starmap.data").joinpath("schema.json").read_bytes())
    for name, kind in (("models", Model), ("offerings", Offering)):
        validator = jsonschema.Draft202012Validator({**schema, "$ref": f"#/$defs/{kind.__name__}"})
        text = catalog._archive.text(name)
        for number, (key, line) in enumerate(text):
            whole = expand(key, line, text.header)
            read = catalog.models[key] if kind is Model else catalog.offerings[key]
            assert kind.model_validate_json(json.dumps(whole)) == read, key
            if number % 50 == 0:
                validator.validate(json.loads(read.model_dump_json()))


def test_every_line_is_found() -> None:
    """Bisection finds every record of every file."""
    for name in ("models", "offerings", "authors", "providers", "names", "evidence"):
        text = catalog._archive.text(name)
        assert sum(text.find(key) == line for key, line in text) == text.count


class TestTheSeedModel:
    """``google/gemini-1.5-pro-002`` carries what Google's own list of 2025-09-02 states."""

    @pytest.fixture
    def model(self) -> Model:
        """The model."""
        return catalog.model("google/gemini-1.5-pro-002")

    def test_limits(self, model: Model) -> None:
        """2,000,000 tokens of context, 8,192 of output."""
        assert (model.context_window, model.max_output_tokens) == (2_000_000, 8_192)

    def test_modalities(self, model: Model) -> None:
        """Text and image in, text out."""
        assert model.modalities.input == frozenset({Modality.TEXT, Modality.IMAGE})
        assert model.modalities.output == frozenset({Modality.TEXT})

    @pytest.mark.parametrize(
        "name",
        [
            "tools", "tool_choice", "temperature", "top_p", "top_k", "max_tokens", "stop", "response_format",
            "structured_output", "streaming", "vision",
        ],
    )  # fmt: skip
    def test_capabilities_and_parameters(self, model: Model, name: str) -> None:
        """Everything that the page lists is supported."""
        assert model.supports(name) is True

    def test_where_it_is_offered(self, model: Model) -> None:
        """At AI Studio and at Vertex, with the same window."""
        at_home = {o.provider_id: o.context_window for o in model.offerings if o.provider_id.startswith("google-")}
        assert at_home == {"google-ai-studio": 2_000_000, "google-vertex": 2_000_000}

    def test_life(self, model: Model) -> None:
        """Released 2024-09-24, retired 2025-09-24."""
        assert model.release_date == date(2024, 9, 24)
        assert model.lifecycle.retires_on == date(2025, 9, 24)
        assert model.lifecycle.status is Status.RETIRED
        assert model.lifecycle.status_on(date(2025, 9, 23)) is not Status.RETIRED

    def test_evidence(self, model: Model) -> None:
        """Google's list wins; the documentation's 2,097,152 is kept as a losing claim."""
        (window,) = model.explain("context_window").fields
        assert window.winner is not None
        assert window.winner.date == "2025-09-02"
        assert any(claim.value == 2_097_152 and claim.source == "vendor page" for claim in window.losing)

    def test_last_price(self, model: Model) -> None:
        """The last rate card stays, with its long-context tier."""
        assert model.pricing is not None
        assert (model.pricing.input, model.pricing.output) == (Decimal("1.25"), Decimal(5))
        assert [(tier.above, tier.input, tier.output) for tier in model.pricing.tiers] == [
            (128_000, Decimal("2.5"), Decimal(10))
        ]
