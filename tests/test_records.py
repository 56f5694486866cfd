"""Records: frozen, strict, and the same after every journey."""

from __future__ import annotations

import ast
import copy
import inspect
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from factories import make_author, make_card, make_model, make_offering, make_provider
from starmap import Catalog, FrozenMap, Lifecycle, Limits, Modalities, Modality, Parameter, ParameterName, Pricing
from starmap.model import Entry
from starmap.records import PartialDate, Record
from strategies import RECORD_KINDS, records

EXAMPLES = (
    make_model(
        limits=Limits(context_window=1000), parameters=FrozenMap({ParameterName.SEED: Parameter(accepted=True)})
    ),
    make_offering(price_history=(make_card("1.5"),), regions=("eu",)),
    make_author(home_providers=("acme-cloud",)),
    make_provider(env=("ACME_KEY",)),
    make_card("2"),
    Limits(max_output_tokens=5),
    Modalities(input=frozenset({Modality.TEXT, Modality.IMAGE})),
    Lifecycle(),
)
any_kind = pytest.mark.parametrize("kind", RECORD_KINDS, ids=lambda kind: kind.__name__)
any_example = pytest.mark.parametrize("record", EXAMPLES, ids=lambda record: type(record).__name__)


@any_example
def test_a_record_is_frozen(record: Record) -> None:
    """No field can be set or deleted."""
    name = next(iter(type(record).model_fields))
    with pytest.raises(ValidationError, match="frozen"):
        setattr(record, name, None)
    with pytest.raises(ValidationError, match="frozen"):
        delattr(record, name)


@any_example
def test_a_record_has_no_other_attributes(record: Record) -> None:
    """A misspelt name cannot be set either."""
    with pytest.raises((ValidationError, AttributeError)):
        record.contxt_window = 5  # type: ignore[attr-defined]


@any_kind
def test_an_unknown_field_is_refused(kind: type[Record]) -> None:
    """A field that does not exist is an error, not a silent extra."""
    with pytest.raises(ValidationError) as caught:
        kind.model_validate({"contxt_window": 5})
    assert ("contxt_window",) in [error["loc"] for error in caught.value.errors() if error["type"] == "extra_forbidden"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Limits(context_window="1000"),  # type: ignore[arg-type]
        lambda: Limits(context_window=1000.0),  # type: ignore[arg-type]
        lambda: Limits(context_window=True),
        lambda: Pricing(input=1.5),  # type: ignore[arg-type]
        lambda: Parameter(accepted=1),  # type: ignore[arg-type]
        lambda: Parameter(accepted="yes"),  # type: ignore[arg-type]
        lambda: Modalities(input={Modality.TEXT}),  # type: ignore[arg-type]
        lambda: make_model(offering_ids=["a:b"]),
        lambda: make_model(release_date="2024-01-01"),
        lambda: Pricing.model_validate_json('{"input": "NaN"}'),
        lambda: Pricing.model_validate_json('{"input": "Infinity"}'),
    ],
    ids=[
        "text-for-number",
        "float-for-tokens",
        "bool-for-tokens",
        "float-for-money",
        "number-for-bool",
        "word-for-bool",
        "mutable-set",
        "list-for-tuple",
        "text-for-date",
        "not-a-number",
        "infinity",
    ],
)
def test_a_record_is_strict(build: Callable[[], Record]) -> None:
    """Nothing is converted on the way in: what is not of the type is refused."""
    with pytest.raises(ValidationError):
        build()


@pytest.mark.parametrize("text", ["2024", "2024-10", "2024-10-01"])
def test_a_partial_date_keeps_its_precision(text: str) -> None:
    """A year, a month and a day are taken as they are."""
    assert TypeAdapter(PartialDate).validate_python(text) == text


@pytest.mark.parametrize(
    "text", ["", "24", "2024-13", "2024-1", "2024-10-32", "2024-10-", "soon", "2024-10-01T00", "2024\n"]
)
def test_a_partial_date_is_a_date(text: str) -> None:
    """What is no date in any precision is refused."""
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python(text)


@any_kind
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_json_loses_nothing(kind: type[Record], data: st.DataObject) -> None:
    """A record's JSON reads back as an equal record, with an equal dump."""
    record = data.draw(records(kind))
    text = record.model_dump_json()
    again = kind.model_validate_json(text)
    assert again == record
    assert again.model_dump_json() == text


@any_kind
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_copies_are_equal_and_hash_alike(kind: type[Record], data: st.DataObject) -> None:
    """Pickle, copy and deepcopy give an equal record with the same hash."""
    record = data.draw(records(kind))
    for again in (pickle.loads(pickle.dumps(record)), copy.copy(record), copy.deepcopy(record)):
        assert again == record
        assert hash(again) == hash(record)


@any_kind
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_repr_is_one_line(kind: type[Record], data: st.DataObject) -> None:
    """Whatever a record holds, it prints on one line."""
    assert len(repr(data.draw(records(kind))).splitlines()) == 1


