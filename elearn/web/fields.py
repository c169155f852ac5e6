"""Fields that the widgets do not bring: a day, typed as people write it."""

import re
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _
from govuk_frontend_wtf.wtforms_widgets import GovTextInput
from wtforms import StringField, ValidationError

from elearn.web.filters import in_words

MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
          "october", "november", "december")  # fmt: skip
DAY_FIRST = re.compile(r"(\d{1,2})[/. -](\d{1,2})[/. -](\d{4})")
YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
IN_WORDS = re.compile(r"(\d{1,2})\s+([a-z]{3,9})\s+(\d{4})")


class DayField(StringField):
    """A day in one box: 27/3/2026, 27 March 2026 or 2026-03-27. ``day`` is the date or None."""

    widget = GovTextInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.day: date | None = None
        kwargs.setdefault("description", _("For example, 27/3/2026"))
        super().__init__(*args, **kwargs)

    def process_data(self, value: Any) -> None:
        """Show a date in words."""
        self.day = value if isinstance(value, date) else None
        self.data = in_words(self.day) if self.day else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take what was typed, as it is."""
        if valuelist:
            self.data = valuelist[0].strip()
            self.day = day_typed(self.data)

    def pre_validate(self, _form: Any) -> None:
        """Refuse what is no day."""
        if self.data and self.day is None:
            raise ValidationError(_("Enter a real date, such as 27/3/2026"))


def day_typed(text: str) -> date | None:
    """Return the day that a text names, or None."""
    folded = text.strip().lower()
    if found := YEAR_FIRST.fullmatch(folded):
        return _date(found[1], found[2], found[3])
    if found := DAY_FIRST.fullmatch(folded):
        return _date(found[3], found[2], found[1])
    found = IN_WORDS.fullmatch(folded)
    months = [n for n, name in enumerate(MONTHS, 1) if found and name.startswith(found[2])]
    return _date(found[3], str(months[0]), found[1]) if found and months else None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1990 <= found.year <= 2100 else None
