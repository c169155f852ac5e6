"""Teams as at a day on which someone belonged by an account that was merged into another since."""

import csv
import io
from datetime import date

import pytest
from flask import Flask

from elearn.db import Membership, Person
from elearn.domain.access import Appointed, Role
from elearn.domain.days import day_of
from elearn.operations.dashboards import dashboard
from elearn.operations.merging import merge_people, other_account
from elearn.operations.organisation import unit_id
from elearn.operations.team_requirements import requirements_seen
from elearn.operations.teams import Asked, Team, people_asked, team
from elearn.site import Site
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete
from tests.web.test_dashboard import require

THEN = date(2026, 11, 22)


@pytest.fixture
def merged(work: Work, people: dict[str, int], clock: Clock) -> None:
    """Merge the account of a colleague in the west into that of the learner in the east."""
    with work() as site:
        require(site)
        complete(site, "listening", people["colleague"])
        clock.forward(days=1)
        merge(site, people["learner"], "colleague", people["administrator"])
    clock.forward(days=1)


def merge(site: Site, keep: int, other: str, by: int) -> None:
    session = site.session()
    root = frozenset({unit_id(session, "northdale")})
    found = other_account(session, root, keep, f"{other}@example.org", by)
    merge_people(session, keep, found, site.clock(), by)


def seen(site: Site, unit: str, asked: Asked) -> Team:
    session, over = site.session(), appointed(site)
    return team(session, site.catalogue, over, day_of(site.clock()), unit, 1, asked)


def appointed(site: Site) -> list[Appointed]:
    return [Appointed(Role.LEAD, unit_id(site.session(), "northdale"))]


@pytest.mark.usefixtures("merged")
def test_a_person_is_listed_where_their_other_account_belonged(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        found = seen(site, "west", Asked(on=THEN))
        assert [(row.id, row.unit) for row in found.rows] == [
            (people["learner"], "Health Visiting West")
        ]
        assert found.people == 1
        assert seen(site, "west", Asked()).rows == ()
        assert seen(site, "west", Asked(on=day_of(site.clock()))).people == 0


@pytest.mark.usefixtures("merged")
@pytest.mark.parametrize("sort", ["name", "unit", "pressing"])
def test_a_person_of_two_accounts_is_listed_once_by_their_own(
    work: Work, people: dict[str, int], sort: str
) -> None:
    with work() as site:
        found = seen(site, "visiting", Asked(on=THEN, sort=sort))
        mine = [row.unit for row in found.rows if row.id == people["learner"]]
        assert mine == ["Health Visiting East"]
        assert (found.people, len(found.rows)) == (2, 2)
        ids = people_asked(
            site.session(), appointed(site), day_of(site.clock()), "visiting", Asked(on=THEN)
        )
        assert sorted(ids) == sorted([people["learner"], people["manager"]])


@pytest.mark.usefixtures("merged")
def test_cells_filters_and_counts_are_those_of_the_account_that_belonged(work: Work) -> None:
    with work() as site:
        names = requirements_seen(site.session(), appointed(site), THEN)
        (row,) = seen(site, "west", Asked(on=THEN, columns=names)).rows
        (cell,) = row.cells
        assert cell is not None
        for asked, many in ((cell.state, 1), ("complete", 0)):
            standing = type(cell.state)(asked)
            assert seen(site, "west", Asked(on=THEN, standing=standing)).people == many  # type: ignore[arg-type]
        counts = dashboard(site.session(), appointed(site), THEN, "west").total.compliance.counts
        assert counts == {cell.state: 1}


def test_two_accounts_in_one_unit_are_counted_once(
    work: Work, people: dict[str, int], clock: Clock
) -> None:
    with work() as site:
        require(site)
        west = unit_id(site.session(), "west")
        held = site.session().query(Membership).filter_by(person_id=people["learner"]).one()
        held.unit_id = site.session().get_one(Person, people["learner"]).unit_id = west
        merge(site, people["learner"], "colleague", people["administrator"])
    clock.forward(days=1)
    with work() as site:
        for unit in ("west", "visiting", "northdale"):
            listed = seen(site, unit, Asked(on=THEN)).people
            counts = dashboard(site.session(), appointed(site), THEN, unit).total.compliance.counts
            assert sum(counts.values()) == listed


@pytest.mark.usefixtures("merged")
def test_the_file_of_completions_has_them_as_at_that_day(
    app: Flask, people: dict[str, int]
) -> None:
    lead = Visitor(app).become(people["lead"])
    answer = lead.get("/team/west/completions.csv?on=2026-11-23")
    rows = list(csv.DictReader(io.StringIO(answer.response.data.decode("utf-8-sig"), newline="")))
    assert [(row["email"], row["module_code"]) for row in rows] == [
        ("learner@example.org", "listening")
    ]
    assert lead.get("/team/west/completions.csv").response.data.count(b"\n") == 1
