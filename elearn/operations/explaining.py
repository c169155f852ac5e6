"""Why a person stands where they stand: what a manager needs to know before asking them."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Message, Notice
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import start_of_day
from elearn.domain.reminders import Reminder
from elearn.operations.standings import Obligation, obligations


@dataclass(frozen=True, slots=True)
class Explained:
    """Where a person is with a requirement, how often they were reminded, and what it takes."""

    at: Obligation
    reminded: int
    minutes: int


def explained(
    session: Session, catalogue: Catalogue, person_id: int, day: date
) -> tuple[Explained, ...]:
    """Return a person's requirements on a day, most pressing first, in a fixed number of queries.

    ``minutes`` are those of the modules still outstanding.
    """
    sent = reminded(session, person_id, day)
    return tuple(
        Explained(
            at,
            sent[at.requirement_id],
            sum(catalogue.module(slug).minutes for slug in at.modules),
        )
        for at in obligations(session, catalogue, person_id, day)
    )


def reminded(session: Session, person_id: int, day: date) -> Counter[int]:
    """Return how many reminders a person had been sent by the end of a day, by requirement.

    One that waits, was refused by the mail server or was dropped is none, nor is the first news
    of a requirement.
    """
    subjects = session.scalars(
        select(Notice.subject)
        .join(Message, Message.id == Notice.message_id)
        .where(
            Notice.person_id == person_id,
            Notice.subject.startswith("requirement:"),
            Notice.kind != Reminder.ASSIGNED,
            Notice.dropped_because.is_(None),
            Message.sent_at < start_of_day(day + timedelta(days=1)),
        )
    )
    return Counter(int(subject.split(":")[1]) for subject in subjects)
