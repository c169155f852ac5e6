"""Answers saved in one statement: only to one's own open attempt, and never past its submission."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from elearn.db import GivenAnswer, Marking, Person, QuizAttempt
from elearn.domain.marking import BadAnswer
from elearn.domain.quizzes import Question
from elearn.operations.accounts import begin_sign_in, end_sign_in
from elearn.operations.answers import Place, plain_place, save_at_once
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import answer_all, begin, hand_in, take_quiz


def place_of(site: Site, attempt: UUID, number: int) -> Place | None:
    paper = site.papers.of(site.driver(site.session()), attempt)
    return plain_place(paper, site.catalogue, number)


def first_question(site: Site, attempt: UUID) -> Question:
    place = place_of(site, attempt, 1)
    assert place is not None
    return place.question


def save(site: Site, attempt: UUID, person: int, question: Question, answer: str) -> bool:
    token = begin_sign_in(site.session(), person, site.clock())
    return save_at_once(site.driver(site.session()), attempt, token, question, answer, site.clock())


def stored(site: Site, attempt: UUID, question: Question) -> str | None:
    row = site.session().get(GivenAnswer, (attempt, question.id))
    return str(row.value) if row else None


def test_an_answer_saved_again_replaces_the_first(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "listening", person)
        question = first_question(site, attempt)
        assert save(site, attempt, person, question, "a")
    with work() as site:
        assert save(site, attempt, person, question, "b")
    with work() as site:
        assert stored(site, attempt, question) == "b"


def test_what_cannot_be_answered_is_not_saved(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "listening", person)
        question = first_question(site, attempt)
        with pytest.raises(BadAnswer):
            save(site, attempt, person, question, "z")
        assert not save(site, attempt, people["colleague"], question, "a")
        assert not save(site, uuid4(), person, question, "a")
        site.session().get_one(QuizAttempt, attempt).closes_at = clock.now + timedelta(minutes=1)
    clock.forward(minutes=1)
    with work() as site:
        assert not save(site, attempt, person, question, "a")
        assert stored(site, attempt, question) is None
    with work() as site:
        done = take_quiz(site, "listening", people["manager"])
        asked = first_question(site, done)
        assert not save(site, done, people["manager"], asked, "a")
        assert stored(site, done, asked) == "b"


def test_only_a_sign_in_that_holds_saves(work: Work, people: dict[str, int], clock: Clock) -> None:
    person = people["learner"]
    with work() as site:
        session = site.session()
        attempt = begin(site, "listening", person)
        question = first_question(site, attempt)
        ended, kept = (begin_sign_in(session, person, site.clock()) for _ in range(2))
        end_sign_in(session, ended)

    def saves(token: str) -> bool:
        with work() as site:
            return save_at_once(
                site.driver(site.session()), attempt, token, question, "a", site.clock()
            )

    assert not saves(ended)
    assert not saves("no token of ours")
    assert saves(kept)
    with work() as site:
        site.session().get_one(Person, person).active = False
    assert not saves(kept)
    with work() as site:
        site.session().get_one(Person, person).active = True
    clock.forward(hours=12)
    assert not saves(kept)


def test_a_place_is_plain_or_left_to_the_form(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "child-a", person)
        checked = begin(site, "the-programme", person)  # with feedback after each question
        for paper, number in ((attempt, 0), (attempt, 9), (uuid4(), 1), (checked, 1)):
            assert place_of(site, paper, number) is None
        place = place_of(site, attempt, 8)
        assert place is not None
        assert place.steps == 10
        asked = site.papers.of(site.driver(site.session()), attempt)
        assert asked is not None
        assert plain_place(replace(asked, quiz_hash="0" * 64), site.catalogue, 8) is None


@pytest.mark.parametrize("saved_first", [True, False])
def test_an_answer_beside_a_submission_is_marked_or_refused(
    work: Work, people: dict[str, int], *, saved_first: bool
) -> None:
    """The second transaction waits for the first to end, and then sees what it did."""
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "listening", person)
        answer_all(site, attempt, person)
        question = first_question(site, attempt)

    def change() -> bool:
        with work() as site:
            return save(site, attempt, person, question, "a")

    def submit() -> bool:
        with work() as site:
            hand_in(site, attempt, person)
        return True

    with ThreadPoolExecutor(1) as other:
        if saved_first:
            with work() as site:
                changed = save(site, attempt, person, question, "a")
                later = other.submit(submit)
            assert later.result()
        else:
            with work() as site:
                hand_in(site, attempt, person)
                late = other.submit(change)
            changed = late.result()
    with work() as site:
        earned = site.session().get_one(Marking, (attempt, question.id, 1)).earned_numerator
        assert changed is saved_first
        assert (stored(site, attempt, question), earned) == (("a", 0) if changed else ("b", 1))
