"""Levels of learning time by page: the list, a new one, a change as a dated version, the end."""

from decimal import Decimal

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.domain.access import Action, Role, units_for
from elearn.operations import levels
from elearn.operations.levels import LevelListed, UnusableLevel
from elearn.operations.organisation_choices import job_groups, unit_choices, unit_names
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed
from elearn.web.level_forms import EndLevelForm, LevelForm
from elearn.web.organisation_forms import ROLE_NAMES
from elearn.web.wording import gettext

blueprint = Blueprint("levels", __name__)
Answered = Response | str | tuple[str, int]


@blueprint.get("/admin/levels")
@appointed(Action.SET_REQUIREMENTS)
def index() -> str:
    """Show the levels of learning time of one's units."""
    return render_template(
        "levels/index.html",
        found=levels.levels(session(), _scope(), today()),
        units=unit_names(session(), _scope()),
        services=site().catalogue.services,
        role_names=ROLE_NAMES,
    )


@blueprint.route("/admin/levels/new", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def new() -> Answered:
    """Set a new level of learning time."""
    return _edit(_form({"effective_from": today(), "source_on": today()}), None)


@blueprint.route("/admin/levels/<int:level_id>", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def edit(level_id: int) -> Answered:
    """Change a level from a day on, as a new version."""
    listed = levels.level_listed(session(), _scope(), level_id, today())
    draft = listed.draft
    start: dict[str, object] = {
        "name": draft.name, "hours": _in_hours(draft.minutes),
        "participatory_hours": _in_hours(draft.participatory_minutes), "unit": draft.unit_id,
        "services": list(draft.services), "job_groups": list(draft.job_groups),
        "roles": [role.value for role in draft.roles], "source": draft.source,
        "source_on": draft.source_on, "effective_from": max(today(), draft.effective_from),
    }  # fmt: skip
    return _edit(_form(start), listed)


@blueprint.route("/admin/levels/<int:level_id>/end", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def end(level_id: int) -> Answered:
    """End a level from a day on; what was so before stays true."""
    listed = levels.level_listed(session(), _scope(), level_id, today())
    form = EndLevelForm(data={"ends_on": today()})
    if form.validate_on_submit() and form.ends_on.day:
        try:
            asked = (listed.id, form.ends_on.day, viewer().id, now())
            levels.end_level(session(), _scope(), *asked)
        except UnusableLevel:
            form.ends_on.errors = [gettext("The day must be today or later")]
        else:
            return _done(gettext("%(name)s has been ended", name=listed.draft.name))
    page = render_template("levels/end.html", form=form, listed=listed)
    return page, 422 if form.errors else 200


def _edit(form: LevelForm, listed: LevelListed | None) -> Answered:
    if form.validate_on_submit():
        draft, key = form.draft(), listed.id if listed else None
        try:
            who = (viewer().id, now())
            levels.save_level(session(), site().catalogue, _scope(), draft, key, *who)
        except UnusableLevel as fault:
            form.blame(fault.field, fault.reason)
        else:
            return _done(gettext("%(name)s has been saved", name=draft.name))
    page = render_template("levels/edit.html", form=form, listed=listed)
    return page, 422 if form.errors else 200


def _form(start: dict[str, object]) -> LevelForm:
    form = LevelForm(data=start)
    chosen = [form.unit.data] if form.unit.data else []
    found = unit_choices(session(), _scope(), chosen)
    form.unit.choices = [SelectChoice(key, name) for key, name in found]
    services = site().catalogue.services.values()
    form.services.choices = [SelectChoice(service.tag, service.name) for service in services]
    form.job_groups.choices = [SelectChoice(group, group) for group in job_groups(session())]
    form.roles.choices = [SelectChoice(role.value, ROLE_NAMES[role]) for role in Role]
    return form


def _in_hours(minutes: int) -> Decimal:
    return Decimal(minutes) / 60


def _scope() -> frozenset[int]:
    return units_for(viewer().appointments, Action.SET_REQUIREMENTS)


def _done(words: str) -> Response:
    commit()
    flash(words, "success")
    return redirect(url_for(".index"), 303)
