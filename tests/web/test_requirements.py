"""Requirements by page: previewed, saved, changed and ended; bad input in words."""

from typing import Any

import pytest
from flask import Flask

from elearn.domain.days import day_of
from elearn.domain.standing import Standing
from elearn.operations.organisation import unit_id
from elearn.operations.standings import obligations, standings_of
from elearn.web.fields import day_typed
from tests.conftest import Work
from tests.journey import Visitor

NEW = "/admin/requirements/new"


@pytest.fixture
def lead(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the lead of the trust."""
    return Visitor(app).become(people["lead"])


def entered(work: Work, unit: str = "trust", **changes: Any) -> dict[str, object]:
    """Return what a lead types for a new requirement."""
    with work() as site:
        unit_number = unit_id(site.session(), unit)
    return {
        "title": "Core learning", "programme": "induction", "effective_from": "1 March 2026",
        "units": [str(unit_number)], "due_on": "", "due_days": "28", "grace_days": "28",
        "validity_months": "36", "window_days": "90", "expiry_rule": "previous_expiry",
        "fixed_day": "", "fixed_month": "",
    } | changes  # fmt: skip


def test_a_lead_sees_who_is_affected_before_anything_is_saved(
    work: Work, lead: Visitor, people: dict[str, int]
) -> None:
    page = lead.post(NEW, entered(work) | {"step": "preview"})
    assert page.status == 200
    assert page.heading == "Who is affected: Core learning"
    assert "The standing of 5 people changes" in page.words
    assert "Siân Llŷr Health Visiting East does not apply Overdue due 29 March 2026" in page.words
    assert "Ana Cruz" not in page.words  # of another agency
    with work() as site:
        assert standings_of(site.session(), people.values(), day_of(site.clock())) == {}
    again = lead.post(NEW, page.fields() | {"step": "change"})
    assert again.fields()["title"] == ["Core learning"]
    saved = lead.follow(lead.post(NEW, page.fields() | {"step": "save"}))
    assert "Core learning has been saved" in saved.words
    with work() as site:
        today = day_of(site.clock())
        found = standings_of(site.session(), people.values(), today)
        assert {here.standing for here in found.values()} == {Standing.OVERDUE}
        assert len(found) == 5
        due = obligations(site.session(), site.catalogue, people["learner"], today)
        assert [(o.title, o.modules) for o in due] == [
            ("Core learning", ("the-programme", "listening"))
        ]


def test_a_change_is_a_new_version_and_the_past_stays(
    work: Work, lead: Visitor, people: dict[str, int]
) -> None:
    lead.post(NEW, entered(work) | {"step": "save"})
    page = lead.read(address(lead))
    assert page.fields()["title"] == ["Core learning"]
    form = page.fields() | {"title": "Core", "due_days": "400", "step": "save"}
    assert lead.post(address(lead), form).status == 303
    with work() as site:
        session, today = site.session(), day_of(site.clock())
        yesterday = today.replace(day=today.day - 1)
        learner = [people["learner"]]
        (then,) = standings_of(session, learner, yesterday).values()
        (now,) = standings_of(session, learner, today).values()
        assert (then.standing, now.standing) == (Standing.OVERDUE, Standing.NOT_STARTED)


def address(lead: Visitor) -> str:
    """Return the address of the only requirement."""
    return str(lead.read("/admin/requirements").soup.select_one("main tbody th a")["href"])  # type: ignore[index]


def test_an_ended_requirement_says_so(work: Work, lead: Visitor) -> None:
    lead.post(NEW, entered(work) | {"step": "save"})
    here = address(lead)
    assert "People by standing" in lead.read(f"{here}/end").words
    refused = lead.post(f"{here}/end", {"ends_on": "1/1/2026"})
    assert refused.errors == ["The day must be today or later"]
    done = lead.follow(lead.post(f"{here}/end", {"ends_on": "23/11/2026"}))
    assert "Core learning has been ended" in done.words
    assert "Ended" in done.words


BAD = [
    ({"title": ""}, "Enter a title"),
    ({"programme": ""}, "Choose a programme"),
    ({"units": []}, "Choose at least one unit"),
    ({"units": ["999"]}, "Choose units that you are responsible for"),
    ({"effective_from": "31/2/2026"}, "Enter a real date, such as 27/3/2026"),
    ({"due_days": ""}, "Enter a fixed date, a number of days, or both"),
    ({"due_on": "1/1/2026"},
     "The fixed date must not be before the day the requirement begins"),
    ({"due_days": "-1"}, "Enter a whole number from 0 to 1000"),
    ({"validity_months": "2"},
     "The renewal window must be at least a month shorter than the validity"),
    ({"expiry_rule": "fixed_date", "fixed_day": "31", "fixed_month": "2"},
     "Enter a day and month that exist, such as 1 and 9 for 1 September"),
    ({"expiry_rule": "fixed_date", "fixed_day": "1", "fixed_month": "9", "validity_months": "6",
      "window_days": "30"},
     "With a fixed day of the year, the validity must be 12 months or more"),
    ({"programme": "for-my-service", "services": ["school"]},
     "This programme has no modules for anyone in the audience"),
    ({"services": ["astrology"]}, "Choose services from the list"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "words"), BAD)
def test_what_cannot_be_is_refused_in_words(
    work: Work, lead: Visitor, changes: dict[str, Any], words: str
) -> None:
    page = lead.post(NEW, entered(work, **changes) | {"step": "save"})
    assert page.status == 422
    assert words in page.errors
    assert page.fields()["window_days"] == [changes.get("window_days", "90")]


def test_a_change_cannot_begin_in_the_past(work: Work, lead: Visitor) -> None:
    lead.post(NEW, entered(work) | {"step": "save"})
    page = lead.post(address(lead), entered(work) | {"step": "save"})
    assert page.errors == [
        "A change cannot begin before today: what was so on past days stays true"
    ]


def test_another_agency_s_requirement_is_not_found(
    app: Flask, work: Work, lead: Visitor, people: dict[str, int]
) -> None:
    administrator = Visitor(app).become(people["administrator"])
    administrator.post(NEW, entered(work, "council") | {"step": "save"})
    here = address(administrator)
    assert lead.get(here).status == 404
    assert lead.get(f"{here}/end").status == 404
    page = lead.post(NEW, entered(work, "council") | {"step": "save"})
    assert page.errors == ["Choose units that you are responsible for"]


@pytest.mark.parametrize(
    ("text", "day"),
    [("27/3/2026", "2026-03-27"), ("27 March 2026", "2026-03-27"), ("27 mar 2026", "2026-03-27"),
     ("2026-03-27", "2026-03-27"), ("27.03.2026", "2026-03-27"), ("29/2/2026", "None"),
     ("3/27/2026", "None"), ("27/3/26", "None"), ("", "None"), ("tomorrow", "None")],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(text: str, day: str) -> None:
    assert str(day_typed(text)) == day
