"""A quiz file made into a Quiz."""

from dataclasses import dataclass
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
from elearn.domain.quizzes import (
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

SOURCES = "sources"
"""The section of every module that lists its sources; quizzes cite into it."""
GRACE = 60
"""The seconds after the end of a timed attempt in which an answer on its way still counts."""


@dataclass(frozen=True, slots=True)
class _Writer:
    """Markdown to HTML for a quiz, whose citations lead to the module's sources."""

    sources_page: str

    def block(self, text: str) -> str:
        """Return paragraphs."""
        return to_html(text, self.sources_page)

    def inline(self, text: str) -> str:
        """Return a line."""
        return to_inline_html(text, self.sources_page)


def read_quiz(text: str, content_hash: str, file: str, faults: list[Fault]) -> Quiz | None:
    """Return the quiz that a file describes, or None after noting its faults."""
    entry = parse(QuizFile, text, file, faults)
    if entry is None:
        return None
    write = _Writer(f"/modules/{entry.module}/{SOURCES}")
    return Quiz(
        module=entry.module,
        version=entry.version,
        content_hash=content_hash,
        pass_mark=Fraction(entry.pass_mark) / 100,
        attempts=entry.attempts,
        draw=entry.draw,
        scenarios=tuple(Scenario(s.id, write.block(s.text)) for s in entry.scenarios),
        questions=tuple(_question(question, write) for question in entry.questions),
        reflections=tuple(_reflection(prompt) for prompt in entry.reflections),
        feedback=entry.feedback,
        time_limit=entry.time_limit,
        grace=GRACE if entry.grace is None else entry.grace,
    )


def _question(entry: AnyQuestion, write: _Writer) -> Question:  # noqa: PLR0911 (one for each type)
    base: dict[str, Any] = {
        "id": entry.id,
        "outcome": entry.outcome,
        "learning_points": tuple(entry.learning_points),
        "stem_html": write.block(entry.stem),
        "stem_text": to_text(entry.stem),
        "feedback_html": write.block(entry.feedback),
        "hint_html": write.inline(entry.hint),
        "scenario": entry.scenario,
        "marks": Fraction(entry.marks),
        "critical": entry.critical,
    }
    match entry:
        case SingleEntry():
            return SingleChoice(**base, options=_options(entry.options, write))
        case TrueFalseEntry():
            return SingleChoice(**base, options=_truth(entry, write))
        case MultipleEntry():
            return MultipleChoice(**base, options=_options(entry.options, write), rule=entry.rule)
        case OrderingEntry():
            return Ordering(**base, options=_steps(entry.steps, write))
        case MatchingEntry():
            pairs = tuple(Pair(p.id, write.inline(p.prompt), p.choice) for p in entry.pairs)
            return Matching(**base, pairs=pairs, options=_steps(entry.choices, write))
        case NumericEntry():
            answer, tolerance = Fraction(entry.answer), Fraction(entry.tolerance)
            return Numeric(**base, answer=answer, tolerance=tolerance, unit=entry.unit)
        case ShortEntry():
            return ShortAnswer(**base, accepted=tuple(entry.accepted))


def _options(entries: list[OptionEntry], write: _Writer) -> tuple[Option, ...]:
    return tuple(
        Option(o.id, write.inline(o.text), write.inline(o.feedback), o.correct, o.pinned)
        for o in entries
    )


def _steps(entries: list[StepEntry], write: _Writer) -> tuple[Option, ...]:
    return tuple(Option(step.id, write.inline(step.text), "") for step in entries)


def _truth(entry: TrueFalseEntry, write: _Writer) -> tuple[Option, ...]:
    return (
        Option("true", "True", write.inline(entry.feedback_true), entry.answer, True),
        Option("false", "False", write.inline(entry.feedback_false), not entry.answer, True),
    )


def _reflection(entry: ReflectionEntry) -> ReflectionPrompt:
    return ReflectionPrompt(
        id=entry.id,
        prompt=entry.prompt,
        guidance=entry.guidance,
        required=entry.required,
        model_points=tuple(ModelPoint(point.id, point.text) for point in entry.model_points),
    )