@pytest.mark.parametrize("name", ["models", "offerings", "authors", "providers"])
def test_records_of_a_catalog_survive_every_journey(sample: Catalog, name: str) -> None:
    """Real records come back equal from JSON, pickle, copy and deepcopy, and print on one line."""
    for record in getattr(sample, name):
        kind = type(record)
        journeys: list[Any] = [
            kind.model_validate_json(record.model_dump_json()),
            kind.model_validate(record.model_dump()),
            pickle.loads(pickle.dumps(record)),
            copy.copy(record),
            copy.deepcopy(record),
        ]
        assert journeys == [record] * 5
        assert {hash(again) for again in journeys} == {hash(record)}
        assert "\n" not in repr(record)


@pytest.mark.parametrize("kind", [*RECORD_KINDS, Entry], ids=lambda kind: kind.__name__)
def test_every_field_is_documented(kind: type[Record]) -> None:
    """A line below each field says what it is; schema and pages are built from them."""
    body = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(body, ast.ClassDef)
    assert [
        ast.unparse(field)
        for field, below in zip(body.body, [*body.body[1:], ast.Pass()], strict=True)
        if isinstance(field, ast.AnnAssign) and not isinstance(below, ast.Expr)
    ] == []


def test_a_repr_shows_what_is_known() -> None:
    """Fields at their default do not clutter the line."""
    assert repr(Limits(max_output_tokens=5)) == "Limits(max_output_tokens=5)"
    assert repr(Lifecycle()) == "Lifecycle()"


def test_sets_dump_sorted() -> None:
    """The JSON of a set does not depend on the hash seed."""
    held = Modalities(input=frozenset({Modality.VIDEO, Modality.AUDIO, Modality.TEXT}))
    assert held.model_dump_json() == '{"input":["audio","text","video"],"output":null}'


def test_mappings_dump_sorted() -> None:
    """The JSON of a mapping does not depend on the order it was made in."""
    one, two = Parameter(accepted=True), Parameter(accepted=False)
    seed, stop = ParameterName.SEED, ParameterName.STOP
    assert (
        make_model(parameters=FrozenMap({stop: one, seed: two})).model_dump_json()
        == make_model(parameters=FrozenMap({seed: two, stop: one})).model_dump_json()
    )


def test_a_trusted_record_equals_a_validated_one() -> None:
    """What the data's reader builds is what validation builds."""
    assert Limits.trusted({"context_window": 7}) == Limits(context_window=7)
    assert Limits.trusted({"context_window": 7}).model_fields_set == {"context_window"}


def test_a_frozen_map_reads_like_a_dict() -> None:
    """Items, length, membership and order are those of the dict it was made of."""
    held = FrozenMap({"b": 1, "a": 2})
    assert (held["a"], len(held), "b" in held, "c" in held, list(held), dict(held)) == (
        2, 2, True, False, ["b", "a"], {"b": 1, "a": 2},
    )  # fmt: skip
    assert held.get("c") is None
    with pytest.raises(KeyError):
        held["c"]


def test_a_frozen_map_equals_a_dict_and_hashes_whatever_the_order() -> None:
    """Equality and hash are those of the items."""
    one, two = FrozenMap({"b": 1, "a": 2}), FrozenMap([("a", 2), ("b", 1)])
    assert one == two == {"a": 2, "b": 1}
    assert one != FrozenMap({"a": 2})
    assert len({one, two}) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda held: held.__setitem__("a", 1),
        lambda held: held.__delitem__("a"),
        lambda held: held.update(b=1),
        lambda held: held.pop("a"),
        lambda held: held.clear(),
        lambda held: setattr(held, "_items", {}),
        lambda held: delattr(held, "_items"),
        lambda held: setattr(held, "other", 1),
    ],
    ids=["set-item", "delete-item", "update", "pop", "clear", "set-attribute", "delete-attribute", "new-attribute"],
)
def test_a_frozen_map_cannot_change(change: Callable[[Any], object]) -> None:
    """Every way to change it is closed."""
    held = FrozenMap({"a": 1})
    with pytest.raises((TypeError, AttributeError)):
        change(held)
    assert held == {"a": 1}


def test_a_frozen_map_does_not_follow_its_origin() -> None:
    """Changing the dict it was made of does not change it."""
    origin = {"a": 1}
    held = FrozenMap(origin)
    origin["b"] = 2
    assert held == {"a": 1}


def test_a_frozen_map_travels() -> None:
    """Pickle gives an equal map; copies are the map itself."""
    held = FrozenMap({"a": (1, 2)})
    assert pickle.loads(pickle.dumps(held)) == held
    assert copy.copy(held) is held
    assert copy.deepcopy(held) is held


def test_a_frozen_map_in_a_record_is_checked() -> None:
    """A dict becomes a read-only map; keys and values of another type are refused."""
    held = Pricing(modes={"batch": {"input": make_card("1").input}})  # type: ignore[arg-type]
    assert isinstance(held.modes, FrozenMap)
    with pytest.raises(ValidationError):
        Pricing(modes={"batch": 5})  # type: ignore[arg-type]


def test_a_ready_made_frozen_map_is_checked_too() -> None:
    """A map is no way round the check of what is in it."""
    with pytest.raises(ValidationError):
        Pricing(modes=FrozenMap({"batch": 5}))  # type: ignore[arg-type]


def test_a_partial_date_has_ascii_digits() -> None:
    """Digits of other scripts are no date."""
    with pytest.raises(ValidationError):
        TypeAdapter(PartialDate).validate_python("٢٠٢٤")
