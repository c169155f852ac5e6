"""Where people belong: moved, left and returned, each from a day, and nothing before it changed."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update
from sqlalchemy.orm import Session

from elearn.db import Membership as Kept
from elearn.db import Person, SignIn
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.organisation import Membership, left, membership_on, moved
from elearn.operations.audit import note
from elearn.operations.learning import lock_person
from elearn.operations.periods import in_force
from elearn.operations.standing_cache import refresh


class NothingChanges(DomainError):
    """Someone who is where they would be moved to, or who has left already."""


def memberships_of(session: Session, person_id: int) -> tuple[Membership, ...]:
    """Return someone's memberships, oldest first."""
    rows = session.scalars(select(Kept).filter_by(person_id=person_id).order_by(Kept.begins_on))
    return tuple(map(_membership, rows))


def move_person(
    session: Session, person_id: int, new: Membership, now: datetime, by: int | None = None
) -> None:
    """Let someone belong to a unit from ``new.begins_on``: a move, a new post, or a return.

    Completions, attempts and attendance keep the unit and service of their time. Raises NotFound
    for a person who is not there or was merged, NothingChanges for the very place they are in.
    """
    held = _locked(session, person_id)
    before = membership_on(held, new.begins_on)
    if before and replace(before, begins_on=new.begins_on, ends_on=new.ends_on) == new:
        raise NothingChanges
    keep_memberships(session, person_id, moved(held, new), now, by)
    what = "moved" if before else "returned" if held else "joined"
    note(session, what, now, by, about=person_id, unit=new.unit_id, details=_facts(new))


def end_membership(
    session: Session, person_id: int, on: date, now: datetime, by: int | None = None
) -> None:
    """Let someone leave: ``on`` is the first day they are gone; their record stays.

    Their sign-ins end once that day has come. Raises NotFound, or NothingChanges for someone who
    has left by then.
    """
    held = _locked(session, person_id)
    if not any(m.ends_on is None or m.ends_on > on for m in held):
        raise NothingChanges
    keep_memberships(session, person_id, left(held, on), now, by)
    note(session, "left", now, by, about=person_id, details={"from": on.isoformat()})


def keep_memberships(
    session: Session,
    person_id: int,
    wanted: Iterable[Membership],
    now: datetime,
    by: int | None,
) -> None:
    """Store someone's memberships as they should be, touching only those that differ."""
    stored = {
        _membership(row): row
        for row in session.scalars(select(Kept).filter_by(person_id=person_id))
    }
    wanted = tuple(wanted)
    for membership, row in stored.items():
        if membership not in wanted:
            session.delete(row)
    session.flush()
    for membership in wanted:
        if membership not in stored:
            session.add(
                Kept(
                    person_id=person_id, recorded_at=now, recorded_by_id=by, **_columns(membership)
                )
            )
    session.flush()
    settle_homes(session, day_of(now), [person_id])
    refresh(session, [person_id], day_of(now))


def settle_homes(session: Session, today: date, people: Collection[int] | None = None) -> int:
    """Let people's unit, service and activity be what their memberships say of today.

    Done at each change, and once a day for those that were planned (``elearn recompute``). Ends
    the sign-ins of those who are gone. Returns how many people changed.
    """
    session.flush()
    connection = session.connection()
    chosen = Person.id.in_(people) if people is not None else Person.id > 0
    changed = _settle_present(connection, today, chosen) + _settle_gone(connection, today, chosen)
    gone = select(Person.id).where(~Person.active, chosen)
    connection.execute(delete(SignIn).where(SignIn.person_id.in_(gone)))
    for person in session.identity_map.values():
        if isinstance(person, Person):
            session.expire(person)
    return changed


def _settle_present(connection: Connection, today: date, chosen: ColumnElement[bool]) -> int:
    differs = or_(
        ~Person.active,
        Person.unit_id != Kept.unit_id,
        Person.service.is_distinct_from(Kept.service),
    )
    return connection.execute(
        update(Person)
        .values(unit_id=Kept.unit_id, service=Kept.service, active=True)
        .where(Kept.person_id == Person.id, in_force(Kept, today), differs)
        .where(Person.merged_into_id.is_(None), chosen)
    ).rowcount


def _settle_gone(connection: Connection, today: date, chosen: ColumnElement[bool]) -> int:
    here = select(Kept.id).where(Kept.person_id == Person.id, in_force(Kept, today)).exists()
    return connection.execute(
        update(Person).values(active=False).where(Person.active, ~here, chosen)
    ).rowcount


def _locked(session: Session, person_id: int) -> tuple[Membership, ...]:
    lock_person(session, person_id)
    found = select(Person.id).where(Person.id == person_id, Person.merged_into_id.is_(None))
    if session.scalar(found) is None:
        raise NotFound("person", person_id)
    return memberships_of(session, person_id)


def _membership(row: Kept) -> Membership:
    return Membership(
        row.unit_id, row.begins_on, row.ends_on, row.service, row.job_title, row.job_group
    )


def _columns(membership: Membership) -> dict[str, object]:
    names = ("unit_id", "begins_on", "ends_on", "service", "job_title", "job_group")
    return {name: getattr(membership, name) for name in names}


def _facts(membership: Membership) -> dict[str, object]:
    return _columns(membership) | {
        "begins_on": membership.begins_on.isoformat(),
        "ends_on": membership.ends_on.isoformat() if membership.ends_on else None,
    }
