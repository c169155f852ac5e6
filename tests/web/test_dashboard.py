"""The dashboard: compliance in words that say who is in it, as on any day, for one's own units."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import Requirement
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership
from elearn.operations.memberships import move_person
from elearn.operations.organisation import unit_id
from elearn.operations.outbox import NewNotice, claim, gather, sent, tell
from elearn.operations.standing_cache import work_off
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.operations.test_standing_cache import draft, save
from tests.operations.test_teams import counted
from tests.partnership import complete, join


def require(site: Site, unit: str = "northdale", **changes: object) -> int:
    """Set a requirement whose standings are all made."""
    key = save(site, draft(site, unit, **changes))
    while work_off(site.session(), day_of(site.clock())):
        pass
    return key


@pytest.fixture
def manager(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of a manager of three, of whom one has done what is required."""
    with work() as site:
        require(site)
        require(site, "council", title="Only for the council")
        complete(site, "listening", people["learner"])
        complete(site, "child-a", people["learner"])
    return Visitor(app).become(people["manager"])


def figures(visitor: Visitor, path: str) -> list[str]:
    found = visitor.read(path).soup.select(".app-figures dd")
    return [" ".join(dd.get_text(" ").split()) for dd in found]


def test_the_dashboard_says_who_is_in_the_share_and_who_is_not(manager: Visitor) -> None:
    share, late, soon = figures(manager, "/team")
    assert share.startswith("0% below 95%")
    assert "0 of 3" in share
    assert late.startswith("3 ")
    assert soon.startswith("0 ")


def test_a_day_in_the_past_says_what_was_so_then(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor, clock: Clock
) -> None:
    with work() as site:
        complete(site, "the-programme", people["learner"])
    assert "1 of 3" in figures(manager, "/team")[0]
    assert "0 of 3" in figures(manager, "/team?on=22/11/2026")[0]
    clock.forward(days=30)
    manager.become(people["manager"])
    assert "1 of 3" in figures(manager, "/team?on=2026-11-23")[0]
    past = manager.read("/team?on=2026-11-22")
    assert "As at 22 November 2026" in past.words
    links = [str(a["href"]) for a in past.soup.select("main table a")]
    assert links
    assert all("on=2026-11-22" in link for link in links)
    rows = past.soup.select("details table tbody tr")
    assert len(rows) == 13
    assert rows[-1].get_text(" ", strip=True).startswith("22 November 2026 0%")


def test_requirements_of_others_are_not_named(manager: Visitor) -> None:
    for path in ("/team", "/team/matrix", "/team/matrix?by=requirements"):
        assert "Only for the council" not in manager.read(path).words


@pytest.mark.parametrize("day", ["1/1/2099", "31/2/2026", "soon"])
def test_a_day_that_cannot_be_is_refused_in_words(manager: Visitor, day: str) -> None:
    for path in ("/team", "/team/east", "/team/matrix"):
        page = manager.get(path, query_string={"on": day})
        assert page.status == 422
        assert len(page.errors) == 1
        assert page.soup.select_one(f'input[name="on"][value="{day}"]')
    assert manager.get("/team/matrix.csv", query_string={"on": day}).status == 404


