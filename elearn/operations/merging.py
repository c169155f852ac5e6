"""Two accounts of one person made one: nothing is lost, and no row of history is changed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from elearn.db import (
    Absence,
    Appointment,
    Certificate,
    Completion,
    Exemption,
    ExtensionRequest,
    Person,
    PriorLearning,
    QuizAttempt,
    RecordShare,
    WrittenReflection,
)
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError
from elearn.domain.organisation import left
from elearn.operations.audit import note
from elearn.operations.learning import lock_person
from elearn.operations.memberships import keep_memberships, memberships_of
from elearn.operations.merged import accounts_of
from elearn.operations.periods import not_over
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import refresh

# Rows that a person goes on working with are given to the account that stays.
GIVEN: tuple[type[Any], ...] = (
    WrittenReflection, PriorLearning, Exemption, Absence, ExtensionRequest, RecordShare,
)  # fmt: skip


class MergeReason(StrEnum):
    """Why two accounts cannot be made one."""

    NOBODY = "nobody"
    SAME = "same"
    OWN = "own"
    APPOINTED = "appointed"


class MergeFault(DomainError):
    """A merger that cannot be; ``reason`` is a MergeReason."""

    def __init__(self, reason: MergeReason) -> None:
        self.reason = reason
        super().__init__(reason.value)


@dataclass(frozen=True, slots=True)
class Joined:
    """What one account brings into the other."""

    id: int
    name: str
    email: str
    person_ref: str | None
    completions: int
    certificates: int
    attempts: int


def other_account(
    session: Session, over: frozenset[int], keep_id: int, typed: str, by: int
) -> Joined:
    """Return what the account with an address or reference would bring; raises MergeFault.

    It must be among those one administers, nobody's own, and hold no appointment any more.
    """
    scope = select(units_below(over).c.id)
    named = typed.strip()
    found = session.scalar(
        select(Person).where(
            or_(Person.email == named.lower(), Person.person_ref == named),
            Person.unit_id.in_(scope), Person.merged_into_id.is_(None),
        )
    )  # fmt: skip
    if found is None:
        raise MergeFault(MergeReason.NOBODY)
    if found.id == keep_id:
        raise MergeFault(MergeReason.SAME)
    if by in {found.id, keep_id}:
        raise MergeFault(MergeReason.OWN)
    return _joined(session, found)


def merge_people(session: Session, keep_id: int, other: Joined, now: datetime, by: int) -> None:
    """Make one person of two accounts: ``other`` no longer signs in, and its record is read here.

    Completions, attempts, certificates and reading keep the account they were made with. Raises
    MergeFault for one who still holds appointments.
    """
    for person_id in sorted((keep_id, other.id)):
        lock_person(session, person_id)
    today = day_of(now)
    holds = select(Appointment.id).where(
        Appointment.person_id == other.id, not_over(Appointment, today)
    )
    if session.scalar(holds.limit(1)) is not None:
        raise MergeFault(MergeReason.APPOINTED)
    keep_memberships(session, other.id, left(memberships_of(session, other.id), today), now, by)
    ids = list(session.scalars(accounts_of(other.id)))
    whose = update(Person).where(Person.id.in_(ids))
    session.execute(whose.values(merged_into_id=keep_id, active=False))
    for table in GIVEN:
        session.execute(update(table).where(table.person_id == other.id).values(person_id=keep_id))
    _keep_reference(session, keep_id, other)
    facts = {"merged": other.id, "completions": other.completions, "attempts": other.attempts}
    note(session, "merged", now, by, about=keep_id, details=facts)
    note(session, "merged into", now, by, about=other.id, details={"into": keep_id})
    refresh(session, [keep_id, other.id], today)


def _keep_reference(session: Session, keep_id: int, other: Joined) -> None:
    """Let the account that stays be known by the other's reference where it has none."""
    kept = session.get_one(Person, keep_id)
    if kept.person_ref or not other.person_ref:
        return
    session.get_one(Person, other.id).person_ref = None
    session.flush()
    kept.person_ref = other.person_ref
    session.flush()


def _joined(session: Session, person: Person) -> Joined:
    own = accounts_of(person.id)
    certificates = (
        select(func.count())
        .select_from(Certificate)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(Completion.person_id.in_(own))
    )

    def count(table: type[Any]) -> int:
        query = select(func.count()).select_from(table).where(table.person_id.in_(own))
        return session.scalar(query) or 0

    return Joined(
        person.id, person.name, person.email, person.person_ref, count(Completion),
        session.scalar(certificates) or 0, count(QuizAttempt),
    )  # fmt: skip
