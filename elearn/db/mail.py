"""The outbox: what people are to be told, and the e-mails that told them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from elearn.db.base import Model
from elearn.db.people import one_of

STATES = ("waiting", "sending", "sent", "empty", "failed")


class Message(Model):
    """One e-mail to one person. ``batch`` is the day of a digest, or names what cannot wait.

    It is claimed before it is sent, so that no two senders take it. ``empty`` means that nothing
    of what it was to say still held when it was to be sent.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("person_id", "batch"),
        CheckConstraint(one_of("state", STATES), name="state"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_has_a_time"),
        Index("ix_message_state_try_at", "state", "try_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    batch: Mapped[str] = mapped_column(String(141))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    tries: Mapped[int] = mapped_column(default=0)
    try_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(String(300))


class Notice(Model):
    """One thing that a person is to be told, once: unique by kind, subject and recipient."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("kind", "subject", "person_id"),
        Index("ix_notice_message_id_due_on", "message_id", "due_on"),
        Index("ix_notice_person_id_kind", "person_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(100))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    facts: Mapped[Any] = mapped_column(JSON)
    due_on: Mapped[date]
    immediate: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    dropped_because: Mapped[str | None] = mapped_column(String(100))
