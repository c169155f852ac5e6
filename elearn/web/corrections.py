"""Correcting a wrong key: what marking again would change, and doing it."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from elearn.domain.access import Action
from elearn.domain.content import Module
from elearn.operations.completions import record_completion
from elearn.operations.corrections import (
    correct,
    corrections_made,
    dry_run,
    older_attempts,
)
from elearn.web.context import commit, now, session, site, viewer
from elearn.web.guards import appointed
from elearn.web.widgets import Checkbox
from elearn.web.wording import gettext

blueprint = Blueprint("corrections", __name__)


class CorrectionForm(FlaskForm):  # type: ignore[misc]
    """Why attempts are marked again, and whether also to their loss."""

    reason = StringField(
        _("Why are they marked again?"),
        [InputRequired(_("Enter the reason")),
         Length(max=500, message=_("Use 500 characters or fewer"))],
        description=_("Learners read it on their result, such as: the answer to question 3 was "
                      "wrong."),
        widget=GovTextInput(),
    )  # fmt: skip
    lowered_too = BooleanField(
        _("Also mark those again who lose marks by it"),
        description=_("Completions and certificates that they have stay as they are."),
        widget=Checkbox(),
    )
    submit = SubmitField(_("Mark again"), widget=GovSubmitInput())


@blueprint.get("/admin/corrections")
@appointed(Action.CORRECT_QUIZZES, over_everyone=True)
def index() -> str:
    """Show which quizzes have attempts at older versions, and the corrections made."""
    older = older_attempts(session(), site().catalogue)
    modules = {slug: site().catalogue.module(slug) for slug in older}
    return render_template(
        "corrections/index.html", older=older, modules=modules, made=corrections_made(session())
    )


@blueprint.route("/admin/corrections/<slug>", methods=["GET", "POST"])
@appointed(Action.CORRECT_QUIZZES, over_everyone=True)
def module(slug: str) -> str | Response | tuple[str, int]:
    """Show who would change if a quiz were marked again by its present version, and do it."""
    found, form = dry_run(session(), site().catalogue, slug), CorrectionForm()
    page = {"found": found, "form": form, "module": site().catalogue.module(slug)}
    if not form.is_submitted() or not found.changes:
        return render_template("corrections/module.html", **page)
    if not form.validate():
        return render_template("corrections/module.html", **page), 422
    if not found.chosen(lowered_too=form.lowered_too.data):
        flash(gettext("Nothing would change, so nothing was marked again"))
        return redirect(url_for(".module", slug=slug), 303)
    marked = correct(
        session(), site().catalogue, slug, form.reason.data or "", viewer().id, now(), _complete,
        lowered_too=form.lowered_too.data,
    )  # fmt: skip
    commit()
    words = ngettext(
        "%(num)d attempt was marked again", "%(num)d attempts were marked again", marked
    )
    flash(words, "success")
    return redirect(url_for(".index"), 303)


def _complete(module: Module, person_id: int) -> None:
    record_completion(session(), site().catalogue, site().issuer, module, person_id, now())
