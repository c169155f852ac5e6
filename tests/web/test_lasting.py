"""What was achieved stays: through renewals, and through rules that became stricter."""

from dataclasses import replace
from uuid import UUID

from flask import Flask
from sqlalchemy import select

from elearn.db.quizzes import QuizAttempt
from elearn.domain.certification import CertificateState
from elearn.domain.completion import State
from elearn.operations.certificates import verify
from elearn.operations.learning import progress
from tests.conftest import START, Clock, Work
from tests.journey import Visitor
from tests.partnership import complete

MODULE = "listening"


def test_every_attempt_opens_as_it_was_after_two_renewals(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    said: dict[UUID, list[str]] = {}
    for _ in range(3):
        with work() as site:
            complete(site, MODULE, person)
            ids = site.session().scalars(select(QuizAttempt.id)).all()
        for attempt in ids:
            page = Visitor(app).become(person).read(f"/attempts/{attempt}/result")
            assert page.heading == "You passed"
            words = [part.get_text() for part in page.soup.select("main h2, main h3, main li")]
            assert said.setdefault(attempt, words) == words
        clock.forward(days=400)
    assert len(said) == 3


def test_a_stricter_rule_takes_no_completion_away(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        number = complete(site, MODULE, person)
        module = site.catalogue.module(MODULE)
        added = replace(module.sections[0], id="added")
        stricter = replace(
            module, version="9.0", content_hash="f" * 64, sections=(*module.sections, added)
        )
        clock.forward(days=30)
        today = clock().date()
        here = progress(site.session(), stricter, person, today)
        assert here.state is State.COMPLETE
        assert here.past is not None
        assert here.past.completed_on == START.date()
        assert verify(site.session(), number, today).state is CertificateState.GENUINE
