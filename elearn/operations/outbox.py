"""The outbox: notices gathered into one digest a person and day, tried until they are sent."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update
from sqlalchemy.orm import Session

from elearn.db import Message, Notice, Person

BATCH = 500
CLAIM = timedelta(minutes=15)  # a sender that was killed is given up after this
FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=12)
TRIES = 10


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Something to tell a person from a day on. An immediate one is not kept for the digest."""

    kind: str
    subject: str
    person_id: int
    due_on: date
    facts: Mapping[str, Any] = field(default_factory=dict)
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this sender has taken, with what it is to say."""

    id: int
    key: str
    person_id: int
    name: str
    address: str
    active: bool
    notices: tuple[Notice, ...]


def welcome(person_id: int, today: date) -> NewNotice:
    """Return the notice of a new account."""
    return NewNotice("welcome", "account", person_id, today, immediate=True)


def tell(session: Session, notices: Iterable[NewNotice], now: datetime) -> int:
    """Put notices into the outbox; return how many were new.

    What stands there already, by kind, subject and recipient, is not put there again.
    """
    new = list({(n.kind, n.subject, n.person_id): n for n in notices}.values())
    added = 0
    for start in range(0, len(new), BATCH):
        part = new[start : start + BATCH]
        there = _already(session, part)
        rows = [_row(n, now) for n in part if (n.kind, n.subject, n.person_id) not in there]
        if rows:
            session.execute(insert(Notice), rows)
        added += len(rows)
    return added


def gather(session: Session, today: date, now: datetime) -> int:
    """Make the messages for what is due: one digest a person and day, and what cannot wait.

    A notice that comes after today's digest went out waits for tomorrow's. Returns how many.
    """
    return _gather_digests(session, today, now) + _gather_immediate(session, today, now)


def claim(session: Session, now: datetime, limit: int = 50) -> list[int]:
    """Take messages to send, so that nobody else does; the caller commits before it sends."""
    ready = or_(
        and_(Message.state == "waiting", Message.try_at <= now),
        and_(Message.state == "sending", Message.try_at <= now - CLAIM),
    )
    query = select(Message.id).where(ready).order_by(Message.try_at, Message.id).limit(limit)
    ids = list(session.scalars(query.with_for_update(skip_locked=True)))
    _set(session, Message.id.in_(ids), state="sending", try_at=now, tries=Message.tries + 1)
    return ids


def claimed(session: Session, message_id: int) -> Claimed:
    """Return a message that was taken, with its notices, oldest first."""
    query = select(Message, Person).join(Person, Person.id == Message.person_id)
    message, person = session.execute(query.where(Message.id == message_id)).one()
    held = (Notice.message_id == message_id) & Notice.dropped_because.is_(None)
    notices = session.scalars(select(Notice).where(held).order_by(Notice.due_on, Notice.id))
    return Claimed(
        message.id, f"message-{message.id}", person.id, person.name, person.email, person.active,
        tuple(notices),
    )  # fmt: skip


def drop(session: Session, notices: Sequence[Notice], because: str) -> None:
    """Keep notices from being sent, for a reason that the log shows."""
    for notice in notices:
        notice.dropped_because = because
    session.flush()


def sent(session: Session, message_id: int, now: datetime) -> None:
    """Keep that a message was taken by the mail server."""
    _set(session, Message.id == message_id, state="sent", sent_at=now, last_error=None)


def empty(session: Session, message_id: int) -> None:
    """Keep that nothing was left to say."""
    _set(session, Message.id == message_id, state="empty")


def failed(session: Session, message_id: int, reason: str, now: datetime, *, lasting: bool) -> None:
    """Keep that a message was not taken: it is tried again later, up to ten times."""
    tries = session.scalar(select(Message.tries).where(Message.id == message_id)) or 1
    if lasting or tries >= TRIES:
        _set(session, Message.id == message_id, state="failed", last_error=reason[:300])
        return
    after = now + retry_after(tries)
    _set(session, Message.id == message_id, state="waiting", try_at=after, last_error=reason[:300])


def retry_after(tries: int) -> timedelta:
    """Return how long to wait after so many tries: 5, 10, 20 minutes, up to 12 hours."""
    return min(FIRST_RETRY * (1 << (tries - 1)), LONGEST_RETRY)


def try_again(session: Session, message_id: int, now: datetime) -> None:
    """Let a failed message be tried once more, at once."""
    failed_one = (Message.id == message_id) & (Message.state == "failed")
    _set(session, failed_one, state="waiting", try_at=now, tries=0)


def _already(session: Session, part: Sequence[NewNotice]) -> set[tuple[str, str, int]]:
    query = select(Notice.kind, Notice.subject, Notice.person_id).where(
        Notice.kind.in_({n.kind for n in part}),
        Notice.subject.in_({n.subject for n in part}),
        Notice.person_id.in_({n.person_id for n in part}),
    )
    return {(row[0], row[1], row[2]) for row in session.execute(query)}


def _row(new: NewNotice, now: datetime) -> dict[str, Any]:
    return {
        "kind": new.kind, "subject": new.subject, "person_id": new.person_id,
        "facts": dict(new.facts), "due_on": new.due_on, "immediate": new.immediate,
        "created_at": now,
    }  # fmt: skip


def _due(today: date, *, immediate: bool) -> ColumnElement[bool]:
    return and_(
        Notice.message_id.is_(None),
        Notice.dropped_because.is_(None),
        Notice.due_on <= today,
        Notice.immediate.is_(immediate),
    )


def _gather_digests(session: Session, today: date, now: datetime) -> int:
    """Make today's digest for everyone who has news and none yet, in two statements."""
    batch, due = today.isoformat(), _due(today, immediate=False)
    has_one = select(Message.id).where(
        Message.person_id == Notice.person_id, Message.batch == batch
    )
    people = list(
        session.scalars(select(Notice.person_id).where(due, ~has_one.exists()).distinct())
    )
    if people:
        rows = [{"person_id": person, "batch": batch, "try_at": now} for person in people]
        session.execute(insert(Message), rows)
    unsent = has_one.where(Message.state == "waiting", Message.tries == 0)
    session.execute(
        update(Notice)
        .where(due, unsent.exists())
        .values(message_id=unsent.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    return len(people)


def _gather_immediate(session: Session, today: date, now: datetime) -> int:
    notices = session.scalars(select(Notice).where(_due(today, immediate=True))).all()
    for notice in notices:
        message = Message(
            person_id=notice.person_id, batch=f"{notice.kind}:{notice.subject}", try_at=now
        )
        session.add(message)
        session.flush()
        notice.message_id = message.id
    session.flush()
    return len(notices)


def _set(session: Session, which: ColumnElement[bool], **values: object) -> None:
    session.execute(update(Message).where(which).values(**values))
