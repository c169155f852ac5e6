"""Certificates of many people at once: which they are, and the files that are made of them.

A file that is made in the background is claimed by one process at a time, which says that it is
still there. What stopped without a word is taken up again, up to three times.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from elearn.db import Certificate, Notice, PrintJob, Unit
from elearn.domain.access import Action, Appointed, units_for
from elearn.domain.certification import CertificateFacts
from elearn.domain.completion import State
from elearn.domain.days import day_of, start_of_day
from elearn.domain.errors import NotFound
from elearn.operations.audit import note
from elearn.operations.outbox import NewNotice, tell
from elearn.operations.scopes import unit_seen, units_below
from elearn.operations.team_cells import module_cells
from elearn.operations.teams import AT_ONCE

AT_ONCE_MADE = 200
"""Certificates that are made while one waits; for more a file is made in the background."""
MOST = 10_000
"""Certificates in one file."""
KEPT = timedelta(days=7)
SILENCE = timedelta(minutes=2)  # a process that says nothing for so long is gone
BEGINNING = timedelta(seconds=20)  # a process that was started has begun by then
TRIES = 3
SHOWN = 50
READY = "file_ready"
LONGEST_NAMES = 150  # characters


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose certificates, of which modules (slugs), as at what day, and what is made of them.

    ``about`` says in words whose they are; ``form`` is ``pdf`` or ``zip``.
    """

    about: str
    unit: str | None
    people: tuple[int, ...]
    modules: tuple[str, ...]
    day: date
    with_expired: bool
    form: str
    blank_backs: bool


@dataclass(frozen=True, slots=True)
class Job:
    """A file as whoever asked for it sees it; ``form`` and ``state`` are those of ``PrintJob``."""

    id: int
    about: str
    form: str
    state: str
    asked_at: datetime
    done: int
    total: int | None
    size: int | None
    kept_until: date | None
    ended_at: datetime | None

    @property
    def is_under_way(self) -> bool:
        """Return whether it is still to be made."""
        return self.state in {"waiting", "making"}


def numbers_of(session: Session, wanted: Wanted) -> list[str]:
    """Return the numbers of the certificates wanted: by person, then by module, as on the screen.

    Of each module it is that of the latest completion, as long as it is in force.
    """
    found: list[str] = []
    for start in range(0, len(wanted.people), AT_ONCE):
        part = wanted.people[start : start + AT_ONCE]
        cells = module_cells(session, part, wanted.modules, wanted.day)
        found += [
            cell.certificate
            for person in part
            for cell in cells[person]
            if cell and cell.certificate
            and (wanted.with_expired or cell.state is not State.EXPIRED)
        ]  # fmt: skip
    return found


def facts_of(session: Session, numbers: Sequence[str]) -> Iterator[CertificateFacts]:
    """Yield what certificates state, in the order of their numbers, a part at a time."""
    for start in range(0, len(numbers), AT_ONCE):
        part = numbers[start : start + AT_ONCE]
        query = select(Certificate.number, Certificate.snapshot)
        rows = session.execute(query.where(Certificate.number.in_(part)))
        read = {row.number: CertificateFacts.from_json(row.snapshot) for row in rows}
        yield from (read[number] for number in part)


def names_of_units(session: Session, held: Iterable[Appointed], unit: str | None) -> str:
    """Return the name of a unit, or of all that someone sees; raises NotFound for another."""
    over = units_for(held, Action.SEE_TEAM)
    if unit:
        return str(unit_seen(session, over, unit).name)
    names = session.scalars(select(Unit.name).where(Unit.id.in_(over)).order_by(Unit.name))
    joined = ", ".join(names)
    return joined if len(joined) <= LONGEST_NAMES else f"{joined[:LONGEST_NAMES]}…"


def note_printed(session: Session, wanted: Wanted, count: int, now: datetime, by: int) -> None:
    """Note who took how many certificates away."""
    facts = {"certificates": count, "form": wanted.form, "about": wanted.about}
    note(session, "certificates_printed", now, by, details=facts)


def ask_for(
    session: Session, held: Iterable[Appointed], wanted: Wanted, now: datetime, by: int
) -> int:
    """Keep that a file is to be made, and return its id; raises NotFound for a unit not seen."""
    over = units_for(held, Action.SEE_TEAM)
    units = {unit_seen(session, over, wanted.unit).id} if wanted.unit else over
    job = PrintJob(
        asked_by_id=by, asked_at=now, about=wanted.about, unit_ids=sorted(units),
        people=list(wanted.people), modules=list(wanted.modules), day=wanted.day,
        with_expired=wanted.with_expired, form=wanted.form, blank_backs=wanted.blank_backs,
    )  # fmt: skip
    session.add(job)
    session.flush()
    return job.id


