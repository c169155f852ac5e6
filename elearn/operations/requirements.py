"""Requirements as dated versions: what is checked, saved and ended, by whom."""

import json
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import Membership, Programme, ProgrammeVersion, Requirement, RequirementVersion
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound, Unusable
from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import Asked, Audience, ExpiryRule, Version
from elearn.operations.programmes import keep_shipped, programme_named, stored_modules
from elearn.operations.scopes import units_below
from elearn.operations.standing_cache import list_to_do, refresh
from elearn.operations.standing_facts import asked_by
from elearn.operations.standings import row_in_force

AT_ONCE = 1000  # so many people are worked off in the request that changes something
YEAR = 12


class UnusableRequirement(Unusable):
    """A requirement that cannot be."""


@dataclass(frozen=True, slots=True)
class RequirementDraft:
    """What a requirement is to say from ``effective_from`` on. ``programme`` is a slug."""

    title: str
    programme: str
    effective_from: date
    units: tuple[int, ...]
    services: tuple[str, ...] = ()
    job_groups: tuple[str, ...] = ()
    due_on: date | None = None
    due_days: int | None = None
    grace_days: int = 28
    validity_months: int | None = None
    window_days: int = 90
    expiry_rule: ExpiryRule = ExpiryRule.PREVIOUS_EXPIRY
    fixed_month: int | None = None
    fixed_day: int | None = None


@dataclass(frozen=True, slots=True)
class RequirementListed:
    """A requirement as lists show it: what it says now, or will say first, and what comes next.

    ``ended`` tells that it applies no longer; ``changes_on`` when the next version takes effect.
    """

    id: int
    code: str
    draft: RequirementDraft
    ended: bool
    changes_on: date | None
    versions: int


def requirements(
    session: Session, scope: Collection[int], today: date
) -> tuple[RequirementListed, ...]:
    """Return the requirements whose units all lie within a scope, in order of their titles."""
    below = set(session.scalars(select(units_below(scope).c.id)))
    rows: dict[int, list[RequirementVersion]] = {}
    for row in session.scalars(select(RequirementVersion).order_by(RequirementVersion.sequence)):
        rows.setdefault(row.requirement_id, []).append(row)
    codes = {row.id: row.code for row in session.scalars(select(Requirement))}
    slugs = {row.id: row.slug for row in session.scalars(select(Programme))}
    found = [_listed(key, codes[key], found, slugs, today) for key, found in rows.items()]
    mine = (listed for listed in found if below.issuperset(listed.draft.units))
    return tuple(sorted(mine, key=lambda listed: (listed.ended, listed.draft.title, listed.id)))


def requirement(
    session: Session, scope: Collection[int], requirement_id: int, today: date
) -> RequirementListed:
    """Return one requirement of a scope, or raise NotFound."""
    for listed in requirements(session, scope, today):
        if listed.id == requirement_id:
            return listed
    raise NotFound("requirement", requirement_id)


def check_requirement(
    session: Session,
    catalogue: Catalogue,
    scope: Collection[int],
    draft: RequirementDraft,
    today: date,
    *,
    new: bool,
) -> Version:
    """Return a draft as a version, or raise UnusableRequirement with the field and the reason."""
    below = set(session.scalars(select(units_below(scope).c.id)))
    asked = _asked(session, catalogue, draft.programme)
    faults = {
        "units": "unknown_unit" if not below.issuperset(draft.units) else
                 "no_unit" if not draft.units else "",
        "services": "unknown_service" if not set(draft.services) <= catalogue.services.keys()
                    else "",
        "programme": "no_modules" if _asks_nothing(asked, draft) else "",
        "effective_from": "in_the_past" if not new and draft.effective_from < today else "",
        "due_on": _due_fault(draft),
        "window_days": _window_fault(draft),
        "fixed_day": _fixed_fault(draft),
    }  # fmt: skip
    for field, reason in faults.items():
        if reason:
            raise UnusableRequirement(field, reason)
    return Version(
        draft.effective_from, asked,
        Audience(frozenset(draft.units), frozenset(draft.services), frozenset(draft.job_groups)),
        draft.due_on, draft.due_days, draft.grace_days, draft.validity_months, draft.window_days,
        draft.expiry_rule, draft.fixed_month, draft.fixed_day,
    )  # fmt: skip


def save_requirement(
    session: Session,
    catalogue: Catalogue,
    scope: Collection[int],
    draft: RequirementDraft,
    requirement_id: int | None,
    person_id: int | None,
    now: datetime,
) -> int:
    """Save a new requirement (None) or a new dated version of one; return its id.

    Up to AT_ONCE people stand anew at once; more are put on the list to be worked off.
    Raises UnusableRequirement, or NotFound for what is not in the scope.
    """
    today = day_of(now)
    check_requirement(session, catalogue, scope, draft, today, new=requirement_id is None)
    if requirement_id is None:
        row = Requirement(code=_free_code(session))
        session.add(row)
        session.flush()
        requirement_id = row.id
    else:
        requirement(session, scope, requirement_id, today)
    keep_shipped(session, catalogue, now)
    _add_version(session, requirement_id, draft, person_id, now, ended=False)
    return requirement_id


