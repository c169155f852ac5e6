"""Views of a team that their owner named: kept, opened, deleted, and sent as reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from elearn.db import SavedView, Unit
from elearn.domain.errors import DomainError, NotFound
from elearn.domain.schedules import Rhythm, Schedule

MOST = 50


class UnusableView(DomainError):
    """A view that cannot be kept; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class View:
    """A view as its owner sees it; ``asked`` is what the address of the list holds."""

    id: int
    name: str
    unit: str | None
    unit_name: str | None
    asked: Mapping[str, str]
    schedule: Schedule | None


def keep_view(
    session: Session,
    person_id: int,
    name: str,
    unit: str | None,
    asked: Mapping[str, str],
    now: datetime,
) -> int:
    """Keep a view by a name that is none of the owner's others; raises UnusableView."""
    mine = views_of(session, person_id)
    if len(mine) >= MOST:
        raise UnusableView("too_many")
    if any(view.name.casefold() == name.casefold() for view in mine):
        raise UnusableView("name_taken")
    over = session.scalars(select(Unit.id).filter_by(code=unit)).one() if unit else None
    row = SavedView(person_id=person_id, name=name, unit_id=over, asked=dict(asked), made_at=now)
    session.add(row)
    session.flush()
    return row.id


def views_of(session: Session, person_id: int) -> tuple[View, ...]:
    """Return someone's views, by name."""
    rows = session.execute(
        select(SavedView, Unit.code, Unit.name.label("unit_name"))
        .outerjoin(Unit, Unit.id == SavedView.unit_id)
        .where(SavedView.person_id == person_id)
        .order_by(func.lower(SavedView.name), SavedView.id)
    )
    return tuple(
        View(row.id, row.name, code, unit_name, row.asked, schedule_of(row))
        for row, code, unit_name in rows
    )


def view_of(session: Session, person_id: int, view_id: int) -> View:
    """Return one of someone's views, or raise NotFound."""
    for view in views_of(session, person_id):
        if view.id == view_id:
            return view
    raise NotFound("view", view_id)


def schedule_view(
    session: Session, person_id: int, view_id: int, schedule: Schedule | None, today: date
) -> None:
    """Let a view be sent as a report from today on, or no more; raises NotFound."""
    row = _own(session, person_id, view_id)
    row.rhythm = schedule.rhythm.value if schedule else None
    row.on_day = schedule.on_day if schedule else None
    row.sent_since = today if schedule else None
    session.flush()


def delete_view(session: Session, person_id: int, view_id: int) -> None:
    """Delete one of someone's views; raises NotFound."""
    session.delete(_own(session, person_id, view_id))
    session.flush()


def schedule_of(row: SavedView) -> Schedule | None:
    """Return when a stored view is sent, or None."""
    return Schedule(Rhythm(row.rhythm), row.on_day) if row.rhythm and row.on_day else None


def _own(session: Session, person_id: int, view_id: int) -> SavedView:
    row = session.get(SavedView, view_id)
    if row is None or row.person_id != person_id:
        raise NotFound("view", view_id)
    return row
