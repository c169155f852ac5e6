"""How Alembic reaches the database: through the app that asks for the migration."""

from typing import Any

from alembic import context

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
    with db.engine.connect() as connection:
        context.configure(connection=connection, **OPTIONS)
        with context.begin_transaction():
            context.run_migrations()


migrate()
