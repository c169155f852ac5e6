"""Memberships follow one another without overlap, and units stay one tree."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.organisation import (
    Membership,
    TreeFault,
    check_parent,
    left,
    membership_on,
    moved,
)

DAY = date(2026, 3, 1)


def on(day: int, unit: int = 1, until: int | None = None) -> Membership:
    ends = None if until is None else DAY + timedelta(until)
    return Membership(unit, DAY + timedelta(day), ends)


@pytest.mark.parametrize(
    ("held", "new", "after"),
    [
        pytest.param([], on(0), [on(0)], id="joins"),
        pytest.param([on(0)], on(5, 2), [on(0, until=5), on(5, 2)], id="moves"),
        pytest.param([on(0)], on(0, 2), [on(0, 2)], id="corrected on the same day"),
        pytest.param([on(0, until=3)], on(5, 2), [on(0, until=3), on(5, 2)], id="returns"),
        pytest.param(
            [on(0, until=9), on(9, 3)], on(5, 2), [on(0, until=5), on(5, 2, 9), on(9, 3)],
            id="moves before a move that is planned",
        ),
        pytest.param([on(5)], on(0, 2), [on(0, 2, 5), on(5)], id="was somewhere before"),
    ],
)  # fmt: skip
def test_a_move(held: list[Membership], new: Membership, after: list[Membership]) -> None:
    assert moved(held, new) == tuple(after)


@pytest.mark.parametrize(
    ("held", "day", "after"),
    [
        pytest.param([on(0)], 5, [on(0, until=5)], id="leaves"),
        pytest.param([on(0, until=9), on(9, 2)], 5, [on(0, until=5)], id="and not as planned"),
        pytest.param([on(0, until=3)], 5, [on(0, until=3)], id="had left before"),
        pytest.param([on(5)], 5, [], id="never began"),
    ],
)
def test_leaving(held: list[Membership], day: int, after: list[Membership]) -> None:
    assert left(held, DAY + timedelta(day)) == tuple(after)


STEPS = st.lists(st.tuples(st.booleans(), st.integers(0, 60), st.integers(1, 3)), max_size=12)


@given(STEPS)
def test_memberships_never_overlap_and_past_days_never_change(
    steps: list[tuple[bool, int, int]],
) -> None:
    held: tuple[Membership, ...] = ()
    for leaves, day, unit in steps:
        before, at = held, DAY + timedelta(day)
        held = left(held, at) if leaves else moved(held, Membership(unit, at))
        for earlier, later in pairwise(held):
            assert earlier.ends_on is not None
            assert earlier.begins_on < earlier.ends_on <= later.begins_on
        for offset in range(day):
            past = DAY + timedelta(offset)
            was, now = membership_on(before, past), membership_on(held, past)
            assert (was and was.unit_id) == (now and now.unit_id)
        assert (membership_on(held, at) is None) == leaves


PARENTS = {1: None, 2: 1, 3: 2, 4: 3}


@pytest.mark.parametrize(
    ("unit", "parent", "reason"),
    [(2, 4, "not_below_itself"), (3, 3, "not_below_itself"), (2, None, "second_root"),
     (1, 2, "root_stays"), (9, None, "second_root")],
)  # fmt: skip
def test_what_would_be_no_tree_is_refused(unit: int, parent: int | None, reason: str) -> None:
    with pytest.raises(TreeFault) as refused:
        check_parent(PARENTS, unit, parent, "x")
    assert refused.value.reason == reason


def test_a_unit_may_stand_below_any_that_is_not_below_it() -> None:
    check_parent(PARENTS, 4, 2, "x")
    check_parent(PARENTS, 9, 4, "x")