def test_the_matrix_shows_those_who_are_asked_for(
    manager: Visitor, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        complete(site, "the-programme", people["learner"])

    def names(query: str) -> list[str]:
        found = manager.read(f"/team/matrix?{query}").soup.select("tbody th")
        return [th.get_text(strip=True) for th in found]

    assert names("standing=overdue") == ["Marek Dąb", "Beata Łukasz"]
    assert names("standing=complete") == ["Siân Llŷr"]
    assert names("name=SI%C3%82N") == ["Siân Llŷr"]
    assert names("sort=pressing&by=requirements")[-1] == "Siân Llŷr"
    assert names("sort=unit")[0] == "Marek Dąb"
    assert names("name=nobody") == []
    assert manager.get("/team/matrix?standing=happy").status == 422


def test_whoever_moved_away_is_still_counted_where_they_were(
    work: Work, people: dict[str, int], manager: Visitor, clock: Clock
) -> None:
    with work() as site:
        new = Membership(unit_id(site.session(), "children"), day_of(clock.now))
        move_person(site.session(), people["learner"], new, clock.now)
    clock.forward(days=1)
    manager.become(people["manager"])
    assert "Siân Llŷr" not in manager.read("/team/matrix").words
    past = manager.read("/team/matrix?on=2026-11-01")
    assert "Siân Llŷr" in past.words
    assert not past.soup.select(f'a[href^="/people/{people["learner"]}"]')


def test_the_queries_of_a_dashboard_do_not_grow(app: Flask, work: Work, manager: Visitor) -> None:
    def queries(path: str) -> int:
        with app.app_context(), counted() as sent:
            manager.read(path)
        return len(sent)

    paths = ("/team", "/team/matrix?by=requirements&sort=pressing")
    few = [queries(path) for path in paths]
    with work() as site:
        for number in range(30):
            join(site, f"p{number}@example.org", f"Person Number{number:02}", "west")
    assert [queries(path) for path in paths] == few
    assert max(few) <= 20


def test_a_person_page_explains_every_red_cell(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        require(site)
        for slug in ("the-programme", "listening"):
            complete(site, slug, person)
    clock.now = datetime(2027, 12, 1, 10, tzinfo=UTC)
    with work() as site:
        about = NewNotice("expired", "requirement:1:2027-11-23", person, day_of(clock.now))
        key = site.session().scalars(select(Requirement.id)).one()
        told = [replace(about, subject=f"requirement:{key}:{n}") for n in range(3)]
        tell(site.session(), [*told, replace(about, subject="requirement:99:1")], clock.now)
        gather(site.session(), day_of(clock.now), clock.now)
        for message_id in claim(site.session(), clock.now):
            sent(site.session(), message_id, clock.now)
    manager = Visitor(app).become(people["manager"])
    words = manager.read(f"/people/{person}").words
    minutes = sum(manager.site.catalogue.module(m).minutes for m in ("the-programme", "listening"))
    assert (
        f"Expired 23 November 2027. Window opened 25 August 2027. Reminded 3 times. Renewal takes"
        f" about {minutes} minutes."
    ) in words
    assert "2 modules outstanding" in words
    late = manager.read(f"/people/{people['colleague']}").words
    assert "Was due 29 January 2025 and is not complete." in late
    assert "Not reminded yet." in late
    before = manager.read(f"/people/{person}?on=2027-11-22").words
    assert "Requirements as at 22 November 2027" in before
    assert "Expires 23 November 2027. Window opened 25 August 2027. Renewal" in before
    assert manager.get(f"/people/{person}?on=never").status == 422


def test_the_personnel_file_has_a_row_for_each_completion(
    work: Work, people: dict[str, int], manager: Visitor
) -> None:
    with work() as site:
        number = complete(site, "listening", people["colleague"])
        other = complete(site, "listening", people["outsider"])
        codes = site.session().scalars(select(Requirement.code).order_by(Requirement.id)).all()
    answer = manager.get("/team/completions.csv")
    assert answer.response.mimetype == "text/csv"
    text = answer.response.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [(row["last_name"], row["module_code"]) for row in rows] == [
        ("Llŷr", "listening"), ("Llŷr", "child-a"), ("Łukasz", "listening"),
    ]  # fmt: skip
    assert rows[2] == {
        "person_ref": "", "last_name": "Łukasz", "first_name": "Beata",
        "email": "colleague@example.org", "agency": "Northdale NHS Trust",
        "team": "Health Visiting West", "requirement_code": codes[0], "requirement": "Induction",
        "module_code": "listening", "module_version": rows[0]["module_version"],
        "status": "complete", "completed_on": "2026-11-23", "expires_on": "2027-11-23",
        "score_percent": "100", "attempts": "1", "mode": "quiz",
        "cpd_minutes": rows[0]["cpd_minutes"], "participatory_minutes": "0",
        "certificate_code": number,
        "verify_url": f"https://learning.example.org/verify/{number}",
    }  # fmt: skip
    assert rows[1]["requirement_code"] == ""
    assert other not in text
    filtered = manager.get("/team/completions.csv?name=beata").response.get_data(as_text=True)
    assert len(filtered.splitlines()) == 2
    assert len(manager.get("/team/completions.csv?on=2026-11-22").response.data.splitlines()) == 1
    assert manager.get("/team/council/completions.csv").status == 404
