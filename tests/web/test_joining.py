"""Joining links: made, followed as often as they may be, and ended."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import JoiningLink, Person
from elearn.domain.access import Role
from elearn.operations.organisation import appoint
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import JOINED
from tests.web.routes import snapshot

LINKS = "/admin/units/children/joining-links"
NEW = {"name": "Eva Lang", "email": "Eva@example.org", "password": "three random words here"}


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the partnership's administrator."""
    return Visitor(app).become(people["administrator"])


def link(visitor: Visitor, uses: str = "1", day: str = "30/11/2026") -> str:
    """Make a link and return its path."""
    page = visitor.post(LINKS, {"most_uses": uses, "day": day})
    assert page.status == 200, page.errors
    found = re.search(r"https://learning\.example\.org(/join/\S+)", page.words)
    assert found
    return found[1]


def test_a_link_is_followed_as_often_as_it_may_be(
    app: Flask, administrator: Visitor, work: Work
) -> None:
    path, visitor = link(administrator), Visitor(app)
    assert visitor.read(path).heading == "Join Children’s Services"
    bad = visitor.post(path, {"name": "", "email": "eva", "password": "short"})
    assert bad.errors == [
        "Enter the name", "Enter an email address, such as name@example.org",
        "Your password must have at least 12 characters",
    ]  # fmt: skip
    taken = visitor.post(path, NEW | {"email": "learner@example.org"})
    assert taken.errors == ["There is an account with this address: sign in with it"]
    assert visitor.post(path, NEW).location == "/sign-in"
    visitor.sign_in("eva@example.org", NEW["password"])
    assert visitor.read("/learning").status == 200
    assert Visitor(app).get(path).status == 404  # used up
    assert Visitor(app).post(path, NEW | {"email": "b@example.org"}).status == 404
    with work() as site:
        assert site.session().scalars(select(Person.name).filter_by(email="eva@example.org")).one()
        assert site.session().scalars(select(JoiningLink.uses)).all() == [1]
    assert path.removeprefix("/join/") not in administrator.read(LINKS).response.text


def test_a_link_ends_with_its_day_and_when_it_is_ended(
    app: Flask, administrator: Visitor, clock: Clock, people: dict[str, int], work: Work
) -> None:
    ended, other = link(administrator, "5"), link(administrator, "5")
    with work() as site:
        first = site.session().scalars(select(JoiningLink.id).order_by(JoiningLink.id)).first()
    assert administrator.post(f"/admin/joining-links/{first}/end").location == LINKS
    assert Visitor(app).get(ended).status == 404
    assert Visitor(app).get(other).status == 200
    clock.forward(days=8)
    assert Visitor(app).get(other).status == 404
    assert Visitor(app).get("/join/anything").status == 404


@pytest.mark.parametrize(
    ("uses", "day", "error"),
    [
        ("0", "30/11/2026", "Enter a whole number from 1 to 500"),
        ("many", "30/11/2026", "Enter a whole number from 1 to 500"),
        ("9", "22/11/2026", "Enter a day from today to a year from now"),
        ("9", "soon", "Enter a real date, such as 31/03/2026"),
    ],
)
def test_a_link_that_cannot_be_is_refused_in_words(
    administrator: Visitor, uses: str, day: str, error: str
) -> None:
    page = administrator.post(LINKS, {"most_uses": uses, "day": day})
    assert (page.status, page.errors) == (422, [error])
    assert page.fields()["day"] == [day]


def test_links_of_another_agency_are_not_there(
    app: Flask, administrator: Visitor, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        appoint(site.session(), "neighbour@example.org", Role.ADMINISTRATOR, "council", JOINED)
    path = "/admin/units/trust/joining-links"
    administrator.post(path, {"most_uses": "3", "day": "30/11/2026"})
    with work() as site:
        made = site.session().scalars(select(JoiningLink.id)).one()
    visitor = Visitor(app).become(people["neighbour"])
    before = snapshot(app)
    assert visitor.get(path).status == 404
    assert visitor.post(path, {"most_uses": "3", "day": "30/11/2026"}).status == 404
    assert visitor.post(f"/admin/joining-links/{made}/end").status == 404
    assert snapshot(app) == before
