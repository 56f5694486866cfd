"""Costs: their sums, how they print, and what they keep on a journey."""

from __future__ import annotations

import copy
import decimal
import json
import pickle
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from pydantic import ValidationError

from factories import make_offering, make_pricing, make_rate_card, make_tier
from starmap import FrozenMap, Pricing
from starmap.costs import Cost, Line, Unpriced, exact_total
from starmap.usage import Usage
from strategies import priced_cards, usages

DAY = date(2026, 6, 1)
CARD = make_pricing(
    input="3",
    output="15",
    per_page="0.001",
    tiers=(make_tier(1000, input="6", output="22.5"),),
    modes=FrozenMap({"batch": make_rate_card(input="1.5", output="7.5")}),
    source="https://acme.example/pricing",
    valid_from=date(2026, 1, 1),
)


def cost(card: Pricing | None = CARD, *, model_id: str = "rocket-1", mode: str = "standard", **counts: Any) -> Cost:
    """What a usage costs on a card."""
    offering = make_offering(model_id=model_id, price_history=() if card is None else (card,))
    return offering.cost(Usage(**counts), at=DAY, mode=mode)


class TestAddition:
    """Line by line, and known only where both are."""

    def test_lines_of_one_unit_and_rate_become_one(self) -> None:
        """300 x 3/M + 20 x 15/M = 0.0009 + 0.0003."""
        both = cost(input_tokens=100, output_tokens=20) + cost(input_tokens=200)
        assert both.lines == (
            Line("input_tokens", 300, Decimal(3)),
            Line("output_tokens", 20, Decimal(15)),
        )
        assert both.total == Decimal("0.0012")

    def test_lines_of_two_rates_stay_apart(self) -> None:
        """A request below the tier and one above: 1000 x 3/M + 1001 x 6/M = 0.003 + 0.006006."""
        both = cost(input_tokens=1000) + cost(input_tokens=1001)
        assert both.lines == (Line("input_tokens", 1000, Decimal(3)), Line("input_tokens", 1001, Decimal(6)))
        assert both.total == Decimal("0.009006")
        assert both.tier is None

    def test_what_both_share_is_kept(self) -> None:
        """The entry, day, mode, tier and card's source."""
        one = cost(input_tokens=2000)
        both = one + one
        assert both == one.model_copy(
            update={"total": Decimal("0.024"), "lines": (Line("input_tokens", 4000, Decimal(6)),)}
        )
        assert (both.entry, both.on, both.mode, both.tier) == ("acme-cloud:rocket-1", DAY, "standard", 1000)
        assert (both.source, both.valid_from) == ("https://acme.example/pricing", date(2026, 1, 1))

    def test_what_differs_is_none(self) -> None:
        """Two entries, two modes."""
        both = cost(input_tokens=10) + cost(input_tokens=10, model_id="rocket-2", mode="batch")
        assert (both.entry, both.mode, both.on) == (None, None, DAY)
        assert both.total == Decimal("0.000045")  # 10 x 3/M + 10 x 1.5/M

    def test_days_that_differ_are_none(self) -> None:
        """A sum over days is of no day."""
        offering = make_offering(price_history=(CARD,))
        both = offering.cost(Usage(pages=1), at=DAY) + offering.cost(Usage(pages=1), at=date(2026, 6, 2))
        assert (both.on, both.total) == (None, Decimal("0.002"))

    def test_a_sum_with_an_unknown_cost_is_unknown(self) -> None:
        """``at_least`` still tells what is: 100 x 3/M + 200 x 3/M."""
        both = cost(input_tokens=100) + cost(input_tokens=200, searches=2)
        assert both.total is None
        assert both.at_least == Decimal("0.0009")
        assert both.unpriced == (Unpriced("searches", 2, "no per_search price is published"),)

    def test_what_is_not_priced_is_kept_of_both(self) -> None:
        """One reason each."""
        both = cost(searches=1) + cost(None, pages=3)
        assert both.unpriced == (
            Unpriced("searches", 1, "no per_search price is published"),
            Unpriced("pages", 3, "no price is known on 2026-06-01"),
        )

    def test_two_currencies_are_not_added(self) -> None:
        """Nothing is converted."""
        euros = cost(make_pricing(input="3", currency="EUR"), input_tokens=1)
        with pytest.raises(ValueError, match="cannot add USD and EUR; convert one of the costs first"):
            _ = cost(input_tokens=1) + euros
        assert (euros + euros).currency == "EUR"

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_sum_needs_no_start(self, number: int) -> None:
        """Each is 100 x 3/M = 0.0003."""
        total = sum([cost(input_tokens=100)] * number)
        assert isinstance(total, Cost)
        assert total.total == number * Decimal("0.0003")

    def test_an_estimate_makes_the_sum_one(self) -> None:
        """What is estimated in part is estimated."""
        assert (cost(input_tokens=1) + cost(input_tokens=1, estimated=True)).estimated is True
        assert (cost(input_tokens=1) + cost(input_tokens=1)).estimated is False

    @pytest.mark.parametrize("other", [1, "5", None, Decimal(1), Usage()], ids=repr)
    def test_only_costs_are_added(self, other: Any) -> None:
        """Anything else is a ``TypeError``."""
        with pytest.raises(TypeError):
            _ = cost() + other
        with pytest.raises(TypeError):
            _ = other + cost()

    @given(priced_cards(), usages(), usages())
    def test_the_total_is_the_sum_of_totals(self, card: Pricing, one: Usage, other: Usage) -> None:
        """And not known if either is not; what is known adds up all the same."""
        offering = make_offering(price_history=(card,))
        first, second = offering.cost(one, at=DAY), offering.cost(other, at=DAY)
        both = first + second
        known = first.total is not None and second.total is not None
        assert both.total == ((first.total or 0) + (second.total or 0) if known else None)
        assert both.at_least == first.at_least + second.at_least

    @given(priced_cards(), usages(), usages(), usages())
    def test_the_order_does_not_matter(self, card: Pricing, first: Usage, second: Usage, third: Usage) -> None:
        """The same total, the same lines and the same reasons, whichever way it is added up."""
        offering = make_offering(price_history=(card,))
        one, two, last = (offering.cost(usage, at=DAY) for usage in (first, second, third))
        there, back = one + two + last, last + (two + one)
        assert there.total == back.total
        assert Counter(there.lines) == Counter(back.lines)
        assert Counter(there.unpriced) == Counter(back.unpriced)

    def test_quantities_are_added_exactly(self) -> None:
        """Whatever the caller's decimal context: 1234.567 + 0.001 seconds at 0.5 dollars."""
        card = make_pricing(per_second_input="0.5")
        with decimal.localcontext(decimal.Context(prec=3, traps=[decimal.Inexact])):
            both = cost(card, input_seconds=Decimal("1234.567")) + cost(card, input_seconds=Decimal("0.001"))
        assert both.lines == (Line("input_seconds", Decimal("1234.568"), Decimal("0.5")),)
        assert both.total == Decimal("617.284")

    def test_a_count_stays_whole(self) -> None:
        """Tokens of a sum are an ``int``."""
        assert type((cost(input_tokens=1) + cost(input_tokens=1)).lines[0].quantity) is int


