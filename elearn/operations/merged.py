"""Whose record is whose: rows of history keep the account that they were made with."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Integer, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from elearn.db import Membership, Person, Prepared, among, driver_of
from elearn.operations.periods import in_force
from elearn.operations.scopes import Units

ACCOUNT = aliased(Person)
OWNER = func.coalesce(ACCOUNT.merged_into_id, ACCOUNT.id)  # whose account it is


def accounts_of(person_id: int | ColumnElement[int]) -> Select[int]:
    """Return the ids of a person's account and of every account that was merged into it."""
    own = or_(Person.id == person_id, Person.merged_into_id == person_id)
    return select(Person.id).where(own)


OWN = accounts_of(bindparam("person", type_=Integer()))  # for statements that are built once


_MERGED_INTO = Prepared(
    select(Person.id, Person.merged_into_id).where(among(Person.merged_into_id, "people"))
)
_MERGED = Prepared(
    select(Person.id, Person.merged_into_id).where(
        among(Person.id, "people"), Person.merged_into_id.is_not(None)
    )
)


def whose_records(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return to whom each record counts: these people's own, and those merged into them."""
    merged_in = driver_of(session).rows(_MERGED_INTO, people=ids)
    return {key: key for key in ids} | dict(merged_in)


def owners_of(session: Session, ids: Collection[int]) -> dict[int, int]:
    """Return, for those of these accounts that were merged into another, whose they are."""
    return dict(driver_of(session).rows(_MERGED, people=ids))


def counts_for_its_owner(units: Units, day: date) -> ColumnElement[bool]:
    """Return the condition on a membership that it is the one by which its person is listed.

    To be asked of memberships of a day in some units, beside the Person whose they are. Those who
    belonged there by several accounts do so by their own, or else by the first to belong.
    """
    other, account = aliased(Membership), aliased(Person)
    before = (
        select(other.id)
        .join(account, account.id == other.person_id)
        .where(
            or_(account.id == Person.id, account.merged_into_id == Person.id),
            in_force(other, day), other.unit_id.in_(units),
            or_(account.id == Person.id, other.id < Membership.id),
        )
        .correlate(Person, Membership)
    )  # fmt: skip
    return or_(Membership.person_id == Person.id, ~before.exists())
