from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from elearn.domain.adjustments import (
    LONGEST_WORDS,
    Adjustment,
    AdjustmentKind,
    Allowance,
    BadAdjustment,
    allowance,
    check_words,
    checked_adjustment,
    time_allowed,
)
from elearn.domain.attempts import (
    answers_are_shown,
    closing_time,
    failures_since_pass,
    is_used_up,
)
from elearn.domain.quizzes import Feedback
from tests import factories as make

DAY = date(2026, 3, 4)
NEXT = DAY + timedelta(days=1)
QUARTER = Adjustment(AdjustmentKind.TIME_PERCENT, 25, None, None, DAY, None)
NOTHING = Allowance()


@pytest.mark.parametrize(
    ("from_on", "until_on", "module", "holds"),
    [
        (DAY, None, None, True),
        (DAY, DAY, None, True),
        (NEXT, None, None, False),
        (DAY - timedelta(days=9), DAY - timedelta(days=1), None, False),
        (DAY, None, "absent-men", True),
        (DAY, None, "child-focus", False),
    ],
)
def test_an_adjustment_holds_from_its_first_day_to_its_last_for_its_module(
    from_on: date, until_on: date | None, module: str | None, holds: bool
) -> None:
    one = replace(QUARTER, from_on=from_on, until_on=until_on, module=module)
    assert one.applies("absent-men", DAY) is holds


def test_adjustments_of_one_kind_add_up_and_others_are_told() -> None:
    here = replace(QUARTER, amount=10, module="absent-men")
    more = replace(QUARTER, kind=AdjustmentKind.ATTEMPTS, amount=2)
    words = Adjustment(AdjustmentKind.OTHER, None, "A reader", None, DAY, None)
    granted = [QUARTER, here, more, words]
    assert allowance(granted, "absent-men", DAY) == Allowance(35, 0, 2, ("A reader",))
    assert allowance(granted, "child-focus", DAY) == Allowance(25, 0, 2, ("A reader",))


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"amount": None}, "amount", "missing"),
        ({"amount": 0}, "amount", "out_of_range"),
        ({"amount": -5}, "amount", "out_of_range"),
        ({"amount": 301}, "amount", "out_of_range"),
        ({"kind": AdjustmentKind.ATTEMPTS, "amount": 21}, "amount", "out_of_range"),
        ({"kind": AdjustmentKind.OTHER, "words": " "}, "words", "missing"),
        ({"kind": AdjustmentKind.OTHER, "words": "x" * 501}, "words", "too_long"),
        ({"until_on": DAY - timedelta(days=1)}, "until_on", "before_start"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused(
    changes: dict[str, object], field: str, reason: str
) -> None:
    with pytest.raises(BadAdjustment) as refused:
        checked_adjustment(replace(QUARTER, **changes))  # type: ignore[arg-type]
    assert (refused.value.field, refused.value.reason) == (field, reason)


def test_words_are_kept_without_the_space_around_them() -> None:
    assert check_words("reason", " Dyslexia\n") == "Dyslexia"
    assert check_words("reason", "x" * LONGEST_WORDS)


def test_an_amount_is_kept_without_words_and_words_without_an_amount() -> None:
    assert checked_adjustment(replace(QUARTER, words="stray")).words is None
    other = replace(QUARTER, kind=AdjustmentKind.OTHER, words=" A reader ")
    assert (checked_adjustment(other).amount, checked_adjustment(other).words) == (None, "A reader")


@given(st.integers(1, 600), st.integers(0, 300), st.integers(0, 600))
def test_extra_time_never_shortens_an_attempt_and_never_loses_a_second(
    limit: int, percent: int, minutes: int
) -> None:
    allowed = time_allowed(limit, Allowance(percent, minutes))
    exact = limit * 60 * (100 + percent) / 100 + minutes * 60
    assert timedelta(minutes=limit) <= allowed
    assert 0 <= allowed.total_seconds() - exact < 1


def test_a_timed_attempt_closes_after_its_time_its_extra_time_and_its_grace() -> None:
    start = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
    quiz = make.quiz(time_limit=40, grace=30)
    closes = closing_time(quiz, start, Allowance(25, 5))
    assert closes == start + timedelta(minutes=55, seconds=30)
    assert closing_time(make.quiz(), start, Allowance(25, 5)) is None


@given(st.lists(st.booleans()))
def test_failures_are_those_after_the_last_pass(passed: list[bool]) -> None:
    failures = failures_since_pass(passed)
    assert not any(passed[len(passed) - failures :])
    assert failures == len(passed) or passed[-failures - 1]


@given(st.integers(0, 30), st.integers(0, 20), st.integers(0, 5))
def test_an_extra_attempt_never_uses_attempts_up(failures: int, extra: int, most: int) -> None:
    quiz = make.quiz(attempts=most)
    assert is_used_up(quiz, failures, Allowance(attempts=extra)) == (
        most > 0 and failures >= most + extra
    )


@pytest.mark.parametrize("preset", Feedback)
@pytest.mark.parametrize("passed", [False, True])
@pytest.mark.parametrize("used_up", [False, True])
@pytest.mark.parametrize("under_way", [False, True])
def test_answers_are_withheld_until_the_pass_or_the_last_attempt(
    preset: Feedback, passed: bool, used_up: bool, under_way: bool
) -> None:
    shown = answers_are_shown(
        make.quiz(feedback=preset), passed=passed, used_up=used_up, under_way=under_way
    )
    withheld = preset is Feedback.WITHHELD and not passed and (under_way or not used_up)
    assert shown is not withheld
