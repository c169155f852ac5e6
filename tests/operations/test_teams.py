"""Teams: the units of an appointment and all below them, in a fixed number of queries."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import event

from elearn.db import Driver, Person, Prepared, db
from elearn.domain.access import Appointed, Role
from elearn.domain.completion import State
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations.certificates import correct_name, withdraw_certificate
from elearn.operations.learning import declare, mark_read
from elearn.operations.organisation import unit_id
from elearn.operations.team_cells import Cell
from elearn.operations.teams import PAGE_SIZE, Team, TeamRow, may_see_person, team
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import begin, complete, join

TRUST = {"Siân Llŷr", "Beata Łukasz", "Marek Dąb", "Grace Adeyemi", "Helen Marsh"}
VISITING = {"Siân Llŷr", "Beata Łukasz", "Marek Dąb"}
EVERYONE = TRUST | {"Olu Bell", "Tom White", "Ana Cruz", "Nia Price"}


def seen(
    site: Site, *held: tuple[Role, str], code: str | None = None, page: int | None = None
) -> Team:
    session = site.session()
    appointments = [Appointed(role, unit_id(session, unit)) for role, unit in held]
    return team(session, site.catalogue, appointments, day_of(site.clock()), code, page)


def names(found: Team) -> set[str]:
    return {row.name for row in found.rows}


def cells(row: TeamRow) -> list[Cell]:
    return [cell for cell in row.cells if cell]


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect every statement that is sent to the database, by the session or by the driver."""
    sent: list[str] = []
    rows = Driver.rows

    def note(*arguments: object) -> None:
        sent.append(str(arguments[2]))

    def noted(driver: Driver, statement: Prepared, **values: object) -> list[Any]:
        sent.append(statement.text(db.engine.dialect).sql)
        return rows(driver, statement, **values)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        with patch.object(Driver, "rows", noted):
            yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.LEAD, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize(
    ("unit", "people_seen"),
    [("east", {"Siân Llŷr"}), ("visiting", VISITING), ("trust", TRUST), ("northdale", EVERYONE)],
)
def test_an_appointment_shows_its_unit_and_all_below(
    work: Work, people: dict[str, int], role: Role, unit: str, people_seen: set[str]
) -> None:
    with work() as site:
        assert names(seen(site, (role, unit))) == people_seen


