"""How certificates look: dated versions, and the pictures on them, kept for ever."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Lasting, Model
from elearn.db.people import Person


class KeptPicture(Lasting, Model):
    """A logo or a signature as PNG, under the SHA-256 of its bytes."""

    __tablename__ = "kept_picture"
    __table_args__ = (CheckConstraint("length(digest) = 64", name="digest_is_whole"),)

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime]


class DesignVersion(Lasting, Model):
    """The design of certificates issued from a moment until the next version."""

    __tablename__ = "design_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    design: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_by: Mapped[Person] = relationship()
