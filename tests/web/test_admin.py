"""Administrators find, move and let people go, and bring in files they have looked at."""

from io import BytesIO

from flask import Flask
from sqlalchemy import func, select

from elearn.db import ImportRun, Notice, Person
from elearn.domain.access import Role
from elearn.operations.organisation import appoint
from tests.conftest import Work
from tests.journey import Visitor
from tests.partnership import JOINED
from tests.web.routes import snapshot
from tests.web.test_units import last_part

FILE = b"person_ref,email,display_name,team_code\nE1,ann@example.org,Ann Lee,east\nE2,no,B,east\n"


def administrator(app: Flask) -> Visitor:
    return Visitor(app).sign_in("administrator@example.org")


def of_the_council(app: Flask, work: Work) -> Visitor:
    with work() as site:
        appoint(site.session(), "neighbour@example.org", Role.ADMINISTRATOR, "council", JOINED)
    return Visitor(app).sign_in("neighbour@example.org")


def test_people_are_found_by_name_address_and_nothing_else(
    app: Flask, people: dict[str, int]
) -> None:
    visitor = administrator(app)
    assert "Beata Łukasz" in visitor.get("/admin/people?q=łukasz+beata").words
    assert "Beata Łukasz" in visitor.get("/admin/people?q=colleague@").words
    assert "0 people" in visitor.get("/admin/people?q=%25").words
    assert visitor.get("/admin/people?page=2").status == 404


def test_a_person_is_moved_leaves_and_returns(app: Flask, people: dict[str, int]) -> None:
    visitor, page = administrator(app), f"/admin/people/{people['learner']}"
    form = visitor.get(f"{page}/move").fields()
    west = next(
        str(option["value"])
        for option in visitor.get(f"{page}/move").soup.select("#unit option")
        if last_part(option) == "Health Visiting West"
    )
    wrong = visitor.post(f"{page}/move", form | {"day": "31/02/2026"})
    assert (wrong.status, wrong.errors) == (422, ["Enter a real date, such as 31/03/2026"])
    assert visitor.post(f"{page}/leave", {}).status == 422  # no day, no leaving
    assert visitor.post(f"{page}/move", form).status == 422  # where they are already
    assert visitor.post(f"{page}/move", form | {"unit": west}).location == page
    assert "Health Visiting West" in visitor.get(page).words
    assert visitor.post(f"{page}/leave", visitor.get(f"{page}/leave").fields()).location == page
    assert "cannot sign in" in visitor.get(page).words
    back = visitor.get(f"{page}/move").fields()
    assert visitor.post(f"{page}/move", back).location == page
    assert "cannot sign in" not in visitor.get(page).words


