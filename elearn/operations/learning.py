"""A learner's way through a module: reading, the declaration, and what is still to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Date, Integer, bindparam, cast, func, literal, null, select, union_all
from sqlalchemy.orm import Session

from elearn.db import (
    Completion,
    Declaration,
    Person,
    Prepared,
    QuizAttempt,
    Reading,
    driver_of,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.completion import Done, Outstanding, State, outstanding, state_on
from elearn.domain.content import (
    Module,
    Section,
)
from elearn.domain.days import day_of, start_of_day
from elearn.domain.renewal import may_complete_again, valid_until, window_opens
from elearn.operations.archive import keep_module
from elearn.operations.merged import OWN
from elearn.operations.standing_cache import note_begun

_SECTIONS_READ = Prepared(
    select(
        Reading.section,
        func.max(Reading.read_at),
        select(func.max(Completion.expires_on))
        .where(Completion.person_id.in_(OWN), Completion.module == bindparam("slug"))
        .scalar_subquery(),
    )
    .where(Reading.person_id.in_(OWN), Reading.module == bindparam("slug"))
    .group_by(Reading.section)
)


_LOCK = Prepared(select(Person.id).where(Person.id == bindparam("person")).with_for_update())


@dataclass(frozen=True, slots=True)
class Past:
    """The latest completion of a module by a person; ``cycle`` is the highest there is."""

    id: int
    cycle: int
    completed_on: date
    expires_on: date | None

    @property
    def valid_until(self) -> date | None:
        """Return the last valid day, or None if it never expires."""
        return valid_until(self.expires_on)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The dated facts that a person has gathered towards one module."""

    read: Mapping[str, datetime] = field(default_factory=dict)
    declared_at: datetime | None = None
    passed_at: datetime | None = None
    past: Past | None = None

    def done(self, today: date) -> Done:
        """Return what counts towards the cycle that is open today."""
        since = self._cycle_start(today)
        return Done(
            sections=frozenset(s for s, at in self.read.items() if since is None or at >= since),
            declared=_counts(self.declared_at, since),
            passed=_counts(self.passed_at, since),
        )

    def state(self, today: date) -> State:
        """Return where the person is with the module today."""
        expiry = self.past.expires_on if self.past else None
        renews = window_opens(expiry) if expiry else None
        return state_on(today, self.past is not None, expiry, renews, self.done(today).started)

    def _cycle_start(self, today: date) -> datetime | None:
        past = self.past
        if (
            past is None
            or past.expires_on is None
            or not may_complete_again(past.expires_on, today)
        ):
            return None
        return start_of_day(window_opens(past.expires_on))


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """One module as its learner sees it today."""

    module: Module
    state: State
    done: Done
    outstanding: Outstanding
    past: Past | None

    @property
    def resume_at(self) -> Section | None:
        """Return the section to go on with, or None when every section is read."""
        unread = (s for s in self.module.sections if s.id not in self.done.sections)
        return next(unread, None)


def progress(session: Session, module: Module, person_id: int, today: date) -> ModuleProgress:
    """Return where a person is with one module."""
    evidence = evidence_of(session, person_id, module.slug).get(module.slug, Evidence())
    return _progress(module, evidence, today)


def progress_in_all(
    session: Session, catalogue: Catalogue, person_id: int, today: date
) -> tuple[ModuleProgress, ...]:
    """Return where a person is with every module, in catalogue order, in two reads."""
    evidence = evidence_of(session, person_id)
    return tuple(
        _progress(module, evidence.get(module.slug, Evidence()), today)
        for module in catalogue.modules.values()
    )


def sections_read(session: Session, module: Module, person_id: int, today: date) -> frozenset[str]:
    """Return the sections read in the open cycle, in one read: the hot path of a section page."""
    rows = driver_of(session).rows(_SECTIONS_READ, person=person_id, slug=module.slug)
    expires_on = rows[0][2] if rows else None
    past = Past(0, 0, today, expires_on) if expires_on else None
    return frozenset(Evidence({row[0]: row[1] for row in rows}, past=past).done(today).sections)


def mark_read(
    session: Session,
    catalogue: Catalogue,
    module: Module,
    section: Section,
    person_id: int,
    now: datetime,
) -> None:
    """Record that a person has read a section of the version that is served now."""  # fmt: skip
    keep_module(session, catalogue, module, now)
    session.add(
        Reading(
            person_id=person_id,
            module=module.slug,
            section=section.id,
            module_hash=module.content_hash,
            read_at=now,
        )
    )
    session.flush()
    note_begun(session, person_id, module.slug, day_of(now))


def declare(
    session: Session, catalogue: Catalogue, module: Module, person_id: int, now: datetime
) -> None:
    """Record a person's "I have read and understood"."""
    keep_module(session, catalogue, module, now)
    session.add(
        Declaration(
            person_id=person_id,
            module=module.slug,
            module_hash=module.content_hash,
            declared_at=now,
        )
    )
    session.flush()
    note_begun(session, person_id, module.slug, day_of(now))


