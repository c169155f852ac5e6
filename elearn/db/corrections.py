"""Corrections of wrong keys, and what they made of attempts, beside the facts of submission."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from elearn.db.base import Lasting, Model
from elearn.db.people import Person
from elearn.db.quizzes import QuizAttempt


class Correction(Lasting, Model):
    """The fact that attempts at a quiz were marked again by a later version of its questions."""

    __tablename__ = "correction"
    __table_args__ = (CheckConstraint("attempts >= 1", name="changes_something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(60), index=True)
    to_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    reason: Mapped[str] = mapped_column(String(500))
    lowered_too: Mapped[bool]
    attempts: Mapped[int]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    made_by: Mapped[Person] = relationship()


class Remark(Lasting, Model):
    """The result of an attempt after a correction; the one with the highest ``sequence`` holds."""

    __tablename__ = "remark"
    __table_args__ = (CheckConstraint("score_denominator > 0", name="denominator"),)

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("correction.id"))
    score_numerator: Mapped[int]
    score_denominator: Mapped[int]
    passed: Mapped[bool]
    correction: Mapped[Correction] = relationship()


def _now(name: str):  # type: ignore[no-untyped-def]
    """Return what a column of an attempt says after the latest correction."""
    latest = (
        select(getattr(Remark, name))
        .where(Remark.attempt_id == QuizAttempt.id)
        .order_by(Remark.sequence.desc())
        .limit(1)
        .correlate_except(Remark)
        .scalar_subquery()
    )
    return column_property(func.coalesce(latest, getattr(QuizAttempt, name)))


# The one place where a result is what it is now, and not only what it was at submission.
QuizAttempt.passed_now = _now("passed")
QuizAttempt.numerator_now = _now("score_numerator")
QuizAttempt.denominator_now = _now("score_denominator")
