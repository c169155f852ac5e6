"""Whether the database can be used."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.db import Unit


def can_read(session: Session) -> None:
    """Read from the database; raises SQLAlchemyError when it cannot be read or has no tables."""
    session.execute(select(Unit.id).limit(1)).all()
