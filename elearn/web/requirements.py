"""Requirements by page: the list, a new one, a change as a dated version, the end of one.

Each is previewed, with exactly who is affected, before it is saved.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.domain.access import Action, units_for
from elearn.operations.organisation_choices import job_groups, unit_choices, unit_names
from elearn.operations.previews import preview_end, preview_requirement
from elearn.operations.programmes import programmes
from elearn.operations.requirements import (
    RequirementListed,
    UnusableRequirement,
    check_requirement,
    end_requirement,
    requirement,
    requirements,
    save_requirement,
)
from elearn.operations.standing_cache import left_to_do
from elearn.web.change_forms import page_of
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed
from elearn.web.recomputing import work_off_soon
from elearn.web.requirement_forms import EndForm, RequirementForm
from elearn.web.unit_groups import unit_groups
from elearn.web.wording import gettext

blueprint = Blueprint("requirements", __name__)


@blueprint.get("/admin/requirements")
@appointed(Action.SET_REQUIREMENTS)
def index() -> str:
    """Show the requirements of one's units."""
    names = unit_names(session(), _scope())
    listed = programmes(session(), site().catalogue)
    return render_template(
        "requirements/index.html",
        found=requirements(session(), _scope(), today()),
        names=names,
        programmes={programme.slug: programme for programme in listed},
        today=today(),
        left=left_to_do(session()),
    )


@blueprint.route("/admin/requirements/new", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def new() -> Response | str | tuple[str, int]:
    """Set a new requirement, after a preview of whom it concerns."""
    start = {
        "effective_from": today(), "due_days": 28, "grace_days": 28, "window_days": 90,
        "expiry_rule": "previous_expiry", "programme": request.args.get("programme"),
    }  # fmt: skip
    return _edit(_form(start), None)


@blueprint.route("/admin/requirements/<int:requirement_id>", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def edit(requirement_id: int) -> Response | str | tuple[str, int]:
    """Change a requirement from a day on, as a new version, after a preview."""
    listed = requirement(session(), _scope(), requirement_id, today())
    draft = listed.draft
    start = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    start |= {"effective_from": max(today(), draft.effective_from),
              "expiry_rule": draft.expiry_rule.value}  # fmt: skip
    return _edit(_form(start), listed)


@blueprint.route("/admin/requirements/<int:requirement_id>/end", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def end(requirement_id: int) -> Response | tuple[str, int]:
    """End a requirement from a day on; what was so before stays true."""
    listed = requirement(session(), _scope(), requirement_id, today())
    form = EndForm(data={"ends_on": today()})
    if form.is_submitted() and form.validate() and form.ends_on.day:
        try:
            end_requirement(session(), _scope(), listed.id, form.ends_on.day, viewer().id, now())
        except UnusableRequirement:
            form.ends_on.errors = [gettext("The day must be today or later")]
        else:
            commit()
            work_off_soon()
            flash(gettext("%(title)s has been ended", title=listed.draft.title), "success")
            return redirect(url_for(".index"), 303)
    day = form.ends_on.day or today()
    found = preview_end(session(), listed.id, max(day, today()), today())
    page = render_template("requirements/end.html", form=form, listed=listed, preview=found)
    return page, 422 if form.errors else 200


def _edit(
    form: RequirementForm, listed: RequirementListed | None
) -> Response | str | tuple[str, int]:
    if not form.is_submitted():
        return _entered(form, listed)
    if not form.validate():
        return _entered(form, listed), 422
    try:
        return _preview_or_save(form, listed)
    except UnusableRequirement as fault:
        form.blame(fault.field, fault.reason)
        return _entered(form, listed), 422


def _preview_or_save(form: RequirementForm, listed: RequirementListed | None) -> Response | str:
    """Save where the preview was accepted; otherwise show it, or the form to change it again."""
    draft, key = form.draft(), listed.id if listed else None
    step = request.form.get("step", "preview")
    if step == "change":
        return _entered(form, listed)
    if step == "save":
        save_requirement(session(), site().catalogue, _scope(), draft, key, viewer().id, now())
        commit()
        work_off_soon()
        flash(gettext("%(title)s has been saved", title=draft.title), "success")
        return redirect(url_for(".index"), 303)
    version = check_requirement(
        session(), site().catalogue, _scope(), draft, today(), new=listed is None
    )
    found = preview_requirement(session(), version, key, today(), page_of(step))
    return render_template(
        "requirements/preview.html", form=form, listed=listed, preview=found, title=draft.title
    )


def _entered(form: RequirementForm, listed: RequirementListed | None) -> str:
    groups = unit_groups(form.units)
    return render_template("requirements/edit.html", form=form, listed=listed, groups=groups)


def _form(start: dict[str, object]) -> RequirementForm:
    form = RequirementForm(data=start)
    catalogue = site().catalogue
    form.programme.choices = [SelectChoice("", gettext("Choose"))] + [
        SelectChoice(p.slug, p.draft.title)
        for p in programmes(session(), catalogue)
        if p.ended_on is None
    ]
    found = unit_choices(session(), _scope(), form.units.data or ())
    form.units.choices = [SelectChoice(key, name) for key, name in found]
    form.services.choices = [SelectChoice(s.tag, s.name) for s in catalogue.services.values()]
    form.job_groups.choices = [SelectChoice(g, g) for g in job_groups(session())]
    return form


def _scope() -> frozenset[int]:
    return units_for(viewer().appointments, Action.SET_REQUIREMENTS)
