"""The schema of a quiz file, and its question types."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from elearn.catalogue.module_schema import Slug, Strict, Version, Words
from elearn.domain.quizzes import Feedback, Rule

QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,39}$")]
Percentage = Annotated[Decimal, Field(ge=0, le=100)]


class OptionEntry(Strict):
    """Something a learner can choose, with feedback that teaches."""

    id: QuestionId
    text: Words
    feedback: Words
    correct: bool = False
    pinned: bool = False


class StepEntry(Strict):
    """One step of an ordering question, or one choice of a matching question."""

    id: QuestionId
    text: Words


class PairEntry(Strict):
    """One prompt of a matching question, and the id of the choice that fits it."""

    id: QuestionId
    prompt: Words
    choice: QuestionId


class QuestionEntry(Strict):
    """What every question has."""

    id: QuestionId
    outcome: Annotated[str, StringConstraints(pattern=r"^LO\d{1,2}$")]
    learning_points: list[Annotated[str, StringConstraints(pattern=r"^LP\d{1,2}$")]] = Field(
        default_factory=list
    )
    scenario: QuestionId | None = None
    stem: Words
    hint: str = ""
    feedback: Words
    marks: Annotated[Decimal, Field(gt=0, le=10)] = Decimal(1)
    critical: bool = False


class SingleEntry(QuestionEntry):
    """One right option."""

    type: Literal["single"]
    options: Annotated[list[OptionEntry], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def one_is_right(self) -> "SingleEntry":
        """Refuse anything but one right option."""
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("mark exactly one option as correct")
        return self


class TrueFalseEntry(QuestionEntry):
    """A statement that is true or false."""

    type: Literal["true_false"]
    answer: bool
    feedback_true: Words
    feedback_false: Words


class MultipleEntry(QuestionEntry):
    """Several right options."""

    type: Literal["multiple"]
    rule: Rule = Rule.RIGHT_MINUS_WRONG
    options: Annotated[list[OptionEntry], Field(min_length=3, max_length=10)]

    @model_validator(mode="after")
    def some_are_right(self) -> "MultipleEntry":
        """Refuse a question whose every option, or no option, is right."""
        if not 0 < sum(option.correct for option in self.options) < len(self.options):
            raise ValueError("mark at least one option as correct and leave at least one wrong")
        return self


class OrderingEntry(QuestionEntry):
    """Steps, listed in the right order."""

    type: Literal["ordering"]
    steps: Annotated[list[StepEntry], Field(min_length=3, max_length=8)]


class MatchingEntry(QuestionEntry):
    """Prompts to be matched with choices; a choice may fit none."""

    type: Literal["matching"]
    choices: Annotated[list[StepEntry], Field(min_length=2, max_length=8)]
    pairs: Annotated[list[PairEntry], Field(min_length=2, max_length=8)]

    @model_validator(mode="after")
    def choices_exist(self) -> "MatchingEntry":
        """Refuse a pair whose choice is not listed."""
        known = {choice.id for choice in self.choices}
        unknown = sorted({pair.choice for pair in self.pairs} - known)
        if unknown:
            raise ValueError(f"unknown choice: {', '.join(unknown)}")
        return self


class NumericEntry(QuestionEntry):
    """A number, right within a tolerance."""

    type: Literal["numeric"]
    answer: Decimal
    tolerance: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    unit: str = ""


class ShortEntry(QuestionEntry):
    """A word or two, with every form that is accepted."""

    type: Literal["short"]
    accepted: Annotated[list[Words], Field(min_length=1)]


AnyQuestion = Annotated[
    SingleEntry
    | TrueFalseEntry
    | MultipleEntry
    | OrderingEntry
    | MatchingEntry
    | NumericEntry
    | ShortEntry,
    Field(discriminator="type"),
]


class ScenarioEntry(Strict):
    """A stem that several questions share."""

    id: QuestionId
    text: Words


class ModelPointEntry(Strict):
    """One point a good reflection might cover."""

    id: QuestionId
    text: Words


class ReflectionEntry(Strict):
    """A prompt answered in free text."""

    id: QuestionId
    prompt: Words
    guidance: str = ""
    required: bool = True
    model_points: Annotated[list[ModelPointEntry], Field(min_length=3, max_length=8)]


class QuizFile(Strict):
    """A quiz file. ``draw`` is the number of questions per outcome; none asks all.

    ``time_limit`` is in minutes and ``grace`` in seconds; without a limit nothing is timed.
    ``retired`` lists the ids of questions and reflections that are no longer asked.
    """

    module: Slug
    version: Version
    pass_mark: Percentage = Decimal(80)
    attempts: Annotated[int, Field(ge=0, le=20)] = 3
    draw: Annotated[int, Field(ge=1, le=10)] | None = None
    feedback: Feedback = Feedback.AFTER_SUBMISSION
    time_limit: Annotated[int, Field(ge=1, le=600)] | None = None
    grace: Annotated[int, Field(ge=0, le=600)] | None = None
    scenarios: list[ScenarioEntry] = Field(default_factory=list)
    questions: Annotated[list[AnyQuestion], Field(min_length=1)]
    reflections: list[ReflectionEntry] = Field(default_factory=list)
    retired: list[QuestionId] = Field(default_factory=list)

    @model_validator(mode="after")
    def time_makes_sense(self) -> "QuizFile":
        """Refuse a grace without a limit, and a reflection that must be written by the clock."""
        if self.time_limit is None:
            if self.grace is not None:
                raise ValueError("grace is for a quiz with a time_limit")
            return self
        hurried = [prompt.id for prompt in self.reflections if prompt.required]
        if hurried:
            raise ValueError(f"with a time_limit no reflection is required: {', '.join(hurried)}")
        return self

    @model_validator(mode="after")
    def retired_ids_rest(self) -> "QuizFile":
        """Refuse an id that was used once for something else: answers in the record name it."""
        used = {question.id for question in self.questions} | {r.id for r in self.reflections}
        again = sorted(used & set(self.retired))
        if again:
            raise ValueError(f"retired ids are used again: {', '.join(again)}")
        return self
