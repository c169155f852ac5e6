"""Transcripts that were issued: snapshots that are never rewritten."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model


class Transcript(Lasting, Model):
    """A person's record as it stood when they had it issued, under a number of its own."""

    __tablename__ = "transcript"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    snapshot: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
