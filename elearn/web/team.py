"""A manager's team: people by module, on a page and as CSV of the very same rows."""

from flask import Blueprint, Response, render_template, request

from elearn.documents.tables import Cell, Table, to_csv
from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations.teams import Team, team
from elearn.web.context import session, site, today, viewer
from elearn.web.filters import state_words
from elearn.web.guards import appointed

blueprint = Blueprint("team", __name__)


@blueprint.get("/team")
@blueprint.get("/team/<unit>")
@appointed(Action.SEE_TEAM)
def people(unit: str | None = None) -> str:
    """Show the people of the units one manages, or of one of them, by module."""
    shown = _team(unit, page_asked())
    catalogue = site().catalogue
    titles = [catalogue.module(slug).title for slug in shown.modules]
    return render_template(
        "team/people.html", team=shown, titles=titles, services=catalogue.services
    )


@blueprint.get("/team.csv")
@blueprint.get("/team/<unit>.csv")
@appointed(Action.SEE_TEAM)
def csv(unit: str | None = None) -> Response:
    """Return everyone the page lists, on all its pages, as rows."""
    name = f"team-{unit or 'all'}-{today().isoformat()}.csv"
    return Response(
        to_csv(table_of(_team(unit, None))),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def table_of(shown: Team) -> Table:
    """Return the rows of a team as data, for the page and the file alike."""
    catalogue = site().catalogue
    headers = ["Name", "Unit", "Service"]
    for slug in shown.modules:
        title = catalogue.module(slug).title
        headers += [title, f"{title}: completed on", f"{title}: valid until",
                    f"{title}: certificate"]  # fmt: skip
    rows = []
    for person in shown.rows:
        service = catalogue.services.get(person.service or "")
        row: list[Cell] = [person.name, person.unit, service.name if service else None]
        for cell in person.cells:
            row += [state_words(cell.state), cell.completed_on, cell.valid_until, cell.certificate]
        rows.append(tuple(row))
    return Table(tuple(headers), tuple(rows))


def _team(unit: str | None, page: int | None) -> Team:
    return team(session(), site().catalogue, viewer().appointments, today(), unit, page)


def page_asked() -> int:
    """Return the number of the page that was asked for, or raise NotFound."""
    asked = request.args.get("page", "1")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 7):
        raise NotFound("page", asked)
    return int(asked)
