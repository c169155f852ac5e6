"""The time of a timed attempt, as its pages say it."""

from dataclasses import dataclass
from datetime import datetime

from elearn.domain.days import day_of
from elearn.operations.attempts import Sitting


@dataclass(frozen=True, slots=True)
class Timer:
    """When an attempt ends, and the whole seconds until then, 0 once it has ended."""

    ends_at: datetime
    seconds: int
    today: bool


def timer_of(here: Sitting, now: datetime) -> Timer | None:
    """Return the time of an attempt at this moment, or None where there is no limit."""
    ends_at = here.ends_at
    if ends_at is None:
        return None
    seconds = max(0, int((ends_at - now).total_seconds()))
    return Timer(ends_at, seconds, day_of(ends_at) == day_of(now))
