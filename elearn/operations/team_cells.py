"""The cells of a team's matrix: where people are with each module or requirement on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, bindparam, case, cast, select, union_all
from sqlalchemy.orm import Session

from elearn.db import (
    Certificate,
    Completion,
    Declaration,
    Person,
    Prepared,
    QuizAttempt,
    Reading,
    among,
    driver_of,
)
from elearn.domain.completion import State, state_on
from elearn.domain.days import start_of_day
from elearn.domain.renewal import valid_until, window_opens
from elearn.domain.standing import Standing
from elearn.operations.certificates import in_force_of_many
from elearn.operations.standings import PersonStanding, standings_of

Moments = tuple[tuple[type[Reading | Declaration | QuizAttempt], Any], ...]
STARTS: Moments = (
    (Reading, Reading.read_at),
    (Declaration, Declaration.declared_at),
    (QuizAttempt, QuizAttempt.started_at),
)


class Cell(NamedTuple):
    """Where one person is with one module or requirement; ``due_on`` is of requirements only."""

    state: State | Standing
    completed_on: date | None = None
    valid_until: date | None = None
    certificate: str | None = None
    due_on: date | None = None


Cells = Mapping[int, tuple[Cell | None, ...]]
BEGUN, NOT_BEGUN = Cell(State.IN_PROGRESS), Cell(State.NOT_STARTED)


def _records() -> CompoundSelect[Any]:
    """Return the query for what people, and accounts merged into theirs, completed and began.

    The latest completion of a module comes last; what was only begun has no day.
    """
    merged = among(Person.merged_into_id, "people")
    owner = case((merged, Person.merged_into_id), else_=Person.id).label("owner")
    accounts = select(Person.id, owner).where(among(Person.id, "people") | merged).cte("account")
    rest = (Completion.completed_on, Completion.expires_on, Certificate.number, Completion.cycle)
    completed = (
        select(accounts.c.owner, Completion.module, *rest)
        .join(accounts, accounts.c.id == Completion.person_id)
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force_of_many())
        .where(Completion.completed_on <= bindparam("day"))
    )
    nothing = [cast(None, column.type) for column in rest]
    begun = (
        select(accounts.c.owner, table.module, *nothing)
        .join(accounts, accounts.c.id == table.person_id)
        .where(moment < bindparam("end"))
        .distinct()
        for table, moment in STARTS
    )
    return union_all(completed, *begun).order_by(Completion.completed_on, Completion.cycle)


_RECORDS = Prepared(_records())


def module_cells(
    session: Session, people: Sequence[int], modules: Sequence[str], day: date
) -> Cells:
    """Return each person's cells, one for each module; one read, however many people."""
    found: dict[int, dict[str, Cell]] = {person: {} for person in people}
    ends: dict[date | None, tuple[State, date | None]] = {}
    rows = driver_of(session).rows(
        _RECORDS, people=people, day=day, end=start_of_day(day + timedelta(days=1))
    )
    for owner, module, completed_on, expiry, number, _ in rows:
        cells = found[owner]
        if completed_on is None:
            cells.setdefault(module, BEGUN)
            continue
        if expiry not in ends:
            ends[expiry] = state_of(expiry, day), valid_until(expiry)
        state, until = ends[expiry]
        cells[module] = Cell(state, completed_on, until, number)
    return {
        person: tuple([cells.get(slug, NOT_BEGUN) for slug in modules])
        for person, cells in found.items()
    }


def requirement_cells(
    session: Session, people: Collection[int], requirements: Sequence[int], day: date
) -> Cells:
    """Return each person's cells, one for each requirement; None where it does not apply."""
    found = standings_of(session, people, day)
    return {
        person: tuple(_standing_cell(found.get((person, key))) for key in requirements)
        for person in people
    }


def _standing_cell(at: PersonStanding | None) -> Cell | None:
    if at is None:
        return None
    done = at.standing in {Standing.COMPLETE, Standing.EXPIRING}
    return Cell(
        at.standing, at.completed_on, valid_until(at.expires_on), None,
        None if done or at.standing is Standing.EXEMPT else at.due_on,
    )  # fmt: skip


def state_of(expiry: date | None, day: date) -> State:
    """Return the state of a completion on a day, from its expiry."""
    renews = window_opens(expiry) if expiry else None
    return state_on(day, True, expiry, renews, True)
