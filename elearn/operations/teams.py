"""Teams: the people of the units that someone manages, and nobody else, as on any day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from elearn.db import Membership, Person, StandingSpan, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import NotFound
from elearn.domain.standing import Standing
from elearn.operations.merged import ACCOUNT, OWNER, counts_for_its_owner
from elearn.operations.periods import in_force, stands
from elearn.operations.scopes import Units, spans_in, unit_seen, units_below, units_within
from elearn.operations.standings import RequirementName, requirements_on
from elearn.operations.team_cells import Cell, module_cells, requirement_cells

Account = InstrumentedAttribute[int]  # whose standings are those of a person on a day
PAGE_SIZE = 50
AT_ONCE = 500  # people read at a time for a file
PRESSING = tuple(Standing(word) for word in (
    "expired", "overdue", "expiring", "due_soon", "in_progress", "not_started", "complete",
    "paused", "exempt",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as lists show it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a matrix is asked for, beside the unit: the day, its columns, whom and in what order.

    ``on`` None is today. ``columns`` None are the modules, otherwise these requirements. ``sort``
    is name, unit or pressing: the most pressing standing first. ``only`` narrows it to some people.
    """

    on: date | None = None
    columns: tuple[RequirementName, ...] | None = None
    requirement: int | None = None
    standing: Standing | None = None
    name: str = ""
    sort: str = "name"
    only: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person of the team, with a cell for each column; ``here`` if they still belong to it."""

    id: int
    name: str
    unit: str
    service: str | None
    here: bool
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """People by module (``modules`` are slugs), or by the requirements that were asked for.

    ``rows`` are those of the page; ``everyone`` yields all of them, read as they are taken.
    """

    unit: UnitName | None
    day: date
    asked: Asked
    parts: tuple[UnitName, ...]
    modules: tuple[str, ...]
    rows: tuple[TeamRow, ...]
    everyone: Iterator[TeamRow]
    people: int
    page: int

    @property
    def pages(self) -> int:
        """Return the number of pages, at least one."""
        return max(1, -(-self.people // PAGE_SIZE))


def team(
    session: Session,
    catalogue: Catalogue,
    appointments: Iterable[Appointed],
    today: date,
    code: str | None = None,
    page: int | None = 1,
    asked: Asked = Asked(),
) -> Team:
    """Return the people of the units that these appointments let someone see, or of one of them.

    ``page`` None reads everyone. The number of queries of a page does not depend on the number of
    people. Raises NotFound for a unit or a page that is not there for this viewer.
    """
    held = units_for(appointments, Action.SEE_TEAM)
    unit = unit_seen(session, held, code) if code else None
    day = asked.on or today
    people = _people(units_within(session, {unit.id} if unit else held), day, today, asked)
    counted = session.scalar(select(func.count()).select_from(people.subquery())) or 0
    if page is not None and not 1 <= page <= max(1, -(-counted // PAGE_SIZE)):
        raise NotFound("page", page)
    modules = tuple(catalogue.modules)
    ordered = people.order_by(*_order(asked, day, today))
    everyone = _everyone(session, ordered, modules, asked.columns, day)
    shown = ordered.limit(PAGE_SIZE).offset(((page or 1) - 1) * PAGE_SIZE)
    return Team(
        unit=UnitName(unit.code, unit.name) if unit else None,
        day=day,
        asked=asked,
        parts=_parts(session, unit.id if unit else None, held),
        modules=modules,
        rows=tuple(
            everyone if page is None else _everyone(session, shown, modules, asked.columns, day)
        ),
        everyone=everyone,
        people=counted,
        page=page or 1,
    )


def people_asked(
    session: Session,
    appointments: Iterable[Appointed],
    today: date,
    code: str | None,
    asked: Asked,
    *,
    still_here: bool = False,
) -> list[int]:
    """Return everyone whom ``team`` lists, on all its pages, by id and in the same order.

    With ``still_here``, only those who belong to these units today.
    """
    people = people_query(session, appointments, today, code, asked)
    people = people.order_by(*_order(asked, asked.on or today, today))
    if still_here:
        return [row.id for row in session.execute(people) if row.here]
    alone = people.with_only_columns(Person.id, maintain_column_froms=True)
    return list(session.scalars(alone))


def people_query(
    session: Session,
    appointments: Iterable[Appointed],
    today: date,
    code: str | None,
    asked: Asked,
    action: Action = Action.SEE_TEAM,
) -> Any:
    """Return the query for everyone whom ``team`` lists; NotFound for a unit not seen.

    With another action, for those of them over whom the appointments allow it.
    """
    held = units_for(appointments, action)
    units = units_within(session, {unit_seen(session, held, code).id} if code else held)
    return _people(units, asked.on or today, today, asked)


def may_see_person(
    session: Session,
    appointments: Iterable[Appointed],
    person_id: int,
    action: Action = Action.SEE_TEAM,
) -> bool:
    """Tell whether these appointments allow an action over the unit that a person belongs to."""
    held = units_for(appointments, action)
    if not held:
        return False
    here = Person.unit_id.in_(select(units_below(held).c.id)) & Person.active
    return session.scalar(select(Person.id).where(Person.id == person_id, here)) is not None


def requirements_seen(
    session: Session, appointments: Iterable[Appointed], day: date, code: str | None = None
) -> tuple[RequirementName, ...]:
    """Return the requirements that apply to anyone in someone's units on a day, or in one unit."""
    held = units_for(appointments, Action.SEE_TEAM)
    scope = units_below({unit_seen(session, held, code).id} if code else held)
    query = select(StandingSpan.requirement_id).where(spans_in(scope), stands(day)).distinct()
    ids = set(session.scalars(query))
    return tuple(name for key, name in requirements_on(session, day).items() if key in ids)


