"""The cells of a team's matrix: where people are with each module or requirement on a day."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Declaration, QuizAttempt, Reading
from elearn.domain.completion import State, state_on
from elearn.domain.days import start_of_day
from elearn.domain.renewal import valid_until, window_opens
from elearn.domain.standing import Standing
from elearn.operations.certificates import in_force_of_many
from elearn.operations.merged import whose_records
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


def module_cells(
    session: Session, people: Sequence[int], modules: Sequence[str], day: date
) -> Cells:
    """Return each person's cells, one for each module."""
    whose = whose_records(session, people)
    completed = _completed(session, whose, day)
    started = _started(session, whose, day)

    def cell(person_id: int, slug: str) -> Cell:
        begun = (person_id, slug) in started
        other = Cell(State.IN_PROGRESS if begun else State.NOT_STARTED)
        return completed.get((person_id, slug), other)

    return {person: tuple(cell(person, slug) for slug in modules) for person in people}


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


def _completed(
    session: Session, whose: Mapping[int, int], day: date
) -> dict[tuple[int, str], Cell]:
    """Return the latest completion of each person and module, with its certificate in force."""
    rows = session.execute(
        select(
            Completion.person_id, Completion.module, Completion.completed_on,
            Completion.expires_on, Certificate.number,
        )
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force_of_many())
        .where(Completion.person_id.in_(whose), Completion.completed_on <= day)
        .order_by(Completion.completed_on, Completion.cycle)
    )  # fmt: skip
    ends: dict[date | None, tuple[State, date | None]] = {}
    found = {}
    for person_id, module, completed_on, expiry, number in rows:
        if expiry not in ends:
            ends[expiry] = state_of(expiry, day), valid_until(expiry)
        state, until = ends[expiry]
        found[whose[person_id], module] = Cell(state, completed_on, until, number)
    return found


def state_of(expiry: date | None, day: date) -> State:
    """Return the state of a completion on a day, from its expiry."""
    renews = window_opens(expiry) if expiry else None
    return state_on(day, True, expiry, renews, True)


def _started(session: Session, whose: Mapping[int, int], day: date) -> frozenset[tuple[int, str]]:
    end: datetime = start_of_day(day + timedelta(days=1))
    parts = (
        select(table.person_id, table.module)
        .where(table.person_id.in_(whose), moment < end)
        .distinct()
        for table, moment in STARTS
    )
    return frozenset((whose[row[0]], row[1]) for row in session.execute(union(*parts)))
