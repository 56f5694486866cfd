"""The data's own reader builds what pydantic builds, and the writer loses nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from factories import (
    SAMPLE,
    make_author,
    make_card,
    make_model,
    make_offering,
    make_pricing,
    make_provider,
    make_rate_card,
    make_tier,
    make_window,
)
from starmap import (
    Author,
    Catalog,
    DataError,
    FrozenMap,
    Limits,
    Model,
    Offering,
    Pricing,
    Provider,
    RateCard,
    Tier,
    Window,
)
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
    text = sample._archive.text(name)
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


def histories() -> st.SearchStrategy[tuple[Pricing, ...]]:
    """Rate cards one after the other, each with some of the parts of its neighbours, and days known or not."""
    return st.lists(dated_cards(), max_size=4).map(tuple)


def dated_cards() -> st.SearchStrategy[Pricing]:
    """Cards of few values, so that neighbours share much."""
    rate = st.sampled_from([Decimal(0), Decimal("0.5"), Decimal(2)])
    some = st.fixed_dictionaries({}, optional=dict.fromkeys(("input", "output", "cache_read"), rate))
    tiers = st.lists(st.builds(lambda above, rates: Tier(above=above, **rates), st.integers(1, 2), some), max_size=2)
    inner = st.builds(lambda rates, above: RateCard(**rates, tiers=tuple(above)), some, tiers)
    named = st.dictionaries(st.sampled_from(["batch", "eu", "flex"]), inner, max_size=2).map(FrozenMap)
    day = st.sampled_from([date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)])
    facts = {
        **dict.fromkeys(("modes", "regions"), named),
        **dict.fromkeys(("valid_from", "valid_until"), day),
        **dict.fromkeys(("basis", "source"), st.sampled_from(["a", "b"])),
        "tiers": tiers.map(tuple),
        "windows": st.lists(records(Window), max_size=1).map(tuple),
        "currency": st.sampled_from(["USD", "EUR"]),
    }
    optional = st.fixed_dictionaries({}, optional=facts)
    return st.builds(lambda rates, more: Pricing(**rates, **more), some, optional)


def read_both_ways(card: tuple[Pricing, ...], *others: tuple[Pricing, ...]) -> tuple[Offering, Offering, Offering]:
    """An offering of these cards: as written, as the fast reader has it and as ``expand`` and pydantic have it."""
    written = [make_offering(model_id=f"rocket-{n}", price_history=cards) for n, cards in enumerate((card, *others))]
    encoder = Encoder(written)
    (key, line), *_ = encoder.lines()
    header = json.loads(json.dumps(encoder.header()))
    fast = Decoder(header).offering(key, line)
    slow = Offering.model_validate_json(json.dumps(expand(key, line, header)))
    assert next(iter(Encoder([fast]).lines())) == next(iter(Encoder([written[0]]).lines()))
    return written[0], fast, slow


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(cards=histories(), shared=st.booleans(), other=histories())
def test_any_history_survives_the_round_trip(
    cards: tuple[Pricing, ...], shared: bool, other: tuple[Pricing, ...]
) -> None:
    """And the two readings agree to the type, shared with another offering or not."""
    written, fast, slow = read_both_ways(cards, cards if shared else other)
    assert fast == slow == written
    assert fast.model_dump_json() == slow.model_dump_json() == written.model_dump_json()
    assert [type(value) for card in fast.price_history for value in card.__dict__.values()] == [
        type(value) for card in slow.price_history for value in card.__dict__.values()
    ]


DAY, NEXT, LATER = date(2026, 1, 1), date(2026, 3, 1), date(2026, 6, 1)
BATCH, FLEX = make_rate_card(input="1"), make_rate_card(input="2", tiers=(make_tier(9, input="3"),))
HISTORIES: dict[str, tuple[Pricing, ...]] = {
    "one card that ended": (make_card("1", DAY, NEXT),),
    "until the next begins": (make_card("1", DAY, NEXT), make_card("2", NEXT)),
    "a gap": (make_card("1", DAY, NEXT), make_card("2", LATER)),
    "no end told": (make_card("1", DAY), make_card("2", NEXT)),
    "no days": (make_card("1"), make_card("2")),
    "only the later day": (make_card("1", None, NEXT), make_card("2", NEXT)),
    "only an end": (make_card("1", None, NEXT), make_card("2")),
    "the same rates after a gap": (make_card("1", DAY, NEXT), make_card("1", LATER)),
    "a mode added": (make_pricing(input="1"), make_pricing(input="1", modes=FrozenMap({"batch": BATCH}))),
    "a mode gone": (make_pricing(input="1", modes=FrozenMap({"batch": BATCH})), make_pricing(input="1")),
    "a mode for another": (
        make_pricing(input="1", modes=FrozenMap({"batch": BATCH})),
        make_pricing(input="1", modes=FrozenMap({"flex": FLEX})),
    ),
    "a mode changed": (
        make_pricing(modes=FrozenMap({"batch": BATCH, "flex": FLEX})),
        make_pricing(modes=FrozenMap({"batch": FLEX, "flex": FLEX})),
    ),
    "a region for a mode": (
        make_pricing(regions=FrozenMap({"eu": BATCH})),
        make_pricing(modes=FrozenMap({"eu": BATCH}), regions=FrozenMap({"us": FLEX})),
    ),
    "tiers gone": (make_pricing(tiers=(make_tier(9, input="3"), make_tier(99))), make_pricing(input="1")),
    "hours with holidays": (
        make_pricing(windows=(make_window("16:30-00:30", input="1", weekdays=(1, 7), holidays=(DAY, NEXT)),)),
        make_pricing(windows=(make_window("16:30-00:30", input="1", holidays=(), calendar_until=LATER),)),
    ),
    "basis and source of the later alone": (make_pricing(input="1"), make_pricing(input="1", basis="b", source="s")),
    "basis of the first alone": (make_pricing(input="1", basis="b"), make_pricing(input="1")),
    "another currency": (make_pricing(input="1"), make_pricing(input="1", currency="EUR")),
    "back to dollars": (make_pricing(input="1", currency="EUR"), make_pricing(input="1")),
    "a rate that became free": (make_pricing(input="1", output="1"), make_pricing(input="0")),
    "nothing at all": (Pricing(), Pricing()),
}


@pytest.mark.parametrize("cards", HISTORIES.values(), ids=HISTORIES)
@pytest.mark.parametrize("shared", [False, True], ids=["alone", "shared"])
def test_a_history_survives_the_round_trip(cards: tuple[Pricing, ...], shared: bool) -> None:
    """Every way in which a card differs from the next one, there and back."""
    for told in (cards, cards[::-1], cards * 2):
        written, fast, slow = read_both_ways(told, *([told] if shared else []))
        assert fast == slow == written


def test_an_older_card_is_told_as_what_it_has_otherwise() -> None:
    """The last one whole, those before by their difference from the next: most have little."""
    cards = (
        make_pricing(input="1", output="4", valid_from=DAY, valid_until=NEXT, basis="commit (x)", source="x"),
        make_pricing(input="2", output="4", cache_read="0", valid_from=NEXT, basis="commit (y)", source="y"),
    )
    ((_, line),) = Encoder([make_offering(price_history=cards)]).lines()
    assert json.loads(line) == {
        "price_history": [
            [{"input": "1", "cache_read": None}, "2026-01-01", {"basis": "commit (x)", "source": "x"}],
            [
                {"input": "2", "output": "4", "cache_read": "0"},
                "2026-03-01",
                {"basis": "commit (y)", "source": "y"},
            ],
        ]
    }


def test_reading_one_history_leaves_what_others_share_alone() -> None:
    """Cards of a first offering are changed into others; the shared ones they are made from are not."""
    older = make_pricing(input="1", valid_from=DAY, valid_until=NEXT, modes=FrozenMap({"batch": BATCH}))
    now = make_pricing(
        input="2", valid_from=NEXT, modes=FrozenMap({"batch": BATCH, "flex": FLEX}), basis="b", source="s"
    )
    written = [make_offering(model_id=f"rocket-{n}", price_history=(older, now)) for n in range(3)]
    assert round_trip(written) == written


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
    [
     '{"limits":7}', '{"kind":"nonsense"}', '{"release_date":"soon"}', '{"parameters":{"xyzzy":{}}}', "[", "[]",
     '{"price_history":[[{"input":"x"},null,{}]]}', '{"price_history":[{"input":"1"}]}',
     '{"price_history":[[{"input":"1"},"soon",{}]]}', '{"price_history":[[7,null,{}]]}',
     '{"lifecycle":{"retires_on":"2025-02-30"}}',
     '{"modalities":{"input":["smell"]}}'],
    ids=["shared-number", "kind", "date", "parameter", "json", "list", "price", "old-shape", "first-day",
         "shared-card", "no-such-day", "modality"],
)  # fmt: skip
def test_a_line_that_cannot_be_read_names_its_file(line: str) -> None:
    """A record of the right checksum and the wrong shape is an error, not half a record."""
    data = render([("acme/rocket-1", line)], "v1", {"shared": []})

    class Store:
        def open(self, name: str) -> SortedText:
            return SortedText(f"{name}.txt", BytesReader(data))

    with pytest.raises(DataError, match=r"models\.txt is damaged: the record of 'acme/rocket-1' cannot be read"):
        _ = Catalog(Store()).models["acme/rocket-1"]
