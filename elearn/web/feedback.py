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
from elearn.operations.attempts import Sitting
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
    """What is said of one question; choices, or the two answers in words.

    ``withheld`` tells that the right answer, and what would give it away, is left out.
    """

    question: Question
    mark: Mark
    verdict: str
    choices: tuple[ShownChoice, ...]
    answer_html: Markup | None
    right_html: Markup | None
    explanation_html: str = ""
    withheld: bool = False


def feedback_of(outcome: Outcome) -> tuple[Feedback, ...]:
    """Return the feedback for every question of a submitted attempt, in the order asked."""
    here = outcome.sitting
    return tuple(
        feedback_on(here, mark, withheld=not (outcome.answers_shown or mark.right))
        for mark in outcome.result.marks
    )


def feedback_on(here: Sitting, mark: Mark, *, withheld: bool = False) -> Feedback:
    """Return the feedback for one question that was marked."""
    question = here.quiz.question(mark.question_id)
    answer = here.answers.get(question.id, "")
    verdict = "right" if mark.right else "part" if mark.earned else "wrong" if answer else ""
    verdict = verdict or "unanswered"
    if withheld:
        return _without_key(question, mark, verdict, answer)
    order = here.options_shown(question)
    choices: tuple[ShownChoice, ...] = ()
    given = right = None
    if isinstance(question, SingleChoice | MultipleChoice):
        choices = _choices(question, answer, order)
    else:
        given, right = _in_words(question, answer), _in_words(question, right_answer(question))
    explained = question.feedback_html
    return Feedback(
        question, mark, verdict, choices, given, None if mark.right else right, explained
    )


def _without_key(question: Question, mark: Mark, verdict: str, answer: Answer) -> Feedback:
    """Return what was answered and how it was marked, with nothing that says what is right.

    Why one wrong option is wrong is said where only one was chosen: the verdict says as much.
    """
    if isinstance(question, SingleChoice):
        picked = tuple(
            ShownChoice(option.text_html, True, False, option.feedback_html)
            for option in question.options
            if option.id == answer
        )
        return Feedback(question, mark, verdict, picked, None, None, withheld=True)
    if isinstance(question, MultipleChoice):
        given = _list("ul", [o.text_html for o in question.options if o.id in answer])
    else:
        given = _in_words(question, answer)
    return Feedback(question, mark, verdict, (), given, None, withheld=True)


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
