"""Levels: how much learning the people of a unit are to do in three years, as dated versions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model


class LearningLevel(Model):
    """A level of learning time. All that it says is in its versions."""

    __tablename__ = "learning_level"

    id: Mapped[int] = mapped_column(primary_key=True)


class LevelVersion(Lasting, Model):
    """A level as it stood from ``effective_from`` on, for the people of a unit and all below it.

    ``services``, ``job_groups`` and ``roles`` are JSON lists; an empty one leaves nobody out.
    ``source`` says where the hours come from, as it stood on ``source_on``.
    """

    __tablename__ = "level_version"
    __table_args__ = (
        UniqueConstraint("level_id", "sequence"),
        CheckConstraint("minutes >= 1 AND participatory_minutes BETWEEN 0 AND minutes",
                        name="minutes"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    level_id: Mapped[int] = mapped_column(ForeignKey("learning_level.id"))
    sequence: Mapped[int]
    effective_from: Mapped[date]
    name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    services: Mapped[str] = mapped_column(Text)
    job_groups: Mapped[str] = mapped_column(Text)
    roles: Mapped[str] = mapped_column(Text)
    minutes: Mapped[int]
    participatory_minutes: Mapped[int]
    source: Mapped[str] = mapped_column(String(500))
    source_on: Mapped[date]
    ended: Mapped[bool]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
