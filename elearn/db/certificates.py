"""Certificates: snapshots that are never rewritten, and withdrawals beside them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Lasting, Model
from elearn.db.learning import Completion
from elearn.db.people import one_of

GROUNDS = ("error", "facts", "rules", "other")


class Certificate(Lasting, Model):
    """The record issued for a completion. A correction is a further edition that supersedes."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("completion_id", "edition"),
        UniqueConstraint("supersedes_id"),
        Index("ix_certificate_number_of_a_completion", "completion_id", "id", "number"),
        CheckConstraint("(edition = 1) = (supersedes_id IS NULL)", name="first_edition"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    completion_id: Mapped[int] = mapped_column(ForeignKey("completion.id"))
    edition: Mapped[int]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("certificate.id"))
    valid_until: Mapped[date | None]
    snapshot: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime]
    completion: Mapped[Completion] = relationship()


class Withdrawal(Lasting, Model):
    """The fact that a certificate was withdrawn, with who, when and why.

    Anyone who checks its number is told the ground; the reason in words is for its owner and
    those who manage them.
    """

    __tablename__ = "withdrawal"
    __table_args__ = (CheckConstraint(one_of("ground", GROUNDS), name="ground"),)

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), primary_key=True)
    withdrawn_on: Mapped[date]
    ground: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    withdrawn_by: Mapped[str] = mapped_column(String(120))
