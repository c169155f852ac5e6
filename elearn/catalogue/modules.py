"""A module's files made into a Module."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from elearn.catalogue.faults import Fault
from elearn.catalogue.files import parse, split_front_matter
from elearn.catalogue.markdown import cited, to_blocks, to_html, to_inline_html
from elearn.catalogue.module_schema import ModuleFile
from elearn.domain.content import (
    AppliesTo,
    CompletionRule,
    ExecutiveSummary,
    HouseholdMember,
    LearningPoint,
    Module,
    Outcome,
    PublishedReview,
    ResponsePrompt,
    Section,
    Service,
    SignOff,
    Source,
    TimelineEntry,
)

HEADING = re.compile(
    r"^## +(?P<title>.+?) *\{#(?P<id>[a-z0-9-]+)(?: +shows=(?P<shows>[a-z-]+))?\}$"
)
STRAY = re.compile(r"^ {0,3}#{1,2}(?!#)")  # a heading, as Markdown reads it, above ###
SHOWS = frozenset(
    {
        "timeline",
        "people",
        "learning-points",
        "sources",
        "discussion",
        "response",
        "services",
        "contacts",
    }
)
# Section ids share the address of the module's own pages.
RESERVED = frozenset({"print", "quiz", "executive-summary", "declaration"})


@dataclass(frozen=True, slots=True)
class ModuleText:
    """The text of a module's files: the module itself and its executive summary, if any."""

    file: str
    text: str
    summary: str | None


def read_module(
    source: ModuleText, content_hash: str, services: Mapping[str, Service], faults: list[Fault]
) -> Module | None:
    """Return the module that these files describe, or None after noting their faults."""
    split = split_front_matter(source.text, source.file, faults)
    if split is None:
        return None
    entry = parse(ModuleFile, split[0], source.file, faults)
    sections = read_sections(split[1], entry, source.file, faults)
    if entry is None:
        return None
    # Without services.yaml every tag would be unknown, and its own fault says enough.
    unknown = sorted(_tags(entry) - set(services)) if services else []
    faults.extend(Fault(source.file, "services", f'unknown service "{tag}"') for tag in unknown)
    faults.extend(_summary_faults(entry, source))
    stand_ins = {tag: Service(tag, tag, "") for tag in _tags(entry)}
    return _module(entry, sections, source, content_hash, stand_ins | dict(services))


def _summary_faults(entry: ModuleFile, source: ModuleText) -> Iterable[Fault]:
    named, there = entry.executive_summary is not None, source.summary is not None
    if named and not there:
        yield Fault(source.file, "executive_summary", f"{entry.executive_summary} is not there")
    if there and not named:
        yield Fault(source.file, "executive_summary", "the file is there but not named")


def read_sections(
    body: str, entry: ModuleFile | None, file: str, faults: list[Fault]
) -> tuple[Section, ...]:
    """Return the sections of a Markdown body, each headed ``## Title {#id shows=block}``.

    Without an ``entry``, whose front matter has faults, the body is read for its own faults.
    """
    sections: list[Section] = []
    lines: list[str] = []
    heading: re.Match[str] | None = None
    for line in [*body.split("\n"), "## end {#end}"]:
        match = HEADING.match(line)
        if not match:
            _note_stray(line, file, faults)
            lines.append(line)
            continue
        if heading:
            sections.append(_section(heading, "\n".join(lines), entry))
        elif "".join(lines).strip():
            faults.append(Fault(file, "body", "text stands before the first section heading"))
        heading, lines = match, []
    _check_sections(sections, file, faults)
    return tuple(sections)


def _note_stray(line: str, file: str, faults: list[Fault]) -> None:
    if STRAY.match(line):
        expected = "section headings are written ## Title {#id}, with ### below them"
        faults.append(Fault(file, "body", f'"{line.strip()}": {expected}'))


