"""``starmap conflicts``: where sources disagree, worst first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Annotated, Any

import typer

from starmap.cli.disputes import Dispute, Disputes, State, find_disputes
from starmap.cli.forms import Form, Page, Records, Report, Section, form_of, print_report
from starmap.cli.grids import print_facts, print_line, screen
from starmap.cli.invocation import invocation_of
from starmap.cli.options import bundled
from starmap.provenance import Claim
from starmap.telling.figures import claimed

__all__ = ["commands"]

commands = typer.Typer(rich_markup_mode="markdown")

_MEANING = "the winner is not the vendor's own word, and a source that still says so differs"


@commands.command("conflicts", epilog="Example: `starmap conflicts --first-party --limit 20`")
@bundled(form=form_of)
def report_conflicts(
    ctx: typer.Context,
    first_party: Annotated[
        bool, typer.Option("--first-party", help="Only offerings whose provider is a home provider of their author.")
    ] = False,
    limit: Annotated[int, typer.Option(help="How many to list; 0 for all.", min=0)] = 50,
    form: Form = Form.TEXT,
) -> None:
    """Report the fields about which sources disagree: the published value, why it won, and the claims that lost.

    The worst come first: disputed before settled, prices and limits before other fields, the greatest ratio first.

    A field is disputed where the winner is not the vendor's own word and a source that still says so differs. What a
    vendor's page decides is settled. Ends with how many first-party prices and limits are disputed.
    """
    disputes = find_disputes(invocation_of(ctx).catalog, first_party=first_party)
    listed = disputes.found[:limit] if limit else disputes.found
    print_report(
        form,
        Report(
            document=lambda: _summary(disputes) | {"listed": [_document(dispute) for dispute in listed]},
            records=lambda: Records(_HEADER, (row for dispute in listed for row in _records(dispute))),
            page=lambda: _page(disputes, listed),
            text=lambda: _print_text(disputes, listed),
        ),
    )


_HEADER = ("id", "field", "first_party", "state", "ratio", "why", "says", "value", "source", "date", "url", "note")


def _records(dispute: Dispute) -> Iterator[tuple[object, ...]]:
    """A row for each claim."""
    told = _document(dispute)
    known = [told[name] for name in ("id", "field", "first_party", "state", "ratio", "why")]
    claims = [("winner", dispute.winner), *(("losing", claim) for claim in dispute.losing)]
    for says, claim in claims:
        yield *known, says, claim.value, claim.source, claim.date, claim.url, claim.note


def _states(disputes: Disputes) -> dict[str, int]:
    counts = Counter(dispute.state for dispute in disputes.found)
    return {state: counts[state] for state in State}


def _summary(disputes: Disputes) -> dict[str, Any]:
    return {
        "disagreements": len(disputes.found),
        "states": _states(disputes),
        "first_party_prices_and_limits": disputes.home_fields,
        "first_party_disputed": disputes.home_disputed,
        "first_party_disputed_share": _share(disputes),
    }


def _sentences(disputes: Disputes, listed: Sequence[Dispute]) -> tuple[str, str, str]:
    return (
        f"{len(disputes.found):,} fields on which sources disagree, {len(listed):,} of them listed",
        f"disputed: {_MEANING}",
        f"first-party prices and limits in dispute: {disputes.home_disputed:,} of {disputes.home_fields:,} "
        f"({_share(disputes):.2%})",
    )


def _page(disputes: Disputes, listed: Sequence[Dispute]) -> Page:
    whole, meaning, share = _sentences(disputes, listed)
    states = [(state, f"{number:,}") for state, number in _states(disputes).items()]
    sections = [Section(f"{one.id} {one.field}", _facts(one)) for one in listed]
    return Page("Conflicts", [*sections, Section("Summary", states, lines=(whole, meaning, share))])


def _print_text(disputes: Disputes, listed: Sequence[Dispute]) -> None:
    console = screen()
    for number, dispute in enumerate(listed, 1):
        print_line(console, f"{number}. {dispute.id} {dispute.field}", "bold")
        print_facts(console, _facts(dispute), indent=3)
    whole, meaning, share = _sentences(disputes, listed)
    print_line(console)
    print_line(console, whole)
    print_facts(console, ((state, f"{number:,}") for state, number in _states(disputes).items()), indent=2)
    print_line(console, meaning)
    print_line(console, share, "bold")


def _share(disputes: Disputes) -> float:
    return round(disputes.home_disputed / disputes.home_fields, 6) if disputes.home_fields else 0.0


def _facts(dispute: Dispute) -> list[tuple[str, str]]:
    facts = [
        ("state", dispute.state if dispute.ratio is None else f"{dispute.state}, {_apart(dispute.ratio)}"),
        ("published", _told(dispute, dispute.winner)),
        ("why", dispute.why),
    ]
    return facts + [("losing", _told(dispute, claim)) for claim in dispute.losing]


def _told(dispute: Dispute, claim: Claim) -> str:
    where = ", ".join(part for part in (claim.source, claim.date, claim.note) if part)
    return f"{claimed(dispute.field, claim.value)}: {where}"


def _apart(ratio: Decimal) -> str:
    return f"{ratio:,.2f} times apart" if ratio.is_finite() else "free against priced"


def _document(dispute: Dispute) -> dict[str, Any]:
    ratio = dispute.ratio
    return {
        "id": dispute.id,
        "field": dispute.field,
        "first_party": dispute.at_home,
        "state": dispute.state,
        # JSON has no infinity: a price beside a free one has no ratio.
        "ratio": None if ratio is None or not ratio.is_finite() else round(float(ratio), 6),
        "why": dispute.why,
        "winner": dispute.winner.model_dump(mode="json"),
        "losing": [claim.model_dump(mode="json") for claim in dispute.losing],
    }
