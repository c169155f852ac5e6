"""What is decided for one person: exemptions, absences and later due days, with who and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from elearn.db import Absence, Exemption, ExtensionRequest, Person
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound, Unusable
from elearn.domain.requirements import FOREVER
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import refresh
from elearn.operations.standings import requirements_on, standings_of

LONGEST = timedelta(days=3 * 366)


class UnusableDecision(Unusable):
    """A decision that cannot be."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The person about whom something is decided."""

    id: int
    name: str
    unit_id: int


@dataclass(frozen=True, slots=True)
class Decided:
    """One exemption, absence or extension as a page lists it; ``what`` is its kind.

    ``ends_on`` is the first day after it, or for an extension the last day to complete.
    ``lasts`` tells that it may still be ended or decided.
    """

    what: str
    id: int
    requirement_id: int | None
    begins_on: date
    ends_on: date | None
    reason: str
    by: str | None
    decision: str | None = None
    decision_reason: str | None = None
    lasts: bool = False


def subject(
    session: Session, appointments: Iterable[Appointed], viewer_id: int, person_id: int
) -> Subject:
    """Return a person for whom these appointments allow decisions, or raise NotFound.

    Nobody decides for themselves.
    """
    below = units_below(units_for(appointments, Action.DECIDE_FOR_PEOPLE))
    row = session.execute(
        select(Person.id, Person.name, Person.unit_id).where(
            Person.id == person_id,
            Person.id != viewer_id,
            Person.active,
            Person.unit_id.in_(select(below.c.id)),
        )
    ).one_or_none()
    if row is None:
        raise NotFound("person", person_id)
    return Subject(row.id, row.name, row.unit_id)


