"""The data's own reader builds what pydantic builds, and the writer loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from factories import SAMPLE, make_author, make_model, make_offering, make_provider
from starmap import Author, Catalog, DataError, Limits, Model, Offering, Provider
from starmap.decoding import Decoder, Encoder, expand
from starmap.records import Record
from starmap.sortedtext import BytesReader, SortedText, render
from strategies import records

READERS: dict[type[Record], Callable[[Decoder, str, str], Any]] = {
    Model: Decoder.model,
    Offering: Decoder.offering,
    Author: Decoder.author,
    Provider: Decoder.provider,
}
NAMES: dict[str, type[Record]] = {"models": Model, "offerings": Offering, "authors": Author, "providers": Provider}


def round_trip(written: list[Any]) -> list[Any]:
    """Records written to a text and read again."""
    encoder = Encoder(written)
    lines = list(encoder.lines())
    text = SortedText("x.txt", BytesReader(render(lines, "v1", encoder.header())))
    decoder = Decoder(text.header)
    read = {
        key: READERS[type(record)](decoder, key, text.find(key) or "")
        for (key, _), record in zip(lines, written, strict=True)
    }
    return [read[record.id] for record in written]


@pytest.mark.parametrize(("name", "kind"), [("models", Model), ("offerings", Offering)])
def test_the_two_readers_agree_on_every_record(sample: Catalog, name: str, kind: type[Record]) -> None:
    """What ``expand`` gives back, validated as JSON, is what the fast reader builds: same values, same types."""
    text = sample._text(name)
    decoder = Decoder(text.header)
    for key, line in text:
        slow = kind.model_validate_json(json.dumps(expand(key, line, text.header)))
        fast = READERS[kind](decoder, key, line)
        assert fast == slow
        assert repr(fast.__dict__) == repr({field: slow.__dict__[field] for field in fast.__dict__})
        assert fast.model_dump_json() == slow.model_dump_json()


@pytest.mark.parametrize("name", NAMES)
def test_records_of_the_sample_are_valid(sample: Catalog, name: str) -> None:
    """Nothing that the fast reader lets through would be refused by validation."""
    for record in getattr(sample, name):
        assert NAMES[name].model_validate_json(record.model_dump_json()) == record
        assert NAMES[name].model_validate(record.model_dump()) == record


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_survives_the_round_trip(sample: Catalog, name: str) -> None:
    """Written again and read again, every record is equal."""
    held = list(getattr(sample, name))
    assert round_trip(held) == held


@pytest.mark.parametrize("name", NAMES)
def test_writing_again_gives_the_same_bytes(sample: Catalog, name: str) -> None:
    """The files of the sample are what the writer writes today; if not, run ``make_sample.py``."""
    records = list(getattr(sample, name))
    encoder = Encoder(records)
    data = render(encoder.lines(), sample.data_version, encoder.header())
    assert data == (SAMPLE / f"{name}.txt").read_bytes()


@pytest.mark.parametrize("kind", [Model, Offering], ids=lambda kind: kind.__name__)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_any_record_survives_the_round_trip(kind: type[Record], data: st.DataObject) -> None:
    """Whatever facts it holds, shared with another or not."""
    facts = data.draw(records(kind))
    assume(facts.author_id != "")
    ids: dict[str, Any] = {"id": "acme/rocket-1", "author_id": "acme"}
    if kind is Offering:
        ids = {"id": "cloud:a:b/c", "provider_id": "cloud", "model_id": "a:b/c", "model_ref": "acme/rocket-1"}
        ids["author_id"] = facts.author_id or "acme"
    first = facts.model_copy(update=ids)
    second = facts.model_copy(
        update={**ids, "id": f"{ids['id']}-2"} | ({"model_id": "a:b/c-2"} if kind is Offering else {})
    )
    assert round_trip([first, second]) == [first, second]


def test_an_offering_without_a_model_may_have_an_author() -> None:
    """The author of an offering is kept where no model says it."""
    written = [
        make_offering(author_id="acme"),
        make_offering(model_id="x", model_ref="acme/rocket-1", author_id="other"),
        make_offering(model_id="y"),
    ]
    assert round_trip(written) == written


def test_authors_and_providers_survive_the_round_trip() -> None:
    """With all their lists."""
    assert round_trip([make_author(home_providers=("a", "b"))]) == [make_author(home_providers=("a", "b"))]
    assert round_trip([make_provider(env=("A", "B"), aliases=("c",))]) == [
        make_provider(env=("A", "B"), aliases=("c",))
    ]


def test_what_many_records_have_is_written_once_and_made_once() -> None:
    """A shared object stands in the header, and those who share it hold the same one."""
    limits = Limits(context_window=128_000, max_output_tokens=16_384)
    written = [make_model(id=f"acme/rocket-{number}", limits=limits) for number in range(3)]
    encoder = Encoder(written)
    assert encoder.header() == {"shared": [{"context_window": 128_000, "max_output_tokens": 16_384}]}
    assert [line for _, line in encoder.lines()] == ['{"limits":0}'] * 3
    first, second, _ = round_trip(written)
    assert first.limits is second.limits


def test_what_one_record_has_stands_in_its_line() -> None:
    """Nothing is shared by one."""
    encoder = Encoder([make_model(limits=Limits(context_window=1))])
    assert encoder.header() == {"shared": []}
    assert list(encoder.lines()) == [("acme/rocket-1", '{"limits":{"context_window":1}}')]


@pytest.mark.parametrize(
    "line",
    ['{"limits":7}', '{"kind":"nonsense"}', '{"release_date":"soon"}', '{"parameters":{"xyzzy":{}}}', "[", "[]",
     '{"price_history":[{"input":"x"}]}', '{"lifecycle":{"retires_on":"2025-02-30"}}',
     '{"modalities":{"input":["smell"]}}'],
    ids=["shared-number", "kind", "date", "parameter", "json", "list", "price", "no-such-day", "modality"],
)  # fmt: skip
def test_a_line_that_cannot_be_read_names_its_file(line: str) -> None:
    """A record of the right checksum and the wrong shape is an error, not half a record."""
    data = render([("acme/rocket-1", line)], "v1", {"shared": []})

    class Store:
        def open(self, name: str) -> SortedText:
            return SortedText(f"{name}.txt", BytesReader(data))

    with pytest.raises(DataError, match=r"models\.txt is damaged: the record of 'acme/rocket-1' cannot be read"):
        _ = Catalog(Store()).models["acme/rocket-1"]
