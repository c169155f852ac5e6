"""People ticked in the list: their rows as files, and reminders by hand."""

import csv
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import Notice
from elearn.domain.access import Role
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership
from elearn.operations import outbox, teams
from elearn.operations.memberships import move_person
from elearn.operations.organisation import appoint, unit_id
from elearn.operations.requirements import RequirementDraft, save_requirement
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.mail.letterbox import Letterbox
from tests.mail.test_reminders import send, texts
from tests.partnership import complete_induction
from tests.web.routes import snapshot

LIST = "/team/visiting/matrix"


@pytest.fixture
def manager(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of a manager whose people were to do the induction weeks ago."""
    with work() as site:
        root = unit_id(site.session(), "northdale")
        asked = RequirementDraft("Induction", "induction", date(2026, 9, 1), (root,), due_days=10)
        over = (site.session(), site.catalogue, {root}, asked, None, None, site.clock())
        save_requirement(*over)
    return Visitor(app).become(people["manager"])


def rows_of(page: Page) -> list[list[str]]:
    text = page.response.get_data().decode("utf-8-sig")
    return list(csv.reader(text.splitlines()))


def notices(work: Work) -> list[tuple[int, str]]:
    with work() as site:
        query = select(Notice.person_id, Notice.subject).where(Notice.kind == "reminded_by_hand")
        return [(row[0], row[1]) for row in site.session().execute(query.order_by(Notice.id))]


def test_the_rows_of_those_ticked_are_those_of_the_list(
    people: dict[str, int], manager: Visitor
) -> None:
    listed = manager.read(f"{LIST}?by=requirements")
    ticks = listed.soup.select('input[name="person"]')
    assert [tick["aria-label"] for tick in ticks] == [
        "Choose Marek Dąb", "Choose Siân Llŷr", "Choose Beata Łukasz",
    ]  # fmt: skip
    everyone = rows_of(manager.get(f"{LIST}.csv?by=requirements"))
    ticked = [people["learner"], people["manager"]]
    some = rows_of(manager.post(f"{LIST}/selection?by=requirements", {"person": ticked}))
    assert some == [everyone[0], *(r for r in everyone if r[0] in {"Siân Llŷr", "Marek Dąb"})]
    book = manager.post(f"{LIST}/selection", {"everyone": "1", "as": "xlsx"})
    assert book.headers["Content-Disposition"].endswith('.xlsx"')


def test_whoever_is_not_seen_is_not_in_the_file(people: dict[str, int], manager: Visitor) -> None:
    ids = {"person": [people["outsider"], people["learner"], 99_999]}
    assert [row[0] for row in rows_of(manager.post(f"{LIST}/selection", ids))[1:]] == ["Siân Llŷr"]
    assert manager.post("/team/council/matrix/selection", ids).status == 404
    assert manager.post(f"{LIST}/selection", {"person": ["x"]}).status == 404


def test_nobody_ticked_is_said_and_nothing_is_done(app: Flask, manager: Visitor) -> None:
    before = snapshot(app)
    for path in ("selection", "remind"):
        page = manager.follow(manager.post(f"{LIST}/{path}?standing=overdue", {}))
        assert "Nobody was ticked. Tick people in the list, or everyone" in page.words
        assert page.fields()["standing"] == ["overdue"]
    assert snapshot(app) == before


def test_those_ticked_are_reminded_after_a_look(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor
) -> None:
    with work() as site:
        complete_induction(site, people["colleague"])
    before = snapshot(app)
    ticked = [people[name] for name in ("learner", "colleague", "outsider")]
    page = manager.post(f"{LIST}/remind", {"person": ticked})
    assert page.heading == "Remind 1 person"
    assert "Siân Llŷr Induction" in page.words
    assert "1 person has nothing left to do and is not told." in page.words
    assert "Ana Cruz" not in page.words
    assert snapshot(app) == before
    done = manager.post(f"{LIST}/remind", page.fields() | {"step": "send"})
    assert "1 person is reminded in their next e-mail" in manager.follow(done).words
    manager.post(f"{LIST}/remind", {"person": ticked, "step": "send"})
    assert [person for person, _ in notices(work)] == [people["learner"]]
    with work() as site:
        outbox.gather(site.session(), day_of(site.clock()), site.clock())
    box = Letterbox()
    send(work, box)
    assert "A manager or lead asks you to complete Induction." in texts(box)["learner"]
    assert "Reminded once." in manager.read(f"/people/{people['learner']}").words


def test_whoever_completes_before_it_is_sent_is_told_nothing(
    work: Work, people: dict[str, int], manager: Visitor
) -> None:
    manager.post(f"{LIST}/remind", {"everyone": "1", "step": "send"})
    assert len(notices(work)) == 3
    with work() as site:
        outbox.gather(site.session(), day_of(site.clock()), site.clock())
        complete_induction(site, people["learner"])
    box = Letterbox()
    send(work, box)
    assert set(texts(box)) == {"manager", "colleague"}


def test_someone_who_has_moved_away_is_not_reminded_of_a_past_day(
    work: Work, people: dict[str, int], manager: Visitor, clock: Clock
) -> None:
    clock.forward(days=1)
    manager.become(people["manager"])
    with work() as site:
        elsewhere = Membership(unit_id(site.session(), "children"), day_of(site.clock()))
        move_person(site.session(), people["learner"], elsewhere, site.clock())
    assert "Siân Llŷr" in manager.read(f"{LIST}?on=2026-11-23").words
    manager.post(f"{LIST}/remind?on=2026-11-23", {"everyone": "1", "step": "send"})
    told = {person for person, _ in notices(work)}
    assert told == {people["manager"], people["colleague"]}


def test_everyone_stands_for_all_pages(
    people: dict[str, int], manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(teams, "PAGE_SIZE", 2)
    page = manager.read(LIST)
    assert len(page.soup.select('input[name="person"]')) == 2
    assert "Everyone listed, on all pages: 3 people" in page.words
    assert len(rows_of(manager.post(f"{LIST}/selection", {"everyone": "1"}))) == 4
    asked = manager.post(f"{LIST}/remind", {"everyone": "1"})
    assert asked.heading == "Remind 3 people"
    assert asked.fields(f"{LIST}/remind")["everyone"] == ["1"]


def test_only_those_whom_one_manages_are_reminded_of_those_one_sees(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor
) -> None:
    with work() as site:
        appoint(site.session(), "auditor@example.org", Role.MANAGER, "council", date(2026, 1, 1))
    both = Visitor(app).become(people["auditor"])
    ticked = {"person": [people["learner"], people["outsider"]], "step": "send"}
    assert len(rows_of(both.post("/team/matrix/selection", ticked))) == 3
    both.post("/team/matrix/remind", ticked)
    assert [person for person, _ in notices(work)] == [people["outsider"]]


@pytest.mark.parametrize(("name", "status"), [("auditor", 404), ("lead", 303), ("neighbour", 404)])
def test_who_reminds(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor, name: str, status: int
) -> None:
    visitor = Visitor(app).become(people[name])
    form = {"person": [people["learner"]], "step": "send"}
    assert visitor.post(f"{LIST}/remind", form).status == status
    assert bool(notices(work)) is (status == 303)
    if name == "auditor":
        assert "Remind them" not in visitor.read(LIST).words
