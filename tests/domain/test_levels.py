"""Learning time in three years: the edges of the window, whom a level is for, and what counts."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elearn.domain.access import Role
from elearn.domain.levels import Learned, Level, level_for, progress_to, three_years_to
from elearn.domain.requirements import Audience, Period, Place

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
EXAMPLES = settings(max_examples=100, deadline=None)
DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
HERE = Place(Period(date(2020, 1, 1)), 3, frozenset({1, 2, 3}), "health-visiting", "Band 6")


def level(name: str = "Level 3", hours: int = 12, shared: int = 6, **parts: Any) -> Level:
    """Return a level for everyone, unless told otherwise."""
    roles = parts.pop("roles", frozenset())
    return Level(name, hours * 60, shared * 60, Audience(**parts), roles)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (TODAY, date(2023, 11, 24)),
        (date(2026, 1, 1), date(2023, 1, 2)),
        (date(2026, 12, 31), date(2024, 1, 1)),
        (date(2027, 2, 28), date(2024, 2, 29)),
        (date(2028, 2, 28), date(2025, 3, 1)),
        (date(2028, 2, 29), date(2025, 3, 1)),
        (date(2028, 3, 1), date(2025, 3, 2)),
        (date(2026, 8, 31), date(2023, 9, 1)),
    ],
)
def test_three_years_begin_the_day_after_the_same_day(day: date, first: date) -> None:
    assert three_years_to(day) == (first, day)


@EXAMPLES
@given(DAYS)
def test_windows_move_on_and_are_three_years_long(day: date) -> None:
    first, last = three_years_to(day)
    assert (last - first).days + 1 in {1095, 1096}
    assert timedelta(0) <= three_years_to(day + DAY)[0] - first <= 2 * DAY


@EXAMPLES
@given(DAYS)
def test_what_is_learned_on_a_day_counts_for_three_years_and_no_more(day: date) -> None:
    one = [Learned(day, 60, 30)]
    counted = [progress_to(level(), one, day + n * DAY).minutes for n in range(1094, 1098)]
    assert counted[0] == 60
    assert counted[-1] == 0
    assert counted == sorted(counted, reverse=True)
    assert progress_to(level(), one, day - DAY).minutes == 0


@EXAMPLES
@given(st.lists(st.tuples(DAYS, st.integers(0, 600), st.integers(0, 600)), max_size=20), DAYS)
def test_time_is_the_sum_of_what_lies_within(rows: list[tuple[date, int, int]], day: date) -> None:
    learned = [Learned(on, max(a, b), min(a, b)) for on, a, b in rows]
    found = progress_to(level(), learned, day)
    within = [one for one in learned if found.first <= one.completed_on <= found.last]
    assert found.minutes == sum(one.minutes for one in within)
    assert 0 <= found.participatory_minutes <= found.minutes


@pytest.mark.parametrize(
    ("minutes", "shared", "met"),
    [(720, 360, True), (719, 360, False), (720, 359, False), (2000, 0, False), (2000, 400, True)],
)
def test_a_level_is_met_by_enough_of_both(minutes: int, shared: int, met: bool) -> None:
    assert progress_to(level(), [Learned(TODAY, minutes, shared)], TODAY).met is met


@pytest.mark.parametrize(
    ("parts", "covers"),
    [
        ({"units": frozenset({1})}, True),
        ({"units": frozenset({9})}, False),
        ({"services": frozenset({"health-visiting"})}, True),
        ({"services": frozenset({"school"})}, False),
        ({"job_groups": frozenset({"Band 6"})}, True),
        ({"job_groups": frozenset({"Band 7"})}, False),
        ({"roles": frozenset({Role.LEAD})}, True),
        ({"roles": frozenset({Role.MANAGER})}, False),
        ({"units": frozenset({1}), "roles": frozenset({Role.MANAGER, Role.LEAD})}, True),
        ({"services": frozenset({"school"}), "roles": frozenset({Role.LEAD})}, False),
    ],
)
def test_whom_a_level_is_for(parts: dict[str, Any], covers: bool) -> None:
    assert level(**parts).covers(HERE, {Role.LEAD}) is covers


def test_of_several_levels_the_one_that_asks_for_most_counts() -> None:
    three, five = level("Level 3", 12, 6), level("Level 5", 24, 6)
    assert level_for([five, three], HERE, ()) == five
    assert level_for([three], HERE, ()) == three
    assert level_for([level(services=frozenset({"school"}))], HERE, ()) is None
    assert level_for([three], None, ()) is None
