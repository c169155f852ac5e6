"""What a quiz comes to in hard moments is as accessible and narrow as its first page."""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from elearn.domain.quizzes import Feedback
from tests.browser.window import Window
from tests.changed import change_quiz
from tests.conftest import Clock
from tests.journey import Visitor
from tests.web.test_people import EXTRA

QUIZ = "/modules/child-a/quiz"


@pytest.fixture
def window(app: Flask, people: dict[str, int], browser: Browser) -> Window:
    """Return the window of a learner; whatever is amiss in it fails the test."""
    return Window(browser, Visitor(app).become(people["learner"]))


def fail(window: Window, clock: Clock) -> None:
    """Take the quiz and answer all of it wrong."""
    clock.forward(minutes=1)
    assert window.visitor.take_quiz("child-a", right=False).heading == "You have not passed yet"


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_when_nothing_is_told_and_no_attempt_is_left(
    app: Flask, window: Window, clock: Clock
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.WITHHELD)
    visitor = window.visitor
    attempt = visitor.begin_quiz("child-a")
    visitor.answer_quiz("child-a", attempt, right=False)
    withheld = visitor.submit_quiz(attempt)
    assert "The right answers are shown when you pass" in withheld.words
    window.look_at(f"/attempts/{attempt}/result", withheld, "with right answers withheld")
    fail(window, clock)
    fail(window, clock)
    stopped = visitor.read(QUIZ)
    assert "Read these sections again first" in stopped.words
    window.look_at(QUIZ, stopped, "with no attempt left")
    assert not window.faults, window.faults


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_when_there_is_a_limit_and_an_adjustment_and_the_time_is_over(
    app: Flask, people: dict[str, int], window: Window, clock: Clock
) -> None:
    change_quiz(app, "child-a", time_limit=30, grace=60)
    manager = Visitor(app).become(people["manager"])
    granted = manager.post(f"/people/{people['learner']}/adjustments", EXTRA)
    assert granted.status == 303, granted.errors
    before = window.visitor.read(QUIZ)
    assert "extra time. It is counted in." in before.words
    window.look_at(QUIZ, before, "with extra time")
    attempt = window.visitor.begin_quiz("child-a")
    clock.forward(minutes=60)
    over = window.visitor.read(QUIZ)
    assert "The time for your attempt is over" in over.words
    window.look_at(QUIZ, over, "after the time")
    assert window.visitor.read(f"/attempts/{attempt}").heading.startswith("The time for this")
    assert not window.faults, window.faults


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_when_a_reflection_seems_to_identify_someone_or_is_too_long(window: Window) -> None:
    visitor = window.visitor
    attempt = visitor.begin_quiz("child-a")
    number = len(visitor.quiz_of("child-a").questions) + 1
    path = f"/attempts/{attempt}/questions/{number}"
    doubted = visitor.post(path, {"answer": "Her mother is at OX1 2JD"})
    assert "a postcode: OX1 2JD" in doubted.words
    window.look_at(path, doubted, "in doubt")
    refused = visitor.post(path, {"answer": "word " * 2000})
    assert refused.errors == ["Your reflection must be 5000 characters or fewer"]
    window.look_at(path, refused, "refused")
    assert not window.faults, window.faults
