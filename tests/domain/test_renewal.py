from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.renewal import (
    RENEWAL_WINDOW,
    add_months,
    expires_on,
    may_complete_again,
    valid_until,
    window_opens,
)

DAY = timedelta(days=1)
EXAMPLES = settings(max_examples=100, deadline=None)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
VALIDITIES = st.integers(min_value=4, max_value=120)
FIRST = date(2024, 2, 12)  # the expiry of a year from 12 February 2023
OPENS = date(2023, 11, 14)


# Months


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2026, 8, 28), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 4, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 5, 15), 0, date(2026, 5, 15)),
        (date(2096, 2, 29), 48, date(2100, 2, 28)),
    ],
)
def test_months_keep_the_day_or_clamp_to_the_end_of_the_month(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@EXAMPLES
@given(DAYS, st.integers(min_value=0, max_value=240))
def test_months_land_in_the_right_month_on_the_same_day_or_its_last(day: date, months: int) -> None:
    after = add_months(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after.day < day.day and (after + DAY).day == 1)


@EXAMPLES
@given(DAYS, DAYS, st.integers(min_value=0, max_value=240))
def test_a_later_day_never_expires_earlier(one: date, other: date, months: int) -> None:
    early, late = sorted((one, other))
    assert add_months(early, months) <= add_months(late, months)


# Expiry


def test_a_year_from_12_february_2023_expires_on_12_february_2024() -> None:
    expiry = expires_on(date(2023, 2, 12), 12)
    assert expiry == FIRST
    assert valid_until(expiry) == date(2024, 2, 11)


def test_a_year_from_a_leap_day_is_valid_until_27_february() -> None:
    expiry = expires_on(date(2024, 2, 29), 12)
    assert expiry == date(2025, 2, 28)
    assert valid_until(expiry) == date(2025, 2, 27)


def test_the_last_valid_day_before_1_march_is_the_leap_day() -> None:
    assert valid_until(date(2024, 3, 1)) == date(2024, 2, 29)
    assert valid_until(date(2023, 3, 1)) == date(2023, 2, 28)


@pytest.mark.parametrize("previous", [None, FIRST])
def test_without_a_validity_nothing_expires(previous: date | None) -> None:
    assert expires_on(date(2023, 2, 12), None, previous) is None
    assert valid_until(None) is None
    assert not may_complete_again(None, date(2099, 1, 1))


# Renewal


@pytest.mark.parametrize(
    ("renewed_on", "expiry"),
    [
        pytest.param(OPENS - DAY, date(2024, 11, 13), id="the day before the window"),
        pytest.param(OPENS, date(2025, 2, 12), id="the first day of the window"),
        pytest.param(date(2024, 1, 1), date(2025, 2, 12), id="inside the window"),
        pytest.param(FIRST - DAY, date(2025, 2, 12), id="the last valid day"),
        pytest.param(FIRST, date(2025, 2, 12), id="the first expired day"),
        pytest.param(FIRST + DAY, date(2025, 2, 13), id="the day after"),
        pytest.param(date(2026, 6, 1), date(2027, 6, 1), id="long after"),
    ],
)
def test_renewal_keeps_the_anniversary_inside_the_window_only(
    renewed_on: date, expiry: date
) -> None:
    assert expires_on(renewed_on, 12, previous=FIRST) == expiry


def test_the_window_opens_ninety_days_before_the_expiry() -> None:
    assert timedelta(days=90) == RENEWAL_WINDOW
    assert window_opens(FIRST) == OPENS


@pytest.mark.parametrize(
    ("day", "may"), [(OPENS - DAY, False), (OPENS, True), (FIRST - DAY, True), (FIRST, True)]
)
def test_completing_again_counts_from_the_day_the_window_opens(day: date, may: bool) -> None:
    assert may_complete_again(FIRST, day) is may


def test_renewal_with_another_validity_counts_it_from_the_anniversary() -> None:
    assert expires_on(date(2024, 1, 1), 36, previous=FIRST) == date(2027, 2, 12)


@EXAMPLES
@given(DAYS, VALIDITIES, st.integers(min_value=1, max_value=90))
def test_renewing_inside_the_window_loses_no_day(day: date, months: int, early: int) -> None:
    previous = expires_on(day, months)
    assert previous is not None
    renewed = expires_on(previous - early * DAY, months, previous)
    assert renewed == add_months(previous, months)


@EXAMPLES
@given(DAYS, VALIDITIES, st.integers(min_value=0, max_value=2000))
def test_a_lapsed_completion_is_renewed_from_the_day_itself(
    day: date, months: int, late: int
) -> None:
    previous = expires_on(day, months)
    assert previous is not None
    renewed_on = previous + late * DAY
    assert expires_on(renewed_on, months, previous) == expires_on(renewed_on, months)


@EXAMPLES
@given(DAYS, VALIDITIES, st.integers(min_value=-400, max_value=400))
def test_no_renewal_reaches_further_than_the_validity_and_the_window(
    day: date, months: int, offset: int
) -> None:
    previous = expires_on(day, months)
    assert previous is not None
    renewed_on = previous + offset * DAY
    expiry = expires_on(renewed_on, months, previous)
    assert expiry is not None
    assert renewed_on < expiry <= add_months(renewed_on + RENEWAL_WINDOW, months)


@EXAMPLES
@given(DAYS, st.integers(min_value=1, max_value=120))
def test_a_completion_is_valid_on_its_own_day_and_not_on_its_expiry(day: date, months: int) -> None:
    expiry = expires_on(day, months)
    last = valid_until(expiry)
    assert expiry is not None
    assert last is not None
    assert day <= last < expiry
    assert last + DAY == expiry
