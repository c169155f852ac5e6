"""The kept page of a team: each reader's own people in it, and nothing of anyone else's."""

import pytest
from bs4 import Tag
from flask import Flask
from sqlalchemy import select

from elearn.db import Person, Unit
from elearn.web import filters, kept, navigation
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import complete, join
from tests.web.test_dashboard import require

MARKUP, UNIT = '<b>Eve</b> & "Co"', "West <i>& more</i>"


def listed(page: Page) -> list[str]:
    return [th.get_text(strip=True) for th in page.soup.select("tbody th")]


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    return Visitor(app).become(people["manager"])


def test_two_managers_see_their_own_people_in_turns(app: Flask, people: dict[str, int]) -> None:
    manager, neighbour, lead = (
        Visitor(app).become(people[name]) for name in ("manager", "neighbour", "lead")
    )
    for _ in range(2):
        ours, theirs, all_ours = (one.read("/team/matrix") for one in (manager, neighbour, lead))
        assert listed(ours) == ["Marek Dąb", "Siân Llŷr", "Beata Łukasz"]
        assert listed(theirs) == ["Ana Cruz", "Nia Price"]
        assert set(listed(ours)) < set(listed(all_ours))
        assert ("3 people" in ours.words, "2 people" in theirs.words) == (True, True)
        assert "Marek Dąb" in ours.soup.select_one(".app-header__account").get_text()  # type: ignore[union-attr]
        assert "Dąb" not in theirs.response.text
        assert "/team/visiting/matrix" not in theirs.response.text
        assert "/team/council/matrix" not in ours.response.text
        tokens = {str(field["value"]) for field in ours.soup.select("[name=csrf_token]")}
        assert not [token for token in tokens if token in theirs.response.text]


def test_who_may_only_look_is_not_offered_to_remind(app: Flask, people: dict[str, int]) -> None:
    for name, may in (("manager", True), ("auditor", False), ("manager", True)):
        page = Visitor(app).become(people[name]).read("/team/visiting/matrix")
        assert ("Remind them" in page.words) is may


@pytest.mark.parametrize("first", [MARKUP, "Eve Plain"])
def test_names_are_no_markup_wherever_they_stand(
    app: Flask, work: Work, manager: Visitor, first: str
) -> None:
    """A row is made of whoever comes first: neither they nor those after them can add markup."""
    with work() as site:
        session = site.session()
        for number, name in enumerate((first, MARKUP)):
            eve = join(site, f"e{number}@example.org", "Eve Name", "west")
            complete(site, "listening", eve)
            session.get_one(Person, eve).name = name
        session.scalars(select(Unit).filter_by(code="west")).one().name = UNIT
    app.extensions["elearn_parts"].clear()
    for path in ("matrix", "west/matrix", "visiting/matrix", "matrix?on=22/11/2026"):
        for _ in range(2):
            assert not manager.read(f"/team/{path}").soup.select("main b, main i")
    page = manager.read("/team/matrix")
    assert listed(page).count(MARKUP) == 1 + (first == MARKUP)
    assert f"Choose {MARKUP}" in [str(box["aria-label"]) for box in page.soup.select("tbody input")]
    assert [link for link in page.soup.select("tbody td a") if MARKUP in link.get_text()]
    parts = manager.read("/team/visiting/matrix").soup.select("h2 + .govuk-list a")
    assert UNIT in [link.get_text() for link in parts]


def test_the_words_of_a_row_are_those_of_the_language(
    app: Flask,
    work: Work,
    people: dict[str, int],
    manager: Visitor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with work() as site:
        complete(site, "listening", people["learner"])
    assert "23 November 2026" in cells(manager)
    with monkeypatch.context() as switched:
        for room in (kept, filters, navigation):
            switched.setattr(room, "language", lambda: "cy")
        switched.setattr(app.extensions["babel"], "locale_selector", lambda: "cy")
        assert "23 Tachwedd 2026" in cells(manager)
        assert "23 November 2026" not in cells(manager)
    assert "23 November 2026" in cells(manager)


def cells(visitor: Visitor) -> str:
    found = visitor.read("/team/matrix").soup.select("tbody td")
    return " ".join(cell.get_text(" ", strip=True) for cell in found)


def test_a_day_that_was_today_is_carried_on_by_links_from_tomorrow(
    manager: Visitor, people: dict[str, int], clock: Clock
) -> None:
    """The page says the same of that day, and leads elsewhere."""

    def leads_to() -> list[str]:
        page = manager.read("/team/matrix?on=23/11/2026")
        assert "As at 23 November 2026" in page.words
        found = page.soup.select("main a[href*='.csv'], tbody th a, h2 + .govuk-list a")
        return [str(link["href"]) for link in found]

    assert not [href for href in leads_to() if "on=" in href]
    clock.forward(days=1)
    manager.become(people["manager"])
    assert not [href for href in leads_to() if "on=2026-11-23" not in href]


@pytest.mark.parametrize(
    "query", ["by=requirements", "sort=unit", "standing=overdue", "requirement={0}", "on=1/11/2026"]
)
def test_what_was_chosen_stands_in_the_form_and_in_no_other_page(
    work: Work, manager: Visitor, query: str
) -> None:
    with work() as site:
        query = query.format(require(site))
    name, value = query.split("=")
    plain = manager.read("/team/matrix").response.text
    for _ in range(2):
        field = manager.read(f"/team/matrix?{query}").soup.select_one(f"form [name={name}]")
        assert isinstance(field, Tag)
        chosen = field.select_one("[selected]") or field
        assert chosen["value"] == value
    assert len(manager.read("/team/matrix").response.text) == len(plain)


def test_what_people_type_is_not_kept(app: Flask, manager: Visitor) -> None:
    manager.read("/team/matrix")
    before = set(app.extensions["elearn_pages"])
    page = manager.read("/team/matrix?name=llŷr")
    assert listed(page) == ["Siân Llŷr"]
    assert page.soup.select("form [name=name]")[0]["value"] == "llŷr"
    assert set(app.extensions["elearn_pages"]) == before
