"""A manager's team: its compliance, and people by module or requirement, as on any day."""

from collections.abc import Iterator
from datetime import date

from flask import Blueprint, Response, render_template, request

from elearn.documents.tables import Cell, Table, encoded
from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations import dashboards, team_cells
from elearn.operations.completion_rows import HEADERS, completion_lines
from elearn.operations.teams import Asked, Team, people_asked, team
from elearn.web.context import session, site, today, viewer
from elearn.web.files import csv_file, lines_file, xlsx_file
from elearn.web.filters import state_words
from elearn.web.guards import appointed
from elearn.web.matrix import matrix_page
from elearn.web.team_forms import day_form, matrix_form, understood
from elearn.web.team_summary import part_name, summary_table
from elearn.web.trend import chart

blueprint = Blueprint("team", __name__)
Answered = str | tuple[str, int]


@blueprint.get("/team")
@blueprint.get("/team/<unit>")
@appointed(Action.SEE_TEAM)
def overview(unit: str | None = None) -> Answered:
    """Show the compliance of the units one manages, or of one of them, on a day."""
    asked = day_form()
    found = dashboards.dashboard(session(), viewer().appointments, asked.day, unit)
    page = render_template(
        "team/overview.html", board=found, asked=asked, chart=chart(found.trend), today=today(),
        part_name=part_name,
    )  # fmt: skip
    return page, 422 if asked.errors else 200


@blueprint.get("/team/compliance.csv")
@blueprint.get("/team/<unit>/compliance.csv")
@appointed(Action.SEE_TEAM)
def summary_csv(unit: str | None = None) -> Response:
    """Return the figures of the dashboard, each unit by each requirement, as rows."""
    table, day = _summary(unit)
    return csv_file(table, f"compliance-{unit or 'all'}-{day.isoformat()}.csv")


@blueprint.get("/team/compliance.xlsx")
@blueprint.get("/team/<unit>/compliance.xlsx")
@appointed(Action.SEE_TEAM)
def summary_xlsx(unit: str | None = None) -> Response:
    """Return the figures of the dashboard as an Excel workbook."""
    table, day = _summary(unit)
    return xlsx_file(table, f"compliance-{unit or 'all'}-{day.isoformat()}.xlsx")


@blueprint.get("/team/matrix")
@blueprint.get("/team/<unit>/matrix")
@appointed(Action.SEE_TEAM)
def matrix(unit: str | None = None) -> Answered:
    """Show people by module or requirement, those and in the order that were asked for."""
    asked = matrix_form(unit)
    shown = _team(unit, asked.asked(), page_asked())
    return matrix_page(asked, shown, titles_of(shown)), 422 if asked.errors else 200


@blueprint.get("/team.csv")
@blueprint.get("/team/<unit>.csv")
@blueprint.get("/team/matrix.csv")
@blueprint.get("/team/<unit>/matrix.csv")
@appointed(Action.SEE_TEAM)
def csv(unit: str | None = None) -> Response:
    """Return everyone the matrix lists, on all its pages, as rows; written as they are read."""
    asked = matrix_form(unit)
    understood(asked)
    return csv_file(table_of(_team(unit, asked.asked(), 1)), file_name(unit, asked.day, "csv"))


@blueprint.get("/team/matrix.xlsx")
@blueprint.get("/team/<unit>/matrix.xlsx")
@appointed(Action.SEE_TEAM)
def xlsx(unit: str | None = None) -> Response:
    """Return the rows of the CSV file as an Excel workbook."""
    asked = matrix_form(unit)
    understood(asked)
    return xlsx_file(table_of(_team(unit, asked.asked(), 1)), file_name(unit, asked.day, "xlsx"))


@blueprint.get("/team/completions.csv")
@blueprint.get("/team/<unit>/completions.csv")
@appointed(Action.SEE_TEAM)
def completions(unit: str | None = None) -> Response:
    """Return the completions of everyone the matrix lists, as personnel systems take them in."""
    asked = matrix_form(unit)
    understood(asked)
    held, day = viewer().appointments, asked.day
    people = people_asked(session(), held, today(), unit, asked.asked())
    lines = completion_lines(session(), people, day, site().issuer.verify_url, encoded)
    name = f"completions-{unit or 'all'}-{day.isoformat()}.csv"
    return lines_file(HEADERS, lines, people, name)


def _summary(unit: str | None) -> tuple[Table, date]:
    """Return the figures of a dashboard as rows, and the day they are of."""
    asked = day_form()
    understood(asked)
    board = dashboards.dashboard(session(), viewer().appointments, asked.day, unit)
    return summary_table(board), asked.day


def titles_of(shown: Team) -> list[str]:
    """Return the headings of the columns of cells."""
    if shown.asked.columns is not None:
        return [name.title for name in shown.asked.columns]
    catalogue = site().catalogue
    return [catalogue.module(slug).title for slug in shown.modules]


def table_of(shown: Team) -> Table:
    """Return the rows of a team as data, for the page and the file alike."""
    parts = ("completed on", "valid until", "certificate" if shown.asked.columns is None else "due")
    headers = ["Name", "Unit", "Service"]
    for title in titles_of(shown):
        headers += [title, *(f"{title}: {part}" for part in parts)]
    return Table(tuple(headers), _rows(shown))


def _rows(shown: Team) -> Iterator[tuple[Cell, ...]]:
    services = {tag: service.name for tag, service in site().catalogue.services.items()}
    for person in shown.everyone:
        row: list[Cell] = [person.name, person.unit, services.get(person.service or "")]
        for cell in person.cells:
            row += _facts(cell, module=shown.asked.columns is None)
        yield tuple(row)


def _facts(cell: team_cells.Cell | None, *, module: bool) -> tuple[Cell, ...]:
    if cell is None:
        return (None, None, None, None)
    last = cell.certificate if module else cell.due_on
    return (state_words(cell.state), cell.completed_on, cell.valid_until, last)


def file_name(unit: str | None, day: date, ending: str) -> str:
    """Return what a file of a team is called."""
    return f"team-{unit or 'all'}-{day.isoformat()}.{ending}"


def _team(unit: str | None, asked: Asked, page: int) -> Team:
    return team(session(), site().catalogue, viewer().appointments, today(), unit, page, asked)


def page_asked() -> int:
    """Return the number of the page that was asked for, or raise NotFound."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        raise NotFound("page", asked)
    return int(asked)
