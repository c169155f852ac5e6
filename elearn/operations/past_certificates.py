"""Certificates that were replaced or withdrawn: when, and why."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion
from elearn.domain.certification import CertificateFacts
from elearn.operations.certificates import Fate, in_force, with_fate
from elearn.operations.merged import accounts_of


@dataclass(frozen=True, slots=True)
class Past:
    """A certificate that was replaced or withdrawn, as its owner and their managers see it."""

    number: str
    module_title: str
    person_name: str
    superseded_by: str | None
    superseded_on: date | None
    withdrawn_on: date | None
    reason: str | None
    withdrawn_by: str | None


def past_certificates(session: Session, person_id: int) -> tuple[Past, ...]:
    """Return the certificates of a person that were replaced or withdrawn, latest first."""
    mine = select(Completion.id).where(Completion.person_id.in_(accounts_of(person_id)))
    past = with_fate().where(Certificate.completion_id.in_(mine), ~in_force())
    rows = session.execute(past.order_by(Certificate.id.desc()))
    return tuple(_past(Fate(*row)) for row in rows)


def _past(fate: Fate) -> Past:
    facts, withdrawal = CertificateFacts.from_json(fate.certificate.snapshot), fate.withdrawal
    return Past(
        facts.number,
        facts.module_title,
        facts.person_name,
        fate.superseded_by,
        fate.superseded_on,
        withdrawal.withdrawn_on if withdrawal else None,
        withdrawal.reason if withdrawal else None,
        withdrawal.withdrawn_by if withdrawal else None,
    )
