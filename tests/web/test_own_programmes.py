"""Programmes by page: listed, copied, changed as a dated version after a preview."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from elearn.domain.days import day_of
from elearn.domain.standing import Standing
from elearn.operations.organisation import unit_id
from elearn.operations.programmes import programmes
from elearn.operations.requirements import (
    RequirementDraft,
    UnusableRequirement,
    save_requirement,
)
from elearn.operations.standing_cache import left_to_do, work_off
from elearn.operations.standings import standings_of
from elearn.web import own_programmes
from elearn.web.recomputing import work_off_all
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete
from tests.web.routes import snapshot

HERE = "/admin/programmes"
OWN = f"{HERE}/programme-1"


@pytest.fixture
def lead(app: Flask, people: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> Visitor:
    """Return the browser of the lead of the trust; what is left to do stays on its list."""
    monkeypatch.setattr(own_programmes, "work_off_soon", lambda: None)
    return Visitor(app).become(people["lead"])


def typed(**changes: Any) -> dict[str, Any]:
    """Return what a lead types for a programme."""
    return {"title": "Our own", "summary": "For new starters", "rule": "all", "number": "",
            "modules": ["listening"], "effective_from": "23/11/2026"} | changes  # fmt: skip


def made(work: Work, lead: Visitor, unit: str) -> None:
    """Make a programme, and require it of a unit."""
    assert lead.post(f"{HERE}/new", typed()).status == 303
    with work() as site:
        over = unit_id(site.session(), unit)
        found = programmes(site.session(), site.catalogue)
        programme = next(listed.slug for listed in found if not listed.shipped)
        draft = RequirementDraft("Ours", programme, date(2026, 3, 1), (over,), due_days=28)
        save_requirement(site.session(), site.catalogue, {over}, draft, None, None, site.clock())
        while work_off(site.session(), day_of(site.clock())):
            pass


def own(lead: Visitor) -> str:
    """Return the address of the only programme that can be changed."""
    links = [str(a["href"]) for a in lead.read(HERE).soup.select("main section a")]
    return next(link for link in links if "/new" not in link)


def standings(work: Work, person: int) -> set[Standing]:
    """Return where someone stands today."""
    with work() as site:
        found = standings_of(site.session(), [person], day_of(site.clock()))
        return {here.standing for here in found.values()}


def test_those_of_the_content_are_copied_and_not_changed(lead: Visitor) -> None:
    page = lead.read(HERE)
    assert "Comes with the content." in page.words
    assert lead.get(f"{HERE}/induction").status == 404
    assert lead.post(f"{HERE}/induction", typed()).status == 404
    copied = lead.read(f"{HERE}/new?copy=induction").fields()
    assert copied["title"] == ["Copy of Induction"]
    assert copied["modules"] == ["the-programme", "listening"]
    assert lead.get(f"{HERE}/new?copy=nothing").status == 404
    saved = lead.follow(lead.post(f"{HERE}/new", typed()))
    assert "Our own has been saved" in saved.words
    assert "1 module. Your own, from 23 November 2026." in saved.words


def test_a_change_is_previewed_saved_and_worked_off_beside_the_requests(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor
) -> None:
    with work() as site:
        complete(site, "listening", people["learner"])
    made(work, lead, "trust")
    assert standings(work, people["learner"]) == {Standing.COMPLETE}
    change, before = typed(modules=["listening", "child-a"]), snapshot(app)
    page = lead.post(own(lead), change | {"step": "preview"})
    assert page.heading == "Who is affected: Our own"
    assert "Siân Llŷr" in page.words
    assert "Ana Cruz" not in page.words  # of another agency
    assert snapshot(app) == before
    again = lead.post(own(lead), page.fields() | {"step": "change"})
    assert set(again.fields()["modules"]) == {"listening", "child-a"}
    assert lead.post(own(lead), page.fields() | {"step": "save"}).status == 303
    assert standings(work, people["learner"]) == {Standing.COMPLETE}
    work_off_all(app)
    assert standings(work, people["learner"]) == {Standing.OVERDUE}
    with work() as site:
        assert left_to_do(site.session()) == 0


def test_what_others_require_is_changed_by_those_over_both(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor
) -> None:
    made(work, lead, "council")
    assert "Your own" in lead.read(HERE).words
    administrator = Visitor(app).become(people["administrator"])
    address = own(administrator)
    assert lead.get(address).status == 404
    assert lead.post(address, typed() | {"step": "preview"}).status == 404
    assert administrator.get(address).status == 200


def test_a_programme_is_ended_after_a_preview_and_past_days_keep_what_was(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor, clock: Clock
) -> None:
    made(work, lead, "trust")
    assert standings(work, people["learner"]) == {Standing.OVERDUE}
    place, asked = f"{own(lead)}/end", {"ends_on": "24/11/2026", "reason": "Replaced by another"}
    assert "Ours" in lead.read(place).words
    before = snapshot(app)
    page = lead.post(place, asked | {"step": "preview"})
    assert page.heading == "Who is affected: the end of Our own"
    assert "Siân Llŷr" in page.words
    assert "does not apply" in page.words
    assert "Ana Cruz" not in page.words
    assert lead.post(place, page.fields() | {"step": "change"}).fields()["reason"] == [
        "Replaced by another"
    ]
    assert snapshot(app) == before
    ended = lead.follow(lead.post(place, page.fields() | {"step": "save"}))
    assert (
        "From 24 November 2026 nobody is asked for it. Reason: Replaced by another" in ended.words
    )
    work_off_all(app)
    assert standings(work, people["learner"]) == {Standing.OVERDUE}
    assert "Programme ends on 24 November 2026" in lead.read("/admin/requirements").words
    clock.forward(days=1)
    lead.become(people["lead"])
    assert standings(work, people["learner"]) == set()
    assert "Programme ended on 24 November 2026" in lead.read("/admin/requirements").words
    person = f"/people/{people['learner']}"
    assert "No requirement applied on this day." in lead.read(person).words
    assert "Overdue" in lead.read(f"{person}?on=23/11/2026").words
    with work() as site:
        found = standings_of(site.session(), [people["learner"]], date(2026, 11, 23))
        assert {here.standing for here in found.values()} == {Standing.OVERDUE}


def test_what_has_ended_is_not_changed_required_or_ended_again(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor
) -> None:
    made(work, lead, "trust")
    place = own(lead)
    asked = {"ends_on": "23/11/2026", "reason": "Replaced", "step": "save"}
    assert lead.post(f"{place}/end", asked).status == 303
    for path in (place, f"{place}/end"):
        assert lead.get(path).status == 404
    assert lead.post(place, typed() | {"step": "save"}).status == 404
    assert "Our own" not in lead.read("/admin/requirements/new").words
    slug = place.rpartition("/")[2]
    with work() as site:
        over = unit_id(site.session(), "trust")
        draft = RequirementDraft("Again", slug, date(2026, 11, 23), (over,), due_days=28)
        parts = (site.session(), site.catalogue, {over}, draft, None, None, site.clock())
        with pytest.raises(UnusableRequirement) as refused:
            save_requirement(*parts)
    assert refused.value.reason == "programme_ended"
    assert lead.read(f"{HERE}/new?copy={slug}").fields()["title"] == ["Copy of Our own"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"reason": " "}, "Enter a reason"),
        ({"ends_on": ""}, "Enter the first day on which nobody is asked for it"),
        ({"ends_on": "22/11/2026"}, "The day must be today or later"),
        ({"ends_on": "31/2/2027"}, "Enter a real date, such as 27/3/2026"),
    ],
)
def test_an_end_that_cannot_be_is_refused_in_words(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor, changes: dict[str, str],
    words: str,
) -> None:  # fmt: skip
    made(work, lead, "trust")
    before = snapshot(app)
    for step in ("preview", "save"):
        form = {"ends_on": "1/1/2027", "reason": "Replaced", "step": step} | changes
        page = lead.post(f"{own(lead)}/end", form)
        assert (page.status, page.errors) == (422, [words])
        assert page.fields()["reason"] == [form["reason"]]
    assert snapshot(app) == before


def test_an_end_before_a_planned_change_is_refused(
    work: Work, people: dict[str, int], lead: Visitor
) -> None:
    made(work, lead, "trust")
    change = typed(summary="Otherwise", effective_from="1/1/2027") | {"step": "save"}
    assert lead.post(own(lead), change).status == 303
    form = {"ends_on": "31/12/2026", "reason": "Replaced", "step": "preview"}
    page = lead.post(f"{own(lead)}/end", form)
    assert page.errors == ["A change begins later: choose its day or a later one"]
    assert lead.post(f"{own(lead)}/end", form | {"ends_on": "1/1/2027"}).status == 200


BAD = [
    ({"title": ""}, "Enter a title"),
    ({"title": "Induction"}, "Another programme has this title"),
    ({"summary": ""}, "Enter a sentence that says what it is for"),
    ({"modules": []}, "This programme has no modules for anyone in the audience"),
    ({"modules": ["astrology"]}, "Choose modules from the list"),
    ({"rule": "any", "number": "2"}, "Enter a number from 1 to the number of modules chosen"),
    ({"effective_from": "1/1/2026"},
     "A change cannot begin before today: what was so on past days stays true"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_what_cannot_be_is_refused_in_words(
    app: Flask, lead: Visitor, changes: dict[str, Any], words: str
) -> None:
    before = snapshot(app)
    page = lead.post(f"{HERE}/new", typed(**changes))
    assert (page.status, page.errors) == (422, [words])
    assert page.fields()["effective_from"] == [changes.get("effective_from", "23/11/2026")]
    assert snapshot(app) == before


@pytest.mark.parametrize("name", ["manager", "auditor", "facilitator", "learner"])
def test_others_find_no_programmes_to_require(
    app: Flask, people: dict[str, int], name: str
) -> None:
    visitor = Visitor(app).become(people[name])
    for address in (HERE, f"{HERE}/new", OWN):
        assert visitor.get(address).status == 404
