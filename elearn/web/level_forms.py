"""The form of a level of learning time, and what is wrong with it in words."""

from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms import (
    DecimalField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, StopValidation

from elearn.domain.access import Role
from elearn.operations.levels import LevelDraft
from elearn.web.change_forms import AudienceForm
from elearn.web.fields import DayField
from elearn.web.widgets import Checkboxes
from elearn.web.wording import gettext

FAULTS = {
    "unknown_unit": _("Choose a unit that you are responsible for"),
    "unknown_service": _("Choose services from the list"),
    "more_than_all": _("The hours with others must not be more than all hours"),
    "in_the_past": _("A change cannot begin before today: what was so on past days stays true"),
    "in_the_future": _("The day must be today or in the past"),
}


class HoursField(DecimalField):
    """A number of hours, such as 12 or 7.5."""

    widget = GovTextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed; what is no finite number is refused in words."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
            if self.data is not None and not self.data.is_finite():
                raise ValueError
        except ValueError:
            self.data = None
            raise ValueError(gettext("Enter a number of hours, such as 12 or 7.5")) from None

    @property
    def minutes(self) -> int:
        """Return the hours as minutes."""
        return int((self.data or 0) * 60)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}"


def _whole_minutes(_form: Any, field: HoursField) -> None:
    if field.data is not None and field.data * 4 != int(field.data * 4):
        raise ValidationError(gettext("Enter whole, half or quarter hours"))


def _hours(label: Any, least: Decimal, hint: Any) -> HoursField:
    message = _("Enter a number of hours from %(least)s to 500", least=least)
    return HoursField(
        label, [_given, NumberRange(least, 500, message=message), _whole_minutes], description=hint
    )


def _given(_form: Any, field: HoursField) -> None:
    """Ask for a number; what was typed and is none was refused already."""
    if field.data is None:
        raise StopValidation("" if field.process_errors else gettext("Enter a number of hours"))


class LevelForm(AudienceForm):
    """How much learning in three years, for whom, and who says so."""

    name = StringField(
        _("Name"),
        [DataRequired(_("Enter a name")),
         Length(max=120, message=_("The name must be 120 characters or fewer"))],
        description=_("Such as Level 3"), widget=GovTextInput(),
    )  # fmt: skip
    hours = _hours(_("Hours in three years"), Decimal("0.25"), _("All learning together"))
    participatory_hours = _hours(
        _("Of these, hours with others"), Decimal(0),
        _("Such as group reviews and training; 0 if none are asked for"),
    )  # fmt: skip
    unit = SelectField(
        _("Unit"), widget=GovSelect(), coerce=int, validate_choice=False,
        description=_("For everyone in this unit and in all units below it"),
    )  # fmt: skip
    roles = SelectMultipleField(
        _("Appointments"), widget=Checkboxes(),
        description=_("Choose none to include people without an appointment too"),
    )  # fmt: skip
    source = TextAreaField(
        _("Where these hours come from"),
        [DataRequired(_("Enter where these hours come from")),
         Length(max=500, message=_("Use 500 characters or fewer"))],
        description=_("Name the guidance and its edition, and say whether it is indicative or not "
                      "checked yet. Everyone who sees their hours reads this."),
        widget=GovTextArea(),
    )  # fmt: skip
    source_on = DayField(
        _("As the source stood on"), [InputRequired(_("Enter the day on which you read it"))]
    )

    def draft(self) -> LevelDraft:
        """Return what the form says; only after it validated."""
        day, read_on = self.effective_from.day, self.source_on.day
        assert day is not None  # noqa: S101 - the field is required
        assert read_on is not None  # noqa: S101 - the field is required
        return LevelDraft(
            (self.name.data or "").strip(), self.unit.data or 0, self.hours.minutes,
            self.participatory_hours.minutes, (self.source.data or "").strip(), read_on, day,
            tuple(self.services.data or ()), tuple(self.job_groups.data or ()),
            tuple(map(Role, self.roles.data or ())),
        )  # fmt: skip

    def blame(self, field: str, reason: str) -> None:
        """Say what is wrong with a field."""
        self[field].errors = [str(FAULTS[reason])]


class EndLevelForm(FlaskForm):  # type: ignore[misc]
    """From what day a level is for nobody."""

    ends_on = DayField(
        _("First day on which it no longer applies"),
        [InputRequired(_("Enter the first day on which it no longer applies"))],
    )
