"""The units that appointments reach: those held and all below them."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, select
from sqlalchemy.orm import Session

from elearn.db import Membership, StandingSpan, Unit
from elearn.domain.errors import NotFound

FEW_UNITS = 100
Units = list[int] | Select[int]


def units_below(roots: Iterable[int]) -> CTE:
    """Return the ids of these units and of all below them, as a recursive query."""
    below = select(Unit.id).where(Unit.id.in_(sorted(roots))).cte("below", recursive=True)
    return below.union(select(Unit.id).join(below, Unit.parent_id == below.c.id))


def unit_seen(session: Session, held: frozenset[int], code: str) -> Any:
    """Return the id, code and name of a unit below those held, or raise NotFound."""
    scope = units_below(held)
    row = session.execute(
        select(Unit.id, Unit.code, Unit.name).where(
            Unit.code == code, Unit.id.in_(select(scope.c.id))
        )
    ).one_or_none()
    if row is None:
        raise NotFound("unit", code)
    return row


def units_within(session: Session, roots: Iterable[int]) -> Units:
    """Return the ids of these units and of all below them: themselves if they are few.

    PostgreSQL does not know how few a recursive query finds, and would look at everyone.
    """
    below = select(units_below(roots).c.id)
    found = list(session.scalars(below.limit(FEW_UNITS + 1)))
    return found if len(found) <= FEW_UNITS else below


def spans_in(scope: CTE) -> ColumnElement[bool]:
    """Return what finds the standings in some units, by the people who ever worked there."""
    units = select(scope.c.id)
    people = select(Membership.person_id).where(Membership.unit_id.in_(units))
    return StandingSpan.person_id.in_(people) & StandingSpan.unit_id.in_(units)
