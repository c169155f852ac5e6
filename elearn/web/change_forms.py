"""What forms share whose change holds from a day, and for whom."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import SelectMultipleField
from wtforms.validators import InputRequired

from elearn.web.fields import DayField
from elearn.web.widgets import Checkboxes


class ChangeForm(FlaskForm):  # type: ignore[misc]
    """From which day on it is so."""

    effective_from = DayField(
        _("Begins on"), [InputRequired(_("Enter the day on which this begins"))]
    )


def page_of(step: str) -> int:
    """Return the page of a preview that a button leads to: 1 unless its step is a number."""
    return max(1, int(step)) if step.isascii() and step.isdigit() and len(step) < 6 else 1


class AudienceForm(ChangeForm):
    """For whom, beside the unit, and from which day on."""

    services = SelectMultipleField(
        _("Services"), widget=Checkboxes(), validate_choice=False,
        description=_("Choose none to include every service"),
    )  # fmt: skip
    job_groups = SelectMultipleField(
        _("Job groups"), widget=Checkboxes(), validate_choice=False,
        description=_("Choose none to include every job group"),
    )  # fmt: skip
