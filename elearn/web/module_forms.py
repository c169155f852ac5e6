"""The form of the declaration."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput
from wtforms import BooleanField, SubmitField
from wtforms.validators import InputRequired

from elearn.web.widgets import Checkbox


class DeclarationForm(FlaskForm):  # type: ignore[misc]
    """I have read and understood."""

    understood = BooleanField(
        _("I have read and understood this module"),
        [InputRequired(_("Tick the box to declare that you have read and understood"))],
        widget=Checkbox(),
    )
    submit = SubmitField(_("Declare and continue"), widget=GovSubmitInput())
