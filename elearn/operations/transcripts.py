"""Transcripts: a record as it stands, and as it stood whenever its owner had it issued."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import Completion, Person, Transcript
from elearn.domain.certification import CertificateState, new_number, normalise_number
from elearn.domain.days import day_of
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.transcripts import TranscriptFacts
from elearn.operations.certificates import Issuer, states_of
from elearn.operations.learning import lock_person
from elearn.operations.merged import accounts_of
from elearn.operations.records import Record, record_of


class NothingToIssue(DomainError):
    """Nobody is issued a transcript without a completion."""


@dataclass(frozen=True, slots=True)
class VerifiedTranscript:
    """What the holder of a transcript is told: what it states, and what has changed since.

    ``later_on`` is when a later one was issued; ``added`` counts completions recorded since.
    ``certificates`` are the states of those that it names, by number, as they are today.
    """

    facts: TranscriptFacts
    later_on: date | None
    added: int
    certificates: Mapping[str, CertificateState]

    @property
    def state(self) -> CertificateState:
        """Return whether it is the latest that there is to say of the record."""
        dated = self.later_on or self.added
        return CertificateState.SUPERSEDED if dated else CertificateState.GENUINE


def copy_of(name: str, record: Record, issuer: Issuer, today: date) -> TranscriptFacts:
    """Return a record as it stands today, not issued."""
    shown = record.completions
    if not issuer.partnership.transcript_scores:
        shown = tuple(replace(completion, score_percent=None) for completion in shown)
    return TranscriptFacts(
        number=None,
        person_name=name,
        agency=record.agency,
        partnership=issuer.partnership.name,
        as_at=today,
        entries=shown,
        verify_url=issuer.verify_url("").rstrip("/"),
    )


def standing_for(copy: TranscriptFacts, issued: Sequence[TranscriptFacts]) -> TranscriptFacts:
    """Return the latest of the transcripts issued if it states what the copy does, or the copy."""
    return issued[0] if issued and issued[0].states_the_same_as(copy) else copy


def transcript_of(session: Session, issuer: Issuer, person_id: int, today: date) -> TranscriptFacts:
    """Return the transcript that states someone's record as it stands, or else a copy of it."""
    name = session.get_one(Person, person_id).name
    copy = copy_of(name, record_of(session, person_id), issuer, today)
    return standing_for(copy, transcripts_of(session, person_id))


def issue_transcript(session: Session, issuer: Issuer, person_id: int, now: datetime) -> str:
    """Issue someone's record as a transcript and return its number, or that of one that says it.

    Raises NothingToIssue for a record without completions.
    """
    lock_person(session, person_id)
    facts = transcript_of(session, issuer, person_id, day_of(now))
    if not facts.entries:
        raise NothingToIssue
    if facts.number is not None:
        return facts.number
    number = new_number()
    issued = replace(facts, number=number, verify_url=issuer.verify_url(number))
    session.add(
        Transcript(number=number, person_id=person_id, snapshot=issued.to_json(), issued_at=now)
    )
    session.flush()
    return number


def transcripts_of(session: Session, person_id: int) -> tuple[TranscriptFacts, ...]:
    """Return the transcripts that someone had issued, latest first."""
    rows = session.scalars(
        select(Transcript.snapshot)
        .where(Transcript.person_id.in_(accounts_of(person_id)))
        .order_by(Transcript.issued_at.desc(), Transcript.id.desc())
    )
    return tuple(map(TranscriptFacts.from_json, rows))


def own_transcript(session: Session, person_id: int, number: str) -> TranscriptFacts:
    """Return one's own transcript by its number; raises NotFound for anyone else's."""
    held = transcripts_of(session, person_id)
    found = next((facts for facts in held if facts.number == number), None)
    if found is None:
        raise NotFound("transcript", number)
    return found


def verify_transcript(session: Session, typed: str, today: date) -> VerifiedTranscript:
    """Return what is recorded about a transcript, or raise NotFound for an unknown number."""
    number = normalise_number(typed)
    found = (
        select(Transcript, Person.merged_into_id).join(Person).where(Transcript.number == number)
    )
    row = session.execute(found).one_or_none() if number else None
    if row is None:
        raise NotFound("transcript", typed)
    facts = TranscriptFacts.from_json(row.Transcript.snapshot)
    whose = accounts_of(row.merged_into_id or row.Transcript.person_id)
    later = session.scalar(
        select(func.max(Transcript.issued_at)).where(
            Transcript.person_id.in_(whose), Transcript.id > row.Transcript.id
        )
    )
    held = select(func.count()).select_from(Completion).where(Completion.person_id.in_(whose))
    named = [entry.certificate for entry in facts.entries if entry.certificate]
    return VerifiedTranscript(
        facts,
        day_of(later) if later else None,
        max(0, (session.scalar(held) or 0) - len(facts.entries)),
        states_of(session, named, today),
    )
