"""Answers: each saved by itself as it is given, while its attempt is open."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import GivenAnswer, Marking, WrittenReflection
from elearn.domain.errors import DomainError
from elearn.domain.marking import Answer, check_answer
from elearn.domain.quizzes import Feedback, Question, ReflectionPrompt
from elearn.operations.attempts import Locked, Sitting, check_open

LONGEST_REFLECTION = 5000  # characters


class ReflectionTooLong(DomainError):
    """A reflection longer than ``LONGEST_REFLECTION`` characters."""


def save_answer(
    session: Session, here: Sitting, question: Question, answer: Answer, now: datetime
) -> None:
    """Save the answer to a question that was asked; saving again replaces it.

    Raises BadAnswer for an answer that the question cannot have, AlreadySubmitted afterwards,
    Locked once its feedback was shown, TimeIsUp when its time is over.
    """
    check_open(session, here, now)
    check_unlocked(session, here, question)
    checked = check_answer(question, answer)
    saved = session.get(GivenAnswer, (here.id, question.id))
    if saved is None:
        session.add(
            GivenAnswer(attempt_id=here.id, question_id=question.id, value=checked, saved_at=now)
        )
    else:
        saved.value, saved.saved_at = checked, now
    session.flush()


def save_reflection(
    session: Session,
    here: Sitting,
    prompt: ReflectionPrompt,
    text: str,
    person_id: int,
    now: datetime,
) -> None:
    """Save what a learner wrote; raises ReflectionTooLong, AlreadySubmitted or TimeIsUp."""
    check_open(session, here, now)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REFLECTION:
        raise ReflectionTooLong
    written = session.get(WrittenReflection, (here.id, prompt.id))
    if written is None:
        session.add(
            WrittenReflection(
                attempt_id=here.id, prompt_id=prompt.id, person_id=person_id, text=text,
                covered=None, saved_at=now,
            )
        )  # fmt: skip
    else:
        written.text, written.saved_at = text, now
    session.flush()


def check_unlocked(session: Session, here: Sitting, question: Question) -> None:
    """Raise Locked if the answer was checked; asked of the record, with the attempt locked."""
    if here.quiz.feedback is Feedback.AFTER_EACH and session.scalar(
        select(Marking.question_id).filter_by(attempt_id=here.id, question_id=question.id)
    ):
        raise Locked
