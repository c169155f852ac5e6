"""What the learning is made of: modules, their sections and quizzes, as frozen facts.

Text fields named ``*_html`` hold HTML that was sanitised when the content was loaded;
every other text field is plain text. Ids are stable and never positional.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

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
