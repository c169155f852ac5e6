"""The figures of a dashboard as files: what the page says, cell by cell, and numbers as numbers."""

import csv
import io
from datetime import date, datetime

import pytest
from bs4 import Tag
from flask import Flask
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from elearn.db import Absence, Exemption
from elearn.domain.days import day_of
from elearn.operations.standing_cache import refresh
from tests.conftest import Clock, Work
from tests.journey import Visitor
from tests.partnership import complete_induction, join
from tests.web.test_dashboard import require

Row = dict[str, str]


@pytest.fixture
def lead(app: Flask, work: Work, people: dict[str, int]) -> Visitor:
    """Return the browser of a lead over some who did what is asked, are exempt, or are away."""
    with work() as site:
        key = require(site, title="=Induction")
        require(site, "visiting", title="Visiting", services=("health-visiting",))
        complete_induction(site, people["learner"])
        session, now, by = site.session(), site.clock(), people["lead"]
        free, away = join(site, "x@example.org", "Ex Empt", "west"), people["colleague"]
        about = {"begins_on": date(2026, 11, 1), "reason": "Made up", "approved_by": by,
                 "recorded_at": now}  # fmt: skip
        session.add(Exemption(person_id=free, requirement_id=key, **about))
        session.add(Absence(person_id=away, **about))
        session.flush()
        refresh(session, [free, away], day_of(now))
    return Visitor(app).become(people["lead"])


def file_of(visitor: Visitor, path: str) -> list[Row]:
    answer = visitor.get(path)
    assert answer.response.mimetype == "text/csv"
    text = answer.response.data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def found(rows: list[Row], unit: str, requirement: str) -> Row:
    [row] = [r for r in rows if (r["unit"], r["requirement"]) == (unit, requirement)]
    return row


def texts(cell: Tag) -> list[str]:
    """Return the texts in a cell, one by one."""
    return [" ".join(text.split()) for text in cell.stripped_strings]


def defused(title: Tag) -> str:
    """Return a title of the page as the file has it."""
    text = title.get_text(strip=True)
    return f"'{text}" if text.startswith("=") else text


def share_of(row: Row) -> str:
    """Return what the page says of a percentage."""
    return f"{row['compliance_percent']}%" if row["compliance_percent"] else "nobody"


def in_words(row: Row) -> str:
    """Return what the page says of a row: who is in the share and who is left out."""
    left = [f"{row[word]} {word}" for word in ("exempt", "paused") if row[word] != "0"]
    share = f"{row['complete']} of {row['applies_to']}"
    return f"{share}; left out: {', '.join(left)}" if left else share


def test_the_file_says_what_the_dashboard_says_cell_by_cell(lead: Visitor) -> None:
    for unit, name in (("", "All your units"), ("/visiting", "Health Visiting")):
        page, rows = lead.read(f"/team{unit}").soup, file_of(lead, f"/team{unit}/compliance.csv")
        figures = page.select_one(".app-figures dd")
        total = found(rows, name, "")
        assert figures
        assert in_words(total) in figures.get_text(" ", strip=True)
        assert figures.get_text().startswith(f"{total['compliance_percent']}%")
        first, second = page.select("table.app-matrix__table")
        for line in first.select("tbody tr"):
            title, share, complete, *late = line.find_all(["th", "td"])
            row = found(rows, name, defused(title))
            assert texts(share)[0] == share_of(row)
            assert texts(complete) == [in_words(row)]
            assert [texts(cell)[0] for cell in late[:3]] == [
                row[word] for word in ("overdue", "expired", "due_soon")
            ]
        titles = [defused(header) for header in second.select("thead th")[5:]]
        for line in second.select("tbody tr"):
            part, share, complete, *late = line.find_all(["th", "td"])
            row = found(rows, part.get_text(strip=True), "")
            assert texts(share)[0] == share_of(row)
            assert texts(complete) == [in_words(row)]
            assert [texts(cell)[0] for cell in late[:2]] == [row["overdue"], row["expired"]]
            for cell, one in zip(late[2:], titles, strict=True):
                asked = [r for r in rows if (r["unit"], r["requirement"]) == (row["unit"], one)]
                assert texts(cell)[-1] == (in_words(asked[0]) if asked else "nobody")
    assert lead.get("/team/council/compliance.csv").status == 404
    assert lead.get("/team/compliance.csv?on=1/1/2099").status == 404


def test_the_parts_of_a_unit_and_its_own_people_add_up(lead: Visitor) -> None:
    names = [th.get_text(strip=True) for th in lead.read("/team/visiting").soup.select("tbody th")]
    assert "Health Visiting itself" in names
    rows = file_of(lead, "/team/visiting/compliance.csv")
    whole = found(rows, "Health Visiting", "")
    parts = [r for r in rows[1:] if not r["requirement"]]
    assert [r["unit"] for r in parts] == [
        "Health Visiting East", "Health Visiting West", "Health Visiting itself",
    ]  # fmt: skip
    assert [r["unit_code"] for r in parts] == ["east", "west", ""]
    for word in ("complete", "applies_to", "overdue", "exempt", "paused"):
        assert sum(int(r[word]) for r in parts) == int(whole[word]), word
    assert lead.read("/team/east").soup.find(string="Health Visiting East itself") is None


def test_a_past_day_is_that_of_every_row(lead: Visitor, people: dict[str, int]) -> None:
    rows = file_of(lead, "/team/compliance.csv?on=2026-10-31")
    assert {row["as_at"] for row in rows} == {"2026-10-31"}
    assert rows[0]["paused"] == rows[0]["exempt"] == rows[0]["complete"] == "0"


def test_in_the_workbook_percentages_are_numbers_and_nothing_is_a_formula(
    lead: Visitor, clock: Clock
) -> None:
    answer = lead.get("/team/compliance.xlsx")
    sheet = load_workbook(io.BytesIO(answer.response.data)).active
    assert isinstance(sheet, Worksheet)
    headers, *rows = sheet.iter_rows(values_only=True)
    cells = dict(zip(headers, rows[0], strict=True))
    assert cells["as_at"] == datetime(2026, 11, 23)  # noqa: DTZ001 - a day of a spreadsheet
    assert isinstance(cells["compliance_percent"], int)
    assert "=Induction" in {row[3] for row in rows}
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n", "d"}