def test_several_appointments_show_each_person_once(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        held = ((Role.MANAGER, "east"), (Role.LEAD, "trust"), (Role.AUDITOR, "council"))
        found = seen(site, *held)
        assert names(found) == TRUST | {"Ana Cruz", "Nia Price"}
        assert found.people == len(found.rows)


def test_a_facilitator_sees_no_team(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        assert names(seen(site, (Role.FACILITATOR, "northdale"))) == set()
        assert names(seen(site)) == set()


def test_one_unit_is_shown_only_within_the_appointment(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        held = (Role.MANAGER, "visiting")
        assert names(seen(site, held, code="west")) == {"Beata Łukasz"}
        for code in ("trust", "council", "northdale", "nowhere", " "):
            with pytest.raises(NotFound):
                seen(site, held, code=code)


def test_a_facilitator_is_not_let_in_by_the_code_of_a_unit(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site, pytest.raises(NotFound):
        seen(site, (Role.FACILITATOR, "northdale"), code="east")


def test_people_who_left_are_not_shown(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        site.session().get_one(Person, people["learner"]).active = False
        site.session().flush()
        held = (Role.MANAGER, "visiting")
        assert names(seen(site, held)) == VISITING - {"Siân Llŷr"}
        appointed = [Appointed(Role.MANAGER, unit_id(site.session(), "visiting"))]
        assert not may_see_person(site.session(), appointed, people["learner"])


def test_people_stand_in_order_of_their_last_name(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        rows = seen(site, (Role.LEAD, "trust")).rows
        last = [row.name.casefold().split()[-1] for row in rows]
        assert last[:3] == ["adeyemi", "dąb", "llŷr"]


def test_may_see_a_person_follows_the_same_scope(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        session = site.session()
        over = [Appointed(Role.MANAGER, unit_id(session, "visiting"))]
        assert may_see_person(session, over, people["learner"])
        assert may_see_person(session, over, people["manager"])
        assert not may_see_person(session, over, people["lead"])
        assert not may_see_person(session, over, people["outsider"])
        assert not may_see_person(session, [], people["learner"])
        only = [Appointed(Role.FACILITATOR, unit_id(session, "northdale"))]
        assert not may_see_person(session, only, people["learner"])


def test_a_cell_says_where_a_person_is(work: Work, people: dict[str, int], clock: Clock) -> None:
    with work() as site:
        number = complete(site, "listening", people["learner"])
        begin(site, "child-a", people["learner"])
        row = seen(site, (Role.MANAGER, "east")).rows[0]
        assert [cell.state for cell in cells(row)] == [
            State.NOT_STARTED, State.IN_PROGRESS, State.COMPLETE,
        ]  # fmt: skip
        assert cells(row)[2].certificate == number
        assert str(cells(row)[2].completed_on) == "2026-11-23"
        assert str(cells(row)[2].valid_until) == "2027-11-22"
    for day, state in ((24, State.COMPLETE), (25, State.EXPIRING)):
        clock.now = datetime(2027, 8, day, 10, tzinfo=UTC)
        with work() as site:
            assert cells(seen(site, (Role.MANAGER, "east")).rows[0])[2].state is state
    clock.now = datetime(2027, 11, 23, 10, tzinfo=UTC)
    with work() as site:
        assert cells(seen(site, (Role.MANAGER, "east")).rows[0])[2].state is State.EXPIRED


@pytest.mark.parametrize("begun", ["reading", "declaration", "attempt"])
def test_anything_begun_is_in_progress(work: Work, people: dict[str, int], begun: str) -> None:
    person = people["learner"]
    with work() as site:
        session, module = site.session(), site.catalogue.module("listening")
        if begun == "reading":
            mark_read(session, site.catalogue, module, module.sections[0], person, site.clock())
        elif begun == "declaration":
            declare(session, site.catalogue, module, person, site.clock())
        else:
            begin(site, "listening", person)
        found = cells(seen(site, (Role.MANAGER, "east")).rows[0])
        assert [cell.state for cell in found] == [
            State.NOT_STARTED, State.NOT_STARTED, State.IN_PROGRESS,
        ]  # fmt: skip


def test_only_the_latest_completion_and_the_certificate_in_force_are_shown(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "listening", person)
    clock.now = datetime(2027, 10, 1, 10, tzinfo=UTC)
    with work() as site:
        second = complete(site, "listening", person)
        corrected = correct_name(
            site.session(), site.issuer, site.check_name, second, "Siân Jones", site.clock()
        )
    with work() as site:
        found = seen(site, (Role.MANAGER, "east"))
        assert len(found.rows) == 1
        cell = cells(found.rows[0])[2]
        assert (cell.certificate, str(cell.completed_on)) == (corrected, "2027-10-01")
        assert str(cell.valid_until) == "2028-11-22"
        withdraw_certificate(site.session(), corrected, "In error", "A lead", day_of(site.clock()))
    with work() as site:
        cell = cells(seen(site, (Role.MANAGER, "east")).rows[0])[2]
        assert (cell.certificate, cell.state) == (None, State.COMPLETE)


def test_pages_hold_everyone_once(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        for number in range(PAGE_SIZE + 1):
            join(site, f"p{number}@example.org", f"Person Number{number:03}", "east")
        held = (Role.MANAGER, "east")
        first, second = seen(site, held, page=1), seen(site, held, page=2)
        assert (len(first.rows), len(second.rows)) == (PAGE_SIZE, 2)
        assert first.pages == second.pages == 2
        assert names(first) | names(second) == names(seen(site, held))
        for page in (0, 3, -1, 99_999):
            with pytest.raises(NotFound):
                seen(site, held, page=page)


def test_five_hundred_people_take_as_many_queries_as_five(
    work: Work, people: dict[str, int]
) -> None:
    held = (Role.LEAD, "trust")

    def queries() -> tuple[list[int], int]:
        found = []
        for page in (None, 1):
            with work() as site:
                appointments = [Appointed(held[0], unit_id(site.session(), held[1]))]
                with counted() as sent:
                    shown = team(
                        site.session(), site.catalogue, appointments, day_of(site.clock()),
                        None, page,
                    )  # fmt: skip
                found.append(len(sent))
        return found, shown.people

    with work() as site:
        complete(site, "listening", people["learner"])
    few, five = queries()
    with work() as site:
        secret = site.session().get_one(Person, people["learner"]).password_hash
        east, now = unit_id(site.session(), "east"), site.clock()
        added = [
            Person(email=f"p{n}@example.org", name=f"P {n}", sort_name=f"{n} p", unit_id=east,
                   password_hash=secret) for n in range(495)
        ]  # fmt: skip
        site.session().add_all(added)
        site.session().flush()
        module = site.catalogue.module("listening")
        for person in added[:40]:
            mark_read(site.session(), site.catalogue, module, module.sections[0], person.id, now)
        complete(site, "listening", added[0].id)
    many, five_hundred = queries()
    assert (five, five_hundred) == (5, 500)
    assert few == many
    assert max(few) <= 3


def test_a_team_never_reads_what_people_wrote(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        complete(site, "child-a", people["learner"])
        with counted() as sent:
            seen(site, (Role.ADMINISTRATOR, "northdale"))
        assert sent
        assert not [text for text in sent if "reflection" in text or "answer" in text]
