"""Days as people in the United Kingdom count them; moments are aware and in UTC."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def day_of(moment: datetime) -> date:
    """Return the date in Europe/London on which a moment falls."""
    return moment.astimezone(LONDON).date()


def start_of_day(day: date) -> datetime:
    """Return the moment, in UTC, at which a day begins in Europe/London."""
    return datetime.combine(day, time.min, tzinfo=LONDON).astimezone(UTC)
