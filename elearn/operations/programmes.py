"""Programmes as dated versions: those of the content files, and those a partnership makes."""

import json
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import Membership, Programme, ProgrammeVersion, Requirement, RequirementVersion
from elearn.domain.catalogue import Catalogue
from elearn.domain.content import Kind
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound, Unusable
from elearn.domain.programmes import ProgrammeRule
from elearn.operations.standing_cache import list_to_do


class UnusableProgramme(Unusable):
    """A programme that cannot be."""


@dataclass(frozen=True, slots=True)
class ProgrammeDraft:
    """What a programme is to ask. ``modules`` stays empty where the rule is ``applies``."""

    title: str
    summary: str
    rule: ProgrammeRule
    modules: tuple[str, ...] = ()
    number: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeListed:
    """A programme as lists show it, by its newest version; from ``ended_on`` nobody is asked."""

    slug: str
    shipped: bool
    draft: ProgrammeDraft
    since: date | None
    ended_on: date | None = None
    ended_because: str | None = None


def keep_shipped(session: Session, catalogue: Catalogue, now: datetime) -> None:
    """Keep the programmes of the content files as they are now, as versions where they changed.

    What they asked on a past day is then known when the files have long been edited.
    """
    for programme in catalogue.programmes.values():
        row = session.scalar(select(Programme).filter_by(slug=programme.slug))
        if row is None:
            row = Programme(slug=programme.slug, shipped=True)
            session.add(row)
            session.flush()
        draft = ProgrammeDraft(programme.title, programme.summary, programme.rule,
                               programme.modules, programme.number)  # fmt: skip
        if row.shipped:
            _add_version(session, catalogue, row, draft, day_of(now), None, now)


def programmes(session: Session, catalogue: Catalogue) -> tuple[ProgrammeListed, ...]:
    """Return every programme: those that come with the content first, then one's own."""
    shipped = [
        ProgrammeListed(p.slug, True, ProgrammeDraft(p.title, p.summary, p.rule, p.modules,
                                                     p.number), None)
        for p in catalogue.programmes.values()
    ]  # fmt: skip
    newest = _newest(session)
    rows = session.scalars(select(Programme).where(Programme.shipped.is_(False)))
    own = [_own(p.slug, newest[p.id]) for p in rows]
    return (*shipped, *sorted(own, key=lambda p: (p.ended_on is not None, p.draft.title, p.slug)))


def programme_named(session: Session, catalogue: Catalogue, slug: str) -> ProgrammeListed:
    """Return one programme, or raise NotFound."""
    found = {p.slug: p for p in programmes(session, catalogue)}
    if slug not in found:
        raise NotFound("programme", slug)
    return found[slug]


def save_programme(
    session: Session,
    catalogue: Catalogue,
    draft: ProgrammeDraft,
    slug: str | None,
    effective_from: date,
    person_id: int,
    now: datetime,
) -> str:
    """Save a new programme (``slug`` None) or a new dated version of one; return its slug.

    Those whom requirements ask to do it are put on the list to be worked off. Raises
    UnusableProgramme, and NotFound for what is not there or comes with the content.
    """
    check_programme(session, catalogue, draft, slug, effective_from, day_of(now))
    if slug is None:
        row = Programme(slug=_free_slug(session, catalogue), shipped=False)
        session.add(row)
        session.flush()
    else:
        found = session.scalar(select(Programme).filter_by(slug=slug, shipped=False))
        if found is None:
            raise NotFound("programme", slug)
        row = found
        if _newest(session)[row.id].ended:
            raise UnusableProgramme("effective_from", "ended")
    _add_version(session, catalogue, row, draft, effective_from, person_id, now)
    return row.slug


def end_programme(
    session: Session,
    slug: str,
    ends_on: date,
    reason: str,
    person_id: int,
    now: datetime,
) -> None:
    """End a programme of one's own: from ``ends_on`` nobody is asked for it, whatever requires it.

    What was so before stays true. Raises UnusableProgramme, and NotFound for what is not there.
    """
    row = session.scalar(select(Programme).filter_by(slug=slug, shipped=False))
    if row is None:
        raise NotFound("programme", slug)
    newest = _newest(session)[row.id]
    check_end(_own(slug, newest), ends_on, day_of(now))
    said = ("title", "summary", "rule", "number", "modules")
    session.add(
        ProgrammeVersion(
            **{name: getattr(newest, name) for name in said}, programme_id=row.id,
            sequence=newest.sequence + 1, effective_from=ends_on, ended=True, reason=reason,
            made_by=person_id, recorded_at=now,
        )
    )  # fmt: skip
    session.flush()
    _list_those_asked(session, row.id)


