"""Joining links: people of a small agency make their own accounts in its unit."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from elearn.db import JoiningLink, Unit
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations.accounts import NameCheck
from elearn.operations.audit import note
from elearn.operations.organisation import NewPerson
from elearn.operations.passwords import Passwords
from elearn.operations.person_details import welcome_person
from elearn.operations.scopes import units_below


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its unit's page lists it; ``works`` until it is used up, past or ended."""

    id: int
    uses: int
    most_uses: int
    last_day: date
    made_at: datetime
    works: bool


@dataclass(frozen=True, slots=True)
class Invitation:
    """What the holder of a link may join."""

    id: int
    unit: str
    unit_code: str
    made_by_id: int


def make_link(
    session: Session, unit_id: int, most_uses: int, last_day: date, now: datetime, by: int
) -> str:
    """Make a link for a unit and return its token, which is kept nowhere."""
    token = secrets.token_urlsafe(24)
    session.add(
        JoiningLink(
            unit_id=unit_id, token_hash=_digest(token), most_uses=most_uses, uses=0,
            last_day=last_day, made_by_id=by, made_at=now,
        )
    )  # fmt: skip
    facts = {"uses": most_uses, "last_day": last_day.isoformat()}
    note(session, "joining link made", now, by, unit=unit_id, details=facts)
    return token


def links_of(session: Session, unit_id: int, today: date) -> tuple[Link, ...]:
    """Return the links of a unit, newest first."""
    query = select(JoiningLink).filter_by(unit_id=unit_id).order_by(JoiningLink.id.desc())
    return tuple(
        Link(one.id, one.uses, one.most_uses, one.last_day, one.made_at,
             one.ended_at is None and one.uses < one.most_uses and today <= one.last_day)
        for one in session.scalars(query)
    )  # fmt: skip


def end_link(session: Session, over: frozenset[int], link_id: int, now: datetime, by: int) -> str:
    """End a link of a unit one administers, and return the unit's code; raises NotFound."""
    scope = select(units_below(over).c.id)
    found = session.execute(
        select(JoiningLink, Unit.code)
        .join(Unit, Unit.id == JoiningLink.unit_id)
        .where(JoiningLink.id == link_id, JoiningLink.unit_id.in_(scope))
    ).one_or_none()
    if found is None:
        raise NotFound("joining link", link_id)
    link, code = found
    if link.ended_at is None:
        link.ended_at = now
        note(session, "joining link ended", now, by, unit=link.unit_id)
    return str(code)


def invitation(session: Session, token: str, today: date) -> Invitation:
    """Return what a link lets its holder join, or raise NotFound where it works no more."""
    row = session.execute(
        select(JoiningLink.id, Unit.name, Unit.code, JoiningLink.made_by_id)
        .join(Unit, Unit.id == JoiningLink.unit_id)
        .where(
            JoiningLink.token_hash == _digest(token), JoiningLink.ended_at.is_(None),
            JoiningLink.uses < JoiningLink.most_uses, JoiningLink.last_day >= today,
            Unit.closed_on.is_(None),
        )
    ).one_or_none()  # fmt: skip
    if row is None:
        raise NotFound("joining link", "")
    return Invitation(*row)


def join_unit(
    session: Session,
    passwords: Passwords,
    check_name: NameCheck,
    token: str,
    email: str,
    name: str,
    password: str,
    now: datetime,
) -> int:
    """Make an account in the unit of a link; raises as ``add_person`` does, or NotFound.

    Two who come at once for the last place: one of them is told that the link is used up.
    """
    asked = invitation(session, token, day_of(now))
    place = update(JoiningLink).where(
        JoiningLink.id == asked.id, JoiningLink.uses < JoiningLink.most_uses
    )
    taken = session.execute(
        place.values(uses=JoiningLink.uses + 1).returning(JoiningLink.id)
    ).scalar()
    if taken is None:
        raise NotFound("joining link", "")
    new = NewPerson(email, name, asked.unit_code, None, password)
    return welcome_person(session, passwords, check_name, new, now, asked.made_by_id)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
