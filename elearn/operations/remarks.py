"""What corrections made of an attempt: its marks again, and the keys that marked it last."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Correction, Marking, Prepared, QuizAttempt, Remark, driver_of
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.quizzes import Question
from elearn.operations.archive import quiz_as_asked


@dataclass(frozen=True, slots=True)
class Remarked:
    """One marking again, as the result page tells of it."""

    on: date
    before: Fraction
    after: Fraction
    reason: str


_REMARKS = Prepared(
    select(Remark.score_numerator, Remark.score_denominator, Correction.made_at, Correction.reason)
    .join(Correction)
    .where(Remark.attempt_id == bindparam("attempt"))
    .order_by(Remark.sequence)
)


def remarked(session: Session, attempt_id: UUID) -> tuple[Remarked, ...]:
    """Return how an attempt was marked again, in order, each with its score before."""
    remarks = driver_of(session).rows(_REMARKS, attempt=attempt_id)
    if not remarks:
        return ()
    first = session.execute(
        select(QuizAttempt.score_numerator, QuizAttempt.score_denominator).filter_by(id=attempt_id)
    ).one()
    score = Fraction(first[0] or 0, first[1] or 1)
    found = []
    for remark in remarks:
        after = Fraction(remark.score_numerator, remark.score_denominator)
        found.append(Remarked(day_of(remark.made_at), score, after, remark.reason))
        score = after
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Keys:
    """The questions of an attempt that were marked again, as the version that did so has them."""

    version: str = ""
    questions: Mapping[str, Question] = field(default_factory=dict)


def keys_now(session: Session, catalogue: Catalogue, attempt_id: UUID) -> Keys:
    """Return the questions of an attempt that were marked again, as they were marked last."""
    latest = (
        select(Correction.module, Correction.to_hash).join(Remark)
        .where(Remark.attempt_id == attempt_id).order_by(Remark.sequence.desc()).limit(1)
    )  # fmt: skip
    found = session.execute(latest).one_or_none()
    if found is None:
        return Keys()
    again = select(Marking.question_id).where(
        Marking.attempt_id == attempt_id, Marking.sequence > 1
    )
    names = set(session.scalars(again))
    quiz = quiz_as_asked(session, catalogue, found.module, found.to_hash)
    now = {question.id: question for question in quiz.questions if question.id in names}
    return Keys(found.to_hash, now)
