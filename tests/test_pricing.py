"""Rate cards and the days on which they hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from factories import make_card, make_offering
from starmap import FrozenMap, Lifecycle, Offering, Pricing, RateCard, Status, Tier
from starmap.pricing import Rates

JAN, FEB, MAR, APR = (date(2025, month, 1) for month in (1, 2, 3, 4))


def input_on(offering: Offering, day: date) -> Decimal | None:
    """The input price of a day."""
    card = offering.pricing_on(day)
    return None if card is None else card.input


@pytest.mark.parametrize(
    ("day", "price"),
    [
        (date(2024, 12, 31), None),
        (JAN, Decimal(1)),
        (date(2025, 1, 31), Decimal(1)),
        (FEB, Decimal(2)),
        (date(2025, 2, 28), Decimal(2)),
        (MAR, None),
        (date(2025, 3, 31), None),
        (APR, Decimal(4)),
        (date(2035, 1, 1), Decimal(4)),
    ],
    ids=str,
)
def test_a_card_holds_from_its_first_day_until_its_last(day: date, price: Decimal | None) -> None:
    """Both ends count from the start of the day; in a gap between cards no price is known."""
    cards = (make_card("1", JAN, FEB), make_card("2", FEB, MAR), make_card("4", APR))
    assert input_on(make_offering(price_history=cards), day) == price


def test_a_superseded_card_does_not_come_back() -> None:
    """After a card has ended, the one before it is not known to hold again."""
    offering = make_offering(price_history=(make_card("1"), make_card("2", FEB, MAR)))
    assert offering.pricing_on(APR) is None


def test_an_undated_card_holds_until_the_next_begins() -> None:
    """A card of which only the price is known answers for every day before the next."""
    offering = make_offering(price_history=(make_card("1"), make_card("2", FEB)))
    assert [input_on(offering, day) for day in (date(2000, 1, 1), date(2025, 1, 31), FEB)] == [1, 1, 2]


def test_without_cards_there_is_no_price() -> None:
    """Unpublished is ``None``, not free."""
    assert make_offering().pricing is None
    assert make_offering(price_history=(Pricing(),)).pricing == Pricing()
    assert make_offering(price_history=(make_card("0"),)).pricing_on(JAN) == make_card("0")


def test_the_price_is_that_of_today(set_today: Callable[[date], None]) -> None:
    """``pricing`` moves with the clock and is not stored."""
    offering = make_offering(price_history=(make_card("1", JAN), make_card("2", MAR)))
    set_today(FEB)
    assert offering.pricing == make_card("1", JAN)
    set_today(MAR)
    assert offering.pricing == make_card("2", MAR)
    assert "pricing" not in offering.model_dump()


@pytest.mark.parametrize("day", [MAR, APR, date(2035, 1, 1)], ids=str)
def test_a_retired_entry_keeps_its_last_card(day: date) -> None:
    """Old usage stays priceable, at the card in force when it retired."""
    offering = make_offering(price_history=(make_card("1"), make_card("2", FEB)), lifecycle=Lifecycle(retires_on=MAR))
    assert input_on(offering, day) == 2


def test_a_retired_entry_keeps_the_prices_of_its_days() -> None:
    """Retirement changes nothing for the days before."""
    offering = make_offering(price_history=(make_card("1"), make_card("2", FEB)), lifecycle=Lifecycle(retires_on=MAR))
    assert input_on(offering, JAN) == 1


@pytest.mark.parametrize(
    "life",
    [Lifecycle(retires_on=MAR), Lifecycle(retires_on=APR), Lifecycle(stage=Status.RETIRED)],
    ids=["that-day", "later", "undated"],
)
def test_a_card_that_ended_with_its_entry_is_the_last_one(life: Lifecycle) -> None:
    """Of a retired entry the last card answers, even where it says that it ended."""
    offering = make_offering(price_history=(make_card("2", FEB, MAR),), lifecycle=life)
    assert input_on(offering, date(2025, 9, 1)) == 2


def test_a_tier_and_a_mode_are_cards_of_their_own() -> None:
    """A rate absent from them is not known; it is not the standard one."""
    card = Pricing(
        input=Decimal(1),
        output=Decimal(2),
        tiers=(Tier(above=200_000, input=Decimal(3)),),
        modes=FrozenMap({"batch": RateCard(input=Decimal("0.5"))}),
    )
    assert card.tiers[0].output is None
    assert card.modes["batch"].output is None
    assert card.modes["batch"].tiers == ()


def test_every_rate_is_unknown_unless_published() -> None:
    """No rate defaults to free."""
    assert set(Rates().model_dump().values()) == {None}


def test_money_is_exact() -> None:
    """Prices keep their digits through JSON."""
    assert Pricing.model_validate_json('{"input":"0.07812"}').input == Decimal("0.07812")
    assert make_card("0.10").model_dump(mode="json", exclude_none=True)["input"] == "0.10"