def exempt(
    session: Session,
    person: Subject,
    requirement_id: int,
    period: tuple[date, date],
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """Exempt a person from a requirement from one day until before another."""
    begins_on, ends_on = period
    _check_requirement(session, requirement_id, day_of(now))
    _check_period(begins_on, ends_on, day_of(now))
    same = select(Exemption).filter_by(person_id=person.id, requirement_id=requirement_id)
    for other in session.scalars(same):
        if other.begins_on < ends_on and begins_on < (other.ends_on or FOREVER):
            raise UnusableDecision("begins_on", "overlaps")
    session.add(
        Exemption(person_id=person.id, requirement_id=requirement_id, begins_on=begins_on,
                  ends_on=ends_on, reason=reason, approved_by=by, recorded_at=now)
    )  # fmt: skip
    session.flush()
    refresh(session, [person.id], day_of(now))


def record_absence(
    session: Session,
    person: Subject,
    period: tuple[date, date | None],
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """Let the clock stand still while a person is away; the end may not be known yet."""
    begins_on, ends_on = period
    _check_period(begins_on, ends_on, day_of(now))
    for other in session.scalars(select(Absence).filter_by(person_id=person.id)):
        if other.begins_on < (ends_on or FOREVER) and begins_on < (other.ends_on or FOREVER):
            raise UnusableDecision("begins_on", "overlaps")
    session.add(
        Absence(person_id=person.id, begins_on=begins_on, ends_on=ends_on, reason=reason,
                approved_by=by, recorded_at=now)
    )  # fmt: skip
    session.flush()
    refresh(session, [person.id], day_of(now))


def end_early(
    session: Session,
    person: Subject,
    what: str,
    decision_id: int,
    ends_on: date,
    by: int,
    now: datetime,
) -> None:
    """Set the end of an exemption or absence that still lasts. The past stays as it was."""
    table = {"exemption": Exemption, "absence": Absence}.get(what)
    row = session.get(table, decision_id) if table else None
    if not isinstance(row, Exemption | Absence) or row.person_id != person.id:
        raise NotFound(what, decision_id)
    if row.ends_on is not None and row.ends_on <= day_of(now):
        raise UnusableDecision("ends_on", "over")
    if not max(row.begins_on + timedelta(days=1), day_of(now)) <= ends_on:
        raise UnusableDecision("ends_on", "before_today")
    if ends_on - row.begins_on > LONGEST:
        raise UnusableDecision("ends_on", "too_long")
    row.ends_on, row.changed_by, row.changed_at = ends_on, by, now
    session.flush()
    refresh(session, [person.id], day_of(now))


def ask_extension(
    session: Session,
    person_id: int,
    requirement_id: int,
    wanted_until: date,
    reason: str,
    now: datetime,
) -> None:
    """Ask for a later due day; one request for a requirement waits at a time."""
    today = day_of(now)
    here = standings_of(session, [person_id], today).get((person_id, requirement_id))
    if here is None:
        raise NotFound("requirement", requirement_id)
    if here.due_on is None or (here.completed_on and (here.expires_on or FOREVER) > today):
        raise UnusableDecision("wanted_until", "nothing_due")
    _check_until(wanted_until, here.due_on, today)
    waiting = select(ExtensionRequest.id).filter_by(
        person_id=person_id, requirement_id=requirement_id, decision=None
    )
    if session.scalar(waiting) is not None:
        raise UnusableDecision("wanted_until", "asked_already")
    session.add(
        ExtensionRequest(person_id=person_id, requirement_id=requirement_id,
                         wanted_until=wanted_until, reason=reason, asked_at=now)
    )  # fmt: skip
    session.flush()


def decide_extension(
    session: Session,
    person: Subject,
    request_id: int,
    granted_until: date | None,
    reason: str,
    by: int,
    now: datetime,
) -> None:
    """Grant a later due day, or refuse it (None); a reason is given either way."""
    today = day_of(now)
    row = session.get(ExtensionRequest, request_id, with_for_update=True)
    if row is None or row.person_id != person.id:
        raise NotFound("extension request", request_id)
    if row.decision is not None:
        raise UnusableDecision("granted_until", "decided_already")
    if granted_until is not None:
        _check_until(granted_until, None, today)
    row.decision = "granted" if granted_until else "refused"
    row.granted_until, row.decided_on = granted_until, today
    row.decided_by, row.decision_reason = by, reason
    session.flush()
    refresh(session, [person.id], today, [row.requirement_id])


def decisions_of(session: Session, person_id: int, today: date) -> tuple[Decided, ...]:
    """Return every exemption, absence and extension of a person, newest first."""
    by = aliased(Person)
    found: list[Decided] = []
    for exemption, name in session.execute(
        select(Exemption, by.name).join(by, by.id == Exemption.approved_by)
        .where(Exemption.person_id == person_id)
    ):  # fmt: skip
        found.append(_period_of("exemption", exemption, exemption.requirement_id, name, today))
    for absence, name in session.execute(
        select(Absence, by.name).join(by, by.id == Absence.approved_by)
        .where(Absence.person_id == person_id)
    ):  # fmt: skip
        found.append(_period_of("absence", absence, None, name, today))
    for asked, name in session.execute(
        select(ExtensionRequest, by.name)
        .outerjoin(by, by.id == ExtensionRequest.decided_by)
        .where(ExtensionRequest.person_id == person_id)
    ):
        found.append(
            Decided("extension", asked.id, asked.requirement_id, day_of(asked.asked_at),
                    asked.granted_until or asked.wanted_until, asked.reason, name,
                    asked.decision, asked.decision_reason, asked.decision is None)
        )  # fmt: skip
    return tuple(sorted(found, key=lambda d: (d.begins_on, d.what, d.id), reverse=True))


def _period_of(
    what: str, row: Exemption | Absence, requirement_id: int | None, by: str, today: date
) -> Decided:
    lasts = row.ends_on is None or row.ends_on > today
    return Decided(what, row.id, requirement_id, row.begins_on, row.ends_on, row.reason, by,
                   lasts=lasts)  # fmt: skip


def _check_requirement(session: Session, requirement_id: int, today: date) -> None:
    if requirement_id not in requirements_on(session, today):
        raise UnusableDecision("requirement", "unknown_requirement")


def _check_period(begins_on: date, ends_on: date | None, today: date) -> None:
    if ends_on is not None and ends_on <= begins_on:
        raise UnusableDecision("ends_on", "ends_before_it_begins")
    if abs(begins_on - today) > LONGEST:
        raise UnusableDecision("begins_on", "too_far")
    if ends_on is not None and ends_on - begins_on > LONGEST:
        raise UnusableDecision("ends_on", "too_long")


def _check_until(until: date, due_on: date | None, today: date) -> None:
    if until < today or (due_on is not None and until <= due_on):
        raise UnusableDecision("until", "not_later")
    if until - today > timedelta(days=366):
        raise UnusableDecision("until", "too_far")
