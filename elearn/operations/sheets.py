"""All answers of an attempt given at once: what can be saved is, and what cannot be is named."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from elearn.domain.marking import Answer, BadAnswer, check_answer
from elearn.operations.answers import check_not_newer, keep_answers, keep_text
from elearn.operations.attempts import Sitting, check_open
from elearn.operations.identifying import Fragment
from elearn.operations.reflections import LooksIdentifying, ReflectionTooLong, checked_text


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one answer was not saved: a reason of BadAnswer, or what looks as if it identifies."""

    reason: str
    doubt: tuple[Fragment, ...] = ()


def save_all(
    session: Session,
    here: Sitting,
    given: Mapping[str, object],
    person_id: int,
    now: datetime,
    *,
    as_it_is: bool = False,
    seen_at: datetime | None = None,
) -> dict[str, Refusal]:
    """Save what was given for each step, by its id, and return what was refused.

    A step that is not in ``given`` keeps what it has. Raises AlreadySubmitted, TimeIsUp, or
    ChangedSince as ``check_not_newer`` does, and saves nothing then. ``as_it_is`` saves reflections
    that look as if they identify someone.
    All is looked at before anything is asked of the session, so that no lock is held meanwhile.
    """
    answers, not_answers = _answers(here, given)
    texts, doubted = _texts(here, given, as_it_is=as_it_is)
    check_open(session, here, now)
    check_not_newer(session, here, answers | texts, seen_at)
    keep_answers(session, here, answers, now)
    for prompt, text in texts.items():
        keep_text(session, here, prompt, text, person_id, now)
    session.flush()
    return not_answers | doubted


def _answers(
    here: Sitting, given: Mapping[str, object]
) -> tuple[dict[str, Answer], dict[str, Refusal]]:
    """Return the answers that can be saved, and why others cannot, by the id of their question."""
    answers: dict[str, Answer] = {}
    refused: dict[str, Refusal] = {}
    for question in here.questions:
        if question.id not in given:
            continue
        try:
            answers[question.id] = check_answer(question, given[question.id])
        except BadAnswer as fault:
            refused[question.id] = Refusal(fault.reason)
    return answers, refused


def _texts(
    here: Sitting, given: Mapping[str, object], *, as_it_is: bool
) -> tuple[dict[str, str], dict[str, Refusal]]:
    """Return the reflections that can be saved, and why others cannot, by the id of the prompt."""
    texts: dict[str, str] = {}
    refused: dict[str, Refusal] = {}
    for prompt in here.quiz.reflections:
        text = str(given.get(prompt.id, ""))
        if prompt.id not in given or not (text.strip() or prompt.id in here.reflections):
            continue
        try:
            known = here.reflections.get(prompt.id, "")
            texts[prompt.id] = checked_text(text, known, as_it_is=as_it_is)
        except ReflectionTooLong:
            refused[prompt.id] = Refusal("too_long")
        except LooksIdentifying as found:
            refused[prompt.id] = Refusal("identifying", found.fragments)
    return texts, refused
