"""What the record has of people and units before a file of people is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Membership as Kept
from elearn.db import Person, Unit
from elearn.domain.organisation import Membership
from elearn.operations.imports.people_store import Found
from elearn.operations.scopes import units_below


@dataclass(frozen=True, slots=True)
class Units:
    """The units that rows may name, by code; ``above`` holds the codes above and their own."""

    ids: Mapping[str, int]
    above: Mapping[str, frozenset[str]]
    closed: frozenset[str]
    codes: Mapping[int, str]


def units_known(session: Session, over: frozenset[int] | None) -> Units:
    """Return the units of these and below; None is everywhere."""
    query = select(Unit.id, Unit.code, Unit.parent_id, Unit.closed_on)
    rows = {row.id: row for row in session.execute(query)}
    allowed = set(rows)
    if over is not None:
        allowed = set(session.scalars(select(units_below(over).c.id)))

    def above(unit: int | None) -> frozenset[str]:
        return above(rows[unit].parent_id) | {rows[unit].code} if unit else frozenset()

    known = [row for row in rows.values() if row.id in allowed]
    return Units(
        {row.code: row.id for row in known},
        {row.code: above(row.id) for row in known},
        frozenset(row.code for row in known if row.closed_on),
        {row.id: row.code for row in known},
    )


def people_known(session: Session) -> list[Found]:
    """Return everyone with their memberships, in two reads."""
    held: dict[int, list[Membership]] = {}
    for row in session.execute(
        select(
            Kept.person_id, Kept.unit_id, Kept.begins_on, Kept.ends_on, Kept.service,
            Kept.job_title, Kept.job_group,
        ).order_by(Kept.begins_on)
    ):  # fmt: skip
        held.setdefault(row[0], []).append(Membership(*row[1:]))
    query = select(
        Person.id, Person.person_ref, Person.email, Person.name, Person.first_name,
        Person.last_name, Person.unit_id, Person.merged_into_id,
    )  # fmt: skip
    return [
        Found(r.id, r.person_ref, r.email, r.name, r.first_name, r.last_name, r.unit_id,
              tuple(held.get(r.id, ())), r.merged_into_id is not None)
        for r in session.execute(query)
    ]  # fmt: skip
