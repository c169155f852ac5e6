"""Views of a team that a manager named and keeps, and when each is sent as a report."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Model
from elearn.db.people import one_of

RHYTHMS = ("weekly", "monthly")


class SavedView(Model):
    """What a list of people is asked for, by a name of its owner's; nobody else sees it.

    ``asked`` holds what the address would, ``unit_id`` None all units that its owner sees.
    ``rhythm`` and ``on_day`` (1 is Monday, or the first of the month) are those of a report,
    sent since ``sent_since``.
    """

    __tablename__ = "saved_view"
    __table_args__ = (
        UniqueConstraint("person_id", "name"),
        CheckConstraint(one_of("rhythm", RHYTHMS), name="rhythm"),
        CheckConstraint(
            "(rhythm IS NULL) = (on_day IS NULL) AND (rhythm IS NULL) = (sent_since IS NULL)",
            name="schedule",
        ),
        CheckConstraint(
            "on_day BETWEEN 1 AND CASE WHEN rhythm = 'weekly' THEN 7 ELSE 31 END", name="on_day"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(80))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    asked: Mapped[Any] = mapped_column(JSON)
    rhythm: Mapped[str | None] = mapped_column(String(10))
    on_day: Mapped[int | None]
    sent_since: Mapped[date | None]
    made_at: Mapped[datetime]
