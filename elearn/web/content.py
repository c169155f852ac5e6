"""What learning awaits sign-off or review, and the page on which a lead signs it off."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, StringField, SubmitField
from wtforms.validators import InputRequired, Length

from elearn.domain.access import Action
from elearn.domain.content import Module
from elearn.operations.sign_offs import (
    NotTheVersionRead,
    content_status,
    sign_off,
    sign_off_of,
    version_of,
)
from elearn.operations.units import covers_everyone
from elearn.web.context import commit, now, session, site, today, viewer
from elearn.web.guards import appointed
from elearn.web.widgets import Checkbox
from elearn.web.wording import gettext

blueprint = Blueprint("content", __name__)


class SignOffForm(FlaskForm):  # type: ignore[misc]
    """Who signs a module off, in which role, having read it."""

    name = StringField(
        _("Name"),
        [InputRequired(_("Enter the name of the person who signs it off")),
         Length(max=120, message=_("The name must be 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    role = StringField(
        _("Role"),
        [InputRequired(_("Enter their role, such as designated nurse")),
         Length(max=120, message=_("The role must be 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    read = BooleanField(
        _("This person has read the whole module and its quiz, and accepts them for staff to use"),
        [InputRequired(_("Confirm that the module and its quiz have been read"))],
        widget=Checkbox(),
    )
    version = HiddenField()
    submit = SubmitField(_("Sign off"), widget=GovSubmitInput())


@blueprint.get("/admin/content")
@appointed(Action.SIGN_OFF_CONTENT)
def index() -> str:
    """Show how every module stands: signed off, awaiting sign-off, due for review."""
    found = content_status(session(), site().catalogue, today())
    corrects = covers_everyone(session(), viewer().appointments, Action.CORRECT_QUIZZES)
    return render_template("content/index.html", found=found, may_correct=corrects)


@blueprint.route("/admin/content/<slug>", methods=["GET", "POST"])
@appointed(Action.SIGN_OFF_CONTENT)
def module(slug: str) -> Response | tuple[str, int]:
    """Show how one module stands, and record its sign-off."""
    found = site().catalogue.module(slug)
    version = version_of(site().catalogue, found)
    form = SignOffForm(data={"name": viewer().name, "version": version})
    if form.is_submitted() and form.validate() and _sign(found, form):
        flash(gettext("%(title)s has been signed off", title=found.title), "success")
        return redirect(url_for(".index"), 303)
    signed = sign_off_of(session(), site().catalogue, found)
    due = found.review_on <= today()
    page = render_template(
        "content/module.html", module=found, form=form, signed=signed, review_due=due
    )
    return page, 422 if form.errors else 200


def _sign(found: Module, form: SignOffForm) -> bool:
    """Record the sign-off; return False, with the error on the form, if the content changed."""
    read, name, role = (str(field.data) for field in (form.version, form.name, form.role))
    try:
        sign_off(session(), site().catalogue, found, read, name, role, viewer().id, now())
    except NotTheVersionRead:
        form.version.data = version_of(site().catalogue, found)
        form.read.errors = [
            gettext("The module has changed since you opened this page: read it again")
        ]
        return False
    commit()
    return True
