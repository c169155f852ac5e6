"""The archive of content: every version that anyone was examined on."""

from datetime import datetime

from sqlalchemy import CheckConstraint, String, Text
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
