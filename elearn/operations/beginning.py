"""An attempt begun: whether another may be, what it asks, and when it closes."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from elearn.db import Person, QuizAttempt
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
from elearn.operations.attempts import attempts_at, marks_of
from elearn.operations.learning import evidence_of, lock_person
from elearn.operations.standing_cache import note_begun


def begin_attempt(
    session: Session,
    catalogue: Catalogue,
    module: Module,
    person_id: int,
    seed: int,
    now: datetime,
) -> UUID:
    """Return the open attempt, or begin one; raises NoAttemptLeft with what to read again."""
    lock_person(session, person_id)
    open_attempt = attempts_at(session, module.slug, person_id, submitted=False)
    if open_attempt:
        return open_attempt[0].id
    quiz = catalogue.quiz(module.slug)
    past = attempts_at(session, module.slug, person_id, submitted=True)
    granted = allowed(session, person_id, module.slug, now)
    _check_attempts_left(session, module, quiz, past, granted)
    keep_module(session, catalogue, module, now)
    keep_quiz(session, catalogue, quiz, now)
    attempt = _new_attempt(session, module, quiz, person_id, past, seed, now)
    attempt.closes_at = closing_time(quiz, now, granted)
    session.add(attempt)
    session.flush()
    note_begun(session, person_id, day_of(now))
    return attempt.id


def may_begin(
    session: Session, module: Module, quiz: Quiz, person_id: int, granted: Allowance
) -> None:
    """Raise NoAttemptLeft if a further attempt may not begin now."""
    past = attempts_at(session, module.slug, person_id, submitted=True)
    _check_attempts_left(session, module, quiz, past, granted)


def _new_attempt(
    session: Session, module: Module, quiz: Quiz, person_id: int, past: list[QuizAttempt],
    seed: int, now: datetime,
) -> QuizAttempt:  # fmt: skip
    person = session.get_one(Person, person_id)
    seen = {asked["question"] for attempt in past for asked in attempt.asked}
    asked = draw_questions(quiz, seed, seen)
    return QuizAttempt(
        id=uuid4(),
        person_id=person_id,
        module=module.slug,
        number=max((attempt.number for attempt in past), default=0) + 1,
        module_hash=module.content_hash,
        quiz_hash=quiz.content_hash,
        seed=seed,
        asked=[{"question": a.question_id, "options": list(a.options)} for a in asked],
        pass_mark=str(quiz.pass_mark),
        started_at=now,
        unit_id=person.unit_id,
        service=person.service,
    )


def _check_attempts_left(
    session: Session, module: Module, quiz: Quiz, past: list[QuizAttempt], granted: Allowance
) -> None:
    """Raise NoAttemptLeft when the attempts are used and the failed parts not read again since.

    An attempt released after the last submission may always begin.
    """
    failures = failures_since_pass([bool(attempt.passed_now) for attempt in past])
    if not past or not is_used_up(quiz, failures, granted):
        return
    last = past[-1]
    released = last_releases(session, last.person_id).get(module.slug)
    if released and last.submitted_at and released >= last.submitted_at:
        return
    failed = {mark.question_id for mark in marks_of(session, last.id) if not mark.right}
    evidence = evidence_of(session, last.person_id, module.slug).get(module.slug)
    read = evidence.read if evidence else {}
    submitted = last.submitted_at
    again = sections_to_read_again(module, quiz, failed, read, submitted) if submitted else ()
    if again:
        raise NoAttemptLeft(again)
