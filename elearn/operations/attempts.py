"""Attempts: begun on the server, each answer saved as it is given, resumed anywhere."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Select, bindparam, func, select, type_coerce
from sqlalchemy.orm import Session, defer

from elearn.db import (
    GivenAnswer,
    Marking,
    Prepared,
    QuizAttempt,
    WrittenReflection,
    driver_of,
)
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
from elearn.operations.merged import OWN

_Make = Callable[..., Any]


def _attempt(listed: _Make, row: _Make, as_json: _Make) -> Select[Any]:
    """Return the statement for an attempt and all that was given in it, each as a list of rows.

    The functions that make JSON have other names on each kind of database.
    """

    def all_of(table: Any, *columns: Any) -> ColumnElement[Any]:
        found = select(listed(row(*columns))).where(table.attempt_id == QuizAttempt.id)
        return type_coerce(found.scalar_subquery(), JSON)

    answer, reflection, mark = GivenAnswer, WrittenReflection, Marking
    return select(
        QuizAttempt.module, QuizAttempt.quiz_hash, QuizAttempt.number, QuizAttempt.asked,
        QuizAttempt.pass_mark, QuizAttempt.started_at, QuizAttempt.submitted_at,
        QuizAttempt.flagged, QuizAttempt.closes_at,
        all_of(answer, answer.question_id, as_json(answer.value)).label("answers"),
        all_of(
            reflection, reflection.prompt_id, reflection.text, as_json(reflection.covered)
        ).label("reflections"),
        all_of(
            mark, mark.sequence, mark.question_id, mark.earned_numerator, mark.earned_denominator,
            mark.marks_numerator, mark.marks_denominator, mark.critical,
        ).label("marks"),
    ).where(QuizAttempt.id == bindparam("attempt"), QuizAttempt.person_id.in_(OWN))  # fmt: skip


_ATTEMPT = Prepared(
    _attempt(func.json_group_array, func.json_array, func.json),
    postgresql=_attempt(func.json_agg, func.json_build_array, lambda column: column),
)
_MADE = Prepared(
    select(
        QuizAttempt.id, QuizAttempt.person_id, QuizAttempt.number, QuizAttempt.asked,
        QuizAttempt.submitted_at, QuizAttempt.closes_at, QuizAttempt.passed_now.label("passed"),
    )
    .where(QuizAttempt.person_id.in_(OWN), QuizAttempt.module == bindparam("module"))
    .order_by(QuizAttempt.started_at, QuizAttempt.number)
)  # fmt: skip
_OWN_ROW = (
    select(QuizAttempt)
    .where(QuizAttempt.id == bindparam("attempt"), QuizAttempt.person_id.in_(OWN))
    .options(
        defer(QuizAttempt.passed_now),
        defer(QuizAttempt.numerator_now),
        defer(QuizAttempt.denominator_now),
    )
)
_MARKS = Prepared(
    select(
        Marking.question_id, Marking.earned_numerator, Marking.earned_denominator,
        Marking.marks_numerator, Marking.marks_denominator, Marking.critical,
    )
    .where(Marking.attempt_id == bindparam("attempt"))
    .order_by(Marking.sequence)
)  # fmt: skip
_CLOSED = Prepared(
    select(QuizAttempt.submitted_at).where(QuizAttempt.id == bindparam("attempt")).with_for_update()
)


class AlreadySubmitted(DomainError):
    """The attempt is submitted: nothing about it changes any more."""


class TimeIsUp(DomainError):
    """The time of the attempt is over, with its grace: what came too late was not saved."""


class Locked(DomainError):
    """The answer was checked, and its feedback shown: it no longer changes."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One attempt with what was asked, as its owner may see it.

    ``steps`` are the questions as asked, then the reflection prompts; ``marks`` are those of each
    answer as it was marked last; ``covered`` are the model points that its author ticked, by
    prompt, and None for a reflection not assessed yet.
    """

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
    steps: tuple[Question | ReflectionPrompt, ...]
    flagged: frozenset[str] = frozenset()
    marks: Mapping[str, Mark] = field(default_factory=dict)
    covered: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    closes_at: datetime | None = None

    @property
    def checked(self) -> Mapping[str, Mark]:
        """Return the marks of the answers that were checked by themselves, before a submission."""
        return self.marks if self.quiz.feedback is Feedback.AFTER_EACH else {}

    @property
    def ends_at(self) -> datetime | None:
        """Return when a timed attempt ends, before its grace; None without a limit."""
        return self.closes_at - timedelta(seconds=self.quiz.grace) if self.closes_at else None

    def is_over(self, now: datetime) -> bool:
        """Tell whether the time of an attempt that is still open has passed, with its grace."""
        return self.submitted_at is None and self.closes_at is not None and now >= self.closes_at

    @property
    def questions(self) -> tuple[Question, ...]:
        """Return the questions as asked."""
        return self.steps[: len(self.asked)]  # type: ignore[return-value]

    def step(self, number: int) -> Question | ReflectionPrompt:
        """Return the step with this number, from 1, or raise NotFound."""
        if not 1 <= number <= len(self.steps):
            raise NotFound("step", number)
        return self.steps[number - 1]

    def options_shown(self, question: Question) -> tuple[str, ...]:
        """Return the ids of the options of a question in the order in which they were shown."""
        for one in self.asked:
            if one.question_id == question.id:
                return one.options
        raise NotFound("question", question.id)

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


@dataclass(frozen=True, slots=True)
class Made:
    """A person's attempts at one quiz, oldest first: those submitted, and the one that is open.

    Only one's own account can go on with what it began; merged ones only add to what is past.
    """

    past: tuple[Any, ...]
    under_way: Any | None


def attempts_of(session: Session, slug: str, person_id: int) -> Made:
    """Return a person's attempts at a module's quiz, in one read.

    Each has the id, number, asked, submitted_at, closes_at, and whether it is passed now.
    """
    rows = driver_of(session).rows(_MADE, module=slug, person=person_id)
    going_on = (row for row in rows if row.submitted_at is None and row.person_id == person_id)
    return Made(tuple(row for row in rows if row.submitted_at), next(going_on, None))


def sitting(session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int) -> Sitting:
    """Return an attempt as its owner sees it; raises NotFound for anyone else."""
    found = driver_of(session).rows(_ATTEMPT, attempt=attempt_id, person=person_id)
    if not found:
        raise NotFound("attempt", attempt_id)
    attempt = found[0]
    quiz = quiz_as_asked(session, catalogue, attempt.module, attempt.quiz_hash)
    asked = tuple(Asked(a["question"], tuple(a["options"])) for a in attempt.asked)
    written = attempt.reflections or ()
    return Sitting(
        id=attempt_id,
        module=attempt.module,
        number=attempt.number,
        quiz=quiz,
        asked=asked,
        pass_mark=Fraction(attempt.pass_mark),
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        answers=dict(attempt.answers or ()),
        reflections={prompt: text for prompt, text, _ in written},
        steps=(*(quiz.question(one.question_id) for one in asked), *quiz.reflections),
        flagged=frozenset(attempt.flagged or ()),
        marks={name: _mark(name, *row) for _, name, *row in sorted(attempt.marks or ())},
        covered={name: None if p is None else tuple(p) for name, _, p in written},
        closes_at=attempt.closes_at,
    )


def own_attempt(session: Session, attempt_id: UUID, person_id: int) -> QuizAttempt:
    """Return the row of one's own attempt; raises NotFound for anyone else's."""
    attempt = session.scalar(_OWN_ROW, {"attempt": attempt_id, "person": person_id})
    if attempt is None:
        raise NotFound("attempt", attempt_id)
    return attempt


def check_open(session: Session, here: Sitting, now: datetime) -> None:
    """Raise AlreadySubmitted or TimeIsUp, with the row locked against a submission."""
    if driver_of(session).rows(_CLOSED, attempt=here.id)[0].submitted_at is not None:
        raise AlreadySubmitted
    if here.is_over(now):
        raise TimeIsUp


def marks_of(session: Session, attempt_id: UUID) -> list[Mark]:
    """Return what each answer of a submitted attempt earned; a later marking comes last."""
    return [_mark(*row) for row in driver_of(session).rows(_MARKS, attempt=attempt_id)]


def _mark(
    name: str, earned: int, earned_of: int, marks: int, marks_of: int, critical: bool | int
) -> Mark:  # fmt: skip
    return Mark(name, _fraction(earned, earned_of), _fraction(marks, marks_of), bool(critical))


_fraction = lru_cache(1000)(Fraction)  # of few marks there are few parts
