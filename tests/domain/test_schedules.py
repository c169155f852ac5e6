"""Schedules: the day of the week or month on which a report falls."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.schedules import Rhythm, Schedule

EXAMPLES = settings(max_examples=100, deadline=None)
MONDAY = date(2026, 11, 23)
DAY = timedelta(days=1)
SCHEDULES = st.one_of(
    st.builds(Schedule, st.just(Rhythm.WEEKLY), st.integers(1, 7)),
    st.builds(Schedule, st.just(Rhythm.MONTHLY), st.integers(1, 31)),
)


@pytest.mark.parametrize(
    ("rhythm", "on_day", "today", "last", "coming"),
    [
        (Rhythm.WEEKLY, 1, MONDAY, MONDAY, MONDAY),
        (Rhythm.WEEKLY, 2, MONDAY, date(2026, 11, 17), date(2026, 11, 24)),
        (Rhythm.WEEKLY, 7, MONDAY, date(2026, 11, 22), date(2026, 11, 29)),
        (Rhythm.MONTHLY, 23, MONDAY, MONDAY, MONDAY),
        (Rhythm.MONTHLY, 24, MONDAY, date(2026, 10, 24), date(2026, 11, 24)),
        (Rhythm.MONTHLY, 1, MONDAY, date(2026, 11, 1), date(2026, 12, 1)),
        (Rhythm.MONTHLY, 31, MONDAY, date(2026, 10, 31), date(2026, 11, 30)),
        (Rhythm.MONTHLY, 31, date(2028, 2, 29), date(2028, 2, 29), date(2028, 2, 29)),
        (Rhythm.MONTHLY, 31, date(2027, 3, 1), date(2027, 2, 28), date(2027, 3, 31)),
        (Rhythm.MONTHLY, 30, date(2027, 1, 5), date(2026, 12, 30), date(2027, 1, 30)),
    ],
)
def test_the_days_before_and_after(
    rhythm: Rhythm, on_day: int, today: date, last: date, coming: date
) -> None:
    schedule = Schedule(rhythm, on_day)
    assert (schedule.last_day(today), schedule.next_day(today)) == (last, coming)


@EXAMPLES
@given(SCHEDULES, st.dates(date(2000, 1, 1), date(2100, 12, 1)))
def test_no_day_falls_between_the_last_and_the_next(schedule: Schedule, today: date) -> None:
    last, coming = schedule.last_day(today), schedule.next_day(today)
    assert last <= today <= coming
    assert (last == today) == (coming == today)
    assert schedule.last_day(last) == last
    assert schedule.next_day(coming) == coming
    if last < today:
        assert schedule.next_day(last + DAY) == coming
