"""Timed attempts closed by the server, marks kept from checks, and what many at once come to."""

from datetime import timedelta
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import Certificate, Completion, GivenAnswer, Marking, QuizAttempt
from elearn.domain.adjustments import Adjustment, AdjustmentKind
from elearn.domain.days import day_of
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Feedback, Question
from elearn.operations.adjustments import end, grant
from elearn.operations.attempts import Locked, TimeIsUp, sitting
from elearn.operations.closing import close_attempts
from elearn.operations.results import check, submit
from elearn.site import Site
from tests.changed import change_quiz
from tests.conftest import Clock, Work
from tests.operations.test_concurrency import at_once, count
from tests.partnership import answer_all, begin, read_and_declare, wrong_answer


def close(site: Site) -> int:
    return close_attempts(site.session(), site.catalogue, site.issuer, site.clock())


def first_asked(site: Site, attempt: UUID, person: int) -> Question:
    here = sitting(site.session(), site.catalogue, attempt, person)
    return here.quiz.question(here.asked[0].question_id)


@pytest.fixture
def timed(app: Flask, work: Work, people: dict[str, int]) -> UUID:
    """Return an open, answered attempt of the learner, who has thirty minutes."""
    change_quiz(app, "child-a", time_limit=30, grace=60)
    with work() as site:
        read_and_declare(site, "child-a", people["learner"])
        attempt = begin(site, "child-a", people["learner"])
        answer_all(site, attempt, people["learner"])
    return attempt


def test_an_attempt_is_closed_when_its_time_and_grace_are_over_and_no_sooner(
    work: Work, clock: Clock, timed: UUID
) -> None:
    clock.forward(minutes=30, seconds=59)
    with work() as site:
        assert close(site) == 0
    clock.forward(seconds=1)
    with work() as site:
        assert close(site) == 1
        assert close(site) == 0
    with work() as site:
        row = site.session().get_one(QuizAttempt, timed)
        assert (row.passed, row.submitted_at) == (True, clock.now)
        assert count(Certificate) == 1


def test_what_was_not_answered_in_time_counts_as_wrong(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    change_quiz(app, "child-a", time_limit=30, grace=0)
    with work() as site:
        attempt = begin(site, "child-a", people["learner"])
    clock.forward(minutes=31)
    with work() as site:
        assert close(site) == 1
    with work() as site:
        row = site.session().get_one(QuizAttempt, attempt)
        assert (row.passed, row.score_numerator) == (False, 0)
        marks = site.session().scalars(select(Marking).filter_by(attempt_id=attempt)).all()
        assert [mark.earned_numerator for mark in marks] == [0] * 8


def test_an_attempt_without_a_limit_is_never_closed(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        begin(site, "child-a", people["learner"])
    clock.forward(days=4000)
    with work() as site:
        assert close(site) == 0


def test_twenty_closings_at_once_make_one_completion(
    work: Work, people: dict[str, int], clock: Clock, timed: UUID
) -> None:
    clock.forward(hours=1)
    person = people["learner"]
    done = at_once(
        work,
        lambda s: close(s) or bool(submit(s.session(), s.catalogue, timed, person, s.clock())),
        8,
    )
    assert sum(map(int, done)) == 1
    with work():
        assert [count(m) for m in (Marking, Completion, Certificate)] == [8, 1, 1]


def test_extra_time_holds_from_the_start_and_later_changes_leave_it(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    change_quiz(app, "child-a", time_limit=40, grace=0)
    person, helper = people["learner"], people["manager"]
    day = day_of(clock.now)
    extra = Adjustment(AdjustmentKind.TIME_PERCENT, 25, None, "child-a", day, day)
    with work() as site:
        granted = grant(site.session(), site.catalogue, person, extra, "Dyslexia", helper, clock())
        attempt = begin(site, "child-a", person)
        end(site.session(), person, granted, "In error", helper, clock())
    with work() as site:
        closes = site.session().get_one(QuizAttempt, attempt).closes_at
        assert closes == clock.now + timedelta(minutes=50)


def test_twenty_checks_at_once_are_one_mark_of_the_answer_that_is_stored(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.AFTER_EACH)
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)

    def answer(site: Site) -> bool:
        here = sitting(site.session(), site.catalogue, attempt, person)
        asked = first_asked(site, attempt, person)
        given = right_answer(asked) if len(tried) % 2 else wrong_answer(asked)
        tried.append(1)
        try:
            check(site.session(), here, asked, given, site.clock())
        except Locked:
            site.session().rollback()
            return False
        return True

    tried: list[int] = []
    assert at_once(work, answer).count(True) == 1
    with work() as site:
        asked = first_asked(site, attempt, person)
        (mark,) = site.session().scalars(select(Marking)).all()
        stored = site.session().scalars(select(GivenAnswer.value)).one()
        assert (mark.earned_numerator > 0) is (stored == right_answer(asked))


def test_a_check_after_the_time_is_refused(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.AFTER_EACH, time_limit=1, grace=0)
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
    clock.forward(minutes=1)
    with work() as site:
        here = sitting(site.session(), site.catalogue, attempt, person)
        asked = first_asked(site, attempt, person)
        with pytest.raises(TimeIsUp):
            check(site.session(), here, asked, right_answer(asked), site.clock())
