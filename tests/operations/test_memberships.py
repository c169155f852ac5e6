"""People move, leave and return on days, and what they did stays where they did it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from elearn.db import AuditEntry, Completion, Person, QuizAttempt
from elearn.domain.days import day_of
from elearn.domain.organisation import Membership
from elearn.operations.accounts import begin_sign_in, viewer_of
from elearn.operations.memberships import (
    NothingChanges,
    end_membership,
    memberships_of,
    move_person,
    settle_homes,
)
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.partnership import JOINED, complete

TODAY = date(2026, 11, 23)
Places = Callable[[Site, str], int]


def home(site: Site, person: int) -> Any:
    query = select(Person.unit_id, Person.service, Person.active).where(Person.id == person)
    return site.session().execute(query).one()


def test_a_move_changes_the_home_and_not_the_past(work: Work, people: dict[str, int]) -> None:
    who = people["learner"]
    with work() as site:
        complete(site, "child-a", who)
    with work() as site:
        session, west = site.session(), unit_id(site.session(), "west")
        east = unit_id(session, "east")
        move_person(session, who, Membership(west, TODAY, service="school"), site.clock())
        assert home(site, who) == (west, "school", True)
    with work() as site:
        session = site.session()
        for table in (Completion, QuizAttempt):
            kept = session.execute(select(table.unit_id, table.service).filter_by(person_id=who))
            assert kept.one() == (east, "health-visiting")
        assert memberships_of(session, who) == (
            Membership(east, JOINED, TODAY, "health-visiting"),
            Membership(west, TODAY, None, "school"),
        )
        assert session.scalars(select(AuditEntry.action)).all() == ["moved"]


def test_a_planned_move_takes_effect_on_its_day(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    who = people["learner"]
    with work() as site:
        west, east = (unit_id(site.session(), code) for code in ("west", "east"))
        move_person(site.session(), who, Membership(west, TODAY + timedelta(3)), site.clock())
        assert home(site, who)[0] == east
        assert settle_homes(site.session(), TODAY + timedelta(2)) == 0
        assert settle_homes(site.session(), TODAY + timedelta(3)) == 1
        assert home(site, who) == (west, None, True)


def test_leavers_cannot_sign_in_and_may_return(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    who = people["learner"]
    with work() as site:
        session = site.session()
        token = begin_sign_in(session, who, site.clock())
        east = unit_id(session, "east")
        end_membership(session, who, TODAY, site.clock())
        assert viewer_of(site.driver(site.session()), token, site.clock()) is None
        assert home(site, who) == (east, "health-visiting", False)
        with pytest.raises(NothingChanges):
            end_membership(session, who, TODAY, site.clock())
    clock.forward(days=30)
    with work() as site:
        session = site.session()
        assert (
            viewer_of(site.driver(site.session()), token, site.clock()) is None
        )  # not by the old sign-in
        west = unit_id(session, "west")
        move_person(session, who, Membership(west, day_of(site.clock())), site.clock())
        assert home(site, who) == (west, None, True)
        actions = select(AuditEntry.action).order_by(AuditEntry.id)
        assert session.scalars(actions).all() == ["left", "returned"]


def test_moving_someone_to_where_they_are_changes_nothing(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        east = unit_id(site.session(), "east")
        same = Membership(east, TODAY, service="health-visiting")
        with pytest.raises(NothingChanges):
            move_person(site.session(), people["learner"], same, site.clock())


def test_the_daily_settling_mends_whatever_differs(work: Work, people: dict[str, int]) -> None:
    with work() as site:
        session = site.session()
        root = unit_id(session, "northdale")
        right = session.execute(select(Person.id, Person.unit_id, Person.service)).all()
        session.execute(update(Person).values(unit_id=root, service="police", active=False))
        assert settle_homes(session, TODAY) == len(right)
        now = session.execute(select(Person.id, Person.unit_id, Person.service)).all()
        assert sorted(now) == sorted(right)
        assert settle_homes(session, TODAY) == 0
