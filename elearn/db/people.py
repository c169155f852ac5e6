"""Units, people, appointments and sign-ins."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Lasting, Model

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
    closed_on: Mapped[date | None]
    parent: Mapped["Unit | None"] = relationship(remote_side="Unit.id")


class Person(Model):
    """Someone with an account. ``email`` is stored in lower case.

    ``unit_id``, ``service`` and ``active`` are what the memberships say of today, kept here since
    nearly every page asks. ``person_ref`` is the employee number that imports know people by. One
    who was merged into another has ``merged_into_id``, is not active and counts nowhere.
    """

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_lower_case"),
        CheckConstraint(
            "merged_into_id IS NULL OR (merged_into_id <> id AND NOT active)", name="merged"
        ),
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
    person_ref: Mapped[str | None] = mapped_column(String(40), unique=True)
    first_name: Mapped[str | None] = mapped_column(String(120))
    last_name: Mapped[str | None] = mapped_column(String(120))
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    unit: Mapped[Unit] = relationship()


class Membership(Model):
    """A stretch of days for which a person worked in a unit; those of one person never overlap.

    ``ends_on`` is the first day after it. Changes are kept as audit entries.
    """

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("person_id", "begins_on"),
        CheckConstraint("ends_on > begins_on", name="ends_after_start"),
        Index(
            "uq_membership_one_open",
            "person_id",
            unique=True,
            sqlite_where=text("ends_on IS NULL"),
            postgresql_where=text("ends_on IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    service: Mapped[str | None] = mapped_column(String(60))
    job_title: Mapped[str | None] = mapped_column(String(120))
    job_group: Mapped[str | None] = mapped_column(String(60))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PersonEmail(Lasting, Model):
    """An e-mail address that a person had until it was replaced."""

    __tablename__ = "person_email"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    email: Mapped[str] = mapped_column(String(254), index=True)
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Appointment(Model):
    """A role that a person holds over a unit and all below it, from one day to another.

    ``ends_on`` is the first day that it no longer holds. A deputy holds the appointment
    ``deputy_for_id`` beside its holder.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        CheckConstraint(one_of("role", ROLES), name="role"),
        CheckConstraint("ends_on >= begins_on", name="ends_after_start"),
        UniqueConstraint("person_id", "unit_id", "role", "begins_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    deputy_for_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"), index=True)
    appointed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship(foreign_keys=person_id)
    unit: Mapped[Unit] = relationship()


class SignIn(Model):
    """One signed-in browser. ``token_hash`` is SHA-256 of the token that only its cookie holds."""

    __tablename__ = "sign_in"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
