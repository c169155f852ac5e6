"""Numbers given as one value: found among them, by one statement however many they are."""

import pytest
from sqlalchemy import bindparam, or_, select

from elearn.db import Person, Prepared, among, driver_of
from tests.conftest import Work

ASKED = select(Person.id).where(among(Person.id, "people"), Person.active).order_by(Person.id)
PREPARED = Prepared(ASKED)
EITHER = Prepared(
    select(Person.id).where(or_(among(Person.id, "people"), among(Person.unit_id, "units")))
)
NOT_NAMED = Prepared(select(Person.id).where(~among(Person.id, "people")))


@pytest.mark.parametrize("others", [0, 1, 5000])
def test_those_among_the_numbers_are_found(work: Work, people: dict[str, int], others: int) -> None:
    wanted = sorted({people["learner"], people["manager"]})
    numbers = [*wanted, *range(10**6, 10**6 + others)]
    with work() as site:
        session = site.session()
        assert list(session.scalars(ASKED, {"people": numbers})) == wanted
        assert [row.id for row in driver_of(session).rows(PREPARED, people=numbers)] == wanted


def test_nobody_is_among_none(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        assert driver_of(site.session()).rows(PREPARED, people=()) == []
        assert driver_of(site.session()).rows(PREPARED, people={people["learner"]: 1}) != []


def test_it_is_a_condition_that_an_index_can_serve(work: Work) -> None:
    """Compared with 1, as SQLite has booleans, it would be asked of every row there is."""
    with work() as site:
        dialect = site.session().connection().dialect
        sql = PREPARED.text(dialect).sql
    assert "= 1 AND" not in sql
    assert ("= ANY (" if dialect.name == "postgresql" else "IN (SELECT value FROM json_each") in sql


def test_it_goes_together_with_other_values(work: Work, people: dict[str, int]) -> None:
    asked = Prepared(
        select(Person.email).where(among(Person.id, "people"), Person.id != bindparam("but"))
    )
    wanted = [people["learner"], people["manager"]]
    with work() as site:
        found = driver_of(site.session()).rows(asked, people=wanted, but=people["manager"])
        assert found == [("learner@example.org",)]


def test_it_stands_beside_other_conditions(work: Work, people: dict[str, int]) -> None:
    ours = people["learner"]
    with work() as site:
        session = site.session()
        unit = session.get_one(Person, people["manager"]).unit_id
        there = set(session.scalars(select(Person.id).where(Person.unit_id == unit)))
        found = driver_of(session).rows(EITHER, people=[ours], units=frozenset({unit}))
        assert {row.id for row in found} == there | {ours}
        rest = driver_of(session).rows(NOT_NAMED, people=[ours])
        assert {row.id for row in rest} == set(session.scalars(select(Person.id))) - {ours}
