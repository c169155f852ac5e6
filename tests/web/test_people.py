"""One person's page: attempts without answers, releases and adjustments, and who may what."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import EndedAdjustment, GrantedAdjustment, ReleasedAttempt
from elearn.web.people_forms import read_day, read_number
from tests.changed import change_quiz
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import begin, take_quiz
from tests.web.routes import snapshot

EXTRA = {"kind": "time_percent", "amount": "25%", "words": "", "module": "", "until_on": "",
         "from_on": "23 November 2026", "reason": "Reads with a screen reader"}  # fmt: skip


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the learner's manager."""
    return Visitor(app).become(people["manager"])


@pytest.fixture
def place(people: dict[str, int]) -> str:
    """Return the address of the learner's page."""
    return f"/people/{people['learner']}"


@pytest.mark.parametrize(
    ("name", "sees", "adjusts"),
    [("manager", True, True), ("lead", True, True), ("administrator", True, True),
     ("auditor", True, False), ("facilitator", False, False), ("neighbour", False, False),
     ("colleague", False, False), ("learner", False, False)],
)  # fmt: skip
def test_who_sees_a_person_and_who_adjusts(
    app: Flask, people: dict[str, int], place: str, name: str, sees: bool, adjusts: bool
) -> None:
    visitor = Visitor(app).become(people[name])
    assert visitor.get(place).status == (200 if sees else 404)
    for path in (f"{place}/adjustments", f"{place}/releases/child-a"):
        assert visitor.get(path).status == (200 if adjusts else 404)
    before = snapshot(app)
    granted = visitor.post(f"{place}/adjustments", EXTRA)
    assert granted.status == (303 if adjusts else 404)
    assert (snapshot(app) == before) is not adjusts
    if sees:
        assert bool(visitor.read(place).soup.select(f'a[href="{place}/adjustments"]')) is adjusts


def test_nobody_adjusts_their_own_attempts(
    app: Flask, people: dict[str, int], manager: Visitor
) -> None:
    own, before = f"/people/{people['manager']}", snapshot(app)
    assert "Grant an adjustment" not in manager.read(own).words
    assert manager.post(f"{own}/adjustments", EXTRA).status == 404
    assert manager.post(f"{own}/releases/child-a", {"reason": "Mine"}).status == 404
    assert snapshot(app) == before


def test_the_team_page_leads_to_its_people(manager: Visitor, place: str) -> None:
    assert manager.read("/team/matrix").soup.find("a", href=place)
    assert manager.read(place).heading == "Siân Llŷr"
    assert manager.get("/people/999999").status == 404


def test_the_page_shows_results_and_never_an_answer(
    work: Work, people: dict[str, int], manager: Visitor, place: str
) -> None:
    with work() as site:
        take_quiz(site, "child-a", people["learner"])
        begin(site, "listening", people["learner"])
    words = manager.read(place).words
    assert "Attempt 1 Passed 100%, 23 November 2026" in words
    assert "Attempt 1 In progress begun on 23 November 2026" in words
    assert "ask the child" not in words
    assert "Voice" not in words


def fail(work: Work, clock: Clock, person: int, times: int) -> None:
    with work() as site:
        for seed in range(times):
            take_quiz(site, "child-a", person, right=False, seed=seed)
            clock.forward(minutes=1)


def test_a_manager_releases_one_more_attempt_with_a_reason(
    work: Work, clock: Clock, people: dict[str, int], learner: Visitor, manager: Visitor, place: str
) -> None:
    fail(work, clock, people["learner"], 3)
    assert learner.post("/modules/child-a/quiz").location == "/modules/child-a/quiz"
    assert "Your manager can also release another attempt." in learner.read(
        "/modules/child-a/quiz"
    ).words  # fmt: skip
    path = f"{place}/releases/child-a"
    assert manager.read(place).soup.find("a", href=path)
    refused = manager.post(path, {"reason": " "})
    assert (refused.status, refused.errors) == (422, ["Give the reason"])
    long = manager.post(path, {"reason": "x" * 501})
    assert long.errors == ["The reason must be 500 characters or fewer"]
    assert long.fields()["reason"][0].strip() == "x" * 501
    said = manager.follow(manager.post(path, {"reason": "Was interrupted"}))
    assert "One more attempt released" in said.words
    assert "by Marek Dąb. Reason: Was interrupted" in said.words
    again = manager.follow(manager.post(path, {"reason": "Twice"}))
    assert "can begin an attempt already" in again.words
    learner.begin_quiz("child-a")
    with work() as site:
        assert len(site.session().scalars(select(ReleasedAttempt)).all()) == 1


def test_a_released_attempt_is_one(
    work: Work, clock: Clock, people: dict[str, int], learner: Visitor, manager: Visitor, place: str
) -> None:
    fail(work, clock, people["learner"], 3)
    manager.post(f"{place}/releases/child-a", {"reason": "Was interrupted"})
    clock.forward(minutes=1)
    fail(work, clock, people["learner"], 1)
    assert learner.post("/modules/child-a/quiz").location == "/modules/child-a/quiz"
    assert manager.read(place).soup.find("a", href=f"{place}/releases/child-a")


