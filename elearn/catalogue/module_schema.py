"""The schema of a module file's front matter, and of ``services.yaml``."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from elearn.domain.content import Kind

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
SourceId = Annotated[str, StringConstraints(pattern=r"^S\d{1,3}$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
Day = date  # a field may be called "date" too
Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+$")]


class Strict(BaseModel):
    """A part of a content file: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceEntry(Strict):
    """One service in ``services.yaml``."""

    tag: Slug
    name: Words
    description: Words


class ServicesFile(Strict):
    """The list of services that cases are tagged with."""

    services: Annotated[list[ServiceEntry], Field(min_length=1)]


class AppliesToEntry(Strict):
    """A service that the module concerns, and the one sentence that says why."""

    service: Slug
    reason: Words


class SourceEntry(Strict):
    """A source. Grades: official, news, training, other."""

    id: SourceId
    grade: Literal["official", "news", "training", "other"]
    text: Words
    url: Url | None = None


class OutcomeEntry(Strict):
    """A learning outcome and the sections that teach it."""

    id: Annotated[str, StringConstraints(pattern=r"^LO\d{1,2}$")]
    text: Words
    sections: Annotated[list[Slug], Field(min_length=1)]


class LearningPointEntry(Strict):
    """A key learning point; ``detail`` is Markdown that ties it to the fact that shows it."""

    id: Annotated[str, StringConstraints(pattern=r"^LP\d{1,2}$")]
    text: Words
    detail: Words
    theme: Slug | None = None


class PersonEntry(Strict):
    """Someone in the child's life; ``note`` is Markdown with its sources."""

    name: Words
    role: Words
    note: Words


class TimelineRow(Strict):
    """One dated contact: what it told which service, and with whom that was shared.

    ``date`` sorts (``2006``, ``2006-12`` or ``2006-12-11``); ``when`` is what people read.
    ``shared_note`` says what the sources say of sharing, and is needed where
    ``shared_with`` names nobody.
    """

    date: Annotated[str, StringConstraints(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]
    when: Words
    known_to: Annotated[list[Slug], Field(min_length=1)]
    learned: Words
    shared_with: list[Slug] = []
    shared_note: str = ""
    sources: Annotated[list[SourceId], Field(min_length=1)]

    @model_validator(mode="after")
    def sharing_is_stated(self) -> "TimelineRow":
        """Refuse a row that says nothing about sharing."""
        if not self.shared_with and not self.shared_note.strip():
            raise ValueError("say with whom it was shared, or what the sources say, in shared_note")
        return self


class PublishedReviewEntry(Strict):
    """The review a case was prepared from."""

    title: Words
    publisher: Words
    published: Words
    url: Url | None = None
    note: Words | None = None


class SignOffEntry(Strict):
    """Who signed this content off."""

    name: Words
    role: Words
    date: Day


class DiscussionEntry(Strict):
    """Questions to talk about, in a team and between agencies."""

    team: Annotated[list[Words], Field(min_length=2)]
    inter_agency: Annotated[list[Words], Field(min_length=1)]


class ResponsePromptEntry(Strict):
    """A question each agency answers about its own service."""

    id: Annotated[str, StringConstraints(pattern=r"^RP\d{1,2}$")]
    text: Words


class CompletionEntry(Strict):
    """The completion rule, where it differs from the default.

    A validity is at least 6 months, so that the 90 days of renewal open well after completion.
    """

    sections: bool = True
    declaration: bool = True
    quiz: bool = True
    validity_months: Annotated[int, Field(ge=6, le=120)] | None = 36


class ModuleFile(Strict):
    """The front matter of ``module.md``."""

    slug: Slug
    kind: Kind
    title: Words
    summary: Words
    version: Version
    prepared_on: date
    review_on: date
    sign_off: SignOffEntry | None = None
    minutes: Annotated[int, Field(ge=5, le=120)]
    content_note: Words | None = None
    services: list[AppliesToEntry] = []
    themes: list[Slug] = []
    outcomes: Annotated[list[OutcomeEntry], Field(min_length=1)]
    learning_points: Annotated[list[LearningPointEntry], Field(min_length=1)]
    people: list[PersonEntry] = []
    timeline: list[TimelineRow] = []
    sources: Annotated[list[SourceEntry], Field(min_length=1)]
    published_review: PublishedReviewEntry | None = None
    executive_summary: Literal["executive-summary.md"] | None = None
    discussion: DiscussionEntry
    response_prompts: Annotated[list[ResponsePromptEntry], Field(min_length=1)]
    completion: CompletionEntry = CompletionEntry()
    retired: list[Words] = []

    @model_validator(mode="after")
    def retired_ids_rest(self) -> "ModuleFile":
        """Refuse an id that was used once for something else: records and responses name it."""
        used = {entry.id for entry in self.outcomes} | {p.id for p in self.learning_points}
        used |= {prompt.id for prompt in self.response_prompts}
        again = sorted(used & set(self.retired))
        if again:
            raise ValueError(f"retired ids are used again: {', '.join(again)}")
        return self

    @model_validator(mode="after")
    def case_is_whole(self) -> "ModuleFile":
        """Refuse a case without the parts that every case has."""
        if self.kind is not Kind.CASE:
            return self
        needed = ("content_note", "services", "themes", "people", "timeline",
                  "published_review", "executive_summary")  # fmt: skip
        missing = [key for key in needed if not getattr(self, key)]
        if missing:
            raise ValueError(f"a case also needs: {', '.join(missing)}")
        return self
