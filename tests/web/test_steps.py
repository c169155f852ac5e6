"""Flags, checks, withheld answers and time limits, as a learner without scripts meets them."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from elearn.db import GivenAnswer, Marking, QuizAttempt
from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Feedback, Question
from tests.changed import change_quiz
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor, as_form
from tests.partnership import REFLECTION
from tests.web.routes import snapshot


def step(attempt: UUID, number: int, act: str = "") -> str:
    return f"/attempts/{attempt}/questions/{number}{act}"


def give(visitor: Visitor, attempt: UUID, number: int, *, right: bool = True) -> dict[str, object]:
    """Return the form of an answer to the question that a step asks."""
    page = visitor.read(step(attempt, number))
    quiz = visitor.quiz_of("child-a")
    return visitor.form_for(visitor.question_on(page, quiz), right=right)


def states(page: Page) -> list[str]:
    """Return what the page of all answers says of each step."""
    return [" ".join(s.get_text(" ").split()) for s in page.soup.select(".govuk-task-list__status")]


@pytest.fixture
def attempt(learner: Visitor) -> UUID:
    """Return an open attempt of the learner at the quiz of Child A."""
    return learner.begin_quiz("child-a")


# Flags


def test_a_flagged_question_may_be_skipped_and_stands_on_the_page_of_all_answers(
    learner: Visitor, attempt: UUID
) -> None:
    page = learner.post(step(attempt, 1, "/flag"), {"flag": "on"})
    assert page.location == step(attempt, 2)
    page = learner.read(f"/attempts/{attempt}")
    assert states(page)[:2] == ["Flagged Not answered yet", "Not answered yet"]
    assert "You flagged 1 question to come back to." in page.words
    page = learner.post(step(attempt, 1, "/flag"), {"flag": "off"})
    assert page.location == step(attempt, 1)
    assert states(learner.read(f"/attempts/{attempt}"))[0] == "Not answered yet"


def test_a_flag_saves_the_answer_given_with_it(learner: Visitor, attempt: UUID) -> None:
    form = give(learner, attempt, 1)
    learner.post(step(attempt, 1, "/flag"), {**form, "flag": "on"})
    assert states(learner.read(f"/attempts/{attempt}"))[0] == "Flagged Answered"
    learner.post(step(attempt, 9, "/flag"), {"answer": REFLECTION, "flag": "on"})
    assert learner.read(step(attempt, 9)).fields()["answer"] == [REFLECTION]
    learner.post(step(attempt, 10, "/flag"), {"answer": "", "flag": "on"})
    assert states(learner.read(f"/attempts/{attempt}"))[9] == "Flagged Not answered yet"


def test_a_flag_with_an_answer_that_cannot_be_is_kept_and_the_answer_refused(
    learner: Visitor, attempt: UUID
) -> None:
    page = learner.post(step(attempt, 9, "/flag"), {"answer": "x" * 5001, "flag": "on"})
    assert page.status == 422
    assert page.fields()["answer"] == ["x" * 5001]
    assert states(learner.read(f"/attempts/{attempt}"))[8] == "Flagged Not answered yet"


def test_a_flag_is_kept_with_the_attempt_and_changes_nothing_after_submission(
    app: Flask, learner: Visitor, attempt: UUID, work: Work
) -> None:
    learner.post(step(attempt, 2, "/flag"), {"flag": "on"})
    learner.answer_quiz("child-a", attempt)
    learner.submit_quiz(attempt)
    before = snapshot(app)
    page = learner.post(step(attempt, 1, "/flag"), {"flag": "on"})
    assert page.location == f"/attempts/{attempt}/result"
    assert snapshot(app) == before
    with work() as site:
        row = site.session().get_one(QuizAttempt, attempt)
        assert row.flagged == [row.asked[1]["question"]]


def test_nobody_flags_or_checks_in_the_attempt_of_another(
    app: Flask, people: dict[str, int], attempt: UUID
) -> None:
    other, before = Visitor(app).become(people["manager"]), snapshot(app)
    for act in ("/flag", "/check"):
        assert other.post(step(attempt, 1, act), {"flag": "on"}).status == 404
    changed = {name for name, rows in snapshot(app).items() if rows != before[name]}
    assert changed <= {"sign_in"}


# Keys stay on the server


@pytest.mark.parametrize("preset", Feedback)
def test_no_page_of_an_open_attempt_holds_a_key(
    app: Flask, learner: Visitor, preset: Feedback
) -> None:
    change_quiz(app, "child-a", feedback=preset, questions=secret_questions(learner))
    attempt = learner.begin_quiz("child-a")
    for number in range(1, 11):
        learner.post(step(attempt, number), give(learner, attempt, number))
    paths = [f"/attempts/{attempt}", "/modules/child-a/quiz", "/learning", "/record"]
    paths += [step(attempt, number) for number in range(1, 11)]
    paths += [] if preset is Feedback.AFTER_EACH else [f"/attempts/{attempt}/questions"]
    for path in paths:
        body = learner.read(path).response.get_data(as_text=True)
        assert "kappa" not in body, path
        assert "correct" not in body, path
        assert "Write it down the same day" not in body, path  # a model point
    refused = learner.post(step(attempt, 1), {})
    assert "kappa" not in refused.response.get_data(as_text=True)
    result = learner.get(f"/attempts/{attempt}/result")
    assert result.location == f"/attempts/{attempt}"


def secret_questions(visitor: Visitor) -> tuple[Question, ...]:
    """Return the questions of Child A with feedback that no other text can be taken for."""
    found: list[Any] = []
    for question in visitor.quiz_of("child-a").questions:
        changes: dict[str, Any] = {"feedback_html": f"<p>Take away {question.id}-kappa</p>"}
        if hasattr(question, "options"):
            changes["options"] = tuple(
                replace(o, feedback_html=f"{question.id}-{o.id}-kappa") for o in question.options
            )
        found.append(replace(question, **changes))
    return tuple(found)


# Feedback after each question


@pytest.fixture
def each(app: Flask, learner: Visitor) -> UUID:
    """Return an open attempt at a quiz whose answers are checked one by one."""
    change_quiz(app, "child-a", feedback=Feedback.AFTER_EACH)
    return learner.begin_quiz("child-a")


def test_a_checked_answer_shows_its_own_feedback_and_is_locked(
    learner: Visitor, each: UUID, work: Work
) -> None:
    form = give(learner, each, 1, right=False)
    learner.post(step(each, 1, "/flag"), {"flag": "on"})  # a checked answer is done with
    page = learner.follow(learner.post(step(each, 1, "/check"), form))
    assert "You have checked this answer" in page.words
    assert "Not right" in page.words
    assert len(page.soup.select(".app-feedback")) == 1
    assert page.fields() == {}
    with work() as site:
        before = site.session().scalars(select(GivenAnswer.value)).all()
    other = give_again(learner, each)
    late = learner.follow(learner.post(step(each, 1), other))
    assert "it can no longer change" in late.words
    assert learner.post(step(each, 1), other, headers={"X-Autosave": "1"}).status == 409
    assert learner.post(step(each, 1, "/check"), other).location == step(each, 1)
    with work() as site:
        assert site.session().scalars(select(GivenAnswer.value)).all() == before
        assert len(site.session().scalars(select(Marking)).all()) == 1
    assert "app-feedback" not in learner.read(step(each, 2)).response.get_data(as_text=True)
    assert states(learner.read(f"/attempts/{each}"))[0] == "Checked"


def give_again(visitor: Visitor, attempt: UUID) -> dict[str, object]:
    """Return the right answer to the first question asked, whatever its page shows by now."""
    with visitor.app.app_context():
        row = visitor.site.session().get_one(QuizAttempt, attempt)
        question = visitor.quiz_of("child-a").question(row.asked[0]["question"])
    return as_form(question, right_answer(question))


def test_checked_answers_count_in_the_result_as_they_were_checked(
    learner: Visitor, each: UUID, work: Work
) -> None:
    learner.post(step(each, 1, "/check"), give(learner, each, 1))
    for number in range(2, 11):
        learner.post(step(each, number), give(learner, each, number))
    page = learner.submit_quiz(each)
    assert page.heading == "You passed"
    assert "You scored 100%" in page.words
    with work() as site:
        assert len(site.session().scalars(select(Marking)).all()) == 8


def test_a_check_without_an_answer_is_refused_and_marks_nothing(
    learner: Visitor, each: UUID, work: Work
) -> None:
    assert learner.post(step(each, 1, "/check")).status == 422
    assert learner.post(step(each, 9, "/check"), {"answer": "x"}).status == 404
    with work() as site:
        assert site.session().scalars(select(Marking)).all() == []


def test_where_feedback_comes_after_submission_nothing_can_be_checked(
    app: Flask, learner: Visitor, attempt: UUID
) -> None:
    before, form = snapshot(app), give(learner, attempt, 1)
    assert learner.post(step(attempt, 1, "/check"), form).status == 404
    assert snapshot(app) == before


# Right answers withheld


def test_withheld_answers_are_shown_after_the_last_attempt(
    app: Flask, learner: Visitor, clock: Clock
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.WITHHELD, attempts=2)
    first = learner.begin_quiz("child-a")
    learner.answer_quiz("child-a", first, right=False)
    page = learner.submit_quiz(first)
    assert page.heading == "You have not passed yet"
    assert "The right answers are shown when you pass, or after your last attempt." in page.words
    for told in ("The right answer:", "This is right", "The child comes first.", "Nobody asked"):
        assert told not in page.words
    assert "Not right" in page.words
    assert "Read again:" in page.words
    clock.forward(minutes=1)
    second = learner.begin_quiz("child-a")
    learner.answer_quiz("child-a", second, right=False)
    assert "The right answer:" not in learner.read(f"/attempts/{first}/result").words
    page = learner.submit_quiz(second)
    assert "The right answer:" in page.words
    assert "The right answer:" in learner.read(f"/attempts/{first}/result").words


def test_withheld_answers_are_shown_with_the_pass(
    app: Flask, learner: Visitor, clock: Clock
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.WITHHELD)
    first = learner.begin_quiz("child-a")
    learner.answer_quiz("child-a", first, right=False)
    learner.submit_quiz(first)
    clock.forward(minutes=1)
    assert learner.take_quiz("child-a").heading == "You passed"
    assert "The right answer:" in learner.read(f"/attempts/{first}/result").words


# Time limits


@pytest.fixture
def timed(app: Flask, learner: Visitor) -> UUID:
    """Return an open attempt at a quiz of thirty minutes with a minute of grace."""
    change_quiz(app, "child-a", time_limit=30, grace=60)
    page = learner.read("/modules/child-a/quiz")
    assert "You have 30 minutes from when you start." in page.words
    return learner.begin_quiz("child-a")


def test_every_page_of_a_timed_attempt_says_when_it_ends(
    learner: Visitor, timed: UUID, clock: Clock
) -> None:
    clock.forward(minutes=5)
    for path in (step(timed, 1), step(timed, 9), f"/attempts/{timed}"):
        assert "Ends at 10:30. 25 minutes left" in learner.read(path).words
    clock.forward(minutes=25, seconds=30)
    assert "Ends at 10:30. The time is over." in learner.read(step(timed, 1)).words


def test_an_answer_in_the_grace_counts_and_one_after_it_changes_nothing(
    app: Flask, learner: Visitor, timed: UUID, clock: Clock
) -> None:
    first, second = give(learner, timed, 1), give(learner, timed, 2)
    clock.forward(minutes=30, seconds=59)
    assert learner.post(step(timed, 1), first).location == step(timed, 2)
    clock.forward(seconds=1)
    before = snapshot(app)
    page = learner.post(step(timed, 2), second)
    assert (page.status, page.heading) == (409, "The time for this attempt is over")
    assert learner.post(step(timed, 2), second, headers={"X-Autosave": "1"}).status == 409
    page = learner.post(step(timed, 9), {"answer": "What I saw <late>"})
    assert "What I saw <late>" in page.words
    assert learner.post(step(timed, 1, "/flag"), {"flag": "on"}).status == 409
    assert snapshot(app) == before
    for path in (step(timed, 1), f"/attempts/{timed}"):
        assert learner.read(path).heading == "The time for this attempt is over"


def test_when_the_time_is_over_the_saved_answers_are_submitted_on_the_next_visit(
    learner: Visitor, timed: UUID, clock: Clock
) -> None:
    learner.post(step(timed, 1), give(learner, timed, 1))
    clock.forward(hours=2)
    assert "The time for your attempt is over" in learner.read("/modules/child-a/quiz").words
    assert learner.post("/modules/child-a/quiz").location == "/modules/child-a/quiz"
    page = learner.read(f"/attempts/{timed}/result")
    assert "It was submitted with the answers that you had saved." in page.words
    assert page.words.count("Not answered") == 7
    assert learner.begin_quiz("child-a") != timed


def test_the_learner_hands_in_what_was_saved_when_the_time_is_over(
    learner: Visitor, timed: UUID, clock: Clock
) -> None:
    learner.answer_quiz("child-a", timed)
    clock.forward(hours=2)
    assert learner.submit_quiz(timed).heading == "You passed"


def test_an_attempt_without_a_limit_waits_for_ever(
    learner: Visitor, attempt: UUID, clock: Clock
) -> None:
    clock.forward(days=400)
    assert "Ends at" not in learner.sign_in("learner@example.org").read(step(attempt, 1)).words
