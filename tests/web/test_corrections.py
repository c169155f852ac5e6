"""A wrong key is corrected: tried first, applied once, kept beside what was, and told."""

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn.db import Certificate, Marking, QuizAttempt
from elearn.domain.quizzes import SingleChoice
from elearn.operations.corrections import dry_run
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete, read_and_declare, take_quiz
from tests.web.routes import snapshot

SLUG, PAGE = "listening", "/admin/corrections/listening"
REASON = "The answers were the wrong way round"


def turn_keys(app: Flask) -> None:
    """Serve the quiz with every right option wrong and every wrong one right."""
    site: Site = app.extensions["elearn"]
    catalogue = site.catalogue
    quiz = catalogue.quiz(SLUG)
    turned = []
    for question in quiz.questions:
        assert isinstance(question, SingleChoice)
        options = tuple(replace(o, correct=not o.correct) for o in question.options)
        turned.append(replace(question, options=options))
    after = replace(quiz, questions=tuple(turned), content_hash="f" * 64)
    texts = {**catalogue.texts, "f" * 64: catalogue.texts[quiz.content_hash]}
    changed = replace(catalogue, quizzes={**catalogue.quizzes, SLUG: after}, texts=texts)
    replace(site, catalogue=changed).install(app)


@pytest.fixture
def failed(work: Work, people: dict[str, int]) -> UUID:
    """Return an attempt of the learner, who read everything and got every answer wrong."""
    with work() as site:
        read_and_declare(site, SLUG, people["learner"])
        return take_quiz(site, SLUG, people["learner"], right=False)


@pytest.fixture
def administrator(app: Flask, people: dict[str, int]) -> Visitor:
    return Visitor(app).sign_in("administrator@example.org")


def test_what_would_change_is_seen_first_and_nothing_is_stored(
    app: Flask, failed: UUID, administrator: Visitor
) -> None:
    assert "None: every attempt" in administrator.get("/admin/corrections").words
    turn_keys(app)
    before = snapshot(app)
    assert "1 attempt" in administrator.get("/admin/corrections").words
    page = administrator.get(PAGE)
    assert "Siân Llŷr" in page.words
    assert "0% to 100%" in page.words
    assert "Now passed" in page.words
    assert administrator.post(PAGE, {"reason": ""}).errors == ["Enter the reason"]
    assert snapshot(app) == before


def test_marking_again_keeps_the_old_marks_and_completes_whoever_passes_now(
    app: Flask, work: Work, people: dict[str, int], failed: UUID, administrator: Visitor,
    learner: Visitor,
) -> None:  # fmt: skip
    turn_keys(app)
    done = administrator.post(PAGE, {"reason": REASON})
    assert "1 attempt was marked again" in administrator.follow(done).words
    with work() as site:
        session = site.session()
        attempt = session.get_one(QuizAttempt, failed)
        assert (attempt.passed, attempt.passed_now) == (False, True)
        assert attempt.score_numerator == 0
        assert Fraction(attempt.numerator_now or 0, attempt.denominator_now or 1) == 1
        marked = session.scalar(select(func.count()).select_from(Marking))
        assert marked == 2 * len(attempt.asked)
        assert session.scalar(select(func.count()).select_from(Certificate)) == 1
    result = learner.get(f"/attempts/{failed}/result")
    assert result.heading == "You passed"
    assert f"Marked again on 23 November 2026: 0% to 100%, because: {REASON}" in result.words
    assert "100%" in learner.get("/record").words


def test_applying_twice_does_nothing_more(app: Flask, failed: UUID, administrator: Visitor) -> None:
    turn_keys(app)
    administrator.post(PAGE, {"reason": REASON})
    before = snapshot(app)
    assert "Nothing would change" in administrator.get(PAGE).words
    administrator.post(PAGE, {"reason": REASON})
    assert snapshot(app) == before


@pytest.mark.parametrize("lowered_too", [False, True])
def test_it_only_improves_unless_chosen_and_never_takes_a_certificate_back(
    app: Flask, work: Work, people: dict[str, int], administrator: Visitor, lowered_too: bool
) -> None:
    with work() as site:
        complete(site, SLUG, people["learner"])
    turn_keys(app)
    assert "No longer passed" in administrator.get(PAGE).words
    form = {"reason": REASON} | ({"lowered_too": "y"} if lowered_too else {})
    administrator.post(PAGE, form)
    with work() as site:
        attempt = site.session().scalars(select(QuizAttempt)).one()
        assert attempt.passed_now is not lowered_too
        assert site.session().scalar(select(func.count()).select_from(Certificate)) == 1


def test_an_answer_that_no_longer_fits_keeps_its_mark(app: Flask, work: Work, failed: UUID) -> None:
    turn_keys(app)
    site: Site = app.extensions["elearn"]
    quiz = site.catalogue.quiz(SLUG)
    bare = tuple(
        replace(q, options=tuple(replace(o, id=f"new-{o.id}") for o in q.options))
        for q in quiz.questions
        if isinstance(q, SingleChoice)
    )
    quizzes = {**site.catalogue.quizzes, SLUG: replace(quiz, questions=bare)}
    replace(site, catalogue=replace(site.catalogue, quizzes=quizzes)).install(app)
    with work() as now:
        found = dry_run(now.session(), now.catalogue, SLUG)
        assert found.changes == ()
        assert found.unfit == 4


def test_only_those_over_the_whole_partnership_correct(
    app: Flask, failed: UUID, administrator: Visitor, clock: Clock
) -> None:
    lead = Visitor(app).sign_in("lead@example.org")
    assert lead.get(PAGE).status == 404
    assert lead.post(PAGE, {"reason": REASON}).status == 404
    assert administrator.get("/admin/corrections/nothing").status == 404


def test_a_result_that_was_marked_again_explains_itself_by_the_key_that_marked_it(
    app: Flask, failed: UUID, administrator: Visitor, people: dict[str, int]
) -> None:
    turn_keys(app)
    administrator.post(PAGE, {"reason": REASON})
    learner = Visitor(app).become(people["learner"])
    words = learner.read(f"/attempts/{failed}/result").words
    assert "You chose this, and it is right" in words
    assert "it is not right" not in words
    assert "you did not choose it" not in words
    listed = learner.read(f"/modules/{SLUG}/quiz").words
    assert "Attempt 1 Passed" in listed
