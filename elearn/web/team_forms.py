"""What a team's pages are asked for: the day, and of the matrix whom, by what, in what order."""

from datetime import date
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovTextInput
from wtforms import SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import Length

from elearn.domain.errors import NotFound
from elearn.domain.standing import Standing
from elearn.operations.team_requirements import RequirementTitle, requirements_seen
from elearn.operations.teams import Asked
from elearn.web.context import session, today, viewer
from elearn.web.fields import DayField
from elearn.web.filters import state_words
from elearn.web.wording import gettext

ANY = ""


class DayForm(FlaskForm):  # type: ignore[misc]
    """As at what day; empty is today."""

    class Meta:
        """Nothing is changed, so nothing is forged."""

        csrf = False

    on = DayField(_("As at"), description=_("Today or a past day, such as 31/3/2026"))

    def validate_on(self, field: DayField) -> None:
        """Refuse what is still to come."""
        if field.day and field.day > today():
            raise ValidationError(gettext("Enter today or a day in the past"))

    @property
    def day(self) -> date:
        """Return the day that is shown; today where another was not understood."""
        return self.on.day if self.on.day and not self.on.errors else today()

    @property
    def kept(self) -> dict[str, str]:
        """Return what links of the page carry on."""
        return {} if self.day == today() else {"on": self.day.isoformat()}


class MatrixForm(DayForm):
    """Whom the matrix shows, by module or requirement, and in what order."""

    by = SelectField(
        _("Show"), widget=GovSelect(), default="modules",
        choices=[SelectChoice("modules", _("modules")),
                 SelectChoice("requirements", _("requirements"))],
    )  # fmt: skip
    requirement = SelectField(_("Requirement"), widget=GovSelect(), default=ANY)
    standing = SelectField(_("Standing"), widget=GovSelect(), default=ANY)
    name = StringField(
        _("Name"), [Length(max=120, message=_("The name must be 120 characters or fewer"))],
        widget=GovTextInput(),
    )  # fmt: skip
    sort = SelectField(
        _("Order"), widget=GovSelect(), default="name",
        choices=[SelectChoice("name", _("by last name")), SelectChoice("unit", _("by unit")),
                 SelectChoice("pressing", _("most pressing first"))],
    )  # fmt: skip

    names: tuple[RequirementTitle, ...] = ()

    def asked(self, only: frozenset[int] | None = None) -> Asked:
        """Return what is asked for; what was not understood is left out."""
        standing, requirement = self._chosen("standing"), self._chosen("requirement")
        return Asked(
            on=self.day,
            columns=self.names if self._chosen("by") == "requirements" else None,
            requirement=int(requirement) if requirement else None,
            standing=Standing(standing) if standing else None,
            name="" if self["name"].errors else (self["name"].data or "").strip(),
            sort=self._chosen("sort") or "name",
            only=only,
        )

    @property
    def kept(self) -> dict[str, str]:
        """Return what links of the page carry on: all that was chosen, but for what goes unsaid."""
        fields = ("by", "requirement", "standing", "name", "sort")
        said = {name: str(self[name].data or "") for name in fields if not self[name].errors}
        chosen = {name: text for name, text in said.items() if text != (self[name].default or "")}
        return super().kept | chosen

    @property
    def said(self) -> tuple[str, ...]:
        """Return what stands in the fields, as it was written."""
        return tuple(str(field.data or "") for field in self)

    def _chosen(self, name: str) -> str:
        field: Any = self[name]
        return "" if field.errors else str(field.data or "")


def day_form() -> DayForm:
    """Return the day that was asked for, looked at."""
    form = DayForm(request.args)
    form.validate()
    return form


def matrix_form(unit: str | None) -> MatrixForm:
    """Return what was asked of the matrix, looked at."""
    form = MatrixForm(request.args)
    form.standing.choices = [SelectChoice(ANY, gettext("any"))] + [
        SelectChoice(word.value, state_words(word)) for word in Standing
    ]
    day = min(form.on.day or today(), today())
    form.names = requirements_seen(session(), viewer().appointments, day, unit)
    form.requirement.choices = [SelectChoice(ANY, gettext("any"))] + [
        SelectChoice(str(name.id), name.title) for name in form.names
    ]
    form.validate()
    return form


def understood(form: DayForm) -> DayForm:
    """Return the form of a file, which has no page to say what is wrong with it."""
    if form.errors:
        raise NotFound("report", sorted(form.errors))
    return form
