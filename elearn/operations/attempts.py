"""Attempts: begun on the server, each answer saved as it is given, resumed anywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import GivenAnswer, Marking, Person, QuizAttempt, WrittenReflection
from elearn.domain.attempts import Asked, NoAttemptLeft, draw_questions, sections_to_read_again
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Module
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.marking import Answer, Mark, check_answer
from elearn.domain.quizzes import (
    Question,
    Quiz,
    ReflectionPrompt,
)
from elearn.operations.archive import keep_module, keep_quiz, quiz_as_asked
from elearn.operations.learning import evidence_of, lock_person

LONGEST_REFLECTION = 5000  # characters


class AlreadySubmitted(DomainError):
    """The attempt is submitted: nothing about it changes any more."""


class ReflectionTooLong(DomainError):
    """A reflection longer than ``LONGEST_REFLECTION`` characters."""


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


def begin_attempt(
    session: Session,
    catalogue: Catalogue,
    module: Module,
    person_id: int,
    seed: int,
    now: datetime,
) -> UUID:
    """Return the open attempt, or begin one; raises NoAttemptLeft with what to read again."""
    lock_person(session, person_id)
    open_attempt = _attempts(session, module.slug, person_id, submitted=False)
    if open_attempt:
        return open_attempt[0].id
    quiz = catalogue.quiz(module.slug)
    past = _attempts(session, module.slug, person_id, submitted=True)
    _check_attempts_left(session, module, quiz, past)
    keep_module(session, catalogue, module, now)
    keep_quiz(session, catalogue, quiz, now)
    attempt = _new_attempt(session, module, quiz, person_id, past, seed, now)
    session.add(attempt)
    session.flush()
    return attempt.id


def may_begin(session: Session, module: Module, quiz: Quiz, person_id: int) -> None:
    """Raise NoAttemptLeft if a further attempt may not begin now."""
    past = _attempts(session, module.slug, person_id, submitted=True)
    _check_attempts_left(session, module, quiz, past)


def attempts_of(session: Session, slug: str, person_id: int) -> tuple[QuizAttempt, ...]:
    """Return a person's attempts at a module's quiz, oldest first."""
    query = select(QuizAttempt).filter_by(person_id=person_id, module=slug)
    return tuple(session.scalars(query.order_by(QuizAttempt.number)))


def sitting(session: Session, catalogue: Catalogue, attempt_id: UUID, person_id: int) -> Sitting:
    """Return an attempt as its owner sees it; raises NotFound for anyone else."""
    attempt = own_attempt(session, attempt_id, person_id)
    answers = session.execute(
        select(GivenAnswer.question_id, GivenAnswer.value).filter_by(attempt_id=attempt_id)
    )
    written = session.execute(
        select(WrittenReflection.prompt_id, WrittenReflection.text).filter_by(attempt_id=attempt_id)
    )
    return Sitting(
        id=attempt.id,
        module=attempt.module,
        number=attempt.number,
        quiz=quiz_as_asked(session, catalogue, attempt.module, attempt.quiz_hash),
        asked=tuple(Asked(a["question"], tuple(a["options"])) for a in attempt.asked),
        pass_mark=Fraction(attempt.pass_mark),
        started_at=attempt.started_at,
        submitted_at=attempt.submitted_at,
        answers={row.question_id: row.value for row in answers},
        reflections={row.prompt_id: row.text for row in written},
    )


def save_answer(
    session: Session, here: Sitting, question: Question, answer: Answer, now: datetime
) -> None:
    """Save the answer to a question that was asked; saving again replaces it.

    Raises BadAnswer for an answer that the question cannot have, AlreadySubmitted afterwards.
    """
    _check_open(session, here)
    checked = check_answer(question, answer)
    saved = session.get(GivenAnswer, (here.id, question.id))
    if saved is None:
        session.add(
            GivenAnswer(attempt_id=here.id, question_id=question.id, value=checked, saved_at=now)
        )
    else:
        saved.value, saved.saved_at = checked, now
    session.flush()


def save_reflection(
    session: Session,
    here: Sitting,
    prompt: ReflectionPrompt,
    text: str,
    person_id: int,
    now: datetime,
) -> None:
    """Save what a learner wrote; raises ReflectionTooLong or AlreadySubmitted."""  # fmt: skip
    _check_open(session, here)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST_REFLECTION:
        raise ReflectionTooLong
    written = session.get(WrittenReflection, (here.id, prompt.id))
    if written is None:
        session.add(
            WrittenReflection(
                attempt_id=here.id, prompt_id=prompt.id, person_id=person_id, text=text,
                covered=None, saved_at=now,
            )
        )  # fmt: skip
    else:
        written.text, written.saved_at = text, now
    session.flush()


def _new_attempt(
    session: Session, module: Module, quiz: Quiz, person_id: int, past: list[QuizAttempt],
    seed: int, now: datetime,
) -> QuizAttempt:  # fmt: skip
    person = session.get_one(Person, person_id)
    seen = {asked["question"] for attempt in past for asked in attempt.asked}
    asked = draw_questions(quiz, seed, seen)
    return QuizAttempt(
        id=uuid4(),
        person_id=person_id,
        module=module.slug,
        number=len(past) + 1,
        module_hash=module.content_hash,
        quiz_hash=quiz.content_hash,
        seed=seed,
        asked=[{"question": a.question_id, "options": list(a.options)} for a in asked],
        pass_mark=str(quiz.pass_mark),
        started_at=now,
        unit_id=person.unit_id,
        service=person.service,
    )


def _check_attempts_left(
    session: Session, module: Module, quiz: Quiz, past: list[QuizAttempt]
) -> None:
    """Raise NoAttemptLeft when the attempts are used and the failed parts not read again since.

    Only attempts after the last pass count, so that renewal starts afresh.
    """
    passes = [attempt.number for attempt in past if attempt.passed]
    failures = len(past) - max(passes, default=0)
    if not quiz.attempts or failures < quiz.attempts:
        return
    last = past[-1]
    failed = {mark.question_id for mark in marks_of(session, last.id) if not mark.right}
    evidence = evidence_of(session, last.person_id, module.slug).get(module.slug)
    read = evidence.read if evidence else {}
    submitted = last.submitted_at
    again = sections_to_read_again(module, quiz, failed, read, submitted) if submitted else ()
    if again:
        raise NoAttemptLeft(again)


def _attempts(session: Session, slug: str, person_id: int, *, submitted: bool) -> list[QuizAttempt]:
    closed = QuizAttempt.submitted_at
    query = select(QuizAttempt).filter_by(person_id=person_id, module=slug)
    query = query.where(closed.is_not(None) if submitted else closed.is_(None))
    return list(session.scalars(query.order_by(QuizAttempt.number)))


def own_attempt(session: Session, attempt_id: UUID, person_id: int) -> QuizAttempt:
    """Return the row of one's own attempt; raises NotFound for anyone else's."""
    attempt = session.scalar(select(QuizAttempt).filter_by(id=attempt_id, person_id=person_id))
    if attempt is None:
        raise NotFound("attempt", attempt_id)
    return attempt


def _check_open(session: Session, here: Sitting) -> None:
    """Raise AlreadySubmitted if the attempt is, with its row locked against a submission."""
    closed = session.scalar(
        select(QuizAttempt.submitted_at).filter_by(id=here.id).with_for_update()
    )
    if closed is not None:
        raise AlreadySubmitted


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
