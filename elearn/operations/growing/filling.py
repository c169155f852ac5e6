"""Grows the demonstration partnership: rows in bulk, in one transaction, beside its accounts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from elearn.db import Completion, Person, Unit
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError
from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import Period
from elearn.operations import demo
from elearn.operations.accounts import sort_name
from elearn.operations.archive import keep_module, keep_quiz
from elearn.operations.certificates import Issuer
from elearn.operations.growing.history import TABLES, Historian, examined
from elearn.operations.growing.people import (
    DOMAIN,
    YEARS_BACK,
    MadePerson,
    MadeUnit,
    made_people,
    made_units,
)
from elearn.operations.growing.writing import Row, analyse, settle_sequences, write
from elearn.operations.organisation import person_id, unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.standing_cache import rebuild_list
from elearn.operations.standing_facts import rules_of

AT_ONCE = 400  # people whose rows are written at once


class NotTheDemonstration(DomainError):
    """A database in which there are people who were not made up."""


class GrownAlready(DomainError):
    """A demonstration that was grown before."""


@dataclass(frozen=True, slots=True)
class _Place:
    """Where rows of one kind of table begin."""

    units: int
    people: int
    completions: int
    approver: int


def check_made_up(session: Session) -> None:
    """Raise NotTheDemonstration where anyone is real, GrownAlready where it was grown before."""
    known = [person.email for person in demo.ACCOUNTS + demo.COLLEAGUES]
    others = select(Person.id).where(Person.email.not_in(known))
    made = Person.email.like(f"%@{DOMAIN}")
    if session.scalar(others.where(~made).limit(1)) is not None:
        raise NotTheDemonstration
    if session.scalar(select(Unit.id).limit(1)) is not None and not demo.is_demo(session):
        raise NotTheDemonstration
    if session.scalar(others.limit(1)) is not None:
        raise GrownAlready


def grow(
    session: Session, catalogue: Catalogue, issuer: Issuer, people: int, seed: int, now: datetime
) -> int:
    """Add so many people with two years of history; return how many completions they have.

    The demonstration must be there already. Everyone is put on the list of standings to be made.
    """
    today, units = day_of(now), made_units(people)
    check_made_up(session)
    for module in examined(catalogue):
        keep_module(session, catalogue, module, now - YEARS_BACK)
        keep_quiz(session, catalogue, catalogue.quiz(module.slug), now - YEARS_BACK)
    session.flush()
    connection, place = session.connection(), _next_place(session)
    write(connection, "unit", list(_unit_rows(units, place, unit_id(session, demo.ROOT))))
    yearly, cases = _require(session, catalogue, units, place, now)
    rules = rules_of(session)
    historian = Historian(
        catalogue, issuer, units, place.units, today,
        Random(seed + 1),  # noqa: S311 - made-up history, no secret
        rules[yearly][-1], rules[cases][-1], place.completions,
    )  # fmt: skip
    batch: list[MadePerson] = []
    for person in made_people(units, people, seed, today):
        batch.append(person)
        if len(batch) == AT_ONCE:
            _write_people(connection, historian, batch, place, yearly, now)
            batch = []
    _write_people(connection, historian, batch, place, yearly, now)
    write(connection, "appointment", list(_managers(units, place, people, today)))
    settle_sequences(connection)
    rebuild_list(session)
    analyse(connection, ("unit", "person", "membership", "absence", "exemption", *TABLES))
    return historian.next_completion - place.completions


def _next_place(session: Session) -> _Place:
    units, people, completions = (
        (session.scalar(select(func.max(key))) or 0) + 1
        for key in (Unit.id, Person.id, Completion.id)
    )
    return _Place(units, people, completions, person_id(session, "manager@example.org"))


def _unit_rows(units: Sequence[MadeUnit], place: _Place, root: int) -> Iterator[Row]:
    for number, unit in enumerate(units):
        above = root if unit.above is None else place.units + unit.above
        yield {
            "id": place.units + number, "parent_id": above, "kind": unit.kind,
            "code": f"demo-{unit.code}", "name": unit.name,
        }  # fmt: skip


def _require(
    session: Session, catalogue: Catalogue, units: Sequence[MadeUnit], place: _Place,
    now: datetime,
) -> tuple[int, int]:  # fmt: skip
    """Ask the agencies for the core learning every year, and for their cases every two."""
    agencies = tuple(place.units + n for n, unit in enumerate(units) if unit.kind == "agency")
    root, since = unit_id(session, demo.ROOT), day_of(now) - YEARS_BACK
    everyone, by_service = (
        next(p.slug for p in catalogue.programmes.values() if p.rule is rule)
        for rule in (ProgrammeRule.ALL, ProgrammeRule.APPLIES)
    )
    drafts = (
        RequirementDraft("Core safeguarding learning every year", everyone, since, agencies,
                         due_days=180, validity_months=12),
        RequirementDraft("Cases for your service every two years", by_service, since, agencies,
                         due_days=730, validity_months=24),
    )  # fmt: skip
    first, second = (
        save_requirement(session, catalogue, {root}, draft, None, None, now) for draft in drafts
    )
    return first, second


def _write_people(
    connection: Connection, historian: Historian, people: Sequence[MadePerson], place: _Place,
    yearly: int, now: datetime,
) -> None:  # fmt: skip
    """Write some people with where they worked, what was decided for them and what they learned."""
    rows: dict[str, list[Row]] = {
        "person": [], "membership": [], "absence": [], "exemption": [],
    }  # fmt: skip
    chooser, today = historian.chooser, historian.today
    for person in people:
        key = place.people + person.number - 1
        rows["person"].append(_person_row(person, key, historian, place, now))
        rows["membership"] += _membership_rows(person, key, historian, place)
        away = _absences(person, key, chooser, today, place.approver)
        rows["absence"] += away
        rows["exemption"] += _exemptions(person, key, chooser, today, yearly, place.approver)
        pauses = tuple(Period(row["begins_on"], row["ends_on"]) for row in away)
        historian.tell(person, key, pauses)
    for table, found in rows.items():
        write(connection, table, found)
    for name in TABLES:
        write(connection, name, historian.rows[name])
        historian.rows[name] = []


def _person_row(
    person: MadePerson, key: int, historian: Historian, place: _Place, now: datetime
) -> Row:
    here = person.stay_on(day_of(now))
    team = (here or person.stays[-1]).team
    name = f"{person.first} {person.last}"
    return {
        "id": key, "email": person.email, "name": name, "sort_name": sort_name(name, person.last),
        "unit_id": place.units + team, "service": historian.units[team].service,
        "password_hash": None, "active": here is not None, "person_ref": f"D{person.number:06}",
        "first_name": person.first, "last_name": person.last, "merged_into_id": None,
    }  # fmt: skip


def _membership_rows(
    person: MadePerson, key: int, historian: Historian, place: _Place
) -> Iterator[Row]:
    for stay in person.stays:
        since = datetime.combine(stay.begins_on, time(9), UTC)
        yield {
            "person_id": key, "unit_id": place.units + stay.team,
            "service": historian.units[stay.team].service, "job_title": person.job_title,
            "job_group": person.job_group, "begins_on": stay.begins_on, "ends_on": stay.ends_on,
            "recorded_at": since, "recorded_by_id": None,
        }  # fmt: skip


def _absences(
    person: MadePerson, key: int, chooser: Random, today: date, approver: int
) -> list[Row]:
    """Return now and then a long absence, within the last stay."""
    if chooser.random() >= 0.05:
        return []
    begins = max(person.stays[-1].begins_on, today - YEARS_BACK)
    begins += timedelta(days=chooser.randrange(0, max(1, (today - begins).days)))
    ends = begins + timedelta(days=chooser.randrange(60, 300))
    reason = chooser.choice(("Parental leave", "Long illness", "Career break"))
    return [_approved(key, begins, ends, reason, approver)]


def _exemptions(
    person: MadePerson, key: int, chooser: Random, today: date, yearly: int, approver: int
) -> list[Row]:
    """Return now and then an exemption from the yearly requirement."""
    if chooser.random() >= 0.03:
        return []
    begins = max(person.stays[-1].begins_on, today - timedelta(days=chooser.randrange(20, 400)))
    row = _approved(key, begins, begins + timedelta(days=365), "No work with families", approver)
    return [row | {"requirement_id": yearly}]


def _approved(key: int, begins: date, ends: date, reason: str, approver: int) -> Row:
    return {
        "person_id": key, "begins_on": begins, "ends_on": ends, "reason": reason,
        "approved_by": approver, "recorded_at": datetime.combine(begins, time(9), UTC),
        "changed_by": None, "changed_at": None,
    }  # fmt: skip


def _managers(units: Sequence[MadeUnit], place: _Place, people: int, today: date) -> Iterator[Row]:
    """Let the first of each team's people manage it, if the team has anyone."""
    teams = [number for number, unit in enumerate(units) if unit.kind == "team"]
    for n, team in enumerate(teams[:people]):
        yield {
            "person_id": place.people + n, "unit_id": place.units + team, "role": "manager",
            "begins_on": today - timedelta(days=200), "ends_on": None, "deputy_for_id": None,
            "appointed_by_id": place.approver,
        }  # fmt: skip