def test_an_administrator_of_an_agency_sees_only_its_people(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    visitor = of_the_council(app, work)
    listed = visitor.get("/admin/people").words
    assert "Ana Cruz" in listed
    assert "Siân" not in listed
    for page in ("", "/move", "/leave"):
        assert visitor.get(f"/admin/people/{people['learner']}{page}").status == 404
    assert visitor.get(f"/admin/people/{people['outsider']}").status == 200


def upload(visitor: Visitor, content: bytes) -> str:
    fields = visitor.get("/admin/imports").fields()
    sent = fields | {"file": (BytesIO(content), "people.csv")}
    page = visitor.request("POST", "/admin/imports", data=sent)
    assert page.status == 303, page.errors
    return page.location


def test_a_file_is_looked_at_confirmed_and_answered(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    visitor = administrator(app)
    where = upload(visitor, FILE)
    assert "Row 3: email: “no” is no e-mail address" in visitor.get(where).words
    assert "Row 2: E1, ann@example.org, Ann Lee, east" in visitor.get(where).words
    with work() as site:
        assert site.session().scalar(select(Person.id).filter_by(person_ref="E1")) is None
    visitor.post(where, {})
    answered = visitor.get(f"{where}/result.csv").response.get_data(as_text=True).splitlines()
    assert answered[1] == "E1,ann@example.org,Ann Lee,east,2,created,"
    assert answered[2].startswith("E2,no,B,east,3,error,")
    with work() as site:
        assert site.session().scalar(select(Person.name).filter_by(person_ref="E1")) == "Ann Lee"
        kept = select(func.count()).where(ImportRun.content.is_not(None))
        assert site.session().scalar(kept) == 0
    assert visitor.post(where, {}).status == 404  # once only


def test_what_would_be_updated_is_shown_as_it_is_and_as_it_would_be(
    app: Flask, people: dict[str, int]
) -> None:
    visitor = administrator(app)
    visitor.post(upload(visitor, FILE), {})
    changed = FILE.replace(b"Ann Lee", b"Ann Leigh")
    words = visitor.get(upload(visitor, changed)).words
    assert "Row 2, E1: display_name: Ann Lee → Ann Leigh" in words
    assert "What would be added" not in words


def test_what_is_no_table_is_said_and_another_persons_import_is_not_there(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    visitor = administrator(app)
    fields = visitor.get("/admin/imports").fields()
    empty = visitor.request(
        "POST", "/admin/imports", data=fields | {"file": (BytesIO(b""), "empty.csv")}
    )
    assert empty.status == 422
    assert empty.errors
    where = upload(visitor, FILE)
    other = of_the_council(app, work)
    assert other.get(where).status == 404
    assert other.post(where, {}).status == 404


def test_an_import_of_an_agency_touches_no_other(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    visitor = of_the_council(app, work)
    assert "there is no unit “east” that you administer" in visitor.get(upload(visitor, FILE)).words


NEW = {"email": "New@Example.org", "name": "New Person", "person_ref": "N1", "day": "23/11/2026",
       "service": "", "job_title": "Nurse", "job_group": ""}  # fmt: skip


def unit_named(visitor: Visitor, name: str) -> str:
    options = visitor.read("/admin/people/new").soup.select("#unit option")
    return next(str(o["value"]) for o in options if last_part(o) == name)


def test_a_person_is_added_and_told(app: Flask, work: Work, people: dict[str, int]) -> None:
    visitor = administrator(app)
    form = NEW | {"unit": unit_named(visitor, "Health Visiting West")}
    wrong = visitor.post("/admin/people/new", form | {"email": "no", "name": "a\u202eb"})
    assert wrong.status == 422
    assert len(wrong.errors) == 2
    assert wrong.fields()["job_title"] == ["Nurse"]
    added = visitor.follow(visitor.post("/admin/people/new", form))
    assert added.heading == "New Person"
    assert "Nurse" in added.words
    taken = visitor.post("/admin/people/new", form)
    assert taken.errors == ["Someone has this email address already"]
    taken = visitor.post("/admin/people/new", form | {"email": "other@example.org"})
    assert taken.errors == ["Someone has this person reference already"]
    with work() as site:
        person = site.session().scalar(select(Person.id).filter_by(email="new@example.org"))
        told = site.session().scalars(select(Notice.kind).filter_by(person_id=person)).all()
    assert told == ["welcome"]


def test_details_are_corrected_and_a_former_address_is_kept(
    app: Flask, people: dict[str, int]
) -> None:
    visitor, page = administrator(app), f"/admin/people/{people['learner']}"
    form = visitor.read(f"{page}/details").fields()
    taken = visitor.post(f"{page}/details", form | {"email": "colleague@example.org"})
    assert taken.errors == ["Someone has this email address already"]
    sent = form | {"email": "sian.llyr@example.org", "name": "Siân Jones", "person_ref": "E7"}
    after = visitor.follow(visitor.post(f"{page}/details", sent))
    assert after.heading == "Siân Jones"
    assert "learner@example.org until 23 November 2026" in after.words
    assert "Siân Jones" in visitor.read("/admin/people?q=E7").words


def test_nobody_is_added_to_or_changed_in_another_agency(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    trust = unit_named(administrator(app), "Northdale NHS Trust")
    visitor = of_the_council(app, work)
    before = snapshot(app)
    assert visitor.post("/admin/people/new", NEW | {"unit": trust}).status == 422
    assert visitor.get(f"/admin/people/{people['learner']}/details").status == 404
    assert visitor.post(f"/admin/people/{people['learner']}/details", NEW).status == 404
    assert snapshot(app) == before
