"""The forms by which a manager releases an attempt, grants an adjustment, or ends one."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import Field, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, ValidationError

from elearn.domain.adjustments import Adjustment, AdjustmentKind, BadAdjustment
from elearn.web.widgets import Radios

DATES = ("%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d")
DATE_HINT = _("For example, 27 3 2026")
REASON_HINT = _("Kept in the record. Say what is needed; leave out medical details.")
KINDS = {
    AdjustmentKind.TIME_PERCENT: _("Extra time, in per cent"),
    AdjustmentKind.TIME_MINUTES: _("Extra time, in minutes"),
    AdjustmentKind.ATTEMPTS: _("Extra attempts"),
    AdjustmentKind.OTHER: _("Something else, in words"),
}
FAULTS = {
    ("amount", "missing"): _("Enter how much, as a whole number"),
    ("amount", "out_of_range"): _("Enter 1 to 300 per cent, 1 to 600 minutes, or 1 to 20 attempts"),
    ("words", "missing"): _("Say what the adjustment is"),
    ("words", "too_long"): _("What the adjustment is must be 500 characters or fewer"),
    ("reason", "missing"): _("Give the reason"),
    ("reason", "too_long"): _("The reason must be 500 characters or fewer"),
    ("until_on", "before_start"): _("The last day must not be before the first"),
    ("module", "unknown"): _("Choose a module from the list"),
}
Modules = Iterable[tuple[str, str]]


class FormWithReason(FlaskForm):  # type: ignore[misc]
    """A form that asks why."""

    reason = TextAreaField(
        _("Reason"),
        [InputRequired(FAULTS["reason", "missing"])],
        description=REASON_HINT,
        widget=GovTextArea(),
    )

    def refuse(self, fault: BadAdjustment) -> None:
        """Put what is wrong on its field."""
        self[fault.field].errors = [FAULTS[fault.field, fault.reason]]


class EndForm(FormWithReason):
    """Why an adjustment ends."""

    submit = SubmitField(_("End the adjustment"), widget=GovSubmitInput())


class ReleaseForm(FormWithReason):
    """Why one more attempt is released."""

    submit = SubmitField(_("Release one more attempt"), widget=GovSubmitInput())


class AdjustmentForm(FormWithReason):
    """What a person is allowed beyond others, for which module, and from when until when."""

    kind = RadioField(
        _("What do they need?"),
        [InputRequired(_("Choose what they need"))],
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        widget=Radios(),
    )
    amount = StringField(
        _("How much?"),
        description=_("A whole number: per cent, minutes or attempts"),
        widget=GovTextInput(),
    )
    words = StringField(
        _("If something else, what is it?"),
        description=_("The learner reads this. For example, a reader or a quiet room"),
        widget=GovTextInput(),
    )
    module = SelectField(_("For which module?"), widget=GovSelect())
    from_on = StringField(
        _("First day"), [InputRequired(_("Enter the first day"))],
        description=DATE_HINT, widget=GovTextInput(),
    )  # fmt: skip
    until_on = StringField(
        _("Last day, if there is one"), description=DATE_HINT, widget=GovTextInput()
    )
    submit = SubmitField(_("Grant the adjustment"), widget=GovSubmitInput())

    def offer(self, modules: Modules) -> None:
        """Offer these modules, (slug, title), and all of them together."""
        every = SelectChoice("", _("Every module"))
        self.module.choices = [every, *(SelectChoice(slug, title) for slug, title in modules)]

    def validate_amount(self, field: Field) -> None:
        """Refuse what is no whole number where one is needed."""
        if self.kind.data != AdjustmentKind.OTHER.value and read_number(field.data) is None:
            raise ValidationError(FAULTS["amount", "missing"])

    def validate_from_on(self, field: Field) -> None:
        """Refuse a first day that is no date."""
        if field.data and read_day(field.data) is None:
            raise ValidationError(_("Enter the first day as a date, such as 27 3 2026"))

    def validate_until_on(self, field: Field) -> None:
        """Refuse a last day that is no date."""
        if (field.data or "").strip() and read_day(field.data) is None:
            raise ValidationError(_("Enter the last day as a date, such as 27 3 2026"))

    def adjustment(self, today: date) -> Adjustment:
        """Return what a valid form asks for."""
        return Adjustment(
            AdjustmentKind(self.kind.data),
            read_number(self.amount.data),
            self.words.data,
            self.module.data or None,
            read_day(self.from_on.data) or today,
            read_day(self.until_on.data),
        )


def read_number(text: str | None) -> int | None:
    """Return a whole number as people type it, or None: 25, 25%."""
    typed = (text or "").strip().removesuffix("%").strip()
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else None


def read_day(text: Any) -> date | None:
    """Return a date as people type it, or None: 27 3 2026, 27/3/2026, 27 March 2026."""
    typed = " ".join(str(text or "").split())
    for form in DATES:
        try:
            return datetime.strptime(typed, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
