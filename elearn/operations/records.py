"""A learner's record: every completion with its certificate, and every attempt."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Certificate, Completion, Person, QuizAttempt
from elearn.domain.marking import percentage
from elearn.domain.renewal import valid_until
from elearn.domain.transcripts import RecordedCompletion
from elearn.operations.certificates import agency_of, in_force
from elearn.operations.merged import accounts_of


@dataclass(frozen=True, slots=True)
class RecordedAttempt:
    """One submitted attempt as the record shows it."""

    id: UUID
    module: str
    number: int
    submitted_at: datetime
    score: Fraction
    passed: bool


@dataclass(frozen=True, slots=True)
class Record:
    """All that a person has completed and attempted, newest first."""

    agency: str | None
    completions: tuple[RecordedCompletion, ...]
    attempts: tuple[RecordedAttempt, ...]

    @property
    def minutes(self) -> int:
        """Return all minutes of learning."""
        return sum(completion.minutes for completion in self.completions)

    @property
    def participatory_minutes(self) -> int:
        """Return the minutes of learning done with others."""
        return sum(completion.participatory_minutes for completion in self.completions)


def record_of(session: Session, person_id: int) -> Record:
    """Return a person's record, in a fixed number of reads."""
    rows = session.execute(
        select(
            Completion, Certificate.number, QuizAttempt.numerator_now, QuizAttempt.denominator_now
        )
        .select_from(Completion)
        .outerjoin(Certificate, (Certificate.completion_id == Completion.id) & in_force())
        .outerjoin(QuizAttempt, QuizAttempt.id == Completion.attempt_id)
        .where(Completion.person_id.in_(accounts_of(person_id)))
        .order_by(Completion.completed_on.desc(), Completion.id.desc())
    )
    attempts = session.scalars(
        select(QuizAttempt)
        .where(
            QuizAttempt.person_id.in_(accounts_of(person_id)), QuizAttempt.submitted_at.is_not(None)
        )
        .order_by(QuizAttempt.submitted_at.desc())
    )
    person = session.get_one(Person, person_id)
    return Record(
        agency_of(person.unit),
        tuple(_completion(*row) for row in rows),
        tuple(_attempt(attempt) for attempt in attempts),
    )


def _completion(
    completion: Completion, number: str | None, earned: int | None, total: int | None
) -> RecordedCompletion:
    return RecordedCompletion(
        module=completion.module,
        title=completion.module_title,
        kind=completion.module_kind,
        version=completion.module_version,
        method=completion.method,
        completed_on=completion.completed_on,
        valid_until=valid_until(completion.expires_on),
        score_percent=percentage(Fraction(earned or 0, total)) if total else None,
        minutes=completion.minutes,
        participatory_minutes=completion.participatory_minutes,
        certificate=number,
    )


def _attempt(attempt: QuizAttempt) -> RecordedAttempt:
    assert attempt.submitted_at is not None  # noqa: S101 - the query and a constraint say so
    return RecordedAttempt(
        id=attempt.id,
        module=attempt.module,
        number=attempt.number,
        submitted_at=attempt.submitted_at,
        score=Fraction(attempt.numerator_now or 0, attempt.denominator_now or 1),
        passed=bool(attempt.passed_now),
    )
