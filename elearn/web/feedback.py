"""What the result page says of each question: the answer given, the right one, and why."""

from itertools import zip_longest
from typing import NamedTuple

from flask import url_for
from markupsafe import Markup, escape

from elearn.domain.content import Module, Section
from elearn.domain.marking import Answer, Mark, right_answer
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Ordering,
    Question,
    ReflectionPrompt,
    SingleChoice,
)
from elearn.operations.attempts import Sitting
from elearn.operations.remarks import Keys
from elearn.operations.results import Outcome
from elearn.web.csrf import masked, token
from elearn.web.kept import Html, Parts, joined
from elearn.web.wording import gettext

RESULT = "quizzes/_result.html"


class ShownChoice(NamedTuple):
    """One option as it was shown, with whether it was chosen and is right."""

    id: str
    text_html: str
    chosen: bool
    correct: bool
    feedback_html: str


class Feedback(NamedTuple):
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


def questions_of(outcome: Outcome, module: Module | None, keys: Keys) -> Html:
    """Return the feedback for every question of a submitted attempt, in the order asked.

    ``keys`` are those of questions that were marked again.
    """
    here = outcome.sitting
    parts = Parts(RESULT, here.quiz.content_hash, keys.version, module and module.content_hash)
    found = (
        feedback_on(
            here, mark, keys.questions.get(mark.question_id),
            withheld=not (outcome.answers_shown or mark.right),
        )
        for mark in outcome.result.marks
    )  # fmt: skip
    return joined(_question(parts, here, module, n, one) for n, one in enumerate(found, start=1))


def _question(
    parts: Parts, here: Sitting, module: Module | None, number: int, item: Feedback
) -> Html:
    question, mark, total = item.question, item.mark, len(here.asked)

    def facts() -> dict[str, object]:
        scenario = here.quiz.scenario_of(question)
        return {
            "stem_html": question.stem_html,
            "situation_html": scenario.text_html if scenario else None,
            "verdict": item.verdict, "earned": mark.earned, "marks": mark.marks,
            "right_html": item.right_html, "feedback_html": item.explanation_html,
            "read_again": _read_again(module, question) if item.withheld else (),
            "slug": here.module, "total": total, "has_choices": bool(item.choices),
        }  # fmt: skip

    earned = mark.earned.as_integer_ratio()
    own = {
        "number": Html(str(number)),
        "choices": joined(_choice(parts, question, one) for one in item.choices),
        "answer": Html(item.answer_html or ""),
    }
    which = question.id, item.verdict, earned, item.withheld, bool(item.choices), total
    return parts.make("question", *which, own=own, facts=facts)


def _choice(parts: Parts, question: Question, one: ShownChoice) -> Html:
    def facts() -> dict[str, object]:
        return {"text_html": one.text_html, "chosen": one.chosen, "correct": one.correct,
                "feedback_html": one.feedback_html}  # fmt: skip

    return parts.make("choice", question.id, one.id, one.chosen, one.correct, own={}, facts=facts)


def _read_again(module: Module | None, question: Question) -> tuple[Section, ...]:
    outcomes = module.outcomes if module else ()
    names = (name for aim in outcomes if aim.id == question.outcome for name in aim.sections)
    return tuple(module.section(name) for name in names) if module else ()


def reflections_of(here: Sitting) -> Html:
    """Return the reflections of a submitted attempt beside their model points."""
    parts = Parts(RESULT, here.quiz.content_hash)
    return joined(_reflection(parts, here, prompt) for prompt in here.quiz.reflections)


def _reflection(parts: Parts, here: Sitting, prompt: ReflectionPrompt) -> Html:
    written = here.reflections.get(prompt.id, "")
    ticked, is_written = here.covered.get(prompt.id) or (), prompt.id in here.reflections
    address = url_for("quizzes.assess", attempt_id=here.id, prompt_id=prompt.id)
    own = {
        "written": Html(escape(written or gettext("You wrote nothing here."))),
        "token": Html(masked(token())),
        "action": Html(escape(address)),
    }
    return parts.make(
        "reflection", prompt.id, ticked, is_written, own=own,
        facts=lambda: {"prompt": prompt, "ticked": ticked, "is_written": is_written},
    )  # fmt: skip


