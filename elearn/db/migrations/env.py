"""How Alembic reaches the database: through the app that asks for the migration."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic import context
from sqlalchemy import Connection

from elearn.db import db
from elearn.db.base import Instant


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column type as the plain one that it stores, so that old migrations stand."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


OPTIONS: dict[str, Any] = {
    "target_metadata": db.metadata,
    "compare_type": True,
    "render_as_batch": True,
    "render_item": render_item,
}


def migrate() -> None:
    """Run the migrations in one transaction, so that a failed one leaves nothing behind."""
    with db.engine.connect() as connection, keys_checked_last(connection):
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()
            if connection.dialect.name == "sqlite":
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                if broken:
                    raise RuntimeError(f"the migration leaves rows that point nowhere: {broken}")


@contextmanager
def keys_checked_last(connection: Connection) -> Iterator[None]:
    """Let SQLite rebuild a table that others point at: it checks keys at the end, not meanwhile."""
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")  # has no effect once a transaction has begun
    try:
        yield
    finally:
        connection.invalidate()  # so that nobody else is given it


migrate()
