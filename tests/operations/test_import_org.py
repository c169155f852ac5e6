"""org.csv: the tree grows and moves, and what would be no tree is refused row by row."""

import pytest
from sqlalchemy import select

from elearn.db import Unit
from elearn.operations.imports.org import import_org
from elearn.operations.imports.outcomes import Report
from elearn.operations.organisation import unit_id
from elearn.site import Site
from tests.conftest import START, Work

HEADER = "code,parent_code,type,name\n"


def bring(site: Site, text: str, over: str | None = None, *, dry_run: bool = False) -> Report:
    units = frozenset({unit_id(site.session(), over)}) if over else None
    return import_org(
        site.session(), (HEADER + text).encode(), units, site.clock(), dry_run=dry_run
    )


def results(report: Report) -> list[str]:
    return [one.result.value for one in report.outcomes]


def test_units_are_added_in_any_order_and_again_changes_nothing(
    work: Work, people: dict[str, int]
) -> None:
    text = "blue,police,team,Blue team\npolice,northdale,agency,Police\neast,visiting,team,East\n"
    with work() as site:
        expected = ["created", "created", "updated"]
        assert results(bring(site, text, dry_run=True)) == expected
        assert results(bring(site, text)) == expected
        assert results(bring(site, text)) == ["unchanged"] * 3
        names = select(Unit.name).where(Unit.code.in_(["blue", "east"])).order_by(Unit.code)
        assert site.session().scalars(names).all() == ["Blue team", "East"]


def test_what_would_be_otherwise_is_said_and_nothing_comes_below_a_closed_unit(
    work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        session = site.session()
        session.scalars(select(Unit).filter_by(code="children")).one().closed_on = START.date()
        report = bring(site, "east,trust,site,The East\nwest,children,,\nnew,children,team,N\n")
        assert results(report) == ["updated", "error", "error"]
        assert [one.message() for one in report.outcomes] == [
            "parent_code: visiting → trust; type: team → site;"
            " name: Health Visiting East → The East",
            "parent_code: “children” is closed", "parent_code: “children” is closed",
        ]  # fmt: skip


BAD = {
    ",northdale,agency,X": "code: empty",
    "a b,northdale,agency,X": "letters, digits",
    "x,northdale,office,X": "“office” is none of",
    "x,nowhere,team,X": "no unit “nowhere”",
    "x,northdale,agency,": "name: empty",
    "x,,agency,X": "every unit but the partnership",
    "x,,partnership,X": "one partnership only",
    "trust,east,agency,X": "below itself",
    "northdale,trust,agency,X": "stays at the top",
    "east,east,team,X": "below itself",
    "x,y,team,X\ny,x,team,Y": "round in a circle",
}


@pytest.mark.parametrize("bad", BAD)
def test_what_would_be_no_tree_is_refused_and_the_rest_kept(
    work: Work, people: dict[str, int], bad: str
) -> None:
    with work() as site:
        report = bring(site, bad + "\nok,trust,team,Fine\n")
        assert BAD[bad] in report.outcomes[0].message()
        assert results(report)[-1] == "created"
        assert set(results(report)[:-1]) == {"error"}


def test_an_administrator_arranges_only_their_units(work: Work, people: dict[str, int]) -> None:
    text = "children,trust,service,Taken\nnew,council,team,X\n"
    text += "north,trust,team,Y\neast,council,team,E\n"
    with work() as site:
        assert results(bring(site, text, "trust")) == ["error", "error", "created", "error"]
