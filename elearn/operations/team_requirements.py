"""The requirements that a team's matrix can show: those that apply to anyone in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Prepared, RequirementVersion, StandingSpan, driver_of
from elearn.domain.access import Action, Appointed, units_for
from elearn.operations.periods import stands
from elearn.operations.scopes import SCOPE, spans_in, unit_seen

# Versions in force by a day, the last of each last, of what is asked of anyone in some units.
_VERSIONS_SEEN = Prepared(
    select(RequirementVersion.requirement_id, RequirementVersion.title, RequirementVersion.ended)
    .where(
        RequirementVersion.requirement_id.in_(
            select(StandingSpan.requirement_id)
            .where(spans_in(SCOPE), stands(bindparam("day")))
            .distinct()
        ),
        RequirementVersion.effective_from <= bindparam("day"),
    )
    .order_by(RequirementVersion.effective_from, RequirementVersion.sequence)
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
    then = driver_of(session).rows(_VERSIONS_SEEN, roots=roots, day=day)
    last = {row.requirement_id: row for row in then}
    named = (RequirementTitle(key, row.title) for key, row in last.items() if not row.ended)
    return tuple(sorted(named, key=lambda name: (name.title, name.id)))
