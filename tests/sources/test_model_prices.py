"""model-prices as claims."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from starmap.errors import SourceError
from starmap.sources import model_prices
from starmap.sources.listing import Alias, Batch, Listing
from starmap.sources.reading import ProviderNames, SourceFile

DAY = "2026-10-26"
NAMES = ProviderNames({"models_dev": {"google": "google-ai-studio"}})
COMMIT = "https://github.com/sst/models.dev/commit/abc"
PAGE = "https://openai.com/index/big/"


def rates(**changes: object) -> dict[str, object]:
    """Rates known from a commit."""
    return {
        "input": 2.0,
        "output": 8.0,
        "source": COMMIT,
        "valid_from": "2026-07-09T17:59:06Z",
        "valid_from_basis": "models.dev commit",
    } | changes


def snapshot(cards: dict[str, object], lab: str = "openai", **changes: object) -> bytes:
    """A snapshot with one model."""
    whole: dict[str, object] = {
        "schema": 1,
        "updated_at": "2026-10-26T18:46:35Z",
        "models_dev": {},
        "aliases": {"models": {}, "providers": {}},
        "bases": {},
        "prices": {lab: {"big-1": cards}},
        "schedules": {"schedule": [], "holidays": {}},
        "status": {},
        "plans": [],
        "estimates": [],
    }
    return json.dumps(whole | changes).encode()


def parse(data: bytes) -> Batch:
    """The claims of a snapshot."""
    return model_prices.parse([SourceFile("model_prices/snapshot.json", data, DAY)], NAMES)


def only(cards: dict[str, object], lab: str = "openai", **changes: object) -> Listing:
    """The listing of the one model."""
    (listing,) = parse(snapshot(cards, lab, **changes)).listings
    return listing


def standard(*entries: object) -> dict[str, object]:
    """Standard cards."""
    return {"standard": list(entries)}


def test_the_card_in_force_on_the_files_date_is_the_price() -> None:
    """A later card does not hold yet; an earlier one no more."""
    listing = only(
        standard(
            {"rates": rates(input=5.0), "start": None},
            {"rates": rates(valid_from="2026-08-21T00:00:00Z"), "start": "2026-08-21T00:00:00Z"},
            {"rates": rates(input=1.0), "start": "2026-12-01T00:00:00Z"},
        )
    )
    assert listing.facts == {
        "pricing.input": Decimal(2),
        "pricing.output": Decimal(8),
        "pricing.valid_from": "2026-08-21",
    }


def test_a_card_recorded_again_holds_since_its_first_record() -> None:
    """The vendor's date outlives the commit that came days later, and its page is the evidence."""
    documented = rates(source=PAGE, valid_from="2026-08-21T00:00:00Z", valid_from_basis="documented")
    listing = only(
        standard(
            {"rates": rates(input=5.0), "start": None},
            {"rates": documented, "start": "2026-08-21T00:00:00Z"},
            {"rates": rates(valid_from="2026-08-25T04:37:24Z"), "start": "2026-08-25T04:37:24Z"},
        )
    )
    assert (listing.facts["pricing.valid_from"], listing.url) == ("2026-08-21", PAGE)


def test_a_commit_is_no_page_of_the_vendor() -> None:
    """It is left out of the address."""
    assert only(standard({"rates": rates(), "start": None})).url is None


def test_an_observed_page_is_evidence() -> None:
    """Where nothing was documented."""
    seen = rates(source="https://web.archive.org/web/1/page", valid_from_basis="first observed")
    assert only(standard({"rates": seen, "start": None})).url == "https://web.archive.org/web/1/page"


