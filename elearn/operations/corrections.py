"""Correcting a wrong key: who would change, tried without a trace, and the marking again."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import (
    Correction,
    GivenAnswer,
    Marking,
    Person,
    QuizAttempt,
    Remark,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.errors import DomainError
from elearn.domain.marking import BadAnswer, Mark, Result, check_answer, mark_answer
from elearn.domain.quizzes import Question
from elearn.operations.archive import keep_quiz
from elearn.operations.learning import lock_person
from elearn.operations.results import marking_of

BATCH = 500


class NothingToCorrect(DomainError):
    """No attempt would change."""


@dataclass(frozen=True, slots=True)
class Change:
    """What marking an attempt again would make of it."""

    attempt_id: UUID
    person_id: int
    name: str
    number: int
    submitted_at: datetime
    questions: tuple[str, ...]
    before: Result
    after: Result

    @property
    def improves(self) -> bool:
        """Tell whether its learner gains by it and loses nothing."""
        gains = self.after.score > self.before.score or self.after.passed > self.before.passed
        return gains and self.after.passed >= self.before.passed


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a correction would do. ``unfit`` counts answers that the new version cannot mark."""

    module: str
    changes: tuple[Change, ...]
    unfit: int

    def chosen(self, *, lowered_too: bool) -> tuple[Change, ...]:
        """Return the changes to apply: those that improve, or all."""
        return tuple(change for change in self.changes if lowered_too or change.improves)


def older_attempts(session: Session, catalogue: Catalogue) -> dict[str, int]:
    """Return how many submitted attempts each quiz has that were made against older versions."""
    rows = session.execute(
        select(QuizAttempt.module, QuizAttempt.quiz_hash, func.count())
        .where(QuizAttempt.submitted_at.is_not(None))
        .group_by(QuizAttempt.module, QuizAttempt.quiz_hash)
    )
    found: dict[str, int] = defaultdict(int)
    for module, quiz_hash, attempts in rows:
        quiz = catalogue.quizzes.get(module)
        if quiz is not None and quiz.content_hash != quiz_hash:
            found[module] += attempts
    return dict(found)


def dry_run(session: Session, catalogue: Catalogue, module: str) -> DryRun:
    """Return what marking by the present version would change; nothing is stored.

    Questions are matched by their ids, and answers by the ids of options.
    """
    quiz = catalogue.quiz(module)
    questions = {question.id: question for question in quiz.questions}
    changes, unfit = [], 0
    for rows in _older(session, module, quiz.content_hash):
        marks = _marks(session, [row.id for row in rows])
        answers = _answers(session, [row.id for row in rows])
        for row in rows:
            change, misfits = _change(row, questions, marks[row.id], answers[row.id])
            unfit += misfits
            if change is not None:
                changes.append(change)
    return DryRun(module, tuple(changes), unfit)


def correct(
    session: Session,
    catalogue: Catalogue,
    module: str,
    reason: str,
    by_id: int,
    now: datetime,
    complete: Callable[[Module, int], object],
    *,
    lowered_too: bool = False,
) -> int:
    """Mark attempts again by the present version; return how many. Raises NothingToCorrect.

    Old markings stay. ``complete`` is called for whoever passes now, to record a completion if
    the rest of the rule is met; a completion that was recorded is never taken back.
    """
    quiz = catalogue.quiz(module)
    changes = dry_run(session, catalogue, module).chosen(lowered_too=lowered_too)
    if not changes:
        raise NothingToCorrect
    keep_quiz(session, catalogue, quiz, now)
    correction = Correction(
        module=module, to_hash=quiz.content_hash, reason=reason, lowered_too=lowered_too,
        attempts=len(changes), made_by_id=by_id, made_at=now,
    )  # fmt: skip
    session.add(correction)
    session.flush()
    for change in changes:
        _apply(session, change, correction, now)
        if change.after.passed and not change.before.passed and module in catalogue.modules:
            complete(catalogue.modules[module], change.person_id)
    return len(changes)


