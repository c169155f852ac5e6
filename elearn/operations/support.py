"""Support for staff: the contacts that each unit sets, and those nearest to a person."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import SupportContact, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.errors import DomainError, NotFound
from elearn.operations.scopes import units_below


class NoWayToReach(DomainError):
    """A contact without a phone number, an e-mail address or a web page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom staff can turn to. At least one of phone, e-mail and address is there."""

    name: str
    phone: str | None = None
    email: str | None = None
    url: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class KeptContact:
    """A contact as those who keep it see it, with its unit."""

    id: int
    unit_id: int
    unit: str
    contact: Contact


def support_for(session: Session, unit_id: int) -> tuple[Contact, ...]:
    """Return the contacts of a unit or, where it has none, of the nearest unit above that has."""
    up = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("up", recursive=True)
    up = up.union(select(Unit.id, Unit.parent_id).join(up, Unit.id == up.c.parent_id))
    rows = session.execute(
        select(up.c.id, up.c.parent_id, SupportContact)
        .outerjoin(SupportContact, SupportContact.unit_id == up.c.id)
        .order_by(SupportContact.id)
    ).all()
    parents = {row.id: row.parent_id for row in rows}
    here: int | None = unit_id
    while here is not None:
        found = tuple(_contact(row[2]) for row in rows if row.id == here and row[2] is not None)
        if found:
            return found
        here = parents.get(here)
    return ()


def units_kept(session: Session, appointments: Iterable[Appointed]) -> tuple[tuple[int, str], ...]:
    """Return the units whose contacts these appointments let someone keep, by name."""
    scope = units_below(units_for(appointments, Action.KEEP_SUPPORT))
    query = select(Unit.id, Unit.name).where(Unit.id.in_(select(scope.c.id)))
    rows = session.execute(query.order_by(Unit.name, Unit.id))
    return tuple((row.id, row.name) for row in rows)


def contacts_kept(session: Session, units: Collection[int]) -> tuple[KeptContact, ...]:
    """Return the contacts of these units, by the name of the unit."""
    rows = session.execute(
        select(SupportContact, Unit.name)
        .join(Unit, Unit.id == SupportContact.unit_id)
        .where(SupportContact.unit_id.in_(units))
        .order_by(Unit.name, SupportContact.id)
    )
    return tuple(KeptContact(row[0].id, row[0].unit_id, row[1], _contact(row[0])) for row in rows)


def keep_contact(
    session: Session, units: Collection[int], unit_id: int, contact: Contact,
    contact_id: int | None = None,
) -> int:  # fmt: skip
    """Add a contact to one of these units, or change it; raises NoWayToReach or NotFound."""
    if unit_id not in units:
        raise NotFound("unit", unit_id)
    if not (contact.phone or contact.email or contact.url):
        raise NoWayToReach
    row = _row(session, units, contact_id) if contact_id else SupportContact()
    row.unit_id, row.name, row.note = unit_id, contact.name, contact.note
    row.phone, row.email, row.url = contact.phone, contact.email, contact.url
    session.add(row)
    session.flush()
    return row.id


def remove_contact(session: Session, units: Collection[int], contact_id: int) -> None:
    """Remove a contact of one of these units; raises NotFound."""
    session.delete(_row(session, units, contact_id))
    session.flush()


def _row(session: Session, units: Collection[int], contact_id: int) -> SupportContact:
    row = session.get(SupportContact, contact_id)
    if row is None or row.unit_id not in units:
        raise NotFound("contact", contact_id)
    return row


def _contact(row: SupportContact) -> Contact:
    return Contact(name=row.name, phone=row.phone, email=row.email, url=row.url, note=row.note)