def jobs_of(session: Session, person_id: int, today: date) -> tuple[Job, ...]:
    """Return the files that someone asked for, the last first."""
    query = select(PrintJob).filter_by(asked_by_id=person_id).order_by(PrintJob.id.desc())
    return tuple(_job(row, today) for row in session.scalars(query.limit(SHOWN)))


def job_of(
    session: Session, person_id: int, held: Iterable[Appointed], job_id: int, today: date
) -> Job:
    """Return a file that someone asked for; raises NotFound for anyone else's.

    Whoever may no longer see the units that it was asked of does not find it any more either.
    """
    row = session.get(PrintJob, job_id)
    if row is None or row.asked_by_id != person_id:
        raise NotFound("file", job_id)
    scope = select(units_below(units_for(held, Action.SEE_TEAM)).c.id)
    seen = select(func.count(Unit.id)).where(Unit.id.in_(row.unit_ids), Unit.id.in_(scope))
    if session.scalar(seen) != len(row.unit_ids):
        raise NotFound("file", job_id)
    return _job(row, today)


def to_be_started(session: Session, now: datetime) -> bool:
    """Tell whether files wait and nothing makes them: a process that was to do so is gone."""
    waits = (PrintJob.state == "waiting") & (PrintJob.asked_at <= now - BEGINNING)
    left = session.scalar(select(PrintJob.id).where(or_(waits, _silent(now))).limit(1))
    return left is not None and not _is_busy(session, now)


def claim(session: Session, now: datetime) -> PrintJob | None:
    """Take the next file to make, so that nobody else does; None while another is being made."""
    if _is_busy(session, now):
        return None
    ready = or_(PrintJob.state == "waiting", _silent(now))
    found = session.scalar(select(PrintJob.id).where(ready).order_by(PrintJob.id).limit(1))
    taken = update(PrintJob).where(PrintJob.id == found, ready)
    values = {"state": "making", "beat_at": now, "done": 0, "tries": PrintJob.tries + 1}
    won: Any = session.execute(taken.values(**values))
    return session.get_one(PrintJob, found, populate_existing=True) if won.rowcount else None


def beat(session: Session, job: PrintJob, done: int, total: int, now: datetime) -> None:
    """Say how far a file is, and that it is still being made."""
    job.done, job.total, job.beat_at = done, total, now
    session.flush()


def settle(
    session: Session, job: PrintJob, state: str, total: int | None, size: int | None, now: datetime
) -> None:
    """Keep what became of a file, and tell whoever asked for it where one is ready."""
    job.state, job.total, job.done = state, total, total or 0
    job.size, job.beat_at, job.ended_at = size, None, now
    session.flush()
    if state == "ready":
        facts = {"job": job.id, "count": total, "until_on": (day_of(now) + KEPT).isoformat()}
        day = day_of(now)
        tell(session, [NewNotice(READY, f"file:{job.id}", job.asked_by_id, day, facts, True)], now)


def wanted_by(job: PrintJob) -> Wanted:
    """Return what a file is to hold."""
    return Wanted(
        job.about, None, tuple(job.people), tuple(job.modules), job.day, job.with_expired,
        job.form, job.blank_backs,
    )  # fmt: skip


def tidy(session: Session, now: datetime) -> list[int]:
    """Give up what was tried too often, let go of what was kept long enough; return whose files."""
    over = select(PrintJob).where(_silent(now), PrintJob.tries >= TRIES)
    for job in session.scalars(over):
        settle(session, job, "failed", None, None, now)
    before = start_of_day(day_of(now) - KEPT)
    gone = list(
        session.scalars(
            select(PrintJob).where(PrintJob.ended_at < before, PrintJob.state != "gone")
        )
    )
    for job in gone:
        job.state, job.people = "gone", []
    session.flush()
    return [job.id for job in gone]


def no_longer_kept(session: Session, notice: Notice, today: date) -> str | None:
    """Return why nobody is to be told of a file any more, or None if it is there."""
    job = session.get(PrintJob, notice.facts["job"])
    return None if job is not None and _job(job, today).state == "ready" else "no longer kept"


def _job(row: PrintJob, today: date) -> Job:
    kept_until = day_of(row.ended_at) + KEPT if row.ended_at else None
    over = kept_until is not None and kept_until < today
    return Job(
        row.id, row.about, row.form, "gone" if over else row.state, row.asked_at, row.done,
        row.total, row.size, kept_until, row.ended_at,
    )  # fmt: skip


def _silent(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a file was being made, and nothing was heard of it for long."""
    return (PrintJob.state == "making") & (PrintJob.beat_at <= now - SILENCE)


def _is_busy(session: Session, now: datetime) -> bool:
    beats = (PrintJob.state == "making") & (PrintJob.beat_at > now - SILENCE)
    return session.scalar(select(PrintJob.id).where(beats).limit(1)) is not None
