"""The forms of the account pages."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import BooleanField, Field, PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired, Length, ValidationError

from elearn.domain.errors import NameFault
from elearn.operations.accounts import WrongPassword, check_password
from elearn.operations.passwords import WeakPassword
from elearn.web.context import session, site, viewer
from elearn.web.widgets import Checkbox

NAME_FAULTS = {
    "empty": _("Enter your name"),
    "too_long": _("Your name must be 120 characters or fewer"),
    "no_letter": _("Your name must have at least one letter"),
    "control": _("Your name must not have line breaks or hidden control characters"),
    "format": _("Your name must not have hidden characters, such as right-to-left marks"),
    "unassigned": _("Your name has a character that no writing system uses"),
    "stray_mark": _("Your name has accents that do not stand on a letter"),
    "undrawable": _("We cannot print these characters on a certificate: %(characters)s"),
}
PASSWORD_FAULTS = {
    "too_short": _("Your password must have at least 12 characters"),
    "too_long": _("Your password must have 200 characters or fewer"),
    "demo": _("Choose a password that is not the demonstration password"),
}


class SignInForm(FlaskForm):  # type: ignore[misc]
    """E-mail and password."""

    email = StringField(
        _("Email address"), [InputRequired(_("Enter your email address"))], widget=GovTextInput()
    )
    password = PasswordField(
        _("Password"), [InputRequired(_("Enter your password"))], widget=GovPasswordInput()
    )
    shared = BooleanField(
        _("Others use this computer too"),
        description=_("You are then signed out after 15 minutes without a page, or when the "
                      "browser is closed. Otherwise after 2 hours."),
        widget=Checkbox(),
    )  # fmt: skip
    submit = SubmitField(_("Sign in"), widget=GovSubmitInput())


class NameForm(FlaskForm):  # type: ignore[misc]
    """The name that certificates carry."""

    name = StringField(
        _("Your name, as it should appear on certificates"),
        description=_("Certificates that you hold already keep the name they were issued with."),
        widget=GovTextInput(),
    )
    submit = SubmitField(_("Save name"), widget=GovSubmitInput())

    def validate_name(self, field: Field) -> None:
        """Refuse a name that cannot be kept or printed, saying why."""
        try:
            site().check_name(field.data or "")
        except NameFault as fault:
            raise ValidationError(
                NAME_FAULTS[fault.reason] % {"characters": printable(fault.characters)}
            ) from None


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """The present password and a new one."""

    present = PasswordField(
        _("Current password"), [InputRequired(_("Enter your current password"))],
        widget=GovPasswordInput(),
    )  # fmt: skip
    new = PasswordField(
        _("New password"),
        [Length(min=1, message=_("Enter a new password"))],
        description=_("At least 12 characters. Three random words make a good password."),
        widget=GovPasswordInput(),
    )
    submit = SubmitField(_("Change password"), widget=GovSubmitInput())

    def validate_present(self, field: Field) -> None:
        """Refuse a wrong present password."""
        try:
            check_password(session(), site().passwords, viewer().email, field.data or "")
        except WrongPassword:
            raise ValidationError(_("Your current password is not right")) from None

    def validate_new(self, field: Field) -> None:
        """Refuse a weak password, saying why."""
        try:
            site().passwords.hash(field.data or "")
        except WeakPassword as fault:
            raise ValidationError(PASSWORD_FAULTS[fault.reason]) from None


def printable(characters: str) -> str:
    """Return characters as an error message can show them, with their code points."""
    return ", ".join(f"{c} (U+{ord(c):04X})" for c in characters)
