"""Two accounts of one person made one: everything is shown once, and nothing is lost."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import AuditEntry, Completion, Person
from elearn.domain.access import Role
from elearn.domain.completion import State
from elearn.operations.organisation import appoint
from elearn.operations.reflections import learning_log
from elearn.operations.team_cells import module_cells
from elearn.operations.transcripts import issue_transcript, verify_transcript
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import JOINED, complete, take_quiz
from tests.web.routes import snapshot


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the partnership's administrator."""
    return Visitor(app).become(people["administrator"])


def merge(visitor: Visitor, keep: int, other: str) -> Page:
    """Look at what would be joined, and confirm it."""
    path = f"/admin/people/{keep}/merge"
    looked = visitor.post(path, {"other": other})
    assert looked.status == 200, looked.errors
    return visitor.post(path, looked.fields())


def test_a_merged_record_is_shown_once_and_loses_nothing(
    app: Flask, work: Work, clock: Clock, administrator: Visitor, people: dict[str, int]
) -> None:
    keep, other = people["learner"], people["colleague"]
    with work() as site:
        number = complete(site, "child-a", other)
        attempt = take_quiz(site, "listening", other, right=False)
        take_quiz(site, "listening", keep, right=False)
        was = site.session().scalars(select(Completion.person_id)).all()
        issued = issue_transcript(site.session(), site.issuer, other, site.clock())
        logs = [len(learning_log(site.session(), site.catalogue, one)) for one in (keep, other)]
    gone = Visitor(app).become(other)
    before = snapshot(app)
    path = f"/admin/people/{keep}/merge"
    looked = administrator.post(path, {"other": "Colleague@example.org"})
    assert "Completions 1" in looked.words
    assert "Quiz attempts 2" in looked.words
    assert snapshot(app) == before  # looking changes nothing
    assert merge(administrator, keep, "colleague@example.org").location == f"/admin/people/{keep}"
    clock.forward(minutes=1)
    mine = Visitor(app).become(keep)
    assert number in mine.read("/record").response.text
    assert mine.get(f"/certificates/{number}.pdf").status == 200
    assert mine.get(f"/record/transcripts/{issued}.pdf").status == 200
    assert mine.read(f"/attempts/{attempt}/result").status == 200
    with work() as site:
        cells = module_cells(site.session(), [keep], ["child-a", "listening"], date(2026, 11, 23))
        assert [cell.state for cell in cells[keep] if cell] == [State.COMPLETE, State.IN_PROGRESS]
        assert len(learning_log(site.session(), site.catalogue, keep)) == sum(logs) > 0
        assert site.session().scalars(select(Completion.person_id)).all() == was  # never rewritten
        query = select(AuditEntry.action).where(AuditEntry.about_id.in_([keep, other]))
        assert {"merged", "merged into"} <= set(site.session().scalars(query))
    assert gone.get("/learning").location.startswith("/sign-in")
    assert Visitor(app).post("/sign-in", {
        "email": "colleague@example.org", "password": "correct horse battery staple",
    }).status == 422  # fmt: skip
    assert "colleague@" not in administrator.read("/admin/people").words
    mine.begin_quiz("listening")  # the next attempt has a number of its own
    with work() as site:
        assert verify_transcript(site.session(), issued, site.clock().date()).added == 0
        later = complete(site, "the-programme", keep)
        assert verify_transcript(site.session(), issued, site.clock().date()).added == 1
    assert later in mine.read("/record").response.text


def test_a_chain_of_mergers_ends_at_one_person(
    work: Work, administrator: Visitor, people: dict[str, int]
) -> None:
    with work() as site:
        site.session().get_one(Person, people["outsider"]).person_ref = "E9"
        complete(site, "child-a", people["outsider"])
    merge(administrator, people["colleague"], "E9")
    merge(administrator, people["learner"], "E9")  # the reference went with the first
    with work() as site:
        ends = select(Person.merged_into_id).where(Person.merged_into_id.is_not(None))
        assert site.session().scalars(ends).all() == [people["learner"]] * 2
        kept = site.session().get_one(Person, people["learner"])
        assert (kept.person_ref, kept.active) == ("E9", True)
        cells = module_cells(site.session(), [kept.id], ["child-a"], date(2026, 11, 23))
        assert [cell.state for cell in cells[kept.id] if cell] == [State.COMPLETE]


@pytest.mark.parametrize(
    ("keep", "other", "error"),
    [
        ("learner", "", "Enter the email address or reference"),
        ("learner", "nobody@example.org", "No other account that you administer has this"),
        ("learner", "learner@example.org", "This is the account that you would keep"),
        ("learner", "administrator@example.org", "Ask another administrator to merge your own"),
        ("administrator", "learner@example.org", "Ask another administrator to merge your own"),
    ],
)
def test_a_merger_that_cannot_be_is_refused_in_words(
    app: Flask, administrator: Visitor, people: dict[str, int], keep: str, other: str, error: str
) -> None:
    before = snapshot(app)
    page = administrator.post(f"/admin/people/{people[keep]}/merge", {"other": other})
    assert page.status == 422
    assert error in page.errors[0]
    assert snapshot(app) == before


def test_who_holds_an_appointment_is_not_merged_away(
    app: Flask, administrator: Visitor, people: dict[str, int]
) -> None:
    before = snapshot(app)
    page = merge(administrator, people["learner"], "manager@example.org")
    assert "The other account holds appointments" in page.errors[0]
    assert snapshot(app) == before


def test_nobody_merges_people_of_another_agency(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        appoint(site.session(), "neighbour@example.org", Role.ADMINISTRATOR, "council", JOINED)
    visitor, before = Visitor(app).become(people["neighbour"]), snapshot(app)
    path = f"/admin/people/{people['outsider']}/merge"
    forged = {"other": "learner@example.org", "seen": str(people["learner"])}
    assert visitor.post(path, forged).errors == [
        "No other account that you administer has this address or reference"
    ]
    assert visitor.get(f"/admin/people/{people['learner']}/merge").status == 404
    after = snapshot(app)
    assert after == before | {"sign_in": after["sign_in"]}
