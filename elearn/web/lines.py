"""The questions of a page that asks them all, each put together from parts that are made once."""

import re
from collections.abc import Iterator, Mapping
from functools import partial

from flask import url_for
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
from elearn.web.wording import gettext

PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)
PARTS = "quizzes/_sheet.html"
CHOSEN, SELECTED, NOT = Html(" checked"), Html(" selected"), Html("")
TICKS = {"choice": ("radios", "radio"), "choices": ("checkboxes", "checkbox")}
KINDS: dict[type, str] = {
    SingleChoice: "choice", MultipleChoice: "choices", Ordering: "lists", Matching: "lists",
    ReflectionPrompt: "reflection", Numeric: "number",
}  # fmt: skip
WithOptions = SingleChoice | MultipleChoice | Ordering | Matching


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
    kind, total = KINDS.get(type(step), "text"), len(here.steps)
    own = {"number": Html(str(number)), "controls": NOT, "options": NOT, "value": NOT}
    if kind in TICKS:
        own["controls"] = _ticks(parts, here, number, step, given)  # type: ignore[arg-type]
    elif kind == "lists":
        options = _options(here, step)  # type: ignore[arg-type]
        own["options"] = joined(_shown(parts, step, option) for option in options)
        own["controls"] = joined(_lists(parts, number, step, options, given))  # type: ignore[arg-type]
    elif given:
        own["value"] = Html(escape(given))

    def facts() -> dict[str, object]:
        legend, stem = legend_and_stem(step)
        return {"kind": kind, "step": step, "scenario": scenario, "legend": legend, "stem": stem,
                "error": error, "total": total}  # fmt: skip

    return parts.make("line", step.id, total, error, scenario is None, own=own, facts=facts)


def _words(step: Question | ReflectionPrompt, refusal: Refusal | None) -> str:
    if refusal is None:
        return ""
    if refusal.reason == "identifying":
        return str(gettext("This looks as if it could identify someone"))
    if refusal.reason == "too_long" and isinstance(step, ReflectionPrompt):
        return str(gettext("Use %(limit)s characters or fewer", limit=LONGEST_REFLECTION))
    return str(FAULTS[refusal.reason])


def _options(here: Sitting, step: WithOptions) -> list[Option]:
    """Return the options in the order in which this attempt shows them."""
    by_id = {option.id: option for option in step.options}
    return [by_id[name] for name in here.options_shown(step)]


def _ticks(
    parts: Parts, here: Sitting, number: int, step: SingleChoice | MultipleChoice, given: object
) -> Html:
    """Return the options of a question, each with what it takes to choose it."""
    held = given if isinstance(given, list) else [given]
    first, name, ticks = f"q{number}", Html(f"q{number}-answer"), []
    for place, option in enumerate(here.options_shown(step), start=1):
        own = {
            "id": Html(first if place == 1 else f"{first}-{place}"),
            "name": name,
            "chosen": CHOSEN if option in held else NOT,
        }
        ticks.append(
            parts.make("tick", step.id, option, own=own, facts=partial(_tick, step, option))
        )
    return joined(ticks)


def _tick(step: SingleChoice | MultipleChoice, name: str) -> dict[str, object]:
    option = next(option for option in step.options if option.id == name)
    kind, type_ = TICKS[KINDS[type(step)]]
    return {"kind": kind, "type": type_, "label_html": option.text_html, "value": name}


def _lists(
    parts: Parts, number: int, step: Ordering | Matching, options: list[Option], given: object
) -> Iterator[Html]:
    """Yield the boxes of a question in which one of its options is selected for each place."""
    if isinstance(step, Matching):
        held = given if isinstance(given, dict) else {}
        boxes = [(f"pair-{pair.id}", held.get(pair.id, "")) for pair in step.pairs]
    else:
        values = given if isinstance(given, list) else [""] * len(options)
        boxes = [(f"place-{place}", value) for place, value in enumerate(values, start=1)]
    first, none = f"q{number}", joined(_select(parts, step, options, ""))
    for place, (name, value) in enumerate(boxes, start=1):
        own = {
            "id": Html(first if place == 1 else f"{first}-{place}"),
            "name": Html(f"{first}-{name}"),
            "options": joined(_select(parts, step, options, value)) if value else none,
        }
        yield parts.make("list", step.id, name, own=own, facts=partial(_label, step, place))


def _label(step: Ordering | Matching, place: int) -> dict[str, object]:
    if isinstance(step, Matching):
        return {"label_html": step.pairs[place - 1].prompt_html}
    return {"label_html": gettext("Place %(number)s", number=place)}


def _select(parts: Parts, step: Question, options: list[Option], value: str) -> Iterator[Html]:
    for option in options:
        own = {"chosen": SELECTED if option.id == value else NOT}
        yield parts.make("option", step.id, option.id, own=own, facts=partial(_option, option))


def _option(option: Option) -> dict[str, object]:
    return {"value": option.id, "text_html": option.text_html}


def _shown(parts: Parts, step: Question | ReflectionPrompt, option: Option) -> Html:
    return parts.make(
        "shown", step.id, option.id, own={}, facts=lambda: {"text_html": option.text_html}
    )
