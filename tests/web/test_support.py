"""Care for those who learn: a moment of rest, whom to turn to, and safe signing out."""

import pytest
from flask import Flask

from elearn.operations.organisation import unit_id
from elearn.operations.support import Contact, keep_contact, support_for
from elearn.web.log import UNLOGGED
from tests.conftest import Clock, Work
from tests.journey import SITE, Visitor
from tests.partnership import PASSWORD
from tests.web.routes import snapshot

CONTACT = {"name": "Staff support line", "phone": "01234 567892", "note": "Day and night"}


def unit(work: Work, code: str) -> int:
    with work() as site:
        return unit_id(site.session(), code)


def test_a_moment_is_reached_in_one_step_and_leads_back(
    people: dict[str, int], learner: Visitor
) -> None:
    learner.begin_quiz("child-a")
    for path in ("/modules/child-a/summary", "/learning", "/modules/child-a/quiz"):
        assert learner.get(path).soup.select_one("a[href='/moment']"), path
        page = learner.get("/moment", headers={"Referer": f"{SITE}{path}?x=1"})
        assert page.soup.find("a", string="Go back to where you were")["href"] == path  # type: ignore[index]


@pytest.mark.parametrize(
    "came",
    ["", "https://evil.example/x", "https://learning.example.org.evil.example/", "//evil.example",
     f"{SITE}//evil.example/x", f"{SITE}/moment", "javascript:alert(1)", "https://["],
)  # fmt: skip
def test_a_moment_leads_nowhere_else(learner: Visitor, came: str) -> None:
    page = learner.get("/moment", headers={"Referer": came})
    assert page.status == 200
    assert "Go back to where you were" not in page.words


def test_nothing_is_noted_of_whoever_takes_a_moment(
    app: Flask, people: dict[str, int], learner: Visitor, visitor: Visitor
) -> None:
    before = snapshot(app)
    assert learner.get("/moment").status == visitor.get("/moment").status == 200
    assert snapshot(app) == before
    assert "support.moment" in UNLOGGED


def test_staff_see_the_contacts_of_the_nearest_unit_that_has_some(
    work: Work, people: dict[str, int], learner: Visitor
) -> None:
    east, trust = unit(work, "east"), unit(work, "trust")
    with work() as site:
        session = site.session()
        assert support_for(session, east) == ()
        keep_contact(session, {trust}, trust, Contact(name="Trust line", phone="01234 1"))
        assert [c.name for c in support_for(session, east)] == ["Trust line"]
        keep_contact(session, {east}, east, Contact(name="Our supervisor", email="a@example.org"))
        assert [c.name for c in support_for(session, east)] == ["Our supervisor"]
        assert support_for(session, unit_id(session, "council")) == ()
    assert "Our supervisor" in learner.get("/moment").words


def test_a_lead_keeps_the_contacts_of_their_units_alone(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    lead, administrator = (
        Visitor(app).sign_in(f"{who}@example.org") for who in ("lead", "administrator")
    )
    trust, council = str(unit(work, "trust")), unit(work, "council")
    assert lead.post("/admin/support/new", {**CONTACT, "unit": trust}).status == 303
    page = lead.get("/admin/support")
    assert "Staff support line" in page.words
    forged = lead.post("/admin/support/new", {**CONTACT, "unit": str(council)})
    assert forged.status == 422
    with work() as site:
        other = keep_contact(
            site.session(), {council}, council, Contact(name="Council line", phone="01234 2")
        )
    assert lead.get(f"/admin/support/{other}").status == 404
    assert lead.post(f"/admin/support/{other}/delete").status == 404
    assert administrator.post(f"/admin/support/{other}/delete").status == 303


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"name": ""}, "Enter a name"),
        ({"phone": ""}, "Enter a phone number, an email address or a web address"),
        ({"phone": "ring me"}, "Enter a phone number"),
        ({"email": "nobody"}, "Enter an email address"),
        ({"url": "javascript:alert(1)"}, "Enter a web address that begins with https://"),
    ],
)
def test_a_contact_that_cannot_be_used_is_refused_and_what_was_typed_stays(
    app: Flask, work: Work, people: dict[str, int], changes: dict[str, str], says: str
) -> None:
    lead = Visitor(app).sign_in("lead@example.org")
    form = {**CONTACT, "unit": str(unit(work, "trust")), **changes}
    page = lead.post("/admin/support/new", form)
    assert (page.status, page.errors) == (422, [says])
    assert page.soup.select_one("#note")["value"] == CONTACT["note"]  # type: ignore[index]


def test_on_a_shared_computer_a_sign_in_ends_with_the_browser_and_after_15_minutes(
    app: Flask, people: dict[str, int], clock: Clock
) -> None:
    visitor = Visitor(app)
    form = {"email": "learner@example.org", "password": PASSWORD, "shared": "y"}
    cookies = visitor.post("/sign-in", form).headers.getlist("Set-Cookie")
    [kept] = [c for c in cookies if c.startswith("learning_lessons=")]
    assert "Expires" not in kept
    assert any(c.startswith("learning_lessons_idle=900") for c in cookies)
    clock.forward(minutes=14)
    assert visitor.get("/learning").status == 200
    clock.forward(minutes=14)
    assert visitor.get("/learning").status == 200
    clock.forward(minutes=17)
    assert visitor.get("/learning").status == 303


def test_on_a_computer_of_ones_own_it_lasts_longer(
    people: dict[str, int], learner: Visitor, clock: Clock
) -> None:
    clock.forward(minutes=60)
    assert learner.get("/learning").status == 200
    assert learner.get("/stay").status == 204


def test_signing_out_leaves_nothing_in_the_browser(
    people: dict[str, int], learner: Visitor
) -> None:
    assert learner.get("/learning").headers["Cache-Control"] == "no-store"
    assert learner.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'
    assert learner.get("/stay").status == 303
