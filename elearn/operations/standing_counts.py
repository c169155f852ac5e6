"""Counts people by requirement, unit and standing on a day, from what is kept."""

from collections import Counter
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, func, select, true
from sqlalchemy.orm import Session

from elearn.db import StandingCount, StandingDay, StandingSpan, Unit
from elearn.operations.periods import stands

Key = tuple[int, int, str]  # requirement, unit, standing
NEAR = timedelta(days=45)  # so long after the day of the counts, what changed since is added


def read_counts(session: Session, day: date) -> Counter[Key]:
    """Return how many people stood where on a day, from the spans of everyone."""
    return counts_at(session, day, true())


def counts_at(session: Session, day: date, which: ColumnElement[bool]) -> Counter[Key]:
    """Return how many of some spans' people stood where on a day."""
    return _counter(session, _spans(None, which & stands(day)))


def counted_at(session: Session, day: date, heads: Collection[int] | None = None) -> Counter[Key]:
    """Return the counts on a day by the quickest way: the kept ones, with what changed since.

    ``heads`` are units for which everyone below is counted too; None counts each unit alone.
    """
    groups = None if heads is None else below_heads(heads)
    kept = session.scalar(select(StandingDay.counted_on))
    if kept is None or not kept <= day <= kept + NEAR:
        return _counter(session, _spans(groups, stands(day)))
    found = _counter(session, _grouped(StandingCount, func.sum(StandingCount.people), groups))
    if kept < day:
        begun = (StandingSpan.begins_on > kept) & (StandingSpan.begins_on <= day)
        ended = (StandingSpan.ends_on > kept) & (StandingSpan.ends_on <= day)
        found.update(_counter(session, _spans(groups, begun)))
        found.subtract(_counter(session, _spans(groups, ended)))
    if session.scalar(select(StandingDay.counted_on)) != kept:  # someone began the day meanwhile
        return _counter(session, _spans(groups, stands(day)))
    return Counter({key: people for key, people in found.items() if people})


def below_heads(heads: Collection[int]) -> Subquery:
    """Return each unit below these heads (and they themselves) beside its head."""
    tree = (
        select(Unit.id.label("head"), Unit.id.label("unit_id"))
        .where(Unit.id.in_(sorted(heads)))
        .cte("tree", recursive=True)
    )
    tree = tree.union_all(select(tree.c.head, Unit.id).join(tree, Unit.parent_id == tree.c.unit_id))
    return select(tree.c.head, tree.c.unit_id).subquery()


def _spans(groups: Subquery | None, which: ColumnElement[bool]) -> Select[Any]:
    return _grouped(StandingSpan, func.count(), groups).where(which)


def _grouped(
    table: type[StandingSpan | StandingCount], people: ColumnElement[int], groups: Subquery | None
) -> Select[Any]:
    unit = table.unit_id if groups is None else groups.c.head
    query = select(table.requirement_id, unit, table.standing, people)
    if groups is not None:
        query = query.join(groups, groups.c.unit_id == table.unit_id)
    return query.group_by(table.requirement_id, unit, table.standing)


def _counter(session: Session, query: Select[Any]) -> Counter[Key]:
    return Counter({(row[0], row[1], row[2]): int(row[3]) for row in session.execute(query)})
