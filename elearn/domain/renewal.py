"""Expiry, the renewal window and month arithmetic, on dates in Europe/London."""

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

RENEWAL_WINDOW = timedelta(days=90)


@lru_cache(maxsize=10_000)  # many people completed on the same few days
def add_months(day: date, months: int) -> date:
    """Return the day so many months later, clamped to the month's end (31 August + 6: 28 or 29)."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def expires_on(
    completed_on: date, validity_months: int | None, previous: date | None = None
) -> date | None:
    """Return the first day on which a completion is no longer valid, or None if it never expires.

    ``previous`` is the expiry of the completion that this one renews: renewed inside the window
    the anniversary is kept, outside it the new validity counts from the day of completion.
    """
    if validity_months is None:
        return None
    if previous is not None and window_opens(previous) <= completed_on < previous:
        return add_months(previous, validity_months)
    return add_months(completed_on, validity_months)


def window_opens(expiry: date) -> date:
    """Return the first day on which completing again renews."""
    return expiry - RENEWAL_WINDOW


def valid_until(expiry: date | None) -> date | None:
    """Return the last valid day, inclusive: the day before the expiry."""
    return expiry - timedelta(days=1) if expiry else None


def may_complete_again(expiry: date | None, day: date) -> bool:
    """Tell whether completing on ``day`` makes a new completion after one with this expiry."""
    return expiry is not None and day >= window_opens(expiry)
