"""Answers: each saved by itself as it is given, while its attempt is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from elearn.db import (
    Driver,
    GivenAnswer,
    Marking,
    Prepared,
    QuizAttempt,
    WrittenReflection,
    driver_of,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import ChangedSince
from elearn.domain.marking import Answer, check_answer
from elearn.domain.quizzes import Feedback, Question, ReflectionPrompt
from elearn.operations.accounts import HOLDER, token_hash
from elearn.operations.attempts import Locked, Sitting, check_open
from elearn.operations.reflections import checked_text

PAPERS = 10_000  # of about 1 KB each


@dataclass(frozen=True, slots=True)
class Paper:
    """What never changes of an attempt: whose it is, the version of a quiz, and what it asks."""

    person_id: int
    module: str
    quiz_hash: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """One question of an attempt, how many steps the attempt has, and whose it is."""

    question: Question
    steps: int
    person_id: int


class Papers:
    """What attempts ask, kept by their id; it never changes."""

    def __init__(self) -> None:
        self._kept: dict[UUID, Paper] = {}

    def of(self, driver: Driver, attempt_id: UUID) -> Paper | None:
        """Return what an attempt asks, or None for one that is not there."""
        paper = self._kept.get(attempt_id) or _paper(driver, attempt_id)
        if paper is not None and attempt_id not in self._kept:
            if len(self._kept) >= PAPERS:
                self._kept.clear()
            self._kept[attempt_id] = paper
        return paper


def plain_place(paper: Paper | None, catalogue: Catalogue, number: int) -> Place | None:
    """Return the place of a step if ``save_at_once`` can save its answer, otherwise None."""
    if paper is None or not 1 <= number <= len(paper.questions):
        return None
    quiz = catalogue.quizzes.get(paper.module)
    if quiz is None or quiz.content_hash != paper.quiz_hash:
        return None  # the version that was asked has to be read from the archive
    if quiz.feedback is Feedback.AFTER_EACH:
        return None  # a check may lock the answer meanwhile without changing the attempt's row
    question = quiz.question(paper.questions[number - 1])
    return Place(question, len(paper.questions) + len(quiz.reflections), paper.person_id)


def save_at_once(
    driver: Driver, attempt_id: UUID, token: str, question: Question, answer: object, now: datetime,
    seen_at: datetime | None = None,
) -> bool:  # fmt: skip
    """Save an answer in one statement, if the attempt is open and whoever is signed in owns it.

    Return whether it was saved; raises BadAnswer. ``token`` is that of a sign-in. The statement
    holds the attempt's row against its submission, and looks at it again if it had to wait: what it
    saves is marked, or it saves nothing; nor does it over what was saved after ``seen_at``.
    """
    saved = driver.run(
        _SAVE, attempt=attempt_id, token_hash=token_hash(token), question=question.id,
        answer=check_answer(question, answer), now=now, seen_at=seen_at or now,
    )  # fmt: skip
    return saved > 0


def _paper(driver: Driver, attempt_id: UUID) -> Paper | None:
    for row in driver.rows(_PAPER, attempt=attempt_id):
        questions = tuple(one["question"] for one in row.asked)
        return Paper(row.person_id, row.module, row.quiz_hash, questions)
    return None


def _save_while_open(insert: Any) -> Any:
    """Return the statement that saves an answer of an attempt that is open and one's own."""
    given, attempt = GivenAnswer, QuizAttempt
    moment = bindparam("now", type_=given.saved_at.type)
    row: tuple[Any, ...] = (
        attempt.id,
        bindparam("question", type_=given.question_id.type),
        bindparam("answer", type_=given.value.type),
        moment,
    )
    while_open = select(*row).where(
        attempt.id == bindparam("attempt"),
        attempt.person_id == HOLDER,
        attempt.submitted_at.is_(None),
        or_(attempt.closes_at.is_(None), attempt.closes_at > moment),
    )
    columns = ["attempt_id", "question_id", "value", "saved_at"]
    locked = while_open.with_for_update(read=True, of=attempt)
    seen = given.saved_at <= bindparam("seen_at", type_=given.saved_at.type)
    return _replacing(insert(given).from_select(columns, locked), seen)


def _replacing(insert: Any, where: Any = None) -> Any:
    """Return the insert of answers so that each takes the place of the one saved before."""
    return insert.on_conflict_do_update(
        index_elements=["attempt_id", "question_id"],
        set_={"value": insert.excluded.value, "saved_at": insert.excluded.saved_at},
        where=where,
    )


