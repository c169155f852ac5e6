"""Attempts: begun on the server, each answer saved as it is given, resumed anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, defer

from elearn.db import GivenAnswer, Marking, QuizAttempt, WrittenReflection
from elearn.domain.attempts import (
    Asked,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.marking import Answer, Mark
from elearn.domain.quizzes import (
    Feedback,
    Question,
    Quiz,
    ReflectionPrompt,
)
from elearn.operations.archive import quiz_as_asked
from elearn.operations.merged import OWN, accounts_of

# Asked for every page of a quiz, so they are built once and sent past what the ORM does.
_ATTEMPT = select(
    QuizAttempt.module, QuizAttempt.quiz_hash, QuizAttempt.number, QuizAttempt.asked,
    QuizAttempt.pass_mark, QuizAttempt.started_at, QuizAttempt.submitted_at, QuizAttempt.flagged,
    QuizAttempt.closes_at,
).where(QuizAttempt.id == bindparam("attempt"), QuizAttempt.person_id.in_(OWN))  # fmt: skip
_OWN_ROW = (
    select(QuizAttempt)
    .where(QuizAttempt.id == bindparam("attempt"), QuizAttempt.person_id.in_(OWN))
    .options(
        defer(QuizAttempt.passed_now),
        defer(QuizAttempt.numerator_now),
        defer(QuizAttempt.denominator_now),
    )
)
_ANSWERS = select(GivenAnswer.question_id, GivenAnswer.value).where(
    GivenAnswer.attempt_id == bindparam("attempt")
)
_REFLECTIONS = select(WrittenReflection.prompt_id, WrittenReflection.text).where(
    WrittenReflection.attempt_id == bindparam("attempt")
)


class AlreadySubmitted(DomainError):
    """The attempt is submitted: nothing about it changes any more."""


class TimeIsUp(DomainError):
    """The time of the attempt is over, with its grace: what came too late was not saved."""


class Locked(DomainError):
    """The answer was checked, and its feedback shown: it no longer changes."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt with what was asked, as its owner may see it."""

    id: UUID
    module: str
    number: int
    quiz: Quiz
    asked: tuple[Asked, ...]
    pass_mark: Fraction
    started_at: datetime
    submitted_at: datetime | None
    answers: Mapping[str, Answer]
    reflections: Mapping[str, str]
    flagged: frozenset[str] = frozenset()
    checked: Mapping[str, Mark] = field(default_factory=dict)
    closes_at: datetime | None = None

    @property
    def ends_at(self) -> datetime | None:
        """Return when a timed attempt ends, before its grace; None without a limit."""
        return self.closes_at - timedelta(seconds=self.quiz.grace) if self.closes_at else None

    def is_over(self, now: datetime) -> bool:
        """Tell whether the time of an attempt that is still open has passed, with its grace."""
        return self.submitted_at is None and self.closes_at is not None and now >= self.closes_at

    @property
    def steps(self) -> tuple[Question | ReflectionPrompt, ...]:
        """Return the questions as asked, then the reflection prompts."""
        questions = tuple(self.quiz.question(asked.question_id) for asked in self.asked)
        return questions + self.quiz.reflections

    def step(self, number: int) -> Question | ReflectionPrompt:
        """Return the step with this number, from 1, or raise NotFound."""
        if not 1 <= number <= len(self.steps):
            raise NotFound("step", number)
        return self.steps[number - 1]

    def options_shown(self, question: Question) -> tuple[str, ...]:
        """Return the ids of the options of a question in the order in which they were shown."""
        return next(a.options for a in self.asked if a.question_id == question.id)

    def is_answered(self, step: Question | ReflectionPrompt) -> bool:
        """Tell whether a step has a saved answer."""
        if isinstance(step, ReflectionPrompt):
            return bool(self.reflections.get(step.id, "").strip())
        return step.id in self.answers

    @property
    def answered(self) -> int:
        """Return the number of steps that have a saved answer."""
        return sum(self.is_answered(step) for step in self.steps)

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Return the numbers of the steps that must still be answered."""
        return tuple(
            number
            for number, step in enumerate(self.steps, start=1)
            if not self.is_answered(step) and getattr(step, "required", True)
        )

    @property
    def next_step(self) -> int | None:
        """Return the first unanswered step, or None when all are answered."""
        return next(
            (n for n, step in enumerate(self.steps, start=1) if not self.is_answered(step)), None
        )


def attempts_of(session: Session, slug: str, person_id: int) -> tuple[QuizAttempt, ...]:
    """Return a person's attempts at a module's quiz, oldest first."""
    query = select(QuizAttempt).where(
        QuizAttempt.person_id.in_(accounts_of(person_id)), QuizAttempt.module == slug
    )
    return tuple(session.scalars(query.order_by(QuizAttempt.started_at, QuizAttempt.number)))


def sitting(session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int) -> Sitting:
    """Return an attempt as its owner sees it; raises NotFound for anyone else."""
    connection, which = session.connection(), {"attempt": attempt_id}
    attempt = connection.execute(_ATTEMPT, which | {"person": person_id}).one_or_none()
    if attempt is None:
        raise NotFound("attempt", attempt_id)
    quiz = quiz_as_asked(session, catalogue, attempt.module, attempt.quiz_hash)
    checked = marks_of(session, attempt_id) if quiz.feedback is Feedback.AFTER_EACH else []
    return Sitting(
        id=attempt_id,
        module=attempt.module,
        number=attempt.number,
        quiz=quiz,
        asked=tuple(Asked(a["question"], tuple(a["options"])) for a in attempt.asked),
        pass_mark=Fraction(attempt.pass_mark),
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        answers={row.question_id: row.value for row in connection.execute(_ANSWERS, which)},
        reflections={key: text for key, text in connection.execute(_REFLECTIONS, which) if key},
        flagged=frozenset(attempt.flagged or ()),
        checked={mark.question_id: mark for mark in checked},
        closes_at=attempt.closes_at,
    )


def attempts_at(
    session: Session, slug: str, person_id: int, *, submitted: bool
) -> list[QuizAttempt]:
    """Return a person's submitted or open attempts at a module's quiz, oldest first."""
    closed = QuizAttempt.submitted_at
    if submitted:
        which = QuizAttempt.person_id.in_(accounts_of(person_id)) & closed.is_not(None)
    else:  # only one's own account can go on with what it began
        which = (QuizAttempt.person_id == person_id) & closed.is_(None)
    query = select(QuizAttempt).where(which, QuizAttempt.module == slug)
    return list(session.scalars(query.order_by(QuizAttempt.started_at, QuizAttempt.number)))


def own_attempt(session: Session, attempt_id: UUID, person_id: int) -> QuizAttempt:
    """Return the row of one's own attempt; raises NotFound for anyone else's."""
    attempt = session.scalar(_OWN_ROW, {"attempt": attempt_id, "person": person_id})
    if attempt is None:
        raise NotFound("attempt", attempt_id)
    return attempt


def check_open(session: Session, here: Sitting, now: datetime) -> None:
    """Raise AlreadySubmitted or TimeIsUp, with the row locked against a submission."""
    closed = session.scalar(
        select(QuizAttempt.submitted_at).filter_by(id=here.id).with_for_update()
    )
    if closed is not None:
        raise AlreadySubmitted
    if here.is_over(now):
        raise TimeIsUp


def marks_of(session: Session, attempt_id: UUID) -> list[Mark]:
    """Return what each answer of a submitted attempt earned; a later marking comes last."""
    rows = session.scalars(
        select(Marking).filter_by(attempt_id=attempt_id).order_by(Marking.sequence)
    )
    return [
        Mark(
            row.question_id,
            Fraction(row.earned_numerator, row.earned_denominator),
            Fraction(row.marks_numerator, row.marks_denominator),
            row.critical,
        )
        for row in rows
    ]
