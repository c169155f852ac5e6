"""Reads standings for pages, exports and mail: one person's, a page of people's, and counts.

Every read takes a day. People and units that the viewer may see are the caller's business: pass
only those. ``left_to_do`` of ``standing_cache`` tells whether a change is still being worked off;
what is read for one person by ``obligations`` is right at once all the same.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import RequirementVersion, StandingSpan, Unit
from elearn.domain.catalogue import Catalogue
from elearn.domain.requirements import FOREVER, Audience, Place, expiries, in_force
from elearn.domain.standing import Compliance, Standing
from elearn.domain.timelines import outstanding, situation_on
from elearn.operations.periods import stands
from elearn.operations.standing_counts import counted_at
from elearn.operations.standing_facts import people_facts, read_started, rules_of


@dataclass(frozen=True, slots=True)
class RequirementName:
    """A requirement as it stood on a day. Empty audiences leave nobody out.

    ``units`` are names; ``services`` and ``job_groups`` are tags as memberships hold them.
    """

    id: int
    title: str
    units: tuple[str, ...]
    services: tuple[str, ...]
    job_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PersonStanding:
    """Where one person is with one requirement on a day, and what it follows from.

    ``due_on`` is the last day to complete, ``expires_on`` the first day no longer valid; None
    is never. ``until`` is the last day this standing lasts if nothing more is done, or None.
    """

    person_id: int
    requirement_id: int
    unit_id: int
    standing: Standing
    since: date
    until: date | None
    applies_since: date
    due_on: date | None
    completed_on: date | None
    expires_on: date | None
    window_opens_on: date | None


@dataclass(frozen=True, slots=True)
class Obligation:
    """What a learner must do: for "My learning". ``modules`` are slugs still outstanding.

    ``why`` holds what the person and its audience share: their units, service and job group that
    are asked. ``applies_since`` says since when it applies to them.
    """

    requirement_id: int
    title: str
    why: RequirementName
    applies_since: date
    standing: Standing
    due_on: date | None
    completed_on: date | None
    expires_on: date | None
    window_opens_on: date | None
    modules: tuple[str, ...]


def requirements_on(session: Session, day: date) -> dict[int, RequirementName]:
    """Return the requirements in force on a day, by id, in order of their titles."""
    versions: dict[int, list[RequirementVersion]] = defaultdict(list)
    for row in session.scalars(select(RequirementVersion).order_by(RequirementVersion.sequence)):
        versions[row.requirement_id].append(row)
    then = {key: row_in_force(rows, day) for key, rows in versions.items()}
    here = {key: row for key, row in then.items() if row is not None and not row.ended}
    named = {unit for row in here.values() for unit in json.loads(row.units)}
    units = _unit_names(session, named)
    found = [_name(key, row, units) for key, row in here.items()]
    return {name.id: name for name in sorted(found, key=lambda name: (name.title, name.id))}


def row_in_force(rows: Iterable[RequirementVersion], day: date) -> RequirementVersion | None:
    """Return the stored version in force on a day; of one day's versions the last made."""
    then = [row for row in rows if row.effective_from <= day]
    return max(then, key=lambda row: (row.effective_from, row.sequence), default=None)


def standings_of(
    session: Session, people: Collection[int], day: date
) -> dict[tuple[int, int], PersonStanding]:
    """Return where some people are on a day, by (person, requirement), in one read."""
    rows = session.scalars(
        select(StandingSpan).where(
            StandingSpan.person_id.in_(people),
            stands(day),
        )
    )
    return {(row.person_id, row.requirement_id): _standing(row) for row in rows}


def timeline_of(session: Session, person_id: int) -> tuple[PersonStanding, ...]:
    """Return everything that a person's standings were and will be if nothing more is done."""
    query = select(StandingSpan).filter_by(person_id=person_id)
    rows = session.scalars(query.order_by(StandingSpan.requirement_id, StandingSpan.begins_on))
    return tuple(map(_standing, rows))


def compliance(
    session: Session, day: date, units: Collection[int] | None = None
) -> dict[tuple[int, int], Compliance]:
    """Return the counts by (requirement, unit) on a day; units are those of people, not above.

    Quick for today and the weeks after it, and any other day takes one pass over all spans.
    """
    found: dict[tuple[int, int], Counter[Standing]] = defaultdict(Counter)
    for (requirement, unit, standing), people in counted_at(session, day).items():
        if units is None or unit in units:
            found[requirement, unit][Standing(standing)] += people
    return {key: Compliance(counts) for key, counts in found.items()}