def test_modes_and_tiers_have_cards() -> None:
    """Batch, fast and flex; thinking and ultrafast are no modes of ours."""
    tiers = [{"above": 272_000, "input": 4.0, "output": 12.0, "cache_read": 0.4}]
    batch = parse(
        snapshot(
            {
                "standard": [{"rates": rates(tiers=tiers), "start": None}],
                "batch": [{"rates": None, "start": None}, {"rates": rates(input=1.0), "start": "2024-04-15T00:00:00Z"}],
                "fast": [{"rates": None, "start": None}],
                "thinking": [{"rates": rates(), "start": None}],
            }
        )
    )
    stated = batch.listings[0].facts
    assert stated["pricing.tiers"] == [
        {"above": 272_000, "input": Decimal(4), "output": Decimal(12), "cache_read": Decimal("0.4")}
    ]
    assert stated["pricing.modes.batch.input"] == Decimal(1)
    assert not any(".fast." in path for path in stated)
    assert batch.left_out["thinking and ultrafast cards"] == 1


@pytest.mark.parametrize(
    ("lab", "write", "expected"),
    [("anthropic", {"cache_write": 2.5}, Decimal(4)), ("anthropic", {}, None), ("openai", {"cache_write": 2.5}, None)],
    ids=["an hour", "no cache", "a longer term"],
)
def test_an_hours_write_is_a_multiple_of_input(lab: str, write: dict[str, float], expected: Decimal | None) -> None:
    """Upstream states the multiple; OpenAI's is not of an hour."""
    stated = only(standard({"rates": rates(cache_write_1h_multiple=2.0, **write), "start": None}), lab).facts
    assert stated.get("pricing.cache_write_1h") == expected


def test_a_cache_of_zero_is_a_fee_waived() -> None:
    """Not a free token."""
    stated = only(standard({"rates": rates(cache_write=0.0, cache_read=0.0), "start": None})).facts
    assert "pricing.cache_write" not in stated
    assert "pricing.cache_read" not in stated


@pytest.mark.parametrize(("lab", "free"), [("zai", True), ("sensenova", False)])
def test_zero_is_free_where_the_price_page_is_checked(lab: str, free: bool) -> None:
    """Elsewhere it may be a plan's."""
    stated = only(standard({"rates": rates(input=0.0, output=0.0), "start": None}), lab).facts
    assert ("pricing.input" in stated) is free


@pytest.mark.parametrize(
    ("status", "live", "stage"), [("deprecated", True, "deprecated"), ("removed", False, None), (None, True, None)]
)
def test_status_is_what_upstream_means_by_it(status: str | None, live: bool, stage: str | None) -> None:
    """Removed means gone from models.dev, not retired."""
    by_lab = {"openai": {"big-1": status}} if status else {}
    listing = only(standard({"rates": rates(), "start": None}), status=by_lab)
    assert (listing.live, listing.facts.get("lifecycle.stage")) == (live, stage)


def test_peak_hours_multiply_the_card() -> None:
    """DeepSeek's rates are those outside the peak."""
    schedule = {
        "provider": "deepseek",
        "peak_hours_utc": [["01:00", "04:00"]],
        "peak_multiplier": 2.0,
        "weekdays_only": True,
        "valid_from": "2026-08-16T16:00:00Z",
    }
    stated = only(
        standard({"rates": rates(), "start": None}), "deepseek", schedules={"schedule": [schedule], "holidays": {}}
    ).facts
    assert stated["pricing.windows"] == [
        {
            "starts": "01:00",
            "ends": "04:00",
            "weekdays": [1, 2, 3, 4, 5],
            "input": Decimal(4),
            "output": Decimal(16),
        }
    ]


@pytest.mark.parametrize(
    "change",
    [{"valid_until": "2026-01-01T00:00:00Z"}, {"off_peak_multiplier": {"other": 0.5}}, {"provider": "openai"}],
    ids=["past", "another model", "another provider"],
)
def test_a_schedule_that_does_not_apply_makes_no_window(change: dict[str, object]) -> None:
    """Past ones, and those of others."""
    schedule = {
        "provider": "deepseek",
        "off_peak_hours_utc": [["16:30", "00:30"]],
        "off_peak_multiplier": {"big-1": 0.5},
        "valid_from": "2025-02-26T16:30:00Z",
    } | change
    schedules = {"schedule": [schedule], "holidays": {}}
    stated = only(standard({"rates": rates(), "start": None}), "deepseek", schedules=schedules).facts
    assert "pricing.windows" not in stated


