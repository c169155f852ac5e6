"""People by requirement: the file says what the pages say, cell by cell, whoever is chosen."""

import pytest
from bs4 import Tag
from flask import Flask

from elearn.db import Exemption
from elearn.domain.days import day_of
from elearn.operations.standing_cache import refresh
from tests.conftest import Work
from tests.journey import Visitor
from tests.partnership import begin, complete_induction, join
from tests.web.test_dashboard import require
from tests.web.test_team import file_of, in_figures


@pytest.fixture
def manager(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of a manager of people in many a standing, on two pages."""
    with work() as site:
        key = require(site, title="=Induction")
        require(site, "east", title="Only the east", due_days=900)
        complete_induction(site, people["learner"])
        begin(site, "child-a", people["colleague"])
        for number in range(50):
            join(site, f"p{number}@example.org", f"Person Number{number:02}", "west")
        free = join(site, "x@example.org", "Ex Empt", "west")
        today = day_of(site.clock())
        site.session().add(
            Exemption(person_id=free, requirement_id=key, begins_on=today, reason="Made up",
                      approved_by=people["lead"], recorded_at=site.clock())
        )  # fmt: skip
        site.session().flush()
        refresh(site.session(), [free], today)
    return Visitor(app).become(people["manager"])


def cells(cell: Tag) -> list[str]:
    """Return the four columns of the file that a cell of the page says."""
    tag = cell.find("strong")
    notes = [" ".join(note.get_text().split()) for note in cell.select(".app-matrix__note")]
    found = {n.split()[0]: in_figures(n) for n in notes if n != "Does not apply"}
    state = tag.get_text(strip=True) if isinstance(tag, Tag) else ""
    return [state, *(found.get(word, "") for word in ("Completed", "Valid", "Due"))]


def shown(visitor: Visitor, query: str) -> list[list[str]]:
    """Return the rows of all pages as the file should say them."""
    rows, address = [], f"/team/matrix?{query}"
    while address:
        page = visitor.read(address)
        for row in page.soup.select("table tbody tr"):
            first, unit, service, *others = row.find_all(["th", "td"])
            plain = [one.get_text(strip=True) for one in (first, unit, service)]
            rows.append(plain + [text for cell in others for text in cells(cell)])
        following = page.soup.find("a", rel="next")
        address = str(following["href"]) if isinstance(following, Tag) else ""
    return rows


@pytest.mark.parametrize(
    "query",
    ["by=requirements", "by=requirements&sort=pressing", "by=requirements&standing=exempt",
     "by=requirements&name=number0&sort=unit", "by=requirements&on=2026-11-22"],
)  # fmt: skip
def test_the_file_says_what_the_pages_say(manager: Visitor, query: str) -> None:
    headers, rows = file_of(manager, f"/team/matrix.csv?{query}")
    assert shown(manager, query) == rows
    assert rows
    titles = [th.get_text(strip=True) for th in manager.read(f"/team/matrix?{query}").soup.select(
        "table thead th")]  # fmt: skip
    assert [title.removeprefix("'") for title in headers[3::4]] == titles[3:]
