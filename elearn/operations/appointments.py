"""Appointments over units, from one day to another, with deputies; by page."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.db import Appointment, Person, Unit
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.operations.audit import note
from elearn.operations.periods import in_force, not_over
from elearn.operations.scopes import units_below
from elearn.operations.units import ListedUnit, partnership_id


class AppointmentReason(StrEnum):
    """Why someone cannot be appointed so."""

    NOBODY = "nobody"
    NOT_ACTIVE = "not_active"
    CLOSED = "closed"
    OF_NOTHING = "of_nothing"
    HELD_ALREADY = "held_already"
    ENDS_BEFORE = "ends_before"
    OUTSIDE = "outside"
    OWN_DEPUTY = "own_deputy"
    LAST_ADMINISTRATOR = "last_administrator"


class AppointmentFault(DomainError):
    """An appointment that cannot be; ``reason`` is an AppointmentReason."""

    def __init__(self, reason: AppointmentReason) -> None:
        self.reason = reason
        super().__init__(reason.value.replace("_", " "))


@dataclass(frozen=True, slots=True)
class HeldOver:
    """An appointment over a unit; ``deputy_for`` names whom a deputy stands beside."""

    id: int
    unit_id: int
    unit_code: str
    unit: str
    person_id: int
    person: str
    role: Role
    begins_on: date
    ends_on: date | None
    deputy_for: str | None


def appointments_over(session: Session, unit_id: int, today: date) -> tuple[HeldOver, ...]:
    """Return the appointments over a unit that hold or are to come, by role and name."""
    found = _held(session, (Appointment.unit_id == unit_id) & not_over(Appointment, today))
    return tuple(sorted(found, key=lambda a: (a.role, a.deputy_for is not None, a.person)))


def appointment_in(session: Session, over: frozenset[int], appointment_id: int) -> HeldOver:
    """Return an appointment over one of these units or those below, or raise NotFound."""
    scope = select(units_below(over).c.id)
    found = _held(session, (Appointment.id == appointment_id) & Appointment.unit_id.in_(scope))
    if not found:
        raise NotFound("appointment", appointment_id)
    return found[0]


def give_appointment(
    session: Session,
    over: frozenset[int],
    email: str,
    role: Role,
    unit: ListedUnit,
    begins_on: date,
    ends_on: date | None,
    now: datetime,
    by: int,
    deputy_for: HeldOver | None = None,
) -> None:
    """Appoint someone of these units over one of them; raises AppointmentFault with the reason."""
    person = _appointee(session, over, email)
    if ends_on is not None and ends_on <= begins_on:
        raise AppointmentFault(AppointmentReason.ENDS_BEFORE)
    if unit.closed_on:
        raise AppointmentFault(AppointmentReason.CLOSED)
    if role is Role.MANAGER and not _anyone_in(session, unit.id):
        raise AppointmentFault(AppointmentReason.OF_NOTHING)
    if deputy_for:
        _check_deputy(deputy_for, person, begins_on, ends_on)
    same = Appointment.person_id == person, Appointment.unit_id == unit.id
    overlaps = not_over(Appointment, begins_on) & (
        (Appointment.begins_on < ends_on) if ends_on else True
    )
    twice = select(Appointment.id).where(*same, Appointment.role == role.value)
    if session.scalar(twice.where(or_(overlaps, Appointment.begins_on == begins_on)).limit(1)):
        raise AppointmentFault(AppointmentReason.HELD_ALREADY)
    session.add(
        Appointment(
            person_id=person, unit_id=unit.id, role=role.value, begins_on=begins_on,
            ends_on=ends_on, appointed_by_id=by, deputy_for_id=deputy_for and deputy_for.id,
        )
    )  # fmt: skip
    facts = {"role": role.value, "from": begins_on.isoformat(), "deputy": deputy_for is not None}
    note(session, "appointed", now, by, about=person, unit=unit.id, details=facts)


def held_by(session: Session, person_id: int, on: date) -> tuple[HeldOver, ...]:
    """Return the appointments of a person that hold on a day or begin later."""
    mine = Appointment.person_id == person_id
    return tuple(_held(session, mine & not_over(Appointment, on)))


def end_appointment(
    session: Session, held: HeldOver, on: date, now: datetime, by: int | None
) -> None:
    """End an appointment, and those of its deputies: ``on`` is the first day it no longer holds.

    The partnership keeps an administrator. Raises AppointmentFault with the reason.
    """
    if on < held.begins_on or (held.ends_on is not None and on > held.ends_on):
        raise AppointmentFault(AppointmentReason.OUTSIDE)
    if held.role is Role.ADMINISTRATOR and _is_last(session, held, max(on, day_of(now))):
        raise AppointmentFault(AppointmentReason.LAST_ADMINISTRATOR)
    ends = select(Appointment).where(
        or_(Appointment.id == held.id, Appointment.deputy_for_id == held.id),
        not_over(Appointment, on),
    )
    for one in session.scalars(ends):
        one.ends_on = max(on, one.begins_on)
    facts = {"role": held.role.value, "from": on.isoformat()}
    note(session, "appointment ended", now, by, about=held.person_id, unit=held.unit_id,
         details=facts)  # fmt: skip


def _appointee(session: Session, over: frozenset[int], email: str) -> int:
    scope = select(units_below(over).c.id)
    row = session.execute(
        select(Person.id, Person.active).where(
            Person.email == email.strip().lower(), Person.unit_id.in_(scope),
            Person.merged_into_id.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise AppointmentFault(AppointmentReason.NOBODY)
    if not row.active:
        raise AppointmentFault(AppointmentReason.NOT_ACTIVE)
    return int(row.id)


def _check_deputy(held: HeldOver, person: int, begins_on: date, ends_on: date | None) -> None:
    if person == held.person_id:
        raise AppointmentFault(AppointmentReason.OWN_DEPUTY)
    after = held.ends_on is not None and (ends_on is None or ends_on > held.ends_on)
    if begins_on < held.begins_on or after:
        raise AppointmentFault(AppointmentReason.OUTSIDE)


def _anyone_in(session: Session, unit_id: int) -> bool:
    inside = Person.unit_id.in_(select(units_below({unit_id}).c.id))
    return session.scalar(select(Person.id).where(Person.active, inside).limit(1)) is not None


def _is_last(session: Session, held: HeldOver, on: date) -> bool:
    """Tell whether nobody else who can sign in administers the whole partnership from a day on."""
    if partnership_id(session) != held.unit_id:
        return False
    others = (
        select(Appointment.id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id == held.unit_id, Appointment.role == "administrator",
            Appointment.id != held.id, in_force(Appointment, on),
            func.coalesce(Appointment.deputy_for_id != held.id, True), Person.active,
        )
    )  # fmt: skip
    return session.scalar(others.limit(1)) is None


def _held(session: Session, which: ColumnElement[bool]) -> list[HeldOver]:
    first, beside = aliased(Appointment), aliased(Person)
    rows = session.execute(
        select(
            Appointment.id, Appointment.unit_id, Unit.code, Unit.name, Appointment.person_id,
            Person.name, Appointment.role, Appointment.begins_on, Appointment.ends_on, beside.name,
        )
        .join(Unit, Unit.id == Appointment.unit_id)
        .join(Person, Person.id == Appointment.person_id)
        .outerjoin(first, first.id == Appointment.deputy_for_id)
        .outerjoin(beside, beside.id == first.person_id)
        .where(which)
    )  # fmt: skip
    return [
        HeldOver(
            row[0], row[1], row[2], row[3], row[4], row[5], Role(row[6]), row[7], row[8], row[9]
        )
        for row in rows
    ]  # fmt: skip
