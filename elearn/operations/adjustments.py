"""Reasonable adjustments and released attempts: granted, ended, and what they come to."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from elearn.db import (
    EndedAdjustment,
    GrantedAdjustment,
    Person,
    Prepared,
    ReleasedAttempt,
    driver_of,
)
from elearn.domain.adjustments import (
    Adjustment,
    AdjustmentKind,
    Allowance,
    BadAdjustment,
    allowance,
    check_words,
    checked_adjustment,
)
from elearn.domain.catalogue import Catalogue
from elearn.domain.days import day_of
from elearn.domain.errors import NotFound
from elearn.operations.merged import OWN, accounts_of


@dataclass(frozen=True, slots=True)
class Granted:
    """One adjustment as it stands in the record, with who granted and who ended it."""

    id: int
    adjustment: Adjustment
    reason: str
    granted_by: str
    granted_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str | None

    def is_open(self, day: date) -> bool:
        """Tell whether it holds on this day or will hold later, so that it can be ended."""
        until = self.adjustment.until_on
        return self.ended_at is None and (until is None or until >= day)


@dataclass(frozen=True, slots=True)
class Released:
    """One more attempt that someone released for a module."""

    module: str
    reason: str
    released_by: str
    released_at: datetime


def grant(
    session: Session,
    catalogue: Catalogue,
    person_id: int,
    adjustment: Adjustment,
    reason: str,
    by_id: int,
    now: datetime,
) -> int:
    """Grant an adjustment and return its id; raises BadAdjustment, saying which field."""
    checked, reason = checked_adjustment(adjustment), check_words("reason", reason)
    if checked.module is not None and checked.module not in catalogue.quizzes:
        raise BadAdjustment("module", "unknown")
    row = GrantedAdjustment(
        person_id=person_id,
        module=checked.module,
        kind=checked.kind.value,
        amount=checked.amount,
        words=checked.words,
        reason=reason,
        from_on=checked.from_on,
        until_on=checked.until_on,
        granted_by_id=by_id,
        granted_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def end(
    session: Session, person_id: int, adjustment_id: int, reason: str, by_id: int, now: datetime
) -> None:
    """End an adjustment of this person now, once; raises BadAdjustment or NotFound."""
    reason = check_words("reason", reason)
    known = select(GrantedAdjustment.id).filter_by(id=adjustment_id, person_id=person_id)
    if session.scalar(known.with_for_update()) is None:
        raise NotFound("adjustment", adjustment_id)
    if session.get(EndedAdjustment, adjustment_id) is None:
        session.add(
            EndedAdjustment(
                adjustment_id=adjustment_id, reason=reason, ended_by_id=by_id, ended_at=now
            )
        )
        session.flush()


_HELD = Prepared(
    select(
        GrantedAdjustment.kind, GrantedAdjustment.amount, GrantedAdjustment.words,
        GrantedAdjustment.module, GrantedAdjustment.from_on, GrantedAdjustment.until_on,
    )
    .outerjoin(EndedAdjustment, EndedAdjustment.adjustment_id == GrantedAdjustment.id)
    .where(GrantedAdjustment.person_id.in_(OWN), EndedAdjustment.adjustment_id.is_(None))
    .order_by(GrantedAdjustment.id)
)  # fmt: skip


def allowed(session: Session, person_id: int, module: str, now: datetime) -> Allowance:
    """Return what a person is allowed beyond others at the quiz of a module, at this moment."""
    return allowances(session, person_id, [module], now)[module]


def allowances(
    session: Session, person_id: int, modules: Iterable[str], now: datetime
) -> dict[str, Allowance]:
    """Return what a person is allowed beyond others, by module, at this moment, in one query."""
    rows = driver_of(session).rows(_HELD, person=person_id)
    granted = [_adjustment(row) for row in rows]
    return {module: allowance(granted, module, day_of(now)) for module in modules}


def adjustments_of(session: Session, person_id: int) -> tuple[Granted, ...]:
    """Return every adjustment of a person, newest first."""
    grantor, ender = aliased(Person), aliased(Person)
    rows = session.execute(
        select(
            GrantedAdjustment,
            grantor.name,
            EndedAdjustment.ended_at,
            EndedAdjustment.reason,
            ender.name,
        )
        .join(grantor, grantor.id == GrantedAdjustment.granted_by_id)
        .outerjoin(EndedAdjustment, EndedAdjustment.adjustment_id == GrantedAdjustment.id)
        .outerjoin(ender, ender.id == EndedAdjustment.ended_by_id)
        .where(GrantedAdjustment.person_id.in_(accounts_of(person_id)))
        .order_by(GrantedAdjustment.id.desc())
    )
    return tuple(
        Granted(
            row.id, _adjustment(row), row.reason, by, row.granted_at, ender_name,
            ended_at, end_reason,
        )
        for row, by, ended_at, end_reason, ender_name in rows
    )  # fmt: skip


def add_release(
    session: Session, person_id: int, module: str, reason: str, by_id: int, now: datetime
) -> None:
    """Record one more attempt for a person; raises BadAdjustment without a reason."""
    session.add(
        ReleasedAttempt(
            person_id=person_id,
            module=module,
            reason=check_words("reason", reason),
            released_by_id=by_id,
            released_at=now,
        )
    )
    session.flush()


def last_releases(session: Session, person_id: int) -> dict[str, datetime]:
    """Return when an attempt was last released for a person, by module."""
    rows = session.execute(
        select(ReleasedAttempt.module, func.max(ReleasedAttempt.released_at))
        .where(ReleasedAttempt.person_id.in_(accounts_of(person_id)))
        .group_by(ReleasedAttempt.module)
    )
    return {row[0]: row[1] for row in rows}


def releases_of(session: Session, person_id: int) -> tuple[Released, ...]:
    """Return every attempt released for a person, newest first."""
    rows = session.execute(
        select(ReleasedAttempt, Person.name)
        .join(Person, Person.id == ReleasedAttempt.released_by_id)
        .where(ReleasedAttempt.person_id.in_(accounts_of(person_id)))
        .order_by(ReleasedAttempt.id.desc())
    )
    return tuple(Released(row.module, row.reason, by, row.released_at) for row, by in rows)


def _adjustment(row: Any) -> Adjustment:
    return Adjustment(
        AdjustmentKind(row.kind), row.amount, row.words, row.module, row.from_on, row.until_on
    )
