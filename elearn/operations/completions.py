"""Completions: recorded when the rule is met, once for each cycle, with their certificate."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Completion, Person, QuizAttempt
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.domain.renewal import expires_on, may_complete_again
from elearn.operations.archive import keep_module
from elearn.operations.certificates import Issuer, issue_certificate
from elearn.operations.learning import ModuleProgress, Past, lock_person, progress
from elearn.operations.merged import accounts_of
from elearn.operations.standing_cache import refresh
from elearn.operations.standings import lapse_asked


@dataclass(frozen=True, slots=True)
class Completed:
    """A completion that was just recorded, and the number of its certificate."""

    module: str
    number: str


def record_completion(
    session: Session,
    catalogue: Catalogue,
    issuer: Issuer,
    module: Module,
    person_id: int,
    now: datetime,
) -> Completed | None:
    """Record that a person has completed a module, with its certificate, if the rule is now met.

    Returns None when something is outstanding or this cycle is complete already. The first pass
    makes the completion; a completion is never undone, whatever happens to rules or content.
    """
    lock_person(session, person_id)
    here = progress(session, module, person_id, day_of(now))
    if here.outstanding or not _is_due(here.past, now):
        return None
    keep_module(session, catalogue, module, now)
    completion = _completion(session, module, person_id, here, now)
    session.add(completion)
    session.flush()
    refresh(session, [person_id], day_of(now))
    return Completed(module.slug, issue_certificate(session, issuer, module, completion, now))


def _is_due(past: Past | None, now: datetime) -> bool:
    return past is None or may_complete_again(past.expires_on, day_of(now))


def _completion(
    session: Session, module: Module, person_id: int, here: ModuleProgress, now: datetime
) -> Completion:
    person = session.get_one(Person, person_id)
    today, past = day_of(now), here.past
    attempt = _passing_attempt(session, module, person_id) if module.completion.quiz else None
    lapse = expires_on(today, module.completion.validity_months, past.expires_on if past else None)
    asked = lapse_asked(session, person_id, module.slug, today)
    return Completion(
        person=person,
        module=module.slug,
        cycle=past.cycle + 1 if past else 1,
        method="quiz" if attempt else "reading",
        module_kind=module.kind.value,
        module_title=module.title,
        module_version=module.version,
        module_hash=module.content_hash,
        quiz_hash=attempt[1] if attempt else None,
        attempt_id=attempt[0] if attempt else None,
        completed_on=today,
        expires_on=min(filter(None, (lapse, asked)), default=None),
        minutes=module.minutes,
        participatory_minutes=0,
        unit=person.unit,
        service=person.service,
        recorded_at=now,
    )


def _passing_attempt(session: Session, module: Module, person_id: int) -> tuple[UUID, str]:
    """Return the latest passing attempt: the one that counts in the open cycle."""
    row = session.execute(
        select(QuizAttempt.id, QuizAttempt.quiz_hash)
        .where(QuizAttempt.person_id.in_(accounts_of(person_id)))
        .filter_by(module=module.slug)
        .where(QuizAttempt.passed_now.is_(True))
        .order_by(QuizAttempt.submitted_at.desc())
        .limit(1)
    ).one()
    return row.id, row.quiz_hash
