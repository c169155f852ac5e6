"""Reminders: who is to be told what today, and whether it still holds when it is sent."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Notice, Person, StandingSpan
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.reminders import CAUGHT_UP, NEW, Dates, Reminder, reminder_on, still_holds
from elearn.domain.standing import DAY, SETTLED, Standing
from elearn.operations.outbox import NewNotice, tell
from elearn.operations.periods import in_force, stands
from elearn.operations.printing import READY, no_longer_kept
from elearn.operations.reminding import BY_HAND, done_meanwhile
from elearn.operations.reports import REPORT, reports_due, why_not
from elearn.operations.request_notices import WAITING, none_waits
from elearn.operations.standing_facts import units_above
from elearn.operations.standings import RequirementName, requirements_on

NOTICE_BEFORE = timedelta(days=90)
ESCALATED_AFTER = timedelta(days=14)
WEEKLY, ESCALATION = "team_weekly", "escalation"
LATE = (Standing.OVERDUE, Standing.EXPIRED)


def plan_reminders(session: Session, today: date, now: datetime) -> int:
    """Put today's reminders into the outbox; return how many were new.

    Learners are told of their own requirements, leads of people who have been overdue or expired
    for 14 days, and managers of their units each Monday, or on the first day that mail runs after
    it. What was told before is not told again.
    """
    names = requirements_on(session, today)
    told = tell(session, _own(session, names, today), now)
    if not _told_this_week(session, today):
        told += tell(session, _weekly(session, today), now)
    told += tell(session, reports_due(session, today), now)
    return told + tell(session, _escalations(session, today), now)


ASKED_AGAIN: Mapping[str, Callable[[Session, Notice, date], str | None]] = {
    WAITING: none_waits,
    BY_HAND: done_meanwhile,
    READY: no_longer_kept,
    REPORT: why_not,
}
"""What tells of a notice that is no reminder why it is not to be sent any more."""


def no_longer_holds(session: Session, notice: Notice, today: date) -> str | None:
    """Return why a notice is not to be sent any more, or None if it is; asked at sending."""
    if notice.kind in {WEEKLY, ESCALATION}:
        return _counted_again(session, notice, today)
    if notice.kind in ASKED_AGAIN:
        return ASKED_AGAIN[notice.kind](session, notice, today)
    if notice.kind not in set(Reminder):
        return None
    span = session.scalars(
        select(StandingSpan).where(
            StandingSpan.person_id == notice.person_id,
            StandingSpan.requirement_id == notice.facts["requirement_id"],
            stands(today),
        )
    ).first()
    if span is None or not still_holds(Reminder(notice.kind), Standing(span.standing)):
        return "no longer so"
    return _other_days(notice, span)


def _other_days(notice: Notice, span: StandingSpan) -> str | None:
    """Return why a reminder of a day that was put off meanwhile is not to be sent.

    News of something to do is sent all the same, with the day that it is due now.
    """
    days = {
        "due_on": span.due_on and span.due_on.isoformat(),
        "expires_on": span.expires_on and span.expires_on.isoformat(),
    }
    if notice.kind == Reminder.ASSIGNED:
        notice.facts = {**notice.facts, **days}
        return None
    return None if days.items() <= notice.facts.items() else "put off"


def _own(
    session: Session, names: Mapping[int, RequirementName], today: date
) -> Iterator[NewNotice]:
    span = StandingSpan
    rows = session.execute(
        select(
            span.person_id, span.requirement_id, span.standing, span.applies_since, span.due_on,
            span.expires_on,
        )
        .join(Person, Person.id == span.person_id)
        .where(
            stands(today),
            Person.active,
            span.standing.not_in(sorted(SETTLED)),
            or_(
                span.due_on.between(today - CAUGHT_UP, today + CAUGHT_UP),
                span.expires_on.between(today - CAUGHT_UP, today + NOTICE_BEFORE * 2),
                span.applies_since > today - NEW,
            ),
        )
    )  # fmt: skip
    for row in rows:
        name = names.get(row.requirement_id)
        dates = Dates(Standing(row.standing), row.applies_since, row.due_on, row.expires_on)
        found = reminder_on(dates, today) if name else None
        if name and found:
            yield _notice(row, name, *found, today)


def _notice(
    row: Row[int, int, str, date, date | None, date | None], name: RequirementName,
    reminder: Reminder, about: date, today: date,
) -> NewNotice:  # fmt: skip
    facts = {
        "requirement_id": name.id,
        "title": name.title,
        "due_on": row.due_on.isoformat() if row.due_on else None,
        "expires_on": row.expires_on.isoformat() if row.expires_on else None,
    }
    subject = f"requirement:{name.id}:{about.isoformat()}"
    return NewNotice(reminder.value, subject, row.person_id, today, facts)


def _weekly(session: Session, today: date) -> Iterator[NewNotice]:
    """Yield for each manager how many people below them are late or soon to be."""
    late, soon = Counter[int](), Counter[int]()
    for unit, standing, people in _by_unit(session, today):
        (late if standing in LATE else soon)[unit] += people
    below = _units_below(session)
    for person, units in _appointed(session, today, Role.MANAGER).items():
        within = set().union(*(below[unit] for unit in units))
        facts = {
            "late": sum(late[unit] for unit in within),
            "soon": sum(soon[unit] for unit in within),
        }
        if any(facts.values()):
            yield NewNotice(WEEKLY, _week(today), person, today, facts)


def _week(today: date) -> str:
    """Return what the news of a week is known by: its Monday."""
    return f"week:{(today - timedelta(days=today.weekday())).isoformat()}"


def _told_this_week(session: Session, today: date) -> bool:
    """Tell whether managers had their news of this week, or it is not their day any more."""
    if today.weekday() == 0:
        return False
    same = select(Notice.id).where(Notice.kind == WEEKLY, Notice.subject == _week(today))
    return session.scalar(same.limit(1)) is not None


def _by_unit(session: Session, today: date) -> Iterable[tuple[int, str, int]]:
    pressing = (*LATE, Standing.EXPIRING, Standing.DUE_SOON)
    rows = session.execute(
        select(
            StandingSpan.unit_id, StandingSpan.standing,
            func.count(StandingSpan.person_id.distinct()),
        )
        .where(stands(today), StandingSpan.standing.in_(pressing))
        .group_by(StandingSpan.unit_id, StandingSpan.standing)
    )  # fmt: skip
    return ((row[0], row[1], row[2]) for row in rows)


def _escalations(session: Session, today: date) -> Iterator[NewNotice]:
    """Yield for each lead how many people became late by 14 days, by their last day in time."""
    late = _late_for_two_weeks(session, today)
    below, leads = _units_below(session), _appointed(session, today, Role.LEAD)
    for last in sorted(late):
        for person, units in leads.items():
            within = set().union(*(below[unit] for unit in units))
            people = sum(number for unit, number in late[last].items() if unit in within)
            if people:
                facts = {"people": people, "due_on": last.isoformat()}
                yield NewNotice(ESCALATION, f"due:{last.isoformat()}", person, today, facts)


def _late_for_two_weeks(session: Session, today: date) -> dict[date, Counter[int]]:
    """Return how many people are late since some day 14 to 21 days ago, by that day and unit.

    The day is the last on which they were in time: the due day, or the last valid one.
    """
    span, latest = StandingSpan, today - ESCALATED_AFTER
    recent = latest - NEW, latest + DAY
    rows = session.execute(
        select(span.unit_id, span.standing, span.due_on, span.expires_on,
               func.count(span.person_id.distinct()))
        .where(stands(today), span.standing.in_(LATE),
               or_(span.due_on.between(*recent), span.expires_on.between(*recent)))
        .group_by(span.unit_id, span.standing, span.due_on, span.expires_on)
    )  # fmt: skip
    found: dict[date, Counter[int]] = defaultdict(Counter)
    for unit, standing, due_on, expires_on, people in rows:
        last: date = due_on or date.min
        if standing == Standing.EXPIRED and expires_on:
            last = max(last, expires_on - DAY)
        if latest - NEW <= last <= latest:
            found[last][unit] += people
    return found


def _counted_again(session: Session, notice: Notice, today: date) -> str | None:
    """Return why numbers are not to be sent any more; those of another day are counted anew."""
    role = Role.MANAGER if notice.kind == WEEKLY else Role.LEAD
    if notice.person_id not in _appointed(session, today, role):
        return "no longer appointed"
    if day_of(notice.created_at) == today:
        return None
    made = _weekly if notice.kind == WEEKLY else _escalations
    mine = (new for new in made(session, today) if new.person_id == notice.person_id)
    now = next(
        (new for new in mine if notice.kind == WEEKLY or new.subject == notice.subject), None
    )
    if now is None:
        return "no longer so"
    notice.facts = dict(now.facts)
    return None


def _appointed(session: Session, today: date, role: Role) -> dict[int, set[int]]:
    rows = session.execute(
        select(Appointment.person_id, Appointment.unit_id)
        .join(Person, Person.id == Appointment.person_id)
        .where(in_force(Appointment, today), Appointment.role == role.value, Person.active)
    )
    found: dict[int, set[int]] = defaultdict(set)
    for row in rows:
        found[row.person_id].add(row.unit_id)
    return found


def _units_below(session: Session) -> dict[int, set[int]]:
    """Return each unit with all below it, itself included."""
    below: dict[int, set[int]] = defaultdict(set)
    for unit, above in units_above(session).items():
        for head in {unit, *above}:
            below[head].add(unit)
    return below
