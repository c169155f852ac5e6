"""Requirements: who must complete what, by when and how often, as dated versions."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum

from elearn.domain.programmes import ProgrammeRule
from elearn.domain.renewal import add_months

FOREVER = date.max  # the end of what has no end
NOBODY: frozenset[str] = frozenset()


class ExpiryRule(StrEnum):
    """From what day a renewed completion lapses."""

    PREVIOUS_EXPIRY = "previous_expiry"
    COMPLETION = "completion"
    FIXED_DATE = "fixed_date"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days; ``ends_on`` is the first day after it, FOREVER where none is known."""

    begins_on: date
    ends_on: date = FOREVER

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in it."""
        return self.begins_on <= day < self.ends_on


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person worked: the unit, all units above it, the service and the job group."""

    period: Period
    unit_id: int
    units: frozenset[int]
    service: str | None = None
    job_group: str | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a requirement concerns; an empty set leaves nobody out."""

    units: frozenset[int] = frozenset()
    services: frozenset[str] = NOBODY
    job_groups: frozenset[str] = NOBODY

    def covers(self, place: Place) -> bool:
        """Tell whether someone who works there is meant."""
        return (
            (not self.units or not self.units.isdisjoint(place.units))
            and (not self.services or place.service in self.services)
            and (not self.job_groups or place.job_group in self.job_groups)
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """What a programme asked at the time: its rule, and its modules by slug.

    ``by_service`` holds the modules of the rule ``applies``, by service. One that has ``ended``
    is asked of nobody.
    """

    rule: ProgrammeRule
    modules: tuple[str, ...] = ()
    number: int | None = None
    by_service: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ended: bool = False

    def members(self, service: str | None) -> tuple[str, ...]:
        """Return the modules that count for someone who works in a service."""
        if self.rule is ProgrammeRule.APPLIES:
            return self.by_service.get(service or "", ())
        return self.modules

    def needed(self, members: tuple[str, ...]) -> int:
        """Return how many of these modules must be in date."""
        return len(members) if self.number is None else self.number


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a requirement, in force from ``effective_from`` until the next one.

    Due on ``due_on`` or ``due_days`` after it began to apply, whichever is later.
    """

    effective_from: date
    asked: Asked
    audience: Audience = Audience()
    due_on: date | None = None
    due_days: int | None = None
    grace_days: int = 28
    validity_months: int | None = None
    window_days: int = 90
    expiry_rule: ExpiryRule = ExpiryRule.PREVIOUS_EXPIRY
    fixed_month: int | None = None
    fixed_day: int | None = None
    ended: bool = False

    def concerns(self, place: Place | None) -> bool:
        """Tell whether this version applies to someone who works there, or anywhere."""
        return place is not None and not self.ended and self.audience.covers(place)

    def due(self, since: date) -> date:
        """Return the last day to complete it, for someone to whom it applies since a day.

        A day that has passed already when it begins to apply is put off by the grace.
        """
        days = [self.due_on] if self.due_on else []
        days += [since + timedelta(days=self.due_days)] if self.due_days is not None else []
        due = max(days, default=FOREVER)
        return since + timedelta(days=self.grace_days) if due < since else due

    def window_opens(self, expiry: date) -> date:
        """Return the first day on which completing again renews."""
        return expiry if expiry == FOREVER else expiry - timedelta(days=self.window_days)


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """Return the version in force on a day: the latest that took effect by then.

    Of two that took effect on one day the later in order counts.
    """
    found = None
    for version in versions:
        newer = found is None or version.effective_from >= found.effective_from
        if version.effective_from <= day and newer:
            found = version
    return found


def merged(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return periods in order, with those that touch or overlap made one."""
    found: list[Period] = []
    for period in sorted(periods, key=lambda p: (p.begins_on, p.ends_on)):
        if found and period.begins_on <= found[-1].ends_on:
            found[-1] = Period(found[-1].begins_on, max(found[-1].ends_on, period.ends_on))
        else:
            found.append(period)
    return tuple(found)


def beside(places: Iterable[Place], own: Iterable[Place]) -> list[Place]:
    """Return where an account was while its owner was not in the same unit: they are one person."""
    found = list(places)
    for there in own:
        found = [
            replace(place, period=period)
            for place in found
            for period in (
                without(place.period, there.period)
                if place.unit_id == there.unit_id
                else (place.period,)
            )
        ]
    return found


def without(period: Period, other: Period) -> Iterator[Period]:
    """Yield what is left of a period where another is taken out of it."""
    for begins, ends in (
        (period.begins_on, min(period.ends_on, other.begins_on)),
        (max(period.begins_on, other.ends_on), period.ends_on),
    ):
        if begins < ends:
            yield Period(begins, ends)


def put_off(start: date, end: date, pauses: tuple[Period, ...]) -> date:
    """Return ``end`` moved by the paused days between ``start`` and it; pauses are merged.

    A pause without an end puts it off for ever.
    """
    for pause in pauses:
        if end == FOREVER or pause.begins_on >= end:
            break
        if pause.ends_on <= start:
            continue
        if pause.ends_on == FOREVER:
            return FOREVER
        end += pause.ends_on - max(pause.begins_on, start)
    return end


def expiries(
    version: Version, completed: tuple[date, ...], pauses: tuple[Period, ...]
) -> tuple[date, ...]:
    """Return, for each completion of a module in order, the first day it no longer counts.

    Learning more never makes it lapse sooner.
    """
    if version.validity_months is None:
        return (FOREVER,) * len(completed)
    found: list[date] = []
    for day in completed:
        previous = found[-1] if found else None
        start, end = _lapse(version, day, previous)
        lapse = put_off(start, end, pauses)
        found.append(max(lapse, previous) if previous else lapse)
    return tuple(found)


def _lapse(version: Version, day: date, previous: date | None) -> tuple[date, date]:
    """Return the day from which the validity of a completion runs, and the day it ends."""
    months = version.validity_months or 0
    if previous == FOREVER:
        return day, FOREVER
    if version.expiry_rule is ExpiryRule.FIXED_DATE:
        return day, _fixed_lapse(version, day, months)
    keeps = version.expiry_rule is ExpiryRule.PREVIOUS_EXPIRY and previous is not None
    if keeps and previous and version.window_opens(previous) <= day < previous:
        return previous, add_months(previous, months)
    return day, add_months(day, months)


def _fixed_lapse(version: Version, day: date, months: int) -> date:
    """Return the last fixed day within the validity; inside the window the next one is renewed."""
    ahead = _fixed(version, day.year)
    if ahead <= day:
        ahead = _fixed(version, day.year + 1)
    start = ahead if version.window_opens(ahead) <= day else day
    limit = add_months(start, months)
    last = _fixed(version, limit.year)
    return last if last <= limit else _fixed(version, limit.year - 1)


def _fixed(version: Version, year: int) -> date:
    month = version.fixed_month or 1
    return date(year, month, min(version.fixed_day or 1, monthrange(year, month)[1]))