def end_requirement(
    session: Session,
    scope: Collection[int],
    requirement_id: int,
    ends_on: date,
    person_id: int,
    now: datetime,
) -> None:
    """End a requirement: from ``ends_on`` it applies to nobody. What was so before stays true."""
    listed = requirement(session, scope, requirement_id, day_of(now))
    if ends_on < day_of(now):
        raise UnusableRequirement("ends_on", "in_the_past")
    draft = listed.draft
    _add_version(session, requirement_id, draft, person_id, now, ended=True, effective_from=ends_on)


def _add_version(
    session: Session,
    requirement_id: int,
    draft: RequirementDraft,
    person_id: int | None,
    now: datetime,
    *,
    ended: bool,
    effective_from: date | None = None,
) -> None:
    same = RequirementVersion.requirement_id == requirement_id
    latest = session.scalar(select(func.max(RequirementVersion.sequence)).where(same)) or 0
    programme = session.scalars(select(Programme.id).filter_by(slug=draft.programme)).one()
    session.add(
        RequirementVersion(
            requirement_id=requirement_id, sequence=latest + 1,
            effective_from=effective_from or draft.effective_from, title=draft.title,
            programme_id=programme, units=json.dumps(sorted(draft.units)),
            services=json.dumps(sorted(draft.services)),
            job_groups=json.dumps(sorted(draft.job_groups)), due_on=draft.due_on,
            due_days=draft.due_days, grace_days=draft.grace_days,
            validity_months=draft.validity_months, window_days=draft.window_days,
            expiry_rule=draft.expiry_rule.value, fixed_month=draft.fixed_month,
            fixed_day=draft.fixed_day, ended=ended, made_by=person_id, recorded_at=now,
        )
    )  # fmt: skip
    session.flush()
    people = people_meant(session, _units_ever(session, requirement_id))
    if len(people) <= AT_ONCE:
        refresh(session, people, day_of(now), [requirement_id])
    else:
        list_to_do(session, people, requirement_id)


def people_meant(session: Session, units: Iterable[int]) -> list[int]:
    """Return everyone who ever worked in these units or below them."""
    below = units_below(units)
    query = select(Membership.person_id).where(Membership.unit_id.in_(select(below.c.id)))
    return list(session.scalars(query.distinct().order_by(Membership.person_id)))


def _units_ever(session: Session, requirement_id: int) -> set[int]:
    rows = session.scalars(
        select(RequirementVersion.units).filter_by(requirement_id=requirement_id)
    )
    return {unit for listed in rows for unit in json.loads(listed)}


def _listed(
    key: int, code: str, rows: list[RequirementVersion], slugs: dict[int, str], today: date
) -> RequirementListed:
    row = row_in_force(rows, today) or rows[0]
    later = (r.effective_from for r in rows if r.effective_from > today and r is not row)
    draft = RequirementDraft(
        row.title, slugs[row.programme_id], row.effective_from, tuple(json.loads(row.units)),
        tuple(json.loads(row.services)), tuple(json.loads(row.job_groups)), row.due_on,
        row.due_days, row.grace_days, row.validity_months, row.window_days,
        ExpiryRule(row.expiry_rule), row.fixed_month, row.fixed_day,
    )  # fmt: skip
    return RequirementListed(key, code, draft, row.ended, min(later, default=None), len(rows))


def _asked(session: Session, catalogue: Catalogue, slug: str) -> Asked:
    try:
        programme = programme_named(session, catalogue, slug)
    except NotFound:
        raise UnusableRequirement("programme", "unknown_programme") from None
    if programme.ended_on is not None:
        raise UnusableRequirement("programme", "programme_ended")
    draft = programme.draft
    own = (
        select(ProgrammeVersion)
        .join(Programme, Programme.id == ProgrammeVersion.programme_id)
        .where(Programme.slug == slug, Programme.shipped.is_(False))
        .order_by(ProgrammeVersion.sequence.desc())
    )
    row = session.scalars(own.limit(1)).first()
    if row is not None:
        return asked_by(row.rule, row.number, row.modules)
    return asked_by(draft.rule, draft.number, stored_modules(catalogue, draft))


def _asks_nothing(asked: Asked, draft: RequirementDraft) -> bool:
    """Tell whether a programme has no module for anyone who is meant."""
    if asked.rule is not ProgrammeRule.APPLIES:
        return not asked.modules
    return not any(asked.by_service.get(s) for s in draft.services or asked.by_service)


def _due_fault(draft: RequirementDraft) -> str:
    if draft.due_on is None and draft.due_days is None:
        return "no_due_date"
    return "due_before_start" if draft.due_on and draft.due_on < draft.effective_from else ""


def _window_fault(draft: RequirementDraft) -> str:
    """Return what is wrong with the window: it must leave a month that is not for renewal."""
    if draft.validity_months is None:
        return ""
    return "window_too_long" if draft.window_days > draft.validity_months * 30 - 28 else ""


def _fixed_fault(draft: RequirementDraft) -> str:
    if draft.expiry_rule is not ExpiryRule.FIXED_DATE:
        return ""
    month, day = draft.fixed_month or 0, draft.fixed_day or 0
    if not (1 <= month <= 12 and 1 <= day <= monthrange(2024, month)[1]):
        return "no_such_day"
    return "" if (draft.validity_months or 0) >= YEAR else "less_than_a_year"


def _free_code(session: Session) -> str:
    return f"requirement-{(session.scalar(select(func.max(Requirement.id))) or 0) + 1}"
