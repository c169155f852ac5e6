"""Certificates of many people: chosen in the list, made at once or in the background, and kept."""

from collections.abc import Sequence
from tempfile import TemporaryFile

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from elearn.bulk_printing import Batch, write
from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations import printing
from elearn.operations.printing import AT_ONCE_MADE, MOST, Job, Wanted
from elearn.operations.teams import people_asked
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.files import kept_file
from elearn.web.guards import appointed
from elearn.web.print_forms import PrintForm, print_form
from elearn.web.selection import Selection, back_to_list, nobody, selected
from elearn.web.team_forms import matrix_form, understood
from elearn.web.wording import gettext

blueprint = Blueprint("printing", __name__)
Answered = Response | str | tuple[str, int]
MIMETYPES = {"pdf": "application/pdf", "zip": "application/zip"}


@blueprint.post("/team/matrix/certificates")
@blueprint.post("/team/<unit>/matrix/certificates")
@appointed(Action.SEE_TEAM)
def choose(unit: str | None = None) -> Answered:
    """Ask what is to be made of the certificates of the people ticked; then make it."""
    selection = selected(unit)
    if selection is None:
        return nobody(unit)
    sent = request.form.get("step") == "make"
    form = print_form(site().catalogue, sent=sent)
    held = viewer().appointments
    people = people_asked(session(), held, today(), unit, selection.asked, still_here=True)
    if sent and form.validate():
        made = _made(_wanted(selection, form, unit, people))
        if made:
            return made
        form["module"].errors = [gettext("None of them holds a certificate like this")]
    page = render_template(
        "prints/choose.html", form=form, unit=unit, chosen=selection.form.kept, people=people,
        everyone=selection.ids is None, at_once=AT_ONCE_MADE, signed=site().seal is not None,
    )  # fmt: skip
    return page, 422 if form.errors else 200


@blueprint.get("/team/certificates.pdf")
@blueprint.get("/team/<unit>/certificates.pdf")
@appointed(Action.SEE_TEAM)
def everyone(unit: str | None = None) -> Response:
    """Return the valid certificates of everyone the matrix lists, to print, up to 200 of them.

    For more, it leads to the list, where a file is asked for.
    """
    form = matrix_form(unit)
    understood(form)
    held = viewer().appointments
    people = people_asked(session(), held, today(), unit, form.asked(), still_here=True)
    choices = print_form(site().catalogue, sent=False)
    wanted = _wanted(Selection(form, None), choices, unit, people)
    numbers = printing.numbers_of(session(), wanted) if len(people) <= AT_ONCE_MADE else []
    if not numbers or len(numbers) > AT_ONCE_MADE:
        words = gettext("Tick people, or everyone, and choose to print their certificates")
        flash(words)
        return back_to_list(unit, form)
    return _file(Batch(wanted, tuple(numbers)))


@blueprint.get("/prints")
@appointed(Action.SEE_TEAM)
def index() -> str:
    """Show the files that one asked for."""
    return render_template(
        "prints/index.html", jobs=printing.jobs_of(session(), viewer().id, today())
    )


@blueprint.get("/prints/<int:job_id>")
@appointed(Action.SEE_TEAM)
def job(job_id: int) -> str:
    """Show how far a file is, or where it can be downloaded."""
    found = _mine(job_id)
    if found.is_under_way and printing.to_be_started(session(), now()):
        site().start_prints()
    return render_template("prints/job.html", job=found, most=MOST, mail=site().mail is not None)


@blueprint.get("/prints/<int:job_id>/file")
@appointed(Action.SEE_TEAM)
def file(job_id: int) -> Response:
    """Return a file, or the part of it that a browser has not had yet."""
    found = _mine(job_id)
    path = site().prints.path(job_id, found.form) if found.state == "ready" else None
    if path is None:
        raise NotFound("file", job_id)
    return send_file(
        path, MIMETYPES[found.form], as_attachment=True, download_name=_name(found.form),
        conditional=True, etag=f"prints-{found.id}-{found.size}", last_modified=found.ended_at,
    )  # fmt: skip


def _mine(job_id: int) -> Job:
    return printing.job_of(session(), viewer().id, viewer().appointments, job_id, today())


def _wanted(
    selection: Selection, form: PrintForm, unit: str | None, people: Sequence[int]
) -> Wanted:
    where = printing.names_of_units(session(), viewer().appointments, unit)
    some = selection.ids is not None or selection.form.kept.keys() & {
        "requirement", "standing", "name"
    }  # fmt: skip
    return Wanted(
        about=gettext("People chosen from %(units)s", units=where) if some else where,
        unit=unit,
        people=tuple(people),
        modules=form.modules(site().catalogue),
        day=selection.form.day,
        with_expired=form.expired.data,
        form=form.kind.data,
        blank_backs=form.backs.data,
    )


def _made(wanted: Wanted) -> Response | None:
    """Return the file, or the way to where it is being made; None where there is nothing in it."""
    if len(wanted.people) <= AT_ONCE_MADE:
        numbers = printing.numbers_of(session(), wanted)
        if not numbers:
            return None
        if len(numbers) <= AT_ONCE_MADE:
            return _at_once(Batch(wanted, tuple(numbers)))
    asked = printing.ask_for(session(), viewer().appointments, wanted, now(), viewer().id)
    commit()
    site().start_prints()
    return redirect(url_for(".job", job_id=asked), 303)


def _at_once(batch: Batch) -> Response:
    """Return a file that is made now, and note who took it."""
    made = _file(batch)
    printing.note_printed(session(), batch.wanted, len(batch.numbers), now(), viewer().id)
    commit()
    return made


def _file(batch: Batch) -> Response:
    out = TemporaryFile()  # noqa: SIM115 - closed with the answer
    for _ in write(site(), session(), batch, out, today()):
        pass
    form = batch.wanted.form
    return kept_file(out, MIMETYPES[form], _name(form))


def _name(form: str) -> str:
    return f"certificates-{today().isoformat()}.{form}"
