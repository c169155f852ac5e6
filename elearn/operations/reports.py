"""Scheduled reports: the counts of a saved view, made when they are sent, as its owner then sees.

A report names nobody: it gives counts and an address that asks its reader to sign in.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Notice, Person, SavedView, StandingSpan, Unit
from elearn.domain.access import Action, Appointed, Role, units_for
from elearn.domain.errors import NotFound
from elearn.domain.standing import Standing
from elearn.operations.outbox import NewNotice
from elearn.operations.periods import in_force, stands
from elearn.operations.saved_views import schedule_of
from elearn.operations.teams import Asked, people_query

REPORT = "saved_view"
CAUGHT_UP = timedelta(days=6)
"""Mail that did not run for so long sends no report of the day it missed."""


def reports_due(session: Session, today: date) -> Iterator[NewNotice]:
    """Yield a notice for each report whose day has come since it was asked for."""
    rows = session.scalars(
        select(SavedView)
        .join(Person, Person.id == SavedView.person_id)
        .where(SavedView.rhythm.is_not(None), Person.active)
        .order_by(SavedView.id)
    ).all()
    held = _held(session, {row.person_id for row in rows}, today)
    for row in rows:
        schedule = schedule_of(row)
        day = schedule.last_day(today) if schedule else None
        if day is None or row.sent_since is None or row.person_id not in held:
            continue
        if row.sent_since <= day and today - day <= CAUGHT_UP:
            subject = f"view:{row.id}:{day.isoformat()}"
            facts = {"view_id": row.id, "name": row.name}
            yield NewNotice(REPORT, subject, row.person_id, day, facts)


def why_not(session: Session, notice: Notice, today: date) -> str | None:
    """Return why a report is not to be sent, or None, and then its counts are those of now."""
    row = session.get(SavedView, notice.facts["view_id"])
    if row is None or row.person_id != notice.person_id or row.rhythm is None:
        return "no longer wanted"
    held = _held(session, {notice.person_id}, today).get(notice.person_id)
    if held is None:
        return "no longer appointed"
    try:
        counts = _counts(session, row, held, today)
    except NotFound:
        return "no longer appointed"
    notice.facts = {**notice.facts, "name": row.name, **counts}
    return None


def asked_of(row: SavedView, today: date) -> Asked:
    """Return what a stored view asks for; a day that it names stays that day."""
    asked = row.asked
    return Asked(
        on=date.fromisoformat(asked["on"]) if "on" in asked else today,
        requirement=int(asked["requirement"]) if "requirement" in asked else None,
        standing=Standing(asked["standing"]) if "standing" in asked else None,
        name=asked.get("name", ""),
    )


def _counts(
    session: Session, row: SavedView, held: tuple[Appointed, ...], today: date
) -> dict[str, Any]:
    """Return how many people a view lists, and how many of them stand how."""
    asked = asked_of(row, today)
    code = session.scalar(select(Unit.code).filter_by(id=row.unit_id)) if row.unit_id else None
    people = people_query(session, held, today, code, asked).subquery()
    day = asked.on or today
    spans = (
        select(StandingSpan.standing, func.count(StandingSpan.person_id.distinct()))
        .where(
            StandingSpan.person_id.in_(select(people.c.account)),
            stands(day),
        )
        .group_by(StandingSpan.standing)
    )
    if asked.requirement:
        spans = spans.where(StandingSpan.requirement_id == asked.requirement)
    found = Counter[str]()
    for standing, number in session.execute(spans):
        found[standing] = number
    return {
        "people": session.scalar(select(func.count()).select_from(people)) or 0,
        "overdue": found["overdue"],
        "expired": found["expired"],
        "expiring": found["expiring"],
        "due_soon": found["due_soon"],
        "day_on": day.isoformat(),
    }


def _held(
    session: Session, people: Collection[int], today: date
) -> dict[int, tuple[Appointed, ...]]:
    """Return the appointments of those of these people who see a team on a day."""
    rows = session.execute(
        select(Appointment.person_id, Appointment.role, Appointment.unit_id).where(
            Appointment.person_id.in_(people),
            in_force(Appointment, today),
        )
    )
    found: dict[int, list[Appointed]] = defaultdict(list)
    for row in rows:
        found[row.person_id].append(Appointed(Role(row.role), row.unit_id))
    return {key: tuple(held) for key, held in found.items() if units_for(held, Action.SEE_TEAM)}
