"""An answer saved in one statement, which is its own guard: what it refuses, any guard would."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest

from elearn.web import log
from elearn.web.answers import save_at_once
from tests.journey import SITE, Visitor

PLAIN = "q8"  # a single choice


@pytest.fixture
def path(learner: Visitor) -> str:
    """Return the address of a question of an open attempt, answered once already.

    From the second answer on, the token of the form is known.
    """
    attempt: UUID = learner.begin_quiz("child-a")
    quiz = learner.quiz_of("child-a")
    for number in range(1, len(quiz.questions) + 1):
        path = f"/attempts/{attempt}/questions/{number}"
        if learner.question_on(learner.read(path), quiz) == quiz.question(PLAIN):
            assert learner.post(path, {"answer": "a"}).status == 303
            return path
    raise AssertionError(PLAIN)


@contextmanager
def caught() -> Iterator[list[dict[str, Any]]]:
    """Give the lines that are logged meanwhile."""
    lines: list[dict[str, Any]] = []

    def keep(_logger: object, _name: str, line: Any) -> Any:
        lines.append(dict(line))
        return line

    kept, log.log = log.log, log.log.bind()
    log.log._processors = [keep, *log.log._processors]
    try:
        yield lines
    finally:
        log.log = kept


def answer_of(learner: Visitor, path: str) -> list[str]:
    return learner.read(path).fields()["answer"]


def test_a_known_form_is_saved_before_the_guard_and_logged_with_its_author(
    learner: Visitor, people: dict[str, int], path: str
) -> None:
    form, number = {"csrf_token": learner.token(), "answer": "b"}, int(path.rpartition("/")[2])
    sent = {"base_url": SITE, "method": "POST", "headers": {"Cookie": cookie_of(learner)}}
    with learner.app.test_request_context(path, data=form, **sent):
        assert save_at_once(UUID(path.split("/")[2]), number) is not None
    assert answer_of(learner, path) == ["b"]
    with caught() as lines:
        assert learner.post(path, {"answer": "a"}, headers={"X-Autosave": "1"}).status == 204
        learner.read(path)
    saved, read = lines
    assert saved["endpoint"] == "answers.save"
    assert saved["person_id"] == read["person_id"] == people["learner"]


def test_it_leads_on_as_ever(learner: Visitor, path: str) -> None:
    attempt, _, number = path.rpartition("/questions/")
    onward = f"{attempt}/questions/{int(number) + 1}"
    assert learner.post(path, {"answer": "b"}).location == onward


def test_an_old_cookie_saves_nothing_after_signing_out(learner: Visitor, path: str) -> None:
    form, cookie = {"csrf_token": learner.token(), "answer": "b"}, cookie_of(learner)
    learner.post("/sign-out")
    thief = Visitor(learner.app)
    late = thief.request("POST", path, data=form, headers={"Cookie": cookie})
    assert (late.status, late.location) == (303, "/sign-in")
    assert answer_of(Visitor(learner.app).sign_in("learner@example.org"), path) == ["a"]


def test_a_form_without_its_token_is_refused(learner: Visitor, path: str) -> None:
    for token in ("", "forged", learner.token()[:-4] + "AAAA"):
        assert learner.post(path, {"csrf_token": token, "answer": "b"}).status == 400
    assert answer_of(learner, path) == ["a"]


def test_another_persons_attempt_is_not_there(
    learner: Visitor, people: dict[str, int], path: str
) -> None:
    colleague = Visitor(learner.app).become(people["colleague"])
    colleague.read("/account")
    for _ in range(2):
        assert colleague.post(path, {"answer": "b"}).status == 404
    assert answer_of(learner, path) == ["a"]


def cookie_of(visitor: Visitor) -> str:
    found = visitor.client.get_cookie("learning_lessons", domain="learning.example.org")
    assert found
    return f"learning_lessons={found.value}"
