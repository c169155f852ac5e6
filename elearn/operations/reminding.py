"""Reminders by hand: those whom a manager chose, told with the rest of their news."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.db import Notice, Person, StandingSpan
from elearn.domain.access import Action, Appointed
from elearn.domain.days import day_of
from elearn.domain.standing import SETTLED
from elearn.operations.outbox import NewNotice, tell
from elearn.operations.periods import stands
from elearn.operations.standings import requirements_on
from elearn.operations.teams import Asked, people_query

BY_HAND = "reminded_by_hand"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ToRemind:
    """Someone who was chosen, and what they have still to do; nothing is where all is done."""

    person_id: int
    name: str
    titles: tuple[str, ...]


def to_remind(
    session: Session, appointments: Iterable[Appointed], today: date, code: str | None, asked: Asked
) -> tuple[ToRemind, ...]:
    """Return those asked for whom one may remind and who are here today, with what is left."""
    people = _people(session, appointments, today, code, asked)
    names, left = requirements_on(session, today), defaultdict(list)
    for row in _outstanding(session, people, asked.requirement, today):
        if row.requirement_id in names:
            left[row.person_id].append(names[row.requirement_id].title)
    return tuple(ToRemind(key, name, tuple(sorted(left[key]))) for key, name in people.items())


def remind(
    session: Session,
    appointments: Iterable[Appointed],
    now: datetime,
    code: str | None,
    asked: Asked,
) -> int:
    """Put a reminder of each thing left into the outbox; return how many people are told.

    Whoever was reminded of it by hand today is not told twice.
    """
    today = day_of(now)
    people = _people(session, appointments, today, code, asked)
    names = requirements_on(session, today)
    notices = [
        NewNotice(
            BY_HAND, f"requirement:{row.requirement_id}:{today.isoformat()}", row.person_id, today,
            {"requirement_id": row.requirement_id, "title": names[row.requirement_id].title,
             "due_on": row.due_on.isoformat() if row.due_on else None},
        )
        for row in _outstanding(session, people, asked.requirement, today)
        if row.requirement_id in names
    ]  # fmt: skip
    tell(session, notices, now)
    return len({notice.person_id for notice in notices})


def done_meanwhile(session: Session, notice: Notice, today: date) -> str | None:
    """Return why a reminder by hand is not to be sent any more, or None if it is."""
    rows = _outstanding(session, [notice.person_id], notice.facts["requirement_id"], today)
    return None if rows else "no longer so"


def _people(
    session: Session, appointments: Iterable[Appointed], today: date, code: str | None, asked: Asked
) -> dict[int, str]:
    action = Action.DECIDE_FOR_PEOPLE
    query = people_query(session, appointments, today, code, asked, action)
    rows = session.execute(query.order_by(Person.sort_name, Person.id))
    return {row.id: row.name for row in rows if row.here}


def _outstanding(
    session: Session, people: Collection[int], requirement: int | None, today: date
) -> list[Row[Any]]:
    """Return what these people have still to do, by person and requirement."""
    ids, found = sorted(people), list[Row[Any]]()
    query = select(StandingSpan.person_id, StandingSpan.requirement_id, StandingSpan.due_on).where(
        stands(today),
        StandingSpan.standing.not_in(sorted(SETTLED)),
    )
    if requirement:
        query = query.where(StandingSpan.requirement_id == requirement)
    for start in range(0, len(ids), AT_ONCE):
        part = StandingSpan.person_id.in_(ids[start : start + AT_ONCE])
        found += session.execute(query.where(part))
    return found
