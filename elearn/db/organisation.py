"""What administrators did to the organisation: the audit log, imports and joining links."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model
from elearn.db.people import one_of

IMPORTS = ("people", "org", "history")


class AuditEntry(Lasting, Model):
    """The fact that someone changed the organisation. ``by_id`` is NULL for a command.

    ``details`` holds what was before and after, by the words of the product.
    """

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    action: Mapped[str] = mapped_column(String(40))
    about_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    details: Mapped[Any] = mapped_column(JSON)


class ImportRun(Model):
    """A file of people, units or history: uploaded, looked at, then applied or forgotten.

    ``content`` is what was uploaded, until it is applied; ``result`` the CSV of what came of it.
    """

    __tablename__ = "import_run"
    __table_args__ = (CheckConstraint(one_of("kind", IMPORTS), name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(120))
    full: Mapped[bool]
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    result: Mapped[bytes | None] = mapped_column(LargeBinary)
    counts: Mapped[Any] = mapped_column(JSON)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    uploaded_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]


class JoiningLink(Model):
    """A link by which people make their own accounts in a unit. Only its digest is kept."""

    __tablename__ = "joining_link"
    __table_args__ = (
        CheckConstraint("length(token_hash) = 64", name="token_hash_is_a_digest"),
        CheckConstraint("uses BETWEEN 0 AND most_uses", name="uses"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    most_uses: Mapped[int]
    uses: Mapped[int]
    last_day: Mapped[date]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
