"""Teams: the people of the units that someone manages, and nobody else, by module."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import CTE, ColumnElement, Select, func, select, union
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Declaration, Person, QuizAttempt, Reading, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.catalogue import Catalogue
from elearn.domain.completion import State, state_on
from elearn.domain.errors import NotFound
from elearn.domain.renewal import valid_until, window_opens
from elearn.operations.certificates import in_force

PAGE_SIZE = 50
Ids = Sequence[int] | Select[int]


@dataclass(frozen=True, slots=True)
class UnitName:
    """A unit as lists show it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one person is with one module."""

    state: State
    completed_on: date | None = None
    valid_until: date | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True)
class TeamRow:
    """One person of the team, with a cell for each module of the team's list."""

    id: int
    name: str
    unit: str
    service: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Team:
    """A page of people by module. ``modules`` are slugs in the order of the cells."""

    unit: UnitName | None
    parts: tuple[UnitName, ...]
    modules: tuple[str, ...]
    rows: tuple[TeamRow, ...]
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
) -> Team:
    """Return the people of the units that these appointments let someone see, or of one of them.

    ``page`` None returns everyone. The number of queries does not depend on the number of people.
    Raises NotFound for a unit or a page that is not there for this viewer.
    """
    held = units_for(appointments, Action.SEE_TEAM)
    unit = _unit(session, held, code) if code else None
    scope = units_below({unit[0]} if unit else held)
    counted = select(func.count()).select_from(Person).where(_in_scope(scope))
    people = session.scalar(counted) or 0
    if page is not None and not 1 <= page <= max(1, -(-people // PAGE_SIZE)):
        raise NotFound("page", page)
    shown = _people(scope, page)
    return Team(
        unit=UnitName(unit[1], unit[2]) if unit else None,
        parts=_parts(session, unit[0] if unit else None, held),
        modules=tuple(catalogue.modules),
        rows=_rows(session, catalogue, shown, today),
        people=people,
        page=page or 1,
    )


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
    query = select(Person.id).where(Person.id == person_id, _in_scope(units_below(held)))
    return session.scalar(query) is not None


def units_below(roots: Iterable[int]) -> CTE:
    """Return the ids of these units and of all below them, as a recursive query."""
    below = select(Unit.id).where(Unit.id.in_(sorted(roots))).cte("below", recursive=True)
    return below.union(select(Unit.id).join(below, Unit.parent_id == below.c.id))


def _in_scope(scope: CTE) -> ColumnElement[bool]:
    return Person.unit_id.in_(select(scope.c.id)) & Person.active


def _unit(session: Session, held: frozenset[int], code: str) -> tuple[int, str, str]:
    scope = units_below(held)
    row = session.execute(
        select(Unit.id, Unit.code, Unit.name).where(
            Unit.code == code, Unit.id.in_(select(scope.c.id))
        )
    ).one_or_none()
    if row is None:
        raise NotFound("unit", code)
    return row.id, row.code, row.name


def _parts(session: Session, unit_id: int | None, held: frozenset[int]) -> tuple[UnitName, ...]:
    chosen = Unit.parent_id == unit_id if unit_id else Unit.id.in_(sorted(held))
    rows = session.execute(select(Unit.code, Unit.name).where(chosen).order_by(Unit.name))
    return tuple(UnitName(row.code, row.name) for row in rows)


def _people(scope: CTE, page: int | None) -> Select[int, str, str | None, str]:
    query = (
        select(Person.id, Person.name, Person.service, Unit.name.label("unit"))
        .join(Unit)
        .where(_in_scope(scope))
        .order_by(Person.sort_name, Person.id)
    )
    return query if page is None else query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)


def _rows(
    session: Session, catalogue: Catalogue, shown: Select[int, str, str | None, str], today: date
) -> tuple[TeamRow, ...]:
    people = session.execute(shown).all()
    # A page of people is few enough to name; everyone is left to the database.
    few = len(people) <= PAGE_SIZE
    ids = [person.id for person in people] if few else select(shown.subquery().c.id)
    completed = _completed(session, ids, today)
    started = _started(session, ids)
    return tuple(
        TeamRow(
            person.id,
            person.name,
            person.unit,
            person.service,
            tuple(_cell(person.id, slug, completed, started) for slug in catalogue.modules),
        )
        for person in people
    )


def _cell(
    person_id: int,
    slug: str,
    completed: Mapping[tuple[int, str], Cell],
    started: frozenset[tuple[int, str]],
) -> Cell:
    cell = completed.get((person_id, slug))
    if cell is not None:
        return cell
    begun = (person_id, slug) in started
    return Cell(State.IN_PROGRESS if begun else State.NOT_STARTED)


def _completed(session: Session, ids: Ids, today: date) -> dict[tuple[int, str], Cell]:
    """Return the latest completion of each person and module, with its certificate in force."""
    rows = session.execute(
        select(
            Completion.person_id, Completion.module, Completion.completed_on,
            Completion.expires_on, Certificate.number,
        )
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force())
        .where(Completion.person_id.in_(ids))
        .order_by(Completion.cycle)
    )  # fmt: skip
    return {
        (row.person_id, row.module): Cell(
            _state(row.expires_on, today), row.completed_on, valid_until(row.expires_on), row.number
        )
        for row in rows
    }


def _state(expiry: date | None, today: date) -> State:
    renews = window_opens(expiry) if expiry else None
    return state_on(today, True, expiry, renews, True)


def _started(session: Session, ids: Ids) -> frozenset[tuple[int, str]]:
    tables = (Reading, Declaration, QuizAttempt)
    parts = (select(t.person_id, t.module).where(t.person_id.in_(ids)).distinct() for t in tables)
    return frozenset((row[0], row[1]) for row in session.execute(union(*parts)))
