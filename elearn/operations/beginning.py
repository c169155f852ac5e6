"""An attempt begun: whether another may be, what it asks, and when it closes."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from elearn.db import ArchivedText, Person, Prepared, QuizAttempt, driver_of
from elearn.domain.adjustments import Allowance
from elearn.domain.attempts import (
    NoAttemptLeft,
    closing_time,
    draw_questions,
    failures_since_pass,
    is_used_up,
    sections_to_read_again,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.domain.quizzes import Quiz
from elearn.operations.adjustments import allowed, last_releases
from elearn.operations.archive import keep_module, keep_quiz
from elearn.operations.attempts import Made, TimeIsUp, attempts_of, marks_of
from elearn.operations.learning import evidence_of
from elearn.operations.standing_cache import note_begun

_HELD = Prepared(
    select(
        Person.unit_id,
        Person.service,
        select(func.count())
        .where(ArchivedText.content_hash.in_([bindparam("module_hash"), bindparam("quiz_hash")]))
        .scalar_subquery()
        .label("kept"),
    )
    .where(Person.id == bindparam("person"))
    .with_for_update(of=Person)
)
_BEGIN = Prepared(
    insert(QuizAttempt).values(
        {
            name: bindparam(name)
            for name in (
                "id", "person_id", "module", "number", "module_hash", "quiz_hash", "seed", "asked",
                "pass_mark", "started_at", "closes_at", "unit_id", "service",
            )
        }
    )
)  # fmt: skip


def begin_attempt(
    session: Session,
    catalogue: Catalogue,
    module: Module,
    person_id: int,
    seed: int,
    now: datetime,
) -> UUID:
    """Return the open attempt, or begin one.

    Raises NoAttemptLeft with what to read again, and TimeIsUp if the open one has yet to be closed.
    The person is locked meanwhile, so that nothing is begun twice.
    """
    quiz = catalogue.quiz(module.slug)
    driver = driver_of(session)
    [held] = driver.rows(
        _HELD, person=person_id, module_hash=module.content_hash, quiz_hash=quiz.content_hash
    )
    made = attempts_of(session, module.slug, person_id)
    if made.under_way:
        if made.under_way.closes_at and now >= made.under_way.closes_at:
            raise TimeIsUp
        return UUID(str(made.under_way.id))
    granted = allowed(session, person_id, module.slug, now)
    check_attempts_left(session, module, quiz, made, person_id, granted)
    if held.kept < len({module.content_hash, quiz.content_hash}):
        keep_module(session, catalogue, module, now)
        keep_quiz(session, catalogue, quiz, now)
    attempt_id = uuid4()
    driver.run(
        _BEGIN, id=attempt_id, person_id=person_id, started_at=now, unit_id=held.unit_id,
        service=held.service, closes_at=closing_time(quiz, now, granted),
        **_asked(module, quiz, made, seed),
    )  # fmt: skip
    note_begun(session, person_id, module.slug, day_of(now))
    return attempt_id


def _asked(module: Module, quiz: Quiz, made: Made, seed: int) -> dict[str, Any]:
    """Return what an attempt holds of the content: its versions, its pass mark, and its draw."""
    seen = {asked["question"] for attempt in made.past for asked in attempt.asked}
    return {
        "module": module.slug,
        "number": max((attempt.number for attempt in made.past), default=0) + 1,
        "module_hash": module.content_hash,
        "quiz_hash": quiz.content_hash,
        "seed": seed,
        "asked": [
            {"question": one.question_id, "options": list(one.options)}
            for one in draw_questions(quiz, seed, seen)
        ],
        "pass_mark": str(quiz.pass_mark),
    }


def check_attempts_left(
    session: Session, module: Module, quiz: Quiz, made: Made, person_id: int, granted: Allowance
) -> None:  # fmt: skip
    """Raise NoAttemptLeft when the attempts are used and the failed parts not read again since.

    An attempt released after the last submission may always begin.
    """
    failures = failures_since_pass([bool(attempt.passed) for attempt in made.past])
    if not made.past or not is_used_up(quiz, failures, granted):
        return
    last = made.past[-1]
    released = last_releases(session, person_id).get(module.slug)
    if released and released >= last.submitted_at:
        return
    failed = {mark.question_id for mark in marks_of(session, last.id) if not mark.right}
    evidence = evidence_of(session, person_id, module.slug).get(module.slug)
    read = evidence.read if evidence else {}
    again = sections_to_read_again(module, quiz, failed, read, last.submitted_at)
    if again:
        raise NoAttemptLeft(again)
