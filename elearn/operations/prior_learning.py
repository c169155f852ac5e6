"""Prior learning: claimed with evidence, accepted as a completion, or refused with a reason."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Completion, Person, PriorLearning
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound, Unusable
from elearn.domain.renewal import expires_on
from elearn.operations.archive import keep_module
from elearn.operations.certificates import Issuer, issue_certificate
from elearn.operations.decisions import Subject
from elearn.operations.learning import latest_completions, lock_person
from elearn.operations.standing_cache import refresh


class UnusableClaim(Unusable):
    """A claim that cannot be."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was kept: its SHA-256, its type by content, and what its owner called it."""

    digest: str
    type: str
    name: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as a page shows it. ``decision`` is None, ``granted`` or ``refused``."""

    id: int
    person_id: int
    module: str
    learned_on: date
    provider: str
    evidence: Evidence
    submitted_at: datetime
    decision: str | None
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str | None


def claim_learning(
    session: Session,
    catalogue: Catalogue,
    person_id: int,
    module_slug: str,
    learned_on: date,
    provider: str,
    evidence: Evidence,
    now: datetime,
) -> None:
    """Claim that a module was learned elsewhere; one claim for a module waits at a time."""
    module = catalogue.module(module_slug)
    _check_day(session, catalogue, person_id, module.slug, learned_on, day_of(now))
    waiting = select(PriorLearning.id).filter_by(
        person_id=person_id, module=module.slug, decision=None
    )
    if session.scalar(waiting) is not None:
        raise UnusableClaim("module", "claimed_already")
    session.add(
        PriorLearning(
            person_id=person_id, module=module.slug, learned_on=learned_on, provider=provider,
            evidence_hash=evidence.digest, evidence_type=evidence.type,
            evidence_name=evidence.name, submitted_at=now,
        )
    )  # fmt: skip
    session.flush()


def accept_claim(
    session: Session,
    catalogue: Catalogue,
    issuer: Issuer,
    person: Subject,
    claim_id: int,
    reason: str,
    by: int,
    now: datetime,
) -> str:
    """Accept a claim: a completion dated as evidenced, and its certificate, whose number follows.

    Raises UnusableClaim where the record has a later completion by now.
    """
    lock_person(session, person.id)
    row = _waiting(session, person, claim_id)
    module = catalogue.module(row.module)
    _check_day(session, catalogue, person.id, row.module, row.learned_on, day_of(now))
    past = latest_completions(session, person.id, module.slug).get(module.slug)
    owner = session.get_one(Person, person.id)
    keep_module(session, catalogue, module, now)
    lapse = expires_on(
        row.learned_on, module.completion.validity_months, past.expires_on if past else None
    )
    completion = Completion(
        person=owner, module=module.slug, cycle=past.cycle + 1 if past else 1,
        method="prior_learning", module_kind=module.kind.value, module_title=module.title,
        module_version=module.version, module_hash=module.content_hash,
        completed_on=row.learned_on, expires_on=lapse, minutes=module.minutes,
        participatory_minutes=0, unit=owner.unit, service=owner.service, recorded_at=now,
    )  # fmt: skip
    session.add(completion)
    session.flush()
    _decide(row, "granted", reason, by, now)
    row.completion_id = completion.id
    session.flush()
    refresh(session, [person.id], day_of(now))
    return issue_certificate(session, issuer, module, completion, now)


def refuse_claim(
    session: Session, person: Subject, claim_id: int, reason: str, by: int, now: datetime
) -> None:
    """Refuse a claim, with the reason that the learner reads."""
    lock_person(session, person.id)
    _decide(_waiting(session, person, claim_id), "refused", reason, by, now)
    session.flush()


def claims_of(session: Session, person_id: int) -> tuple[Claim, ...]:
    """Return every claim of a person, newest first."""
    rows = session.execute(
        select(PriorLearning, Person.name)
        .outerjoin(Person, Person.id == PriorLearning.decided_by)
        .where(PriorLearning.person_id == person_id)
        .order_by(PriorLearning.submitted_at.desc(), PriorLearning.id.desc())
    )
    return tuple(_claim(row, name) for row, name in rows)


def claim_of(session: Session, person_id: int, claim_id: int) -> Claim:
    """Return one claim of a person, or raise NotFound."""
    for claim in claims_of(session, person_id):
        if claim.id == claim_id:
            return claim
    raise NotFound("claim", claim_id)


def _check_day(
    session: Session,
    catalogue: Catalogue,
    person_id: int,
    slug: str,
    learned_on: date,
    today: date,
) -> None:
    if learned_on > today:
        raise UnusableClaim("learned_on", "in_the_future")
    lapse = expires_on(learned_on, catalogue.module(slug).completion.validity_months)
    if lapse is not None and lapse <= today:
        raise UnusableClaim("learned_on", "lapsed")
    past = latest_completions(session, person_id, slug).get(slug)
    if past is not None and past.completed_on >= learned_on:
        raise UnusableClaim("learned_on", "older_than_the_record")


def _waiting(session: Session, person: Subject, claim_id: int) -> PriorLearning:
    row = session.get(PriorLearning, claim_id, with_for_update=True)
    if row is None or row.person_id != person.id:
        raise NotFound("claim", claim_id)
    if row.decision is not None:
        raise UnusableClaim("decision", "decided_already")
    return row


def _decide(row: PriorLearning, decision: str, reason: str, by: int, now: datetime) -> None:
    row.decision, row.decided_at, row.decided_by, row.decision_reason = decision, now, by, reason


def _claim(row: PriorLearning, decided_by: str | None) -> Claim:
    evidence = Evidence(row.evidence_hash, row.evidence_type, row.evidence_name)
    return Claim(
        row.id, row.person_id, row.module, row.learned_on, row.provider, evidence,
        row.submitted_at, row.decision, row.decided_at, decided_by, row.decision_reason,
    )  # fmt: skip
