"""The requirements that a team's matrix can show: those that apply to anyone in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import Session

from elearn.db import (
    Membership,
    Prepared,
    RequirementVersion,
    StandingSpan,
    among,
    driver_of,
)
from elearn.domain.access import Action, Appointed, units_for
from elearn.operations.periods import stands
from elearn.operations.scopes import SCOPE, few_units, spans_in, unit_seen


def _versions(spans: ColumnElement[bool]) -> Prepared:
    """Return the statement for the versions in force by a day, the last of each last.

    Of those requirements that any of these standings was of on that day.
    """
    seen = select(StandingSpan.requirement_id).where(spans, stands(bindparam("day"))).distinct()
    version = RequirementVersion
    return Prepared(
        select(version.requirement_id, version.title, version.ended)
        .where(version.requirement_id.in_(seen), version.effective_from <= bindparam("day"))
        .order_by(version.effective_from, version.sequence)
    )


_OF_MANY = _versions(spans_in(SCOPE))
_OF_FEW = _versions(  # for PostgreSQL, see units_within
    StandingSpan.person_id.in_(
        select(Membership.person_id).where(among(Membership.unit_id, "units"))
    )
    & among(StandingSpan.unit_id, "units")
)


@dataclass(frozen=True, slots=True)
class RequirementTitle:
    """A requirement as lists name it."""

    id: int
    title: str


def requirements_seen(
    session: Session, appointments: Iterable[Appointed], day: date, code: str | None = None
) -> tuple[RequirementTitle, ...]:
    """Return the requirements that apply to anyone in someone's units on a day, or in one unit."""
    held = units_for(appointments, Action.SEE_TEAM)
    roots = {unit_seen(session, held, code).id} if code else held
    few, driver = few_units(session, roots), driver_of(session)
    if few is None:
        then = driver.rows(_OF_MANY, roots=roots, day=day)
    else:
        then = driver.rows(_OF_FEW, units=[unit.id for unit in few], day=day)
    last = {row.requirement_id: row for row in then}
    named = (RequirementTitle(key, row.title) for key, row in last.items() if not row.ended)
    return tuple(sorted(named, key=lambda name: (name.title, name.id)))
