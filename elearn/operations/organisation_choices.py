"""What can be chosen for an audience: units in the order of the tree, and job groups."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from elearn.db import Membership, Unit
from elearn.operations.scopes import units_below

MANY = 100  # more units than this are listed without teams


def unit_choices(session: Session, scope: Collection[int]) -> list[tuple[int, str]]:
    """Return the units of a scope with the names of those above them, in the tree's order.

    Teams are left out where there are very many units: their services and sites are there.
    """
    below = units_below(scope)
    rows = session.execute(
        select(Unit.id, Unit.parent_id, Unit.kind, Unit.name)
        .where(Unit.id.in_(select(below.c.id)))
        .order_by(Unit.name, Unit.id)
    ).all()
    shown = [row for row in rows if len(rows) <= MANY or row.kind != "team"]
    parts: dict[int | None, list[Row[int, int | None, str, str]]] = {}
    ids = {row.id for row in shown}
    for row in shown:
        parts.setdefault(row.parent_id if row.parent_id in ids else None, []).append(row)
    return list(_walk(parts, None, ()))


def job_groups(session: Session) -> tuple[str, ...]:
    """Return the job groups that memberships name."""
    query = select(Membership.job_group).where(Membership.job_group.is_not(None)).distinct()
    return tuple(sorted(group for group in session.scalars(query) if group))


def _walk(
    parts: Mapping[int | None, Sequence[Row[int, int | None, str, str]]],
    parent: int | None,
    above: tuple[str, ...],
) -> Iterator[tuple[int, str]]:
    for row in parts.get(parent, ()):
        path = (*above, row.name)
        yield row.id, " › ".join(path[1:] if len(path) > 1 and row.kind != "partnership" else path)
        yield from _walk(parts, row.id, path)
