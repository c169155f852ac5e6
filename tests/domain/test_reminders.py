"""When a person is reminded, of what, and when no more."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis.strategies import integers, sampled_from

from elearn.domain.reminders import Dates, Reminder, reminder_on, still_holds
from elearn.domain.standing import Standing

DUE = date(2026, 3, 31)
LAPSE = date(2026, 6, 1)


def to_do(**changes: object) -> Dates:
    values: dict[str, object] = {
        "standing": Standing.NOT_STARTED, "applies_since": date(2025, 1, 1), "due_on": DUE,
        "expires_on": None,
    }  # fmt: skip
    return Dates(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "reminder"),
    [(31, None), (30, "due_30"), (15, "due_30"), (14, "due_14"), (4, "due_14"), (3, "due_3"),
     (0, "due_3")],
)  # fmt: skip
def test_before_the_due_day(days: int, reminder: str | None) -> None:
    found = reminder_on(to_do(), DUE - timedelta(days=days))
    assert found == ((Reminder(reminder), DUE) if reminder else None)


@pytest.mark.parametrize(
    ("days", "reminder"),
    [(1, "overdue_1"), (6, "overdue_1"), (7, "overdue_7"), (14, "overdue_14"), (30, "overdue_14"),
     (31, None)],
)  # fmt: skip
def test_after_the_due_day(days: int, reminder: str | None) -> None:
    found = reminder_on(to_do(standing=Standing.OVERDUE), DUE + timedelta(days=days))
    assert found == ((Reminder(reminder), DUE) if reminder else None)


@pytest.mark.parametrize(
    ("days", "reminder"), [(90, "window_open"), (31, "window_open"), (30, "expiring_30"),
                           (8, "expiring_30"), (7, "expiring_7"), (1, "expiring_7")],
)  # fmt: skip
def test_before_the_end(days: int, reminder: str) -> None:
    dates = to_do(standing=Standing.EXPIRING, expires_on=LAPSE)
    assert reminder_on(dates, LAPSE - timedelta(days=days)) == (Reminder(reminder), LAPSE)


def test_when_nothing_is_valid_any_more_and_not_for_ever_after() -> None:
    dates = to_do(standing=Standing.EXPIRED, expires_on=LAPSE)
    assert reminder_on(dates, LAPSE) == (Reminder.EXPIRED, LAPSE)
    assert reminder_on(dates, LAPSE + timedelta(days=31)) is None


def test_something_new_is_told_in_its_first_week() -> None:
    new = to_do(applies_since=date(2026, 1, 5))
    assert reminder_on(new, date(2026, 1, 5)) == (Reminder.ASSIGNED, date(2026, 1, 5))
    assert reminder_on(new, date(2026, 1, 12)) is None
    assert reminder_on(to_do(applies_since=DUE, due_on=None), DUE) == (Reminder.ASSIGNED, DUE)


@pytest.mark.parametrize(
    ("allowed", "told"),
    [(31, "due_30"), (30, "assigned"), (28, "assigned"), (14, "assigned"), (3, "assigned"),
     (0, "assigned")],
)  # fmt: skip
def test_no_day_before_it_applies_is_told_of(allowed: int, told: str) -> None:
    since = DUE - timedelta(days=allowed)
    day = max(since, DUE - timedelta(days=30))
    found = reminder_on(to_do(applies_since=since), day)
    assert found
    assert found[0] == told


@given(sampled_from([Standing.COMPLETE, Standing.EXEMPT, Standing.PAUSED]), integers(-400, 400))
def test_whoever_has_nothing_to_do_is_told_nothing(standing: Standing, days: int) -> None:
    dates = to_do(standing=standing, expires_on=LAPSE, applies_since=DUE + timedelta(days=days))
    assert reminder_on(dates, DUE + timedelta(days=days)) is None


@given(sampled_from(list(Standing)), integers(-400, 400))
def test_what_is_told_holds_on_the_day_it_is_told(standing: Standing, days: int) -> None:
    dates = to_do(standing=standing, expires_on=LAPSE)
    found = reminder_on(dates, DUE + timedelta(days=days))
    assert found is None or still_holds(found[0], standing)
    assert not still_holds(Reminder.OVERDUE_1, None)
