"""One person, as those who manage their unit may see them: never an answer or a reflection."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Person, QuizAttempt, Unit
from elearn.domain.access import Action, Appointed
from elearn.domain.adjustments import Allowance, BadAdjustment
from elearn.domain.attempts import AttemptsLeft, failures_since_pass, is_used_up
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import NotFound
from elearn.operations.adjustments import add_release, allowances, last_releases
from elearn.operations.learning import lock_person
from elearn.operations.merged import accounts_of
from elearn.operations.teams import may_see_person


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Who a person is."""

    id: int
    name: str
    unit: str
    unit_code: str
    service: str | None


@dataclass(frozen=True, slots=True)
class Attempted:
    """One attempt: its result once it was submitted, never what was answered."""

    number: int
    started_at: datetime
    submitted_at: datetime | None
    passed: bool | None
    score: Fraction | None


@dataclass(frozen=True, slots=True)
class AttemptsAt:
    """A person's attempts at the quiz of one module; ``used_up`` when another can be released."""

    module: str
    attempts: tuple[Attempted, ...]
    used_up: bool


def person_seen(
    session: Session,
    appointments: Iterable[Appointed],
    person_id: int,
    action: Action = Action.SEE_TEAM,
) -> PersonFacts:
    """Return a person over whose unit these appointments allow an action, or raise NotFound."""
    row = session.execute(
        select(Person.id, Person.name, Unit.name.label("unit"), Unit.code, Person.service)
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id == person_id)
    ).one_or_none()
    if row is None or not may_see_person(session, appointments, person_id, action):
        raise NotFound("person", person_id)
    return PersonFacts(row.id, row.name, row.unit, row.code, row.service)


def attempts_by_module(
    session: Session, catalogue: Catalogue, person_id: int, now: datetime
) -> tuple[AttemptsAt, ...]:
    """Return a person's attempts by module, in catalogue order, in a fixed number of queries."""
    rows = session.execute(
        select(
            QuizAttempt.module, QuizAttempt.number, QuizAttempt.started_at,
            QuizAttempt.submitted_at, QuizAttempt.passed_now, QuizAttempt.numerator_now,
            QuizAttempt.denominator_now,
        )
        .where(QuizAttempt.person_id.in_(accounts_of(person_id)))
        .order_by(QuizAttempt.module, QuizAttempt.started_at, QuizAttempt.number)
    )  # fmt: skip
    made = {
        module: tuple(_attempted(row) for row in group)
        for module, group in groupby(rows, key=lambda row: row[0])
    }
    granted = allowances(session, person_id, list(made), now)
    released = last_releases(session, person_id)
    order = {slug: place for place, slug in enumerate(catalogue.modules)}
    return tuple(
        AttemptsAt(
            slug,
            made[slug],
            _is_used_up(catalogue, slug, made[slug], granted[slug], released.get(slug)),
        )
        for slug in sorted(made, key=lambda slug: (order.get(slug, len(order)), slug))
    )


def release_attempt(
    session: Session,
    catalogue: Catalogue,
    person_id: int,
    module: str,
    reason: str,
    by_id: int,
    now: datetime,
) -> None:
    """Release one more attempt; raises BadAdjustment, or AttemptsLeft where one is not needed."""
    lock_person(session, person_id)
    at = {a.module: a for a in attempts_by_module(session, catalogue, person_id, now)}
    if module not in catalogue.quizzes:
        raise BadAdjustment("module", "unknown")
    if module not in at or not at[module].used_up:
        raise AttemptsLeft
    add_release(session, person_id, module, reason, by_id, now)


def _is_used_up(
    catalogue: Catalogue,
    slug: str,
    made: tuple[Attempted, ...],
    granted: Allowance,
    released_at: datetime | None,
) -> bool:
    quiz, last = catalogue.quizzes.get(slug), made[-1].submitted_at
    if quiz is None or last is None or (released_at is not None and released_at >= last):
        return False
    failures = failures_since_pass([bool(attempt.passed) for attempt in made])
    return is_used_up(quiz, failures, granted)


def _attempted(row: tuple[str, int, datetime, datetime | None, bool | None, int | None, int | None],
               ) -> Attempted:  # fmt: skip
    _, number, started_at, submitted_at, passed, earned, total = row
    score = Fraction(earned, total) if earned is not None and total else None
    return Attempted(number, started_at, submitted_at, passed, score)
