"""Every question on one page: what can be saved is, what cannot be is named, nothing is lost."""

from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from elearn.domain.marking import right_answer
from elearn.domain.quizzes import Feedback
from elearn.operations.attempts import Sitting, sitting
from tests.changed import change_quiz
from tests.conftest import Clock, Work
from tests.journey import Visitor, as_form
from tests.partnership import REFLECTION, wrong_answer
from tests.web.routes import snapshot

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def attempt(learner: Visitor) -> UUID:
    """Return an open attempt of the learner at the quiz of Child A."""
    return learner.begin_quiz("child-a")


@pytest.fixture
def here(work: Work, people: dict[str, int], attempt: UUID) -> Sitting:
    """Return what the attempt asks."""
    with work() as site:
        return sitting(site.session(), site.catalogue, attempt, people["learner"])


def path(attempt: UUID) -> str:
    return f"/attempts/{attempt}/questions"


def whole(here: Sitting, *, right: bool = True) -> dict[str, Any]:
    """Return the form with every question answered."""
    form: dict[str, Any] = {}
    for number, step in enumerate(here.steps, start=1):
        if number > len(here.asked):
            form[f"q{number}-answer"] = REFLECTION
            continue
        question = here.quiz.question(step.id)
        answer = right_answer(question) if right else wrong_answer(question)
        form |= {f"q{number}-{name}": value for name, value in as_form(question, answer).items()}
    return form


def number_of(here: Sitting, step_id: str) -> int:
    return 1 + [step.id for step in here.steps].index(step_id)


def held(visitor: Visitor, attempt: UUID) -> dict[str, list[str]]:
    fields = visitor.read(path(attempt)).fields(path(attempt))
    return {name: values for name, values in fields.items() if name != "csrf_token"}


def test_it_is_begun_answered_checked_and_submitted_in_seven_requests(
    learner: Visitor, work: Work, people: dict[str, int]
) -> None:
    learner.read_module("child-a")
    learner.declare("child-a")
    page = learner.read("/modules/child-a/quiz")  # 1
    assert page.soup.select("button[name=on_one_page]")
    begun = learner.post("/modules/child-a/quiz", {"on_one_page": "1"})  # 2
    page = learner.read(begun.location)  # 3
    for question in learner.quiz_of("child-a").questions:
        assert " ".join(question.stem_text.split()) in page.words
    attempt = UUID(begun.location.split("/")[2])
    with work() as site:
        here = sitting(site.session(), site.catalogue, attempt, people["learner"])
    form = whole(here)
    assert set(form) == set(page.fields(begun.location)) - {"csrf_token"}
    checked = learner.read(learner.post(begun.location, form).location)  # 4, 5
    assert checked.heading == "Check your answers before you submit"
    result = learner.submit_quiz(attempt)  # 6, 7
    assert result.heading == "You passed"


