"""The quiz by HTTP, where things are forged, late, missing or too long."""

from uuid import UUID

import pytest

from elearn.domain.quizzes import Question
from tests.conftest import Work
from tests.journey import Page, Visitor
from tests.partnership import REFLECTION


@pytest.fixture
def attempt(learner: Visitor) -> UUID:
    """Return an open attempt of the learner at the quiz of Child A."""
    return learner.begin_quiz("child-a")


def place_of(visitor: Visitor, attempt: UUID, question_id: str) -> str:
    """Return the address at which an attempt asks a question."""
    quiz = visitor.quiz_of("child-a")
    wanted: Question = quiz.question(question_id)
    for number in range(1, len(quiz.questions) + 1):
        path = f"/attempts/{attempt}/questions/{number}"
        if visitor.question_on(visitor.read(path), quiz) == wanted:
            return path
    raise AssertionError(question_id)


FORGED = [
    ("q1", {"answer": "z"}), ("q1", {"answer": ""}), ("q1", {}), ("q1", {"answer": ["b", "z"][1]}),
    ("q2", {"answer": "maybe"}), ("q2", {"answer": "True"}),
    ("q3", {"answer": ["a", "z"]}), ("q3", {"answer": []}),
    ("q4", {"place-1": "see", "place-2": "see", "place-3": "share"}),
    ("q4", {"place-1": "see", "place-2": "share"}), ("q4", {"place-9": "see"}),
    ("q4", {"place-1": "see", "place-2": "share", "place-3": "forged"}),
    ("q5", {"pair-p1": "hv"}), ("q5", {"pair-p1": "hv", "pair-p2": "forged"}),
    ("q5", {"pair-forged": "hv"}),
    ("q6", {"answer": "about one"}), ("q6", {"answer": "1" * 501}), ("q6", {"answer": "NaN"}),
    ("q6", {"answer": "1e400"}), ("q6", {"answer": "２"}), ("q6", {"answer": "1,5"}),
    ("q7", {"answer": "   "}), ("q7", {"answer": "x" * 501}), ("q7", {"answer": "x" * 100_000}),
]  # fmt: skip


@pytest.mark.parametrize(("question", "form"), FORGED)
def test_an_answer_that_a_question_cannot_have_is_refused_in_words(
    learner: Visitor, attempt: UUID, question: str, form: dict[str, object]
) -> None:
    path = place_of(learner, attempt, question)
    page = learner.post(path, form)
    assert page.status == 422
    assert page.errors
    title = page.soup.title
    assert title
    assert title.get_text(strip=True).startswith("Error: ")
    assert "0 of 10 answered" in learner.read(path).words


def test_a_refused_answer_leaves_the_one_before(learner: Visitor, attempt: UUID) -> None:
    path = place_of(learner, attempt, "q8")
    learner.post(path, {"answer": "a"})
    assert learner.post(path, {"answer": "z"}).status == 422
    assert learner.read(path).fields()["answer"] == ["a"]


@pytest.mark.parametrize("number", ["0", "11", "99999999999999999999"])
def test_a_step_that_is_not_there_is_not_found(
    learner: Visitor, attempt: UUID, number: str
) -> None:
    path = f"/attempts/{attempt}/questions/{number}"
    assert learner.get(path).status == 404
    assert learner.post(path, {"answer": "a"}).status == 404


def test_a_submission_with_gaps_names_them_and_keeps_what_was_given(
    learner: Visitor, attempt: UUID
) -> None:
    path = place_of(learner, attempt, "q8")
    learner.post(path, {"answer": "a"})
    number = path.rpartition("/")[2]
    page = learner.post(f"/attempts/{attempt}/submit")
    assert page.status == 422
    missing = [n for n in range(1, 10) if str(n) != number]
    assert page.errors == [f"Answer question {n}" for n in missing]
    links = [str(a["href"]) for a in page.soup.select(".govuk-error-summary a")]
    assert links == [f"/attempts/{attempt}/questions/{n}" for n in missing]
    assert learner.read(path).fields()["answer"] == ["a"]
    assert learner.get(f"/attempts/{attempt}/result").location == f"/attempts/{attempt}"


def reflect(visitor: Visitor, attempt: UUID, text: str) -> Page:
    return visitor.post(f"/attempts/{attempt}/questions/9", {"answer": text})


def test_a_reflection_of_a_hundred_kilobytes_is_refused_and_given_back(
    learner: Visitor, attempt: UUID
) -> None:
    reflect(learner, attempt, REFLECTION)
    long = "Why? " * 20_000
    page = reflect(learner, attempt, long)
    assert page.status == 422
    assert page.errors == ["Your reflection must be 5000 characters or fewer"]
    assert page.fields()["answer"][0].strip() == long.strip()
    kept = learner.read(f"/attempts/{attempt}/questions/9")
    assert kept.fields()["answer"] == [REFLECTION]


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "{{ 7 * 7 }}", "ŵ ŷ ł 🙂 \u202e", "=1+1", "a\r\n\r\nb",
     "</textarea>", "x" * 5000, "\r\n".join("x" * 49 for _ in range(100))],
)  # fmt: skip
def test_a_reflection_comes_back_as_it_was_written(
    learner: Visitor, attempt: UUID, text: str
) -> None:
    assert reflect(learner, attempt, text).status == 303
    page = learner.read(f"/attempts/{attempt}/questions/9")
    assert page.fields()["answer"] == [text.replace("\r\n", "\n")]
    assert "alert(1)</script>" not in page.response.get_data(as_text=True)
    learner.answer_quiz("child-a", attempt)
    reflect(learner, attempt, text)
    page = learner.submit_quiz(attempt)
    written = page.soup.select_one(".app-written")
    assert written
    assert written.get_text() == text.replace("\r\n", "\n").strip()


