"""An import by page: the file is kept in the record from the preview to the confirmation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from elearn.db import ImportRun
from elearn.domain.catalogue import Catalogue
from elearn.domain.errors import NotFound
from elearn.operations.accounts import NameCheck
from elearn.operations.audit import note
from elearn.operations.imports.history import import_history
from elearn.operations.imports.org import import_org
from elearn.operations.imports.outcomes import Report
from elearn.operations.imports.people import import_people

KEPT_FOR = timedelta(days=1)  # a file that nobody confirms is forgotten after that


@dataclass(frozen=True, slots=True)
class Importer:
    """Who imports: the units they may touch, and what rows may name."""

    by: int | None
    over: frozenset[int] | None
    services: frozenset[str]
    check_name: NameCheck
    catalogue: Catalogue


@dataclass(frozen=True, slots=True)
class Run:
    """One import of a person's own; ``applied_at`` None is one that awaits confirmation."""

    id: int
    kind: str
    file_name: str
    full: bool
    counts: dict[str, Any]
    uploaded_at: datetime
    applied_at: datetime | None


def bring_in(
    session: Session,
    kind: str,
    content: bytes,
    who: Importer,
    now: datetime,
    *,
    full: bool = False,
    dry_run: bool = False,
) -> Report:
    """Import a file of a kind, or look at what would come of it; raises FileFault."""
    if kind == "history":
        return import_history(
            session, who.catalogue, content, who.over, now, who.by, dry_run=dry_run
        )
    if kind == "org":
        return import_org(session, content, who.over, now, who.by, dry_run=dry_run)
    return import_people(
        session, content, who.over, who.services, who.check_name, now, who.by,
        full=full, dry_run=dry_run,
    )  # fmt: skip


def keep_upload(
    session: Session,
    kind: str,
    file_name: str,
    content: bytes,
    who: Importer,
    now: datetime,
    *,
    full: bool,
) -> int:
    """Keep a file that can be read until it is confirmed; raises FileFault for one that cannot."""
    report = bring_in(session, kind, content, who, now, full=full, dry_run=True)
    old = delete(ImportRun).where(
        ImportRun.applied_at.is_(None), ImportRun.uploaded_at < now - KEPT_FOR
    )
    session.execute(old)
    run = ImportRun(
        kind=kind, file_name=file_name[:120], full=full and kind == "people", content=content,
        counts=report.counts, by_id=who.by, uploaded_at=now,
    )  # fmt: skip
    session.add(run)
    session.flush()
    return run.id


def run_of(session: Session, run_id: int, by: int) -> Run:
    """Return an import of someone's own, or raise NotFound."""
    return _fact(_own(session, run_id, by))


def runs_of(session: Session, by: int) -> tuple[Run, ...]:
    """Return the latest imports of someone, newest first."""
    query = select(ImportRun).filter_by(by_id=by).order_by(ImportRun.id.desc()).limit(20)
    return tuple(map(_fact, session.scalars(query)))


def preview(session: Session, run_id: int, who: Importer, now: datetime) -> Report:
    """Return what would come of a kept file if it were confirmed now; raises NotFound."""
    run = _own(session, run_id, who.by)
    if run.content is None:
        raise NotFound("import", run_id)
    return bring_in(session, run.kind, run.content, who, now, full=run.full, dry_run=True)


def apply_run(session: Session, run_id: int, who: Importer, now: datetime) -> Report:
    """Apply a kept file and forget it; a second time is NotFound."""
    session.execute(select(ImportRun.id).filter_by(id=run_id).with_for_update())
    run = _own(session, run_id, who.by)
    if run.content is None:
        raise NotFound("import", run_id)
    report = bring_in(session, run.kind, run.content, who, now, full=run.full)
    run.content, run.applied_at, run.counts = None, now, report.counts
    note(session, f"{run.kind} imported", now, who.by, details=dict(report.counts))
    return report


def keep_result(session: Session, run_id: int, by: int, result: bytes) -> None:
    """Keep the result file of an import that was applied."""
    _own(session, run_id, by).result = result
    session.flush()


def result_of(session: Session, run_id: int, by: int) -> bytes:
    """Return the result file of an import, or raise NotFound."""
    result = _own(session, run_id, by).result
    if result is None:
        raise NotFound("import", run_id)
    return result


def _own(session: Session, run_id: int, by: int | None) -> ImportRun:
    run = session.scalars(select(ImportRun).filter_by(id=run_id, by_id=by)).one_or_none()
    if run is None:
        raise NotFound("import", run_id)
    return run


def _fact(run: ImportRun) -> Run:
    return Run(
        run.id, run.kind, run.file_name, run.full, dict(run.counts), run.uploaded_at, run.applied_at
    )  # fmt: skip
