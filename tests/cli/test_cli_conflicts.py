"""``conflicts``: what counts as disputed, why a claim won, and the order."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cli.runs import Run, RunJson
from starmap import Catalog
from starmap.cli.disputes import Dispute, State, find_disputes


@pytest.fixture(scope="module")
def found(sample: Catalog) -> dict[tuple[str, str], Dispute]:
    """Every disagreement of the sample."""
    return {(one.id, one.field): one for one in find_disputes(sample, first_party=False).found}


def test_a_vendors_page_settles(found: dict[tuple[str, str], Dispute]) -> None:
    """What a vendor's page decides is not disputed, whoever differs."""
    one = found["google-ai-studio:gemini-1.5-pro-002", "pricing.input"]
    assert (one.state, one.why, one.ratio) == (State.VENDOR, "the vendor's page", Decimal("2.8"))


def test_a_live_rival_disputes(found: dict[tuple[str, str], Dispute]) -> None:
    """Two sources that still say so differ: the rank tells who won."""
    disputed = [one for one in found.values() if one.state is State.DISPUTED]
    assert any(one.why.startswith(f"{one.winner.source} (rank ") for one in disputed)
    assert all(one.winner.source != "vendor page" for one in disputed)


def test_an_older_claim_does_not_dispute(found: dict[tuple[str, str], Dispute]) -> None:
    """A claim that its source no longer lists is no live rival."""
    older = [one for one in found.values() if one.state is State.OLDER]
    assert older
    assert all(one.why.endswith(" no longer lists its claim") for one in older)


def test_a_refused_claim_does_not_dispute(found: dict[tuple[str, str], Dispute]) -> None:
    """A claim that a rule refused is told apart."""
    refused = [one for one in found.values() if one.state is State.REFUSED]
    assert refused
    assert all((one.losing[0].note or "").startswith("refused: ") for one in refused)


def test_the_worst_come_first(sample: Catalog) -> None:
    """Disputed before settled; prices and limits before other fields; the greatest ratio first."""
    disputes = find_disputes(sample, first_party=False).found
    order = [(one.state is not State.DISPUTED, one.ratio is None, -(one.ratio or 0)) for one in disputes]
    assert order == sorted(order)


def test_first_party_means_home_providers(sample: Catalog) -> None:
    """Only offerings at a home provider of their author."""
    for one in find_disputes(sample, first_party=True).found:
        author = sample.offering(one.id).author
        assert author is not None
        assert one.id.partition(":")[0] in author.home_providers


def test_the_share_is_of_first_party_prices_and_limits(run_json: RunJson) -> None:
    """The figures are the same whatever is listed, and the share is their quotient."""
    whole, own = run_json("conflicts"), run_json("conflicts", "--first-party")
    names = ("first_party_disputed", "first_party_prices_and_limits", "first_party_disputed_share")
    assert [whole[name] for name in names] == [own[name] for name in names]
    assert own[names[2]] == round(own[names[0]] / own[names[1]], 6)


def test_the_report_ends_with_the_share(run: Run) -> None:
    """The text says what disputed means and how much of first-party prices and limits is."""
    lines = run("conflicts", "--first-party").stdout.splitlines()
    assert lines[-2].startswith("disputed: the winner is not the vendor's own word")
    assert lines[-1].startswith("first-party prices and limits in dispute: ")


def test_limit_lists_no_more(run_json: RunJson) -> None:
    """--limit bounds the list, not the counts; 0 lists all."""
    few, every = run_json("conflicts", "--limit", "2"), run_json("conflicts", "--limit", "0")
    assert len(few["listed"]) == 2
    assert len(every["listed"]) == every["disagreements"] == few["disagreements"]