def test_a_late_answer_changes_nothing_and_leads_to_the_result(
    learner: Visitor, attempt: UUID
) -> None:
    path = place_of(learner, attempt, "q8")
    learner.answer_quiz("child-a", attempt)
    before = learner.submit_quiz(attempt)
    result = f"/attempts/{attempt}/result"
    for form in ({"answer": "b"}, {"answer": "z"}, {}):
        page = learner.post(path, form)
        assert page.location == result or page.status == 422
    late = learner.follow(learner.post(path, {"answer": "b"}))
    assert "its answers can no longer change" in late.words
    assert learner.post(path, {"answer": "b"}, headers={"X-Autosave": "1"}).status == 409
    assert learner.get(path).location == result
    assert learner.get(f"/attempts/{attempt}").location == result
    after = learner.read(result)
    learner.read(result)
    assert [t.get_text() for t in after.soup.select(".app-feedback")] == [
        t.get_text() for t in before.soup.select(".app-feedback")
    ]


def test_submitting_again_leads_to_the_same_result(learner: Visitor, attempt: UUID) -> None:
    learner.answer_quiz("child-a", attempt)
    first = learner.post(f"/attempts/{attempt}/submit")
    again = learner.post(f"/attempts/{attempt}/submit")
    assert first.location == again.location == f"/attempts/{attempt}/result"
    assert learner.read("/record").words.count("Child A, attempt") == 1


def test_a_self_assessment_of_what_is_not_there_is_not_found(
    learner: Visitor, attempt: UUID
) -> None:
    path = f"/attempts/{attempt}/reflections/"
    assert learner.post(f"{path}r1", {"covered": "m1"}).status == 404  # before submission
    learner.answer_quiz("child-a", attempt)
    learner.submit_quiz(attempt)
    assert learner.post(f"{path}r1", {"covered": "m1"}).status == 303
    for prompt in ("r9", "q1", "%00", "x" * 500):
        assert learner.post(f"{path}{prompt}", {"covered": "m1"}).status in {400, 404}


def test_an_optional_reflection_may_be_left_empty(learner: Visitor, attempt: UUID) -> None:
    learner.answer_quiz("child-a", attempt)
    last = f"/attempts/{attempt}/questions/10"
    assert learner.post(last, {"answer": ""}).location == f"/attempts/{attempt}"
    page = learner.submit_quiz(attempt)
    assert page.heading == "You passed"
    assert "You wrote nothing here." in page.words


def test_a_hint_and_a_scenario_stand_with_their_questions(learner: Visitor, attempt: UUID) -> None:
    page = learner.read(place_of(learner, attempt, "q1"))
    assert "A neighbour hears crying every night" in page.words
    assert "Think of the child" in page.words
    assert "Make sure that Child A is <safe> & seen" in page.words
    options = [label.get_text(strip=True) for label in page.soup.select(".govuk-radios__label")]
    assert options[-1] == "None of these"  # pinned
    other = learner.read(place_of(learner, attempt, "q8"))
    assert "A neighbour hears crying" not in other.words


def test_an_attempt_shows_its_options_in_one_order(
    learner: Visitor, attempt: UUID, work: Work
) -> None:
    path = place_of(learner, attempt, "q3")

    def shown() -> list[str]:
        return [str(box["value"]) for box in learner.read(path).soup.select("[type=checkbox]")]

    assert shown() == shown()
    assert sorted(shown()) == ["a", "b", "c", "d"]


def test_the_result_says_which_places_and_pairs_were_right(learner: Visitor, attempt: UUID) -> None:
    learner.answer_quiz("child-a", attempt)
    order, pairs = place_of(learner, attempt, "q4"), place_of(learner, attempt, "q5")
    learner.post(order, {"place-1": "see", "place-2": "write", "place-3": "share"})
    learner.post(pairs, {"pair-p1": "hv", "pair-p2": "sc"})
    page = learner.submit_quiz(attempt)
    answered = [item.get_text(" ", strip=True) for item in page.soup.select(".app-feedback li")]
    assert answered[answered.index("See the child (in the right place)") :][:3] == [
        "See the child (in the right place)",
        "Write it down (not in the right place)",
        "Share what you saw (not in the right place)",
    ]
    assert "Child A was very quiet: Health visiting (right)" in answered
    assert "Officers came to the house: School (not right)" in answered
    assert "Officers came to the house: Police" in answered  # the right answer, as it is


def test_a_right_order_is_not_taken_apart(learner: Visitor) -> None:
    page = learner.take_quiz("child-a")
    assert "in the right place" not in page.words
    assert "(right)" not in page.words