def _check_sections(sections: list[Section], file: str, faults: list[Fault]) -> None:
    if not sections:
        faults.append(Fault(file, "body", "there is no section"))
    for section in sections:
        key = f"sections.{section.id}"
        if section.id in RESERVED:
            faults.append(Fault(file, key, f'"{section.id}" is the address of another page'))
        if section.shows and section.shows not in SHOWS:
            faults.append(Fault(file, key, f'cannot show "{section.shows}"'))
        if not section.body_html and not section.shows:
            faults.append(Fault(file, key, "the section is empty"))


def _section(heading: re.Match[str], body: str, entry: ModuleFile | None) -> Section:
    shown = _texts_shown(entry) if entry else {}
    cites = cited(body, *shown.get(heading["shows"] or "", ()))
    return Section(heading["id"], heading["title"], to_html(body), heading["shows"], cites)


def _texts_shown(entry: ModuleFile) -> dict[str, list[str]]:
    return {
        "timeline": [text for row in entry.timeline for text in (row.learned, row.shared_note,
                     "".join(f"[{source}]" for source in row.sources))],
        "people": [person.note for person in entry.people],
        "learning-points": [point.detail for point in entry.learning_points],
    }  # fmt: skip


def _tags(entry: ModuleFile) -> set[str]:
    rows = (tag for row in entry.timeline for tag in (*row.known_to, *row.shared_with))
    return {*(applies.service for applies in entry.services), *rows}


def _module(
    entry: ModuleFile,
    sections: tuple[Section, ...],
    source: ModuleText,
    content_hash: str,
    services: Mapping[str, Service],
) -> Module:
    review, sign_off = entry.published_review, entry.sign_off
    return Module(
        slug=entry.slug,
        kind=entry.kind,
        title=entry.title,
        summary=entry.summary,
        version=entry.version,
        content_hash=content_hash,
        minutes=entry.minutes,
        prepared_on=entry.prepared_on,
        review_on=entry.review_on,
        sign_off=SignOff(sign_off.name, sign_off.role, sign_off.date) if sign_off else None,
        content_note=entry.content_note,
        services=tuple(AppliesTo(services[a.service], a.reason) for a in entry.services),
        themes=tuple(entry.themes),
        outcomes=tuple(Outcome(o.id, o.text, tuple(o.sections)) for o in entry.outcomes),
        learning_points=tuple(
            LearningPoint(p.id, p.text, to_html(p.detail), p.theme) for p in entry.learning_points
        ),
        people=tuple(HouseholdMember(p.name, p.role, to_html(p.note)) for p in entry.people),
        timeline=_timeline(entry, services),
        sections=sections,
        team_questions=tuple(entry.discussion.team),
        inter_agency_questions=tuple(entry.discussion.inter_agency),
        response_prompts=tuple(ResponsePrompt(p.id, p.text) for p in entry.response_prompts),
        sources=tuple(Source(s.id, s.grade, s.text, s.url) for s in entry.sources),
        published_review=PublishedReview(**review.model_dump()) if review else None,
        executive_summary=_summary(source.summary),
        completion=CompletionRule(**entry.completion.model_dump()),
    )


def _timeline(entry: ModuleFile, services: Mapping[str, Service]) -> tuple[TimelineEntry, ...]:
    def named(tags: Iterable[str]) -> tuple[Service, ...]:
        return tuple(services[tag] for tag in tags)

    return tuple(
        TimelineEntry(
            when=row.when,
            known_to=named(row.known_to),
            learned_html=to_inline_html(row.learned),
            shared_with=named(row.shared_with),
            shared_note_html=to_inline_html(row.shared_note),
            sources=tuple(row.sources),
        )
        for row in sorted(entry.timeline, key=lambda row: row.date)
    )


def _summary(text: str | None) -> ExecutiveSummary | None:
    if text is None:
        return None
    return ExecutiveSummary(to_html(text), to_blocks(text), cited(text))
