"""Levels by page: set, changed, ended and refused in words; what people and managers see."""

from typing import Any

import pytest
from flask import Flask

from elearn.web.filters import hours
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete
from tests.web.routes import snapshot

HERE = "/admin/levels"
WORDS = "of 12 hours, 0 of 6 participatory, 24 November 2023 to 23 November 2026"


@pytest.fixture
def lead(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the lead of the trust."""
    return Visitor(app).become(people["lead"])


def typed(lead: Visitor, **changes: Any) -> dict[str, Any]:
    """Return what a lead types for a level of the trust."""
    options = lead.read(f"{HERE}/new").soup.select("select[name=unit] option")
    trust = next(str(o["value"]) for o in options if "NHS Trust" in o.get_text())
    return {"name": "Level 3", "hours": "12", "participatory_hours": "6", "unit": trust,
            "source": "Indicative; the guidance itself was not read", "source_on": "23/11/2026",
            "effective_from": "1/1/2026"} | changes  # fmt: skip


def test_a_level_is_set_and_everyone_sees_how_far_they_are(
    app: Flask, work: Work, people: dict[str, int], lead: Visitor, learner: Visitor
) -> None:
    assert "No level has been set" in lead.read(HERE).words
    assert "Learning time" not in learner.read("/record").words
    saved = lead.follow(lead.post(f"{HERE}/new", typed(lead)))
    assert "Level 3 has been saved" in saved.words
    assert "12 hours, of which 6 participatory" in saved.words
    with work() as site:
        complete(site, "listening", people["learner"])
        minutes = site.catalogue.module("listening").minutes
    for path in ("/record", "/learning"):
        page = learner.read(path)
        assert f"{hours(minutes)} {WORDS}" in page.words
        assert "the guidance itself was not read (as at 23 November 2026)" in page.words
        bars = page.soup.select("section[aria-labelledby=level-title] progress")
        assert [(bar["value"], bar["max"]) for bar in bars] == [(str(minutes), "720"), ("0", "360")]
    manager = Visitor(app).become(people["manager"])
    place = f"/people/{people['learner']}"
    assert f"{hours(minutes)} {WORDS}" in manager.read(place).words
    past = manager.read(f"{place}?on=22/11/2026").words
    assert "0 of 12 hours, 0 of 6 participatory, 23 November 2023 to 22 November 2026" in past
    assert "Learning time" not in manager.read(f"{place}?on=31/12/2025").words
    outsider = Visitor(app).become(people["outsider"])
    assert "Learning time" not in outsider.read("/record").words


def test_a_level_is_changed_and_ended_from_a_day_on(
    app: Flask, people: dict[str, int], lead: Visitor, clock: Clock
) -> None:
    lead.post(f"{HERE}/new", typed(lead))
    link = lead.read(HERE).soup.select_one('section a[href^="/admin/levels/"]')
    assert link
    place = str(link["href"])
    assert lead.read(place).fields()["hours"] == ["12"]
    change = typed(lead, hours="7.5", participatory_hours="0", effective_from="24/11/2026")
    changed = lead.follow(lead.post(place, change))
    assert "changes on 24 November 2026" in changed.words
    clock.forward(days=1)
    manager = Visitor(app).become(people["manager"])
    person = f"/people/{people['learner']}"
    assert "0 of 7.5 hours, 25 November 2023 to 24 November 2026" in manager.read(person).words
    lead.become(people["lead"])
    bad = lead.post(f"{place}/end", {"ends_on": "23/11/2026"})
    assert (bad.status, bad.errors) == (422, ["The day must be today or later"])
    assert "Ended" in lead.follow(lead.post(f"{place}/end", {"ends_on": "24/11/2026"})).words
    assert "Learning time" not in manager.read(person).words
    assert "of 12 hours" in manager.read(f"{person}?on=23/11/2026").words


BAD = [
    ({"name": ""}, "Enter a name"),
    ({"hours": ""}, "Enter a number of hours"),
    ({"hours": "a dozen"}, "Enter a number of hours, such as 12 or 7.5"),
    ({"hours": "NaN"}, "Enter a number of hours, such as 12 or 7.5"),
    ({"hours": "1e400"}, "Enter a number of hours from 0.25 to 500"),
    ({"hours": "0"}, "Enter a number of hours from 0.25 to 500"),
    ({"hours": "7.1"}, "Enter whole, half or quarter hours"),
    ({"participatory_hours": "-1"}, "Enter a number of hours from 0 to 500"),
    ({"participatory_hours": "13"}, "The hours with others must not be more than all hours"),
    ({"unit": "999"}, "Choose a unit that you are responsible for"),
    ({"services": ["astrology"]}, "Choose services from the list"),
    ({"source": " "}, "Enter where these hours come from"),
    ({"source_on": "1/1/2030"}, "The day must be today or in the past"),
    ({"source_on": "30/2/2026"}, "Enter a real date, such as 27/3/2026"),
    ({"effective_from": ""}, "Enter the day on which this begins"),
]


@pytest.mark.parametrize(("change", "says"), BAD)
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    app: Flask, lead: Visitor, change: dict[str, Any], says: str
) -> None:
    form, before = typed(lead, **change), snapshot(app)
    page = lead.post(f"{HERE}/new", form)
    assert page.status == 422
    assert says in page.errors
    assert page.fields()["source"] == [form["source"]]
    assert page.fields()["hours"] == [form["hours"]]
    assert snapshot(app) == before


def test_a_change_of_the_past_is_refused(lead: Visitor) -> None:
    lead.post(f"{HERE}/new", typed(lead))
    link = lead.read(HERE).soup.select_one('section a[href^="/admin/levels/"]')
    assert link
    page = lead.post(str(link["href"]), typed(lead, hours="16"))
    assert page.errors == [
        "A change cannot begin before today: what was so on past days stays true"
    ]


@pytest.mark.parametrize(
    ("minutes", "words"), [(0, "0"), (59, "0.9"), (60, "1"), (450, "7.5"), (719, "11.9")]
)
def test_hours_are_never_rounded_up(minutes: int, words: str) -> None:
    assert hours(minutes) == words
