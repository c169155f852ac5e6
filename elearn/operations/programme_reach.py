"""Whom a change to a programme reaches: only those whose requirements it all concerns make it."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Programme, RequirementVersion
from elearn.domain.errors import NotFound
from elearn.operations.programmes import ProgrammeListed
from elearn.operations.requirements import requirements


def changeable(
    session: Session, scope: Collection[int], found: Collection[ProgrammeListed], today: date
) -> frozenset[str]:
    """Return the slugs of one's own programmes that someone over these units may change.

    One that has ended is not among them, nor one that a requirement beyond these units asks for:
    its change would reach, and its preview would show, people of others.
    """
    theirs = {listed.id for listed in requirements(session, scope, today)}
    asking = session.execute(
        select(Programme.slug, RequirementVersion.requirement_id)
        .join(RequirementVersion, RequirementVersion.programme_id == Programme.id)
        .distinct()
    )
    beyond = {row.slug for row in asking if row.requirement_id not in theirs}
    mine = (p for p in found if not p.shipped and p.ended_on is None)
    return frozenset(p.slug for p in mine if p.slug not in beyond)


def changeable_one(
    session: Session, scope: Collection[int], programme: ProgrammeListed, today: date
) -> ProgrammeListed:
    """Return a programme that may be changed, or raise NotFound."""
    if programme.slug not in changeable(session, scope, [programme], today):
        raise NotFound("programme", programme.slug)
    return programme
