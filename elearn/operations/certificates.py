"""Certificates: issued with the completion, read back as issued, corrected, withdrawn."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, select, union_all
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
from elearn.operations.designs import design_in_force, filed_design
from elearn.operations.merged import accounts_of


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
    """What the holder of a certificate is told about it; never the reason of a withdrawal in words.

    It is renewed by the certificate of the next completion of the same module.
    """

    facts: CertificateFacts
    state: CertificateState
    superseded_by: str | None
    superseded_on: date | None
    withdrawn_on: date | None
    ground: str | None
    renewed_by: str | None
    renewed_on: date | None


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
    number, agency = new_number(), agency_unit(completion.unit)
    made = design_in_force(session)
    design = made or filed_design(issuer.partnership)
    facts = CertificateFacts(
        number=number,
        partnership=design.partnership,
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
        signatory_name=design.first.name,
        signatory_title=design.first.title,
        agency=agency.name if agency else None,
        verify_url=issuer.verify_url(number),
        issued_on=day_of(now),
        design=design.design,
        look=made.look_for(agency.code if agency else None) if made else None,
    )
    _add(session, facts, completion.id, None, now)
    return number


def verify(session: Session, typed: str, today: date) -> Verified:
    """Return what is recorded about a certificate, or raise NotFound for an unknown number."""
    found = _found(session, normalise_number(typed) or typed)
    number, on = _renewal(session, found.certificate.completion)
    return Verified(
        CertificateFacts.from_json(found.certificate.snapshot),
        found.state(today),
        found.superseded_by,
        found.superseded_on,
        found.withdrawal.withdrawn_on if found.withdrawal else None,
        found.withdrawal.ground if found.withdrawal else None,
        number,
        on,
    )


def owned_certificate(session: Session, number: str, today: date) -> Owned:
    """Return a certificate's facts with its owner, for guards to decide; raises NotFound."""
    found = _found(session, number)
    facts = CertificateFacts.from_json(found.certificate.snapshot)
    owner = found.certificate.completion.person
    return Owned(facts, owner.merged_into_id or owner.id, found.state(today))


def states_of(
    session: Session, numbers: Collection[str], today: date
) -> dict[str, CertificateState]:
    """Return the states of certificates by number, in one read."""
    rows = session.execute(with_fate().where(Certificate.number.in_(numbers)))
    found = [Fate(*row) for row in rows]
    return {fate.certificate.number: fate.state(today) for fate in found}


def withdraw_certificate(
    session: Session, typed: str, reason: str, by: str, today: date, ground: str = "other"
) -> CertificateFacts:
    """Withdraw a certificate for a reason; its number goes on to answer for ever.

    ``ground`` is one of ``elearn.db.certificates.GROUNDS``, and what anyone is told.
    """
    certificate = _in_force(session, typed, today)
    session.add(
        Withdrawal(
            certificate_id=certificate.id, withdrawn_on=today, ground=ground, reason=reason,
            withdrawn_by=by,
        )
    )  # fmt: skip
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
    agency = agency_unit(unit)
    return agency.name if agency else None


def agency_unit(unit: Unit | None) -> Unit | None:
    """Return the agency that a unit is or belongs to, or None above all agencies."""
    while unit is not None and unit.kind != "agency":
        unit = unit.parent
    return unit


def in_force() -> ColumnElement[bool]:
    """Return the condition that a certificate is neither superseded nor withdrawn."""
    later = aliased(Certificate)
    superseded = select(later.id).where(later.supersedes_id == Certificate.id).exists()
    withdrawn = select(Withdrawal.certificate_id).where(Withdrawal.certificate_id == Certificate.id)
    return ~superseded & ~withdrawn.correlate(Certificate).exists()


def in_force_of_many() -> ColumnElement[bool]:
    """Return what ``in_force`` does, for a query over many certificates.

    The few that are neither are found once for the query, and not looked for with each.
    """
    later = aliased(Certificate)
    superseded = select(later.supersedes_id).where(later.supersedes_id.is_not(None))
    return Certificate.id.not_in(union_all(superseded, select(Withdrawal.certificate_id)))


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


class Fate(NamedTuple):
    """A certificate with what became of it, as one row."""

    certificate: Certificate
    superseded_by: str | None
    superseded_at: datetime | None
    withdrawal: Withdrawal | None

    @property
    def superseded_on(self) -> date | None:
        """Return the day on which another took its place."""
        return day_of(self.superseded_at) if self.superseded_at else None

    def state(self, today: date) -> CertificateState:
        """Return how it stands on a day."""
        replaced, withdrawn = self.superseded_by is not None, self.withdrawal is not None
        return state_on(today, self.certificate.valid_until, replaced, withdrawn)


def with_fate() -> Select[Certificate, str, datetime, Withdrawal]:
    """Return the query whose rows are fates."""
    later = aliased(Certificate)
    return (
        select(Certificate, later.number, later.issued_at, Withdrawal)
        .outerjoin(later, later.supersedes_id == Certificate.id)
        .outerjoin(Withdrawal, Withdrawal.certificate_id == Certificate.id)
    )


def _found(session: Session, number: str) -> Fate:
    """Return the certificate with exactly this number, or raise NotFound."""
    row = session.execute(with_fate().where(Certificate.number == number)).one_or_none()
    if row is None:
        raise NotFound("certificate", number)
    return Fate(*row)


def _renewal(session: Session, completion: Completion) -> tuple[str | None, date | None]:
    """Return the certificate of the next completion of the same module, and its day."""
    owner = completion.person.merged_into_id or completion.person_id
    row = session.execute(
        select(Certificate.number, Completion.completed_on)
        .join(Completion, Completion.id == Certificate.completion_id)
        .where(
            Completion.person_id.in_(accounts_of(owner)),
            Completion.module == completion.module,
            Completion.completed_on > completion.completed_on,
            in_force(),
        )
        .order_by(Completion.completed_on)
        .limit(1)
    ).one_or_none()
    return (row[0], row[1]) if row else (None, None)


def _in_force(session: Session, typed: str, today: date) -> Certificate:
    found = _found(session, normalise_number(typed) or typed)
    if found.state(today) in {CertificateState.SUPERSEDED, CertificateState.WITHDRAWN}:
        raise NotInForce(typed)
    return found.certificate
