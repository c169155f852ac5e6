"""One question of a page that asks them all: its words, its controls, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import gettext

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
from elearn.web.question_forms import FAULTS

PARAGRAPH = re.compile(r"<p>((?:(?!<p>).)*)</p>\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Control:
    """One radio button, checkbox or list of choices: its name, its label, and what it holds."""

    id: str
    name: str
    label_html: str
    value: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One step of an attempt. ``kind`` is choice, choices, lists, number, text or reflection."""

    number: int
    kind: str
    step: Question | ReflectionPrompt
    scenario: Scenario | None
    controls: tuple[Control, ...]
    options: tuple[Option, ...]
    value: str
    error: str

    @property
    def id(self) -> str:
        """Return the id of the first control, to which the error summary leads."""
        return f"q{self.number}"

    @property
    def summary(self) -> str:
        """Return the error as the summary says it."""
        return str(gettext("Question %(number)s: %(fault)s", number=self.number, fault=self.error))

    @property
    def legend(self) -> str:
        """Return the question if it is one paragraph, otherwise what stands below it."""
        found = PARAGRAPH.fullmatch(getattr(self.step, "stem_html", ""))
        return found[1] if found else gettext("Your answer")

    @property
    def stem(self) -> str:
        """Return the question, if it is more than one paragraph."""
        html = getattr(self.step, "stem_html", "")
        return "" if PARAGRAPH.fullmatch(html) else html


def lines_of(
    here: Sitting, given: Mapping[str, object], refused: Mapping[str, Refusal]
) -> tuple[Line, ...]:
    """Return the lines of an attempt, with what was given and why some of it was refused."""
    lines: list[Line] = []
    told: Scenario | None = None
    for number, step in enumerate(here.steps, start=1):
        scenario = here.quiz.scenario_of(step) if isinstance(step, QuestionBase) else None
        lines.append(
            Line(
                number=number,
                kind=_kind(step),
                step=step,
                scenario=scenario if scenario != told else None,
                controls=tuple(_controls(here, number, step, given.get(step.id))),
                options=_options(here, step),
                value=str(given.get(step.id, "")),
                error=_words(step, refused.get(step.id)),
            )
        )
        told = scenario
    return tuple(lines)


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
    here: Sitting, number: int, step: Question | ReflectionPrompt, given: object
) -> Iterator[Control]:
    match step:
        case SingleChoice() | MultipleChoice():
            held = given if isinstance(given, list) else [given]
            for place, option in enumerate(_options(here, step), start=1):
                yield Control(
                    _id(number, place), f"q{number}-answer", option.text_html, option.id,
                    option.id in held,
                )  # fmt: skip
        case Ordering(options=options):
            held = given if isinstance(given, list) else [""] * len(options)
            for place, value in enumerate(held, start=1):
                label = gettext("Place %(number)s", number=place)
                yield Control(_id(number, place), f"q{number}-place-{place}", label, value)
        case Matching(pairs=pairs):
            held_by = given if isinstance(given, dict) else {}
            for place, pair in enumerate(pairs, start=1):
                name = f"q{number}-pair-{pair.id}"
                held_here = held_by.get(pair.id, "")
                yield Control(_id(number, place), name, pair.prompt_html, held_here)


def _id(number: int, place: int) -> str:
    return f"q{number}" if place == 1 else f"q{number}-{place}"
