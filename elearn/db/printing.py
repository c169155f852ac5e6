"""Files of many certificates: asked for by a manager, made in the background, kept for a week."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Model
from elearn.db.people import one_of

STATES = ("waiting", "making", "ready", "nothing", "too_many", "failed", "gone")
FORMS = ("pdf", "zip")


class PrintJob(Model):
    """A file of certificates that someone asked for.

    ``unit_ids`` are the units that it was asked of, ``people`` their ids in the order of the file,
    emptied when it is gone, ``modules`` slugs. ``done`` of ``total`` certificates are in it;
    ``beat_at`` is when the process that makes it was last heard of, ``size`` is in bytes.
    """

    __tablename__ = "print_job"
    __table_args__ = (
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint(one_of("form", FORMS), name="form"),
        CheckConstraint("(state = 'making') = (beat_at IS NOT NULL)", name="beats_while_made"),
        CheckConstraint("state <> 'ready' OR (size > 0 AND ended_at IS NOT NULL)", name="ready"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    asked_at: Mapped[datetime]
    about: Mapped[str] = mapped_column(String(200))
    unit_ids: Mapped[Any] = mapped_column(JSON)
    people: Mapped[Any] = mapped_column(JSON)
    modules: Mapped[Any] = mapped_column(JSON)
    day: Mapped[date]
    with_expired: Mapped[bool]
    form: Mapped[str] = mapped_column(String(3))
    blank_backs: Mapped[bool]
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    total: Mapped[int | None]
    done: Mapped[int] = mapped_column(default=0)
    tries: Mapped[int] = mapped_column(default=0)
    beat_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    size: Mapped[int | None]
