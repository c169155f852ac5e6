"""Programmes and requirements as dated versions, and what is decided for one person."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Lasting, Model
from elearn.db.people import one_of

RULES = ("all", "applies", "any")
EXPIRY_RULES = ("previous_expiry", "completion", "fixed_date")
DECISIONS = ("granted", "refused")
EVIDENCE_TYPES = ("application/pdf", "image/png", "image/jpeg")


class Programme(Model):
    """A named set of modules; ``shipped`` where it comes with the content files."""

    __tablename__ = "programme"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    shipped: Mapped[bool]


class ProgrammeVersion(Lasting, Model):
    """What a programme asked from a day on. ``modules`` is JSON: slugs, or slugs by service.

    From the day of a version that is ``ended`` nobody is asked for it, for the ``reason`` given.
    """

    __tablename__ = "programme_version"
    __table_args__ = (
        UniqueConstraint("programme_id", "sequence"),
        CheckConstraint(one_of("rule", RULES), name="rule"),
        CheckConstraint("(rule = 'any') = (number IS NOT NULL)", name="number"),
        CheckConstraint("ended = (reason IS NOT NULL)", name="ended_for_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    sequence: Mapped[int]
    effective_from: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(500))
    rule: Mapped[str] = mapped_column(String(20))
    number: Mapped[int | None]
    modules: Mapped[str] = mapped_column(Text)
    ended: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(500))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Requirement(Model):
    """Who must complete what; ``code`` names it in files. All that it says is in its versions."""

    __tablename__ = "requirement"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)


class RequirementVersion(Lasting, Model):
    """A requirement as it stood from ``effective_from`` on; see ``domain.requirements.Version``.

    ``units``, ``services`` and ``job_groups`` are JSON lists; an empty one leaves nobody out.
    """

    __tablename__ = "requirement_version"
    __table_args__ = (
        UniqueConstraint("requirement_id", "sequence"),
        CheckConstraint("due_on IS NOT NULL OR due_days IS NOT NULL", name="due"),
        CheckConstraint("grace_days >= 0 AND window_days >= 0", name="days"),
        CheckConstraint("validity_months >= 1", name="validity"),
        CheckConstraint(one_of("expiry_rule", EXPIRY_RULES), name="expiry_rule"),
        CheckConstraint(
            "expiry_rule <> 'fixed_date' OR (fixed_month BETWEEN 1 AND 12"
            " AND fixed_day BETWEEN 1 AND 31)",
            name="fixed_date",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    sequence: Mapped[int]
    effective_from: Mapped[date]
    title: Mapped[str] = mapped_column(String(120))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programme.id"))
    units: Mapped[str] = mapped_column(Text)
    services: Mapped[str] = mapped_column(Text)
    job_groups: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None]
    due_days: Mapped[int | None]
    grace_days: Mapped[int]
    validity_months: Mapped[int | None]
    window_days: Mapped[int]
    expiry_rule: Mapped[str] = mapped_column(String(20))
    fixed_month: Mapped[int | None]
    fixed_day: Mapped[int | None]
    ended: Mapped[bool]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]


class Approved:
    """Days that someone approved for a reason; only their end may change, with ``changed_by``."""

    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    approved_by: Mapped[int] = mapped_column(ForeignKey("person.id"))
    recorded_at: Mapped[datetime]
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime | None]


class Exemption(Approved, Model):
    """A person to whom a requirement does not apply for a while, with who decided it and why.

    ``ends_on`` is the first day on which it applies again.
    """

    __tablename__ = "exemption"
    __table_args__ = (
        CheckConstraint("ends_on > begins_on", name="ends_after"),
        Index("ix_exemption_person_id_requirement_id", "person_id", "requirement_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))


class Absence(Approved, Model):
    """A stretch of days on which the clock stands still for a person; ``ends_on`` may be set."""

    __tablename__ = "absence"
    __table_args__ = (CheckConstraint("ends_on > begins_on", name="ends_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class ExtensionRequest(Model):
    """A later due day that a learner asked for, and what a manager decided."""

    __tablename__ = "extension_request"
    __table_args__ = (
        CheckConstraint(one_of("decision", DECISIONS), name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_on IS NULL)", name="decided"),
        CheckConstraint("(decision = 'granted') = (granted_until IS NOT NULL)"
                        " OR decision IS NULL AND granted_until IS NULL", name="granted_until"),
        Index("ix_extension_request_person_id_requirement_id", "person_id", "requirement_id"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    requirement_id: Mapped[int] = mapped_column(ForeignKey("requirement.id"))
    wanted_until: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    asked_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(String(20))
    granted_until: Mapped[date | None]
    decided_on: Mapped[date | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str | None] = mapped_column(String(500))


class PriorLearning(Model):
    """Learning done elsewhere that a learner claims for a module, with its evidence.

    The evidence lies in the instance folder under ``evidence_hash``, its SHA-256.
    """

    __tablename__ = "prior_learning"
    __table_args__ = (
        CheckConstraint(one_of("decision", DECISIONS), name="decision"),
        CheckConstraint("(decision IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint(one_of("evidence_type", EVIDENCE_TYPES), name="evidence_type"),
        Index("ix_prior_learning_person_id_module", "person_id", "module"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(String(60))
    learned_on: Mapped[date]
    provider: Mapped[str] = mapped_column(String(200))
    evidence_hash: Mapped[str] = mapped_column(String(64))
    evidence_type: Mapped[str] = mapped_column(String(20))
    evidence_name: Mapped[str] = mapped_column(String(120))
    submitted_at: Mapped[datetime]
    decision: Mapped[str | None] = mapped_column(String(20))
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str | None] = mapped_column(String(500))
    completion_id: Mapped[int | None] = mapped_column(ForeignKey("completion.id"))
