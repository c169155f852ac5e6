"""Completions and certificates: one transaction, once for each cycle, kept for ever."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from elearn.db import Certificate, Completion, Declaration, Marking, QuizAttempt
from elearn.domain.catalogue import Catalogue
from elearn.domain.certification import CertificateState
from elearn.domain.days import day_of
from elearn.operations import completions
from elearn.operations.accounts import change_name
from elearn.operations.certificates import owned_certificate, verify
from elearn.operations.completions import record_completion
from elearn.operations.learning import declare, progress
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import (
    answer_all,
    begin,
    complete,
    hand_in,
    read_all,
    read_and_declare,
    take_quiz,
)

THREE_YEARS_ON = date(2029, 11, 23)


def count(site: Site, *models: type) -> list[int]:
    session = site.session()
    return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def test_nothing_is_complete_until_everything_is_done(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        module, session = site.catalogue.module("child-a"), site.session()
        arguments = (session, site.catalogue, site.issuer, module, person, site.clock())
        read_all(site, "child-a", person)
        assert record_completion(*arguments) is None
        declare(session, site.catalogue, module, person, site.clock())
        assert record_completion(*arguments) is None
        take_quiz(site, "child-a", person, right=False)
        assert record_completion(*arguments) is None
        assert count(site, Completion, Certificate) == [0, 0]
        take_quiz(site, "child-a", person)
        assert record_completion(*arguments) is None  # the quiz recorded it
        assert count(site, Completion, Certificate) == [1, 1]


def test_a_completion_states_what_was_done_against_which_version(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        number = complete(site, "child-a", people["learner"])
    with work() as site:
        session = site.session()
        module, quiz = site.catalogue.module("child-a"), site.catalogue.quiz("child-a")
        done = session.scalars(select(Completion)).one()
        attempt = session.scalars(select(QuizAttempt)).one()
        assert (done.method, done.cycle, done.module_kind) == ("quiz", 1, "case")
        assert (done.module_hash, done.quiz_hash) == (module.content_hash, quiz.content_hash)
        assert done.attempt_id == attempt.id
        assert (done.completed_on, done.expires_on) == (date(2026, 11, 23), THREE_YEARS_ON)
        assert (done.minutes, done.participatory_minutes) == (45, 0)
        assert done.unit_id == unit_id(session, "east")
        assert done.service == "health-visiting"
        facts = owned_certificate(session, number, done.completed_on).facts
        assert facts.person_name == "Siân Llŷr"
        assert facts.partnership == "Northdale Safeguarding Children Partnership"
        assert facts.valid_until == date(2029, 11, 22)
        assert facts.learning_outcomes == tuple(outcome.text for outcome in module.outcomes)
        assert facts.verify_url == f"https://learning.example.org/verify/{number}"


def test_the_day_of_a_completion_is_the_day_in_london(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    clock.now = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)  # half past midnight in summer time
    with work() as site:
        complete(site, "child-a", people["learner"])
        assert site.session().scalar(select(Completion.completed_on)) == date(2026, 7, 1)


def test_a_fault_between_completion_and_certificate_leaves_neither(
    work: Work, people: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = people["learner"]
    with work() as site:
        read_and_declare(site, "child-a", person)
        attempt = begin(site, "child-a", person)
        answer_all(site, attempt, person)

    def broken(*_: object) -> str:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(completions, "issue_certificate", broken)
        with pytest.raises(OSError, match="the power went"), work() as site:
            hand_in(site, attempt, person)
    with work() as site:
        assert count(site, Completion, Certificate, Marking) == [0, 0, 0]
        assert site.session().get_one(QuizAttempt, attempt).submitted_at is None
    with work() as site:
        assert hand_in(site, attempt, person) is not None
    with work() as site:
        assert count(site, Completion, Certificate, Marking) == [1, 1, 8]


def test_the_same_submission_twice_is_one(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "child-a", person)
        attempt = site.session().scalars(select(QuizAttempt.id)).one()
    with work() as site:
        assert hand_in(site, attempt, person) is None
    with work() as site:
        assert count(site, QuizAttempt, Marking, Completion, Certificate) == [1, 8, 1, 1]


def test_completing_again_before_the_window_makes_nothing_new(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        complete(site, "listening", people["learner"])
    clock.now = datetime(2027, 8, 24, 10, tzinfo=UTC)  # the window opens the day after
    with work() as site:
        read_and_declare(site, "listening", people["learner"])
        take_quiz(site, "listening", people["learner"])
    with work() as site:
        assert count(site, Completion, Certificate) == [1, 1]


@pytest.mark.parametrize(
    ("when", "expires"),
    [
        (date(2027, 8, 25), date(2028, 11, 23)),  # the first day of the window
        (date(2027, 11, 22), date(2028, 11, 23)),  # its last
        (date(2027, 11, 23), date(2028, 11, 23)),  # expired: counts from the day
        (date(2028, 2, 29), date(2029, 2, 28)),
    ],
)
def test_renewal_makes_a_second_cycle_with_a_certificate_of_its_own(
    work: Work, people: dict[str, int], clock: Clock, when: date, expires: date
) -> None:
    person = people["learner"]
    with work() as site:
        first = complete(site, "listening", person)
    clock.now = datetime(when.year, when.month, when.day, 10, tzinfo=UTC)
    with work() as site:
        assert progress(
            site.session(), site.catalogue.module("listening"), person, when
        ).outstanding
        second = complete(site, "listening", person)
    with work() as site:
        session = site.session()
        rows = session.scalars(select(Completion).order_by(Completion.cycle)).all()
        assert [(row.cycle, row.expires_on) for row in rows] == [
            (1, date(2027, 11, 23)),
            (2, expires),
        ]
        expired = when >= date(2027, 11, 23)
        answers = [verify(session, number, when).state for number in (first, second)]
        before = CertificateState.EXPIRED if expired else CertificateState.GENUINE
        assert answers == [before, CertificateState.GENUINE]


def test_half_a_renewal_is_not_one(work: Work, people: dict[str, int], clock: Clock) -> None:
    person = people["learner"]
    with work() as site:
        complete(site, "listening", person)
    clock.now = datetime(2027, 10, 1, 10, tzinfo=UTC)
    with work() as site:
        take_quiz(site, "listening", person)
        assert count(site, Completion) == [1]
        read_and_declare(site, "listening", person)
        module = site.catalogue.module("listening")
        done = record_completion(
            site.session(), site.catalogue, site.issuer, module, person, site.clock()
        )
        assert done is not None
        assert count(site, Completion, Certificate, Declaration) == [2, 2, 2]


def test_a_module_that_never_expires_is_completed_once(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    person = people["learner"]
    with work() as site:
        read_and_declare(site, "the-programme", person)
        module = site.catalogue.module("the-programme")
        assert record_completion(
            site.session(), site.catalogue, site.issuer, module, person, site.clock()
        )
    clock.forward(days=4000)
    with work() as site:
        read_and_declare(site, "the-programme", person)
        module = site.catalogue.module("the-programme")
        again = record_completion(
            site.session(), site.catalogue, site.issuer, module, person, site.clock()
        )
        assert again is None
        assert site.session().scalars(select(Completion.expires_on)).all() == [None]
        assert count(site, Certificate) == [1]


def test_a_new_name_stands_on_later_certificates_only(work: Work, people: dict[str, int]) -> None:
    person = people["learner"]
    with work() as site:
        first = complete(site, "child-a", person)
        change_name(site.session(), site.check_name, person, "Siân Jones")
        second = complete(site, "listening", person)
        today = day_of(site.clock())
        names = [owned_certificate(site.session(), n, today).facts.person_name
                 for n in (first, second)]  # fmt: skip
        assert names == ["Siân Llŷr", "Siân Jones"]


def test_the_tests_know_every_module(app: Flask) -> None:
    catalogue: Catalogue = app.extensions["elearn"].catalogue
    assert list(catalogue.modules) == ["the-programme", "child-a", "listening"]
