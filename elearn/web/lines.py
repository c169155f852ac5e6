"""The questions of a page that asks them all, each put together from parts that are made once."""

import re
from collections.abc import Iterator, Mapping

from flask import url_for
from flask_babel import gettext
from markupsafe import escape

from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    QuestionBase,
    ReflectionPrompt,
    Scenario,
    SingleChoice,
)
from elearn.operations.attempts import Sitting
from elearn.operations.reflections import LONGEST_REFLECTION
from elearn.operations.sheets import Refusal
from elearn.web.kept import Html, Own, Parts, joined
from elearn.web.question_forms import FAULTS

PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)
PARTS = "quizzes/_sheet.html"
CHOSEN, SELECTED, NOT = Html(" checked"), Html(" selected"), Html("")
TICKS = {"choice": ("radios", "radio"), "choices": ("checkboxes", "checkbox")}


def lines_of(here: Sitting, given: Mapping[str, object], refused: Mapping[str, Refusal]) -> Html:
    """Return the questions of an attempt, with what was given and why some of it was refused."""
    parts, told = Parts(PARTS, here.quiz.content_hash), None
    lines = []
    for number, step in enumerate(here.steps, start=1):
        scenario = here.quiz.scenario_of(step) if isinstance(step, QuestionBase) else None
        new = scenario if scenario != told else None
        error = _words(step, refused.get(step.id))
        lines.append(_line(parts, here, number, step, new, given.get(step.id), error))
        told = scenario
    return joined(lines)


def check_lines(here: Sitting) -> Html:
    """Return the list of an attempt's steps, each with whether it is answered."""
    parts = Parts("quizzes/_check.html", here.quiz.content_hash)
    steps = url_for("sheets.sheet", attempt_id=here.id)
    return joined(
        _check_line(parts, here, step, {"number": Html(str(n)), "href": Html(f"{steps}/{n}")})
        for n, step in enumerate(here.steps, start=1)
    )


def _check_line(parts: Parts, here: Sitting, step: Question | ReflectionPrompt, own: Own) -> Html:
    state = "answered" if here.is_answered(step) else "open"
    state = "checked" if step.id in here.checked else state
    flagged = step.id in here.flagged and state != "checked"

    def facts() -> dict[str, object]:
        words = step.prompt if isinstance(step, ReflectionPrompt) else step.stem_text
        return {"words": words, "state": state, "flagged": flagged}

    return parts.make("line", step.id, state, flagged, own=own, facts=facts)


def faults_of(here: Sitting, refused: Mapping[str, Refusal]) -> list[dict[str, str]]:
    """Return what the error summary says of each answer that was refused, and where it leads."""
    return [
        {
            "text": gettext(
                "Question %(number)s: %(fault)s", number=number,
                fault=_words(step, refused[step.id]),
            ),
            "href": f"#q{number}",
        }
        for number, step in enumerate(here.steps, start=1)
        if step.id in refused
    ]  # fmt: skip


def legend_and_stem(step: Question | ReflectionPrompt) -> tuple[str, str]:
    """Return what the controls are called, and the question where it is more than a paragraph."""
    html = getattr(step, "stem_html", "")
    found = PARAGRAPH.fullmatch(html)
    return (found[1], "") if found else (gettext("Your answer"), html)


def _line(
    parts: Parts, here: Sitting, number: int, step: Question | ReflectionPrompt,
    scenario: Scenario | None, given: object, error: str,
) -> Html:  # fmt: skip
    kind, total = _kind(step), len(here.steps)
    options = _options(here, step)

    def facts() -> dict[str, object]:
        legend, stem = legend_and_stem(step)
        return {"kind": kind, "step": step, "scenario": scenario, "legend": legend, "stem": stem,
                "error": error, "total": total}  # fmt: skip

    own = {
        "number": Html(str(number)),
        "controls": joined(_controls(parts, number, step, options, given)),
        "options": joined(_shown(parts, step, o) for o in options) if kind == "lists" else NOT,
        "value": Html(escape(given or "")),
    }
    new = scenario is not None
    return parts.make("line", step.id, total, error, new, own=own, facts=facts)


