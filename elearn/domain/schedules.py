"""Schedules: on which day of the week or month something is sent."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from elearn.domain.renewal import add_months


class Rhythm(StrEnum):
    """How often something is sent."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class Schedule:
    """A day of the week, 1 is Monday, or of the month, of which the last day stands for more."""

    rhythm: Rhythm
    on_day: int

    def last_day(self, today: date) -> date:
        """Return the latest day, today or before, on which it falls."""
        if self.rhythm is Rhythm.WEEKLY:
            return today - timedelta(days=(today.isoweekday() - self.on_day) % 7)
        here = _in_month(today, self.on_day)
        return here if here <= today else _in_month(add_months(today.replace(day=1), -1),
                                                    self.on_day)  # fmt: skip

    def next_day(self, today: date) -> date:
        """Return the soonest day, today or later, on which it falls."""
        if self.rhythm is Rhythm.WEEKLY:
            return today + timedelta(days=(self.on_day - today.isoweekday()) % 7)
        here = _in_month(today, self.on_day)
        return here if here >= today else _in_month(add_months(today.replace(day=1), 1),
                                                    self.on_day)  # fmt: skip


def _in_month(day: date, number: int) -> date:
    return day.replace(day=min(number, monthrange(day.year, day.month)[1]))
