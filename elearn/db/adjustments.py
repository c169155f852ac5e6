"""Reasonable adjustments and further attempts: granted with a reason, never rewritten."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model
from elearn.db.people import one_of

ADJUSTMENTS = ("time_percent", "time_minutes", "attempts", "other")


class GrantedAdjustment(Lasting, Model):
    """What one person is allowed beyond others; ``module`` NULL is every module.

    Both days count; ``until_on`` NULL has no end but the one that ``EndedAdjustment`` gives.
    """

    __tablename__ = "adjustment"
    __table_args__ = (
        CheckConstraint(one_of("kind", ADJUSTMENTS), name="kind"),
        CheckConstraint(
            "(kind = 'other') = (amount IS NULL) AND (kind = 'other') = (words IS NOT NULL)",
            name="amount_or_words",
        ),
        CheckConstraint("amount > 0", name="amount_above_nothing"),
        CheckConstraint("until_on >= from_on", name="ends_after_start"),
        Index("ix_adjustment_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str | None] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    amount: Mapped[int | None]
    words: Mapped[str | None] = mapped_column(String(500))
    reason: Mapped[str] = mapped_column(String(500))
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[datetime]


class EndedAdjustment(Lasting, Model):
    """The end of an adjustment before its time: it holds no longer from this moment."""

    __tablename__ = "adjustment_end"

    adjustment_id: Mapped[int] = mapped_column(ForeignKey("adjustment.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    ended_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime]


class ReleasedAttempt(Lasting, Model):
    """One more attempt for a person who had none left; the next attempt begun uses it."""

    __tablename__ = "attempt_release"
    __table_args__ = (Index("ix_attempt_release_person_id_module", "person_id", "module"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(String(500))
    released_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    released_at: Mapped[datetime]
