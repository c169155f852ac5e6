"""The forms of requirements and programmes, and what is wrong with them in words."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextArea, GovTextInput
from wtforms import (
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import ExpiryRule
from elearn.operations.programmes import ProgrammeDraft
from elearn.operations.requirements import RequirementDraft
from elearn.web.change_forms import AudienceForm, ChangeForm
from elearn.web.decision_forms import reason_field
from elearn.web.fields import DayField
from elearn.web.widgets import Checkboxes, Radios

FAULTS = {
    "no_unit": _("Choose at least one unit"),
    "unknown_unit": _("Choose units that you are responsible for"),
    "unknown_service": _("Choose services from the list"),
    "unknown_programme": _("Choose a programme from the list"),
    "no_modules": _("This programme has no modules for anyone in the audience"),
    "in_the_past": _("A change cannot begin before today: what was so on past days stays true"),
    "no_due_date": _("Enter a fixed date, a number of days, or both"),
    "due_before_start": _("The fixed date must not be before the day the requirement begins"),
    "window_too_long": _("The renewal window must be at least a month shorter than the validity"),
    "no_such_day": _("Enter a day and month that exist, such as 1 and 9 for 1 September"),
    "less_than_a_year": _("With a fixed day of the year, the validity must be 12 months or more"),
    "programme_ended": _("This programme has ended. Choose another"),
    "ended": _("This programme has ended already"),
    "end_in_the_past": _("The day must be today or later"),
    "before_its_change": _("A change begins later: choose its day or a later one"),
    "unknown_module": _("Choose modules from the list"),
    "number_of_modules": _("Enter a number from 1 to the number of modules chosen"),
    "title_taken": _("Another programme has this title"),
}  # fmt: skip


def _number(label: Any, least: int, most: int, hint: Any = "") -> IntegerField:
    message = _("Enter a whole number from %(least)s to %(most)s", least=least, most=most)
    return IntegerField(
        label, [Optional(), NumberRange(least, most, message=message)],
        description=hint, widget=GovTextInput(),
    )  # fmt: skip


class _TitledForm(ChangeForm):
    """What has a title, and changes from a day on."""

    title = StringField(
        _("Title"),
        [InputRequired(_("Enter a title")),
         Length(max=120, message=_("The title must be 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip

    def blame(self, field: str, reason: str) -> None:
        """Say what is wrong with a field."""
        self[field].errors = [str(FAULTS[reason])]


class RequirementForm(_TitledForm, AudienceForm):
    """Who must complete what, by when and how often."""

    programme = SelectField(
        _("Programme"), [InputRequired(_("Choose a programme"))], widget=GovSelect(),
        description=_("What is to be completed"),
    )  # fmt: skip
    units = SelectMultipleField(
        _("Units"), coerce=int, widget=Checkboxes(), validate_choice=False,
        description=_("Everyone in these units and in all units below them"),
    )  # fmt: skip
    due_on = DayField(_("Due on a fixed date"))
    due_days = _number(
        _("Due so many days after it begins to apply to someone"), 0, 1000,
        _("Counted from the day someone joins, changes service, or the requirement begins. "
          "With a fixed date too, the later day counts."),
    )  # fmt: skip
    grace_days = _number(
        _("Days of grace"), 0, 365, _("For someone who joins after the fixed date has passed")
    )
    validity_months = _number(
        _("Months until it must be renewed"), 1, 120, _("Leave empty if it never expires")
    )
    window_days = _number(_("Days before expiry on which renewal opens"), 0, 365)
    expiry_rule = RadioField(
        _("When renewed, the next expiry is counted from"),
        choices=[
            SelectChoice(ExpiryRule.PREVIOUS_EXPIRY.value,
                         _("the previous expiry, if renewed inside the window")),
            SelectChoice(ExpiryRule.COMPLETION.value, _("the day of completion")),
            SelectChoice(ExpiryRule.FIXED_DATE.value, _("a fixed day of the year")),
        ],
        widget=Radios(),
    )  # fmt: skip
    fixed_day = _number(_("Day of the month"), 1, 31, _("Only with a fixed day of the year"))
    fixed_month = _number(_("Month, as a number"), 1, 12, _("Only with a fixed day of the year"))

    def draft(self) -> RequirementDraft:
        """Return what the form says; only after it validated."""
        fixed = self.expiry_rule.data == ExpiryRule.FIXED_DATE
        day = self.effective_from.day
        assert day is not None  # noqa: S101 - the field is required
        return RequirementDraft(
            (self.title.data or "").strip(), self.programme.data, day, tuple(self.units.data or ()),
            tuple(self.services.data or ()), tuple(self.job_groups.data or ()), self.due_on.day,
            self.due_days.data, 28 if self.grace_days.data is None else self.grace_days.data,
            self.validity_months.data,
            90 if self.window_days.data is None else self.window_days.data,
            ExpiryRule(self.expiry_rule.data), self.fixed_month.data if fixed else None,
            self.fixed_day.data if fixed else None,
        )  # fmt: skip


class EndForm(FlaskForm):  # type: ignore[misc]
    """From what day a requirement applies to nobody."""

    ends_on = DayField(
        _("First day on which it no longer applies"),
        [InputRequired(_("Enter the first day on which it no longer applies"))],
    )


class EndProgrammeForm(FlaskForm):  # type: ignore[misc]
    """From what day nobody is asked for a programme, and why."""

    ends_on = DayField(
        _("First day on which nobody is asked for it"),
        [InputRequired(_("Enter the first day on which nobody is asked for it"))],
    )
    reason = reason_field(
        _("Reason"), _("Enter a reason"), _("It stays with the programme, for whoever asks later.")
    )

    def blame(self, field: str, reason: str) -> None:
        """Say what is wrong with a field."""
        self[field].errors = [str(FAULTS[reason])]


class ProgrammeForm(_TitledForm):
    """A named set of modules and its rule."""

    summary = TextAreaField(
        _("Summary"),
        [InputRequired(_("Enter a sentence that says what it is for")),
         Length(max=500, message=_("The summary must be 500 characters or fewer"))],
        widget=GovTextArea(),
    )  # fmt: skip
    rule = RadioField(
        _("Complete with"),
        choices=[
            SelectChoice(ProgrammeRule.ALL.value, _("all of the modules chosen")),
            SelectChoice(ProgrammeRule.ANY.value, _("any number of the modules chosen")),
            SelectChoice(ProgrammeRule.APPLIES.value,
                         _("every case that applies to the learner’s service")),
        ],
        widget=Radios(),
    )  # fmt: skip
    number = _number(_("How many of them"), 1, 100, _("Only with any number of the modules"))
    modules = SelectMultipleField(_("Modules"), widget=Checkboxes(), validate_choice=False)

    def draft(self) -> ProgrammeDraft:
        """Return what the form says; only after it validated."""
        rule = ProgrammeRule(self.rule.data)
        by_service = rule is ProgrammeRule.APPLIES
        return ProgrammeDraft(
            (self.title.data or "").strip(), (self.summary.data or "").strip(), rule,
            () if by_service else tuple(self.modules.data or ()),
            self.number.data if rule is ProgrammeRule.ANY else None,
        )  # fmt: skip
