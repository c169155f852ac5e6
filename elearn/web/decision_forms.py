"""The forms by which a manager decides for a person, and a learner asks for more time."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea
from wtforms import Field, RadioField, SelectField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from elearn.operations.decisions import UnusableDecision
from elearn.web.fields import DayField
from elearn.web.widgets import Radios

FAULTS = {
    "unknown_requirement": _("Choose a requirement from the list"),
    "overlaps": _("Another one covers some of these days; end that one first"),
    "ends_before_it_begins": _("This day must be later than the first day"),
    "too_far": _("This day is too far away"),
    "too_long": _("It can last three years at most"),
    "over": _("It has ended already"),
    "before_today": _("This day must be today or later, and after the first day"),
    "not_later": _("The new last day must be today or later, and later than the one there is"),
    "nothing_due": _("Nothing is due, so there is nothing to put off"),
    "asked_already": _("You have asked already, and it is not decided yet"),
    "decided_already": _("It has been decided already"),
}
FIELDS = {"wanted_until": "until", "granted_until": "until"}


def reason_field(label: Any, missing: Any, hint: Any) -> TextAreaField:
    """Return a field for a reason that is kept in the record."""
    return TextAreaField(
        label,
        [DataRequired(missing),
         Length(max=500, message=_("The reason must be 500 characters or fewer"))],
        description=hint, widget=GovTextArea(),
    )  # fmt: skip


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A form whose faults the operations find too."""

    def blame(self, fault: UnusableDecision) -> None:
        """Say what is wrong with a field."""
        self[FIELDS.get(fault.field, fault.field)].errors = [str(FAULTS[fault.reason])]


class FormWithReason(DecisionForm):
    """A form that asks why."""

    reason = reason_field(
        _("Reason"), _("Give the reason"),
        _("Kept in the record, and shown to those who see this person. Leave out medical details."),
    )  # fmt: skip

    @property
    def why(self) -> str:
        """Return the reason."""
        return (self.reason.data or "").strip()


class ExemptionForm(FormWithReason):
    """From which requirement someone is exempt, and for which days."""

    requirement = SelectField(
        _("Requirement"), [InputRequired(_("Choose a requirement"))], widget=GovSelect(),
        coerce=str,
    )  # fmt: skip
    begins_on = DayField(_("First day"), [InputRequired(_("Enter the first day"))])
    ends_on = DayField(
        _("First day on which it applies again"),
        [InputRequired(_("Enter the first day on which it applies again"))],
    )
    submit = SubmitField(_("Exempt"), widget=GovSubmitInput())

    def offer(self, requirements: Iterable[tuple[int, str]]) -> None:
        """Offer these requirements."""
        offered = [SelectChoice(str(key), title) for key, title in requirements]
        self.requirement.choices = [SelectChoice("", _("Choose")), *offered]


class AbsenceForm(FormWithReason):
    """The days on which someone is away."""

    begins_on = DayField(_("First day away"), [InputRequired(_("Enter the first day away"))])
    ends_on = DayField(
        _("First day back"), description=_("Leave empty if it is not known yet")
    )  # fmt: skip
    submit = SubmitField(_("Record the absence"), widget=GovSubmitInput())


class EndForm(DecisionForm):
    """When an exemption or absence ends."""

    ends_on = DayField(
        _("First day after it"), [InputRequired(_("Enter the first day after it"))]
    )  # fmt: skip
    submit = SubmitField(_("Set the end"), widget=GovSubmitInput())


class AskForm(DecisionForm):
    """Until when a learner asks for more time, and why."""

    until = DayField(
        _("Until when do you need?"), [InputRequired(_("Enter the day until which you need"))]
    )
    reason = reason_field(
        _("Why do you need more time?"), _("Say why you need more time"),
        _("Your manager reads this. Leave out medical details."),
    )  # fmt: skip
    submit = SubmitField(_("Ask for more time"), widget=GovSubmitInput())


class ExtensionForm(FormWithReason):
    """Whether a later due day is granted, and which."""

    decision = RadioField(
        _("What do you decide?"),
        [InputRequired(_("Choose whether you grant it"))],
        choices=[SelectChoice("granted", _("Grant more time")),
                 SelectChoice("refused", _("Refuse"))],
        widget=Radios(),
    )  # fmt: skip
    until = DayField(_("New last day to complete, if you grant it"))
    submit = SubmitField(_("Decide"), widget=GovSubmitInput())

    def validate_until(self, field: Field) -> None:
        """Ask for the day where more time is granted."""
        if self.decision.data == "granted" and not field.data:
            raise ValidationError(_("Enter the new last day to complete"))
