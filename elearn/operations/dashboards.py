"""The dashboard of some units: compliance on a day, by requirement and unit, and over a year."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import CTE, ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from elearn.db import StandingSpan, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.renewal import add_months
from elearn.domain.standing import COMPLIANT, Compliance, Standing
from elearn.operations.periods import stands
from elearn.operations.scopes import spans_in, unit_seen, units_below
from elearn.operations.standings import RequirementName, requirements_on, roll_up
from elearn.operations.teams import UnitName

SOON = timedelta(days=90)
MONTHS = 12
By = Mapping[tuple[int, int], Compliance]


@dataclass(frozen=True, slots=True)
class Line:
    """The compliance of one requirement or of one unit; ``expiring`` lapse within 90 days."""

    key: int
    name: str
    code: str | None
    compliance: Compliance
    expiring: int


@dataclass(frozen=True, slots=True)
class Point:
    """The compliance on one day of the trend."""

    day: date
    compliance: Compliance


@dataclass(frozen=True, slots=True)
class Dashboard:
    """Where some units are on a day. ``cells`` holds each part's compliance by requirement.

    Someone with two requirements counts twice in ``total``: once for each. The parts of one unit
    are those below it and, without a code, whoever belongs to the unit itself: they add up.
    """

    unit: UnitName | None
    day: date
    total: Line
    requirements: tuple[Line, ...]
    parts: tuple[Line, ...]
    cells: Mapping[tuple[int, int], Compliance]
    trend: tuple[Point, ...]


def dashboard(
    session: Session, appointments: Iterable[Appointed], day: date, code: str | None = None
) -> Dashboard:
    """Return the dashboard of the units these appointments let someone see, or of one of them.

    The number of queries depends neither on the people nor on the units. Raises NotFound for a
    unit that is not there for this viewer.
    """
    held = units_for(appointments, Action.SEE_TEAM)
    unit = unit_seen(session, held, code) if code else None
    roots = top_most(session, {unit.id} if unit else held)
    units = _units(session, roots)
    parts = _parts(units, roots)
    names = requirements_on(session, day)
    found = roll_up(session, day, units)
    expiring = _expiring(session, units_below(roots), day)
    lines = _requirement_lines(names, found, roots, expiring)
    itself = {key: at for key, at in _itself(found, roots, parts).items() if key[0] in names}
    return Dashboard(
        unit=UnitName(unit.code, unit.name) if unit else None,
        day=day,
        total=Line(0, "", None, added(line.compliance for line in lines), sum(expiring.values())),
        requirements=lines,
        parts=_part_lines(parts, found, lines) + _own_line(units, itself, lines),
        cells={(key, head): at for (key, head), at in found.items() if head in parts} | itself,
        trend=_trend(session, units_below(roots), day),
    )


def added(several: Iterable[Compliance]) -> Compliance:
    """Return several counts as one."""
    counts: Counter[Standing] = Counter()
    for one in several:
        counts.update(one.counts)
    return Compliance(counts)


def top_most(session: Session, held: Iterable[int]) -> frozenset[int]:
    """Return these units without those that lie below another of them."""
    above = {row.id: row.parent_id for row in session.execute(select(Unit.id, Unit.parent_id))}
    given = frozenset(held)

    def is_below(unit: int) -> bool:
        parent = above.get(unit)
        while parent is not None and parent not in given:
            parent = above.get(parent)
        return parent is not None

    return frozenset(unit for unit in given if not is_below(unit))


def _units(session: Session, roots: frozenset[int]) -> dict[int, UnitName]:
    """Return these units and, of one alone, those below it, by name."""
    alone = roots if len(roots) == 1 else frozenset()
    which = Unit.id.in_(roots) | Unit.parent_id.in_(alone)
    rows = session.execute(select(Unit.id, Unit.code, Unit.name).where(which).order_by(Unit.name))
    return {row.id: UnitName(row.code, row.name) for row in rows}


def _parts(units: Mapping[int, UnitName], roots: frozenset[int]) -> dict[int, UnitName]:
    """Return the units to compare: the parts of the only one, or the several themselves."""
    alone = roots if len(roots) == 1 else frozenset()
    return {unit: name for unit, name in units.items() if unit not in alone}


def _itself(
    found: By, roots: frozenset[int], parts: Collection[int]
) -> dict[tuple[int, int], Compliance]:
    """Return the compliance of those in the only unit itself: what its parts leave of it."""
    left: dict[tuple[int, int], Compliance] = {}
    for (key, head), at in found.items() if len(roots) == 1 else ():
        if head in roots:
            counts = Counter(at.counts)
            for part in parts:
                counts.subtract(found[key, part].counts if (key, part) in found else {})
            if +counts and parts:
                left[key, head] = Compliance(+counts)
    return left


def _requirement_lines(
    names: Mapping[int, RequirementName],
    found: By,
    roots: frozenset[int],
    expiring: Mapping[int, int],
) -> tuple[Line, ...]:
    lines = []
    for key, name in names.items():
        here = [found[key, root] for root in roots if (key, root) in found]
        if here:
            lines.append(Line(key, name.title, None, added(here), expiring.get(key, 0)))
    return tuple(lines)


def _part_lines(
    parts: Mapping[int, UnitName], found: By, lines: Sequence[Line]
) -> tuple[Line, ...]:
    shown = []
    for unit, name in parts.items():
        here = [found[line.key, unit] for line in lines if (line.key, unit) in found]
        shown.append(Line(unit, name.name, name.code, added(here), 0))
    return tuple(shown)


def _own_line(units: Mapping[int, UnitName], itself: By, lines: Sequence[Line]) -> tuple[Line, ...]:
    heads = {head: units[head] for _, head in itself}
    return tuple(replace(line, code=None) for line in _part_lines(heads, itself, lines))


def _expiring(session: Session, scope: CTE, day: date) -> dict[int, int]:
    """Return how many are complete on a day, but not for 90 days more, by requirement."""
    rows = session.execute(
        select(StandingSpan.requirement_id, func.count())
        .where(
            spans_in(scope),
            stands(day),
            StandingSpan.standing.in_(sorted(COMPLIANT)),
            StandingSpan.expires_on <= day + SOON,
        )
        .group_by(StandingSpan.requirement_id)
    )
    return {row[0]: row[1] for row in rows}


def _trend(session: Session, scope: CTE, day: date) -> tuple[Point, ...]:
    """Return the compliance on this day of each month for a year, in one pass over the spans."""
    days = [add_months(day, -back) for back in range(MONTHS, -1, -1)]
    first, until = _first_on(days, StandingSpan.begins_on), _first_on(days, StandingSpan.ends_on)
    spans = (
        select(first.label("begins"), until.label("ends"), StandingSpan.standing)
        .where(spans_in(scope), StandingSpan.ends_on > days[0], StandingSpan.begins_on <= day)
        .subquery()
    )
    grouped = (spans.c.begins, spans.c.ends, spans.c.standing)
    rows: Any = session.execute(select(*grouped, func.count()).group_by(*grouped))
    counts: dict[int, Counter[Standing]] = defaultdict(Counter)
    for begins, ends, standing, people in rows:
        for place in range(begins, ends):
            counts[place][Standing(standing)] += people
    return tuple(Point(at, Compliance(counts[place])) for place, at in enumerate(days))


def _first_on(days: Sequence[date], column: InstrumentedAttribute[date]) -> ColumnElement[int]:
    """Return the place of the first of these days that is not before the column."""
    return case(*((column <= day, place) for place, day in enumerate(days)), else_=len(days))
