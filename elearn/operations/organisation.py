"""Units, people and appointments: how they come to be."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from elearn.db import Appointment, Person, Unit
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.organisation import Membership, TreeFault, TreeReason
from elearn.operations.accounts import NameCheck, sort_name
from elearn.operations.memberships import keep_memberships
from elearn.operations.passwords import Passwords


class AlreadyThere(DomainError):
    """Something with this name is there already."""

    def __init__(self, what: str, name: str) -> None:
        self.what = what
        self.name = name
        super().__init__(f"{what} {name!r} is there already")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """What is needed to add a person."""

    email: str
    name: str
    unit: str
    service: str | None = None
    password: str | None = None
    job_title: str | None = None
    job_group: str | None = None
    person_ref: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    begins_on: date | None = None


def add_unit(session: Session, code: str, name: str, kind: str, parent: str | None) -> int:
    """Add a unit below the unit with the code ``parent`` (None for the partnership)."""
    if session.scalar(select(Unit.id).where(Unit.code == code)):
        raise AlreadyThere("unit", code)
    if parent is None and not is_empty(session):
        raise TreeFault(TreeReason.SECOND_ROOT, name)
    unit = Unit(
        code=code, name=name, kind=kind, parent_id=unit_id(session, parent) if parent else None
    )
    session.add(unit)
    session.flush()
    return unit.id


def add_person(
    session: Session,
    passwords: Passwords,
    check_name: NameCheck,
    new: NewPerson,
    now: datetime,
    by: int | None = None,
) -> int:
    """Add a person who belongs to a unit from ``begins_on``, or from today.

    Raises NameFault, WeakPassword, NotFound or AlreadyThere.
    """
    email = new.email.strip().lower()
    if session.scalar(select(Person.id).where(Person.email == email)):
        raise AlreadyThere("person", email)
    if new.person_ref and session.scalar(select(Person.id).filter_by(person_ref=new.person_ref)):
        raise AlreadyThere("person", new.person_ref)
    name = check_name(new.name)
    begins_on = new.begins_on or day_of(now)
    person = Person(
        email=email,
        name=name,
        sort_name=sort_name(name, new.last_name),
        first_name=new.first_name,
        last_name=new.last_name,
        person_ref=new.person_ref,
        unit_id=unit_id(session, new.unit),
        service=new.service,
        password_hash=passwords.hash(new.password) if new.password else None,
        active=begins_on <= day_of(now),
    )
    session.add(person)
    session.flush()
    first = Membership(person.unit_id, begins_on, None, new.service, new.job_title, new.job_group)
    keep_memberships(session, person.id, (first,), now, by)
    return person.id


def appoint(
    session: Session, email: str, role: Role, unit: str, on: date, by: int | None = None
) -> None:
    """Give a person a role over a unit and all below it from a day; twice is the same as once."""
    person, over = person_id(session, email), unit_id(session, unit)
    held = select(Appointment.id).filter_by(
        person_id=person, unit_id=over, role=role.value, deputy_for_id=None
    )
    if session.scalar(held.where(Appointment.ends_on.is_(None))) is None:
        session.add(
            Appointment(person_id=person, unit_id=over, role=role.value, begins_on=on,
                        appointed_by_id=by)
        )  # fmt: skip
        session.flush()


def person_id(session: Session, email: str) -> int:
    """Return the id of the person with this e-mail, or raise NotFound."""
    return _id(session, "person", email, Person.id, Person.email == email.strip().lower())


def unit_id(session: Session, code: str) -> int:
    """Return the id of the unit with this code, or raise NotFound."""
    return _id(session, "unit", code, Unit.id, Unit.code == code)


def unit_code(session: Session, unit: int) -> str:
    """Return the code of a unit."""
    return session.get_one(Unit, unit).code


def is_empty(session: Session) -> bool:
    """Tell whether no unit and so no person has been added yet."""
    return session.scalar(select(Unit.id).limit(1)) is None


def _id(
    session: Session,
    what: str,
    name: str,
    column: InstrumentedAttribute[int],
    found: ColumnElement[bool],
) -> int:
    value = session.scalar(select(column).where(found))
    if value is None:
        raise NotFound(what, name)
    return value
