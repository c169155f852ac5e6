"""When a person is reminded of what they must do, and when their manager and lead are told.

The days are those of the field (``docs/managers.md``): 30, 14 and 3 days before the due day; 1, 7
and 14 days after it; when the renewal window opens, 30 and 7 days before the end, and on the day
that nothing is valid any more.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from elearn.domain.standing import Standing


class Reminder(StrEnum):
    """What a person is told about a requirement."""

    ASSIGNED = "assigned"
    DUE_IN_30 = "due_30"
    DUE_IN_14 = "due_14"
    DUE_IN_3 = "due_3"
    OVERDUE_1 = "overdue_1"
    OVERDUE_7 = "overdue_7"
    OVERDUE_14 = "overdue_14"
    WINDOW_OPEN = "window_open"
    EXPIRES_IN_30 = "expiring_30"
    EXPIRES_IN_7 = "expiring_7"
    EXPIRED = "expired"


_TO_DO = frozenset({Standing.DUE_SOON, Standing.IN_PROGRESS, Standing.NOT_STARTED})
_DUE = ((3, Reminder.DUE_IN_3), (14, Reminder.DUE_IN_14), (30, Reminder.DUE_IN_30))
_OVERDUE = ((14, Reminder.OVERDUE_14), (7, Reminder.OVERDUE_7), (1, Reminder.OVERDUE_1))
_EXPIRING = ((7, Reminder.EXPIRES_IN_7), (30, Reminder.EXPIRES_IN_30))
CAUGHT_UP = timedelta(days=30)
"""Mail that did not run for so long tells no more of what passed meanwhile."""
NEW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days that reminders count from: a standing, and what it follows from."""

    standing: Standing
    applies_since: date
    due_on: date | None
    expires_on: date | None


def reminder_on(dates: Dates, day: date) -> tuple[Reminder, date] | None:
    """Return what a person is told on a day, and the day it is about; None is nothing.

    Of several that a day calls for, the most urgent: a sender that stood still for a week does not
    send a week of reminders.
    """
    if dates.standing in _TO_DO:
        return _before_due(dates, day)
    if dates.standing is Standing.OVERDUE and dates.due_on:
        late = (day - dates.due_on).days
        found = next((kind for days, kind in _OVERDUE if late >= days), None)
        return (found, dates.due_on) if found and day - dates.due_on <= CAUGHT_UP else None
    if dates.standing is Standing.EXPIRING and dates.expires_on:
        left = (dates.expires_on - day).days
        kinds = (kind for days, kind in _EXPIRING if left <= days)
        return next(kinds, Reminder.WINDOW_OPEN), dates.expires_on
    if dates.standing is Standing.EXPIRED and dates.expires_on:
        recent = day - dates.expires_on <= CAUGHT_UP
        return (Reminder.EXPIRED, dates.expires_on) if recent else None
    return None


def still_holds(reminder: Reminder, standing: Standing | None) -> bool:
    """Tell whether a reminder made earlier is still true of someone's standing now."""
    if reminder in {Reminder.OVERDUE_1, Reminder.OVERDUE_7, Reminder.OVERDUE_14}:
        return standing is Standing.OVERDUE
    if reminder is Reminder.EXPIRED:
        return standing is Standing.EXPIRED
    if reminder in {Reminder.WINDOW_OPEN, Reminder.EXPIRES_IN_30, Reminder.EXPIRES_IN_7}:
        return standing is Standing.EXPIRING
    return standing in _TO_DO


def _before_due(dates: Dates, day: date) -> tuple[Reminder, date] | None:
    """Return what is told before the due day: of the days before it only those since it applies.

    Whoever has 28 days from the start is told what is new, not that a month is left.
    """
    if dates.due_on:
        begun = (dates.due_on - dates.applies_since).days
        left = (dates.due_on - day).days
        found = next((kind for days, kind in _DUE if left <= days < begun), None)
        if found:
            return found, dates.due_on
    if day - dates.applies_since < NEW:
        return Reminder.ASSIGNED, dates.applies_since
    return None
