"""Who a person is: added and changed by hand, with former addresses kept."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Person, PersonEmail
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations.accounts import NameCheck, sort_name
from elearn.operations.audit import note
from elearn.operations.learning import lock_person
from elearn.operations.organisation import AlreadyThere, NewPerson, add_person
from elearn.operations.outbox import tell, welcome
from elearn.operations.passwords import Passwords


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What an administrator may correct about a person."""

    email: str
    name: str
    person_ref: str | None


def welcome_person(
    session: Session,
    passwords: Passwords,
    check_name: NameCheck,
    new: NewPerson,
    now: datetime,
    by: int | None,
) -> int:
    """Add a person, note it, and let them be told; raises as ``add_person`` does."""
    person_id = add_person(session, passwords, check_name, new, now, by)
    added = session.get_one(Person, person_id)
    note(session, "added", now, by, about=person_id, unit=added.unit_id)
    tell(session, [welcome(person_id, new.begins_on or day_of(now))], now)
    return person_id


def change_person(
    session: Session,
    check_name: NameCheck,
    person_id: int,
    asked: PersonDetails,
    now: datetime,
    by: int | None,
) -> None:
    """Change someone's address, name or reference; an address that goes is kept with its day.

    Certificates keep the name they were issued with. Raises NotFound, NameFault, or AlreadyThere
    for an address or a reference that someone else has.
    """
    lock_person(session, person_id)
    person = session.get(Person, person_id)
    if person is None or person.merged_into_id is not None:
        raise NotFound("person", person_id)
    before = PersonDetails(person.email, person.name, person.person_ref)
    after = PersonDetails(
        asked.email.strip().lower(), check_name(asked.name), asked.person_ref or None
    )
    if after == before:
        return
    _check_free(session, person_id, after)
    if after.email != before.email:
        session.add(
            PersonEmail(person_id=person_id, email=before.email, replaced_at=now, replaced_by_id=by)
        )
    if after.name != before.name:
        person.name, person.sort_name = after.name, sort_name(after.name, person.last_name)
    person.email, person.person_ref = after.email, after.person_ref
    changed = [
        k for k in ("email", "name", "person_ref") if getattr(before, k) != getattr(after, k)
    ]
    note(session, "details changed", now, by, about=person_id, details={"changed": changed})


def former_emails(session: Session, person_id: int) -> tuple[tuple[str, datetime], ...]:
    """Return the addresses that someone had, with when each was replaced, newest first."""
    query = select(PersonEmail.email, PersonEmail.replaced_at).filter_by(person_id=person_id)
    rows = session.execute(query.order_by(PersonEmail.id.desc()))
    return tuple((row.email, row.replaced_at) for row in rows)


def _check_free(session: Session, person_id: int, asked: PersonDetails) -> None:
    others = select(Person.id).where(Person.id != person_id)
    if session.scalar(others.filter_by(email=asked.email)) is not None:
        raise AlreadyThere("person", asked.email)
    if asked.person_ref and session.scalar(others.filter_by(person_ref=asked.person_ref)):
        raise AlreadyThere("person", asked.person_ref)
