"""What the learning is made of: modules, their sections and quizzes, as frozen facts.

Text fields named ``*_html`` hold HTML that was sanitised when the content was loaded;
every other text field is plain text. Ids are stable and never positional.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from elearn.domain.errors import NotFound


class Kind(StrEnum):
    """The three kinds of module."""

    OVERVIEW = "overview"
    CASE = "case"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class Service:
    """A kind of practice that a person works in, such as health visiting."""

    tag: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class AppliesTo:
    """A service that a module concerns, with the sentence that says why."""

    service: Service
    reason: str


@dataclass(frozen=True, slots=True)
class Source:
    """A numbered source that a module cites. ``grade`` is official, news, training or other."""

    id: str
    grade: str
    text: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a learner can do afterwards, and the sections that teach it."""

    id: str
    text: str
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """One numbered thing to take away, tied to the fact that shows it and to a theme."""

    id: str
    text: str
    detail_html: str
    theme: str | None


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """One person in the child's life, as the sources describe them."""

    name: str
    role: str
    note_html: str


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Who knew what, when: one dated contact, what it told which service, and who was told."""

    when: str
    known_to: tuple[Service, ...]
    learned_html: str
    shared_with: tuple[Service, ...]
    shared_note_html: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a module: the thing that reading progress counts.

    ``shows`` names a structured block drawn after the text (``timeline``, ``people``,
    ``learning-points``, ``sources``, ``discussion`` or ``response``); ``cites`` lists source
    ids in the order of first citation.
    """

    id: str
    title: str
    body_html: str
    shows: str | None
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResponsePrompt:
    """A question an agency answers about its own service."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedReview:
    """The full reference of the review that a case module was prepared from."""

    title: str
    publisher: str
    published: str
    url: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ExecutiveSummary:
    """The embedded summary of a case, in our own words: HTML for the page, blocks for print.

    ``blocks`` are pairs of kind (``heading``, ``paragraph``, ``bullet``) and plain text.
    """

    body_html: str
    blocks: tuple[tuple[str, str], ...]
    cites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignOff:
    """Who signed the content off for the partnership, and when."""

    name: str
    role: str
    on: date


@dataclass(frozen=True, slots=True)
class CompletionRule:
    """What must be done for a module to be complete; ``validity_months`` None never expires."""

    sections: bool = True
    declaration: bool = True
    quiz: bool = True
    validity_months: int | None = 36


@dataclass(frozen=True, slots=True)
class Module:
    """One unit of learning."""

    slug: str
    kind: Kind
    title: str
    summary: str
    version: str
    content_hash: str
    minutes: int
    prepared_on: date
    review_on: date
    sign_off: SignOff | None
    content_note: str | None
    services: tuple[AppliesTo, ...]
    themes: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    learning_points: tuple[LearningPoint, ...]
    people: tuple[HouseholdMember, ...]
    timeline: tuple[TimelineEntry, ...]
    sections: tuple[Section, ...]
    team_questions: tuple[str, ...]
    inter_agency_questions: tuple[str, ...]
    response_prompts: tuple[ResponsePrompt, ...]
    sources: tuple[Source, ...]
    published_review: PublishedReview | None
    executive_summary: ExecutiveSummary | None
    completion: CompletionRule

    def section(self, section_id: str) -> Section:
        """Return the section with this id, or raise NotFound."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise NotFound("section", section_id)

    def cited(self, cites: tuple[str, ...]) -> tuple[Source, ...]:
        """Return the sources with these ids, in the order they are listed in the module."""
        return tuple(source for source in self.sources if source.id in cites)

    def reason_for(self, service: str | None) -> str | None:
        """Return why this module applies to a service, or None if it does not."""
        return next((a.reason for a in self.services if a.service.tag == service), None)


class Rule(StrEnum):
    """How a multiple-choice question earns part of its marks."""

    EXACT = "exact"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    EACH_OPTION = "each_option"
    HALVES = "halves"


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
    """The reflection quiz of a module. ``attempts`` 0 is unlimited; ``draw`` None asks all."""

    module: str
    version: str
    content_hash: str
    pass_mark: Fraction
    attempts: int
    draw: int | None
    scenarios: tuple[Scenario, ...]
    questions: tuple[Question, ...]
    reflections: tuple[ReflectionPrompt, ...]

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


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All learning that is served now, and how to read an archived version of it."""

    services: Mapping[str, Service]
    modules: Mapping[str, Module]
    quizzes: Mapping[str, Quiz]
    texts: Mapping[str, str]
    read_quiz: Callable[[str], Quiz]

    def module(self, slug: str) -> Module:
        """Return the module with this slug, or raise NotFound."""
        try:
            return self.modules[slug]
        except KeyError:
            raise NotFound("module", slug) from None

    def quiz(self, slug: str) -> Quiz:
        """Return the quiz of a module, or raise NotFound."""
        try:
            return self.quizzes[slug]
        except KeyError:
            raise NotFound("quiz", slug) from None

    def of_kind(self, kind: Kind) -> tuple[Module, ...]:
        """Return the modules of one kind, in catalogue order."""
        return tuple(module for module in self.modules.values() if module.kind is kind)
