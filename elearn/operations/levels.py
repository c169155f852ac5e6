"""Levels of learning time: kept as dated versions, and where a person is with theirs."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Completion, LearningLevel, LevelVersion
from elearn.domain.access import Role
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound, Unusable
from elearn.domain.levels import (
    Learned,
    Level,
    LevelProgress,
    level_for,
    progress_to,
    three_years_to,
)
from elearn.domain.organisation import membership_on
from elearn.domain.requirements import FOREVER, Audience, Period, Place
from elearn.operations.memberships import memberships_of
from elearn.operations.merged import accounts_of
from elearn.operations.periods import in_force
from elearn.operations.scopes import units_below
from elearn.operations.standing_facts import units_above


class UnusableLevel(Unusable):
    """A level that cannot be."""


@dataclass(frozen=True, slots=True)
class LevelDraft:
    """What a level is to say from ``effective_from`` on."""

    name: str
    unit_id: int
    minutes: int
    participatory_minutes: int
    source: str
    source_on: date
    effective_from: date
    services: tuple[str, ...] = ()
    job_groups: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelListed:
    """A level as a page lists it: as it is in force, or else as it first will be."""

    id: int
    draft: LevelDraft
    ended: bool
    changes_on: date | None


def level_progress(session: Session, person_id: int, day: date) -> LevelProgress | None:
    """Return what a person learned in the three years to a day, against the level of their role.

    None where no level is for them on that day. The number of queries is fixed.
    """
    levels = [_level(row) for row in _in_force(session, day).values() if not row.ended]
    place = _place_on(session, person_id, day) if levels else None
    if place is None:
        return None
    level = level_for(levels, place, _held_on(session, person_id, day))
    if level is None:
        return None
    first, last = three_years_to(day)
    rows = session.execute(
        select(Completion.completed_on, Completion.minutes, Completion.participatory_minutes).where(
            Completion.person_id.in_(accounts_of(person_id)),
            Completion.completed_on.between(first, last),
        )
    )
    return progress_to(level, [Learned(row[0], row[1], row[2]) for row in rows], day)


def levels(session: Session, scope: Collection[int], today: date) -> tuple[LevelListed, ...]:
    """Return the levels of the units of a scope, those that have ended last."""
    below = set(session.scalars(select(units_below(scope).c.id)))
    now, found = _in_force(session, today), []
    for key, rows in _versions(session).items():
        row = now.get(key, rows[0])
        later = (r.effective_from for r in rows if r.effective_from > today and r is not row)
        if row.unit_id in below:
            listed = LevelListed(key, _draft(row), row.ended, min(later, default=None))
            found.append(listed)
    return tuple(sorted(found, key=lambda it: (it.ended, it.draft.name.casefold(), it.id)))


def level_listed(
    session: Session, scope: Collection[int], level_id: int, today: date
) -> LevelListed:
    """Return one level of a scope, or raise NotFound."""
    for listed in levels(session, scope, today):
        if listed.id == level_id:
            return listed
    raise NotFound("level", level_id)


def save_level(
    session: Session,
    catalogue: Catalogue,
    scope: Collection[int],
    draft: LevelDraft,
    level_id: int | None,
    person_id: int | None,
    now: datetime,
) -> int:
    """Save a new level (None) or a new dated version of one; return its id.

    Raises UnusableLevel, or NotFound for what is not in the scope.
    """
    _check(session, catalogue, scope, draft, day_of(now))
    if level_id is not None:
        level_listed(session, scope, level_id, day_of(now))
        if draft.effective_from < day_of(now):
            raise UnusableLevel("effective_from", "in_the_past")
        return _add_version(session, level_id, draft, person_id, now, ended=False)
    row = LearningLevel()
    session.add(row)
    session.flush()
    return _add_version(session, row.id, draft, person_id, now, ended=False)


def end_level(
    session: Session,
    scope: Collection[int],
    level_id: int,
    ends_on: date,
    person_id: int,
    now: datetime,
) -> None:
    """End a level: from ``ends_on`` it is for nobody. What was so before stays true."""
    listed = level_listed(session, scope, level_id, day_of(now))
    if ends_on < day_of(now):
        raise UnusableLevel("ends_on", "in_the_past")
    draft = listed.draft
    _add_version(session, level_id, draft, person_id, now, ended=True, effective_from=ends_on)


def _check(
    session: Session, catalogue: Catalogue, scope: Collection[int], draft: LevelDraft, today: date
) -> None:
    below = set(session.scalars(select(units_below(scope).c.id)))
    faults = {
        "unit": "unknown_unit" if draft.unit_id not in below else "",
        "services": "unknown_service" if not set(draft.services) <= catalogue.services.keys()
                    else "",
        "participatory_hours": "more_than_all"
                               if draft.participatory_minutes > draft.minutes else "",
        "source_on": "in_the_future" if draft.source_on > today else "",
    }  # fmt: skip
    for field, reason in faults.items():
        if reason:
            raise UnusableLevel(field, reason)


def _add_version(
    session: Session,
    level_id: int,
    draft: LevelDraft,
    person_id: int | None,
    now: datetime,
    *,
    ended: bool,
    effective_from: date | None = None,
) -> int:
    same = LevelVersion.level_id == level_id
    latest = session.scalar(select(func.max(LevelVersion.sequence)).where(same)) or 0
    session.add(
        LevelVersion(
            level_id=level_id, sequence=latest + 1,
            effective_from=effective_from or draft.effective_from, name=draft.name,
            unit_id=draft.unit_id, services=json.dumps(sorted(draft.services)),
            job_groups=json.dumps(sorted(draft.job_groups)), roles=json.dumps(sorted(draft.roles)),
            minutes=draft.minutes, participatory_minutes=draft.participatory_minutes,
            source=draft.source, source_on=draft.source_on, ended=ended, made_by=person_id,
            recorded_at=now,
        )
    )  # fmt: skip
    session.flush()
    return level_id


def _versions(session: Session) -> dict[int, list[LevelVersion]]:
    rows = session.scalars(select(LevelVersion).order_by(LevelVersion.sequence))
    found: dict[int, list[LevelVersion]] = {}
    for row in rows:
        found.setdefault(row.level_id, []).append(row)
    return found


def _in_force(session: Session, day: date) -> dict[int, LevelVersion]:
    """Return the version of each level that is in force on a day: the latest to take effect."""
    rows = session.scalars(
        select(LevelVersion)
        .where(LevelVersion.effective_from <= day)
        .order_by(LevelVersion.effective_from, LevelVersion.sequence)
    )
    return {row.level_id: row for row in rows}


def _place_on(session: Session, person_id: int, day: date) -> Place | None:
    here = membership_on(memberships_of(session, person_id), day)
    if here is None:
        return None
    period, above = Period(here.begins_on, here.ends_on or FOREVER), units_above(session)
    return Place(period, here.unit_id, above[here.unit_id], here.service, here.job_group)


def _held_on(session: Session, person_id: int, day: date) -> frozenset[Role]:
    rows = session.scalars(
        select(Appointment.role).where(
            Appointment.person_id == person_id,
            in_force(Appointment, day),
        )
    )
    return frozenset(map(Role, rows))


def _level(row: LevelVersion) -> Level:
    audience = Audience(
        frozenset({row.unit_id}),
        frozenset(json.loads(row.services)),
        frozenset(json.loads(row.job_groups)),
    )
    roles = frozenset(map(Role, json.loads(row.roles)))
    return Level(row.name, row.minutes, row.participatory_minutes, audience, roles, row.source,
                 row.source_on)  # fmt: skip


def _draft(row: LevelVersion) -> LevelDraft:
    return LevelDraft(
        row.name, row.unit_id, row.minutes, row.participatory_minutes, row.source, row.source_on,
        row.effective_from, tuple(json.loads(row.services)), tuple(json.loads(row.job_groups)),
        tuple(map(Role, json.loads(row.roles))),
    )  # fmt: skip
