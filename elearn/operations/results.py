"""Results: one submission of an attempt, its marks, and what its author makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Marking, QuizAttempt, WrittenReflection
from elearn.domain.attempts import answers_are_shown, failures_since_pass, is_used_up
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.marking import Answer, Mark, Result, check_answer, mark_answer, mark_quiz
from elearn.domain.quizzes import Feedback, Question, ReflectionPrompt
from elearn.operations.adjustments import allowed
from elearn.operations.answers import save_answer
from elearn.operations.attempts import (
    Sitting,
    attempts_at,
    marks_of,
    own_attempt,
    sitting,
)
from elearn.operations.certificates import in_force
from elearn.operations.learning import lock_person

_EARNED = (
    select(Certificate.number)
    .join(Completion)
    .where(Completion.attempt_id == bindparam("attempt"), in_force())
)


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
    """A submitted attempt with its result, and the model points that its author ticked.

    ``answers_shown`` tells whether its learner may see now what was right.
    """

    sitting: Sitting
    result: Result
    covered: Mapping[str, tuple[str, ...] | None]
    answers_shown: bool


def submit(
    session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int, now: datetime
) -> str | None:
    """Mark an attempt and close it, once; return its module, or None if it was closed already.

    Raises Unanswered, and changes nothing, while a step has no answer; once the time of the
    attempt is over, what has none earns nothing.
    """
    lock_person(session, person_id)
    # An answer on its way holds the attempt's row: it is stored before it is read, or refused.
    session.execute(select(QuizAttempt.id).where(QuizAttempt.id == attempt_id).with_for_update())
    here = sitting(session, catalogue, attempt_id, person_id)
    if here.submitted_at is not None:
        return None
    if here.unanswered and not here.is_over(now):
        raise Unanswered(here.unanswered)
    questions = [here.quiz.question(asked.question_id) for asked in here.asked]
    marked = mark_quiz(questions, here.answers, here.pass_mark).marks
    result = Result(tuple(here.checked.get(m.question_id, m) for m in marked), here.pass_mark)
    fresh = (mark for mark in marked if mark.question_id not in here.checked)
    session.add_all(marking_of(attempt_id, mark, now) for mark in fresh)
    attempt = own_attempt(session, attempt_id, person_id)
    attempt.submitted_at, attempt.passed = now, result.passed
    attempt.score_numerator = result.score.numerator
    attempt.score_denominator = result.score.denominator
    session.flush()
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
    marks = {mark.question_id: mark for mark in marks_of(session, attempt_id)}
    ordered = tuple(marks[asked.question_id] for asked in here.asked)
    ticked = session.execute(
        select(WrittenReflection.prompt_id, WrittenReflection.covered).filter_by(
            attempt_id=attempt_id
        )
    )
    covered = {r.prompt_id: None if r.covered is None else tuple(r.covered) for r in ticked}
    shown = _answers_shown(session, here, person_id, now)
    return Outcome(here, Result(ordered, here.pass_mark), covered, shown)


def _answers_shown(session: Session, here: Sitting, person_id: int, now: datetime) -> bool:
    if here.quiz.feedback is not Feedback.WITHHELD:
        return True
    past = attempts_at(session, here.module, person_id, submitted=True)
    granted = allowed(session, person_id, here.module, now)
    failures = failures_since_pass([bool(attempt.passed_now) for attempt in past])
    return answers_are_shown(
        here.quiz,
        passed=any(attempt.passed_now and attempt.number >= here.number for attempt in past),
        used_up=is_used_up(here.quiz, failures, granted),
        under_way=bool(attempts_at(session, here.module, person_id, submitted=False)),
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
    return session.scalar(_EARNED, {"attempt": attempt_id})


def marking_of(attempt_id: UUID, mark: Mark, now: datetime, sequence: int = 1) -> Marking:
    """Return the row of what an answer earned."""
    return Marking(
        attempt_id=attempt_id,
        question_id=mark.question_id,
        sequence=sequence,
        earned_numerator=mark.earned.numerator,
        earned_denominator=mark.earned.denominator,
        marks_numerator=mark.marks.numerator,
        marks_denominator=mark.marks.denominator,
        critical=mark.critical,
        marked_at=now,
    )
