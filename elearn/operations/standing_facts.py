"""Reads what standings follow from: versions of requirements, and dated facts about people."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from elearn.db import (
    Absence,
    Completion,
    Declaration,
    Exemption,
    ExtensionRequest,
    Membership,
    Prepared,
    ProgrammeVersion,
    QuizAttempt,
    Reading,
    RequirementVersion,
    Unit,
    among,
    driver_of,
)
from elearn.domain.days import day_of
from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import (
    FOREVER,
    Asked,
    Audience,
    ExpiryRule,
    Period,
    Place,
    Version,
    beside,
    in_force,
    merged,
)
from elearn.domain.standing import Extension, Facts
from elearn.operations.merged import owners_of, whose_records

Rules = Mapping[int, Sequence[Version]]
_PARENTS = Prepared(select(Unit.id, Unit.parent_id))
_PLACES = Prepared(
    select(
        Membership.person_id, Membership.unit_id, Membership.service, Membership.job_group,
        Membership.begins_on, Membership.ends_on,
    )
    .where(among(Membership.person_id, "people"))
    .order_by(Membership.person_id, Membership.begins_on, Membership.id)
)  # fmt: skip
_COMPLETED = Prepared(
    select(Completion.person_id, Completion.module, Completion.completed_on)
    .where(among(Completion.person_id, "people"))
    .order_by(Completion.completed_on)
)


@dataclass(slots=True)
class People:
    """The facts about some people, by person (and requirement), as they are read.

    An account that was merged has its own places, and all else from its owner in ``owners``.
    """

    owners: dict[int, int] = field(default_factory=dict)
    places: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    completions: dict[int, dict[str, tuple[date, ...]]] = field(
        default_factory=lambda: defaultdict(dict)
    )
    started: dict[int, dict[str, date]] = field(default_factory=lambda: defaultdict(dict))
    pauses: dict[int, list[Period]] = field(default_factory=lambda: defaultdict(list))
    exemptions: dict[tuple[int, int], list[Period]] = field(
        default_factory=lambda: defaultdict(list)
    )
    extensions: dict[tuple[int, int], list[Extension]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def facts(self, person_id: int, requirement_id: int) -> Facts:
        """Return what counts for one person and one requirement."""
        owner = self.owners.get(person_id, person_id)
        both = owner, requirement_id
        return Facts(
            places=tuple(self.places.get(person_id, ())),
            completions=self.completions.get(owner, {}),
            started=self.started.get(owner, {}),
            exemptions=tuple(self.exemptions.get(both, ())),
            pauses=merged(self.pauses.get(owner, ())),
            extensions=tuple(self.extensions.get(both, ())),
        )


def rules_of(session: Session, requirements: Collection[int] | None = None) -> Rules:
    """Return the versions of every requirement (or of these), with what their programme asked.

    A new version of a programme is a new version of the requirements that ask for it.
    """
    asked = _asked(session)
    query = select(RequirementVersion).order_by(
        RequirementVersion.requirement_id, RequirementVersion.sequence
    )
    if requirements is not None:
        query = query.where(RequirementVersion.requirement_id.in_(requirements))
    found: dict[int, list[RequirementVersion]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.requirement_id].append(row)
    return {key: resolved(rows, asked) for key, rows in found.items()}


def modules_of(rules: Rules) -> set[str]:
    """Return every module that any of these versions asks for."""
    asked = [version.asked for versions in rules.values() for version in versions]
    lists = [modules for what in asked for modules in (what.modules, *what.by_service.values())]
    return {module for modules in lists for module in modules}


def resolved(
    rows: Sequence[RequirementVersion], asked: Mapping[int, Sequence[tuple[date, Asked]]]
) -> tuple[Version, ...]:
    """Return versions of a requirement, one for each day on which it or its programme changed."""
    own = [(version_of(row), row.programme_id) for row in rows]
    programme = {id(version): key for version, key in own}
    versions = [version for version, _ in own]
    first = min((v.effective_from for v in versions), default=FOREVER)
    days = {v.effective_from for v in versions}
    days |= {day for _, key in own for day, _ in asked[key] if day > first}
    found: list[Version] = []
    for day in sorted(days):
        version = in_force(versions, day)
        if version is None:
            continue
        steps = asked[programme[id(version)]]
        now = [what for since, what in steps if since <= day] or [steps[0][1]]
        new = asking(version, now[-1], day)
        if not found or replace(found[-1], effective_from=day) != new:
            found.append(new)
    return tuple(found)


def asking(version: Version, asked: Asked, day: date) -> Version:
    """Return a version as it is from the day on which its programme asks something else."""
    ended = version.ended or asked.ended
    return replace(version, effective_from=day, asked=asked, ended=ended)


def version_of(row: RequirementVersion) -> Version:
    """Return a stored version, whose programme is not looked up yet."""
    return Version(
        effective_from=row.effective_from,
        asked=Asked(ProgrammeRule.ALL),
        audience=Audience(
            frozenset(json.loads(row.units)),
            frozenset(json.loads(row.services)),
            frozenset(json.loads(row.job_groups)),
        ),
        due_on=row.due_on,
        due_days=row.due_days,
        grace_days=row.grace_days,
        validity_months=row.validity_months,
        window_days=row.window_days,
        expiry_rule=ExpiryRule(row.expiry_rule),
        fixed_month=row.fixed_month,
        fixed_day=row.fixed_day,
        ended=row.ended,
    )


def asked_by(rule: str, number: int | None, modules: str) -> Asked:
    """Return what a stored version of a programme asks."""
    listed = json.loads(modules)
    if rule == ProgrammeRule.APPLIES:
        by_service = {service: tuple(slugs) for service, slugs in listed.items()}
        return Asked(ProgrammeRule.APPLIES, by_service=by_service)
    return Asked(ProgrammeRule(rule), tuple(listed), number)


def _asked(session: Session) -> dict[int, list[tuple[date, Asked]]]:
    """Return what each programme asked, from which day on."""
    rows = session.scalars(
        select(ProgrammeVersion).order_by(
            ProgrammeVersion.programme_id, ProgrammeVersion.effective_from,
            ProgrammeVersion.sequence,
        )
    )  # fmt: skip
    found: dict[int, list[tuple[date, Asked]]] = defaultdict(list)
    for row in rows:
        what = replace(asked_by(row.rule, row.number, row.modules), ended=row.ended)
        found[row.programme_id].append((row.effective_from, what))
    return found


def units_above(session: Session) -> dict[int, frozenset[int]]:
    """Return, for each unit, itself and all units above it."""
    parents: dict[int, int | None] = dict(driver_of(session).rows(_PARENTS))
    found: dict[int, frozenset[int]] = {}
    for unit in parents:
        above, at = {unit}, parents[unit]
        while at is not None and at not in above:
            above.add(at)
            at = parents[at]
        found[unit] = frozenset(above)
    return found


def people_facts(
    session: Session, ids: Collection[int], modules: Collection[str] | None = None
) -> People:
    """Return the dated facts about some people; the number of queries does not depend on them.

    Where only some modules matter, completions of others may be left out.
    """
    people = People(owners_of(session, ids))
    owners = {*ids, *people.owners.values()}
    _read_places(session, owners, people)
    for account, owner in people.owners.items():
        people.places[account] = beside(people.places[account], people.places[owner])
    _read_completions(session, whose_records(session, owners), people, modules)
    _read_decisions(session, owners, people)
    return people


def read_started(session: Session, ids: Collection[int], people: People) -> None:
    """Add when these people began each module: it only tells ``in_progress``, and costs most."""
    moments: tuple[tuple[type[Reading | Declaration | QuizAttempt], Any], ...] = (
        (Reading, Reading.read_at),
        (Declaration, Declaration.declared_at),
        (QuizAttempt, QuizAttempt.started_at),
    )
    whose = whose_records(session, {people.owners.get(key, key) for key in ids})
    parts = [
        select(table.person_id, table.module, func.min(moment).label("at"))
        .where(among(table.person_id, whose))
        .group_by(table.person_id, table.module)
        for table, moment in moments
    ]
    for person_id, module, at in session.execute(union_all(*parts)):
        started = people.started[whose[person_id]]
        started[module] = min(day_of(at), started.get(module, FOREVER))


def _read_places(session: Session, ids: Collection[int], people: People) -> None:
    above = units_above(session)
    for row in driver_of(session).rows(_PLACES, people=ids):
        period = Period(row.begins_on, row.ends_on or FOREVER)
        place = Place(period, row.unit_id, above[row.unit_id], row.service, row.job_group)
        people.places[row.person_id].append(place)


def _read_completions(
    session: Session, whose: Mapping[int, int], people: People, modules: Collection[str] | None
) -> None:
    days: dict[Any, date] = {}  # as the database tells them, a text or a date: each is read once
    for account, module, on in driver_of(session).stream(_COMPLETED, people=whose):
        if modules is not None and module not in modules:
            continue
        day = days.get(on) or days.setdefault(on, date.fromisoformat(str(on)))
        by_module = people.completions[whose[account]]
        by_module[module] = (*by_module.get(module, ()), day)


def _read_decisions(session: Session, ids: Collection[int], people: People) -> None:
    absences = select(Absence).where(among(Absence.person_id, ids)).order_by(Absence.id)
    for away in session.scalars(absences):
        people.pauses[away.person_id].append(Period(away.begins_on, away.ends_on or FOREVER))
    exemptions = select(Exemption).where(among(Exemption.person_id, ids)).order_by(Exemption.id)
    for free in session.scalars(exemptions):
        both = free.person_id, free.requirement_id
        people.exemptions[both].append(Period(free.begins_on, free.ends_on or FOREVER))
    granted = select(ExtensionRequest).where(
        among(ExtensionRequest.person_id, ids), ExtensionRequest.decision == "granted"
    )
    for asked in session.scalars(granted.order_by(ExtensionRequest.id)):
        if asked.granted_until and asked.decided_on:
            both = asked.person_id, asked.requirement_id
            people.extensions[both].append(Extension(asked.decided_on, asked.granted_until))
