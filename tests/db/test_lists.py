"""Lists of ids as one value: the same statement for none, for one and for many."""

from sqlalchemy import or_, select

from elearn.db import Person, Prepared, among, driver_of
from tests.conftest import Work

NAMED = Prepared(select(Person.id).where(among(Person.id, "people"), Person.active))
EITHER = Prepared(
    select(Person.id).where(or_(among(Person.id, "people"), among(Person.unit_id, "units")))
)
NOT_NAMED = Prepared(select(Person.id).where(~among(Person.id, "people")))


def test_it_finds_those_in_the_list_and_nobody_else(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        driver = driver_of(site.session())
        for wanted in ([], [people["learner"]], [people["learner"], people["manager"]]):
            assert {row.id for row in driver.rows(NAMED, people=wanted)} == set(wanted)
        many = range(1, 5000)
        assert {row.id for row in driver.rows(NAMED, people=many)} == set(people.values())


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
