"""Made-up organisations of any size, written in bulk: teams of fifty with what they completed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Connection, insert, literal, select, text

from elearn.db import (
    Appointment,
    ArchivedText,
    Certificate,
    Completion,
    Membership,
    Model,
    Person,
    Reading,
    Unit,
    db,
)
from elearn.domain.certification import new_number
from elearn.domain.content import Module
from elearn.site import Site

TEAM = 50
TEAMS_OF_AN_AGENCY = 20
AT_ONCE = 5000
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BEGAN = date(2024, 1, 1)  # when everyone joined
SNAPSHOT = "{" + " " * 500 + "}"  # as long as the facts of a short certificate

Rows = Iterator[dict[str, Any]]


@dataclass(frozen=True)
class Filled:
    """An organisation: the ids of a manager of one team, and of an auditor of everyone."""

    manager: int
    auditor: int


def fill(app: Flask, people: int) -> Filled:
    """Make the tables and fill them with so many people, who have completed every module."""
    with app.app_context():
        upgrade()
        site: Site = app.extensions["elearn"]
        modules = list(site.catalogue.modules.values())
        teams = people // TEAM
        with db.engine.begin() as connection:
            write(connection, Unit, units(teams))
            write(connection, Person, staff(people, teams))
            write(connection, ArchivedText, archived(modules))
            write(connection, Completion, completions(people, teams, modules))
            write(connection, Certificate, certificates(people * len(modules)))
            write(connection, Reading, readings(people, modules))
            held = Filled(people + 1, people + 2)
            write(
                connection,
                Person,
                iter([person(held.manager, 1, "manager"), person(held.auditor, 1, "auditor")]),
            )
            write(connection, Appointment, appointments(held, first_team(teams)))
            connection.execute(
                insert(Membership).from_select(
                    ["person_id", "unit_id", "service", "begins_on", "recorded_at"],
                    select(
                        Person.id, Person.unit_id, Person.service, literal(BEGAN), literal(START)
                    ),
                )
            )
        if db.engine.dialect.name == "postgresql":
            with db.engines["at_once"].connect() as cleaning:  # which begins no transaction
                cleaning.execute(text("VACUUM ANALYZE"))  # as its own does within a minute
    return held


def write(connection: Connection, model: type[Model], rows: Rows) -> None:
    """Insert rows, some thousands at once."""
    statement, batch = insert(model.__table__), []  # type: ignore[arg-type]
    for row in rows:
        batch.append(row)
        if len(batch) == AT_ONCE:
            connection.execute(statement, batch)
            batch = []
    if batch:
        connection.execute(statement, batch)


def agencies(teams: int) -> int:
    """Return the number of agencies that so many teams make."""
    return -(-teams // TEAMS_OF_AN_AGENCY)


def first_team(teams: int) -> int:
    """Return the id of the first team's unit, after the partnership and the agencies."""
    return 2 + agencies(teams)


def units(teams: int) -> Rows:
    """Give the tree: a partnership, its agencies, their teams."""
    yield {"id": 1, "parent_id": None, "kind": "partnership", "code": "p", "name": "Partnership"}
    for n in range(agencies(teams)):
        yield {
            "id": 2 + n,
            "parent_id": 1,
            "kind": "agency",
            "code": f"a{n}",
            "name": f"Agency {n}",
        }
    for n in range(teams):
        yield {
            "id": first_team(teams) + n, "parent_id": 2 + n // TEAMS_OF_AN_AGENCY, "kind": "team",
            "code": f"t{n}", "name": f"Team {n}",
        }  # fmt: skip


def person(number: int, unit: int, name: str) -> dict[str, Any]:
    """Return the row of a person."""
    return {
        "id": number, "email": f"{name}{number}@example.org", "name": f"{name.title()} {number}",
        "sort_name": f"{name} {number * 7919 % 100003}", "unit_id": unit,
        "service": "health-visiting", "password_hash": None, "active": True,
    }  # fmt: skip


def staff(people: int, teams: int) -> Rows:
    """Give the people; those of a team are spread over the table, as they came to the job."""
    for n in range(people):
        yield person(n + 1, first_team(teams) + n % teams, "person")


def archived(modules: list[Module]) -> Rows:
    """Give the versions that were completed."""
    for module in modules:
        yield {
            "content_hash": module.content_hash, "what": "module", "slug": module.slug,
            "version": module.version, "text": module.title, "archived_at": START,
        }  # fmt: skip


def appointments(held: Filled, team: int) -> Rows:
    """Give the appointments over one team and over everyone."""
    over = ((held.manager, team, "manager"), (held.auditor, 1, "auditor"))
    for number, (person_id, unit_id, role) in enumerate(over, start=1):
        yield {
            "id": number, "person_id": person_id, "unit_id": unit_id, "role": role,
            "begins_on": START.date(),
        }  # fmt: skip


def completions(people: int, teams: int, modules: list[Module]) -> Rows:
    """Give the completions, module after module, some of which have expired."""
    everything = ((module, n) for module in modules for n in range(people))
    for number, (module, n) in enumerate(everything, start=1):
        on = START.date() - timedelta(days=n // teams * 20)
        yield {
            "id": number, "person_id": n + 1, "module": module.slug, "cycle": 1,
            "method": "reading", "module_kind": module.kind.value, "module_title": module.title,
            "module_version": module.version, "module_hash": module.content_hash,
            "quiz_hash": None, "attempt_id": None, "completed_on": on,
            "expires_on": date(on.year + 3, on.month, 1), "minutes": module.minutes,
            "participatory_minutes": 0, "unit_id": first_team(teams) + n % teams,
            "service": "health-visiting", "recorded_at": START,
        }  # fmt: skip


def certificates(count: int) -> Rows:
    """Give a certificate for each completion."""
    for number in range(1, count + 1):
        yield {
            "id": number, "number": new_number(), "completion_id": number, "edition": 1,
            "supersedes_id": None, "valid_until": None, "snapshot": SNAPSHOT, "issued_at": START,
        }  # fmt: skip


def readings(people: int, modules: list[Module]) -> Rows:
    """Give one section that everyone has read."""
    module = modules[0]
    for n in range(people):
        yield {
            "id": n + 1, "person_id": n + 1, "module": module.slug,
            "section": module.sections[0].id, "module_hash": module.content_hash,
            "read_at": START,
        }  # fmt: skip
