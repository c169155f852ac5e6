"""Flags: the steps of an attempt that its learner means to come back to."""

from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.quizzes import Question, ReflectionPrompt
from elearn.operations.attempts import Sitting, check_open, own_attempt


def flag(
    session: Session,
    here: Sitting,
    step: Question | ReflectionPrompt,
    person_id: int,
    now: datetime,
    *,
    on: bool,
) -> None:
    """Flag a step or take its flag away; raises AlreadySubmitted or TimeIsUp."""
    check_open(session, here, now)
    attempt = own_attempt(session, here.id, person_id)
    session.refresh(attempt, ["flagged"])
    others = [name for name in attempt.flagged or [] if name != step.id]
    attempt.flagged = [*others, step.id] if on else others
    session.flush()
