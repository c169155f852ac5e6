"""Saved views of a team: named, opened, sent as reports and deleted, by their owner alone."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from elearn.domain.access import Action
from elearn.domain.schedules import Rhythm, Schedule
from elearn.operations import saved_views
from elearn.operations.saved_views import UnusableView, View
from elearn.web.context import commit, now, session, today, viewer
from elearn.web.filters import in_words
from elearn.web.guards import appointed
from elearn.web.team_forms import matrix_form, understood
from elearn.web.view_forms import NEVER, WEEKDAYS, ReportForm, ViewForm
from elearn.web.wording import gettext

blueprint = Blueprint("views", __name__)
Answered = Response | str | tuple[str, int]


@blueprint.get("/views")
@appointed(Action.SEE_TEAM)
def index() -> str:
    """Show one's saved views."""
    found = saved_views.views_of(session(), viewer().id)
    return render_template("views/index.html", found=[(v, schedule_words(v)) for v in found])


@blueprint.route("/views/new", methods=["GET", "POST"])
@appointed(Action.SEE_TEAM)
def new() -> Answered:
    """Name and save the view of the matrix that the address asks for."""
    unit = request.args.get("unit") or None
    asked, form = matrix_form(unit), ViewForm()
    understood(asked)
    if form.validate_on_submit():
        name = " ".join((form["name"].data or "").split())
        try:
            saved_views.keep_view(session(), viewer().id, name, unit, asked.kept, now())
        except UnusableView as fault:
            form.blame(fault.reason)
        else:
            return _done(gettext("%(name)s has been saved", name=name))
    page = render_template("views/new.html", form=form, unit=unit, asked=asked.kept)
    return page, 422 if form.errors else 200


@blueprint.get("/views/<int:view_id>")
@appointed(Action.SEE_TEAM)
def view(view_id: int) -> Response:
    """Open a saved view."""
    return redirect(place_of(_mine(view_id)), 303)


@blueprint.route("/views/<int:view_id>/report", methods=["GET", "POST"])
@appointed(Action.SEE_TEAM)
def report(view_id: int) -> Answered:
    """Choose when a view is sent to oneself as a report, if at all."""
    mine = _mine(view_id)
    form = ReportForm(data=_start(mine.schedule))
    if form.validate_on_submit():
        saved_views.schedule_view(session(), viewer().id, view_id, form.schedule(), today())
        return _done(gettext("The report is saved"))
    page = render_template("views/report.html", form=form, view=mine)
    return page, 422 if form.errors else 200


@blueprint.post("/views/<int:view_id>/delete")
@appointed(Action.SEE_TEAM)
def delete(view_id: int) -> Response:
    """Delete a saved view and its report."""
    saved_views.delete_view(session(), viewer().id, view_id)
    return _done(gettext("The view has been deleted"))


def place_of(mine: View) -> str:
    """Return the address of the list that a view shows."""
    asked: dict[str, Any] = dict(mine.asked)
    return url_for("team.matrix", unit=mine.unit, **asked)


def schedule_words(mine: View) -> str:
    """Return when a view is sent, in words."""
    if mine.schedule is None:
        return str(gettext("Not sent by e-mail"))
    coming = in_words(mine.schedule.next_day(today()))
    if mine.schedule.rhythm is Rhythm.WEEKLY:
        weekday = WEEKDAYS[mine.schedule.on_day - 1]
        return str(gettext("Sent every %(day)s, next on %(next)s", day=weekday, next=coming))
    return str(gettext("Sent every month, next on %(next)s", next=coming))


def _start(schedule: Schedule | None) -> dict[str, object]:
    weekly = schedule is not None and schedule.rhythm is Rhythm.WEEKLY
    return {
        "rhythm": schedule.rhythm.value if schedule else NEVER,
        "weekday": schedule.on_day if schedule and weekly else 1,
        "month_day": schedule.on_day if schedule and not weekly else 1,
    }


def _mine(view_id: int) -> View:
    return saved_views.view_of(session(), viewer().id, view_id)


def _done(words: str) -> Response:
    commit()
    flash(words, "success")
    return redirect(url_for(".index"), 303)
