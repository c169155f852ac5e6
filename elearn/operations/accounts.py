"""Signing in and out, and what a person may change about their own account."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from elearn.db import Appointment, Driver, Person, Prepared, SignIn, Unit, read_only
from elearn.domain.access import Appointed, Role
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.operations.passwords import Passwords
from elearn.operations.periods import in_force

# Returns the name as it is kept, or raises NameFault; it knows which letters can be printed.
NameCheck = Callable[[str], str]
LONGEST_SIGN_IN = timedelta(hours=12)


class WrongPassword(DomainError):
    """The account and the password do not fit; nothing says which of them is wrong."""


# Whose sign-in it is, while it holds: with it, and with nothing else, someone is signed in.
_HOLDS = (
    SignIn.token_hash == bindparam("token_hash"), SignIn.expires_at > bindparam("now"),
    Person.active,
)  # fmt: skip
HOLDER = select(Person.id).join_from(SignIn, Person).where(*_HOLDS).scalar_subquery()

_SIGNED_IN = Prepared(
    select(
        Person.id, Person.name, Person.email, Person.unit_id, Unit.name.label("unit"),
        Person.service, Appointment.role, Appointment.unit_id.label("over"),
    )
    .join_from(SignIn, Person)
    .join(Unit, Unit.id == Person.unit_id)
    .outerjoin(
        Appointment,
        (Appointment.person_id == Person.id) & in_force(Appointment, bindparam("today")),
    )
    .where(*_HOLDS)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person who is signed in, and the appointments that they hold."""

    id: int
    name: str
    email: str
    unit_id: int
    unit: str
    service: str | None
    appointments: tuple[Appointed, ...]


def viewer_of(driver: Driver, token: str, now: datetime) -> Viewer | None:
    """Return who holds this sign-in token, or None when it is unknown, ended or too old."""
    rows = driver.rows(_SIGNED_IN, token_hash=token_hash(token), now=now, today=day_of(now))
    if not rows:
        return None
    held = tuple(Appointed(Role(row.role), row.over) for row in rows if row.role)
    first = rows[0]
    return Viewer(first.id, first.name, first.email, first.unit_id, first.unit, first.service, held)


def check_password(session: Session, passwords: Passwords, email: str, password: str) -> int:
    """Return the id of the person with this e-mail and password, or raise WrongPassword.

    Only reads, and ends its read before the slow check, so that no lock is held meanwhile.
    """
    with read_only():
        found = session.execute(
            select(Person.id, Person.password_hash, Person.active).where(
                Person.email == email.strip().lower()
            )
        ).one_or_none()
        session.rollback()
    stored = found.password_hash if found and found.active else None
    if not passwords.matches(stored, password) or found is None:
        raise WrongPassword
    return int(found.id)


def begin_sign_in(session: Session, person_id: int, now: datetime) -> str:
    """Record a sign-in and return its new token, which only the browser's cookie will hold."""
    session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            token_hash=token_hash(token),
            person_id=person_id,
            started_at=now,
            expires_at=now + LONGEST_SIGN_IN,
        )
    )
    session.flush()
    return token


def end_sign_in(session: Session, token: str) -> None:
    """Forget a sign-in, so that its cookie is worth nothing from now on."""
    session.execute(delete(SignIn).where(SignIn.token_hash == token_hash(token)))


def change_name(session: Session, check_name: NameCheck, person_id: int, name: str) -> None:
    """Change the name for certificates issued from now on; raises NameFault."""
    person = _person(session, person_id)
    person.name = check_name(name)
    person.sort_name = sort_name(person.name)
    session.flush()


def change_password(
    session: Session, passwords: Passwords, person_id: int, password: str, keep: str | None = None
) -> None:
    """Set a password and end every sign-in but the one with the token ``keep``.

    Raises WeakPassword.
    """
    person = _person(session, person_id)
    person.password_hash = passwords.hash(password)
    others = delete(SignIn).where(SignIn.person_id == person_id)
    session.execute(others.where(SignIn.token_hash != token_hash(keep)) if keep else others)
    session.flush()


def sort_name(name: str, last_name: str | None = None) -> str:
    """Return a name as lists sort it: the last name first, case folded.

    Where nobody said what the last name is, it is taken to be the last word.
    """
    words = name.casefold().split()
    last = (last_name or "").casefold().split()
    if last and words[-len(last) :] == last:
        return " ".join([*last, *words[: -len(last)]])[:120]
    return " ".join([words[-1], *words[:-1]])[:120]


def _person(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("person", person_id)
    return person


def token_hash(token: str) -> str:
    """Return what the record keeps of a sign-in's token."""
    return hashlib.sha256(token.encode()).hexdigest()
