"""Prepared statements: the very rows that the session would give, in its own transaction."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, insert, literal, select, text, union_all

from elearn.db import Membership, Person, Prepared, QuizAttempt, db, driver_of, read_only
from tests.conftest import Clock, Work
from tests.partnership import begin

ATTEMPT = select(
    QuizAttempt.id, QuizAttempt.person_id, QuizAttempt.asked, QuizAttempt.flagged,
    QuizAttempt.started_at, QuizAttempt.closes_at, QuizAttempt.pass_mark, QuizAttempt.passed,
).where(QuizAttempt.id == bindparam("attempt"))  # fmt: skip
DAYS = select(Membership.begins_on, Membership.ends_on, Person.active).join_from(
    Membership, Person, Membership.person_id == Person.id
)
KINDS = union_all(
    select(literal("person").label("kind"), Person.name.label("name")).where(
        Person.id == bindparam("person")
    ),
    select(literal("module").label("kind"), QuizAttempt.module.label("name")).where(
        QuizAttempt.person_id == bindparam("person")
    ),
)


@pytest.mark.parametrize("query", [ATTEMPT, DAYS, KINDS], ids=["attempt", "days", "kinds"])
def test_rows_are_those_of_the_session(work: Work, people: dict[str, int], query: Any) -> None:
    person = people["learner"]
    with work() as site:
        attempt = begin(site, "listening", person)
    with work() as site, read_only():
        values = {"attempt": attempt, "person": person}
        wanted = {name: values[name] for name in query.compile().params if name in values}
        expected = sorted(map(tuple, site.session().execute(query, wanted)), key=repr)
        found = driver_of(site.session()).rows(Prepared(query), **wanted)
        assert sorted(map(tuple, found), key=repr) == expected != []
        assert found[0]._fields == tuple(site.session().execute(query, wanted).keys())


def test_what_it_writes_belongs_to_the_transaction_of_the_session(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    values = {
        "person_id": people["learner"], "unit_id": 1, "service": None, "job_title": None,
        "job_group": None, "begins_on": date(2031, 3, 4), "ends_on": date(2031, 3, 5),
        "recorded_at": datetime(2026, 3, 4, 12, tzinfo=UTC), "recorded_by_id": None,
    }  # fmt: skip
    add = Prepared(insert(Membership).values({name: bindparam(name) for name in values}))
    later = select(Membership.recorded_at).where(Membership.begins_on == date(2031, 3, 4))
    with work() as site:
        driver_of(site.session()).run_each(add, [values])
        assert site.session().scalar(later) == values["recorded_at"]
        site.session().rollback()
        assert site.session().scalar(later) is None


def test_a_value_that_is_missing_is_a_mistake(work: Work, people: dict[str, int]) -> None:
    with work() as site, pytest.raises((KeyError, db.engine.dialect.loaded_dbapi.Error)):
        driver_of(site.session()).rows(Prepared(ATTEMPT), other=uuid4())


def test_another_statement_may_stand_for_one_kind_of_database(work: Work) -> None:
    which = Prepared(text("SELECT 'any'"), postgresql=text("SELECT 'postgresql'"))
    with work() as site:
        kind = "postgresql" if db.engine.dialect.name == "postgresql" else "any"
        assert driver_of(site.session()).rows(which) == [(kind,)]


def test_it_is_the_driver_of_the_transaction_that_is_open(work: Work) -> None:
    one = Prepared(select(literal(1).label("one")))
    with work() as site:
        session = site.session()
        first = driver_of(session)
        assert driver_of(session) is first
        session.commit()
        session.close()
        assert driver_of(session) is not first
        assert driver_of(session).rows(one) == [(1,)]