HOLIDAYS = {
    "cn": {
        "covers_through": "2026-12-31",
        "dates": ["2026-05-01", "2026-09-25", "2026-09-26", "2026-10-01"],
        "source": "https://example.org/holidays",
        "utc_offset_hours": 8,
    }
}


def peak(**changes: object) -> dict[str, object]:
    """DeepSeek's schedule, but for the days of Chinese holidays."""
    return {
        "provider": "deepseek",
        "peak_hours_utc": [["01:00", "04:00"]],
        "peak_multiplier": 2.0,
        "weekdays_only": True,
        "holidays": "cn",
        "valid_from": "2026-08-16T16:00:00Z",
        "source": PAGE,
    } | changes


def hours(*schedules: dict[str, object], holidays: object = HOLIDAYS) -> dict[str, object]:
    """The snapshot's schedules."""
    return {"schedule": list(schedules), "holidays": holidays}


def test_peak_hours_leave_out_the_holidays_of_their_calendar() -> None:
    """Those on the window's own weekdays since the schedule began, and how far the calendar goes."""
    stated = only(standard({"rates": rates(), "start": None}), "deepseek", schedules=hours(peak())).facts
    assert stated["pricing.windows"] == [
        {
            "starts": "01:00",
            "ends": "04:00",
            "weekdays": [1, 2, 3, 4, 5],
            "holidays": ["2026-09-25", "2026-10-01"],
            "calendar_until": "2026-12-31",
            "input": Decimal(4),
            "output": Decimal(16),
        }
    ]


@pytest.mark.parametrize(
    ("schedule", "holidays"),
    [(peak(), {}), (peak(peak_hours_utc=[["15:00", "17:00"]]), HOLIDAYS)],
    ids=["no calendar", "hours over midnight"],
)
def test_holidays_that_cannot_be_told_are_refused(schedule: dict[str, object], holidays: object) -> None:
    """A day of Beijing is a UTC day only within its hours."""
    with pytest.raises(SourceError, match=r"schedules\.holidays\.cn"):
        only(standard({"rates": rates(), "start": None}), "deepseek", schedules=hours(schedule, holidays=holidays))


def dated(*entries: object, lab: str = "openai", **changes: object) -> list[tuple[str, str, str | None, str]]:
    """Day, basis, address and rate of input of each card."""
    return [
        (card.begins, card.basis, card.url, str(card.facts.get("pricing.input")))
        for card in parse(snapshot(standard(*entries), lab, **changes)).cards
    ]


def test_a_card_begins_when_its_rates_were_first_known() -> None:
    """What the vendor documents counts; the commit that comes later is no new card."""
    documented = rates(source=PAGE, valid_from="2026-08-21T00:00:00Z", valid_from_basis="documented")
    assert dated(
        {"rates": rates(input=5.0), "start": None},
        {"rates": documented, "start": "2026-08-21T00:00:00Z"},
        {"rates": rates(valid_from="2026-08-25T04:37:24Z"), "start": "2026-08-25T04:37:24Z"},
    ) == [("2026-07-09", "commit", COMMIT, "5"), ("2026-08-21", "documented", PAGE, "2")]


def test_rates_hold_from_their_start_where_it_is_later() -> None:
    """An offer ends, and the former rates return."""
    offer = rates(input=0.5, valid_from="2026-08-01T00:00:00Z", valid_from_basis="documented")
    assert [
        (day, rate)
        for day, _, _, rate in dated(
            {"rates": rates(), "start": None},
            {"rates": offer, "start": "2026-08-01T00:00:00Z"},
            {"rates": rates(), "start": "2026-10-20T00:00:00Z"},
        )
    ] == [("2026-07-09", "2"), ("2026-08-01", "0.5"), ("2026-10-20", "2")]


