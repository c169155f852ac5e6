"""What a change would do, before it is saved: who is affected, and where they will stand."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Person, Programme, RequirementVersion, Unit
from elearn.domain.catalogue import Catalogue
from elearn.domain.requirements import Asked, Version, in_force
from elearn.domain.standing import Situation, Standing
from elearn.domain.timelines import situation_on
from elearn.operations.programmes import ProgrammeDraft, ProgrammeListed, stored_modules
from elearn.operations.requirements import people_meant
from elearn.operations.standing_facts import (
    People,
    asked_by,
    asking,
    people_facts,
    read_started,
    rules_of,
)

PAGE_SIZE = 50
AT_ONCE = 1000
Versions = Sequence[Version]
NEW = 0  # stands for the id of a requirement that is not saved yet


@dataclass(frozen=True, slots=True)
class Affected:
    """One person whom a change concerns; None is where the requirement does not apply."""

    name: str
    unit: str
    before: Standing | None
    after: Standing | None
    due_on: date | None
    expires_on: date | None

    @property
    def changes(self) -> bool:
        """Tell whether the person stands elsewhere than without the change."""
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class Preview:
    """Where people stand on ``day`` without and with a change, and one page of those it moves.

    ``people`` are those whose standing changes, ``same`` how many keep theirs.
    """

    day: date
    before: Mapping[Standing, int]
    after: Mapping[Standing, int]
    people: tuple[Affected, ...]
    changed: int
    same: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.changed // PAGE_SIZE))


def preview_requirement(
    session: Session, version: Version, requirement_id: int | None, today: date, page: int = 1
) -> Preview:
    """Return what a new version of a requirement (None: a new one) would do when it begins."""
    key = requirement_id or NEW
    before = rules_of(session, [key]).get(key, ())
    units = set(version.audience.units).union(*(v.audience.units for v in before))
    day = max(today, version.effective_from)
    return _preview(session, sorted(units), {key: (before, (*before, version))}, day, page)


def preview_end(session: Session, requirement_id: int, ends_on: date, today: date) -> Preview:
    """Return what ending a requirement would do on that day."""
    versions = rules_of(session, [requirement_id])[requirement_id]
    last = in_force(versions, ends_on) or versions[0]
    ended = replace(last, effective_from=ends_on, ended=True)
    return preview_requirement(session, ended, requirement_id, today)


def preview_programme(
    session: Session,
    catalogue: Catalogue,
    draft: ProgrammeDraft,
    slug: str,
    day: date,
    page: int = 1,
) -> Preview:
    """Return what a new version of a programme would do to those who are asked for it."""
    asked = asked_by(draft.rule, draft.number, stored_modules(catalogue, draft))
    return _preview_asked(session, slug, asked, day, page)


def preview_programme_end(
    session: Session, catalogue: Catalogue, programme: ProgrammeListed, day: date, page: int = 1
) -> Preview:
    """Return what ending a programme on a day would do to those who are asked for it."""
    draft = programme.draft
    asked = asked_by(draft.rule, draft.number, stored_modules(catalogue, draft))
    return _preview_asked(session, programme.slug, replace(asked, ended=True), day, page)


def _preview_asked(session: Session, slug: str, asked: Asked, day: date, page: int) -> Preview:
    asks = select(RequirementVersion.requirement_id).join(
        Programme, Programme.id == RequirementVersion.programme_id
    )
    ids = list(session.scalars(asks.where(Programme.slug == slug).distinct()))
    rules = {key: (before, _asking(before, asked, day)) for key, before in
             rules_of(session, ids).items()}  # fmt: skip
    units = {unit for before, _ in rules.values() for v in before for unit in v.audience.units}
    return _preview(session, sorted(units), rules, day, page)


def _asking(before: Versions, asked: Asked, day: date) -> Versions:
    now = in_force(before, day)
    return (*before, asking(now, asked, day)) if now else before


def _preview(
    session: Session,
    units: Sequence[int],
    rules: Mapping[int, tuple[Versions, Versions]],
    day: date,
    page: int,
) -> Preview:
    before: Counter[Standing] = Counter()
    after: Counter[Standing] = Counter()
    moved: list[tuple[str, int, Affected]] = []
    same = 0
    ids = people_meant(session, units) if units else []
    for start in range(0, len(ids), AT_ONCE):
        batch = ids[start : start + AT_ONCE]
        for sort_name, person_id, found in _stand(session, batch, rules, day):
            before.update([found.before] if found.before else [])
            after.update([found.after] if found.after else [])
            same += not found.changes
            if found.changes:
                moved.append((sort_name, person_id, found))
    moved.sort(key=lambda row: row[:2])
    shown = moved[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return Preview(day, before, after, tuple(a for *_, a in shown), len(moved), same, page)


def _stand(
    session: Session,
    ids: Sequence[int],
    rules: Mapping[int, tuple[Versions, Versions]],
    day: date,
) -> list[tuple[str, int, Affected]]:
    people = people_facts(session, ids)
    idle = {person for person in ids for key, pair in rules.items()
            if any(_is_idle(people, person, key, versions, day) for versions in pair)}  # fmt: skip
    if idle:
        read_started(session, idle, people)
    rows = session.execute(
        select(Person.id, Person.name, Person.sort_name, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id.in_(ids))
    )
    found = []
    for row in rows:
        for key, (before, after) in rules.items():
            facts = people.facts(row.id, key)
            was, will = situation_on(before, facts, day), situation_on(after, facts, day)
            if was or will:
                found.append((row.sort_name, row.id, _affected(row.name, row.unit, was, will, day)))
    return found


def _is_idle(people: People, person: int, key: int, versions: Versions, day: date) -> bool:
    here = situation_on(versions, people.facts(person, key), day)
    return here is not None and here.standing(day) is Standing.NOT_STARTED


def _affected(
    name: str, unit: str, was: Situation | None, will: Situation | None, day: date
) -> Affected:
    return Affected(
        name, unit, was.standing(day) if was else None, will.standing(day) if will else None,
        will.due_on if will and will.due_on != date.max else None,
        will.expires_on if will and will.expires_on != date.max else None,
    )  # fmt: skip
