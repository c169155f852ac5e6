"""What helps in a quiz, driven in Chromium: the timer, the flag, and feedback after each answer."""

from uuid import UUID

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, expect

from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Feedback, SingleChoice
from tests.browser.conftest import Device
from tests.browser.window import Window
from tests.changed import change_quiz
from tests.conftest import Clock
from tests.journey import Visitor

ON_SQLITE = pytest.mark.parametrize("kind", ["sqlite"], indirect=True)


def to_a_choice(window: Window, attempt: UUID) -> Locator:
    """Go to the question of an attempt that asks for one choice; return the right one."""
    visitor = window.visitor
    quiz = visitor.quiz_of("child-a")
    question = next(q for q in quiz.questions if isinstance(q, SingleChoice))
    for number in range(1, len(quiz.questions) + 1):
        path = f"/attempts/{attempt}/questions/{number}"
        if visitor.question_on(visitor.read(path), quiz) == question:
            window.page.goto(path)
    return window.page.locator(f'main input[value="{right_answer(question)}"]')


@ON_SQLITE
def test_a_timer_counts_down_says_so_and_what_comes_too_late_is_refused(
    app: Flask, people: dict[str, int], browser: Browser, clock: Clock
) -> None:
    change_quiz(app, "child-a", time_limit=30, grace=60)
    window = Window(browser, Visitor(app).become(people["learner"]))
    page, ticking = window.page, window.page.clock
    ticking.install()
    choice = to_a_choice(window, window.visitor.begin_quiz("child-a"))
    left, said = page.locator("[data-timer-left]"), page.locator("[data-timer-said]")
    expect(left).to_have_text("30 minutes left")
    ticking.run_for("15:00")
    expect(left).to_have_text("15 minutes left")
    expect(said).to_have_text("15 minutes left")
    window.look("a question with a timer")
    ticking.run_for("15:00")
    clock.forward(minutes=31)
    expect(said).to_have_text("The time is over. What you have saved will be submitted.")
    choice.check()
    page.get_by_role("button", name="Save and continue").click()
    expect(page.locator("h1")).to_have_text("The time for this attempt is over")
    window.look("the time is over")
    page.get_by_role("button", name="See your result").click()
    expect(page.locator("main")).to_contain_text("Not answered")
    assert not window.faults, window.faults


@ON_SQLITE
def test_an_answer_that_is_checked_shows_its_feedback_and_can_no_longer_change(
    app: Flask, people: dict[str, int], browser: Browser
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.AFTER_EACH)
    window = Window(browser, Visitor(app).become(people["learner"]))
    page = window.page
    choice = to_a_choice(window, window.visitor.begin_quiz("child-a"))
    choice.check()
    expect(page.locator("[data-save-status]")).to_have_text("Saved")
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_role("heading", name="You have checked this answer")).to_be_visible()
    expect(page.locator("main")).to_contain_text("The child comes first.")
    expect(page.locator("main input:not([type=hidden])")).to_have_count(0)
    window.look("an answer that was checked")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("button", name="Check my answer")).to_be_visible()
    assert not window.faults, window.faults


@ON_SQLITE
def test_enter_in_another_box_does_not_say_that_nobody_could_be_recognised(
    app: Flask, people: dict[str, int], browser: Browser
) -> None:
    window = Window(browser, Visitor(app).become(people["learner"]))
    page, attempt = window.page, window.visitor.begin_quiz("child-a")
    page.goto(f"/attempts/{attempt}/questions")
    page.locator("main textarea").first.fill("Her NHS number is 943 476 5919.")
    page.get_by_role("button", name="Save and check your answers").click()
    expect(page.locator("#identifying")).to_be_visible()
    box = page.locator("main form input[type=text]").first
    box.fill("3")
    with page.expect_navigation():
        box.press("Enter")
    expect(page.locator("#identifying")).to_be_visible()
    page.get_by_role("button", name="Save it as it is").click()
    expect(page.locator("h1")).to_have_text("Check your answers before you submit")
    assert not window.faults, window.faults


def test_a_flag_is_set_kept_and_taken_away(device: Device) -> None:
    reader = device("d.price@example.org").begin_quiz("assessments")
    question = reader.path
    reader.answer().press("Flag it and come back later")
    assert reader.path != question
    reader.follow("See all your answers")
    assert "You flagged 1 question to come back to." in reader.words
    assert "Flagged Answered" in reader.words
    reader.open(question)
    assert "You meant to come back to this question." in reader.words
    reader.press("Remove the flag")
    assert reader.path == question
    assert "You meant to come back" not in reader.words
    assert reader.given
