"""The people of a file, stored at once: few statements, however many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from elearn.db import Appointment, AuditEntry, Person, PersonEmail
from elearn.db import Membership as Kept
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership, membership_on
from elearn.operations.accounts import sort_name
from elearn.operations.leaving import end_those_of
from elearn.operations.memberships import settle_homes
from elearn.operations.standing_cache import renew

AT_ONCE = 2000
Wanted = tuple[int, tuple[Membership, ...], tuple[Membership, ...]]  # whose, before, after


@dataclass(frozen=True, slots=True)
class Found:
    """A person as the record has them, or is to have them; ``id`` None is someone new."""

    id: int | None
    person_ref: str | None
    email: str
    name: str
    first_name: str | None
    last_name: str | None
    unit_id: int
    held: tuple[Membership, ...]
    merged: bool = False


@dataclass(frozen=True, slots=True)
class Managed:
    """A unit and the address of the person who is to manage it."""

    email: str
    unit_id: int


@dataclass(slots=True)
class Changes:
    """What a file changes."""

    added: list[Found] = field(default_factory=list)
    changed: list[tuple[Found, Found]] = field(default_factory=list)
    managers: list[Managed] = field(default_factory=list)


def store(session: Session, changes: Changes, now: datetime, by: int | None) -> None:
    """Store what a file changes, with an audit entry for each person."""
    ids = _add_people(session, changes.added, now)
    _change_people(session, changes.changed, now, by)
    wanted: list[Wanted] = [(ids[new.person_ref or ""], (), new.held) for new in changes.added]
    wanted += [(new.id or 0, old.held, new.held) for old, new in changes.changed]
    _store_memberships(session, wanted, now, by)
    end_those_of(session, dict(_gone(changes.changed)))
    _appoint_managers(session, changes.managers, now, by)
    notes = [(ids[new.person_ref or ""], "added") for new in changes.added]
    notes += [(new.id or 0, "changed") for _, new in changes.changed]
    _write(
        session,
        AuditEntry,
        (
            {"at": now, "by_id": by, "action": f"{what} by import", "about_id": who, "details": {}}
            for who, what in notes
        ),
    )
    if notes:
        settle_homes(session, day_of(now))
        renew(session, sorted({who for who, _ in notes}), day_of(now))


def _add_people(session: Session, added: list[Found], now: datetime) -> dict[str, int]:
    today = day_of(now)
    rows = [
        _columns(new)
        | {
            "person_ref": new.person_ref,
            "unit_id": new.unit_id,
            "service": new.held[0].service,
            "active": membership_on(new.held, today) is not None,
        }
        for new in added
    ]
    _write(session, Person, rows)
    ids: dict[str, int] = {}
    for some in _portions([new.person_ref for new in added]):
        query = select(Person.person_ref, Person.id).where(Person.person_ref.in_(some))
        ids |= {row.person_ref or "": row.id for row in session.execute(query)}
    return ids


def _change_people(
    session: Session, changed: list[tuple[Found, Found]], now: datetime, by: int | None
) -> None:
    replaced = (
        {"person_id": old.id, "email": old.email, "replaced_at": now, "replaced_by_id": by}
        for old, new in changed
        if old.email != new.email
    )
    _write(session, PersonEmail, replaced)
    rows = [
        _columns(new) | {"id": new.id} for old, new in changed if _columns(old) != _columns(new)
    ]
    for some in _portions(rows):
        session.execute(update(Person), some)


def _columns(person: Found) -> dict[str, Any]:
    return {
        "email": person.email,
        "name": person.name,
        "sort_name": sort_name(person.name, person.last_name),
        "first_name": person.first_name,
        "last_name": person.last_name,
    }


def _store_memberships(
    session: Session,
    wanted: list[Wanted],
    now: datetime,
    by: int | None,
) -> None:
    """Store the memberships that differ: what goes first, so that none overlaps meanwhile."""
    gone = {(who, m.begins_on) for who, old, new in wanted for m in old if m not in new}
    doomed: list[int] = []
    for some in _portions(sorted({who for who, _ in gone})):
        query = select(Kept.id, Kept.person_id, Kept.begins_on).where(Kept.person_id.in_(some))
        doomed += [r.id for r in session.execute(query) if (r.person_id, r.begins_on) in gone]
    for some in _portions(doomed):
        session.execute(delete(Kept).where(Kept.id.in_(some)))
    _write(
        session,
        Kept,
        (
            {
                "person_id": who, "unit_id": m.unit_id, "service": m.service,
                "job_title": m.job_title, "job_group": m.job_group, "begins_on": m.begins_on,
                "ends_on": m.ends_on, "recorded_at": now, "recorded_by_id": by,
            }
            for who, old, new in wanted
            for m in new
            if m not in old
        ),
    )  # fmt: skip


def _gone(changed: list[tuple[Found, Found]]) -> Iterator[tuple[int, date]]:
    """Yield who is to leave, and the first day they are gone."""
    for old, new in changed:
        last = new.held[-1].ends_on if new.held else None
        if new.id and last and old.held != new.held:
            yield new.id, last


def _appoint_managers(
    session: Session, managers: list[Managed], now: datetime, by: int | None
) -> None:
    ids: dict[str, int] = {}
    for some in _portions(sorted({managed.email for managed in managers})):
        query = select(Person.email, Person.id).where(Person.email.in_(some))
        ids |= {row.email: row.id for row in session.execute(query)}
    _write(
        session,
        Appointment,
        (
            {
                "person_id": ids[m.email], "unit_id": m.unit_id, "role": "manager",
                "begins_on": day_of(now), "appointed_by_id": by,
            }
            for m in managers
        ),
    )  # fmt: skip


def _write(session: Session, table: type[Any], rows: Iterable[dict[str, Any]]) -> None:
    for some in _portions(list(rows)):
        session.execute(insert(table), some)


def _portions(rows: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(rows), AT_ONCE):
        yield rows[start : start + AT_ONCE]
