"""Timed attempts whose time is over: submitted by the server with what was saved."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import QuizAttempt
from elearn.domain.catalogue import Catalogue
from elearn.operations.certificates import Issuer
from elearn.operations.completions import record_completion
from elearn.operations.results import submit


def close_attempts(
    session: Session,
    catalogue: Catalogue,
    issuer: Issuer,
    now: datetime,
    person_id: int | None = None,
) -> int:
    """Submit every attempt whose time is over, or one person's; return how many there were.

    An attempt without a time limit is never closed. A pass makes its completion, as ever.
    """
    over = (
        select(QuizAttempt.id, QuizAttempt.person_id, QuizAttempt.module)
        .where(QuizAttempt.submitted_at.is_(None), QuizAttempt.closes_at <= now)
        .order_by(QuizAttempt.person_id, QuizAttempt.closes_at)
    )
    if person_id is not None:
        over = over.where(QuizAttempt.person_id == person_id)
    closed = 0
    for row in session.execute(over).all():
        if not submit(session, catalogue, row.id, row.person_id, now):
            continue
        closed += 1
        module = catalogue.modules.get(row.module)
        if module:
            record_completion(session, catalogue, issuer, module, row.person_id, now)
    return closed
