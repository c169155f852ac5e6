"""Sharing one's record: a link that its owner makes, limited in what it shows and how long."""

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import RecordShare
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.operations.records import Record, record_of

DAYS = (7, 30, 90)
MOST_LINKS = 20
LONGEST_NOTE = 120  # characters


class TooManyLinks(DomainError):
    """A person already has as many links open as anyone needs."""


class NothingToShare(DomainError):
    """None of the chosen modules has been completed."""


@dataclass(frozen=True, slots=True)
class Share:
    """A link as its owner sees it. ``modules`` is None where it covers the whole record."""

    id: int
    shown_to: str
    modules: tuple[str, ...] | None
    made_at: datetime
    last_day: date
    works: bool


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """What someone who holds a link is shown: no attempts, no address, no unit but the agency."""

    name: str
    record: Record
    made_on: date
    last_day: date


def share_record(
    session: Session,
    person_id: int,
    shown_to: str,
    modules: Collection[str] | None,
    days: int,
    now: datetime,
) -> str:
    """Make a link and return its token, which is not kept: only its digest is.

    Raises TooManyLinks or NothingToShare.
    """
    today = day_of(now)
    if sum(share.works for share in shares_of(session, person_id, today)) >= MOST_LINKS:
        raise TooManyLinks
    completed = {c.module for c in record_of(session, person_id).completions}
    if not completed or (modules is not None and not completed & set(modules)):
        raise NothingToShare
    token = secrets.token_urlsafe(24)
    session.add(
        RecordShare(
            person_id=person_id,
            token_hash=_digest(token),
            shown_to=shown_to.strip(),
            modules=sorted(completed & set(modules)) if modules is not None else None,
            made_at=now,
            last_day=today + timedelta(days=days),
        )
    )
    session.flush()
    return token


def shares_of(session: Session, person_id: int, today: date) -> tuple[Share, ...]:
    """Return a person's links, newest first."""
    rows = session.scalars(
        select(RecordShare).filter_by(person_id=person_id).order_by(RecordShare.id.desc())
    )
    return tuple(
        Share(
            row.id, row.shown_to, tuple(row.modules) if row.modules is not None else None,
            row.made_at, row.last_day, _is_open(row, today),
        )
        for row in rows
    )  # fmt: skip


def end_share(session: Session, person_id: int, share_id: int, now: datetime) -> None:
    """Close one's own link for good; raises NotFound for anyone else's. Twice is as once."""
    share = session.scalar(select(RecordShare).filter_by(id=share_id, person_id=person_id))
    if share is None:
        raise NotFound("share", share_id)
    share.ended_at = share.ended_at or now
    session.flush()


def shared_record(session: Session, token: str, today: date) -> SharedRecord:
    """Return what a link shows; raises NotFound once it is closed, as for one that never was."""
    share = session.scalar(select(RecordShare).filter_by(token_hash=_digest(token)))
    if share is None or not _is_open(share, today):
        raise NotFound("share", "a token")
    record = record_of(session, share.person_id)
    kept = tuple(
        c for c in record.completions if share.modules is None or c.module in share.modules
    )
    scoped = replace(record, completions=kept, attempts=())
    return SharedRecord(share.person.name, scoped, day_of(share.made_at), share.last_day)


def _is_open(share: RecordShare, today: date) -> bool:
    return share.ended_at is None and today <= share.last_day


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