class TestWords:
    """``str``, formats, ``repr`` and the table."""

    @pytest.mark.parametrize(
        ("counts", "text"),
        [
            ({"input_tokens": 1000}, "$0.003"),
            ({"pages": 10}, "$0.01"),
            ({"pages": 1_234_567_000}, "$1,234,567.00"),
            ({"pages": 1_500}, "$1.50"),
            ({"input_tokens": 1}, "$0.000003"),
            ({}, "$0.00"),
            ({"input_tokens": 1000, "estimated": True}, "about $0.003"),
            ({"searches": 1}, "not known (no per_search price is published)"),
            (
                {"searches": 1, "images": 2},
                "not known (no per_image price is published; no per_search price is published)",
            ),
        ],
        ids=["tenths of cents", "cents", "millions", "dollars", "millionths", "nothing", "estimated", "one", "two"],
    )
    def test_str_is_the_amount_in_full(self, counts: dict[str, Any], text: str) -> None:
        """With at least two decimals; or why it is not known."""
        assert str(cost(**counts)) == text
        assert f"{cost(**counts)}" == text

    def test_other_currencies_are_named(self) -> None:
        """Only dollars have their sign."""
        assert str(cost(make_pricing(input="3", currency="EUR"), input_tokens=1000)) == "0.003 EUR"

    @pytest.mark.parametrize(
        ("spec", "text"), [(".2f", "0.01"), (".4f", "0.0120"), ("e", "1.2e-2"), (">8", "   0.012")]
    )
    def test_a_format_is_the_totals(self, spec: str, text: str) -> None:
        """4000 x 3/M, in a specification for numbers."""
        assert format(cost(make_pricing(input="3"), input_tokens=4000), spec) == text

    def test_a_format_of_an_unknown_total(self) -> None:
        """It never prints a number."""
        assert format(cost(searches=1), ".2f") == "not known"

    @pytest.mark.parametrize(
        ("made", "text"),
        [
            (cost(input_tokens=1000), "Cost(total=Decimal('0.003'), entry='acme-cloud:rocket-1')"),
            (cost(input_tokens=2000), "Cost(total=Decimal('0.012'), entry='acme-cloud:rocket-1', tier=1000)"),
            (cost(searches=1), "Cost(total=None, entry='acme-cloud:rocket-1')"),
            (
                cost(input_tokens=1000, mode="batch", estimated=True),
                "Cost(total=Decimal('0.0015'), entry='acme-cloud:rocket-1', mode='batch', estimated=True)",
            ),
        ],
        ids=["plain", "tier", "unknown", "batch"],
    )
    def test_repr_is_one_line(self, made: Cost, text: str) -> None:
        """The total, the entry, and what is not usual."""
        assert repr(made) == text

    def test_the_table_shows_every_line(self) -> None:
        """1000 x 3/M = 0.003, 200 x 15/M = 0.003, 12 pages at 0.001 = 0.012."""
        made = cost(input_tokens=1000, output_tokens=200, pages=12)
        assert made.table().split("\n") == [
            "unit           quantity        rate  amount",
            "input tokens      1,000         3/M  $0.003",
            "output tokens       200        15/M  $0.003",
            "pages                12  0.001 each  $0.012",
            "total                                $0.018",
        ]

    def test_the_table_says_what_is_missing(self) -> None:
        """The unit, how many, and below the table why."""
        lines = cost(input_tokens=1000, searches=2, estimated=True).table().split("\n")
        assert [" ".join(line.split()) for line in lines] == [
            "unit quantity rate amount",
            "input tokens 1,000 3/M $0.003",
            "searches 2 not known not known",
            "total, estimated not known",
            "searches: no per_search price is published",
        ]

    def test_the_table_of_requests_that_nobody_counted(self) -> None:
        """How many there were is what is not known."""
        table = cost(make_pricing(input="3", per_request="0.01"), input_tokens=5).table()
        assert "requests      not known  not known  not known" in table


