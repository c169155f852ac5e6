"""A quiz file made into a Quiz."""

from fractions import Fraction
from typing import Any

from elearn.catalogue.faults import Fault
from elearn.catalogue.files import parse
from elearn.catalogue.markdown import to_html, to_inline_html, to_text
from elearn.catalogue.quiz_schema import (
    AnyQuestion,
    MatchingEntry,
    MultipleEntry,
    NumericEntry,
    OptionEntry,
    OrderingEntry,
    QuizFile,
    ReflectionEntry,
    ShortEntry,
    SingleEntry,
    StepEntry,
    TrueFalseEntry,
)
from elearn.domain.content import (
    Matching,
    ModelPoint,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Pair,
    Question,
    Quiz,
    ReflectionPrompt,
    Scenario,
    ShortAnswer,
    SingleChoice,
)


def read_quiz(text: str, content_hash: str, file: str, faults: list[Fault]) -> Quiz | None:
    """Return the quiz that a file describes, or None after noting its faults."""
    entry = parse(QuizFile, text, file, faults)
    if entry is None:
        return None
    return Quiz(
        module=entry.module,
        version=entry.version,
        content_hash=content_hash,
        pass_mark=Fraction(entry.pass_mark) / 100,
        attempts=entry.attempts,
        draw=entry.draw,
        scenarios=tuple(Scenario(s.id, to_html(s.text)) for s in entry.scenarios),
        questions=tuple(_question(question) for question in entry.questions),
        reflections=tuple(_reflection(prompt) for prompt in entry.reflections),
    )


def _question(entry: AnyQuestion) -> Question:  # noqa: PLR0911 (one for each type)
    base: dict[str, Any] = {
        "id": entry.id,
        "outcome": entry.outcome,
        "learning_points": tuple(entry.learning_points),
        "stem_html": to_html(entry.stem),
        "stem_text": to_text(entry.stem),
        "feedback_html": to_html(entry.feedback),
        "hint_html": to_inline_html(entry.hint),
        "scenario": entry.scenario,
        "marks": Fraction(entry.marks),
        "critical": entry.critical,
    }
    match entry:
        case SingleEntry():
            return SingleChoice(**base, options=_options(entry.options))
        case TrueFalseEntry():
            return SingleChoice(**base, options=_truth(entry))
        case MultipleEntry():
            return MultipleChoice(**base, options=_options(entry.options), rule=entry.rule)
        case OrderingEntry():
            return Ordering(**base, options=_steps(entry.steps))
        case MatchingEntry():
            pairs = tuple(Pair(p.id, to_inline_html(p.prompt), p.choice) for p in entry.pairs)
            return Matching(**base, pairs=pairs, options=_steps(entry.choices))
        case NumericEntry():
            answer, tolerance = Fraction(entry.answer), Fraction(entry.tolerance)
            return Numeric(**base, answer=answer, tolerance=tolerance, unit=entry.unit)
        case ShortEntry():
            return ShortAnswer(**base, accepted=tuple(entry.accepted))


def _options(entries: list[OptionEntry]) -> tuple[Option, ...]:
    return tuple(
        Option(o.id, to_inline_html(o.text), to_inline_html(o.feedback), o.correct, o.pinned)
        for o in entries
    )


def _steps(entries: list[StepEntry]) -> tuple[Option, ...]:
    return tuple(Option(step.id, to_inline_html(step.text), "") for step in entries)


def _truth(entry: TrueFalseEntry) -> tuple[Option, ...]:
    return (
        Option("true", "True", to_inline_html(entry.feedback_true), entry.answer, True),
        Option("false", "False", to_inline_html(entry.feedback_false), not entry.answer, True),
    )


def _reflection(entry: ReflectionEntry) -> ReflectionPrompt:
    return ReflectionPrompt(
        id=entry.id,
        prompt=entry.prompt,
        guidance=entry.guidance,
        required=entry.required,
        model_points=tuple(ModelPoint(point.id, point.text) for point in entry.model_points),
    )