def _parts(session: Session, unit_id: int | None, held: frozenset[int]) -> tuple[UnitName, ...]:
    chosen = Unit.parent_id == unit_id if unit_id else Unit.id.in_(sorted(held))
    rows = session.execute(select(Unit.code, Unit.name).where(chosen).order_by(Unit.name))
    return tuple(UnitName(row.code, row.name) for row in rows)


def _people(units: Units, day: date, today: date, asked: Asked) -> Any:
    """Return the query for the people who belonged to some units on a day and who are asked for.

    What a person's own row says of today needs no look at the memberships. On another day some
    belonged there by an ``account`` that was merged into theirs since.
    """
    here = Person.unit_id.in_(units) & Person.active
    at = Person if day == today else Membership
    account = Person.id if day == today else Membership.person_id
    query = select(
        Person.id, Person.name, at.service, Unit.name.label("unit"), here.label("here"),
        account.label("account"),
    ).where(at.unit_id.in_(units), *_filters(asked, day, account))  # fmt: skip
    if day == today:
        return query.join(Unit, Unit.id == Person.unit_id).where(Person.active)
    return (
        query.select_from(Membership)
        .join(ACCOUNT, ACCOUNT.id == Membership.person_id)
        .join(Person, Person.id == OWNER)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(in_force(Membership, day), counts_for_its_owner(units, day))
    )


def _filters(asked: Asked, day: date, account: Account) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Person.sort_name.contains(word, autoescape=True) for word in asked.name.casefold().split()
    ]
    if asked.only is not None:
        found.append(Person.id.in_(asked.only))
    if asked.standing or asked.requirement:
        span = _span(asked, day, account)
        if asked.standing:
            span = span.where(StandingSpan.standing == asked.standing.value)
        found.append(span.exists())
    return found


def _span(asked: Asked, day: date, account: Account) -> Select[Any]:
    """Return the query for an account's standings on a day, or for the one asked for."""
    query = select(StandingSpan.person_id).where(StandingSpan.person_id == account, stands(day))
    if asked.requirement:
        query = query.where(StandingSpan.requirement_id == asked.requirement)
    return query


def _order(asked: Asked, day: date, today: date) -> list[Any]:
    by_name = [Person.sort_name, Person.id]
    if asked.sort == "unit":
        return [Unit.name, *by_name]
    if asked.sort == "pressing":
        places = {word.value: place for place, word in enumerate(PRESSING)}
        worst = func.min(case(places, value=StandingSpan.standing))
        account = Person.id if day == today else Membership.person_id
        most = _span(asked, day, account).with_only_columns(worst).scalar_subquery()
        return [func.coalesce(most, len(PRESSING)), *by_name]
    return by_name


def _everyone(
    session: Session,
    ordered: Select[Any],
    modules: Sequence[str],
    columns: Sequence[RequirementName] | None,
    day: date,
) -> Iterator[TeamRow]:
    people = session.execute(ordered).all()
    for start in range(0, len(people), AT_ONCE):
        part = people[start : start + AT_ONCE]
        if columns is None:
            cells = module_cells(session, [p.id for p in part], modules, day)
        else:  # which stand with the account that belonged there
            keys, accounts = [name.id for name in columns], {p.account: p.id for p in part}
            found = requirement_cells(session, accounts, keys, day)
            cells = {person: found[account] for account, person in accounts.items()}
        for p in part:
            yield TeamRow(p.id, p.name, p.unit, p.service, bool(p.here), cells[p.id])
