"""What an entry is on a given day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from starmap import Lifecycle, Status
from starmap.lifecycle import today

DAY = date(2025, 6, 1)
BEFORE, AFTER = date(2025, 5, 31), date(2025, 6, 2)
PREVIEW, ACTIVE, DEPRECATED, RETIRED = Status


@pytest.mark.parametrize(
    ("life", "statuses"),
    [
        (Lifecycle(), (None, None, None)),
        (Lifecycle(stage=PREVIEW), (PREVIEW, PREVIEW, PREVIEW)),
        (Lifecycle(stage=ACTIVE), (ACTIVE, ACTIVE, ACTIVE)),
        (Lifecycle(stage=RETIRED), (RETIRED, RETIRED, RETIRED)),
        (Lifecycle(retires_on=DAY), (None, RETIRED, RETIRED)),
        (Lifecycle(stage=ACTIVE, retires_on=DAY), (ACTIVE, RETIRED, RETIRED)),
        (Lifecycle(stage=RETIRED, retires_on=DAY), (None, RETIRED, RETIRED)),
        (Lifecycle(deprecated_on=DAY), (None, DEPRECATED, DEPRECATED)),
        (Lifecycle(stage=ACTIVE, deprecated_on=DAY), (ACTIVE, DEPRECATED, DEPRECATED)),
        (Lifecycle(stage=PREVIEW, deprecated_on=DAY), (PREVIEW, DEPRECATED, DEPRECATED)),
        (Lifecycle(stage=DEPRECATED, deprecated_on=DAY), (ACTIVE, DEPRECATED, DEPRECATED)),
        (Lifecycle(stage=RETIRED, deprecated_on=DAY, retires_on=AFTER), (ACTIVE, DEPRECATED, RETIRED)),
        (Lifecycle(stage=ACTIVE, deprecated_on=DAY, retires_on=DAY), (ACTIVE, RETIRED, RETIRED)),
        (Lifecycle(stage=ACTIVE, retires_not_before=DAY), (ACTIVE, ACTIVE, ACTIVE)),
        (Lifecycle(retires_not_before=DAY), (None, None, None)),
    ],
    ids=[
        "nothing-known",
        "preview",
        "active",
        "retired-undated",
        "retirement-alone",
        "active-then-retired",
        "retired-and-dated",
        "deprecation-alone",
        "active-then-deprecated",
        "preview-then-deprecated",
        "deprecated-and-dated",
        "whole-life",
        "both-on-one-day",
        "promise-on-active",
        "promise-alone",
    ],
)
def test_the_status_on_the_day_before_on_and_after(life: Lifecycle, statuses: tuple[Status | None, ...]) -> None:
    """A date takes effect on its day; a promise never changes the status; nothing known stays ``None``."""
    assert tuple(life.status_on(day) for day in (BEFORE, DAY, AFTER)) == statuses


def test_the_status_is_that_of_today(set_today: Callable[[date], None]) -> None:
    """``status`` moves with the clock and is not stored."""
    life = Lifecycle(stage=ACTIVE, retires_on=DAY)
    set_today(BEFORE)
    assert life.status is ACTIVE
    set_today(DAY)
    assert life.status is RETIRED
    assert "status" not in life.model_dump()


def test_today_is_the_day_in_utc() -> None:
    """The day does not depend on the machine's time zone."""
    before, day, after = datetime.now(UTC).date(), today(), datetime.now(UTC).date()
    assert before <= day <= after
