"""What a person did towards a module, and the completions that followed."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from elearn.db.base import Lasting, Model
from elearn.db.people import Person, Unit, one_of

KINDS = ("overview", "case", "theme")
METHODS = ("quiz", "reading", "group_review", "prior_learning")


class Reading(Lasting, Model):
    """A section that a person marked as read; reading it again adds a row."""

    __tablename__ = "reading"
    __table_args__ = (
        Index("ix_reading_person_id_module_read_at", "person_id", "module", "read_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60))
    section: Mapped[str] = mapped_column(String(60))
    module_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    read_at: Mapped[datetime]


class Declaration(Lasting, Model):
    """The learner's "I have read and understood": one for each person, module version and cycle."""

    __tablename__ = "declaration"
    __table_args__ = (Index("ix_declaration_person_id_module", "person_id", "module"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60))
    module_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    declared_at: Mapped[datetime]


# All that lists and files ask of a completion, in their order: its row need not be looked up.
OF_A_PERSON = (
    "person_id", "completed_on", "id", "cycle", "module", "expires_on", "module_version", "unit_id",
    "method", "minutes", "participatory_minutes", "attempt_id",
)  # fmt: skip


class Completion(Lasting, Model):
    """The fact that a person met a module's completion rule. ``cycle`` 1 is the first.

    ``expires_on`` is the first day no longer valid. Unit and service are those at the time.
    """

    __tablename__ = "completion"
    __table_args__ = (
        UniqueConstraint("person_id", "module", "cycle"),
        UniqueConstraint("attempt_id"),
        Index("ix_completion_of_a_person", *OF_A_PERSON),
        CheckConstraint(one_of("method", METHODS), name="method"),
        CheckConstraint(one_of("module_kind", KINDS), name="module_kind"),
        CheckConstraint("cycle >= 1", name="cycle_from_one"),
        CheckConstraint("minutes >= 0 AND participatory_minutes BETWEEN 0 AND minutes",
                        name="minutes"),
        CheckConstraint("expires_on > completed_on", name="expires_after"),
        CheckConstraint("(method = 'quiz') = (quiz_hash IS NOT NULL)", name="quiz_version"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60), index=True)
    cycle: Mapped[int]
    method: Mapped[str] = mapped_column(String(20))
    module_kind: Mapped[str] = mapped_column(String(20))
    module_title: Mapped[str] = mapped_column(String(200))
    module_version: Mapped[str] = mapped_column(String(20))
    module_hash: Mapped[str] = mapped_column(ForeignKey("archived_text.content_hash"))
    quiz_hash: Mapped[str | None] = mapped_column(ForeignKey("archived_text.content_hash"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("attempt.id"))
    completed_on: Mapped[date]
    expires_on: Mapped[date | None]
    minutes: Mapped[int]
    participatory_minutes: Mapped[int]
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    service: Mapped[str | None] = mapped_column(String(60))
    recorded_at: Mapped[datetime]
    person: Mapped[Person] = relationship()
    unit: Mapped[Unit] = relationship()
