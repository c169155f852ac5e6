"""Timed attempts whose time is over: submitted by the server with what was saved."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from elearn.db import Prepared, QuizAttempt, driver_of
from elearn.domain.catalogue import Catalogue
from elearn.operations.certificates import Issuer
from elearn.operations.completions import record_completion
from elearn.operations.results import submit

_OPEN_TOO_LONG = (
    select(QuizAttempt.id, QuizAttempt.person_id, QuizAttempt.module)
    .where(QuizAttempt.submitted_at.is_(None), QuizAttempt.closes_at <= bindparam("now"))
    .order_by(QuizAttempt.person_id, QuizAttempt.closes_at)
)
_OVER = Prepared(_OPEN_TOO_LONG)
_OVER_OF = Prepared(_OPEN_TOO_LONG.where(QuizAttempt.person_id == bindparam("person")))


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
    asked = {"now": now} if person_id is None else {"now": now, "person": person_id}
    closed = 0
    for row in driver_of(session).rows(_OVER if person_id is None else _OVER_OF, **asked):
        if not submit(session, catalogue, row.id, row.person_id, now):
            continue
        closed += 1
        module = catalogue.modules.get(row.module)
        if module:
            record_completion(session, catalogue, issuer, module, row.person_id, now)
    return closed
