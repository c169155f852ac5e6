"""Programmes by page: those that come with the content, and one's own as dated versions."""

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.domain.access import Action, units_for
from elearn.operations import programmes
from elearn.operations.previews import preview_programme, preview_programme_end
from elearn.operations.programme_reach import changeable, changeable_one
from elearn.operations.programmes import ProgrammeListed, UnusableProgramme
from elearn.operations.requirements import requirements
from elearn.web.change_forms import page_of
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed
from elearn.web.recomputing import work_off_soon
from elearn.web.requirement_forms import EndProgrammeForm, ProgrammeForm
from elearn.web.wording import gettext

blueprint = Blueprint("own_programmes", __name__)
Answered = Response | str | tuple[str, int]


@blueprint.get("/admin/programmes")
@appointed(Action.SET_REQUIREMENTS)
def index() -> str:
    """Show every programme: those that come with the content, and one's own."""
    found = programmes.programmes(session(), site().catalogue)
    return render_template(
        "own-programmes/index.html",
        found=found,
        changeable=changeable(session(), _scope(), found, today()),
        modules=site().catalogue.modules,
        today=today(),
    )


@blueprint.route("/admin/programmes/new", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def new() -> Answered:
    """Make a programme, empty or as a copy of another."""
    start: dict[str, object] = {"rule": "all", "effective_from": today()}
    if "copy" in request.args:
        copied = programmes.programme_named(session(), site().catalogue, request.args["copy"])
        start |= _start(copied) | {"title": gettext("Copy of %(title)s", title=copied.draft.title)}
    return _edit(_form(start), None)


@blueprint.route("/admin/programmes/<slug>", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def edit(slug: str) -> Answered:
    """Change one's own programme from a day on, after a preview of those it concerns."""
    found = programmes.programme_named(session(), site().catalogue, slug)
    listed = changeable_one(session(), _scope(), found, today())
    return _edit(_form(_start(listed)), listed)


@blueprint.route("/admin/programmes/<slug>/end", methods=["GET", "POST"])
@appointed(Action.SET_REQUIREMENTS)
def end(slug: str) -> Answered:
    """End one's own programme from a day on, after a preview of those it concerns."""
    found = programmes.programme_named(session(), site().catalogue, slug)
    listed = changeable_one(session(), _scope(), found, today())
    form = EndProgrammeForm(data={"ends_on": today()})
    if form.validate_on_submit() and form.ends_on.day:
        try:
            return _preview_or_end(form, listed, form.ends_on.day)
        except UnusableProgramme as fault:
            form.blame(fault.field, fault.reason)
    return _end_page(form, listed, 422 if form.errors else 200)


def _preview_or_end(form: EndProgrammeForm, listed: ProgrammeListed, day: date) -> Answered:
    step = request.form.get("step", "preview")
    if step == "change":
        return _end_page(form, listed, 200)
    if step == "save":
        reason = (form.reason.data or "").strip()
        programmes.end_programme(session(), listed.slug, day, reason, viewer().id, now())
        commit()
        work_off_soon()
        flash(gettext("%(title)s has been ended", title=listed.draft.title), "success")
        return redirect(url_for(".index"), 303)
    programmes.check_end(listed, day, today())
    found = preview_programme_end(session(), site().catalogue, listed, day, page_of(step))
    return render_template(
        "requirements/preview.html", form=form, listed=listed, preview=found,
        title=gettext("the end of %(title)s", title=listed.draft.title),
    )  # fmt: skip


def _end_page(form: EndProgrammeForm, listed: ProgrammeListed, status: int) -> Answered:
    asking = requirements(session(), _scope(), today())
    page = render_template(
        "own-programmes/end.html", form=form, listed=listed,
        asking=[one for one in asking if one.draft.programme == listed.slug and not one.ended],
    )  # fmt: skip
    return page, status


def _edit(form: ProgrammeForm, listed: ProgrammeListed | None) -> Answered:
    page = {"form": form, "listed": listed}
    if form.is_submitted() and form.validate():
        try:
            return _preview_or_save(form, listed)
        except UnusableProgramme as fault:
            form.blame(fault.field, fault.reason)
    status = 422 if form.errors else 200
    return render_template("own-programmes/edit.html", **page), status


def _preview_or_save(form: ProgrammeForm, listed: ProgrammeListed | None) -> Answered:
    """Save where the preview was accepted, or where nobody can be asked for it yet."""
    draft, slug = form.draft(), listed.slug if listed else None
    day, step = form.effective_from.day or today(), request.form.get("step", "preview")
    if step == "change":
        return render_template("own-programmes/edit.html", form=form, listed=listed)
    catalogue = site().catalogue
    if slug is None or step == "save":
        programmes.save_programme(session(), catalogue, draft, slug, day, viewer().id, now())
        commit()
        work_off_soon()
        flash(gettext("%(title)s has been saved", title=draft.title), "success")
        return redirect(url_for(".index"), 303)
    programmes.check_programme(session(), catalogue, draft, slug, day, today())
    found = preview_programme(session(), catalogue, draft, slug, day, page_of(step))
    return render_template(
        "requirements/preview.html", form=form, listed=listed, preview=found, title=draft.title
    )


def _form(start: dict[str, object]) -> ProgrammeForm:
    form = ProgrammeForm(data=start)
    modules = site().catalogue.modules
    form.modules.choices = [SelectChoice(slug, module.title) for slug, module in modules.items()]
    return form


def _start(listed: ProgrammeListed) -> dict[str, object]:
    draft = listed.draft
    return {
        "title": draft.title, "summary": draft.summary, "rule": draft.rule.value,
        "number": draft.number, "modules": list(draft.modules),
        "effective_from": max(today(), listed.since or today()),
    }  # fmt: skip


def _scope() -> frozenset[int]:
    return units_for(viewer().appointments, Action.SET_REQUIREMENTS)