def roll_up(
    session: Session, day: date, heads: Collection[int]
) -> dict[tuple[int, int], Compliance]:
    """Return the counts by (requirement, head): of everyone in a unit and in all units below it.

    ``heads`` may be agencies, the parts of one unit, or a unit and its parts together.
    """
    found: dict[tuple[int, int], Counter[Standing]] = defaultdict(Counter)
    for (requirement, head, standing), people in counted_at(session, day, heads).items():
        found[requirement, head][Standing(standing)] += people
    return {key: Compliance(counts) for key, counts in found.items()}


def agencies(session: Session) -> tuple[int, ...]:
    """Return the agencies, as heads for ``roll_up``, in order of their names."""
    return tuple(session.scalars(select(Unit.id).filter_by(kind="agency").order_by(Unit.name)))


def obligations(
    session: Session, catalogue: Catalogue, person_id: int, today: date
) -> tuple[Obligation, ...]:
    """Return what a person must do and by when, most pressing first; from the facts themselves.

    Modules that are no longer in the catalogue are not listed.
    """
    people, names = people_facts(session, [person_id]), requirements_on(session, today)
    read_started(session, [person_id], people)
    units, found = _unit_names(session), []
    for key, versions in rules_of(session, names).items():
        facts = people.facts(person_id, key)
        version, place = in_force(versions, today), facts.place_on(today)
        here = situation_on(versions, facts, today)
        if here is None or version is None or place is None:
            continue
        modules = outstanding(versions, facts, today)
        found.append(
            Obligation(
                key, names[key].title, _why(names[key], version.audience, place, units),
                here.applies_since, here.standing(today),
                _or_none(here.due_on), here.completed_on, _or_none(here.expires_on),
                _or_none(here.window_opens_on),
                tuple(slug for slug in modules if slug in catalogue.modules),
            )
        )  # fmt: skip
    order = list(Standing)
    return tuple(sorted(found, key=lambda o: (order.index(o.standing), o.due_on or FOREVER)))


def lapse_asked(session: Session, person_id: int, module: str, day: date) -> date | None:
    """Return when a module completed on a day lapses by what the person is asked; None is never.

    Of several requirements the soonest counts. Exemptions and absences to come do not.
    """
    people, found = people_facts(session, [person_id]), [FOREVER]
    for key, versions in rules_of(session).items():
        facts = people.facts(person_id, key)
        version, place = in_force(versions, day), facts.place_on(day)
        if version is None or place is None or not version.concerns(place):
            continue
        if module in version.asked.members(place.service):
            days = (*facts.completions.get(module, ()), day)
            found.append(expiries(version, days, facts.pauses)[-1])
    return _or_none(min(found))


def _standing(row: StandingSpan) -> PersonStanding:
    return PersonStanding(
        row.person_id, row.requirement_id, row.unit_id, Standing(row.standing), row.begins_on,
        None if row.ends_on == FOREVER else date.fromordinal(row.ends_on.toordinal() - 1),
        row.applies_since, row.due_on, row.completed_on, row.expires_on, row.window_opens_on,
    )  # fmt: skip


def _unit_names(session: Session, named: Collection[int] | None = None) -> dict[int, str]:
    """Return the names of units, of all or of those that are named: there may be thousands."""
    query = select(Unit.id, Unit.name)
    if named is not None:
        query = query.where(Unit.id.in_(named))
    return {row.id: row.name for row in session.execute(query)}


def _why(
    name: RequirementName, audience: Audience, place: Place, units: Mapping[int, str]
) -> RequirementName:
    """Return of a requirement's audience what is so of someone who works there."""
    return replace(
        name,
        units=tuple(sorted(units[unit] for unit in audience.units & place.units)),
        services=(place.service,) if audience.services and place.service else (),
        job_groups=(place.job_group,) if audience.job_groups and place.job_group else (),
    )


def _name(key: int, row: RequirementVersion, units: Mapping[int, str]) -> RequirementName:
    named = sorted(units[unit] for unit in json.loads(row.units) if unit in units)
    services, groups = json.loads(row.services), json.loads(row.job_groups)
    return RequirementName(key, row.title, tuple(named), tuple(services), tuple(groups))


def _or_none(day: date | None) -> date | None:
    return None if day == FOREVER else day