def lock_person(session: Session, person_id: int) -> None:
    """Let no other transaction act for this person meanwhile, so that nothing is made twice.

    On SQLite the one writer's lock is held already.
    """
    driver_of(session).rows(_LOCK, person=person_id)


def evidence_of(session: Session, person_id: int, slug: str | None = None) -> dict[str, Evidence]:
    """Return what a person has gathered, by module; one read whatever the number of modules."""
    asked = {"person": person_id, "slug": slug} if slug else {"person": person_id}
    rows = driver_of(session).rows(_facts(one_module=slug is not None), **asked)
    completed = sorted(
        (row for row in rows if row.kind == "completed"),
        key=lambda row: (row.completed_on, row.cycle),
    )
    facts = (row[:4] for row in rows if row.kind != "completed")
    return _gathered(facts, _latest(completed))


def latest_completions(
    session: Session, person_id: int, slug: str | None = None
) -> dict[str, Past]:
    """Return the latest completion of each module by a person."""
    asked = {"person": person_id, "slug": slug} if slug else {"person": person_id}
    return _latest(driver_of(session).rows(_completions(one_module=slug is not None), **asked))


def _latest(completions: Iterable[Any]) -> dict[str, Past]:
    """Return the latest of each module, of rows by date: what was imported late may be older."""
    found: dict[str, Past] = {}
    for row in completions:
        cycle = max(row.cycle, found[row.module].cycle if row.module in found else 0)
        found[row.module] = Past(row.id, cycle, row.completed_on, row.expires_on)
    return found


@cache
def _facts(*, one_module: bool) -> Prepared:
    """Return the statement for what a person has read, declared, passed and completed.

    It is built once. Only completions have an id, a cycle and their days.
    """
    none = (
        cast(null(), Integer).label("id"),
        cast(null(), Integer).label("cycle"),
        cast(null(), Date).label("completed_on"),
        cast(null(), Date).label("expires_on"),
    )
    kinds = (
        (literal("read"), Reading.section, func.max(Reading.read_at), Reading),
        (literal("declared"), literal(""), func.max(Declaration.declared_at), Declaration),
        (literal("passed"), literal(""), func.max(QuizAttempt.submitted_at), QuizAttempt),
    )
    parts = []
    for kind, name, moment, table in kinds:
        part = select(
            table.module.label("module"),
            kind.label("kind"),
            name.label("name"),
            moment.label("at"),
            *none,
        ).where(table.person_id.in_(OWN))
        part = part.where(QuizAttempt.passed_now.is_(True)) if table is QuizAttempt else part
        part = part.where(table.module == bindparam("slug")) if one_module else part
        by_section = (table.module, Reading.section) if table is Reading else (table.module,)
        parts.append(part.group_by(*by_section))
    whole = select(
        Completion.module, literal("completed"), literal(""), cast(null(), Reading.read_at.type),
        Completion.id, Completion.cycle, Completion.completed_on, Completion.expires_on,
    ).where(Completion.person_id.in_(OWN))  # fmt: skip
    whole = whole.where(Completion.module == bindparam("slug")) if one_module else whole
    return Prepared(union_all(*parts, whole))


@cache
def _completions(*, one_module: bool) -> Prepared:
    """Return the statement for a person's completions in order, built once."""
    query = select(
        Completion.module, Completion.id, Completion.cycle, Completion.completed_on,
        Completion.expires_on,
    ).where(Completion.person_id.in_(OWN))  # fmt: skip
    query = query.where(Completion.module == bindparam("slug")) if one_module else query
    return Prepared(query.order_by(Completion.completed_on, Completion.cycle))


def _gathered(
    facts: Iterable[tuple[str, str, str, datetime | None]], completions: Mapping[str, Past]
) -> dict[str, Evidence]:
    read: dict[str, dict[str, datetime]] = {}
    moments: dict[tuple[str, str], datetime] = {}
    for module, kind, name, at in facts:
        if at is None:
            continue
        if kind == "read":
            read.setdefault(module, {})[name] = at
        else:
            moments[module, kind] = at
    slugs = {*read, *completions, *(module for module, _ in moments)}
    return {
        slug: Evidence(
            read.get(slug, {}),
            moments.get((slug, "declared")),
            moments.get((slug, "passed")),
            completions.get(slug),
        )
        for slug in slugs
    }


def _progress(module: Module, evidence: Evidence, today: date) -> ModuleProgress:
    done = evidence.done(today)
    return ModuleProgress(
        module, evidence.state(today), done, outstanding(module, done), evidence.past
    )


def _counts(moment: datetime | None, since: datetime | None) -> bool:
    return moment is not None and (since is None or moment >= since)