def test_rates_first_seen_after_the_next_began_have_no_card() -> None:
    """Nobody saw them in force."""
    early = rates(input=1.0, valid_from="2026-07-01T00:00:00Z", valid_from_basis="documented")
    assert [
        one[0::3] for one in dated({"rates": rates(), "start": None}, {"rates": early, "start": early["valid_from"]})
    ] == [("2026-07-01", "1")]


def test_the_card_of_a_day_is_the_one_in_force_when_it_ends() -> None:
    """A change at 16:00 makes the card of its own day; of two on one day the later stands."""
    first = rates(input=3.0, valid_from="2026-08-16T04:00:00Z")
    later = rates(input=4.0, valid_from="2026-08-16T16:00:00Z")
    assert [
        one[0::3]
        for one in dated(
            {"rates": first, "start": "2026-08-16T04:00:00Z"}, {"rates": later, "start": "2026-08-16T16:00:00Z"}
        )
    ] == [("2026-08-16", "4")]


def test_a_price_that_is_gone_is_an_empty_card() -> None:
    """From the day on that upstream says so."""
    assert [
        one[0::3] for one in dated({"rates": rates(), "start": None}, {"rates": None, "start": "2026-08-06T15:00:00Z"})
    ] == [("2026-07-09", "2"), ("2026-08-06", "None")]


def test_a_mode_joins_the_card_on_the_day_it_is_known() -> None:
    """Though upstream means it to have held before."""
    batch = {"rates": rates(input=1.0, valid_from="2026-10-08T17:55:23Z"), "start": "2024-10-08T00:00:00Z"}
    whole = {"standard": [{"rates": rates(), "start": None}], "batch": [{"rates": None, "start": None}, batch]}
    assert [(card.begins, "pricing.modes.batch.input" in card.facts) for card in parse(snapshot(whole)).cards] == [
        ("2026-07-09", False),
        ("2026-10-08", True),
    ]


def test_a_schedule_begins_and_ends_with_a_card() -> None:
    """The vendor documents its days; one that began before the rates are known begins with them."""
    first, second = peak(valid_from="2026-01-01T00:00:00Z", valid_until="2026-08-01T00:00:00Z"), peak()
    data = snapshot(standard({"rates": rates(), "start": None}), "deepseek", schedules=hours(first, second))
    assert [(card.begins, card.basis, "pricing.windows" in card.facts) for card in parse(data).cards] == [
        ("2026-07-09", "commit", True),
        ("2026-08-01", "documented", False),
        ("2026-08-16", "documented", True),
    ]


def test_a_zero_that_nobody_checks_is_no_card() -> None:
    """As in the listing."""
    assert dated({"rates": rates(input=0.0, output=0.0), "start": None}, lab="sensenova") == []


def test_aliases_and_bases_are_other_names() -> None:
    """A lab's name of a model stands for the id that serves it."""
    data = snapshot(
        standard({"rates": rates(), "start": None}),
        aliases={"models": {"big": "openai/org/big-1"}, "providers": {"codex": "openai"}},
        bases={"google": {"big-preview": "big-latest"}},
    )
    assert parse(data).aliases == [
        Alias("google-ai-studio", "big-preview", "big-latest", DAY),
        Alias("openai", "big", "org/big-1", DAY),
    ]


def test_a_new_field_is_refused() -> None:
    """The error names the place."""
    with pytest.raises(SourceError, match=r"prices\.openai\.big-1\.standard\.0\.rates\.smell: new upstream field"):
        only(standard({"rates": rates(smell=1), "start": None}))


def test_a_truncated_file_is_refused() -> None:
    """The error names the file."""
    with pytest.raises(SourceError, match=r"model_prices/snapshot\.json"):
        parse(b'{"schema": 1, "pri')
