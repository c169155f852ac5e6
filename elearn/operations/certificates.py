"""Certificates: issued with the completion, read back as issued, corrected, withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, aliased

from elearn.db import Certificate, Completion, Unit, Withdrawal
from elearn.domain.certification import (
    CertificateFacts,
    CertificateState,
    new_number,
    normalise_number,
    state_on,
)
from elearn.domain.content import Module
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.partnership import Partnership
from elearn.domain.renewal import valid_until
from elearn.operations.accounts import NameCheck


class NotInForce(DomainError):
    """A certificate that is superseded or withdrawn already cannot be so again."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues certificates, and the address at which they are verified."""

    partnership: Partnership
    public_url: str

    def verify_url(self, number: str) -> str:
        """Return the address that a certificate's QR code leads to."""
        return f"{self.public_url}/verify/{number}"


@dataclass(frozen=True, slots=True)
class Verified:
    """What the holder of a certificate is told about it."""

    facts: CertificateFacts
    state: CertificateState
    superseded_by: str | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class Owned:
    """A certificate's facts, whose it is, and the unit its owner belonged to then and now."""

    facts: CertificateFacts
    person_id: int
    state: CertificateState


def issue_certificate(
    session: Session, issuer: Issuer, module: Module, completion: Completion, now: datetime
) -> str:
    """Issue the certificate of a completion and return its number.

    Belongs in the transaction that adds the completion; the database refuses a second one.
    """
    number = new_number()
    facts = CertificateFacts(
        number=number,
        partnership=issuer.partnership.name,
        person_name=completion.person.name,
        module_title=completion.module_title,
        module_kind=completion.module_kind,
        module_version=completion.module_version,
        content_hash=completion.module_hash,
        completed_on=completion.completed_on,
        valid_until=valid_until(completion.expires_on),
        minutes=completion.minutes,
        participatory_minutes=completion.participatory_minutes,
        learning_outcomes=tuple(outcome.text for outcome in module.outcomes),
        signatory_name=issuer.partnership.signatory_name,
        signatory_title=issuer.partnership.signatory_title,
        agency=agency_of(completion.unit),
        verify_url=issuer.verify_url(number),
        issued_on=day_of(now),
        design=issuer.partnership.design,
    )
    _add(session, facts, completion.id, None, now)
    return number


def verify(session: Session, typed: str, today: date) -> Verified:
    """Return what is recorded about a certificate, or raise NotFound for an unknown number."""
    number = normalise_number(typed)
    row = _found(session, _with_fate().where(Certificate.number == number)) if number else None
    if row is None:
        raise NotFound("certificate", typed)
    certificate, superseded_by, withdrawn_on = row
    state = _state(certificate, superseded_by, withdrawn_on, today)
    facts = CertificateFacts.from_json(certificate.snapshot)
    return Verified(facts, state, superseded_by, withdrawn_on)


def owned_certificate(session: Session, number: str, today: date) -> Owned:
    """Return a certificate's facts with its owner, for guards to decide; raises NotFound."""
    row = _found(session, _with_fate().where(Certificate.number == number))
    if row is None:
        raise NotFound("certificate", number)
    certificate, superseded_by, withdrawn_on = row
    state = _state(certificate, superseded_by, withdrawn_on, today)
    facts = CertificateFacts.from_json(certificate.snapshot)
    owner = certificate.completion.person
    return Owned(facts, owner.merged_into_id or owner.id, state)


def states_of(
    session: Session, numbers: Collection[str], today: date
) -> dict[str, CertificateState]:
    """Return the states of certificates by number, in one read."""
    rows = session.execute(_with_fate().where(Certificate.number.in_(numbers)))
    return {row[0].number: _state(row[0], row[1], row[2], today) for row in rows}


def withdraw_certificate(
    session: Session, typed: str, reason: str, by: str, today: date
) -> CertificateFacts:
    """Withdraw a certificate for a reason; its number goes on to answer for ever."""
    certificate = _in_force(session, typed, today)
    session.add(
        Withdrawal(
            certificate_id=certificate.id, withdrawn_on=today, reason=reason, withdrawn_by=by
        )
    )
    session.flush()
    return CertificateFacts.from_json(certificate.snapshot)


def correct_name(
    session: Session, issuer: Issuer, check_name: NameCheck, typed: str, name: str, now: datetime
) -> str:
    """Supersede a certificate with one that carries the corrected name; return its number."""
    certificate = _in_force(session, typed, day_of(now))
    number = new_number()
    facts = replace(
        CertificateFacts.from_json(certificate.snapshot),
        number=number,
        person_name=check_name(name),
        verify_url=issuer.verify_url(number),
        issued_on=day_of(now),
    )
    _add(session, facts, certificate.completion_id, certificate, now)
    return number


def agency_of(unit: Unit | None) -> str | None:
    """Return the name of the agency that a unit is or belongs to, or None above all agencies."""
    while unit is not None and unit.kind != "agency":
        unit = unit.parent
    return unit.name if unit else None


def in_force() -> ColumnElement[bool]:
    """Return the condition that a certificate is neither superseded nor withdrawn."""
    later = aliased(Certificate)
    superseded = select(later.id).where(later.supersedes_id == Certificate.id).exists()
    withdrawn = select(Withdrawal.certificate_id).where(Withdrawal.certificate_id == Certificate.id)
    return ~superseded & ~withdrawn.exists()


def _add(
    session: Session,
    facts: CertificateFacts,
    completion_id: int,
    supersedes: Certificate | None,
    now: datetime,
) -> None:
    session.add(
        Certificate(
            number=facts.number,
            completion_id=completion_id,
            edition=supersedes.edition + 1 if supersedes else 1,
            supersedes_id=supersedes.id if supersedes else None,
            valid_until=facts.valid_until,
            snapshot=facts.to_json(),
            issued_at=now,
        )
    )
    session.flush()


def _with_fate() -> Select[Certificate, str, date]:
    later = aliased(Certificate)
    return (
        select(Certificate, later.number, Withdrawal.withdrawn_on)
        .outerjoin(later, later.supersedes_id == Certificate.id)
        .outerjoin(Withdrawal, Withdrawal.certificate_id == Certificate.id)
    )


def _found(
    session: Session, query: Select[Certificate, str, date]
) -> tuple[Certificate, str | None, date | None] | None:
    row = session.execute(query).one_or_none()
    return (row[0], row[1], row[2]) if row else None


def _state(
    certificate: Certificate, superseded_by: str | None, withdrawn_on: date | None, today: date
) -> CertificateState:
    return state_on(
        today, certificate.valid_until, superseded_by is not None, withdrawn_on is not None
    )


def _in_force(session: Session, typed: str, today: date) -> Certificate:
    number = normalise_number(typed)
    row = _found(session, _with_fate().where(Certificate.number == number)) if number else None
    if row is None:
        raise NotFound("certificate", typed)
    if _state(*row, today) in {CertificateState.SUPERSEDED, CertificateState.WITHDRAWN}:
        raise NotInForce(typed)
    return row[0]
