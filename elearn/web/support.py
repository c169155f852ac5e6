"""Care for those who learn: a page for a moment of rest, and the contacts it offers."""

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _
from flask_login import current_user
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextInput
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, Length, Optional, Regexp

from elearn.domain.access import Action
from elearn.domain.errors import NotFound
from elearn.operations.support import (
    Contact,
    NoWayToReach,
    contacts_kept,
    keep_contact,
    remove_contact,
    support_for,
    units_kept,
)
from elearn.web.context import commit, session, viewer
from elearn.web.guards import appointed, public
from elearn.web.wording import gettext

blueprint = Blueprint("support", __name__)


class ContactForm(FlaskForm):  # type: ignore[misc]
    """Whom the staff of a unit can turn to."""

    unit = SelectField(_("For the staff of"), widget=GovSelect(), coerce=int)
    name = StringField(
        _("Name of the person, line or service"),
        [InputRequired(_("Enter a name")),
         Length(max=120, message=_("Use 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    phone = StringField(
        _("Phone number (optional)"),
        [Optional(), Regexp(r"^[0-9+() -]{3,40}$", message=_("Enter a phone number"))],
        widget=GovTextInput(),
    )
    email = StringField(
        _("Email address (optional)"),
        [Optional(), Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_("Enter an email address")),
         Length(max=254, message=_("Use 254 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    url = StringField(
        _("Web address (optional)"),
        [Optional(), Regexp(r"^https?://\S{3,290}$",
                            message=_("Enter a web address that begins with https://"))],
        widget=GovTextInput(),
    )  # fmt: skip
    note = StringField(
        _("When, and for whom (optional)"),
        [Length(max=300, message=_("Use 300 characters or fewer"))],
        description=_("Such as: day and night, for all staff, in confidence."),
        widget=GovTextInput(),
    )
    submit = SubmitField(_("Save contact"), widget=GovSubmitInput())

    def contact(self) -> Contact:
        """Return what the form holds."""
        return Contact(
            name=(self.name.data or "").strip(),
            phone=self.phone.data or None,
            email=self.email.data or None,
            url=self.url.data or None,
            note=self.note.data or None,
        )


@blueprint.get("/moment")
@public
def moment() -> str:
    """Offer a moment of rest, with whom to turn to; nothing is noted of who comes here."""
    known = current_user.is_authenticated
    contacts = support_for(session(), viewer().unit_id) if known else ()
    return render_template("support/moment.html", contacts=contacts, back=_back())


@blueprint.get("/admin/support")
@appointed(Action.KEEP_SUPPORT)
def index() -> str:
    """Show the support contacts of one's units."""
    found = contacts_kept(session(), [unit for unit, _name in _units()])
    return render_template("support/index.html", found=found)


@blueprint.route("/admin/support/new", methods=["GET", "POST"])
@appointed(Action.KEEP_SUPPORT)
def add() -> str | Response | tuple[str, int]:
    """Add a support contact to one of one's units."""
    return _edit(ContactForm(), None)


@blueprint.route("/admin/support/<int:contact_id>", methods=["GET", "POST"])
@appointed(Action.KEEP_SUPPORT)
def change(contact_id: int) -> str | Response | tuple[str, int]:
    """Change a support contact of one of one's units."""
    found = contacts_kept(session(), [unit for unit, _name in _units()])
    kept = next((k for k in found if k.id == contact_id), None)
    if kept is None:
        raise NotFound("contact", contact_id)
    return _edit(ContactForm(obj=kept.contact, unit=kept.unit_id), contact_id)


@blueprint.post("/admin/support/<int:contact_id>/delete")
@appointed(Action.KEEP_SUPPORT)
def remove(contact_id: int) -> Response:
    """Remove a support contact of one of one's units."""
    remove_contact(session(), [unit for unit, _name in _units()], contact_id)
    commit()
    flash(gettext("The contact has been removed"), "success")
    return redirect(url_for(".index"), 303)


def _edit(form: ContactForm, contact_id: int | None) -> str | Response | tuple[str, int]:
    units = _units()
    form.unit.choices = [SelectChoice(unit, name) for unit, name in units]
    page = {"form": form, "contact_id": contact_id}
    if not form.is_submitted():
        return render_template("support/edit.html", **page)
    if form.validate():
        allowed = [unit for unit, _name in units]
        try:
            keep_contact(session(), allowed, form.unit.data, form.contact(), contact_id)
        except NoWayToReach:
            form.phone.errors = [gettext("Enter a phone number, an email address or a web address")]
        else:
            commit()
            flash(gettext("The contact has been saved"), "success")
            return redirect(url_for(".index"), 303)
    return render_template("support/edit.html", **page), 422


def _units() -> tuple[tuple[int, str], ...]:
    return units_kept(session(), viewer().appointments)


def _back() -> str | None:
    """Return the path of this site that someone came from, to lead back to; nothing is stored."""
    try:
        came = urlsplit(request.referrer or "")
    except ValueError:
        return None
    here = came.netloc == request.host and came.path.startswith("/") and came.path[:2] != "//"
    return came.path if here and came.path != url_for(".moment") else None
