"""The tree of units by page: shown, added to, renamed, moved and closed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, func, select, update
from sqlalchemy.orm import Session

from elearn.db import Appointment, Membership, Person, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.domain.organisation import TreeFault, TreeReason, check_parent
from elearn.operations.audit import note
from elearn.operations.organisation import AlreadyThere
from elearn.operations.periods import not_over
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import renew


@dataclass(frozen=True, slots=True)
class ListedUnit:
    """A unit in the tree; ``depth`` 0 is the highest one shown, ``people`` those of itself."""

    id: int
    code: str
    name: str
    kind: str
    parent_id: int | None
    closed_on: date | None
    people: int
    depth: int = 0


def partnership_id(session: Session) -> int | None:
    """Return the id of the unit above all others, or None where there are no units yet."""
    return session.scalar(select(Unit.id).where(Unit.parent_id.is_(None)))


def covers_everyone(session: Session, appointments: Iterable[Appointed], action: Action) -> bool:
    """Tell whether these appointments allow an action over the whole partnership."""
    return partnership_id(session) in units_for(appointments, action)


def unit_tree(session: Session, over: frozenset[int]) -> tuple[ListedUnit, ...]:
    """Return these units and all below them in the order of the tree, in two queries."""
    scope = select(units_below(over).c.id)
    counts: dict[int, int] = {
        row[0]: row[1]
        for row in session.execute(
            select(Person.unit_id, func.count()).where(Person.active, Person.unit_id.in_(scope))
            .group_by(Person.unit_id)
        )
    }  # fmt: skip
    rows = session.execute(
        select(Unit.id, Unit.code, Unit.name, Unit.kind, Unit.parent_id, Unit.closed_on)
        .where(Unit.id.in_(scope))
        .order_by(Unit.name, Unit.id)
    ).all()
    ids = {row.id for row in rows}
    parts: dict[int | None, list[Row[int, str, str, str, int | None, date | None]]] = {}
    for row in rows:
        parts.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    return tuple(_walk(parts, counts, None, 0))


def unit_in(session: Session, over: frozenset[int], code: str) -> ListedUnit:
    """Return a unit of these by its code, or raise NotFound."""
    scope = select(units_below(over).c.id)
    unit = session.scalar(select(Unit).where(Unit.code == code, Unit.id.in_(scope)))
    if unit is None:
        raise NotFound("unit", code)
    people = session.scalar(
        select(func.count()).select_from(Person).where(Person.active, Person.unit_id == unit.id)
    )
    return ListedUnit(
        unit.id, unit.code, unit.name, unit.kind, unit.parent_id, unit.closed_on, people or 0
    )


def add_unit_below(
    session: Session, above: ListedUnit, code: str, name: str, kind: str, now: datetime, by: int
) -> None:
    """Add a unit below another; raises AlreadyThere, or TreeFault below a closed one."""
    if above.closed_on:
        raise TreeFault(TreeReason.CLOSED_ABOVE, above.name)
    if kind == "partnership":
        raise TreeFault(TreeReason.SECOND_ROOT, name)
    if session.scalar(select(Unit.id).filter_by(code=code)) is not None:
        raise AlreadyThere("unit", code)
    unit = Unit(code=code, name=name, kind=kind, parent_id=above.id)
    session.add(unit)
    session.flush()
    details = {"code": code, "name": name, "kind": kind, "parent": above.code}
    note(session, "unit added", now, by, unit=unit.id, details=details)


def rename_unit(session: Session, unit: ListedUnit, name: str, now: datetime, by: int) -> None:
    """Give a unit another name; certificates and completions keep what they were issued with."""
    if name == unit.name:
        return
    session.get_one(Unit, unit.id).name = name
    note(session, "unit renamed", now, by, unit=unit.id, details={"from": unit.name, "to": name})


def move_unit(
    session: Session, unit: ListedUnit, above: ListedUnit | None, now: datetime, by: int
) -> None:
    """Let a unit, with all below it, stand below another; raises TreeFault with the reason."""
    # Who moves units waits for others who do, or two moves could close a circle between them.
    rows = session.execute(select(Unit.id, Unit.parent_id).order_by(Unit.id).with_for_update())
    parents: dict[int, int | None] = {row.id: row.parent_id for row in rows}
    check_parent(parents, unit.id, above.id if above else None, unit.name)
    assert above is not None  # noqa: S101 - said just now
    if above.closed_on:
        raise TreeFault(TreeReason.CLOSED_ABOVE, above.name)
    session.get_one(Unit, unit.id).parent_id = above.id
    note(session, "unit moved", now, by, unit=unit.id, details={"below": above.code})
    inside = select(units_below({unit.id}).c.id)
    people = select(Membership.person_id).where(Membership.unit_id.in_(inside)).distinct()
    renew(session, session.scalars(people).all(), day_of(now))


def close_unit(session: Session, unit: ListedUnit, now: datetime, by: int) -> None:
    """Close a unit that nobody is in and nothing open is below; appointments over it end today.

    What happened in it stays. Raises TreeFault with the reason.
    """
    today = day_of(now)
    if unit.parent_id is None:
        raise TreeFault(TreeReason.ROOT_STAYS, unit.name)
    below = select(Unit.id).filter_by(parent_id=unit.id, closed_on=None)
    here = select(Membership.id).where(Membership.unit_id == unit.id, not_over(Membership, today))
    if session.scalar(below.limit(1)) or session.scalar(here.limit(1)):
        raise TreeFault(TreeReason.NOT_EMPTY, unit.name)
    session.get_one(Unit, unit.id).closed_on = today
    held = (Appointment.unit_id == unit.id) & not_over(Appointment, today)
    begun = update(Appointment).where(held, Appointment.begins_on <= today)
    session.execute(begun.values(ends_on=today))
    session.execute(update(Appointment).where(held).values(ends_on=Appointment.begins_on))
    note(session, "unit closed", now, by, unit=unit.id)


def reopen_unit(session: Session, unit: ListedUnit, now: datetime, by: int) -> None:
    """Open a closed unit again; raises TreeFault below a closed one."""
    above = session.get(Unit, unit.parent_id) if unit.parent_id else None
    if above and above.closed_on:
        raise TreeFault(TreeReason.CLOSED_ABOVE, above.name)
    session.get_one(Unit, unit.id).closed_on = None
    note(session, "unit opened again", now, by, unit=unit.id)


def _walk(
    parts: Mapping[int | None, Sequence[Row[int, str, str, str, int | None, date | None]]],
    counts: Mapping[int, int],
    parent: int | None,
    depth: int,
) -> list[ListedUnit]:
    found: list[ListedUnit] = []
    for row in parts.get(parent, ()):
        found.append(ListedUnit(*row, counts.get(row.id, 0), depth))
        found += _walk(parts, counts, row.id, depth + 1)
    return found
