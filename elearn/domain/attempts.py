"""What an attempt asks, and whether a learner may begin another."""

import random
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from elearn.domain.adjustments import Allowance, time_allowed
from elearn.domain.content import Module
from elearn.domain.errors import DomainError
from elearn.domain.quizzes import (
    Feedback,
    Ordering,
    Question,
    Quiz,
)


class NoAttemptLeft(DomainError):
    """Every attempt is used; ``sections`` must be read again before the next."""

    def __init__(self, sections: tuple[str, ...]) -> None:
        self.sections = sections
        super().__init__(f"read again: {', '.join(sections)}")


class AttemptsLeft(DomainError):
    """An attempt may be begun already: there is none to release."""


class Asked(NamedTuple):
    """One question as it was shown: its id and its options in the order shown."""

    question_id: str
    options: tuple[str, ...]


def draw_questions(quiz: Quiz, seed: int, seen: Collection[str] = ()) -> tuple[Asked, ...]:
    """Return what an attempt asks: ``quiz.draw`` questions of each outcome, unseen ones first.

    The same seed and the same ``seen`` give the same draw. Questions of one scenario stand
    together; options are shuffled, but pinned ones keep their place.
    """
    chooser = random.Random(seed)  # noqa: S311 - a shuffle, not a secret
    chosen: list[Question] = []
    for outcome in dict.fromkeys(question.outcome for question in quiz.questions):
        pool = [question for question in quiz.questions if question.outcome == outcome]
        chooser.shuffle(pool)
        pool.sort(key=lambda question: question.id in seen)
        chosen.extend(pool[: quiz.draw])
    chooser.shuffle(chosen)
    return tuple(Asked(q.id, _shown_options(q, chooser)) for q in _scenarios_together(chosen))


def sections_to_read_again(
    module: Module,
    quiz: Quiz,
    failed: Collection[str],
    read: Mapping[str, datetime],
    last_submitted: datetime,
) -> tuple[str, ...]:
    """Return the sections of the failed outcomes not read since the last submission.

    ``failed`` are the ids of questions answered wrong; ``read`` is when each section was last read.
    """  # fmt: skip
    outcomes = {question.outcome for question in quiz.questions if question.id in failed}
    wanted = {s for outcome in module.outcomes if outcome.id in outcomes for s in outcome.sections}
    return tuple(
        section.id
        for section in module.sections
        if section.id in wanted and not _read_since(read.get(section.id), last_submitted)
    )


def failures_since_pass(passed: Sequence[bool]) -> int:
    """Return the number of attempts after the last pass, so that renewal starts afresh.

    ``passed`` tells of each submitted attempt, oldest first, whether it was passed.
    """
    return next((after for after, one in enumerate(reversed(passed)) if one), len(passed))


def is_used_up(quiz: Quiz, failures: int, granted: Allowance) -> bool:
    """Tell whether every attempt that a learner has without reading again is used."""
    return bool(quiz.attempts) and failures >= quiz.attempts + granted.attempts


def answers_are_shown(quiz: Quiz, *, passed: bool, used_up: bool, under_way: bool) -> bool:
    """Tell whether the result of a submitted attempt says what was right.

    ``passed`` is whether this attempt or a later one was; where answers are withheld, they are
    shown with the pass or after the last attempt, and never while another is under way.
    """
    if quiz.feedback is not Feedback.WITHHELD:
        return True
    return passed or (used_up and not under_way)


def closing_time(quiz: Quiz, started_at: datetime, granted: Allowance) -> datetime | None:
    """Return when a timed attempt takes no more answers, with its grace; None without a limit."""
    if quiz.time_limit is None:
        return None
    return started_at + time_allowed(quiz.time_limit, granted) + timedelta(seconds=quiz.grace)


def _read_since(read: datetime | None, moment: datetime) -> bool:
    return read is not None and read > moment


def _shown_options(question: Question, chooser: random.Random) -> tuple[str, ...]:
    options = getattr(question, "options", ())
    loose = [option.id for option in options if not option.pinned]
    chooser.shuffle(loose)
    right = [option.id for option in options]
    if isinstance(question, Ordering) and loose == right:
        loose.reverse()  # steps shown in the right order would give the answer away
    rest = iter(loose)
    return tuple(option.id if option.pinned else next(rest) for option in options)


def _scenarios_together(questions: list[Question]) -> list[Question]:
    first = {q.scenario: at for at, q in reversed(list(enumerate(questions))) if q.scenario}
    order = sorted(
        enumerate(questions),
        key=lambda pair: (first[pair[1].scenario] if pair[1].scenario else pair[0], pair[0]),
    )
    return [question for _, question in order]
