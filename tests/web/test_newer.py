"""What was given late does not take the place of what was given since, unless someone says so."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest

from tests.conftest import Clock
from tests.journey import Form, Page, Visitor

FIRST, SECOND = "I would ask her what a day at home is like", "I would also ask her teacher"


@dataclass(frozen=True)
class Place:
    """A form that the script saves, and the forms that give it one thing or another."""

    path: str
    first: Form
    second: Form


def question(learner: Visitor, slug: str, question_id: str) -> tuple[UUID, int]:
    """Return an open attempt at a quiz, and the place of one of its questions."""
    attempt, quiz = learner.begin_quiz(slug), learner.quiz_of(slug)
    for number in range(1, len(quiz.questions) + 1):
        page = learner.read(f"/attempts/{attempt}/questions/{number}")
        if learner.question_on(page, quiz) == quiz.question(question_id):
            return attempt, number
    raise AssertionError(question_id)


def one_question(learner: Visitor) -> Place:
    attempt, number = question(learner, "child-a", "q8")
    return Place(f"/attempts/{attempt}/questions/{number}", {"answer": "a"}, {"answer": "b"})


def reflection(learner: Visitor) -> Place:
    attempt, quiz = learner.begin_quiz("child-a"), learner.quiz_of("child-a")
    path = f"/attempts/{attempt}/questions/{len(quiz.questions) + 1}"
    return Place(path, {"answer": FIRST}, {"answer": SECOND})


def answer_on_the_sheet(learner: Visitor) -> Place:
    attempt, number = question(learner, "child-a", "q8")
    name = f"q{number}-answer"
    return Place(f"/attempts/{attempt}/questions", {name: "a"}, {name: "b"})


def text_on_the_sheet(learner: Visitor) -> Place:
    attempt, quiz = learner.begin_quiz("child-a"), learner.quiz_of("child-a")
    name = f"q{len(quiz.questions) + 1}-answer"
    return Place(f"/attempts/{attempt}/questions", {name: FIRST}, {name: SECOND})


def log_entry(learner: Visitor) -> Place:
    written = learner.post("/learning-log/new", {"answer": "Before"}, headers={"X-Autosave": "1"})
    return Place(
        written.response.headers["Content-Location"], {"answer": FIRST}, {"answer": SECOND}
    )


@pytest.fixture(
    params=[one_question, reflection, answer_on_the_sheet, text_on_the_sheet, log_entry]
)
def place(request: pytest.FixtureRequest, learner: Visitor, clock: Clock) -> Place:
    """Return a form, some minutes after it was made."""
    make: Callable[[Visitor], Place] = request.param
    made = make(learner)
    clock.forward(minutes=5)
    return made


def seen_at(learner: Visitor, place: Place) -> str:
    """Return the moment as of which a page says that it shows the record."""
    form = learner.read(place.path).soup.select_one("form[data-autosave]")
    assert form is not None
    return str(form["data-autosave-seen-at"])


def held(learner: Visitor, place: Place) -> Form:
    fields = learner.read(place.path).fields(place.path)
    return {name: fields[name][0] for name in place.first if name in fields}


def autosave(learner: Visitor, place: Place, form: Form, seen: str) -> Page:
    return learner.post(place.path, form, headers={"X-Autosave": "1", "X-Seen-At": seen})


def test_what_was_given_before_a_line_was_cut_does_not_replace_what_was_given_since(
    learner: Visitor, place: Place, clock: Clock
) -> None:
    seen = seen_at(learner, place)
    clock.forward(minutes=1)
    assert learner.post(place.path, place.second).status == 303  # on another device
    clock.forward(minutes=1)
    late = autosave(learner, place, place.first, seen)
    assert (late.status, late.response.get_data()) == (412, b"")
    assert held(learner, place) == place.second


def test_the_script_goes_on_from_what_it_saved_itself(
    learner: Visitor, place: Place, clock: Clock
) -> None:
    seen = seen_at(learner, place)
    for form in (place.first, place.second, place.first):
        clock.forward(minutes=1)
        saved = autosave(learner, place, form, seen)
        assert saved.status == 204
        seen = saved.response.headers["X-Saved-At"]
        assert held(learner, place) == form


def test_the_same_given_twice_is_saved(learner: Visitor, place: Place, clock: Clock) -> None:
    seen = seen_at(learner, place)
    clock.forward(minutes=1)
    learner.post(place.path, place.first)
    assert autosave(learner, place, place.first, seen).status == 204
    assert held(learner, place) == place.first


def test_the_button_of_a_form_saves_what_it_holds_whatever_is_newer(
    learner: Visitor, place: Place, clock: Clock
) -> None:
    seen = seen_at(learner, place)
    clock.forward(minutes=1)
    learner.post(place.path, place.second)
    sent = learner.post(place.path, place.first, headers={"X-Seen-At": seen})
    assert sent.status == 303
    assert held(learner, place) == place.first


@pytest.mark.parametrize(
    "seen",
    ["yesterday", "2026-11-30T10:00:00", "9999-99-99T00:00:00+00:00", "0001-01-01T00:00:00+14:00"],
)
def test_what_is_no_moment_is_refused_and_nothing_changes(
    learner: Visitor, place: Place, seen: str
) -> None:
    learner.post(place.path, place.second)
    assert autosave(learner, place, place.first, seen).status == 400
    assert held(learner, place) == place.second


def test_one_answer_that_is_newer_keeps_the_others_of_a_late_page_from_being_saved(
    learner: Visitor, clock: Clock
) -> None:
    attempt, number = question(learner, "child-a", "q8")
    name = f"q{number}-answer"
    place = Place(f"/attempts/{attempt}/questions", {name: "a"}, {name: "b"})
    text = f"q{len(learner.quiz_of('child-a').questions) + 1}-answer"
    seen = seen_at(learner, place)
    clock.forward(minutes=1)
    learner.post(f"{place.path}/{number}", {"answer": "b"})
    assert autosave(learner, place, {name: "a", text: FIRST}, seen).status == 412
    assert learner.read(place.path).fields(place.path)[text] == [""]
    assert autosave(learner, place, {name: "b", text: FIRST}, seen).status == 204
    assert learner.read(place.path).fields(place.path)[text] == [FIRST]


def test_an_answer_that_can_be_checked_at_once_is_not_replaced_either(
    learner: Visitor, clock: Clock
) -> None:
    attempt = learner.begin_quiz("the-programme")
    path = f"/attempts/{attempt}/questions/1"
    asked = learner.question_on(learner.read(path), learner.quiz_of("the-programme"))
    right, wrong = (learner.form_for(asked, right=is_right) for is_right in (True, False))
    place = Place(path, wrong, right)
    seen = seen_at(learner, place)
    clock.forward(minutes=1)
    assert learner.post(path, right).status == 303
    assert autosave(learner, place, wrong, seen).status == 412
    assert autosave(learner, place, right, seen).status == 204