def test_what_was_saved_stands_on_the_page_again(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    form = whole(here, right=False)
    learner.post(path(attempt), form)
    saved = {name: [v] if isinstance(v, str) else sorted(v) for name, v in form.items()}
    again = {name: sorted(values) for name, values in held(learner, attempt).items()}
    assert again == saved


def test_questions_left_empty_are_kept_as_they_were_and_named_before_submitting(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    form = whole(here)
    learner.post(path(attempt), form)
    page = learner.follow(learner.post(path(attempt), {"q9-answer": "Another thought"}))
    assert "Not answered yet" not in page.words
    assert held(learner, attempt)["q9-answer"] == ["Another thought"]
    assert held(learner, attempt)["q10-answer"] == [REFLECTION]
    learner.post(path(attempt), {"q10-answer": ""})  # a reflection may be taken back
    assert held(learner, attempt)["q10-answer"] == [""]


def test_what_cannot_be_saved_is_named_and_the_rest_is_saved(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    order, amount = number_of(here, "q4"), number_of(here, "q6")
    form = whole(here) | {
        f"q{order}-place-2": "", f"q{amount}-answer": "soon", "q9-answer": "x" * 100_000,
    }  # fmt: skip
    page = learner.post(path(attempt), form)
    assert page.status == 422
    assert len(page.errors) == 3
    assert f"Question {amount}: Enter a number, such as 3 or 2.5" in page.errors
    assert "Question 9: Use 5000 characters or fewer" in page.errors
    fields = page.fields(path(attempt))
    assert fields[f"q{amount}-answer"] == ["soon"]
    assert fields["q9-answer"] == ["x" * 100_000]
    states = learner.read(f"/attempts/{attempt}").words
    assert states.count("Not answered yet") == 3


def test_a_typed_answer_that_is_too_long_is_not_said_to_fit_as_a_reflection_would(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    word = number_of(here, "q7")
    page = learner.post(path(attempt), {f"q{word}-answer": "x" * 501})
    assert page.errors == [f"Question {word}: Your answer is too long"]


def test_a_reflection_that_may_identify_waits_for_its_author(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    doubtful = "I rang her mother, NHS number 943 476 5919."
    page = learner.post(path(attempt), whole(here) | {"q9-answer": doubtful})
    assert page.status == 422
    assert "Please do not identify real families" in page.words
    assert held(learner, attempt)["q9-answer"] == [""]
    learner.post(path(attempt), whole(here) | {"q9-answer": doubtful, "as_it_is": "1"})
    assert held(learner, attempt)["q9-answer"] == [doubtful]


def test_the_script_is_told_in_a_status_what_became_of_a_save(
    learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    form = whole(here)
    assert learner.post(path(attempt), form, headers=AUTOSAVE).status == 204
    doubtful = form | {"q9-answer": "Her number is 943 476 5919."}
    answer = learner.post(path(attempt), doubtful, headers=AUTOSAVE)
    assert (answer.status, answer.response.headers["X-Not-Saved"]) == (422, "identifying")
    learner.submit_quiz(attempt)
    assert learner.post(path(attempt), form, headers=AUTOSAVE).status == 409


def test_a_forged_option_is_refused_and_changes_nothing(
    app: Flask, learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    before = snapshot(app)
    page = learner.post(path(attempt), {f"q{number_of(here, 'q1')}-answer": "z", "q99-answer": "a"})
    assert page.status == 422
    assert page.errors == [f"Question {number_of(here, 'q1')}: Choose from the answers shown"]
    assert snapshot(app) == before


def test_what_comes_after_the_submission_changes_nothing(
    app: Flask, learner: Visitor, attempt: UUID, here: Sitting
) -> None:
    learner.post(path(attempt), whole(here))
    learner.submit_quiz(attempt)
    before = snapshot(app)
    page = learner.post(path(attempt), whole(here, right=False))
    assert page.location == f"/attempts/{attempt}/result"
    assert learner.get(path(attempt)).location == f"/attempts/{attempt}/result"
    assert snapshot(app) == before


def test_what_comes_after_the_time_is_given_back(
    app: Flask, learner: Visitor, clock: Clock
) -> None:
    change_quiz(app, "child-a", time_limit=10)
    attempt = learner.begin_quiz("child-a")
    clock.forward(minutes=11)
    page = learner.post(path(attempt), {"q9-answer": "My late thought"})
    assert page.status == 409
    assert "My late thought" in page.words
    looked_at = learner.get(path(attempt))  # as the page of one question
    assert (looked_at.status, looked_at.heading) == (200, page.heading)


def test_nobody_sees_or_saves_the_sheet_of_another(
    app: Flask, people: dict[str, int], attempt: UUID, here: Sitting
) -> None:
    other, before = Visitor(app).become(people["manager"]), snapshot(app)
    assert other.get(path(attempt)).status == 404
    assert other.post(path(attempt), whole(here)).status == 404
    changed = {name for name, rows in snapshot(app).items() if rows != before[name]}
    assert changed <= {"sign_in"}


def test_where_each_answer_is_checked_by_itself_each_keeps_its_own_page(
    app: Flask, learner: Visitor
) -> None:
    change_quiz(app, "child-a", feedback=Feedback.AFTER_EACH)
    assert not learner.read("/modules/child-a/quiz").soup.select("[name=on_one_page]")
    attempt = learner.begin_quiz("child-a")
    for page in (learner.get(path(attempt)), learner.post(path(attempt), {"q1-answer": "a"})):
        assert page.location == f"/attempts/{attempt}"