def feedback_on(
    here: Sitting, mark: Mark, key: Question | None = None, *, withheld: bool = False
) -> Feedback:
    """Return the feedback for one question, by the ``key`` that marked it if not its own."""
    question = here.quiz.question(mark.question_id)
    key = key if type(key) is type(question) else question
    answer = here.answers.get(question.id, "")
    verdict = "right" if mark.right else "part" if mark.earned else "wrong" if answer else ""
    verdict = verdict or "unanswered"
    if withheld:
        return _without_key(question, mark, verdict, answer)
    order = here.options_shown(question)
    choices: tuple[ShownChoice, ...] = ()
    given = right = None
    if isinstance(question, SingleChoice | MultipleChoice):
        choices = _choices(question, key, answer, order)
    else:
        wanted = right_answer(key)
        given = _in_words(question, answer, None if mark.right else wanted)
        right = _in_words(key, wanted)
    explained = key.feedback_html
    return Feedback(
        question, mark, verdict, choices, given, None if mark.right else right, explained
    )


def _without_key(question: Question, mark: Mark, verdict: str, answer: Answer) -> Feedback:
    """Return what was answered and how it was marked, with nothing that says what is right.

    Why one wrong option is wrong is said where only one was chosen: the verdict says as much.
    """
    if isinstance(question, SingleChoice):
        picked = tuple(
            ShownChoice(option.id, option.text_html, True, False, option.feedback_html)
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
    question: SingleChoice | MultipleChoice, key: Question, answer: Answer, order: tuple[str, ...]
) -> tuple[ShownChoice, ...]:
    """Return the options as they were seen, with what the key says of each."""
    picked = {answer} if isinstance(answer, str) else set(answer)
    seen = {option.id: option for option in question.options}
    told = seen | {option.id: option for option in getattr(key, "options", ())}
    return tuple(
        ShownChoice(o, seen[o].text_html, o in picked, told[o].correct, told[o].feedback_html)
        for o in order
    )


def _in_words(question: Question, answer: Answer, wanted: Answer | None = None) -> Markup:
    """Return an answer as HTML; what a learner typed is escaped, content is sanitised already.

    Beside what is ``wanted``, each place of an order and each pair is said to be right or not.
    """
    if isinstance(question, Ordering) and isinstance(answer, list):
        texts = {option.id: option.text_html for option in question.options}
        right = wanted if isinstance(wanted, list) else answer
        words = gettext("in the right place"), gettext("not in the right place")
        rows = [
            f"{texts[name]}{_judged(words, name == place, wanted)}"
            for name, place in zip_longest(answer, right[: len(answer)])
        ]
        return _list("ol", rows)
    if isinstance(question, Matching) and isinstance(answer, dict):
        texts = {option.id: option.text_html for option in question.options}
        fitting = wanted if isinstance(wanted, dict) else answer
        words = gettext("right"), gettext("not right")
        rows = [
            f"{pair.prompt_html}: {texts[answer[pair.id]]}"
            f"{_judged(words, fitting.get(pair.id) == answer[pair.id], wanted)}"
            for pair in question.pairs
        ]
        return _list("ul", rows)
    unit = getattr(question, "unit", "")
    return escape(answer or gettext("No answer")) + (f" {unit}" if unit else "")


def _judged(words: tuple[str, str], is_right: bool, wanted: Answer | None) -> str:
    """Return whether a part of an answer is right, in words, unless that is not to be told."""
    return f" <strong>({words[0] if is_right else words[1]})</strong>" if wanted else ""


def _list(tag: str, items: list[str]) -> Markup:
    rows = "".join(f"<li>{item}</li>" for item in items)
    return Markup(f"<{tag}>{rows}</{tag}>")  # noqa: S704 - sanitised by the catalogue
