"""The forms by which learning done elsewhere is claimed, and accepted or refused."""

from collections.abc import Iterable

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import (
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import DataRequired, InputRequired, Length

from elearn.operations.prior_learning import UnusableClaim
from elearn.web.decision_forms import reason_field
from elearn.web.fields import DayField
from elearn.web.widgets import FileInput, Radios

FAULTS = {
    "claimed_already": _("You have claimed this module already, and it is not decided yet"),
    "in_the_future": _("The day must be today or earlier"),
    "lapsed": _("That was so long ago that it would have expired by today"),
    "older_than_the_record": _("The record has a completion of this day or later already"),
    "decided_already": _("It has been decided already"),
}
FILE_FAULTS = {
    "empty": _("The file is empty"),
    "too_large": _("The file is larger than 4 MB, or has more than 40 million pixels"),
    "wrong_type": _("The file is no PDF, PNG or JPEG, or it is damaged"),
    "locked": _("The file is locked with a password"),
    "active": _(
        "The PDF has scripts, forms that send, or other files in it. Print it as a new PDF"
    ),
}


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """What was learned elsewhere, when and where, with its evidence."""

    module = SelectField(_("Module"), [InputRequired(_("Choose a module"))], widget=GovSelect())
    learned_on = DayField(
        _("When did you complete it?"), [InputRequired(_("Enter the day you completed it"))]
    )
    provider = StringField(
        _("Who provided the learning?"),
        [DataRequired(_("Enter who provided the learning")),
         Length(max=200, message=_("It must be 200 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    file = FileField(
        _("Evidence, such as a certificate"),
        [FileRequired(_("Choose a file"))],
        description=_("A PDF, or a picture as PNG or JPEG; at most 4 MB. Only you and those who "
                      "may accept it can open it. Nothing in it may name a child or a family."),
        widget=FileInput(),
    )  # fmt: skip
    submit = SubmitField(_("Send"), widget=GovSubmitInput())

    def offer(self, modules: Iterable[tuple[str, str]]) -> None:
        """Offer these modules."""
        offered = [SelectChoice(slug, title) for slug, title in modules]
        self.module.choices = [SelectChoice("", _("Choose")), *offered]

    def blame(self, fault: UnusableClaim) -> None:
        """Say what is wrong with a field."""
        self[fault.field].errors = [str(FAULTS[fault.reason])]


class DecideForm(FlaskForm):  # type: ignore[misc]
    """Whether a claim is accepted, and why."""

    decision = RadioField(
        _("What do you decide?"),
        [InputRequired(_("Choose whether you accept it"))],
        choices=[SelectChoice("granted", _("Accept: it becomes a completion, with a certificate")),
                 SelectChoice("refused", _("Refuse"))],
        widget=Radios(),
    )  # fmt: skip
    reason = reason_field(
        _("Reason"), _("Give the reason"), _("Kept in the record; the learner reads it.")
    )
    submit = SubmitField(_("Decide"), widget=GovSubmitInput())

    def blame(self, fault: UnusableClaim) -> None:
        """Say why it cannot be decided so."""
        self.decision.errors = [str(FAULTS[fault.reason])]
