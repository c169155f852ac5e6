"""Attempts, the answers given, their marks, and reflections apart from both."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, LastingOnceSubmitted, Model


class QuizAttempt(LastingOnceSubmitted, Model):
    """One sitting. Once submitted it never changes.

    ``asked`` holds the questions and their options in the order shown; ``score`` is an exact
    fraction ``score_earned / score_total`` in the units of the marks. A timed attempt takes
    no answer from ``closes_at`` on, when its time with the grace of its quiz is over.
    ``flagged`` holds the ids of the steps that the learner meant to come back to, None if never.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("person_id", "module", "number"),
        Index(
            "uq_attempt_one_open",
            "person_id",
            "module",
            unique=True,
            sqlite_where=text("submitted_at IS NULL"),
            postgresql_where=text("submitted_at IS NULL"),
        ),
        CheckConstraint(
            "(submitted_at IS NULL) = (passed IS NULL)"
            " AND (submitted_at IS NULL) = (score_numerator IS NULL)"
            " AND (submitted_at IS NULL) = (score_denominator IS NULL)",
            name="result_when_submitted",
        ),
        Index(
            "ix_attempt_closes_at",
            "closes_at",
            sqlite_where=text("submitted_at IS NULL AND closes_at IS NOT NULL"),
            postgresql_where=text("submitted_at IS NULL AND closes_at IS NOT NULL"),
        ),
    )

    if TYPE_CHECKING:  # mapped in corrections.py: the result as it is now
        passed_now: Mapped[bool | None]
        numerator_now: Mapped[int | None]
        denominator_now: Mapped[int | None]

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    module_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    quiz_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    seed: Mapped[int]
    asked: Mapped[Any] = mapped_column(JSON)
    pass_mark: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[datetime]
    flagged: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    closes_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    score_numerator: Mapped[int | None]
    score_denominator: Mapped[int | None]
    passed: Mapped[bool | None]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    service: Mapped[str | None] = mapped_column(String(60))


class GivenAnswer(Model):
    """The answer to one question of an attempt, as last saved before submission."""

    __tablename__ = "answer"

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)
    saved_at: Mapped[datetime]


class Marking(Lasting, Model):
    """What an answer earned, from its check or the submission on.

    A correction adds a row with the next ``sequence``.
    """

    __tablename__ = "marking"
    __table_args__ = (
        CheckConstraint("marks_denominator > 0 AND earned_denominator > 0", name="denominators"),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"), primary_key=True)
    question_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    sequence: Mapped[int] = mapped_column(primary_key=True)
    earned_numerator: Mapped[int]
    earned_denominator: Mapped[int]
    marks_numerator: Mapped[int]
    marks_denominator: Mapped[int]
    critical: Mapped[bool]
    marked_at: Mapped[datetime]


class WrittenReflection(Model):
    """What a learner wrote: in answer to a prompt of an attempt, or freely in their learning log.

    Private to its author unless shared with those who hold a role over their unit. ``token`` is of
    the form that a free one was first sent by, so that sending it again adds nothing. ``covered``
    holds the ids of the model points that its author ticked afterwards, None until then. It stands
    apart from answers so that it can be deleted by itself.
    """

    __tablename__ = "reflection"
    __table_args__ = (
        UniqueConstraint("attempt_id", "prompt_id"),
        CheckConstraint("(attempt_id IS NULL) = (prompt_id IS NULL)", name="prompt_of_an_attempt"),
        CheckConstraint("shared_with IN ('facilitator', 'manager')", name="shared_with"),
        CheckConstraint("(shared_with IS NULL) = (shared_at IS NULL)", name="shared_at"),
        Index("uq_reflection_person_id_token", "person_id", "token", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    prompt_id: Mapped[str | None] = mapped_column(String(40))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token: Mapped[UUID | None]
    text: Mapped[str] = mapped_column(Text)
    covered: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    saved_at: Mapped[datetime]
    shared_with: Mapped[str | None] = mapped_column(String(20))
    shared_at: Mapped[datetime | None]
