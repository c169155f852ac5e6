"""Many at once: one result, one completion, one certificate, on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, select

from elearn.db import (
    ArchivedText,
    Certificate,
    Completion,
    GivenAnswer,
    Marking,
    QuizAttempt,
    WrittenReflection,
    db,
)
from elearn.operations.answers import save_answer
from elearn.operations.attempts import AlreadySubmitted, sitting
from elearn.operations.reflections import write_entry
from elearn.site import Site
from tests.conftest import Work
from tests.journey import Visitor
from tests.partnership import answer_all, begin, hand_in, read_and_declare, wrong_answer

AT_ONCE = 20


def at_once(work: Work, act: Callable[[Site], Any], times: int = AT_ONCE) -> list[Any]:
    """Do the same so many times in threads that start together; return what each returned."""
    start = Barrier(times)

    def run(_: int) -> Any:
        start.wait()
        with work() as site:
            return act(site)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(run, range(times)))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_twenty_submissions_at_once_are_one(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        read_and_declare(site, "child-a", person)
        attempt = begin(site, "child-a", person)
        answer_all(site, attempt, person)
    done = at_once(work, lambda site: hand_in(site, attempt, person))
    assert len([number for number in done if number]) == 1
    with work():
        assert [count(m) for m in (QuizAttempt, Marking, Completion, Certificate)] == [1, 8, 1, 1]


def test_twenty_forms_sent_at_once_all_lead_to_the_one_result(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    person = people["learner"]
    with work() as site:
        read_and_declare(site, "child-a", person)
        attempt = begin(site, "child-a", person)
        answer_all(site, attempt, person)
    visitors = [Visitor(app).become(person) for _ in range(AT_ONCE)]
    for visitor in visitors:
        visitor.token()
    start = Barrier(AT_ONCE)

    def send(visitor: Visitor) -> tuple[int, str]:
        start.wait()
        page = visitor.post(f"/attempts/{attempt}/submit")
        return page.status, page.location

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = set(threads.map(send, visitors))
    assert answers == {(303, f"/attempts/{attempt}/result")}
    with work():
        assert [count(m) for m in (Marking, Completion, Certificate)] == [8, 1, 1]


def test_an_attempt_begun_in_many_tabs_is_one(work: Work, people: dict[str, int]) -> None:
    attempts = at_once(work, lambda site: begin(site, "child-a", people["learner"]))
    assert len(set(attempts)) == 1
    with work():
        assert count(QuizAttempt) == 1
        assert count(ArchivedText) == 2


def test_an_answer_that_comes_with_the_submission_is_marked_or_refused(
    work: Work, people: dict[str, int]
) -> None:
    """Whichever comes first: the marks are those of the answers that are stored."""
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "listening", person)
        answer_all(site, attempt, person)
        here = sitting(site.session(), site.catalogue, attempt, person)
        first = here.quiz.question(here.asked[0].question_id)
    start = Barrier(2)

    def change(_: int) -> bool:
        start.wait()
        try:
            with work() as site:
                here = sitting(site.session(), site.catalogue, attempt, person)
                save_answer(site.session(), here, first, wrong_answer(first), site.clock())
        except AlreadySubmitted:
            return False
        return True

    def submit(_: int) -> bool:
        start.wait()
        with work() as site:
            hand_in(site, attempt, person)
        return True

    with ThreadPoolExecutor(2) as threads:
        changed, _ = (f.result() for f in (threads.submit(change, 0), threads.submit(submit, 0)))
    with work() as site:
        stored = site.session().get_one(GivenAnswer, (attempt, first.id)).value
        earned = site.session().get_one(Marking, (attempt, first.id, 1)).earned_numerator
        assert (stored == "a") is changed
        assert earned == (0 if changed else 1)


def test_people_finish_side_by_side(work: Work, people: dict[str, int]) -> None:
    chosen = [people[name] for name in ("learner", "colleague", "manager", "outsider")]
    attempts = {}
    with work() as site:
        for person in chosen:
            read_and_declare(site, "child-a", person)
            attempts[person] = begin(site, "child-a", person)
            answer_all(site, attempts[person], person)
    start = Barrier(len(chosen))

    def finish(person: int) -> str:
        start.wait()
        with work() as site:
            done = hand_in(site, attempts[person], person)
            assert done is not None
            return done.number

    with ThreadPoolExecutor(len(chosen)) as threads:
        assert len(set(threads.map(finish, chosen))) == len(chosen)


def test_a_free_reflection_sent_twenty_times_is_one(work: Work, people: dict[str, int]) -> None:
    token, person = uuid4(), people["learner"]

    def send(site: Site) -> int:
        return write_entry(site.session(), person, "I will ask", site.clock(), token=token)

    assert len(set(at_once(work, send))) == 1
    with work():
        assert count(WrittenReflection) == 1
