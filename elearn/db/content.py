"""The archive of content: every version that anyone was examined on."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model


class ArchivedText(Lasting, Model):
    """The text of a module or quiz under its content hash, kept when it is first used."""

    __tablename__ = "archived_text"
    __table_args__ = (CheckConstraint("what IN ('module', 'quiz')", name="what"),)

    content_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    what: Mapped[str] = mapped_column(String(10))
    slug: Mapped[str] = mapped_column(String(60), index=True)
    version: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    archived_at: Mapped[datetime]


class SignedOff(Lasting, Model):
    """The fact that someone signed a version of a module and its quiz off for the partnership."""

    __tablename__ = "signed_off"
    __table_args__ = (Index("ix_signed_off_module_hash_quiz_hash", "module_hash", "quiz_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    module: Mapped[str] = mapped_column(String(60))
    module_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    quiz_hash: Mapped[str | None] = mapped_column(ForeignKey("archived_text.content_hash"))
    name: Mapped[str] = mapped_column(String(120))
    role: Mapped[str] = mapped_column(String(120))
    signed_on: Mapped[date]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
