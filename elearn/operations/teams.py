"""Teams: the people of the units that someone manages, and nobody else, as on any day."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
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
from elearn.operations.scopes import Units, few_units, unit_seen, units_below, units_within
from elearn.operations.team_cells import Cell, module_cells, requirement_cells
from elearn.operations.team_requirements import RequirementTitle

Account = InstrumentedAttribute[int]  # whose standings are those of a person on a day
WithCells = Callable[[Sequence[Any]], Iterator["TeamRow"]]
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
    columns: tuple[RequirementTitle, ...] | None = None
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
    day, roots = asked.on or today, frozenset({unit.id}) if unit else held
    few = few_units(session, roots)
    people = _people(units_within(roots, few), day, today, asked)
    ordered = people.order_by(*_order(asked, day, today))
    cells = partial(_with_cells, session, tuple(catalogue.modules), asked.columns, day)
    shown, counted = _shown(session, people, ordered, page)
    return Team(
        unit=UnitName(unit.code, unit.name) if unit else None,
        day=day,
        asked=asked,
        parts=_parts(session, unit.id if unit else None, held, few),
        modules=tuple(catalogue.modules),
        rows=tuple(cells(shown)),
        everyone=_everyone(session, ordered, cells),
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
    roots = {unit_seen(session, held, code).id} if code else held
    units = units_within(roots, few_units(session, roots))
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


def _parts(
    session: Session, unit_id: int | None, held: frozenset[int], few: Iterable[Any] | None
) -> tuple[UnitName, ...]:
    """Return the units below a unit, or those held, in order of their names."""
    if few is not None:
        rows = [u for u in few if (u.parent_id == unit_id if unit_id else u.id in held)]
    else:
        chosen = Unit.parent_id == unit_id if unit_id else Unit.id.in_(held)
        query = select(Unit.code, Unit.name).where(chosen).order_by(Unit.name)
        rows = list(session.execute(query))
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


def _shown(
    session: Session, people: Select[Any], ordered: Select[Any], page: int | None
) -> tuple[Sequence[Any], int]:
    """Return the people of a page, or everyone, and how many there are on all pages."""
    if page is None:
        everyone = session.execute(ordered).all()
        return everyone, len(everyone)
    if page < 1:
        raise NotFound("page", page)
    number = select(func.count()).select_from(people.subquery()).scalar_subquery()
    found = ordered.add_columns(number.label("of")).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
    shown = session.execute(found).all()
    if page > 1 and not shown:
        raise NotFound("page", page)
    return shown, shown[0].of if shown else 0


def _everyone(session: Session, ordered: Select[Any], cells: WithCells) -> Iterator[TeamRow]:
    yield from cells(session.execute(ordered).all())


def _with_cells(
    session: Session,
    modules: Sequence[str],
    columns: Sequence[RequirementTitle] | None,
    day: date,
    people: Sequence[Any],
) -> Iterator[TeamRow]:
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
