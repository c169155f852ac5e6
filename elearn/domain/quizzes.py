"""Quizzes: their questions of every type, scenarios and reflection prompts, as frozen facts.

Text fields named ``*_html`` hold HTML that was sanitised when the content was loaded.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from elearn.domain.errors import NotFound


class Rule(StrEnum):
    """How a multiple-choice question earns part of its marks."""

    EXACT = "exact"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    EACH_OPTION = "each_option"
    HALVES = "halves"


class Feedback(StrEnum):
    """When a learner is shown what was right, and why."""

    AFTER_EACH = "after_each"
    AFTER_SUBMISSION = "after_submission"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Option:
    """One thing a learner can choose, with feedback that teaches."""

    id: str
    text_html: str
    feedback_html: str
    correct: bool = False
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """One row of a matching question: a prompt and the id of the choice that fits it."""

    id: str
    prompt_html: str
    choice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionBase:
    """What every scored question has. ``marks`` is its weight in the quiz."""

    id: str
    outcome: str
    learning_points: tuple[str, ...]
    stem_html: str
    stem_text: str
    feedback_html: str
    hint_html: str = ""
    scenario: str | None = None
    marks: Fraction = Fraction(1)
    critical: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SingleChoice(QuestionBase):
    """One right option among several; true/false is the same with two."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipleChoice(QuestionBase):
    """Several right options; wrong picks cost, never below zero."""

    options: tuple[Option, ...]
    rule: Rule = Rule.RIGHT_MINUS_WRONG


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordering(QuestionBase):
    """Steps to put in order; ``options`` are listed in the right order."""

    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching(QuestionBase):
    """Prompts, each to be matched with one of the choices."""

    pairs: tuple[Pair, ...]
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Numeric(QuestionBase):
    """A number, right within a tolerance on either side."""

    answer: Fraction
    tolerance: Fraction
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswer(QuestionBase):
    """A word or two; accepted forms are compared with case and accents folded."""

    accepted: tuple[str, ...]


Question = SingleChoice | MultipleChoice | Ordering | Matching | Numeric | ShortAnswer


@dataclass(frozen=True, slots=True)
class Scenario:
    """A stem shared by several questions."""

    id: str
    text_html: str


@dataclass(frozen=True, slots=True)
class ModelPoint:
    """One point that a good reflection might cover."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class ReflectionPrompt:
    """A question answered in free text, never counted towards the pass mark."""

    id: str
    prompt: str
    guidance: str
    required: bool
    model_points: tuple[ModelPoint, ...]


@dataclass(frozen=True, slots=True)
class Quiz:
    """The reflection quiz of a module. ``attempts`` 0 is unlimited; ``draw`` None asks all.

    ``time_limit`` is in minutes, None is no limit; ``grace`` is in seconds.
    """

    module: str
    version: str
    content_hash: str
    pass_mark: Fraction
    attempts: int
    draw: int | None
    scenarios: tuple[Scenario, ...]
    questions: tuple[Question, ...]
    reflections: tuple[ReflectionPrompt, ...]
    feedback: Feedback = Feedback.AFTER_SUBMISSION
    time_limit: int | None = None
    grace: int = 0

    def question(self, question_id: str) -> Question:
        """Return the question with this id, or raise NotFound."""
        for question in self.questions:
            if question.id == question_id:
                return question
        raise NotFound("question", question_id)

    def reflection(self, prompt_id: str) -> ReflectionPrompt:
        """Return the reflection prompt with this id, or raise NotFound."""
        for prompt in self.reflections:
            if prompt.id == prompt_id:
                return prompt
        raise NotFound("reflection", prompt_id)

    def scenario_of(self, question: Question) -> Scenario | None:
        """Return the stem that a question shares with others, or None."""
        return next((s for s in self.scenarios if s.id == question.scenario), None)
