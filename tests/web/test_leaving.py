"""Whoever leaves holds nothing any more, and does not get it back by returning."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import Appointment, Person
from elearn.domain.access import Role
from elearn.operations.appointments import appointments_over, give_appointment
from elearn.operations.organisation import appoint, unit_id
from elearn.operations.units import unit_in
from elearn.site import Site
from tests.conftest import START, Clock, Work
from tests.journey import Visitor
from tests.operations.test_import_people import HEADER, bring, results
from tests.partnership import JOINED

TODAY = START.date()


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    return Visitor(app).sign_in("administrator@example.org")


def with_a_deputy(site: Site, people: dict[str, int]) -> None:
    """Let the colleague stand in for the manager."""
    session, root = site.session(), frozenset({unit_id(site.session(), "northdale")})
    visiting = unit_in(session, root, "visiting")
    [held] = appointments_over(session, visiting.id, TODAY)
    give_appointment(
        session, root, "colleague@example.org", Role.MANAGER, visiting, TODAY, None,
        site.clock(), people["administrator"], held,
    )  # fmt: skip


def ends(work: Work, person: int) -> list[date | None]:
    with work() as site:
        query = select(Appointment.ends_on).filter_by(person_id=person)
        return list(site.session().scalars(query))


def test_appointments_end_with_their_holder_and_those_of_deputies_too(
    app: Flask, work: Work, people: dict[str, int], administrator: Visitor, clock: Clock
) -> None:
    with work() as site:
        with_a_deputy(site, people)
    page = f"/admin/people/{people['manager']}/leave"
    assert "Manager, Health Visiting" in administrator.read(page).words
    assert administrator.post(page, {"day": "30/11/2026"}).status == 303
    for name in ("manager", "colleague"):
        assert ends(work, people[name]) == [date(2026, 11, 30)]
    clock.forward(days=8)
    again = Visitor(app).sign_in("administrator@example.org")
    back = again.read(f"/admin/people/{people['manager']}/move").fields()
    again.post(f"/admin/people/{people['manager']}/move", back | {"day": "1/12/2026"})
    with work() as site:
        assert site.session().get_one(Person, people["manager"]).active
    assert Visitor(app).become(people["manager"]).get("/team").status == 404


def test_the_last_who_administers_the_partnership_does_not_leave(
    work: Work, people: dict[str, int], administrator: Visitor
) -> None:
    page = f"/admin/people/{people['administrator']}/leave"
    refused = administrator.post(page, {"day": "30/11/2026"})
    assert refused.status == 422
    assert "Nobody else administers the partnership" in refused.words
    assert ends(work, people["administrator"]) == [None]
    with work() as site:
        appoint(site.session(), "auditor@example.org", Role.ADMINISTRATOR, "northdale", JOINED)
    assert administrator.post(page, {"day": "30/11/2026"}).status == 303


def test_appointments_end_for_those_who_leave_by_a_file(work: Work, people: dict[str, int]) -> None:
    rows = "M1,manager@example.org,,,,,,,,,,,left,\nA1,administrator@example.org,,,,,,,,,,,left,\n"
    with work() as site:
        with_a_deputy(site, people)
        for name, ref in (("manager", "M1"), ("administrator", "A1")):
            site.session().get_one(Person, people[name]).person_ref = ref
        site.session().flush()
        report = bring(site, HEADER + rows)
        assert results(report) == ["updated", "error"]
        assert "nobody else administers the partnership" in report.outcomes[1].message()
        other = HEADER + "E9,n@example.org,N,O,,,east,,,,,,,\n"
        assert bring(site, other, full=True).leavers == []
    for name in ("manager", "colleague"):
        assert ends(work, people[name]) == [TODAY]
    assert ends(work, people["administrator"]) == [None]
