"""Units, people, appointments and sign-ins."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Model

UNIT_KINDS = ("partnership", "agency", "service", "site", "team")
ROLES = ("manager", "facilitator", "lead", "auditor", "administrator")


def one_of(column: str, values: tuple[str, ...]) -> str:
    """Return the SQL condition that a column holds one of these words."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


class Unit(Model):
    """A node of the organisation tree: partnership, agency, service or site, team."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(one_of("kind", UNIT_KINDS), name="kind"),
        CheckConstraint("(parent_id IS NULL) = (kind = 'partnership')", name="root_is_partnership"),
        CheckConstraint("parent_id <> id", name="not_its_own_parent"),
        Index(
            "uq_unit_one_partnership",
            "kind",
            unique=True,
            sqlite_where=text("parent_id IS NULL"),
            postgresql_where=text("parent_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")


class Person(Model):
    """Someone with an account. ``email`` is stored in lower case."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        Index("ix_person_unit_id_sort_name_id", "unit_id", "sort_name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    sort_name: Mapped[str] = mapped_column(String(120))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    service: Mapped[str | None] = mapped_column(String(60))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    unit: Mapped[Unit] = relationship()


class Appointment(Model):
    """A role that a person holds over a unit and all below it."""

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        UniqueConstraint("person_id", "unit_id", "role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()


class SignIn(Model):
    """One signed-in browser. ``token_hash`` is SHA-256 of the token that only its cookie holds."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
