"""The forms by which administrators keep people's details, units and appointments."""

import re
from datetime import date, timedelta

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import (
    GovPasswordInput,
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import Field, HiddenField, PasswordField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import DataRequired, Length, ValidationError

from elearn.domain.access import Role
from elearn.domain.errors import NameFault
from elearn.operations.passwords import WeakPassword
from elearn.web.account_forms import NAME_FAULTS, PASSWORD_FAULTS, printable
from elearn.web.admin_forms import DayForm, MoveForm, typed_day
from elearn.web.context import site, today

EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
KINDS = (
    ("agency", _("Agency")), ("service", _("Service")), ("site", _("Site")), ("team", _("Team")),
)  # fmt: skip
ROLE_NAMES = {
    Role.MANAGER: _("Manager"),
    Role.FACILITATOR: _("Facilitator"),
    Role.LEAD: _("Safeguarding lead"),
    Role.AUDITOR: _("Auditor"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def email_field() -> StringField:
    """Return a field for an address."""
    return StringField(
        _("Email address"),
        [
            DataRequired(_("Enter the email address")),
            Length(max=254, message=_("Use 254 characters or fewer")),
        ],
        widget=GovTextInput(),
    )


def check_email(text: str | None) -> None:
    """Refuse what is no address."""
    if not EMAIL.fullmatch((text or "").strip()):
        raise ValidationError(_("Enter an email address, such as name@example.org"))


def check_printable(text: str | None) -> None:
    """Refuse a name that cannot be kept or printed, saying why."""
    try:
        site().check_name(text or "")
    except NameFault as fault:
        if fault.reason == "empty":
            raise ValidationError(_("Enter the name")) from None
        said = NAME_FAULTS[fault.reason] % {"characters": printable(fault.characters)}
        raise ValidationError(said) from None


class Details:
    """Address, name and reference of a person."""

    email = email_field()
    name = StringField(_("Name, as it should appear on certificates"), widget=GovTextInput())
    person_ref = StringField(
        _("Person reference, such as the employee number (optional)"),
        [Length(max=40, message=_("Use 40 characters or fewer"))],
        widget=GovTextInput(),
    )

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        check_email(field.data)

    def validate_name(self, field: Field) -> None:
        """Refuse a name that cannot be kept or printed."""
        check_printable(field.data)


class DetailsForm(Details, FlaskForm):  # type: ignore[misc]
    """A person's details, to be corrected."""

    submit = SubmitField(_("Save"), widget=GovSubmitInput())


class NewPersonForm(Details, MoveForm):
    """Someone new, where they belong, and from when."""

    submit = SubmitField(_("Add the person"), widget=GovSubmitInput())


class MergeForm(FlaskForm):  # type: ignore[misc]
    """The other account of a person; ``seen`` is the one whose record was looked at."""

    other = StringField(
        _("Email address or person reference of the other account"),
        [DataRequired(_("Enter the email address or reference"))],
        widget=GovTextInput(),
    )
    seen = HiddenField()


class JoinForm(FlaskForm):  # type: ignore[misc]
    """One's own new account."""

    name = StringField(_("Your name, as it should appear on certificates"), widget=GovTextInput())
    email = email_field()
    password = PasswordField(
        _("Password"),
        description=_("At least 12 characters. Three random words make a good password."),
        widget=GovPasswordInput(),
    )
    submit = SubmitField(_("Make my account"), widget=GovSubmitInput())

    def validate_name(self, field: Field) -> None:
        """Refuse a name that cannot be kept or printed."""
        check_printable(field.data)

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        check_email(field.data)

    def validate_password(self, field: Field) -> None:
        """Refuse a weak password, saying why."""
        try:
            site().passwords.hash(field.data or "")
        except WeakPassword as fault:
            raise ValidationError(PASSWORD_FAULTS[fault.reason]) from None


class JoiningLinkForm(DayForm):
    """How often a joining link may be used, and until when."""

    most_uses = StringField(_("How many people may join by it?"), widget=GovTextInput())
    submit = SubmitField(_("Make a link"), widget=GovSubmitInput())

    def __init__(self) -> None:
        super().__init__()
        self.day.label.text = _("Until which day?")

    def validate_most_uses(self, field: Field) -> None:
        """Refuse what is no sensible number."""
        said = (field.data or "").strip()
        if not (said.isascii() and said.isdigit() and 1 <= int(said[:5]) <= 500 and len(said) < 5):
            raise ValidationError(_("Enter a whole number from 1 to 500"))

    def validate_day(self, field: Field) -> None:
        """Refuse what is no day, one that is past, and one too far away."""
        if not today() <= typed_day(field.data) <= today() + timedelta(days=366):
            raise ValidationError(_("Enter a day from today to a year from now"))


class UnitNameForm(FlaskForm):  # type: ignore[misc]
    """What a unit is called."""

    name = StringField(
        _("Name"),
        [DataRequired(_("Enter the name")),
         Length(max=120, message=_("Use 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    submit = SubmitField(_("Save"), widget=GovSubmitInput())


class NewUnitForm(UnitNameForm):
    """A unit below another."""

    kind = SelectField(_("What is it?"), choices=[SelectChoice(*k) for k in KINDS],
                       widget=GovSelect())  # fmt: skip
    code = StringField(
        _("Code"),
        [DataRequired(_("Enter a code")), Length(max=60, message=_("Use 60 characters or fewer"))],
        description=_("Files of people and units know it by this. Letters, digits, hyphens."),
        widget=GovTextInput(),
    )
    submit = SubmitField(_("Add the unit"), widget=GovSubmitInput())

    def validate_code(self, field: Field) -> None:
        """Refuse what addresses and files could not hold."""
        if not CODE.fullmatch((field.data or "").strip()):
            raise ValidationError(_("Use letters, digits, hyphens, dots and underscores only"))


class UnitPlaceForm(FlaskForm):  # type: ignore[misc]
    """The unit that another is to stand below."""

    above = SelectField(_("Below which unit?"), coerce=int, widget=GovSelect())
    submit = SubmitField(_("Move the unit"), widget=GovSubmitInput())

    def __init__(self, units: dict[int, str]) -> None:
        super().__init__()
        self.above.choices = [SelectChoice(unit, name) for unit, name in units.items()]


class ConfirmForm(FlaskForm):  # type: ignore[misc]
    """Nothing to fill in: only the button that says what happens."""

    submit = SubmitField(_("Confirm"), widget=GovSubmitInput())

    def __init__(self, says: str) -> None:
        super().__init__()
        self.submit.label.text = says


class DeputyForm(DayForm):
    """Who is appointed, from which day to which."""

    email = email_field()
    last_day = StringField(
        _("Last day"), description=_("For example, 30/04/2026"), widget=GovTextInput()
    )
    submit = SubmitField(_("Appoint"), widget=GovSubmitInput())
    must_end = True

    def validate_email(self, field: Field) -> None:
        """Refuse what is no address."""
        check_email(field.data)

    def validate_last_day(self, field: Field) -> None:
        """Refuse what is no day, and a day before the first."""
        if not (field.data or "").strip() and not self.must_end:
            return
        if typed_day(field.data) < typed_day(self.day.data):
            raise ValidationError(_("The last day must not be before the first"))

    @property
    def ends_on(self) -> date | None:
        """Return the first day after the last, None where no end is known."""
        said = (self.last_day.data or "").strip()
        return typed_day(said) + timedelta(days=1) if said else None


class AppointForm(DeputyForm):
    """Who is appointed to what; it may have no end."""

    role = SelectField(
        _("Role"), choices=[SelectChoice(role.value, name) for role, name in ROLE_NAMES.items()],
        widget=GovSelect(),
    )  # fmt: skip
    must_end = False

    def __init__(self) -> None:
        super().__init__()
        self.last_day.label.text = _("Last day (optional)")


class EndAppointmentForm(DayForm):
    """The first day on which an appointment no longer holds."""

    submit = SubmitField(_("End the appointment"), widget=GovSubmitInput())

    def __init__(self) -> None:
        super().__init__()
        self.day.label.text = _("What is the first day on which it no longer holds?")