def _kind(step: Question | ReflectionPrompt) -> str:
    match step:
        case SingleChoice():
            return "choice"
        case MultipleChoice():
            return "choices"
        case Ordering() | Matching():
            return "lists"
        case ReflectionPrompt():
            return "reflection"
    return "number" if isinstance(step, Numeric) else "text"


def _words(step: Question | ReflectionPrompt, refusal: Refusal | None) -> str:
    if refusal is None:
        return ""
    if refusal.reason == "identifying":
        return str(gettext("This looks as if it could identify someone"))
    if refusal.reason == "too_long" and isinstance(step, ReflectionPrompt):
        return str(gettext("Use %(limit)s characters or fewer", limit=LONGEST_REFLECTION))
    return str(FAULTS[refusal.reason])


def _options(here: Sitting, step: Question | ReflectionPrompt) -> tuple[Option, ...]:
    """Return the options in the order in which this attempt shows them."""
    if not isinstance(step, SingleChoice | MultipleChoice | Ordering | Matching):
        return ()
    by_id = {option.id: option for option in step.options}
    return tuple(by_id[name] for name in here.options_shown(step))


def _controls(
    parts: Parts, number: int, step: Question | ReflectionPrompt, options: tuple[Option, ...],
    given: object,
) -> Iterator[Html]:  # fmt: skip
    match step:
        case SingleChoice() | MultipleChoice():
            held = given if isinstance(given, list) else [given]
            for place, option in enumerate(options, start=1):
                own = _named(number, place, "answer")
                own["chosen"] = CHOSEN if option.id in held else NOT
                yield _tick(parts, step, option, own)
        case Ordering():
            held = given if isinstance(given, list) else [""] * len(options)
            for place, value in enumerate(held, start=1):
                label = gettext("Place %(number)s", number=place)
                own = _named(number, place, f"place-{place}")
                own["options"] = joined(_select(parts, step, options, value))
                yield _list(parts, step, str(place), label, own)
        case Matching(pairs=pairs):
            held_by = given if isinstance(given, dict) else {}
            for place, pair in enumerate(pairs, start=1):
                own = _named(number, place, f"pair-{pair.id}")
                own["options"] = joined(_select(parts, step, options, held_by.get(pair.id, "")))
                yield _list(parts, step, pair.id, pair.prompt_html, own)


def _named(number: int, place: int, name: str) -> dict[str, Html]:
    """Return the id and the name of a control; the error summary leads to that of the first."""
    first = f"q{number}"
    return {
        "id": Html(first if place == 1 else f"{first}-{place}"),
        "name": Html(f"{first}-{name}"),
    }


def _tick(parts: Parts, step: SingleChoice | MultipleChoice, option: Option, own: Own) -> Html:
    def facts() -> dict[str, object]:
        kind, type_ = TICKS[_kind(step)]
        return {"kind": kind, "type": type_, "label_html": option.text_html, "value": option.id}

    return parts.make("tick", step.id, option.id, own=own, facts=facts)


def _list(parts: Parts, step: Question, which: str, label_html: str, own: Own) -> Html:
    return parts.make("list", step.id, which, own=own, facts=lambda: {"label_html": label_html})


def _select(
    parts: Parts, step: Question, options: tuple[Option, ...], value: str
) -> Iterator[Html]:
    for option in options:
        facts = {"value": option.id, "text_html": option.text_html}
        own = {"chosen": SELECTED if option.id == value else NOT}
        yield parts.make("option", step.id, option.id, own=own, facts=facts.copy)


def _shown(parts: Parts, step: Question | ReflectionPrompt, option: Option) -> Html:
    return parts.make(
        "shown", step.id, option.id, own={}, facts=lambda: {"text_html": option.text_html}
    )
