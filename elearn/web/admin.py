"""Administrators: the people of their units, moved and let go, and files brought in."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as AnyResponse

from elearn.documents.tables import Table, to_csv
from elearn.domain.access import Action
from elearn.domain.organisation import Membership
from elearn.operations import administration, leaving, memberships
from elearn.operations.appointments import AppointmentFault, held_by
from elearn.operations.imports import runs
from elearn.operations.imports.said import FileFault
from elearn.operations.organisation import AlreadyThere, NewPerson, unit_code
from elearn.operations.person_details import (
    PersonDetails,
    change_person,
    former_emails,
    welcome_person,
)
from elearn.operations.units import covers_everyone
from elearn.web.admin_forms import LeaveForm, MoveForm, UploadForm
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed
from elearn.web.organisation_forms import Details, DetailsForm, NewPersonForm
from elearn.web.team import page_asked
from elearn.web.uploads import takes_file
from elearn.web.wording import gettext

blueprint = Blueprint("admin", __name__)
Answered = AnyResponse | str | tuple[str, int]
SHOWN = 200  # rows of a preview; the result file holds them all


@blueprint.get("/admin/people")
@appointed(Action.ADMINISTER)
def people() -> str:
    """Find people by name, e-mail address or reference."""
    words = request.args.get("q", "")[:200]
    found = administration.find_people(session(), _over(), words, page_asked())
    may_design = covers_everyone(session(), viewer().appointments, Action.ADMINISTER)
    return render_template("admin/people.html", found=found, words=words, may_design=may_design)


@blueprint.route("/admin/people/new", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def add_person() -> Answered:
    """Add a person, who is told of it by e-mail."""
    form = NewPersonForm(administration.open_units(session(), _over()))
    if form.validate_on_submit():
        new = NewPerson(
            form.email.data or "", form.name.data or "", unit_code(session(), form.unit.data),
            form.service.data or None, None, (form.job_title.data or "").strip() or None,
            (form.job_group.data or "").strip() or None,
            (form.person_ref.data or "").strip() or None, begins_on=form.date,
        )  # fmt: skip
        try:
            added = welcome_person(
                session(), site().passwords, site().check_name, new, now(), viewer().id
            )
        except AlreadyThere as fault:
            _refuse_taken(form, fault)
        else:
            return _done(added, gettext("The person is added and will be told by email"))
    return _form_page(form, gettext("Add a person"), gettext("People"), url_for(".people"))


@blueprint.route("/admin/people/<int:person_id>/details", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def details(person_id: int) -> Answered:
    """Correct a person's name, address or reference; an address that goes is kept."""
    whom = _person(person_id)
    held = {"email": whom.email, "name": whom.name, "person_ref": whom.person_ref}
    form = DetailsForm(data=held)
    if form.validate_on_submit():
        reference = (form.person_ref.data or "").strip() or None
        asked = PersonDetails(form.email.data or "", form.name.data or "", reference)
        try:
            change_person(session(), site().check_name, person_id, asked, now(), viewer().id)
        except AlreadyThere as fault:
            _refuse_taken(form, fault)
        else:
            return _done(person_id, gettext("The details are saved"))
    title = gettext("Details of %(name)s", name=whom.name)
    return _form_page(form, title, whom.name, url_for(".person", person_id=person_id))


@blueprint.get("/admin/people/<int:person_id>")
@appointed(Action.ADMINISTER)
def person(person_id: int) -> str:
    """Show a person with where they belonged and what they were appointed to."""
    return render_template(
        "admin/person.html",
        person=_person(person_id),
        services=site().catalogue.services,
        former=former_emails(session(), person_id),
    )


