"""The units that appointments reach: those held and all below them."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import CTE, ColumnElement, Select, bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Membership, Prepared, StandingSpan, Unit, among, driver_of
from elearn.domain.errors import NotFound

FEW_UNITS = 100
Units = list[int] | Select[int]


def units_below(roots: Iterable[int]) -> CTE:
    """Return the ids of these units and of all below them, as a recursive query."""
    return _below(Unit.id.in_(sorted(roots)))


def _below(top: ColumnElement[bool]) -> CTE:
    below = select(Unit.id).where(top).cte("below", recursive=True)
    return below.union(select(Unit.id).join(below, Unit.parent_id == below.c.id))


SCOPE = _below(among(Unit.id, "roots"))  # for statements that are built once
_FEW = Prepared(
    select(Unit.id, Unit.parent_id, Unit.code, Unit.name)
    .join(SCOPE, SCOPE.c.id == Unit.id)
    .order_by(Unit.name)
    .limit(FEW_UNITS + 1)
)
_SEEN = Prepared(
    select(Unit.id, Unit.code, Unit.name).where(
        Unit.code == bindparam("code"), Unit.id.in_(select(SCOPE.c.id))
    )
)


def unit_seen(session: Session, held: frozenset[int], code: str) -> Any:
    """Return the id, code and name of a unit below those held, or raise NotFound."""
    found = driver_of(session).rows(_SEEN, roots=held, code=code)
    if not found:
        raise NotFound("unit", code)
    return found[0]


def few_units(session: Session, roots: Collection[int]) -> list[Any] | None:
    """Return these units and all below them in order of their names; None if they are many."""
    found = driver_of(session).rows(_FEW, roots=roots)
    return found if len(found) <= FEW_UNITS else None


def units_within(roots: Iterable[int], few: Iterable[Any] | None) -> Units:
    """Return the ids of these units and of all below them: themselves if they are ``few_units``.

    PostgreSQL does not know how few a recursive query finds, and would look at everyone.
    """
    return [unit.id for unit in few] if few is not None else select(units_below(roots).c.id)


def spans_in(scope: CTE) -> ColumnElement[bool]:
    """Return what finds the standings in some units, by the people who ever worked there."""
    units = select(scope.c.id)
    people = select(Membership.person_id).where(Membership.unit_id.in_(units))
    return StandingSpan.person_id.in_(people) & StandingSpan.unit_id.in_(units)
