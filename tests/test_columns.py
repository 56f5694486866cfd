"""Columns say what the records say, and charges are ordered as costs are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import make_card, make_offering, make_pricing, make_tier, make_window
from starmap import Catalog, Offering, Pricing, Status, UnknownFieldError, Usage
from starmap.lifecycle import Lifecycle
from starmap.model import CAPABILITY_NAMES
from starmap.selection.columns import Columns
from starmap.vocabulary import Modality, ParameterName
from strategies import priced_cards, usages

DAY = date(2026, 11, 1)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def columns(sample: Catalog) -> Columns:
    """The columns of the sample catalog."""
    return Columns(sample.offerings, DAY)


def columns_of(*cards: Pricing | None, day: date = DAY) -> Columns:
    """The columns of an offering for each card."""
    return Columns([with_cards(number, card) for number, card in enumerate(cards)], day)


def with_cards(number: int, *cards: Pricing | None) -> Offering:
    """An offering with these cards."""
    return make_offering(model_id=f"{number:04}", price_history=tuple(card for card in cards if card is not None))


FACTS: dict[str, tuple[Callable[[Columns, int], object], Callable[[Offering], object]]] = {
    "id": (lambda columns, row: columns.offerings[row], lambda one: one.id),
    "model": (lambda columns, row: columns.model.at(row), lambda one: one.model_ref),
    "provider": (lambda columns, row: columns.provider.at(row), lambda one: one.provider_id),
    "author": (lambda columns, row: columns.author.at(row), lambda one: one.author_id),
    "kind": (lambda columns, row: columns.kind.at(row), lambda one: one.kind),
    "limits": (lambda columns, row: columns.limits.at(row), lambda one: one.limits),
    "input": (lambda columns, row: columns.input.at(row), lambda one: one.modalities.input),
    "output": (lambda columns, row: columns.output.at(row), lambda one: one.modalities.output),
    "status": (lambda columns, row: columns.status(DAY).at(row), lambda one: one.lifecycle.status_on(DAY)),
    "open weights": (lambda columns, row: columns.open_weights.at(row), lambda one: one.open_weights),
    "licence": (lambda columns, row: columns.license.at(row), lambda one: one.license),
    "cutoff": (lambda columns, row: columns.knowledge_cutoff.at(row), lambda one: one.knowledge_cutoff),
    "release": (
        lambda columns, row: columns.release_date.at(row),
        lambda one: None if one.release_date is None else f"{one.release_date}",
    ),
}


@pytest.mark.parametrize("fact", FACTS)
def test_a_column_says_what_the_records_say(fact: str, columns: Columns, sample: Catalog) -> None:
    """Row by row, in the order of ids."""
    read, told = FACTS[fact]
    assert [read(columns, row) for row in range(len(columns))] == [told(one) for one in sample.offerings]


@pytest.mark.parametrize("name", sorted({*CAPABILITY_NAMES, *ParameterName}))
def test_every_capability_and_parameter_is_a_column(name: str, columns: Columns, sample: Catalog) -> None:
    """With the answer that the offering gives itself."""
    assert [columns.supports(name).at(row) for row in range(len(columns))] == [
        one.supports(name) for one in sample.offerings
    ]


def test_an_unknown_name_is_an_error_even_without_offerings() -> None:
    """A typing mistake does not depend on what is there."""
    with pytest.raises(UnknownFieldError):
        Columns([], DAY).supports("tols")


@pytest.mark.parametrize(
    "globs",
    [
        ("openai:*",),
        ("openai/*",),
        ("*4o*", "mistral:*"),
        ("*",),
        ("a[zm]*", "*:o?"),
        ("openai:gpt-4o",),
        ("nothing",),
        (),
    ],
    ids=str,
)
def test_globs_match_either_id(globs: tuple[str, ...], columns: Columns, sample: Catalog) -> None:
    """As ``fnmatch`` has it, in the case given."""
    wanted = [
        any(fnmatchcase(key, glob) for key in (one.id, one.model_ref or "") for glob in globs)
        for one in sample.offerings
    ]
    assert list(map(bool, columns.matching(globs))) == wanted


def test_few_sets_of_globs_are_kept(columns: Columns) -> None:
    """However many are asked about."""
    for number in range(200):
        columns.matching((f"openai:{number}*",))
    assert len(columns._globs) <= 64


def test_a_mapped_column_keeps_each_value_once(columns: Columns) -> None:
    """What the function makes alike is one value."""
    vision = columns.input.mapped(lambda known: known is not None and Modality.IMAGE in known)
    assert sorted(vision.values) == [False, True]
    assert [vision.at(row) for row in range(len(columns))] == [
        known is not None and Modality.IMAGE in known for known in map(columns.input.at, range(len(columns)))
    ]


@pytest.mark.parametrize("day", [DAY, date(2024, 1, 1), date(2025, 6, 30), date(2030, 1, 1)], ids=str)
def test_cards_are_those_of_the_day(day: date, columns: Columns, sample: Catalog) -> None:
    """The rates in force, whatever the day on which the columns were read."""
    for row, offering in enumerate(sample.offerings):
        card, own = columns.prices(day).cards.at(row), offering.pricing_on(day)
        assert (card is None) == (own is None)
        if card is not None and own is not None:
            assert (card.input, card.output, card.tiers) == (own.input, own.output, own.tiers)


class Counted:
    """Offerings that count how often they are read."""

    def __init__(self, *offerings: Offering) -> None:
        self.offerings = offerings
        self.passes = 0

    def __iter__(self) -> Iterator[Offering]:
        self.passes += 1
        return iter(self.offerings)


def test_days_between_two_changes_share_a_list() -> None:
    """The offerings are read again only for a day on which any price differs, and lists are kept."""
    march, june = date(2026, 3, 1), date(2026, 6, 1)
    counted = Counted(make_offering(price_history=(make_card("1", march, june), make_card("2", june))))
    columns = Columns(counted, march)
    assert columns.prices(date(2026, 5, 31)) is columns.prices(march)
    assert counted.passes == 1
    for _ in range(3):
        assert [columns.prices(june).dearest("input").at(0), columns.prices(march).dearest("input").at(0)] == [2, 1]
        assert columns.prices(date(2026, 2, 28)).dearest("input").at(0) is None
    assert counted.passes == 3


def test_a_day_of_retirement_is_a_change() -> None:
    """From then on the last card holds, whenever it was to end."""
    ends, retires = date(2026, 3, 1), date(2026, 4, 1)
    offering = make_offering(
        price_history=(make_card("1", None, ends),), lifecycle=Lifecycle(stage=Status.ACTIVE, retires_on=retires)
    )
    columns = Columns([offering], ends)
    assert columns.prices(retires - timedelta(1)).cards.at(0) is None
    assert columns.prices(retires).cards.at(0) is not None


def test_few_price_lists_are_kept() -> None:
    """A loop over many days does not fill the memory."""
    cards = [make_card(f"{number}", DAY + timedelta(number), DAY + timedelta(number + 1)) for number in range(40)]
    columns = Columns([with_cards(0, *cards)], DAY)
    for number in range(40):
        assert columns.prices(DAY + timedelta(number)).dearest("input").at(0) == number
    assert len(columns._lists) == 8


def test_the_dearest_hour_is_the_price_of_the_day() -> None:
    """What may be charged at some hour is what a highest price is held against; other currencies are not known."""
    peak = make_pricing(input="1", output="2", windows=(make_window("01:00-04:00", input="3"),))
    euros = Pricing(input=Decimal(1), currency="EUR")
    prices = columns_of(peak, euros, None, make_pricing(output="2")).prices(DAY)
    assert [prices.dearest("input").at(row) for row in range(4)] == [3, None, None, None]
    assert [prices.dearest("output").at(row) for row in range(4)] == [2, None, None, 2]


def test_cards_that_charge_alike_are_one() -> None:
    """Days, sources and modes do not part them; rates, tiers and currencies do."""
    one = make_pricing(input="1", valid_from=DAY, source="a")
    same = make_pricing(input="1.0", source="b")
    dearer = make_pricing(input="1", tiers=(make_tier(10, input="2"),))
    prices = columns_of(one, same, dearer, Pricing(input=Decimal(1), currency="EUR")).prices(DAY)
    assert prices.cards.codes == [0, 0, 1, 2]


def exact(card: Pricing, usage: Usage, hour: datetime | None) -> Decimal | None:
    """The total in dollars, as the offering itself has it."""
    cost = with_cards(0, card).cost(usage, at=hour or DAY)
    return cost.total if cost.currency == "USD" else None


def agrees(cards: list[Pricing], usage: Usage, hour: datetime | None = None) -> None:
    """The charges are the totals, in one unit."""
    prices = columns_of(*cards).prices(DAY)
    charges = prices.charges(usage, DAY, hour, range(len(prices.cards.values)))
    unit = prices._unit * 1_000_000
    for row, card in enumerate(cards):
        charge, total = charges[prices.cards.codes[row]], exact(card, usage, hour)
        assert (charge is None) == (total is None)
        assert charge is None or total is None or charge == total * unit


@given(st.lists(priced_cards(), min_size=1, max_size=4), usages())
def test_charges_are_the_totals_of_costs(cards: list[Pricing], usage: Usage) -> None:
    """For any card and any usage, to the last digit."""
    agrees(cards, usage)


PLAIN = make_pricing(input="0.15", output="0.6", cache_read="0.0375")
CARDS = {
    "plain": PLAIN,
    "no output price": make_pricing(input="1"),
    "free": make_pricing(input="0", output="0"),
    "tier": make_pricing(input="1", output="2", tiers=(make_tier(1_000, input="2", output="4"),)),
    "hours": make_pricing(input="1", output="2", windows=(make_window("11:00-13:00", input="3"),)),
    "fee": make_pricing(input="1", output="2", per_request="0.01"),
    "reasoning": make_pricing(input="1", output="2", reasoning="9"),
    "media as text": make_pricing(input="1", output="2", billed_as_text=frozenset({Modality.AUDIO})),
    "audio": make_pricing(input="1", output="2", input_audio="7"),
    "euros": Pricing(input=Decimal(1), output=Decimal(2), currency="EUR"),
}
USAGES = {
    "nothing": Usage(),
    "plain": Usage(input_tokens=1_000, output_tokens=10),
    "above a tier": Usage(input_tokens=1_001, output_tokens=10),
    "cached": Usage(input_tokens=1_000, cache_read_tokens=400, output_tokens=10),
    "written": Usage(input_tokens=1_000, cache_write_tokens=400, cache_write_1h_tokens=2),
    "reasoning": Usage(input_tokens=10, output_tokens=100, reasoning_tokens=60),
    "audio": Usage(input_tokens=100, input_audio_tokens=60, output_tokens=10),
    "one request": Usage(input_tokens=100, output_tokens=10, requests=1),
    "image": Usage(images=1),
}


@pytest.mark.parametrize("usage", USAGES)
@pytest.mark.parametrize("card", CARDS)
@pytest.mark.parametrize("hour", [None, NOON], ids=["day", "noon"])
def test_every_sort_of_card_and_usage(card: str, usage: str, hour: datetime | None) -> None:
    """The quick way and the exact one come to the same."""
    agrees([CARDS[card], PLAIN], USAGES[usage], hour)