@blueprint.route("/admin/people/<int:person_id>/move", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def move(person_id: int) -> Answered:
    """Let a person belong to a unit from a day: a move, a new post or a return."""
    whom = _person(person_id)
    form = MoveForm(administration.open_units(session(), _over()))
    if request.method != "POST":
        _fill(form, whom)
    elif form.validate():
        new = Membership(
            form.unit.data, form.date, None, form.service.data or None,
            (form.job_title.data or "").strip() or None,
            (form.job_group.data or "").strip() or None,
        )  # fmt: skip
        try:
            memberships.move_person(session(), person_id, new, now(), viewer().id)
        except memberships.NothingChanges:
            form.unit.errors = [gettext("They are in this unit and post already on that day")]
        else:
            return _done(person_id, gettext("The move is saved"))
    page = render_template("admin/move.html", person=whom, form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/admin/people/<int:person_id>/leave", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def leave(person_id: int) -> Answered:
    """Let a person leave on a day; their record stays."""
    whom, form = _person(person_id), LeaveForm()
    if form.validate_on_submit():
        try:
            leaving.leave(session(), person_id, form.date, now(), viewer().id)
        except memberships.NothingChanges:
            form.day.errors = [gettext("They have left by that day already")]
        except AppointmentFault:
            form.day.errors = [gettext("Nobody else administers the partnership")]
        else:
            return _done(person_id, gettext("It is recorded that they leave"))
    held = held_by(session(), person_id, today())
    page = render_template("admin/leave.html", person=whom, form=form, held=held)
    return page, 422 if form.errors else 200


@blueprint.route("/admin/imports", methods=["GET", "POST"])
@takes_file
@appointed(Action.ADMINISTER)
def imports() -> Answered:
    """Take a file and show what would come of it; list the imports before."""
    form = UploadForm()
    if form.validate_on_submit():
        sent = form.file.data
        try:
            run_id = runs.keep_upload(
                session(), form.kind.data, sent.filename or "file.csv", sent.read(), _importer(),
                now(), full=form.full.data == "yes",
            )  # fmt: skip
        except FileFault as fault:
            form.file.errors = [fault.by(gettext)]
        else:
            commit()
            return redirect(url_for(".preview", run_id=run_id), 303)
    page = render_template(
        "admin/imports.html", form=form, runs=runs.runs_of(session(), viewer().id)
    )
    return page, 422 if form.errors else 200


@blueprint.get("/admin/imports/<int:run_id>")
@appointed(Action.ADMINISTER)
def preview(run_id: int) -> str:
    """Show what would come of a file, or what came of it."""
    run = runs.run_of(session(), run_id, viewer().id)
    report = None if run.applied_at else runs.preview(session(), run_id, _importer(), now())
    return render_template("admin/import.html", run=run, report=report, shown=SHOWN, say=gettext)


@blueprint.post("/admin/imports/<int:run_id>")
@appointed(Action.ADMINISTER)
def apply(run_id: int) -> AnyResponse:
    """Apply a file that was looked at."""
    report = runs.apply_run(session(), run_id, _importer(), now())
    result = to_csv(Table(report.columns(), report.rows(gettext)))
    runs.keep_result(session(), run_id, viewer().id, result)
    commit()
    flash(gettext("The file is imported"))
    return redirect(url_for(".preview", run_id=run_id), 303)


@blueprint.get("/admin/imports/<int:run_id>/result.csv")
@appointed(Action.ADMINISTER)
def result(run_id: int) -> Response:
    """Return what came of each row."""
    return Response(
        runs.result_of(session(), run_id, viewer().id),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="import-{run_id}-result.csv"'},
    )


def _form_page(form: FlaskForm, title: str, back: str, back_to: str) -> tuple[str, int]:
    page = render_template(
        "admin/form.html", form=form, title=title, says="", back=back, back_to=back_to
    )
    return page, 422 if form.errors else 200


def _refuse_taken(form: Details, fault: AlreadyThere) -> None:
    if fault.name == (form.email.data or "").strip().lower():
        form.email.errors = [gettext("Someone has this email address already")]
    else:
        form.person_ref.errors = [gettext("Someone has this person reference already")]


def _over() -> frozenset[int]:
    return administration.administered(viewer().appointments)


def _done(person_id: int, words: str) -> AnyResponse:
    """Make what was asked last, say so, and go to the person's page."""
    commit()
    flash(words)
    return redirect(url_for(".person", person_id=person_id), 303)


def _person(person_id: int) -> administration.FullPerson:
    return administration.full_person(session(), _over(), person_id)


def _importer() -> runs.Importer:
    catalogue = site().catalogue
    return runs.Importer(
        viewer().id, _scope(), frozenset(catalogue.services), site().check_name, catalogue
    )  # fmt: skip


def _scope() -> frozenset[int] | None:
    return administration.import_scope(session(), _over())


def _fill(form: MoveForm, whom: administration.FullPerson) -> None:
    if whom.memberships:
        last = whom.memberships[-1][0]
        form.unit.data, form.service.data = last.unit_id, last.service or ""
        form.job_title.data, form.job_group.data = last.job_title, last.job_group
