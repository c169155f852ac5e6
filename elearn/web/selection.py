"""What is done for the people ticked in the matrix: their rows taken away, or they reminded."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations import reminding
from elearn.operations.teams import Asked, team
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.files import csv_file, xlsx_file
from elearn.web.guards import appointed
from elearn.web.team import file_name, table_of
from elearn.web.team_forms import MatrixForm, matrix_form, understood
from elearn.web.wording import gettext

blueprint = Blueprint("selection", __name__)
Answered = Response | str | tuple[str, int]
MOST = 500  # people that a page can tick


@dataclass(frozen=True, slots=True)
class Selection:
    """Who was ticked: some of those listed by id, or (``ids`` None) everyone on all pages."""

    form: MatrixForm
    ids: frozenset[int] | None

    @property
    def asked(self) -> Asked:
        """Return what the matrix is asked for, narrowed to those ticked."""
        return self.form.asked(self.ids)


@blueprint.post("/team/matrix/selection")
@blueprint.post("/team/<unit>/matrix/selection")
@appointed(Action.SEE_TEAM)
def rows(unit: str | None = None) -> Response:
    """Return the rows of the people ticked, as a CSV file or an Excel workbook."""
    selection = selected(unit)
    if selection is None:
        return nobody(unit)
    day, appointments = selection.form.day, viewer().appointments
    found = team(session(), site().catalogue, appointments, today(), unit, 1, selection.asked)
    if request.form.get("as") == "xlsx":
        return xlsx_file(table_of(found), file_name(unit, day, "xlsx"))
    return csv_file(table_of(found), file_name(unit, day, "csv"))


@blueprint.post("/team/matrix/remind")
@blueprint.post("/team/<unit>/matrix/remind")
@appointed(Action.DECIDE_FOR_PEOPLE)
def remind(unit: str | None = None) -> Answered:
    """Show whom a reminder would go to and of what; then put it with their news of the day."""
    selection = selected(unit)
    if selection is None:
        return nobody(unit)
    held = viewer().appointments
    if request.form.get("step") == "send":
        told = reminding.remind(session(), held, now(), unit, selection.asked)
        commit()
        words = "%(num)d person is reminded in their next e-mail"
        many = "%(num)d people are reminded in their next e-mail"
        flash(ngettext(words, many, told), "success")
        return back_to_list(unit, selection.form)
    found = reminding.to_remind(session(), held, today(), unit, selection.asked)
    return render_template(
        "team/remind.html", people=[one for one in found if one.titles], unit=unit,
        chosen=selection.form.kept, ids=selection.ids,
        settled=[one for one in found if not one.titles],
    )  # fmt: skip


def selected(unit: str | None) -> Selection | None:
    """Return who was ticked, or None where nobody was."""
    form = matrix_form(unit)
    understood(form)
    if request.form.get("everyone"):
        return Selection(form, None)
    typed = request.form.getlist("person")
    if len(typed) > MOST or not all(p.isascii() and p.isdigit() and len(p) < 10 for p in typed):
        raise NotFound("selection", len(typed))
    return Selection(form, frozenset(map(int, typed))) if typed else None


def nobody(unit: str | None) -> Response:
    """Lead back to the list where nobody was ticked, and say so."""
    flash(gettext("Nobody was ticked. Tick people in the list, or everyone"))
    return back_to_list(unit, matrix_form(unit))


def back_to_list(unit: str | None, form: MatrixForm) -> Response:
    """Lead to the list as it was chosen."""
    kept: dict[str, Any] = dict(form.kept)
    return redirect(url_for("team.matrix", unit=unit, **kept), 303)
