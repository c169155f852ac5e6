"""Results: one submission of an attempt, its marks, and what its author makes of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import (
    Certificate,
    Completion,
    Marking,
    Person,
    Prepared,
    QuizAttempt,
    WrittenReflection,
    driver_of,
)
from elearn.domain.attempts import answers_are_shown, failures_since_pass, is_used_up
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.marking import Answer, Mark, Result, check_answer, mark_answer, mark_quiz
from elearn.domain.quizzes import Feedback, Question, ReflectionPrompt
from elearn.operations.adjustments import allowed
from elearn.operations.answers import save_answer
from elearn.operations.attempts import Sitting, attempts_of, sitting
from elearn.operations.certificates import in_force

_EARNED = Prepared(
    select(Certificate.number)
    .join(Completion)
    .where(Completion.attempt_id == bindparam("attempt"), in_force())
)
_HOLD = Prepared(
    select(QuizAttempt.id)
    .join(Person, Person.id == bindparam("person"))
    .where(QuizAttempt.id == bindparam("attempt"))
    .with_for_update(of=[Person, QuizAttempt])
)
_CLOSE = Prepared(
    update(QuizAttempt)
    .where(QuizAttempt.id == bindparam("attempt"), QuizAttempt.submitted_at.is_(None))
    .values(
        submitted_at=bindparam("now"),
        passed=bindparam("result"),
        score_numerator=bindparam("earned"),
        score_denominator=bindparam("possible"),
    )
)
_MARKED = (
    "attempt_id", "question_id", "sequence", "earned_numerator", "earned_denominator",
    "marks_numerator", "marks_denominator", "critical", "marked_at",
)  # fmt: skip
_MARK = Prepared(insert(Marking).values({name: bindparam(name) for name in _MARKED}))


class NotSubmitted(NotFound):
    """An attempt that has no result, since it is still open."""

    def __init__(self, attempt_id: UUID) -> None:
        super().__init__("result", attempt_id)


class Unanswered(DomainError):
    """A submission with steps still unanswered; ``steps`` are their numbers, from 1."""

    def __init__(self, steps: tuple[int, ...]) -> None:
        self.steps = steps
        super().__init__(f"unanswered: {steps}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A submitted attempt with its result.

    ``answers_shown`` tells whether its learner may see now what was right.
    """

    sitting: Sitting
    result: Result
    answers_shown: bool


def submit(
    session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int, now: datetime
) -> str | None:
    """Mark an attempt and close it, once; return its module, or None if it was closed already.

    Raises Unanswered, and changes nothing, while a step has no answer; once the time of the
    attempt is over, what has none earns nothing.
    """
    # Nothing is made twice for a person who is locked; and an answer on its way holds the attempt's
    # row: it is stored before it is read, or refused.
    driver = driver_of(session)
    driver.rows(_HOLD, attempt=attempt_id, person=person_id)
    here = sitting(session, catalogue, attempt_id, person_id)
    if here.submitted_at is not None:
        return None
    if here.unanswered and not here.is_over(now):
        raise Unanswered(here.unanswered)
    marked = mark_quiz(here.questions, here.answers, here.pass_mark).marks
    result = Result(tuple(here.checked.get(m.question_id, m) for m in marked), here.pass_mark)
    fresh = (mark for mark in marked if mark.question_id not in here.checked)
    driver.run_each(_MARK, (_marking(attempt_id, mark, now) for mark in fresh))
    driver.run(
        _CLOSE, attempt=attempt_id, now=now, result=result.passed,
        earned=result.score.numerator, possible=result.score.denominator,
    )  # fmt: skip
    return here.module


def check(
    session: Session, here: Sitting, question: Question, answer: Answer, now: datetime
) -> None:
    """Save an answer and mark it at once: it is locked, and its feedback may be shown.

    Raises NotFound where feedback does not come after each question, and what ``save_answer`` does.
    """
    if here.quiz.feedback is not Feedback.AFTER_EACH:
        raise NotFound("check", question.id)
    save_answer(session, here, question, answer, now)
    given = check_answer(question, answer)
    session.add(marking_of(here.id, mark_answer(question, given), now))
    session.flush()


def outcome(
    session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int, now: datetime
) -> Outcome:
    """Return the stored result of a submitted attempt; raises NotSubmitted before that."""
    here = sitting(session, catalogue, attempt_id, person_id)
    if here.submitted_at is None:
        raise NotSubmitted(attempt_id)
    ordered = tuple(here.marks[asked.question_id] for asked in here.asked)
    shown = _answers_shown(session, here, person_id, now)
    return Outcome(here, Result(ordered, here.pass_mark), shown)


def _answers_shown(session: Session, here: Sitting, person_id: int, now: datetime) -> bool:
    if here.quiz.feedback is not Feedback.WITHHELD:
        return True
    made = attempts_of(session, here.module, person_id)
    granted = allowed(session, person_id, here.module, now)
    failures = failures_since_pass([bool(attempt.passed) for attempt in made.past])
    return answers_are_shown(
        here.quiz,
        passed=any(attempt.passed and attempt.number >= here.number for attempt in made.past),
        used_up=is_used_up(here.quiz, failures, granted),
        under_way=made.under_way is not None,
    )


def assess_reflection(
    session: Session, here: Sitting, prompt: ReflectionPrompt, points: list[str]
) -> None:
    """Keep which model points its author found covered; forged ones are dropped."""
    if here.submitted_at is None:
        raise NotFound("result", here.id)
    written = session.scalar(
        select(WrittenReflection).filter_by(attempt_id=here.id, prompt_id=prompt.id)
    )
    if written is None:
        raise NotFound("reflection", prompt.id)
    written.covered = [point.id for point in prompt.model_points if point.id in points]
    session.flush()


def completion_by(session: Session, attempt_id: UUID) -> str | None:
    """Return the number of the certificate that this attempt's completion earned, or None."""
    found = driver_of(session).rows(_EARNED, attempt=attempt_id)
    return found[0].number if found else None


def marking_of(attempt_id: UUID, mark: Mark, now: datetime, sequence: int = 1) -> Marking:
    """Return the row of what an answer earned."""
    return Marking(**_marking(attempt_id, mark, now, sequence))


def _marking(attempt_id: UUID, mark: Mark, now: datetime, sequence: int = 1) -> dict[str, Any]:
    return {
        "attempt_id": attempt_id,
        "question_id": mark.question_id,
        "sequence": sequence,
        "earned_numerator": mark.earned.numerator,
        "earned_denominator": mark.earned.denominator,
        "marks_numerator": mark.marks.numerator,
        "marks_denominator": mark.marks.denominator,
        "critical": mark.critical,
        "marked_at": now,
    }
