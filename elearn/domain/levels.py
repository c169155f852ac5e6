"""Levels: hours of learning in three years, some of them with others, for people in a role."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from elearn.domain.access import Role
from elearn.domain.renewal import add_months
from elearn.domain.requirements import Audience, Place

MONTHS = 36


@dataclass(frozen=True, slots=True)
class Level:
    """How many minutes in three years, and how many of them with others, for whom and who says so.

    An empty set of roles leaves nobody out. ``source`` says where the time comes from, as it
    stood on ``source_on``.
    """

    name: str
    minutes: int
    participatory_minutes: int
    audience: Audience
    roles: frozenset[Role] = frozenset()
    source: str = ""
    source_on: date = date.min

    def covers(self, place: Place, held: Collection[Role]) -> bool:
        """Tell whether it is for someone who works there and holds these appointments."""
        return self.audience.covers(place) and (not self.roles or not self.roles.isdisjoint(held))


@dataclass(frozen=True, slots=True)
class Learned:
    """The time that a completion stands for."""

    completed_on: date
    minutes: int
    participatory_minutes: int


@dataclass(frozen=True, slots=True)
class LevelProgress:
    """What was learned from ``first`` to ``last``, both included, against a level."""

    level: Level
    first: date
    last: date
    minutes: int
    participatory_minutes: int

    @property
    def met(self) -> bool:
        """Tell whether there is enough of both."""
        enough = self.participatory_minutes >= self.level.participatory_minutes
        return enough and self.minutes >= self.level.minutes


def three_years_to(day: date) -> tuple[date, date]:
    """Return the first and last day of the three years that end with a day.

    To 23 November 2026: from 24 November 2023. What was learned on the first day counts on the
    last, and no more on the day after it; three years after 29 February are 28 February.
    """
    return add_months(day, -MONTHS) + timedelta(days=1), day


def level_for(levels: Iterable[Level], place: Place | None, held: Collection[Role]) -> Level | None:
    """Return the level for someone who works there: of several, the one that asks for most."""
    theirs = (level for level in levels if place is not None and level.covers(place, held))
    return max(theirs, key=lambda it: (it.minutes, it.participatory_minutes, it.name), default=None)


def progress_to(level: Level, learned: Iterable[Learned], day: date) -> LevelProgress:
    """Return how much of a level was learned in the three years that end with a day."""
    first, last = three_years_to(day)
    within = [one for one in learned if first <= one.completed_on <= last]
    return LevelProgress(
        level, first, last, sum(one.minutes for one in within),
        sum(one.participatory_minutes for one in within),
    )  # fmt: skip
