"""Standing: the words for where a person is with a requirement, and the facts it follows from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from elearn.domain.requirements import (
    FOREVER,
    Period,
    Place,
)

DUE_SOON = timedelta(days=30)
DAY = timedelta(days=1)


class Standing(StrEnum):
    """Where a person is with a requirement; the first that fits."""

    EXEMPT = "exempt"
    PAUSED = "paused"
    EXPIRED = "expired"
    OVERDUE = "overdue"
    EXPIRING = "expiring"
    COMPLETE = "complete"
    DUE_SOON = "due_soon"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"


COMPLIANT = frozenset({Standing.COMPLETE, Standing.EXPIRING})
LEFT_OUT = frozenset({Standing.EXEMPT, Standing.PAUSED})
SETTLED = LEFT_OUT | {Standing.COMPLETE}
"""With nothing left to do, and nothing yet to renew."""


@dataclass(frozen=True, slots=True)
class Extension:
    """A later due day; it counts from the day on which it was granted."""

    granted_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Facts:
    """The dated facts about one person that count towards one requirement.

    ``places`` do not overlap. ``completions`` are days in order, and ``started`` the first day
    that something was done, by module. ``pauses`` are merged.
    """

    places: tuple[Place, ...] = ()
    completions: Mapping[str, tuple[date, ...]] = field(default_factory=dict)
    started: Mapping[str, date] = field(default_factory=dict)
    exemptions: tuple[Period, ...] = ()
    pauses: tuple[Period, ...] = ()
    extensions: tuple[Extension, ...] = ()

    def place_on(self, day: date) -> Place | None:
        """Return where the person worked on a day, or None."""
        return next((place for place in self.places if place.period.covers(day)), None)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is so for a while: all that the standing follows from but for the day itself.

    ``due_on`` is the last day to complete, ``expires_on`` the first day no longer valid;
    FOREVER means never.
    """

    unit_id: int
    applies_since: date
    due_on: date
    completed_on: date | None = None
    expires_on: date | None = None
    window_opens_on: date | None = None
    exempt: bool = False
    paused: bool = False
    started: bool = field(default=False, compare=False)

    def standing(self, day: date) -> Standing:
        """Return the standing on a day of this while."""
        if self.exempt:
            return Standing.EXEMPT
        if self.paused:
            return Standing.PAUSED
        if self.expires_on and self.window_opens_on and day < self.expires_on:
            return Standing.EXPIRING if day >= self.window_opens_on else Standing.COMPLETE
        if day > self.due_on:
            return Standing.EXPIRED if self.expires_on else Standing.OVERDUE
        if self.due_on != FOREVER and day >= self.due_on - DUE_SOON:
            return Standing.DUE_SOON
        return Standing.IN_PROGRESS if self.started else Standing.NOT_STARTED

    def turns(self) -> Iterator[date]:
        """Yield the days on which the standing may turn by itself."""
        if self.due_on != FOREVER:
            yield self.due_on - DUE_SOON
            yield self.due_on + DAY
        if self.expires_on and self.window_opens_on:
            yield self.window_opens_on
            yield self.expires_on


@dataclass(frozen=True, slots=True)
class Span:
    """A standing that lasted from ``begins_on`` until the day before ``ends_on``."""

    begins_on: date
    ends_on: date
    standing: Standing
    situation: Situation


@dataclass(frozen=True, slots=True)
class Compliance:
    """Of the people a requirement applies to, the share who are complete; who is left out.

    Exempt and paused people leave both sides of the fraction.
    """

    counts: Mapping[Standing, int]

    @property
    def applies(self) -> int:
        """Return the number of people in the fraction."""
        return sum(people for word, people in self.counts.items() if word not in LEFT_OUT)

    @property
    def compliant(self) -> int:
        """Return the number of people who are complete or expiring."""
        return sum(people for word, people in self.counts.items() if word in COMPLIANT)

    @property
    def left_out(self) -> int:
        """Return the number of people who are exempt or paused."""
        return sum(people for word, people in self.counts.items() if word in LEFT_OUT)

    @property
    def share(self) -> Fraction | None:
        """Return the share who are complete, or None where it applies to nobody."""
        return Fraction(self.compliant, self.applies) if self.applies else None