def test_extra_attempts_are_told_and_taken(
    work: Work, clock: Clock, people: dict[str, int], learner: Visitor, manager: Visitor, place: str
) -> None:
    form = {**EXTRA, "kind": "attempts", "amount": "2", "module": "child-a"}
    assert manager.post(f"{place}/adjustments", form).status == 303
    words = learner.read("/modules/child-a/quiz").words
    assert "You have 5 attempts before" in words
    assert "2 of them are extra for you." in words
    assert "You have 3 attempts before" in learner.read("/modules/listening/quiz").words
    fail(work, clock, people["learner"], 5)
    assert learner.post("/modules/child-a/quiz").location == "/modules/child-a/quiz"


def test_extra_time_is_told_and_counted_in_at_the_start(
    app: Flask, clock: Clock, learner: Visitor, manager: Visitor, place: str
) -> None:
    change_quiz(app, "child-a", time_limit=40, grace=0)
    manager.post(f"{place}/adjustments", EXTRA)
    manager.post(f"{place}/adjustments", {**EXTRA, "kind": "time_minutes", "amount": "5"})
    other = {**EXTRA, "kind": "other", "amount": "", "words": "A quiet room"}
    manager.post(f"{place}/adjustments", other)
    words = learner.read("/modules/child-a/quiz").words
    assert "You have 55 minutes from when you start." in words
    assert "You have 25% extra time." in words
    assert "You have 5 minutes of extra time." in words
    assert "Adjustment for you: A quiet room" in words
    assert "screen reader" not in words
    attempt = learner.begin_quiz("child-a")
    assert "Ends at 10:55." in learner.read(f"/attempts/{attempt}").words


def test_an_adjustment_is_ended_with_a_reason_and_kept_in_the_record(
    work: Work, learner: Visitor, manager: Visitor, place: str
) -> None:
    manager.post(f"{place}/adjustments", {**EXTRA, "kind": "other", "words": "A quiet room"})
    assert "A quiet room" in learner.read("/modules/child-a/quiz").words
    with work() as site:
        granted = site.session().scalars(select(GrantedAdjustment.id)).one()
    path = f"{place}/adjustments/{granted}/end"
    assert manager.read(place).soup.find("a", href=path)
    assert manager.post(path, {"reason": ""}).errors == ["Give the reason"]
    for _ in range(2):
        said = manager.follow(manager.post(path, {"reason": "New software"}))
    assert "Reason: New software" in said.words
    assert not said.soup.find("a", href=path)
    assert "A quiet room" not in learner.read("/modules/child-a/quiz").words
    assert manager.get(f"{place}/adjustments/999/end").status == 404
    with work() as site:
        assert len(site.session().scalars(select(EndedAdjustment)).all()) == 1


def test_an_adjustment_of_one_person_cannot_be_ended_by_the_address_of_another(
    app: Flask, work: Work, people: dict[str, int], manager: Visitor, place: str
) -> None:
    manager.post(f"{place}/adjustments", EXTRA)
    with work() as site:
        granted = site.session().scalars(select(GrantedAdjustment.id)).one()
    before = snapshot(app)
    other = f"/people/{people['colleague']}/adjustments/{granted}/end"
    assert manager.post(other, {"reason": "Forged"}).status == 404
    assert snapshot(app) == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"kind": ""}, "Choose what they need"),
        ({"kind": "forged"}, "Not a valid choice."),
        ({"amount": ""}, "Enter how much, as a whole number"),
        ({"amount": "a lot"}, "Enter how much, as a whole number"),
        ({"amount": "2.5"}, "Enter how much, as a whole number"),
        ({"amount": "301"}, "Enter 1 to 300 per cent, 1 to 600 minutes, or 1 to 20 attempts"),
        ({"amount": "0"}, "Enter 1 to 300 per cent, 1 to 600 minutes, or 1 to 20 attempts"),
        ({"kind": "other", "words": " "}, "Say what the adjustment is"),
        ({"module": "forged"}, "Not a valid choice."),
        ({"from_on": ""}, "Enter the first day"),
        ({"from_on": "31 2 2026"}, "Enter the first day as a date, such as 27 3 2026"),
        ({"until_on": "soon"}, "Enter the last day as a date, such as 27 3 2026"),
        ({"until_on": "22 11 2026"}, "The last day must not be before the first"),
        ({"reason": ""}, "Give the reason"),
        ({"reason": "x" * 501}, "The reason must be 500 characters or fewer"),
    ],
)
def test_an_adjustment_that_cannot_be_is_refused_in_words_and_what_was_typed_stays(
    app: Flask, manager: Visitor, place: str, changes: dict[str, Any], error: str
) -> None:
    before, form = snapshot(app), {**EXTRA, **changes}
    refused = manager.post(f"{place}/adjustments", form)
    assert refused.status == 422
    assert error in refused.errors
    assert refused.fields()["reason"][0].strip() == form["reason"]
    assert refused.fields()["until_on"] == [form["until_on"]]
    assert snapshot(app) == before


@pytest.mark.parametrize(
    "typed", ["4 3 2026", "04/03/2026", "4.3.2026", "4 March 2026", " 4  Mar 2026 ", "2026-03-04"]
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert read_day(typed) == date(2026, 3, 4)


@pytest.mark.parametrize("typed", ["", None, "4 3", "March", "32 3 2026", "٤ 3 2026 x"])
def test_what_is_no_day_is_none(typed: str | None) -> None:
    assert read_day(typed) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [("25", 25), (" 25 % ", 25), ("", None), ("-1", None), ("٢", None), ("9" * 9, None)],
)
def test_a_whole_number_is_read_or_refused(typed: str, number: int | None) -> None:
    assert read_number(typed) == number
