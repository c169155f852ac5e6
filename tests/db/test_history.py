"""History is never rewritten, and what is announced as reading does not write."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import StatementError
from sqlalchemy.inspection import inspect

from elearn.db import Certificate, Person, QuizAttempt, Reading, SignIn, Unit, read_only
from elearn.db.base import Base, HistoryRewritten, Lasting, LastingOnceSubmitted, WriteWhileReading
from elearn.domain.days import day_of
from tests.conftest import Work

FACTS: list[Any] = sorted(
    (m.class_ for m in Base.registry.mappers if issubclass(m.class_, Lasting)),
    key=lambda model: str(model.__table__.name),
)


def refused(
    work: Work, act: Callable[[Any], object], error: type[Exception] = HistoryRewritten
) -> None:
    """Do something at work that must be refused."""
    with pytest.raises(error), work() as site:
        act(site)


def changed(value: Any) -> Any:
    """Return another value of the same type."""
    if isinstance(value, datetime):
        return value.replace(year=value.year - 1)
    return f"{value}x" if isinstance(value, str) else not value if value in {True, False} else 77


def plain_columns(fact: Any) -> list[str]:
    keys = [c.key for c in inspect(type(fact)).column_attrs]
    return [k for k in keys if isinstance(getattr(fact, k), str | int | datetime)]


def settled(model: Any) -> Any:
    """Return the query of the rows that may no longer change."""
    query = select(model)
    return query.where(model.submitted_at.is_not(None)) if model is QuizAttempt else query


def test_every_table_of_facts_is_guarded() -> None:
    assert {model.__tablename__ for model in FACTS} >= {
        "archived_text", "attempt", "certificate", "completion", "declaration", "marking",
        "reading", "withdrawal",
    }  # fmt: skip


@pytest.mark.parametrize("model", FACTS)
def test_a_fact_cannot_be_changed(work: Work, history: dict[str, int], model: Any) -> None:
    with work() as site:
        columns = plain_columns(site.session().scalars(settled(model)).first())
    assert columns
    for column in columns:

        def change(site: Any, column: str = column) -> None:
            fact = site.session().scalars(settled(model)).first()
            setattr(fact, column, changed(getattr(fact, column)))
            site.session().flush()

        refused(work, change)


@pytest.mark.parametrize("model", FACTS)
def test_a_fact_cannot_be_deleted(work: Work, history: dict[str, int], model: Any) -> None:
    def forget(site: Any) -> None:
        site.session().delete(site.session().scalars(select(model)).first())
        site.session().flush()

    refused(work, forget)


@pytest.mark.parametrize("model", FACTS)
def test_facts_cannot_be_rewritten_in_bulk(work: Work, history: dict[str, int], model: Any) -> None:
    column = next(c.key for c in inspect(model).column_attrs if c.key != "id")
    refused(work, lambda site: site.session().execute(update(model).values({column: None})))
    refused(work, lambda site: site.session().execute(delete(model)))


def test_an_open_attempt_may_change_until_it_is_submitted(
    work: Work, history: dict[str, int]
) -> None:
    still_open = select(QuizAttempt).where(QuizAttempt.submitted_at.is_(None))
    with work() as site:
        attempt = site.session().scalars(still_open).one()
        attempt_id = attempt.id
        attempt.seed = 5
        attempt.submitted_at, attempt.passed = site.clock(), False
        attempt.score_numerator, attempt.score_denominator = 0, 1

    def reopen(site: Any) -> None:
        site.session().get_one(QuizAttempt, attempt_id).submitted_at = None
        site.session().flush()

    refused(work, reopen)
    with work() as site:
        assert site.session().get_one(QuizAttempt, attempt_id).submitted_at == site.clock()


def test_only_attempts_have_a_time_before_they_last() -> None:
    assert [m for m in FACTS if issubclass(m, LastingOnceSubmitted)] == [QuizAttempt]


def test_a_refused_change_leaves_the_fact_as_it_was(work: Work, history: dict[str, int]) -> None:
    with work() as site:
        before = site.session().scalars(select(Certificate.snapshot)).all()

    def blank(site: Any) -> None:
        for certificate in site.session().scalars(select(Certificate)):
            certificate.snapshot = "{}"
        site.session().commit()

    refused(work, blank)
    with work() as site:
        assert site.session().scalars(select(Certificate.snapshot)).all() == before


def new_unit(site: Any) -> None:
    site.session().add(Unit(code="new", name="New", kind="team", parent_id=1))
    site.session().flush()


def renamed(site: Any) -> None:
    site.session().scalars(select(Person)).first().name = "Another"
    site.session().flush()


def signed_out(site: Any) -> None:
    site.session().execute(delete(SignIn))


def deactivated(site: Any) -> None:
    site.session().execute(update(Person).values(active=False))


def read_by_statement(site: Any) -> None:
    person = site.session().scalar(select(Person.id))
    site.session().execute(
        insert(Reading).values(
            person_id=person, module="x", section="x", module_hash="x", read_at=site.clock()
        )
    )


@pytest.mark.parametrize("write", [new_unit, renamed, signed_out, deactivated, read_by_statement])
def test_nothing_is_written_while_only_reading_is_announced(
    work: Work, history: dict[str, int], write: Any
) -> None:
    with read_only():
        refused(work, write, WriteWhileReading)


def test_after_reading_one_may_write_again(work: Work, history: dict[str, int]) -> None:
    with read_only(), work() as site:
        site.session().scalars(select(Person)).all()
    with work() as site:
        renamed(site)


def test_a_moment_without_its_zone_is_a_mistake(work: Work, people: dict[str, int]) -> None:
    naive = datetime(2026, 11, 23)  # noqa: DTZ001 - the mistake
    query = select(SignIn).where(SignIn.expires_at > naive)
    refused(work, lambda site: site.session().execute(query), StatementError)


def test_moments_come_back_in_utc_as_they_went_in(work: Work, history: dict[str, int]) -> None:
    with work() as site:
        issued = site.session().scalars(select(Certificate.issued_at)).all()
        assert set(issued) == {site.clock()}
        assert all(moment.utcoffset() is not None for moment in issued)
        assert day_of(issued[0]) == site.clock().date()
