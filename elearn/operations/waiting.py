"""What learners asked for and nobody has decided yet, for those who may decide it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from elearn.db import ExtensionRequest, Person, PriorLearning, RequirementVersion, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.operations.scopes import units_below

MOST = 100


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked, when, and how a page names what they asked for."""

    id: int
    person_id: int
    name: str
    unit: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class ExtensionAsked:
    """A later due day that someone asked for."""

    asker: Asker
    requirement_id: int
    until: date


@dataclass(frozen=True, slots=True)
class LearningClaimed:
    """A module that someone says they have learned elsewhere."""

    asker: Asker
    module: str
    learned_on: date


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for a decision, the oldest first and at most ``MOST`` of each kind."""

    extensions: tuple[ExtensionAsked, ...]
    claims: tuple[LearningClaimed, ...]
    number: int


def waiting_for(session: Session, appointments: Iterable[Appointed], viewer_id: int) -> Waiting:
    """Return what these appointments let someone decide; never what they asked for themselves."""
    held = units_for(appointments, Action.DECIDE_FOR_PEOPLE)
    extensions = _theirs(
        select(ExtensionRequest.id, ExtensionRequest.asked_at, ExtensionRequest.requirement_id,
               ExtensionRequest.wanted_until)
        .join(Person, Person.id == ExtensionRequest.person_id)
        .where(ExtensionRequest.decision.is_(None)), held, viewer_id,
    )  # fmt: skip
    claims = _theirs(
        select(PriorLearning.id, PriorLearning.submitted_at, PriorLearning.module,
               PriorLearning.learned_on)
        .join(Person, Person.id == PriorLearning.person_id)
        .where(PriorLearning.decision.is_(None)), held, viewer_id,
    )  # fmt: skip
    return Waiting(
        tuple(
            ExtensionAsked(Asker(row[0], row.person_id, row.name, row.unit, row[1]), row[2], row[3])
            for row in session.execute(extensions.order_by(ExtensionRequest.id).limit(MOST))
        ),
        tuple(
            LearningClaimed(
                Asker(row[0], row.person_id, row.name, row.unit, row[1]), row[2], row[3]
            )
            for row in session.execute(claims.order_by(PriorLearning.id).limit(MOST))
        ),
        sum(
            session.scalar(select(func.count()).select_from(asked.subquery())) or 0
            for asked in (extensions, claims)
        ),
    )


def requirement_titles(session: Session) -> dict[int, str]:
    """Return the newest title of every requirement, those that have ended too."""
    rows = session.execute(
        select(RequirementVersion.requirement_id, RequirementVersion.title)
        .order_by(RequirementVersion.sequence)
    )  # fmt: skip
    return {row.requirement_id: row.title for row in rows}


def _theirs(query: Select[*tuple[Any, ...]], held: frozenset[int], viewer_id: int) -> Select[Any]:
    below = units_below(held)
    return (
        query.add_columns(Person.id.label("person_id"), Person.name, Unit.name.label("unit"))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.id != viewer_id, Person.active, Person.unit_id.in_(select(below.c.id)))
    )
