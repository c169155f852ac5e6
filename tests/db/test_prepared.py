"""Prepared statements: the very rows that the session would give, in its own transaction."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import bindparam, delete, insert, literal, select, text, union_all

from elearn.db import (
    Membership,
    Person,
    Prepared,
    QuizAttempt,
    Unit,
    among,
    db,
    driver_of,
    read_only,
)
from elearn.db.base import WriteWhileReading
from elearn.site import Site
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


def a_unit(site: Site) -> int:
    return site.session().scalars(select(Unit.id)).first() or 0


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
    with work() as site:
        unit = a_unit(site)
    values = {
        "person_id": people["learner"], "unit_id": unit, "service": None, "job_title": None,
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


@pytest.mark.parametrize("number", [0, 3, 250])
def test_what_is_streamed_is_what_is_found(work: Work, people: dict[str, int], number: int) -> None:
    """250 rows come in several pieces."""
    days = [date.fromordinal(date(2031, 1, 1).toordinal() + n) for n in range(number)]
    asked = Prepared(
        select(Membership.person_id, Membership.begins_on)
        .where(Membership.begins_on >= bindparam("day"), among(Membership.person_id, "people"))
        .order_by(Membership.begins_on)
    )
    with work() as site:
        unit = a_unit(site)
        for day in days:
            site.session().add(
                Membership(
                    person_id=people["learner"], unit_id=unit, begins_on=day,
                    ends_on=date.fromordinal(day.toordinal() + 1), recorded_at=site.clock(),
                )
            )  # fmt: skip
    with work() as site, read_only():
        whose = [people["learner"], people["manager"]]
        rows = driver_of(site.session()).stream(asked, people=whose, day=date(2031, 1, 1))
        found = [(row[0], str(row[1])) for row in rows]
        assert found == [(people["learner"], str(day)) for day in days]
        assert driver_of(site.session()).rows(Prepared(select(literal(1)))) == [(1,)]


def test_a_query_that_was_read_in_part_holds_up_nobody(work: Work) -> None:
    numbers = text("SELECT value FROM generate_series(1, 100000) AS value")
    many = Prepared(
        text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
             " SELECT i FROM n"), postgresql=numbers,
    )  # fmt: skip
    one = Prepared(select(literal(1).label("one")))
    with work() as site, read_only():
        session = site.session()
        read_in_part = driver_of(session).stream(many)
        assert next(read_in_part) == (1,)
        session.close()
        assert driver_of(session).rows(one) == [(1,)]


def test_what_is_pending_in_the_session_is_found(work: Work, people: dict[str, int]) -> None:
    day = date(2031, 3, 4)
    asked = Prepared(select(Membership.id).where(Membership.begins_on == bindparam("day")))
    with work() as site:
        session = site.session()
        assert driver_of(session).rows(asked, day=day) == []
        session.add(
            Membership(person_id=people["learner"], unit_id=a_unit(site), begins_on=day,
                       ends_on=date(2031, 3, 5), recorded_at=site.clock())
        )  # fmt: skip
        assert len(driver_of(session).rows(asked, day=day)) == 1
        session.rollback()


def test_it_writes_nothing_where_only_reading_was_announced(work: Work) -> None:
    remove = Prepared(delete(Membership))
    with work() as site, read_only():
        driver = driver_of(site.session())
        with pytest.raises(WriteWhileReading):
            driver.run(remove)
        with pytest.raises(WriteWhileReading):
            driver.run_each(remove, [{}])


def test_rows_that_are_added_are_those_of_the_session(work: Work, people: dict[str, int]) -> None:
    day, names = date(2031, 3, 4), ("person_id", "unit_id", "begins_on", "ends_on", "recorded_at")
    now = datetime(2026, 3, 4, 12, tzinfo=UTC)
    with work() as site:
        session, unit = site.session(), a_unit(site)
        rows = [(people[who], unit, day, date(2031, 3, 5), now)
                for who in ("learner", "manager")]  # fmt: skip
        driver_of(session).add_rows(Membership, names, iter(rows))
        driver_of(session).add_rows(Membership, names, [])
        columns = [Membership.__table__.c[name] for name in names]
        found = session.execute(select(*columns).where(Membership.begins_on == day))
        assert sorted(map(tuple, found)) == sorted(rows)
        session.rollback()
        assert session.scalar(select(Membership.id).where(Membership.begins_on == day)) is None
    with work() as site, read_only(), pytest.raises(WriteWhileReading):
        driver_of(site.session()).add_rows(Membership, names, [])