def corrections_made(session: Session) -> tuple[Correction, ...]:
    """Return every correction, newest first."""
    return tuple(session.scalars(select(Correction).order_by(Correction.id.desc())))


def _older(session: Session, module: str, now_hash: str) -> Iterable[Sequence[Any]]:
    """Yield the submitted attempts at older versions, in batches."""
    rows = session.execute(
        select(
            QuizAttempt.id, QuizAttempt.person_id, Person.name, QuizAttempt.number,
            QuizAttempt.submitted_at, QuizAttempt.asked, QuizAttempt.pass_mark,
        )
        .join(Person, Person.id == QuizAttempt.person_id)
        .where(
            QuizAttempt.module == module,
            QuizAttempt.submitted_at.is_not(None),
            QuizAttempt.quiz_hash != now_hash,
        )
        .order_by(Person.sort_name, QuizAttempt.number)
    ).all()  # fmt: skip
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _marks(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, Mark]]:
    """Return the latest mark of each question of some attempts."""
    found: dict[UUID, dict[str, Mark]] = defaultdict(dict)
    rows = session.execute(
        select(
            Marking.attempt_id, Marking.question_id, Marking.earned_numerator,
            Marking.earned_denominator, Marking.marks_numerator, Marking.marks_denominator,
            Marking.critical,
        )
        .where(Marking.attempt_id.in_(ids))
        .order_by(Marking.sequence)
    )  # fmt: skip
    for attempt, question, earned, of_earned, marks, of_marks, critical in rows:
        found[attempt][question] = Mark(
            question, Fraction(earned, of_earned), Fraction(marks, of_marks), critical
        )
    return found


def _answers(session: Session, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    found: dict[UUID, dict[str, Any]] = defaultdict(dict)
    rows = session.execute(
        select(GivenAnswer.attempt_id, GivenAnswer.question_id, GivenAnswer.value).where(
            GivenAnswer.attempt_id.in_(ids)
        )
    )
    for attempt, question, value in rows:
        found[attempt][question] = value
    return found


def _change(
    row: Any, questions: dict[str, Question], marks: dict[str, Mark], answers: dict[str, Any]
) -> tuple[Change | None, int]:
    """Return what an attempt becomes, or None, and how many of its answers no longer fit."""
    again, unfit = dict(marks), 0
    for question_id, value in answers.items():
        question = questions.get(question_id)
        if question is None or question_id not in marks:
            continue
        try:
            again[question_id] = mark_answer(question, check_answer(question, value))
        except BadAnswer:
            unfit += 1
    changed = tuple(name for name in marks if again[name] != marks[name])
    if not changed:
        return None, unfit
    asked = [one["question"] for one in row.asked]
    mark = Fraction(row.pass_mark)
    before = Result(tuple(marks[name] for name in asked), mark)
    after = Result(tuple(again[name] for name in asked), mark)
    change = Change(
        row.id, row.person_id, row.name, row.number, row.submitted_at, changed, before, after
    )
    return change, unfit


def _apply(session: Session, change: Change, correction: Correction, now: datetime) -> None:
    lock_person(session, change.person_id)
    last = dict(
        session.execute(
            select(Marking.question_id, func.max(Marking.sequence))
            .where(Marking.attempt_id == change.attempt_id)
            .group_by(Marking.question_id)
        ).all()
    )
    for mark in change.after.marks:
        if mark.question_id in change.questions:
            sequence = last[mark.question_id] + 1
            session.add(marking_of(change.attempt_id, mark, now, sequence))
    made = select(func.max(Remark.sequence)).where(Remark.attempt_id == change.attempt_id)
    session.add(
        Remark(
            attempt_id=change.attempt_id,
            sequence=(session.scalar(made) or 0) + 1,
            correction_id=correction.id,
            score_numerator=change.after.score.numerator,
            score_denominator=change.after.score.denominator,
            passed=change.after.passed,
        )
    )
    session.flush()
