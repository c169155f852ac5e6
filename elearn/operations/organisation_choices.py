"""What can be chosen for an audience: units in the order of the tree, and job groups."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.db import Membership, Unit
from elearn.operations.scopes import units_below

BETWEEN = " › "
_Row = Row[int, int | None, str, str, date | None]


def unit_choices(
    session: Session, scope: Collection[int], chosen: Collection[int] = ()
) -> list[tuple[int, str]]:
    """Return the units of a scope with the names of those above them, in the tree's order.

    Closed ones are left out, but for those that are chosen already.
    """
    return [(unit, name) for unit, name, is_open in _named(session, scope)
            if is_open or unit in chosen]  # fmt: skip


def unit_names(session: Session, scope: Collection[int]) -> dict[int, str]:
    """Return the names of all units of a scope, closed ones included."""
    return {unit: name for unit, name, _ in _named(session, scope)}


def _named(session: Session, scope: Collection[int]) -> Iterator[tuple[int, str, bool]]:
    below = units_below(scope)
    rows = session.execute(
        select(Unit.id, Unit.parent_id, Unit.kind, Unit.name, Unit.closed_on)
        .where(Unit.id.in_(select(below.c.id)))
        .order_by(Unit.name, Unit.id)
    ).all()
    parts: dict[int | None, list[_Row]] = {}
    ids = {row.id for row in rows}
    for row in rows:
        parts.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    return _walk(parts, None, ())


def job_groups(session: Session) -> tuple[str, ...]:
    """Return the job groups that memberships name."""
    query = select(Membership.job_group).where(Membership.job_group.is_not(None)).distinct()
    return tuple(sorted(group for group in session.scalars(query) if group))


def _walk(
    parts: Mapping[int | None, Sequence[_Row]], parent: int | None, above: tuple[str, ...]
) -> Iterator[tuple[int, str, bool]]:
    for row in parts.get(parent, ()):
        path = (*above, row.name)
        shown = path[1:] if len(path) > 1 and row.kind != "partnership" else path
        yield row.id, BETWEEN.join(shown), row.closed_on is None
        yield from _walk(parts, row.id, path)
