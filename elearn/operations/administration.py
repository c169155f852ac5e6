"""The people whom an administrator looks after: found, and shown with where they belonged."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Person, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.errors import NotFound
from elearn.domain.organisation import Membership
from elearn.operations.memberships import memberships_of
from elearn.operations.organisation_choices import unit_choices
from elearn.operations.scopes import units_below
from elearn.operations.units import partnership_id

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class ListedPerson:
    """A person as a list shows them."""

    id: int
    name: str
    email: str
    person_ref: str | None
    unit: str
    active: bool


@dataclass(frozen=True, slots=True)
class FoundPeople:
    """A page of people."""

    rows: tuple[ListedPerson, ...]
    people: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.people // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class HeldRole:
    """An appointment of a person, ended or not."""

    id: int
    role: str
    unit: str
    begins_on: object
    ends_on: object


@dataclass(frozen=True, slots=True)
class FullPerson:
    """A person with where they belonged and what they were appointed to."""

    id: int
    name: str
    email: str
    person_ref: str | None
    active: bool
    memberships: tuple[tuple[Membership, str], ...]
    appointments: tuple[HeldRole, ...]


def administered(appointments: tuple[Appointed, ...]) -> frozenset[int]:
    """Return the units that these appointments let someone administer, with all below them."""
    return units_for(appointments, Action.ADMINISTER)


def find_people(
    session: Session, over: frozenset[int], words: str = "", page: int = 1
) -> FoundPeople:
    """Return the people of these units whose name, e-mail or reference holds the words.

    Who has left is among them. Raises NotFound for a page that is not there.
    """
    scope = select(units_below(over).c.id)
    chosen = Person.unit_id.in_(scope) & Person.merged_into_id.is_(None)
    for word in words.casefold().split():
        chosen &= or_(
            Person.sort_name.contains(word, autoescape=True),
            Person.email.contains(word, autoescape=True),
            func.lower(Person.person_ref) == word,
        )
    people = session.scalar(select(func.count()).select_from(Person).where(chosen)) or 0
    if not 1 <= page <= max(1, -(-people // PAGE_SIZE)):
        raise NotFound("page", page)
    rows = session.execute(
        select(Person.id, Person.name, Person.email, Person.person_ref, Unit.name, Person.active)
        .join_from(Person, Unit, Person.unit_id == Unit.id)
        .where(chosen)
        .order_by(Person.sort_name, Person.id)
        .limit(PAGE_SIZE)
        .offset((page - 1) * PAGE_SIZE)
    )
    return FoundPeople(tuple(ListedPerson(*row) for row in rows), people, page)


def full_person(session: Session, over: frozenset[int], person_id: int) -> FullPerson:
    """Return a person of these units, or raise NotFound."""
    scope = select(units_below(over).c.id)
    person = session.scalars(
        select(Person).where(
            Person.id == person_id, Person.unit_id.in_(scope), Person.merged_into_id.is_(None)
        )
    ).one_or_none()
    if person is None:
        raise NotFound("person", person_id)
    names = {row.id: row.name for row in session.execute(select(Unit.id, Unit.name))}
    held = session.scalars(
        select(Appointment).filter_by(person_id=person_id).order_by(Appointment.begins_on)
    )
    return FullPerson(
        person.id, person.name, person.email, person.person_ref, person.active,
        tuple((m, names[m.unit_id]) for m in memberships_of(session, person_id)),
        tuple(HeldRole(a.id, a.role, names[a.unit_id], a.begins_on, a.ends_on) for a in held),
    )  # fmt: skip


def open_units(session: Session, over: frozenset[int]) -> dict[int, str]:
    """Return these units and all below them by id, each named with those above it, in their order.

    Teams of two agencies often have the same name.
    """
    return dict(unit_choices(session, over))


def import_scope(session: Session, over: frozenset[int]) -> frozenset[int] | None:
    """Return the units whose people an import may touch: None where it is the whole partnership."""
    return None if partnership_id(session) in over else over
