"""The forms of a saved view: its name, and when it is sent as a report."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import DataRequired, Length

from elearn.domain.schedules import Rhythm, Schedule
from elearn.web.widgets import Radios

NEVER = "never"
LAST_SURE = 28  # the last day that every month has
WEEKDAYS = (
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
)
FAULTS = {
    "name_taken": _("You have a view with this name already"),
    "too_many": _("You have 50 views. Delete one that you do not need"),
}


class ViewForm(FlaskForm):  # type: ignore[misc]
    """By what name a view is kept."""

    name = StringField(
        _("Name of the view"),
        [DataRequired(_("Enter a name")),
         Length(max=80, message=_("The name must be 80 characters or fewer"))],
        description=_("Only you see this view. Do not name anyone in it: the name stands in the "
                      "e-mails of its report."),
        widget=GovTextInput(),
    )  # fmt: skip

    def blame(self, reason: str) -> None:
        """Say what is wrong with the name."""
        self["name"].errors = [str(FAULTS[reason])]


class ReportForm(FlaskForm):  # type: ignore[misc]
    """Whether and when a view is sent as a report."""

    rhythm = RadioField(
        _("Send it by e-mail"), widget=Radios(),
        choices=[SelectChoice(NEVER, _("Never")),
                 SelectChoice(Rhythm.WEEKLY.value, _("Every week")),
                 SelectChoice(Rhythm.MONTHLY.value, _("Every month"))],
    )  # fmt: skip
    weekday = SelectField(
        _("Day of the week"), widget=GovSelect(), coerce=int,
        choices=[SelectChoice(number, name) for number, name in enumerate(WEEKDAYS, start=1)],
        description=_("Only if sent every week"),
    )  # fmt: skip
    month_day = SelectField(
        _("Day of the month"), widget=GovSelect(), coerce=int,
        choices=[*(SelectChoice(number, str(number)) for number in range(1, LAST_SURE + 1)),
                 SelectChoice(31, _("the last day"))],
        description=_("Only if sent every month"),
    )  # fmt: skip

    def schedule(self) -> Schedule | None:
        """Return when it is sent; only after it validated."""
        if self.rhythm.data == NEVER:
            return None
        rhythm = Rhythm(self.rhythm.data)
        day = self.weekday if rhythm is Rhythm.WEEKLY else self.month_day
        return Schedule(rhythm, day.data)
