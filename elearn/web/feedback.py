"""What the result page says of each question: the answer given, the right one, and why."""

from dataclasses import dataclass

from flask_babel import gettext
from markupsafe import Markup, escape

from elearn.domain.marking import Answer, Mark, right_answer
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    SingleChoice,
)
from elearn.operations.results import Outcome


@dataclass(frozen=True, slots=True)
class ShownChoice:
    """One option as it was shown, with whether it was chosen and is right."""

    text_html: str
    chosen: bool
    correct: bool
    feedback_html: str


@dataclass(frozen=True, slots=True)
class Feedback:
    """What is said of one question; choices, or the two answers in words."""

    question: Question
    mark: Mark
    verdict: str
    choices: tuple[ShownChoice, ...]
    answer_html: Markup | None
    right_html: Markup | None


def feedback_of(outcome: Outcome) -> tuple[Feedback, ...]:
    """Return the feedback for every question of a submitted attempt, in the order asked."""
    here = outcome.sitting
    shown = zip(here.asked, outcome.result.marks, strict=True)
    return tuple(
        _feedback(
            here.quiz.question(asked.question_id),
            mark,
            here.answers.get(asked.question_id, ""),
            asked.options,
        )
        for asked, mark in shown
    )


def _feedback(question: Question, mark: Mark, answer: Answer, order: tuple[str, ...]) -> Feedback:
    verdict = "right" if mark.right else "part" if mark.earned else "wrong"
    if isinstance(question, SingleChoice | MultipleChoice):
        return Feedback(question, mark, verdict, _choices(question, answer, order), None, None)
    given, right = _in_words(question, answer), _in_words(question, right_answer(question))
    return Feedback(question, mark, verdict, (), given, None if mark.right else right)


def _choices(
    question: SingleChoice | MultipleChoice, answer: Answer, order: tuple[str, ...]
) -> tuple[ShownChoice, ...]:
    picked = {answer} if isinstance(answer, str) else set(answer)
    options = {option.id: option for option in question.options}
    return tuple(
        ShownChoice(o.text_html, o.id in picked, o.correct, o.feedback_html)
        for o in (options[name] for name in order)
    )


def _in_words(question: Question, answer: Answer) -> Markup:
    """Return an answer as HTML; what a learner typed is escaped, content is sanitised already."""
    if isinstance(question, Ordering) and isinstance(answer, list):
        texts = {option.id: option.text_html for option in question.options}
        return _list("ol", [texts[name] for name in answer])
    if isinstance(question, Matching) and isinstance(answer, dict):
        texts = {option.id: option.text_html for option in question.options}
        rows = [f"{pair.prompt_html}: {texts[answer[pair.id]]}" for pair in question.pairs]
        return _list("ul", rows)
    unit = getattr(question, "unit", "")
    return escape(answer or gettext("No answer")) + (f" {unit}" if unit else "")


def _list(tag: str, items: list[str]) -> Markup:
    rows = "".join(f"<li>{item}</li>" for item in items)
    return Markup(f"<{tag}>{rows}</{tag}>")  # noqa: S704 - sanitised by the catalogue
