"""Links by which people show their record to someone outside, such as a new employer."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Model
from elearn.db.people import Person


class RecordShare(Model):
    """A link that shows part of a person's record until a day, or until its owner ends it.

    ``token_hash`` is SHA-256 of the token that only the link holds. ``modules`` are the slugs it
    covers, None for all. ``last_day`` is the last day on which it opens.
    """

    __tablename__ = "record_share"
    __table_args__ = (CheckConstraint("length(token_hash) = 64", name="token_hash_is_a_digest"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    shown_to: Mapped[str] = mapped_column(String(120))
    modules: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
    made_at: Mapped[datetime]
    last_day: Mapped[date]
    ended_at: Mapped[datetime | None]
    person: Mapped[Person] = relationship()
