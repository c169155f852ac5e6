"""The learning log: one's reflections, written, shared, taken away and deleted by their author."""

from collections.abc import Callable
from uuid import UUID, uuid4

from flask import (
    Blueprint,
    Response,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovSubmitInput
from werkzeug.wrappers import Response as AnyResponse
from wtforms import HiddenField, SubmitField, TextAreaField

from elearn.documents.review_copy import Block, ReviewCopy, as_pdf
from elearn.domain.access import Action, Role
from elearn.domain.errors import NotFound
from elearn.operations import reflections
from elearn.operations.reflections import (
    LONGEST_REFLECTION,
    SHARED_WITH,
    LogEntry,
    LooksIdentifying,
    NothingWritten,
    ReflectionTooLong,
)
from elearn.web.autosave import is_autosave, not_saved, saved, seen_at
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.filters import in_words
from elearn.web.guards import appointed, learner
from elearn.web.wording import gettext

blueprint = Blueprint("learning_log", __name__)


class EntryForm(FlaskForm):  # type: ignore[misc]
    """A reflection of one's own."""

    answer = TextAreaField(
        _("What did you learn, and what will you do differently?"),
        description=_("Private to you unless you share it. Please do not identify real families."),
        widget=GovCharacterCount(),
    )
    token = HiddenField()  # of a new one, so that sending it again changes it
    submit = SubmitField(_("Save"), widget=GovSubmitInput())


@blueprint.get("/learning-log")
@learner
def mine() -> str:
    """Show all of one's reflections, newest first."""
    return render_template(
        "learning-log/mine.html", entries=_entries(), modules=site().catalogue.modules
    )


@blueprint.route("/learning-log/new", methods=["GET", "POST"])
@learner
def write() -> str | AnyResponse | tuple[str, int]:
    """Write a reflection that answers no quiz."""
    form = EntryForm()
    if not form.is_submitted():
        form.token.data = str(uuid4())
        return _entry_page(form, None)
    token = _token(form.token.data)

    def save(text: str, as_it_is: bool) -> int:
        return reflections.write_entry(
            session(), viewer().id, text, now(), as_it_is=as_it_is, token=token
        )

    return _saved(form, None, save)


@blueprint.route("/learning-log/<int:entry_id>", methods=["GET", "POST"])
@learner
def entry(entry_id: int) -> str | AnyResponse | tuple[str, int]:
    """Change a reflection that answers no quiz."""
    found = _entry(entry_id)
    if found.attempt_id is not None:
        raise NotFound("reflection", entry_id)
    form = EntryForm(data={"answer": found.text})
    if not form.is_submitted():
        return _entry_page(form, found)

    def save(text: str, as_it_is: bool) -> int:
        reflections.rewrite_entry(
            session(), entry_id, viewer().id, text, now(), as_it_is=as_it_is, seen_at=seen_at()
        )
        return entry_id

    return _saved(form, found, save)


@blueprint.post("/learning-log/<int:entry_id>/share")
@learner
def share(entry_id: int) -> AnyResponse:
    """Share a reflection with one's facilitator or manager, or with nobody any more."""
    chosen = request.form.get("shared_with", "")
    if chosen not in {"", *(role.value for role in SHARED_WITH)}:
        raise NotFound("role", "of the form")
    role = Role(chosen) if chosen else None
    reflections.share_entry(session(), entry_id, viewer().id, role, now())
    commit()
    words = {
        None: gettext("Only you can read it now"),
        Role.FACILITATOR: gettext("Shared with the facilitators of your unit"),
        Role.MANAGER: gettext("Shared with your managers"),
    }
    flash(words[role], "success")
    return redirect(url_for(".mine", _anchor=f"entry-{entry_id}"), 303)


@blueprint.route("/learning-log/<int:entry_id>/delete", methods=["GET", "POST"])
@learner
def delete(entry_id: int) -> str | AnyResponse:
    """Ask whether a reflection is to be deleted, and delete it for good."""
    found = _entry(entry_id)
    if request.method != "POST":
        return render_template("learning-log/delete.html", entry=found, count=1)
    reflections.delete_entries(session(), viewer().id, entry_id)
    commit()
    flash(gettext("The reflection has been deleted"), "success")
    return redirect(url_for(".mine"), 303)


@blueprint.route("/learning-log/delete-all", methods=["GET", "POST"])
@learner
def delete_all() -> str | AnyResponse:
    """Ask whether all of one's reflections are to be deleted, and delete them for good."""
    if request.method != "POST":
        return render_template("learning-log/delete.html", entry=None, count=len(_entries()))
    reflections.delete_entries(session(), viewer().id)
    commit()
    flash(gettext("All your reflections have been deleted"), "success")
    return redirect(url_for(".mine"), 303)


@blueprint.get("/learning-log.pdf")
@learner
def pdf() -> Response:
    """Return the log as a document."""
    blocks = [Block("module", gettext("Learning log of %(name)s", name=viewer().name))]
    for found in _entries():
        blocks += [
            Block("heading", _title(found)),
            Block("note", in_words(found.saved_at)),
            *([Block("part", found.prompt.prompt)] if found.prompt else []),
            *(Block("paragraph", part) for part in found.text.split("\n") if part.strip()),
        ]
    title = gettext("Learning log")
    return _file(as_pdf(ReviewCopy(title, today(), blocks)), "application/pdf", "pdf")


@blueprint.get("/learning-log.json")
@learner
def json() -> Response:
    """Return the log as data."""
    entries = [
        {
            "module": found.module,
            "prompt": found.prompt.prompt if found.prompt else None,
            "text": found.text,
            "saved_at": found.saved_at.isoformat(),
            "points_covered": list(found.covered),
            "shared_with": found.shared_with,
        }
        for found in _entries()
    ]
    answer = jsonify(name=viewer().name, as_at=today().isoformat(), reflections=entries)
    return _file(answer.get_data(), "application/json", "json")


@blueprint.get("/reflections/shared")
@appointed(Action.READ_SHARED_REFLECTIONS)
def shared() -> str:
    """Show the reflections that people share with their facilitator or manager."""
    found = reflections.shared_reflections(session(), site().catalogue, viewer().appointments)
    return render_template(
        "learning-log/shared.html", found=found, modules=site().catalogue.modules
    )


def _saved(
    form: EntryForm, found: LogEntry | None, save: Callable[[str, bool], int]
) -> AnyResponse | tuple[str, int]:
    """Save what the form holds by ``save``, or show what is wrong with the text still in it."""
    text = form.answer.data or ""
    try:
        entry_id = save(text, "as_it_is" in request.form)
    except NothingWritten:
        form.answer.errors = [gettext("Write something, or go back")]
    except ReflectionTooLong:
        limit = gettext("Your reflection must be %(limit)s characters or fewer")
        form.answer.errors = [limit % {"limit": LONGEST_REFLECTION}]
    except LooksIdentifying as doubt:
        return not_saved(_entry_page(form, found, doubt.fragments), identifying=True)
    else:
        commit()
        if is_autosave():
            answer = saved()
            answer.headers["Content-Location"] = url_for(".entry", entry_id=entry_id)
            return answer
        flash(gettext("Your reflection has been saved"), "success")
        return redirect(url_for(".mine"), 303)
    return _entry_page(form, found), 422


def _token(sent: str | None) -> UUID | None:
    try:
        return UUID(sent) if sent else None
    except ValueError:
        raise NotFound("token", "of the form") from None


def _entry_page(form: EntryForm, found: LogEntry | None, fragments: object = ()) -> str:
    return render_template("learning-log/entry.html", form=form, entry=found, identifying=fragments)


def _entries() -> tuple[LogEntry, ...]:
    return reflections.learning_log(session(), site().catalogue, viewer().id)


def _entry(entry_id: int) -> LogEntry:
    return reflections.log_entry(session(), site().catalogue, entry_id, viewer().id)


def _title(found: LogEntry) -> str:
    module = site().catalogue.modules.get(found.module or "")
    return module.title if module else found.module or gettext("My own reflection")


def _file(content: bytes, mimetype: str, ending: str) -> Response:
    name = f"learning-log-{today().isoformat()}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype=mimetype, headers=headers)
