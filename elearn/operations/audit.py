"""The audit log: who changed what about the organisation, and when."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from elearn.db import AuditEntry


def note(
    session: Session,
    action: str,
    now: datetime,
    by: int | None,
    *,
    about: int | None = None,
    unit: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    """Note a change; ``by`` None is a command on the server."""
    entry = AuditEntry(
        at=now, by_id=by, action=action, about_id=about, unit_id=unit, details=details or {}
    )
    session.add(entry)
    session.flush()