class TestJourneys:
    """A cost is a value, and can be written down."""

    @given(priced_cards(), usages())
    def test_json_and_back(self, card: Pricing, usage: Usage) -> None:
        """Lines, reasons and all digits."""
        made = make_offering(price_history=(card,)).cost(usage, at=DAY)
        again = Cost.model_validate_json(made.model_dump_json())
        assert again == made
        assert hash(again) == hash(made)
        assert (again.at_least, again.table()) == (made.at_least, made.table())

    def test_json_shows_the_amounts(self) -> None:
        """Lines are objects, with quantity, rate and amount: 1000 x 3/M."""
        told = json.loads(cost(input_tokens=1000, searches=1).model_dump_json())
        assert told["lines"] == [{"unit": "input_tokens", "quantity": 1000, "rate": "3", "amount": "0.003"}]
        assert told["unpriced"] == [{"unit": "searches", "quantity": 1, "reason": "no per_search price is published"}]
        assert (told["total"], told["on"], told["mode"]) == (None, "2026-06-01", "standard")

    def test_a_dict_holds_exact_amounts(self) -> None:
        """The same in Python, with decimals."""
        assert cost(input_tokens=1000).model_dump()["lines"] == [
            {"unit": "input_tokens", "quantity": 1000, "rate": Decimal(3), "amount": Decimal("0.003")}
        ]

    @pytest.mark.parametrize(
        "lines",
        ['[{"unit": "input_tokens"}]', '[{"unit": "pages", "quantity": true, "rate": "x"}]', "[5]", '"none"'],
        ids=["parts missing", "no number", "no object", "no list"],
    )
    def test_lines_that_are_none_are_refused(self, lines: str) -> None:
        """JSON from elsewhere is checked."""
        with pytest.raises(ValidationError):
            Cost.model_validate_json(f'{{"total": null, "lines": {lines}}}')

    @pytest.mark.parametrize(
        "journey",
        [lambda made: pickle.loads(pickle.dumps(made)), copy.copy, copy.deepcopy, lambda made: made.model_copy()],
        ids=["pickle", "copy", "deepcopy", "model_copy"],
    )
    def test_copies_are_equal(self, journey: Callable[[Cost], Cost]) -> None:
        """And hash alike."""
        made = cost(input_tokens=1000, output_tokens=20, searches=1)
        assert journey(made) == made
        assert hash(journey(made)) == hash(made)

    def test_the_card_is_no_part_of_the_value(self) -> None:
        """It is at hand on what was worked out here, and not after JSON."""
        made = cost(input_tokens=1000)
        again = Cost.model_validate_json(made.model_dump_json())
        assert made.card == CARD
        assert again.card is None
        assert again == made

    def test_a_sum_has_no_card(self) -> None:
        """There may be several."""
        assert (cost(input_tokens=1) + cost(input_tokens=1)).card is None

    def test_a_cost_is_frozen(self) -> None:
        """No amount can be set."""
        with pytest.raises(ValidationError, match="frozen"):
            cost().total = Decimal(0)  # type: ignore[misc]

    def test_costs_are_keys(self) -> None:
        """Equal ones are the same key."""
        assert len({cost(pages=1), cost(pages=1), cost(pages=2)}) == 2


