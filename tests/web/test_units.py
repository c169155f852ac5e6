"""Administrators keep units and appointments, and never those of another agency."""

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import select

from elearn.db import Appointment, AuditEntry, Unit
from elearn.domain.access import Role
from elearn.operations.organisation import add_unit, appoint
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import JOINED
from tests.web.routes import snapshot


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the partnership's administrator."""
    return Visitor(app).become(people["administrator"])


@pytest.fixture
def of_the_council(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of someone who administers the council only."""
    with work() as site:
        appoint(site.session(), "neighbour@example.org", Role.ADMINISTRATOR, "council", JOINED)
    return Visitor(app).become(people["neighbour"])


def last_part(option: Tag) -> str:
    """Return the name of a unit without those above it."""
    return option.get_text(strip=True).rpartition(" › ")[2]


def choice(visitor: Visitor, path: str, name: str) -> str:
    options = visitor.read(path).soup.select("select option")
    return next(str(o["value"]) for o in options if last_part(o) == name)


def answer(visitor: Visitor, path: str, **changes: str) -> Page:
    return visitor.post(path, visitor.read(path).fields() | changes)


def test_units_are_added_renamed_moved_and_closed(administrator: Visitor, work: Work) -> None:
    assert "Health Visiting East , 1 person" in administrator.read("/admin/units").words
    new = {"name": "Night team", "code": "night", "kind": "team"}
    assert answer(administrator, "/admin/units/east/add", **new).location == "/admin/units/east"
    twice = answer(administrator, "/admin/units/east/add", **new)
    assert (twice.status, twice.errors) == (422, ["A unit with this code is there already"])
    assert twice.fields()["name"] == ["Night team"]
    full = answer(administrator, "/admin/units/east/close")
    assert full.status == 422
    assert "People belong to Health Visiting East" in full.words
    west = choice(administrator, "/admin/units/night/move", "Health Visiting West")
    assert answer(administrator, "/admin/units/night/move", above=west).status == 303
    assert answer(administrator, "/admin/units/night/rename", name="Late team").status == 303
    assert "Late team" in administrator.read("/admin/units/west").words
    assert answer(administrator, "/admin/units/night/close").status == 303
    assert "Closed 23 November 2026" in administrator.read("/admin/units/night").words
    assert administrator.post("/admin/units/night/add", new | {"code": "x"}).status == 422
    assert answer(administrator, "/admin/units/night/close").status == 303
    assert "Closed" not in administrator.read("/admin/units/night").words
    with work() as site:
        noted = site.session().scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert noted == ["unit added", "unit moved", "unit renamed", "unit closed", "unit opened again"]


def test_the_tree_stays_a_tree(app: Flask, administrator: Visitor) -> None:
    before = snapshot(app)
    east = choice(administrator, "/admin/units/trust/move", "Health Visiting East")
    circle = answer(administrator, "/admin/units/trust/move", above=east)
    assert circle.errors == ["A unit cannot stand below itself or below its own parts"]
    root = answer(administrator, "/admin/units/northdale/move", above=east)
    assert root.errors == ["The partnership stays at the top and stays open"]
    second = {"name": "Another", "code": "another", "kind": "partnership"}
    assert administrator.post("/admin/units/northdale/add", second).status == 422
    bad = {"name": " ", "code": "a/b", "kind": "team"}
    assert administrator.post("/admin/units/northdale/add", bad).errors == [
        "Enter the name", "Use letters, digits, hyphens, dots and underscores only"
    ]  # fmt: skip
    assert snapshot(app) == before


def test_an_agencys_administrator_keeps_its_units_and_no_other(
    app: Flask, of_the_council: Visitor
) -> None:
    tree = of_the_council.read("/admin/units").words
    assert "Children’s Services" in tree
    assert "Health Visiting" not in tree
    before = snapshot(app)
    for page in ("", "/add", "/rename", "/move", "/close", "/appointments"):
        assert of_the_council.get(f"/admin/units/trust{page}").status == 404
    for page in ("/move", "/close"):  # their own agency stays where the partnership put it
        assert of_the_council.get(f"/admin/units/council{page}").status == 404
    trust = {"above": "2"}
    assert of_the_council.post("/admin/units/children/move", trust).status == 422
    assert snapshot(app) == before


def appointing(**changes: str) -> dict[str, str]:
    return {"email": "colleague@example.org", "role": "manager", "day": "23/11/2026",
            "last_day": "", **changes}  # fmt: skip


def test_someone_is_appointed_deputised_and_ended(
    app: Flask, administrator: Visitor, clock: Clock, people: dict[str, int], work: Work
) -> None:
    path = "/admin/units/west/appointments"
    assert administrator.post(path, appointing()).location == "/admin/units/west"
    again = administrator.post(path, appointing())
    assert again.errors == ["They hold this appointment already in these days"]
    with work() as site:
        query = select(Appointment.id).filter_by(person_id=people["colleague"])
        held = site.session().scalars(query).one()
    deputies = f"/admin/appointments/{held}/deputies"
    away = {"email": "learner@example.org", "day": "24/11/2026", "last_day": "25/11/2026"}
    assert administrator.post(deputies, away | {"last_day": ""}).status == 422
    own = administrator.post(deputies, away | {"email": "colleague@example.org"})
    assert own.errors == ["Nobody is their own deputy"]
    assert administrator.post(deputies, away).status == 303
    assert "deputy for Beata Łukasz" in administrator.read("/admin/units/west").words
    deputy = Visitor(app).become(people["learner"])
    assert deputy.get("/team/west").status == 404  # not yet
    clock.forward(days=1)
    administrator.become(people["administrator"])
    deputy.become(people["learner"])
    assert deputy.get("/team/west").status == 200
    assert answer(administrator, f"/admin/appointments/{held}/end").status == 303
    assert deputy.get("/team/west").status == 404  # a deputy ends with whom they stand beside
    assert Visitor(app).become(people["colleague"]).get("/team/west").status == 404


@pytest.mark.parametrize(
    ("unit", "changes", "error"),
    [
        ("west", {"email": "nobody@example.org"}, "Nobody among the people you administer has"),
        ("west", {"email": "no address"}, "Enter an email address, such as"),
        ("west", {"day": "30/02/2026"}, "Enter a real date, such as 31/03/2026"),
        ("west", {"last_day": "22/11/2026"}, "The last day must not be before the first"),
        ("west", {"role": "king"}, "Not a valid choice"),
        ("empty", {}, "Nobody works in this unit or below it, so there is nothing to manage"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused_in_words(
    app: Flask, administrator: Visitor, unit: str, changes: dict[str, str], error: str
) -> None:
    new = {"name": "Empty", "code": "empty", "kind": "team"}
    administrator.post("/admin/units/trust/add", new)
    before = snapshot(app)
    page = administrator.post(f"/admin/units/{unit}/appointments", appointing(**changes))
    assert page.status == 422
    assert error in page.errors[0]
    assert snapshot(app) == before


def test_the_partnership_keeps_an_administrator(administrator: Visitor, work: Work) -> None:
    with work() as site:
        query = select(Appointment.id).filter_by(role="administrator")
        held = site.session().scalars(query).one()
    page = answer(administrator, f"/admin/appointments/{held}/end")
    assert page.errors == ["Nobody else administers the partnership then. Appoint someone first"]


def test_appointments_of_another_agency_are_not_there(
    app: Flask, of_the_council: Visitor, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        query = select(Appointment.id).join(Unit).where(Unit.code == "visiting")
        held = site.session().scalars(query).one()
    before = snapshot(app)
    for page in ("end", "deputies"):
        assert of_the_council.get(f"/admin/appointments/{held}/{page}").status == 404
        assert of_the_council.post(f"/admin/appointments/{held}/{page}").status == 404
    sent = of_the_council.post("/admin/units/council/appointments", appointing())
    assert sent.errors == ["Nobody among the people you administer has this address"]
    assert snapshot(app) == before


def test_units_of_one_name_are_told_apart_by_those_above_them(
    administrator: Visitor, work: Work
) -> None:
    with work() as site:
        add_unit(site.session(), "east-2", "Health Visiting East", "team", "children")
    for path in ("/admin/people/new", "/admin/units/visiting/move"):
        options = [o.get_text(strip=True) for o in administrator.read(path).soup.select("option")]
        assert [name for name in options if name.endswith("Health Visiting East")] == [
            "Northdale Council › Children’s Services › Health Visiting East",
            "Northdale NHS Trust › Health Visiting › Health Visiting East",
        ]
