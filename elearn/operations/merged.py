"""Whose record is whose: rows of history keep the account that they were made with."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Integer, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from elearn.db import Person


def accounts_of(person_id: int | ColumnElement[int]) -> Select[int]:
    """Return the ids of a person's account and of every account that was merged into it."""
    own = or_(Person.id == person_id, Person.merged_into_id == person_id)
    return select(Person.id).where(own)


OWN = accounts_of(bindparam("person", type_=Integer()))  # for statements that are built once


def whose_records(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return to whom each record counts: these people's own, and those merged into them."""
    merged_in = select(Person.id, Person.merged_into_id).where(Person.merged_into_id.in_(ids))
    rows = session.execute(merged_in)
    return {key: key for key in ids} | {row[0]: row[1] for row in rows if row[1] is not None}
