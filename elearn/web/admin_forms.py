"""The forms of the administrators' pages."""

from datetime import date

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import (
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import Field, RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import Length, ValidationError

from elearn.operations.imports.reader import day_from
from elearn.operations.imports.said import CellFault
from elearn.web.context import site, today
from elearn.web.widgets import FileInput, Radios


def typed_day(text: str | None) -> date:
    """Return the day that was typed, or refuse it in words."""
    try:
        return day_from("", (text or "").strip())
    except CellFault:
        raise ValidationError(_("Enter a real date, such as 31/03/2026")) from None


class DayForm(FlaskForm):  # type: ignore[misc]
    """A form with a day, today at first."""

    day = StringField(
        _("From which day?"), description=_("For example, 31/03/2026"), widget=GovTextInput()
    )

    def __init__(self) -> None:
        super().__init__()
        if not self.is_submitted():
            self.day.data = f"{today():%d/%m/%Y}"

    def validate_day(self, field: Field) -> None:
        """Refuse what is no day."""
        typed_day(field.data)

    @property
    def date(self) -> date:
        """Return the day, once it is known to be one."""
        return typed_day(self.day.data)


class MoveForm(DayForm):
    """Where someone is to belong, and from when."""

    unit = SelectField(_("Unit"), coerce=int, widget=GovSelect())
    service = SelectField(_("Service"), widget=GovSelect())
    job_title = StringField(
        _("Job title (optional)"),
        [Length(max=120, message=_("Use 120 characters or fewer"))],
        widget=GovTextInput(),
    )
    job_group = StringField(
        _("Job group (optional)"),
        [Length(max=60, message=_("Use 60 characters or fewer"))],
        widget=GovTextInput(),
    )
    submit = SubmitField(_("Save the move"), widget=GovSubmitInput())

    def __init__(self, units: dict[int, str]) -> None:
        super().__init__()
        self.unit.choices = [SelectChoice(unit, name) for unit, name in units.items()]
        services = site().catalogue.services.values()
        self.service.choices = [
            SelectChoice("", _("None")), *(SelectChoice(s.tag, s.name) for s in services),
        ]  # fmt: skip


class LeaveForm(DayForm):
    """The first day that someone is gone."""

    submit = SubmitField(_("Record that they leave"), widget=GovSubmitInput())

    def __init__(self) -> None:
        super().__init__()
        self.day.label.text = _("What is the first day they are no longer here?")


class UploadForm(FlaskForm):  # type: ignore[misc]
    """A file and what it holds."""

    kind = RadioField(
        _("What does the file hold?"),
        choices=[
            SelectChoice("people", _("People")),
            SelectChoice("org", _("Units")),
            SelectChoice("history", _("History: what people completed elsewhere or before")),
        ],
        default="people",
        widget=Radios(),
    )
    full = RadioField(
        _("Does a file of people hold everyone?"),
        choices=[
            SelectChoice("no", _("No: add and update the people in it")),
            SelectChoice("yes", _("Yes: those with a person_ref who are not in it leave today")),
        ],
        default="no",
        widget=Radios(),
    )
    file = FileField(
        _("CSV file, up to 20 MB"), [FileRequired(_("Choose a file"))], widget=FileInput()
    )
    submit = SubmitField(_("Look at what would change"), widget=GovSubmitInput())
