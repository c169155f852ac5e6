"""The log of e-mail: what was sent to whom and when, what waits, and what was refused and why."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Message, Notice, Person
from elearn.domain.errors import NotFound
from elearn.operations.outbox import try_again


@dataclass(frozen=True, slots=True)
class Logged:
    """One message: ``at`` is when it was sent or is tried next; ``kinds`` what it told.

    ``dropped`` holds what was left out because it no longer held, with the reason.
    """

    id: int
    at: datetime
    state: str
    tries: int
    address: str
    kinds: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    error: str | None


def mail_log(
    session: Session, since: datetime, states: Collection[str] = (), limit: int = 1000
) -> tuple[Logged, ...]:
    """Return the messages since a moment, latest last, in these states or in any."""
    query = (
        select(Message, Person.email)
        .join(Person, Person.id == Message.person_id)
        .where((Message.sent_at >= since) | (Message.sent_at.is_(None) & (Message.try_at >= since)))
        .order_by(Message.id.desc())
        .limit(limit)
    )
    if states:
        query = query.where(Message.state.in_(states))
    rows = session.execute(query).all()[::-1]
    told: dict[int, list[Notice]] = defaultdict(list)
    ids = [message.id for message, _ in rows]
    for notice in session.scalars(select(Notice).where(Notice.message_id.in_(ids))):
        told[notice.message_id or 0].append(notice)
    return tuple(_logged(message, address, told[message.id]) for message, address in rows)


def send_again(session: Session, message_id: int, now: datetime) -> None:
    """Let a message that was given up be tried once more; raises NotFound for any other."""
    message = session.get(Message, message_id)
    if message is None or message.state != "failed":
        raise NotFound("message that was given up", message_id)
    try_again(session, message_id, now)


def _logged(message: Message, address: str, notices: list[Notice]) -> Logged:
    return Logged(
        message.id, message.sent_at or message.try_at, message.state, message.tries, address,
        tuple(sorted(n.kind for n in notices if n.dropped_because is None)),
        tuple(sorted((n.kind, n.dropped_because) for n in notices if n.dropped_because)),
        message.last_error,
    )  # fmt: skip