def _rewriting(insert: Any) -> Any:
    """Return the insert of a reflection so that it changes the text of the one saved before."""
    names = ("attempt_id", "prompt_id", "person_id", "text", "saved_at")
    written = insert(WrittenReflection).values({name: bindparam(name) for name in names}).inline()
    return written.on_conflict_do_update(
        index_elements=["attempt_id", "prompt_id"],
        set_={"text": written.excluded.text, "saved_at": written.excluded.saved_at},
    )


_PAPER = Prepared(
    select(
        QuizAttempt.person_id, QuizAttempt.module, QuizAttempt.quiz_hash, QuizAttempt.asked
    ).where(QuizAttempt.id == bindparam("attempt"))
)
_ANSWERED_SINCE = Prepared(
    select(GivenAnswer.question_id, GivenAnswer.value).where(
        GivenAnswer.attempt_id == bindparam("attempt"), GivenAnswer.saved_at > bindparam("seen_at")
    )
)
_WRITTEN_SINCE = Prepared(
    select(WrittenReflection.prompt_id, WrittenReflection.text).where(
        WrittenReflection.attempt_id == bindparam("attempt"),
        WrittenReflection.saved_at > bindparam("seen_at"),
    )
)
_SAVE = Prepared(_save_while_open(sqlite.insert), postgresql=_save_while_open(postgresql.insert))
_ROW: dict[str, Any] = {n: bindparam(n) for n in ("attempt_id", "question_id", "value", "saved_at")}
_REFLECT = Prepared(_rewriting(sqlite.insert), postgresql=_rewriting(postgresql.insert))
_KEEP = Prepared(
    _replacing(sqlite.insert(GivenAnswer).values(_ROW)),
    postgresql=_replacing(postgresql.insert(GivenAnswer).values(_ROW)),
)


def save_answer(
    session: Session, here: Sitting, question: Question, answer: Answer, now: datetime,
    seen_at: datetime | None = None,
) -> None:  # fmt: skip
    """Save the answer to a question that was asked; saving again replaces it.

    Raises BadAnswer for an answer that the question cannot have, AlreadySubmitted afterwards,
    Locked once its feedback was shown, TimeIsUp when its time is over, and ChangedSince as
    ``check_not_newer`` does.
    """
    check_open(session, here, now)
    check_unlocked(session, here, question)
    checked = check_answer(question, answer)
    check_not_newer(session, here, {question.id: checked}, seen_at)
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
    *,
    as_it_is: bool = False,
    seen_at: datetime | None = None,
) -> None:
    """Save what a learner wrote; raises ReflectionTooLong, AlreadySubmitted or TimeIsUp.

    Raises ChangedSince as ``check_not_newer`` does.

    Raises LooksIdentifying, and saves nothing, where it seems to name a real person, unless its
    author has said to save it ``as_it_is``.
    """
    check_open(session, here, now)
    text = checked_text(text, here.reflections.get(prompt.id, ""), as_it_is=as_it_is)
    check_not_newer(session, here, {prompt.id: text}, seen_at)
    keep_text(session, here, prompt.id, text, person_id, now)
    session.flush()


def check_not_newer(
    session: Session, here: Sitting, given: Mapping[str, Answer], seen_at: datetime | None
) -> None:
    """Raise ChangedSince if a step in ``given`` was saved otherwise after a moment, if any.

    So what someone gave on one device while its line was down does not take the place of what they
    gave on another since. To be called with the attempt locked.
    """
    if seen_at is None:
        return
    driver = driver_of(session)
    for statement in (_ANSWERED_SINCE, _WRITTEN_SINCE):
        for step, held in driver.rows(statement, attempt=here.id, seen_at=seen_at):
            if given.get(step, held) != held:
                raise ChangedSince


def keep_text(
    session: Session, here: Sitting, prompt_id: str, text: str, person_id: int, now: datetime
) -> None:
    """Keep a reflection, as ``checked_text`` returns it, of an attempt that is known to be open."""
    driver_of(session).run(
        _REFLECT, attempt_id=here.id, prompt_id=prompt_id, person_id=person_id, saved_at=now,
        text=text,
    )  # fmt: skip


def keep_answers(
    session: Session, here: Sitting, answers: Mapping[str, Answer], now: datetime
) -> None:
    """Keep answers, as ``check_answer`` returns them, of an attempt that is known to be open."""
    if not answers:
        return
    driver_of(session).run_each(
        _KEEP,
        (
            {"attempt_id": here.id, "question_id": question, "value": answer, "saved_at": now}
            for question, answer in answers.items()
        ),
    )


def check_unlocked(session: Session, here: Sitting, question: Question) -> None:
    """Raise Locked if the answer was checked; asked of the record, with the attempt locked."""
    if here.quiz.feedback is Feedback.AFTER_EACH and session.scalar(
        select(Marking.question_id).filter_by(attempt_id=here.id, question_id=question.id)
    ):
        raise Locked