class TestLines:
    """Plain tuples whose arithmetic is exact."""

    @pytest.mark.parametrize(
        ("line", "amount"),
        [
            (Line("input_tokens", 7, Decimal("0.15")), "0.00000105"),  # 7 x 0.15/M
            (Line("pages", 7, Decimal("0.001")), "0.007"),  # 7 x 0.001
            (Line("input_seconds", Decimal("1.5"), Decimal("0.0001")), "0.00015"),  # 1.5 x 0.0001
            (Line("citation_tokens", 1_000_000, Decimal(2)), "2"),  # 1 M x 2/M
            (Line("images", 0, Decimal(2)), "0"),
        ],
        ids=lambda value: value.unit if isinstance(value, Line) else "",
    )
    def test_an_amount_is_quantity_times_rate(self, line: Line, amount: str) -> None:
        """Of a million tokens, of one of anything else, without zeros at the end."""
        assert str(line.amount) == amount

    def test_a_total_keeps_every_digit(self) -> None:
        """10**15 x 0.0001/M + 10**-12 = 100,000.000000000001."""
        lines = [
            Line("input_tokens", 10**15, Decimal("0.0001")),
            Line("input_seconds", Decimal("1E-9"), Decimal("0.001")),
        ]
        assert exact_total(lines) == Decimal("100000.000000000001")

    def test_nothing_costs_nothing(self) -> None:
        """No lines, no cents."""
        assert exact_total([]) == 0
        assert cost().at_least == 0


def test_html_shows_each_line_and_the_total() -> None:
    """A row for each line, the total last."""
    shown = make_offering(price_history=(make_pricing(input="2"),)).cost(Usage(input_tokens=500_000))._repr_html_()
    assert "<caption>acme-cloud:rocket-1</caption><tr><th>unit</th>" in shown
    assert "<tr><td>input tokens</td><td>500,000</td><td>2/M</td><td>$1.00</td></tr>" in shown
    assert shown.endswith("<tr><td>total</td><td></td><td></td><td>$1.00</td></tr></table>")


def test_html_says_what_is_not_priced() -> None:
    """The total is not known, and the reason stands below it."""
    shown = make_offering(price_history=(make_pricing(input="2"),)).cost(Usage(images=1))._repr_html_()
    assert "<tr><td>total</td><td></td><td></td><td>not known</td></tr>" in shown
    assert shown.endswith("<td>no per_image price is published</td></tr></table>")


def test_html_of_a_cost_escapes_hostile_names() -> None:
    """Nothing in an id or a region can become markup."""
    entry = make_offering(model_id="<script>'", price_history=(make_pricing(input="2"),))
    shown = entry.cost(Usage(input_tokens=1), region='"><img>')._repr_html_()
    assert "<caption>acme-cloud:&lt;script&gt;&#x27;</caption>" in shown
    assert "region &quot;&gt;&lt;img&gt;" in shown
    assert "<img" not in shown
