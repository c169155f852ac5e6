"""Small functions that build the facts of the domain; every part can be overridden by name."""

from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from elearn.domain.content import (
    CompletionRule,
    Kind,
    LearningPoint,
    Module,
    Outcome,
    ResponsePrompt,
    Section,
    Source,
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

HASH = "0" * 64


def option(option_id: str, **changes: Any) -> Option:
    """Return an option, wrong and free to be shuffled unless told otherwise."""
    parts: dict[str, Any] = {
        "id": option_id,
        "text_html": f"Option {option_id}",
        "feedback_html": f"Why {option_id} is or is not right.",
    }
    return Option(**parts | changes)


def options(ids: Iterable[str], right: Iterable[str] = ()) -> tuple[Option, ...]:
    """Return options with these ids; those in ``right`` are correct. ``"abc"`` means three."""
    correct = frozenset(right)
    return tuple(option(name, correct=name in correct) for name in ids)


def _question(question_id: str, changes: dict[str, Any]) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "id": question_id,
        "outcome": "LO1",
        "learning_points": ("LP1",),
        "stem_html": f"<p>Question {question_id}?</p>",
        "stem_text": f"Question {question_id}?",
        "feedback_html": "<p>What to take away.</p>",
    }
    return parts | changes


def single(question_id: str = "q1", **changes: Any) -> SingleChoice:
    """Return a single choice of a, b and c, where b is right."""
    return SingleChoice(**_question(question_id, {"options": options("abc", "b")} | changes))


def true_false(question_id: str = "q1", right: bool = True, **changes: Any) -> SingleChoice:
    """Return a statement as the loader makes it: a pinned choice of true and false."""
    pair = (
        option("true", correct=right, pinned=True),
        option("false", correct=not right, pinned=True),
    )
    return SingleChoice(**_question(question_id, {"options": pair} | changes))


def multiple(question_id: str = "q1", **changes: Any) -> MultipleChoice:
    """Return a multiple choice of a to e, where a, b and c are right."""
    return MultipleChoice(**_question(question_id, {"options": options("abcde", "abc")} | changes))


def ordering(question_id: str = "q1", **changes: Any) -> Ordering:
    """Return the steps a to d, which stand in the right order."""
    return Ordering(**_question(question_id, {"options": options("abcd")} | changes))


def matching(question_id: str = "q1", **changes: Any) -> Matching:
    """Return three prompts, p1 to p3, which a, b and c fit; d fits none."""
    pairs = tuple(Pair(f"p{n}", f"Prompt {n}", choice) for n, choice in enumerate("abc", 1))
    return Matching(
        **_question(question_id, {"pairs": pairs, "options": options("abcd")} | changes)
    )


def numeric(question_id: str = "q1", **changes: Any) -> Numeric:
    """Return a question whose answer is 10, give or take a half."""
    parts = {"answer": Fraction(10), "tolerance": Fraction(1, 2)}
    return Numeric(**_question(question_id, parts | changes))


def short(question_id: str = "q1", **changes: Any) -> ShortAnswer:
    """Return a question to which ``voice of the child`` is an accepted answer."""
    return ShortAnswer(**_question(question_id, {"accepted": ("voice of the child",)} | changes))


def every_type() -> tuple[Question, ...]:
    """Return one question of every type, q1 to q7, worth one mark each."""
    return (
        single("q1"), true_false("q2"), multiple("q3"), ordering("q4"),
        matching("q5"), numeric("q6"), short("q7"),
    )  # fmt: skip


def scenario(scenario_id: str = "s1") -> Scenario:
    """Return a stem that several questions share."""
    return Scenario(scenario_id, f"<p>Scenario {scenario_id}.</p>")


def reflection(prompt_id: str = "r1", **changes: Any) -> ReflectionPrompt:
    """Return a required reflection with three model points."""
    parts: dict[str, Any] = {
        "id": prompt_id,
        "prompt": "What would you do differently?",
        "guidance": "",
        "required": True,
        "model_points": tuple(ModelPoint(f"m{n}", f"Point {n}") for n in (1, 2, 3)),
    }
    return ReflectionPrompt(**parts | changes)


def quiz(*questions: Question, **changes: Any) -> Quiz:
    """Return a quiz of these questions (one single choice if none), passed at 80%."""
    parts: dict[str, Any] = {
        "module": "absent-men",
        "version": "1.0",
        "content_hash": HASH,
        "pass_mark": Fraction(4, 5),
        "attempts": 3,
        "draw": None,
        "scenarios": (),
        "questions": questions or (single(),),
        "reflections": (),
    }
    return Quiz(**parts | changes)


def section(section_id: str = "summary", **changes: Any) -> Section:
    """Return a section with a paragraph of text."""
    parts: dict[str, Any] = {
        "id": section_id,
        "title": section_id.capitalize(),
        "body_html": "<p>Text.</p>",
        "shows": None,
        "cites": (),
    }
    return Section(**parts | changes)


def outcome(outcome_id: str = "LO1", sections: tuple[str, ...] = ("summary",)) -> Outcome:
    """Return a learning outcome and the sections that teach it."""
    return Outcome(outcome_id, f"Explain {outcome_id}.", sections)


def module(**changes: Any) -> Module:
    """Return a theme module with two sections, one outcome and the default completion rule."""
    parts: dict[str, Any] = {
        "slug": "absent-men",
        "kind": Kind.THEME,
        "title": "Absent men",
        "summary": "Why fathers and partners go unseen, and what to ask.",
        "version": "1.0",
        "content_hash": HASH,
        "minutes": 30,
        "prepared_on": date(2026, 1, 5),
        "review_on": date(2027, 1, 5),
        "sign_off": None,
        "content_note": None,
        "services": (),
        "themes": (),
        "outcomes": (outcome(),),
        "learning_points": (LearningPoint("LP1", "Ask who is in the home.", "<p>Why.</p>", None),),
        "people": (),
        "timeline": (),
        "sections": (section("summary"), section("practice")),
        "team_questions": ("Who asks?", "Who records it?"),
        "inter_agency_questions": ("Who is told?",),
        "response_prompts": (ResponsePrompt("RP1", "How would our service respond?"),),
        "sources": (Source("S1", "official", "A published report.", "https://example.org/1"),),
        "published_review": None,
        "executive_summary": None,
        "completion": CompletionRule(),
    }
    return Module(**parts | changes)
