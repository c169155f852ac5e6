"""Units to tick for a requirement: by agency, none left out, closed ones only where kept."""

from typing import Any

from bs4 import Tag
from flask import Flask
from sqlalchemy import select

from elearn.db import Unit
from elearn.domain.days import day_of
from elearn.operations.organisation import add_unit, unit_id
from elearn.operations.requirements import requirement
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.web.test_requirements import NEW, address, entered

MANY = 120  # teams


def administrator(app: Flask) -> Visitor:
    return Visitor(app).sign_in("administrator@example.org")


def folded(page: Page) -> dict[str, Tag]:
    """Return what is folded away, by what its summary says."""
    found = page.soup.select("form details")
    return {" ".join(d.select_one("summary").get_text().split()): d for d in found}  # type: ignore[union-attr]


def labels(part: Any) -> list[str]:
    return [label.get_text(strip=True) for label in part.select("label")]


def test_the_parts_of_an_agency_are_folded_away(app: Flask, people: dict[str, int]) -> None:
    page = administrator(app).read(NEW)
    parts = folded(page)
    assert labels(parts["3 parts of Northdale NHS Trust"]) == [
        "Health Visiting", "Health Visiting › Health Visiting East",
        "Health Visiting › Health Visiting West",
    ]  # fmt: skip
    assert labels(parts["1 part of Northdale Council"]) == ["Children’s Services"]
    assert not any(part.has_attr("open") for part in parts.values())
    boxes = page.soup.select('input[name="units"]')
    assert len(boxes) == 7
    assert boxes[0]["id"] == "units"


def test_what_is_ticked_is_in_sight(app: Flask, work: Work, people: dict[str, int]) -> None:
    page = administrator(app).post(NEW, entered(work, "west", title="") | {"step": "preview"})
    assert page.status == 422
    shown = [words for words, part in folded(page).items() if part.has_attr("open")]
    assert shown == ["3 parts of Northdale NHS Trust"]
    none = administrator(app).post(NEW, entered(work, units=[]) | {"step": "preview"})
    assert none.soup.select_one("#units-error")
    assert none.soup.select_one('.govuk-error-summary a[href="#units"]')


def test_a_team_among_very_many_stays_ticked_when_its_requirement_is_changed(
    app: Flask, work: Work, people: dict[str, int]
) -> None:
    with work() as site:
        for number in range(MANY):
            add_unit(site.session(), f"t{number}", f"Team {number}", "team", "children")
    visitor = administrator(app)
    visitor.post(NEW, entered(work, "t7") | {"step": "save"})
    page = visitor.read(address(visitor))
    visitor.post(address(visitor), page.fields() | {"title": "Other", "step": "save"})
    with work() as site:
        team, root = (unit_id(site.session(), code) for code in ("t7", "northdale"))
        key = int(address(visitor).rpartition("/")[2])
        found = requirement(site.session(), frozenset({root}), key, day_of(site.clock()))
        assert (found.draft.title, found.draft.units) == ("Other", (team,))


def test_a_closed_unit_is_offered_only_where_it_is_asked_already(
    app: Flask, work: Work, people: dict[str, int], clock: Clock
) -> None:
    visitor = administrator(app)
    visitor.post(NEW, entered(work, "children") | {"step": "save"})
    with work() as site:
        children = site.session().scalars(select(Unit).filter_by(code="children")).one()
        children.closed_on = day_of(clock())
    assert "1 part of Northdale Council" not in folded(visitor.read(NEW))
    assert "1 part of Northdale Council" in folded(visitor.read(address(visitor)))
    assert "Children’s Services" in visitor.read("/admin/requirements").words
    options = visitor.read("/admin/levels/new").soup.select("#unit option")
    assert "Northdale Council › Children’s Services" not in {
        o.get_text(strip=True) for o in options
    }
