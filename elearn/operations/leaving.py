"""Leaving: whoever goes keeps their record, and no appointment that would come back with them."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Session

from elearn.db import Appointment, Person
from elearn.operations.appointments import end_appointment, held_by
from elearn.operations.memberships import end_membership
from elearn.operations.periods import in_force, not_over
from elearn.operations.units import partnership_id

AT_ONCE = 500


def leave(session: Session, person_id: int, on: date, now: datetime, by: int | None) -> None:
    """Let someone leave, and their appointments end: ``on`` is the first day they are gone.

    Raises NotFound, NothingChanges, or AppointmentFault for the last who administers the
    partnership.
    """
    for held in held_by(session, person_id, on):
        end_appointment(session, held, max(on, held.begins_on), now, by)
    end_membership(session, person_id, on, now, by)


def last_administrator(session: Session, today: date) -> int | None:
    """Return the only person who administers the whole partnership, or None if others do too."""
    query = (
        select(Appointment.person_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.unit_id == partnership_id(session), Appointment.role == "administrator",
            in_force(Appointment, today), Person.active,
        )
        .distinct()
    )  # fmt: skip
    found = session.scalars(query).all()
    return found[0] if len(found) == 1 else None


def end_those_of(session: Session, gone: Mapping[int, date]) -> None:
    """End the appointments, and those of their deputies, of people who are gone from a day on."""
    by_day: dict[date, list[int]] = {}
    for person, day in gone.items():
        by_day.setdefault(day, []).append(person)
    for day, people in by_day.items():
        for start in range(0, len(people), AT_ONCE):
            mine = select(Appointment.id).where(
                Appointment.person_id.in_(people[start : start + AT_ONCE])
            )
            held = or_(Appointment.id.in_(mine), Appointment.deputy_for_id.in_(mine))
            _end(session, held & not_over(Appointment, day), day)


def _end(session: Session, which: ColumnElement[bool], day: date) -> None:
    """End appointments on a day; those that were to begin after it never hold."""
    begun = Appointment.begins_on <= day
    for mine, end in ((begun, day), (~begun, Appointment.begins_on)):
        session.execute(
            update(Appointment)
            .where(which, mine)
            .values(ends_on=end)
            .execution_options(synchronize_session=False)
        )