def check_end(programme: ProgrammeListed, ends_on: date, today: date) -> None:
    """Raise UnusableProgramme where a programme cannot end on a day."""
    if programme.ended_on is not None:
        raise UnusableProgramme("ends_on", "ended")
    if ends_on < today:
        raise UnusableProgramme("ends_on", "end_in_the_past")
    if programme.since and ends_on < programme.since:
        raise UnusableProgramme("ends_on", "before_its_change")


def check_programme(
    session: Session,
    catalogue: Catalogue,
    draft: ProgrammeDraft,
    slug: str | None,
    effective_from: date,
    today: date,
) -> None:
    """Raise UnusableProgramme where a draft cannot be saved."""
    by_service = draft.rule is ProgrammeRule.APPLIES
    if not by_service and not draft.modules:
        raise UnusableProgramme("modules", "no_modules")
    for module in draft.modules:
        if module not in catalogue.modules:
            raise UnusableProgramme("modules", "unknown_module")
    number = draft.number or 0
    if draft.rule is ProgrammeRule.ANY and not 1 <= number <= len(draft.modules):
        raise UnusableProgramme("number", "number_of_modules")
    if effective_from < today:
        raise UnusableProgramme("effective_from", "in_the_past")
    twins = (p for p in programmes(session, catalogue) if p.slug != slug)
    if any(p.draft.title.casefold() == draft.title.casefold() for p in twins):
        raise UnusableProgramme("title", "title_taken")


def stored_modules(catalogue: Catalogue, draft: ProgrammeDraft) -> str:
    """Return a programme's modules as they are stored: slugs, or slugs by service."""
    if draft.rule is not ProgrammeRule.APPLIES:
        return json.dumps(list(draft.modules))
    cases = catalogue.of_kind(Kind.CASE)
    by_service = {
        service: [case.slug for case in cases if case.reason_for(service)]
        for service in catalogue.services
    }
    return json.dumps({service: slugs for service, slugs in by_service.items() if slugs})


def _add_version(
    session: Session,
    catalogue: Catalogue,
    programme: Programme,
    draft: ProgrammeDraft,
    effective_from: date,
    person_id: int | None,
    now: datetime,
) -> None:
    """Add a version unless it says what the newest one says; list those whom it concerns."""
    newest = _newest(session).get(programme.id)
    modules = stored_modules(catalogue, draft)
    said = (draft.title, draft.summary, draft.rule.value, draft.number, modules)
    if newest and said == (newest.title, newest.summary, newest.rule, newest.number,
                           newest.modules):  # fmt: skip
        return
    session.add(
        ProgrammeVersion(
            programme_id=programme.id,
            sequence=newest.sequence + 1 if newest else 1,
            effective_from=effective_from,
            title=draft.title,
            summary=draft.summary,
            rule=draft.rule.value,
            number=draft.number,
            modules=modules,
            made_by=person_id,
            recorded_at=now,
        )
    )
    session.flush()
    _list_those_asked(session, programme.id)


def _list_those_asked(session: Session, programme_id: int) -> None:
    """Put everyone on the list of those to be worked off, for what asks for a programme."""
    for requirement in _asking(session, programme_id):
        list_to_do(session, session.scalars(select(Membership.person_id).distinct()), requirement)


def _asking(session: Session, programme_id: int) -> list[int]:
    query = select(RequirementVersion.requirement_id).filter_by(programme_id=programme_id)
    return list(session.scalars(query.distinct()))


def _newest(session: Session) -> dict[int, ProgrammeVersion]:
    rows = session.scalars(select(ProgrammeVersion).order_by(ProgrammeVersion.sequence))
    return {row.programme_id: row for row in rows}


def _own(slug: str, row: ProgrammeVersion) -> ProgrammeListed:
    ended_on = row.effective_from if row.ended else None
    return ProgrammeListed(slug, False, _draft(row), row.effective_from, ended_on, row.reason)


def _draft(row: ProgrammeVersion) -> ProgrammeDraft:
    listed = json.loads(row.modules)
    modules = tuple(listed) if isinstance(listed, list) else ()
    return ProgrammeDraft(row.title, row.summary, ProgrammeRule(row.rule), modules, row.number)


def _free_slug(session: Session, catalogue: Catalogue) -> str:
    number = (session.scalar(select(func.max(Programme.id))) or 0) + 1
    while f"programme-{number}" in catalogue.programmes:
        number += 1
    return f"programme-{number}"


def requirements_of(session: Session, slug: str) -> int:
    """Return how many requirements ask for a programme."""
    query = (
        select(func.count(Requirement.id.distinct()))
        .join(RequirementVersion, RequirementVersion.requirement_id == Requirement.id)
        .join(Programme, Programme.id == RequirementVersion.programme_id)
        .where(Programme.slug == slug)
    )
    return session.scalar(query) or 0
