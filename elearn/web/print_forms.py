"""The form in which a manager says what is to be printed of many people's certificates."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs

from elearn.domain.catalogue import Catalogue
from elearn.web.widgets import Checkbox, Radios
from elearn.web.wording import gettext

ALL = ""


class PrintForm(FlaskForm):  # type: ignore[misc]
    """Which certificates, and as what file."""

    module = SelectField(_("Modules"), widget=GovSelect(), default=ALL)
    expired = BooleanField(
        _("Also those that have expired"), widget=Checkbox(),
        description=_("Without a tick, only certificates that are valid on the day of the list"),
    )  # fmt: skip
    kind = RadioField(
        _("File"), widget=Radios(), default="pdf",
        choices=[
            SelectChoice("pdf", _("One PDF to print, with a cover sheet that lists them")),
            SelectChoice("zip", _("A zip file with each certificate as a PDF of its own")),
        ],
    )  # fmt: skip
    backs = BooleanField(
        _("Leave the back of each certificate blank"), widget=Checkbox(),
        description=_("For a printer that prints on both sides of the paper. Of the one PDF only"),
    )  # fmt: skip

    def modules(self, catalogue: Catalogue) -> tuple[str, ...]:
        """Return the slugs that were chosen; only after it validated."""
        return (self.module.data,) if self.module.data else tuple(catalogue.modules)


def print_form(catalogue: Catalogue, *, sent: bool) -> PrintForm:
    """Return the form: as it was sent, or as it begins."""
    how: dict[str, Any] = {} if sent else {"formdata": None}
    form = PrintForm(**how)
    form.module.choices = [SelectChoice(ALL, gettext("All modules"))] + [
        SelectChoice(slug, module.title) for slug, module in catalogue.modules.items()
    ]
    return form
