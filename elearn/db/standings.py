"""Standings kept for speed: each equals what ``domain.timelines`` says, and can be made again."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Model
from elearn.db.people import one_of

STANDINGS = (
    "exempt", "paused", "expired", "overdue", "expiring", "complete", "due_soon", "in_progress",
    "not_started",
)  # fmt: skip


class StandingSpan(Model):
    """A standing of a person with a requirement, from ``begins_on`` until before ``ends_on``.

    ``ends_on`` 9999-12-31 is without end. ``due_on`` is the last day to complete, ``expires_on``
    the first day no longer valid; None is never.
    """

    __tablename__ = "standing_span"
    __table_args__ = (
        CheckConstraint(one_of("standing", STANDINGS), name="standing"),
        CheckConstraint("ends_on > begins_on", name="ends_after"),
        Index("ix_standing_span_begins_on", "begins_on"),
        Index("ix_standing_span_ends_on", "ends_on"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), primary_key=True)
    begins_on: Mapped[date] = mapped_column(primary_key=True)
    ends_on: Mapped[date]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    standing: Mapped[str] = mapped_column(String(20))
    applies_since: Mapped[date]
    due_on: Mapped[date | None]
    completed_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    window_opens_on: Mapped[date | None]


class StandingCount(Model):
    """How many people more or fewer have a standing, on the day that ``StandingDay`` says.

    Counts are added up; each change appends rows, so that nobody waits for anybody.
    """

    __tablename__ = "standing_count"
    __table_args__ = (CheckConstraint(one_of("standing", STANDINGS), name="standing"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    standing: Mapped[str] = mapped_column(String(20))
    people: Mapped[int]


class StandingDay(Model):
    """The one day for which ``StandingCount`` adds up."""

    __tablename__ = "standing_day"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    counted_on: Mapped[date]


class StandingToDo(Model):
    """A person whose spans with a requirement are to be made anew."""

    __tablename__ = "standing_to_do"

    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
