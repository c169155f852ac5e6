"""The team page, and a file of the very same rows."""

import csv
import io
from datetime import datetime

import pytest
from bs4 import Tag
from flask import Flask
from openpyxl import load_workbook

from elearn.domain.certification import format_number
from elearn.operations.organisation import unit_id
from tests.conftest import Clock, Work
from tests.journey import Page, Visitor
from tests.partnership import begin, complete, join

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September",
          "October", "November", "December")  # fmt: skip


@pytest.fixture
def manager(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of a manager whose team has done this and that, on two pages."""
    with work() as site:
        complete(site, "child-a", people["learner"])
        complete(site, "listening", people["learner"])
        complete(site, "listening", people["colleague"])
        begin(site, "child-a", people["colleague"])
        join(site, "x@example.org", "=HYPERLINK Evil", "west", "police")
        for number in range(50):
            join(site, f"p{number}@example.org", f"Person Number{number:02}", "west")
    return Visitor(app).become(people["manager"])


def in_figures(words: str) -> str:
    """Return a date as files write it: 4 March 2026 is 2026-03-04."""
    day, month, year = words.split()[-3:]
    return f"{year}-{MONTHS.index(month) + 1:02}-{int(day):02}"


def cells(cell: Tag) -> list[str]:
    """Return the four columns of the file that a cell of the page says."""
    tag = cell.find("strong")
    notes = [" ".join(note.get_text().split()) for note in cell.select(".app-matrix__note")]
    found = {note.split()[0]: note for note in notes}
    link = cell.find("a")
    number = ""
    if isinstance(link, Tag):
        number = str(link["href"]).removeprefix("/certificates/").removesuffix(".pdf")
        assert format_number(number) in link.get_text()
    return [
        tag.get_text(strip=True) if isinstance(tag, Tag) else "",
        in_figures(found["Completed"]) if "Completed" in found else "",
        in_figures(found["Valid"]) if "Valid" in found else "",
        number,
    ]


def rows_of(page: Page) -> list[list[str]]:
    """Return the rows of the page as the file should say them."""
    rows = []
    for row in page.soup.select("table tbody tr"):
        first, *others = row.find_all(["th", "td"])
        plain = [first.get_text(strip=True), *(o.get_text(strip=True) for o in others[:2])]
        rows.append(plain + [text for cell in others[2:] for text in cells(cell)])
    return rows


def file_of(visitor: Visitor, path: str) -> tuple[list[str], list[list[str]]]:
    answer = visitor.get(path)
    assert answer.status == 200
    assert answer.response.mimetype == "text/csv"
    headers, *rows = csv.reader(io.StringIO(answer.response.data.decode("utf-8-sig"), newline=""))
    return headers, rows


@pytest.mark.parametrize("unit", ["", "/visiting", "/west", "/east"])
def test_the_file_says_what_the_pages_say_cell_by_cell(manager: Visitor, unit: str) -> None:
    headers, rows = file_of(manager, f"/team{unit}/matrix.csv")
    first = manager.read(f"/team{unit}/matrix")
    shown, number = rows_of(first), 2
    while len(shown) < len(rows):
        shown += rows_of(manager.read(f"/team{unit}/matrix?page={number}"))
        number += 1
    assert shown == [[row[0].removeprefix("'"), *row[1:]] for row in rows]
    titles = [th.get_text(strip=True) for th in first.soup.select("table thead th")]
    assert titles[:3] == headers[:3] == ["Name", "Unit", "Service"]
    assert titles[3:] == headers[3::4]
    assert len(headers) == 3 + 4 * len(titles[3:])


def test_the_team_says_how_many_it_is_and_turns_its_pages(manager: Visitor) -> None:
    first = manager.read("/team/matrix")
    assert "54 people" in first.words
    assert "Page 1 of 2" in first.words
    assert first.soup.find("a", rel="next", href="/team/matrix?page=2")
    second = manager.read("/team/matrix?page=2")
    assert second.soup.find("a", rel="prev")
    assert len(rows_of(first) + rows_of(second)) == 54


def test_a_cell_that_could_run_is_defused_in_the_file_only(manager: Visitor) -> None:
    _, rows = file_of(manager, "/team/west.csv")
    assert "'=HYPERLINK Evil" in [row[0] for row in rows]
    assert "=HYPERLINK Evil" in [row[0] for row in rows_of(manager.read("/team/west/matrix"))]


def test_a_manager_opens_the_certificates_that_the_page_links(manager: Visitor) -> None:
    links = [str(a["href"]) for a in manager.read("/team/east/matrix").soup.select("td a")]
    assert len(links) == 2
    for link in links:
        assert manager.get(link).response.data.startswith(b"%PDF-")


def test_a_team_shows_its_parts_and_nobody_else(app: Flask, manager: Visitor) -> None:
    page = manager.read("/team/visiting/matrix")
    parts = [str(a["href"]) for a in page.soup.select("h2 + .govuk-list a")]
    assert parts == ["/team/east/matrix", "/team/west/matrix"]
    assert "Grace Adeyemi" not in page.words
    units = manager.read("/team/visiting").soup.select("main tbody th a")
    assert [str(a["href"]) for a in units] == ["/team/east", "/team/west"]
    assert "Ana Cruz" not in manager.get("/team.csv").response.get_data(as_text=True)
    for other in ("trust", "council", "northdale", "nowhere"):
        assert manager.get(f"/team/{other}").status == 404
        for part in (".csv", "/matrix", "/matrix.csv"):
            assert manager.get(f"/team/{other}{part}").status == 404


def test_the_file_is_named_for_its_unit_and_day(manager: Visitor, clock: Clock) -> None:
    for path, name in (("/team.csv", "team-all"), ("/team/west.csv", "team-west")):
        said = manager.get(path).headers["Content-Disposition"]
        assert said == f'attachment; filename="{name}-2026-11-23.csv"'


def test_the_navigation_shows_the_team_to_whom_it_opens(app: Flask, people: dict[str, int]) -> None:
    for name, person in people.items():
        page = Visitor(app).become(person).read("/learning")
        linked = page.soup.select_one('nav a[href="/team"]') is not None
        assert linked is (Visitor(app).become(person).get("/team").status == 200), name


def test_an_empty_unit_says_so(app: Flask, work: Work, people: dict[str, int]) -> None:
    lead = Visitor(app).become(people["neighbour"])
    with work() as site:
        assert unit_id(site.session(), "children")
        person = people["outsider"]
        site.session().connection().exec_driver_sql(
            f"UPDATE person SET active = false WHERE id = {person}"
        )
    page = lead.read("/team/children/matrix")
    assert "No one belongs to this unit yet." in page.words
    assert "0 people" in page.words


def test_the_workbook_says_what_the_csv_file_says(manager: Visitor) -> None:
    for query in ("", "?by=requirements&sort=unit"):
        answer = manager.get(f"/team/matrix.xlsx{query}")
        assert answer.status == 200
        sheet = load_workbook(io.BytesIO(answer.response.data)).active
        assert sheet is not None
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
        found = [[in_file(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        headers, rows = file_of(manager, f"/team/matrix.csv{query}")
        assert found[0] == headers
        assert found[1:] == [[rows_cell.removeprefix("'") for rows_cell in row] for row in rows]


def in_file(cell: object) -> str:
    """Return what a cell of a workbook is in a CSV file."""
    return (
        "" if cell is None else cell.date().isoformat() if isinstance(cell, datetime) else str(cell)
    )
